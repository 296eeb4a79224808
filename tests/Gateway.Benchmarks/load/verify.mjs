// Before anything is measured: does each server do what its row says? An upstream that remembers stands where the fast one will.
import crypto from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { minimized } from './bodies.mjs';
import { post } from './requests.mjs';
import { pluginKey, subscriptionKey } from './servers.mjs';

const ANSWER = '{"status":200,"message":"report ghosting done"}';

export async function verify(site, port, contestants, bodies) {
  let seen = [];
  const remember = (request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': ANSWER.length });
      response.end(ANSWER);
    });
  };
  const upstream = site.scheme === 'https'
    ? https.createServer({ cert: fs.readFileSync(site.certificate), key: fs.readFileSync(site.key) }, remember)
    : http.createServer(remember);
  await once(upstream.listen(port, '127.0.0.1'), 'listening');
  try {
    for (const contestant of contestants) {
      for (const body of bodies) {
        seen = [];
        await check(contestant, body, () => seen);
      }
      if (contestant.server.seals) {
        seen = [];
        await checkRefusals(contestant, () => seen);
      }
    }
  } finally {
    upstream.close();
    upstream.closeAllConnections();
  }
}

async function check({ server, url }, body, seen) {
  for (let i = 0; i < 2; i++) {
    const answer = await post(url, body);
    expect(server, answer.status === 200 && answer.body.toString() === ANSWER, `answered ${answer.status} ${answer.body}`);
  }
  const [first, second] = seen();
  expect(server, seen().length === 2, `${seen().length} requests of 2 arrived`);
  if (!server.seals) {
    expect(server, first.body.equals(body) && second.body.equals(body), 'the body did not arrive as it was sent');
    return;
  }
  const expected = minimized(body);
  expect(server, open(first.body) === expected && open(second.body) === expected, 'what arrived does not open to the kept fields');
  expect(server, !first.body.equals(second.body), 'the same report was sealed to the same bytes twice');
  expect(server, first.headers.subscriptionkey === subscriptionKey, 'the header was not injected');
}

async function checkRefusals({ server, url }, seen) {
  const refusals = [
    [422, '{"email":"ada@example.com","reason":"x","date":"tomorrow"}'],
    [400, '{"email":'],
    [413, `{"email":"${'x'.repeat(2 << 20)}"}`],
  ];
  for (const [status, body] of refusals) {
    const answer = await post(url, Buffer.from(body));
    expect(server, answer.status === status, `answered ${answer.status} where ${status} is due`);
  }
  expect(server, seen().length === 0, 'something that was refused arrived');
}

function open(body) {
  const { data, ...others } = JSON.parse(body);
  const bytes = Buffer.from(data, 'base64');
  const cipher = crypto.createDecipheriv('aes-256-cbc', Buffer.from(pluginKey, 'hex'), bytes.subarray(0, 16));
  return Object.keys(others).length === 0 && Buffer.concat([cipher.update(bytes.subarray(16)), cipher.final()]).toString();
}

function expect(server, holds, otherwise) {
  if (!holds) {
    throw new Error(`${server.title}: ${otherwise}`);
  }
}
