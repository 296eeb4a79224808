// Receivers that nobody here wrote: a TLS server with a case for each path. It opens what comes with a library of others and the case's own key, keeps what it
// read, and answers with the same and one member more, sealed by the same library for the gateway's key.
//
//   node receiver.mjs CONFIGURATION      prints the port that it listens to; ends with its standard input
//
//   POST /NAME            the case
//   GET  /NAME            what the case read last
import { createServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { httpEce } from './http-ece.mjs';
import { jose } from './jose.mjs';
import { mastercardFields, mastercardJwe } from './mastercard.mjs';
import { aesGcm, laravel, rsaField, rsaHybrid } from './node-crypto.mjs';

const libraries = { aesGcm, httpEce, jose, laravel, mastercardFields, mastercardJwe, rsaField, rsaHybrid };
const configuration = JSON.parse(readFileSync(process.argv[2]));
const read = new Map();

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function exchange(name, request, response) {
  const settings = { name, ...configuration.cases[name] };
  const library = libraries[settings.library];
  const plaintext = await library.open(await bodyOf(request), request.headers, settings);
  read.set(name, plaintext);

  const answer = Buffer.from(plaintext.toString('utf8').replace(/\}$/, `,"answer":"${name}"}`));
  const { body, headers, type } = await library.seal(answer, settings);
  response.writeHead(200, { 'Content-Type': type ?? 'application/json', ...headers });
  response.end(body);
}

const server = createServer({ cert: readFileSync(configuration.certificate), key: readFileSync(configuration.key) }, async (request, response) => {
  const name = request.url.slice(1);
  try {
    if (request.method === 'POST') {
      await exchange(name, request, response);
    } else {
      response.writeHead(read.has(name) ? 200 : 404).end(read.get(name));
      read.delete(name);
    }
  } catch (error) {
    // For whoever runs the tests: the gateway keeps the words of an error to itself.
    console.error(`${name}: ${error.stack}`);
    response.writeHead(400).end();
  }
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit()).resume();
