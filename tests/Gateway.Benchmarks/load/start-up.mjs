// Measures variants of the program, given as NAME=COMMAND, round by round and in turn; start-up.sh says what and why. A command may begin with
// environment variables.
import { spawn } from 'node:child_process';
import { createServer as createTlsServer } from 'node:https';
import { createServer, request } from 'node:http';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

const [directory, roundsText, what, ...variants] = process.argv.slice(2);
const warmUp = what === 'warm-up';
const dataPort = 24080, managementPort = 24090;
const processorMarks = [1, 2, 5, 10, 15];

const answer = JSON.stringify({ status: 200, message: 'report ghosting done' });
let received = 0;
const receive = (incoming, outgoing) => {
  received++;
  incoming.resume();
  incoming.on('end', () => outgoing.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': answer.length }).end(answer));
};
// Under load without TLS, which would make this receiver the slowest part.
const receiver = warmUp ? createServer(receive) : createTlsServer({ cert: readFileSync(`${directory}/server.pem`), key: readFileSync(`${directory}/server.key`) }, receive);
receiver.keepAliveTimeout = 60_000;
receiver.listen(0, '127.0.0.1');
await once(receiver, 'listening');

const environment = { PATH: process.env.PATH, HOME: process.env.HOME, SUBSCRIPTION_KEY: 'example', DOTNET_EnableDiagnostics: '0' };
const settings = [
  `Listeners.Data.Url=http://127.0.0.1:${dataPort}`, `Listeners.Management.Url=http://127.0.0.1:${managementPort}`,
  `Secrets.pluginKey.Path=${directory}/plugin_key`, 'Upstreams.report-server.AllowPrivateNetworks=true',
  ...(warmUp
    ? [`Upstreams.report-server.Addresses=["http://127.0.0.1:${receiver.address().port}"]`, 'Upstreams.report-server.AllowPlaintext=true', 'Logging.Level=warning']
    : [`Upstreams.report-server.Addresses=["https://localhost:${receiver.address().port}"]`, `Upstreams.report-server.Tls.Authorities=${directory}/ca.pem`]),
].flatMap(setting => ['--set', setting]);

const report = JSON.stringify({ email: 'ada@example.com', reason: 'No answer since the second interview.', date: '2024-03-26' });
const send = (port, path, body) => new Promise(resolve => {
  const headers = body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': body.length };
  const outgoing = request({ host: '127.0.0.1', port, path, method: body === undefined ? 'GET' : 'POST', headers, agent: false }, incoming => {
    incoming.resume();
    incoming.on('end', () => resolve(incoming.statusCode));
  });
  outgoing.on('error', () => resolve(0));
  outgoing.end(body);
});

const processorMs = pid => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};
const residentMiB = pid => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))[1]) / 1024;

async function until200(process, attempt) {
  const deadline = performance.now() + 30_000;
  for (;;) {
    if (process.exitCode !== null || performance.now() > deadline) throw new Error(`no 200, exit code ${process.exitCode}`);
    if (await attempt() === 200) return;
    await pause(2);
  }
}

function start(command) {
  const words = command.split(' '), own = {};
  while (/^[A-Za-z0-9_]+=/.test(words[0])) {
    const [name, value] = words.shift().split('=');
    own[name] = value;
  }
  const pinned = warmUp ? ['taskset', '-c', '0', ...words] : words;
  return spawn(pinned[0], [...pinned.slice(1), 'run', '--config', `${directory}/gateway.json`, ...settings], { env: { ...environment, ...own }, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function measureStart(gateway, started) {
  await until200(gateway, () => send(dataPort, '/report-ghosting', report));
  const result = { 'ms to the first report': performance.now() - started, cpu: processorMs(gateway.pid) };
  await pause(1000);
  result['MiB after it'] = residentMiB(gateway.pid);
  return result;
}

async function measureIdle(gateway) {
  await until200(gateway, () => send(managementPort, '/readyz'));
  await pause(2000);
  return { 'MiB idle': residentMiB(gateway.pid) };
}

async function measureWarmUp(gateway) {
  await until200(gateway, () => send(dataPort, '/report-ghosting', report));
  const before = received, result = { 'cpu ms to the first': processorMs(gateway.pid) };
  const load = spawn('taskset', ['-c', '1', 'wrk', '-t1', '-c64', '-d120s', '-s', `${directory}/post.lua`, `http://127.0.0.1:${dataPort}/report-ghosting`], { stdio: 'ignore' });
  for (const mark of processorMarks) {
    while (processorMs(gateway.pid) < mark * 1000) await pause(10);
    result[`${mark}s`] = received - before;
  }
  result.MiB = residentMiB(gateway.pid);
  load.kill('SIGINT');
  await once(load, 'exit');
  return result;
}

async function measure(command) {
  const result = {};
  for (const part of warmUp ? [measureWarmUp] : [measureStart, measureIdle]) {
    const started = performance.now();
    const gateway = start(command);
    const exit = once(gateway, 'exit');
    try {
      Object.assign(result, await part(gateway, started));
    } finally {
      gateway.kill('SIGKILL');
      await exit;
    }
  }
  return result;
}

const named = variants.map(variant => [variant.slice(0, variant.indexOf('=')), variant.slice(variant.indexOf('=') + 1)]);
const results = new Map(named.map(([name]) => [name, []]));
for (let round = 0; round <= Number(roundsText); round++) {
  for (const [name, command] of named) {
    const result = await measure(command);
    if (round > 0) results.get(name).push(result);
  }
}
const median = values => [...values].sort((a, b) => a - b)[values.length >> 1];
console.table(Object.fromEntries([...results].map(([name, list]) =>
  [name, Object.fromEntries(Object.keys(list[0]).map(key => [key, Math.round(median(list.map(result => result[key])))]))])));
receiver.closeAllConnections();
receiver.close();
