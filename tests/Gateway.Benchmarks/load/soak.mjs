// Drives mixed traffic through a gateway at full speed and fails if memory, open files or threads grow, or an answer is not the one that is due.
// `.ci/soak` starts it; see there for the options.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { kept, reportOfSize, schemaFile } from './bodies.mjs';
import { freePorts } from './ports.mjs';
import { fail, hasEnded, openFiles, residentMiB, start, stop, threads } from './processes.mjs';
import { untilReady } from './requests.mjs';
import { dotnet, pluginKey, subscriptionKey } from './servers.mjs';
import { Traffic } from './traffic.mjs';

/** The second half's median may exceed the first's by so much. Memory: a collector that has not run yet is no leak. */
const BOUNDS = {
  'resident memory, MiB': { of: residentMiB, allowed: (first) => first * 1.08 + 8 },
  'open files': { of: openFiles, allowed: (first) => first + 16 },
  threads: { of: threads, allowed: (first) => first + 4 },
};
const CONNECTIONS = 64;
const SAMPLE_MS = 500;
const WARMUP_MS = 20_000;
/** Connections to the upstream are kept for some seconds. */
const PATIENCE_MS = 30_000;

const { values: options } = parseArgs({
  options: {
    requests: { type: 'string' }, seconds: { type: 'string' }, work: { type: 'string' }, gateway: { type: 'string' },
  },
});
const requests = options.requests ? Number(options.requests) : Infinity;
const deadline = options.seconds ? performance.now() + Number(options.seconds) * 1000 : Infinity;
const port = await freePorts(3);

const receiver = start(undefined, 'node', [new URL('soak-upstream.mjs', import.meta.url).pathname, String(port + 2)]);
const program = dotnet(options.gateway, 'Gateway', ['run', '--config', configure()]);
const gateway = start(undefined, program.command, program.args, program);
await untilReady(`http://127.0.0.1:${port}/report`, reportOfSize(1024), () => hasEnded(gateway));
const idleFiles = openFiles(gateway);

const began = performance.now();
const traffic = new Traffic(port, CONNECTIONS, ({ sent }) => sent >= requests || performance.now() > deadline || hasEnded(gateway));
const samples = await sampleUntil(traffic.finished);
const seconds = (performance.now() - began) / 1000;
if (hasEnded(gateway)) {
  fail('the gateway has ended');
}

console.log(`${traffic.sent} requests in ${seconds.toFixed(0)} s (${Math.round(traffic.sent / seconds)} a second), ${samples.length} samples`);
traffic.counts.forEach((count, name) => console.log(`  ${String(count).padStart(9)} ${name}`));
const problems = [...[...traffic.mistakes].map(([what, count]) => `${count} times ${what}`), ...growth(samples), ...(await leftovers())];
await stop(gateway);
await stop(receiver);
problems.forEach((problem) => console.error(`NOT FLAT OR NOT RIGHT: ${problem}`));
process.exit(problems.length === 0 ? 0 : 1);

async function sampleUntil(finished) {
  const taken = [];
  let running = true;
  finished.then(() => (running = false), (failure) => fail(`the traffic broke off: ${failure.message}`));
  while (running) {
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    if (running && !hasEnded(gateway)) {
      taken.push(Object.fromEntries(Object.entries(BOUNDS).map(([name, { of }]) => [name, of(gateway)])));
    }
  }
  return taken;
}

/** The first quarter, and not less than some seconds, is warm-up: code is compiled and pools fill. The rest is compared, half against half. */
function growth(taken) {
  const settled = taken.slice(Math.max(Math.floor(taken.length / 4), WARMUP_MS / SAMPLE_MS));
  if (settled.length < 16) {
    return ['too short to tell'];
  }
  const middle = Math.floor(settled.length / 2);
  return Object.entries(BOUNDS).flatMap(([name, { allowed }]) => {
    const [first, second] = [settled.slice(0, middle), settled.slice(middle)].map((half) => median(half.map((sample) => sample[name])));
    console.log(`  ${name}: ${first.toFixed(1)}, then ${second.toFixed(1)} (at most ${allowed(first).toFixed(1)})`);
    return second > allowed(first) ? [`${name} grew from ${first.toFixed(1)} to ${second.toFixed(1)}`] : [];
  });
}

/** With the traffic gone, its connections have to go as well. */
async function leftovers() {
  const bound = idleFiles + 16;
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until;) {
    if (openFiles(gateway) <= bound) {
      console.log(`  open files after the traffic: ${openFiles(gateway)}, before it ${idleFiles}`);
      return [];
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return [`${openFiles(gateway)} files are open after the traffic, ${idleFiles} before it`];
}

function configure() {
  const upstream = { Addresses: [`http://127.0.0.1:${port + 2}`], AllowPlaintext: true, AllowPrivateNetworks: true };
  fs.writeFileSync(path.join(options.work, 'plugin_key'), pluginKey);
  fs.writeFileSync(path.join(options.work, 'subscription_key'), subscriptionKey);
  const file = path.join(options.work, 'gateway.json');
  fs.writeFileSync(file, JSON.stringify({
    Listeners: { Data: { Url: `http://127.0.0.1:${port}` }, Management: { Url: `http://127.0.0.1:${port + 1}` } },
    Secrets: { pluginKey: { Source: 'file', Path: 'plugin_key', Encoding: 'hex' }, subscriptionKey: { Source: 'file', Path: 'subscription_key' } },
    Upstreams: { reports: upstream },
    Routes: {
      report: {
        Match: { Path: '/report', Methods: ['POST'] }, Upstream: 'reports',
        Request: {
          MaxBody: '64KiB', Schema: schemaFile, Keep: kept.map((name) => `$.${name}`), Encrypt: { Envelope: 'report-ghosting', Key: 'pluginKey' },
          Inject: { Headers: { subscriptionKey: '{secret:subscriptionKey}' } },
        },
      },
      pass: { Match: { Path: '/pass', Methods: ['POST'] }, Upstream: 'reports' },
    },
  }));
  return file;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
