// node openloop.mjs URL BODYFILE RATE SECONDS: sends at a fixed rate, whether or not answers come (open loop), and prints the delays as JSON.
// A request takes an idle connection or opens another, so a server that stalls is not spared the requests of that time; past the last connection
// requests wait, and their wait counts. The timer of this program ticks once a millisecond: at each tick all requests that are due are sent. A delay is
// counted from that tick to the end of the answer. The rate is reached within two seconds that are not counted: otherwise all requests of the first moment
// would wait for new connections to the upstream.
import fs from 'node:fs';
import net from 'node:net';

const MOST_CONNECTIONS = 256;
const RAMP = 2;
/** How long the last answers are waited for, in seconds. */
const GRACE = 3;
const [, , address, file, rate, seconds] = process.argv;
const url = new URL(address);
const body = fs.readFileSync(file);
const request = Buffer.concat([
  Buffer.from(`POST ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`), body,
]);

const idle = [];
const waiting = [];
const delays = [];
const result = { sent: 0, connections: 0 };
let refused = 0;
let answered = 0;

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
    answered++;
    if (socket.dueAt - began >= RAMP * 1000) {
      delays.push(performance.now() - socket.dueAt);
    }
    if (!received.startsWith('HTTP/1.1 200')) {
      refused++;
    }
    received = '';
    if (waiting.length > 0) {
      use(socket, waiting.shift());
    } else {
      idle.push(socket);
    }
  });
  socket.on('error', () => {}); // Its request is missing in the end.
  return socket;
}

function use(socket, dueAt) {
  socket.dueAt = dueAt;
  socket.write(request);
}

function sendOne() {
  const socket = idle.pop() ?? (result.connections < MOST_CONNECTIONS ? connect() : undefined);
  result.sent++;
  if (socket) {
    use(socket, performance.now());
  } else {
    waiting.push(performance.now());
  }
}

function percentile(share) {
  return delays[Math.min(delays.length - 1, Math.floor(delays.length * share))];
}

function due(elapsed) {
  return rate * (elapsed < RAMP ? (elapsed * elapsed) / (2 * RAMP) : elapsed - RAMP / 2);
}

const length = RAMP + Number(seconds);
const began = performance.now();
const timer = setInterval(() => {
  const elapsed = (performance.now() - began) / 1000;
  if (elapsed < length) {
    while (result.sent < due(elapsed)) {
      sendOne();
    }
  } else if (answered === result.sent || elapsed > length + GRACE) {
    clearInterval(timer);
    delays.sort((a, b) => a - b);
    console.log(JSON.stringify({ ...result, refused, lost: result.sent - answered, p50: percentile(0.5), p99: percentile(0.99), p999: percentile(0.999) }));
    process.exit();
  }
}, 1);
