// Mixed traffic for a soak: good reports, every common refusal, callers that give up, upstreams that break. Raw sockets, so that nothing is tidied up.
import net from 'node:net';
import { reportOfSize } from './bodies.mjs';

const good = reportOfSize(1024);

/** Of each hundred requests: how many, what is sent, which status is due; without one, the caller goes away half-way. */
export const kinds = [
  { name: 'sealed report', share: 60, status: 200, message: message('/report', good) },
  { name: 'pass-through, chunked', share: 10, status: 200, message: chunked('/pass', good) },
  { name: 'large report', share: 3, status: 200, message: message('/report', reportOfSize(48 * 1024)) },
  { name: 'schema violation', share: 5, status: 422, message: message('/report', Buffer.from('{"email":"nobody","reason":"x","date":"2024-03-26"}')) },
  { name: 'malformed', share: 5, status: 400, message: message('/report', Buffer.from('{"email":"ada@example.com",')) },
  { name: 'too large', share: 2, status: 413, message: message('/report', reportOfSize(80 * 1024)) },
  { name: 'wrong content type', share: 3, status: 415, message: message('/report', good, 'text/plain') },
  { name: 'unknown route', share: 4, status: 404, message: message('/nowhere', good) },
  { name: 'upstream resets', share: 3, status: 502, message: message('/report', good, undefined, 'X-Soak: reset\r\n') },
  { name: 'caller gives up in the body', share: 3, message: message('/report', good).subarray(0, -400) },
  { name: 'caller gives up waiting', share: 2, message: message('/report', good) },
];

function message(path, body, type = 'application/json', headers = '') {
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\nHost: gateway\r\nContent-Type: ${type}\r\n${headers}Content-Length: ${body.length}\r\n\r\n`), body]);
}

function chunked(path, body) {
  return Buffer.concat([
    Buffer.from(`POST ${path} HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`), body,
    Buffer.from('\r\n0\r\n\r\n'),
  ]);
}

/** The kinds of a hundred requests, spread evenly. */
const order = kinds
  .flatMap((kind) => Array.from({ length: kind.share }, (_, index) => ({ kind, place: (index + 0.5) / kind.share })))
  .sort((a, b) => a.place - b.place)
  .map(({ kind }) => kind);

/** Keeps `connections` callers busy until `ended(traffic)`. Counts what came back, by kind, and what should not have. */
export class Traffic {
  sent = 0;
  counts = new Map(kinds.map(({ name }) => [name, 0]));
  mistakes = new Map();
  #port;
  #ended;
  #callers;

  constructor(port, connections, ended) {
    this.#port = port;
    this.#ended = ended;
    this.#callers = Array.from({ length: connections }, () => this.#call());
  }

  /** Settles when every caller has stopped. */
  get finished() {
    return Promise.all(this.#callers);
  }

  #mistake(kind, what) {
    const key = `${kind.name}: ${what}`;
    this.mistakes.set(key, (this.mistakes.get(key) ?? 0) + 1);
  }

  async #call() {
    let socket;
    while (!this.#ended(this)) {
      socket ??= await this.#connect();
      const kind = order[this.sent++ % order.length];
      const stays = await this.#exchange(socket, kind);
      this.counts.set(kind.name, this.counts.get(kind.name) + 1);
      if (!stays) {
        socket.destroy();
        socket = undefined;
      }
    }
    socket?.destroy();
  }

  #connect() {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ port: this.#port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
      socket.setEncoding('latin1');
      socket.once('error', reject);
    });
  }

  /** One request; whether the connection can take another. */
  #exchange(socket, kind) {
    return new Promise((resolve) => {
      let received = '';
      const end = (stays) => {
        socket.removeAllListeners('data');
        socket.removeAllListeners('close');
        resolve(stays);
      };
      socket.removeAllListeners('error');
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#mistake(kind, 'connection closed without an answer');
        end(false);
      });
      socket.on('data', (part) => {
        received += part;
        const head = received.indexOf('\r\n\r\n');
        const length = head < 0 ? NaN : Number(/^content-length: *(\d+)/im.exec(received.slice(0, head))?.[1]);
        if (!(received.length >= head + 4 + length)) {
          return;
        }
        const status = Number(received.slice(9, 12));
        if (status !== kind.status) {
          this.#mistake(kind, `answered ${status}`);
        }
        end(!/^connection: *close/im.test(received.slice(0, head)));
      });
      socket.write(kind.message, () => kind.status === undefined && end(false));
    });
  }
}
