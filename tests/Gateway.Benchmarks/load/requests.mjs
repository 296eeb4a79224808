// Single requests, each on a connection of its own: for checks, start-up and what a program says of itself.
import http from 'node:http';

export function send(url, { method = 'GET', body, headers = {}, timeout = 10_000 } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers: body ? { 'Content-Type': 'application/json', 'Content-Length': body.length, ...headers } : headers, agent: false, timeout });
    request.on('response', (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', reject);
    request.end(body);
  });
}

export const post = (url, body, headers) => send(url, { method: 'POST', body, headers });

/** Asks again until the answer is 200: the time that took, in milliseconds. */
export async function untilReady(url, body, hasEnded, patience = 30_000) {
  const began = performance.now();
  for (;;) {
    try {
      if ((await post(url, body)).status === 200) {
        return performance.now() - began;
      }
    } catch {
      // Not listening yet.
    }
    if (hasEnded() || performance.now() - began > patience) {
      throw new Error(`${url} did not answer`);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** One value of a page of Prometheus metrics, summed over its labels; undefined where there is no such page or metric. */
export async function metric(url, name) {
  const page = url && (await send(url).catch(() => undefined));
  const values = page?.status === 200 ? [...page.body.toString().matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, 'gm'))] : [];
  return values.length > 0 ? values.reduce((sum, [, value]) => sum + Number(value), 0) : undefined;
}
