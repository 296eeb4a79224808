// node soak-upstream.mjs PORT: answers 200, or breaks the connection where the request asks for it.
import http from 'node:http';

const ANSWER = '{"status":200,"message":"report ghosting done"}';

http.createServer((request, response) => {
  if (request.headers['x-soak'] === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  request.resume().on('end', () => response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': ANSWER.length }).end(ANSWER));
}).listen(Number(process.argv[2]), '127.0.0.1');
