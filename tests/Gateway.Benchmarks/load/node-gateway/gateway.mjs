// The gateway's full job, written by hand for Node.js and for speed: raw http, keep-alive to the upstream, the schema compiled once, the key set up
// once, IVs drawn in batches, one write for the request and one for the answer. Told by the environment: PORT, UPSTREAM, SCHEMA, PLUGIN_KEY (hex),
// SUBSCRIPTION_KEY, CA (a file, for https).
//
// It does less than the gateway: no duplicate keys, no depth limit, no half surrogates (JSON.parse cannot tell), one configuration, no reload, no log.
import { isUtf8 } from 'node:buffer';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const MAX_BODY = 1 << 20;
const MAX_ANSWER = 4 << 20;
const TIMEOUT = 10_000;

const key = crypto.createSecretKey(process.env.PLUGIN_KEY, 'hex');
const subscriptionKey = process.env.SUBSCRIPTION_KEY;
const upstream = new URL(process.env.UPSTREAM);
const client = upstream.protocol === 'https:' ? https : http;
const agent = new client.Agent({
  keepAlive: true,
  maxSockets: Infinity,
  maxFreeSockets: 1024,
  timeout: TIMEOUT,
  ca: process.env.CA && fs.readFileSync(process.env.CA),
});

const ajv = new Ajv2020({ allErrors: false, strict: false });
addFormats(ajv);
const fits = ajv.compile(JSON.parse(fs.readFileSync(process.env.SCHEMA)));

const TITLES = {
  'malformed-body': [400, 'The body is not acceptable JSON.'],
  'route-not-found': [404, 'No route matches.'],
  'method-not-allowed': [405, 'The method is not allowed here.'],
  'body-too-large': [413, 'The body is too large.'],
  'unsupported-content-type': [415, 'The content type is not accepted.'],
  'schema-violation': [422, 'The body does not fit the schema.'],
  'upstream-unavailable': [502, 'The upstream cannot be reached.'],
  'upstream-failed': [502, 'The upstream failed.'],
  'upstream-rejected': [400, 'The upstream refused the request.'],
  'upstream-timeout': [504, 'The upstream did not answer in time.'],
};

// Hop-by-hop, about this connection, or about the body as it came.
const NEVER_LEAVE = new Set([
  'connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade',
  'host', 'expect', 'range', 'if-range', 'cookie', 'forwarded', 'via', 'x-real-ip', 'traceparent', 'tracestate', 'baggage',
  'content-type', 'content-length', 'content-md5', 'content-digest', 'repr-digest', 'digest', 'signature', 'signature-input', 'content-encoding',
  'content-range', 'etag', 'subscriptionkey',
]);
const NEVER_RETURN = new Set(['connection', 'keep-alive', 'proxy-authenticate', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'alt-svc', 'x-request-id']);

const ivs = Buffer.alloc(4096);
let ivsUsed = ivs.length;
function nextIv() {
  if (ivsUsed === ivs.length) {
    crypto.randomFillSync(ivs);
    ivsUsed = 0;
  }
  ivsUsed += 16;
  return ivs.subarray(ivsUsed - 16, ivsUsed);
}

function seal(plaintext) {
  const iv = nextIv();
  const cipher = crypto.createCipheriv('aes-256-cbc', key, iv);
  return `{"data":"${Buffer.concat([iv, cipher.update(plaintext, 'utf8'), cipher.final()]).toString('base64')}"}`;
}

function refuse(response, requestId, code, status) {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const [usual, title] = TITLES[code];
  const body = JSON.stringify({ type: `urn:gateway:problem:${code}`, title, status: status ?? usual, code, requestId });
  response.writeHead(status ?? usual, { 'Content-Type': 'application/problem+json', 'X-Request-Id': requestId, 'Cache-Control': 'no-store', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

function collect(stream, limit, done) {
  let chunks;
  let first;
  let length = 0;
  stream.on('data', (chunk) => {
    length += chunk.length;
    if (length > limit) {
      stream.removeAllListeners('data');
      stream.resume();
      done('too-large');
    } else if (first === undefined) {
      first = chunk;
    } else {
      (chunks ??= [first]).push(chunk);
    }
  });
  stream.on('end', () => length <= limit && done(undefined, chunks ? Buffer.concat(chunks, length) : (first ?? Buffer.alloc(0))));
}

function leaving(request, length) {
  const headers = { 'Content-Type': 'application/json', 'Content-Length': length, subscriptionKey };
  const raw = request.rawHeaders;
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i].toLowerCase();
    if (!NEVER_LEAVE.has(name) && !name.startsWith('x-forwarded-')) {
      headers[raw[i]] = raw[i + 1];
    }
  }
  return headers;
}

function answer(response, requestId, from) {
  if (from.statusCode >= 400) {
    from.resume();
    const ours = from.statusCode >= 500 || from.statusCode === 401 || from.statusCode === 403;
    refuse(response, requestId, ours ? 'upstream-failed' : 'upstream-rejected', ours ? undefined : from.statusCode);
    return;
  }
  collect(from, MAX_ANSWER, (problem, body) => {
    if (problem) {
      refuse(response, requestId, 'upstream-failed');
      return;
    }
    const headers = ['X-Request-Id', requestId];
    const raw = from.rawHeaders;
    for (let i = 0; i < raw.length; i += 2) {
      if (!NEVER_RETURN.has(raw[i].toLowerCase())) {
        headers.push(raw[i], raw[i + 1]);
      }
    }
    response.writeHead(from.statusCode, headers);
    response.end(body);
  });
}

function forward(request, response, requestId, body) {
  const sealed = seal(body);
  const outgoing = client.request({
    agent, host: upstream.hostname, port: upstream.port, path: '/v1/report', method: 'POST', headers: leaving(request, sealed.length), timeout: TIMEOUT,
  });
  outgoing.on('response', (from) => answer(response, requestId, from));
  outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error(), { late: true })));
  outgoing.on('error', (failure) => refuse(response, requestId, failure.late ? 'upstream-timeout' : 'upstream-unavailable'));
  response.on('close', () => response.writableFinished || outgoing.destroy());
  outgoing.end(sealed, 'latin1');
}

function readReport(bytes) {
  if (!isUtf8(bytes)) {
    return undefined;
  }
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

const server = http.createServer((request, response) => {
  const requestId = crypto.randomUUID();
  if (request.url !== '/report') {
    refuse(response, requestId, 'route-not-found');
  } else if (request.method !== 'POST') {
    refuse(response, requestId, 'method-not-allowed');
  } else if (request.headers['content-type'] !== 'application/json' || request.headers['content-encoding']) {
    refuse(response, requestId, 'unsupported-content-type');
  } else if (Number(request.headers['content-length']) > MAX_BODY) {
    refuse(response, requestId, 'body-too-large');
  } else {
    collect(request, MAX_BODY, (problem, bytes) => {
      if (problem) {
        refuse(response, requestId, 'body-too-large');
        return;
      }
      const report = readReport(bytes);
      if (report === undefined) {
        refuse(response, requestId, 'malformed-body');
      } else if (!fits(report)) {
        refuse(response, requestId, 'schema-violation');
      } else {
        forward(request, response, requestId, JSON.stringify({ email: report.email, reason: report.reason, date: report.date, events: report.events }));
      }
    });
  }
});
server.keepAliveTimeout = 60_000;
server.requestTimeout = 30_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
