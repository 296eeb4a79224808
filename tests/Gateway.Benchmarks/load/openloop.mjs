// node openloop.mjs URL BODYFILE RATE SECONDS: sends at a fixed rate, whether or not answers come (open loop), and prints the delays as JSON.
// A request takes an idle connection or opens another, so a server that stalls is not spared the requests of that time. The timer of this program
// ticks once a millisecond: at each tick all requests that are due are sent. A delay is counted from sending to the end of the answer.
import fs from 'node:fs';
import net from 'node:net';

const MOST_CONNECTIONS = 1024;
/** How long the last answers are waited for, in seconds. */
const GRACE = 3;
const [, , address, file, rate, seconds] = process.argv;
const url = new URL(address);
const body = fs.readFileSync(file);
const request = Buffer.concat([
  Buffer.from(`POST ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`), body,
]);

const idle = [];
const delays = [];
const result = { sent: 0, connections: 0 };
let refused = 0;

function connect() {
  result.connections++;
  const socket = net.connect({ host: url.hostname, port: Number(url.port), noDelay: true });
  let received = '';
  socket.setEncoding('latin1');
  socket.on('data', (part) => {
    received += part;
    const head = received.indexOf('\r\n\r\n');
    if (head < 0) {
      return;
    }
    const length = Number(/^content-length: *(\d+)/im.exec(received)?.[1]);
    if (received.length < head + 4 + length) {
      return;
    }
    delays.push(performance.now() - socket.sentAt);
    if (!received.startsWith('HTTP/1.1 200')) {
      refused++;
    }
    received = '';
    idle.push(socket);
  });
  socket.on('error', () => {}); // Its request is missing in the end.
  return socket;
}

function sendOne() {
  const socket = idle.pop() ?? (result.connections < MOST_CONNECTIONS ? connect() : undefined);
  result.sent++;
  if (socket) {
    socket.sentAt = performance.now();
    socket.write(request);
  }
}

function percentile(share) {
  return delays[Math.min(delays.length - 1, Math.floor(delays.length * share))];
}

const began = performance.now();
const timer = setInterval(() => {
  const elapsed = performance.now() - began;
  if (elapsed < seconds * 1000) {
    for (const due = (elapsed * rate) / 1000; result.sent < due;) {
      sendOne();
    }
    return;
  }
  if (delays.length === result.sent || elapsed > (Number(seconds) + GRACE) * 1000) {
    clearInterval(timer);
    delays.sort((a, b) => a - b);
    console.log(JSON.stringify({ ...result, errors: refused + result.sent - delays.length, p50: percentile(0.5), p99: percentile(0.99), p999: percentile(0.999) }));
    process.exit();
  }
}, 1);
