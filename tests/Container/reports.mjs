// The hook of tests/Container/check, beside the running container: an application and its report server. Says "good" or "bad" in DIR/verdict;
// then leaves one report in flight, and writes the status that it got in the end to DIR/in-flight.
import { createDecipheriv, randomBytes } from 'node:crypto';
import { deepStrictEqual, strictEqual } from 'node:assert';
import { once } from 'node:events';
import { chownSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';

const directory = process.argv[2];
const keyFile = `${directory}/keys/plugin_key`;
const subscriptionKey = readFileSync(`${directory}/keys/subscription_key`, 'utf8').trim();
const received = [];
let answerAfter = 0;

const server = createServer({ cert: readFileSync(`${directory}/server/server.pem`), key: readFileSync(`${directory}/server/server.key`) }, async (incoming, outgoing) => {
  const parts = [];
  for await (const part of incoming) parts.push(part);
  received.push({ url: incoming.url, headers: incoming.headers, body: Buffer.concat(parts).toString('utf8') });
  await pause(answerAfter);
  outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end('{"status":200,"message":"report ghosting done"}');
});
server.listen(8443, '127.0.0.1');
await once(server, 'listening');

function send(body) {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const outgoing = request({ host: '127.0.0.1', port: 8080, path: '/report-ghosting', method: 'POST', headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) } }, async incoming => {
      const parts = [];
      for await (const part of incoming) parts.push(part);
      resolve({ status: incoming.statusCode, type: incoming.headers['content-type'], body: Buffer.concat(parts).toString('utf8') });
    });
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

function open(sealed, key) {
  const message = Buffer.from(JSON.parse(sealed).data, 'base64');
  const cipher = createDecipheriv('aes-256-cbc', Buffer.from(key, 'hex'), message.subarray(0, 16));
  return JSON.parse(Buffer.concat([cipher.update(message.subarray(16)), cipher.final()]).toString('utf8'));
}

const kept = { email: 'ada@example.com', reason: 'Keine Antwort, übers "Wochenende".', date: '2024-03-26' };

async function arrivesSealedWith(key) {
  received.length = 0;
  const answer = await send({ ...kept, internalNote: 'salary band C' });
  deepStrictEqual(answer, { status: 200, type: 'application/json', body: '{"status":200,"message":"report ghosting done"}' });
  strictEqual(received.length, 1);
  strictEqual(received[0].url, '/v1/report');
  strictEqual(received[0].headers.subscriptionkey, subscriptionKey);
  deepStrictEqual(open(received[0].body, key), kept);
}

try {
  await arrivesSealedWith(readFileSync(keyFile, 'utf8').trim());
  console.log('  ok    a report arrives sealed, minimised and with its key');

  received.length = 0;
  const refused = await send({ ...kept, date: 'yesterday' });
  strictEqual(refused.status, 422);
  strictEqual(refused.type, 'application/problem+json');
  strictEqual(JSON.parse(refused.body).code, 'schema-violation');
  strictEqual(received.length, 0);
  console.log('  ok    what does not fit is refused and does not leave');

  const next = randomBytes(32).toString('hex');
  writeFileSync(`${keyFile}.new`, next, { mode: 0o600 });
  chownSync(`${keyFile}.new`, 1654, 1654);
  renameSync(`${keyFile}.new`, keyFile);
  for (let tries = 0; ; tries++) {
    try {
      await arrivesSealedWith(next);
      break;
    } catch (failure) {
      if (tries === 50) throw failure;
      await pause(200);
    }
  }
  console.log('  ok    a key is rotated while the container runs');

  answerAfter = 4000;
  const inFlight = send(kept);
  while (received.length < 2) await pause(10);
  writeFileSync(`${directory}/verdict`, 'good\n');
  writeFileSync(`${directory}/in-flight`, String((await inFlight).status));
} catch (failure) {
  console.log(failure.stack);
  writeFileSync(`${directory}/verdict`, 'bad\n');
}
process.exit();
