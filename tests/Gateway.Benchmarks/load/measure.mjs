// Measures the servers of servers.mjs against each other. `run` prepares what this needs and starts it; see there for the options.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { reportOfSize } from './bodies.mjs';
import { freePorts } from './ports.mjs';
import { cpuSeconds, fail, hasEnded, peakMiB, residentMiB, run, start, stop } from './processes.mjs';
import { print, writeDocument } from './report.mjs';
import { metric, untilReady } from './requests.mjs';
import { servers, upstream } from './servers.mjs';
import { makeTrust } from './trust.mjs';
import { verify } from './verify.mjs';

const PROXY_CORE = 0;
const LOAD_CORE = 1;
const CONNECTIONS = 64;
const ALLOCATED = 'dotnet_gc_heap_total_allocated_bytes_total';

const WHOLE = { rounds: '5', seconds: '4', warmup: '8', sizes: '256,1024,16384', schemes: 'http,https', only: Object.keys(servers).join(','), rate: '2000', starts: '5' };
const QUICK = { ...WHOLE, rounds: '2', seconds: '2', warmup: '5', sizes: '1024', schemes: 'http', starts: '1' };

const list = (text) => text.split(',').filter(Boolean);
const { values: given } = parseArgs({
  options: {
    ...Object.fromEntries(Object.keys(WHOLE).map((name) => [name, { type: 'string' }])),
    ...Object.fromEntries(['busy', 'published', 'json', 'document', 'port-base', 'work', 'gateway', 'yarp', 'node'].map((name) => [name, { type: 'string' }])),
    quick: { type: 'boolean' },
  },
});
const options = { ...(given.quick ? QUICK : WHOLE), ...given };
const plan = {
  rounds: Number(options.rounds), seconds: Number(options.seconds), warmup: Number(options.warmup), rate: Number(options.rate), starts: Number(options.starts),
  sizes: list(options.sizes).map(Number), schemes: list(options.schemes), names: list(options.only), connections: CONNECTIONS, busy: options.busy, published: options.published,
};
const unknown = plan.names.find((name) => !(name in servers));
if (unknown) {
  fail(`there is no server called '${unknown}': ${Object.keys(servers).join(', ')}`);
}

const trust = makeTrust(options.work);
const programs = { gateway: options.gateway, yarp: options.yarp, node: options.node };
const bodies = new Map(plan.sizes.map((size) => [size, reportOfSize(size)]));
bodies.forEach((body, size) => fs.writeFileSync(bodyFile(size), body));
const portBase = options['port-base'] ? Number(options['port-base']) : await freePorts(2 + 2 * plan.names.length);
const results = { plan, samples: [], memory: [], delays: [], starts: [] };

for (const scheme of plan.schemes) {
  await measureScheme(scheme);
}
await measureStarts(plan.schemes[0]);

print(results);
if (options.json) {
  fs.writeFileSync(options.json, JSON.stringify(results, undefined, 1));
}
if (lacksRounds()) {
  fail('too many rounds are void: nothing is written');
}
if (options.document) {
  writeDocument(options.document, results);
}
process.exit();

/** Whether a cell of the tables rests on fewer rounds than were asked for. */
function lacksRounds() {
  const good = new Map();
  for (const { name, scheme, size, throughput, void: why } of [...results.samples, ...results.delays]) {
    const cell = [name, scheme, size, throughput === undefined].join();
    good.set(cell, (good.get(cell) ?? 0) + (why ? 0 : 1));
  }
  return [...good.values()].some((rounds) => rounds < plan.rounds);
}

async function measureScheme(scheme) {
  const site = siteFor(scheme);
  const contestants = plan.names.map((name, index) => place(site, name, index));
  for (const contestant of contestants) {
    contestant.child = start(PROXY_CORE, contestant.command, contestant.args, contestant);
  }
  await settle(5);
  for (const contestant of contestants) {
    contestant.idleMiB = residentMiB(contestant.child);
  }
  await verify(site, site.upstreamPort, contestants, [...bodies.values()]);
  say(`${scheme}: every server does its job; warming up`);

  const receiver = startUpstream(site);
  for (const contestant of contestants) {
    await untilReady(contestant.url, bodies.get(plan.sizes[0]), () => hasEnded(contestant.child));
    for (const size of sizesOf(contestant)) {
      await load(contestant, size, plan.warmup / sizesOf(contestant).length);
    }
  }
  for (const size of plan.sizes) {
    for (let round = 1; round <= plan.rounds; round++) {
      for (const contestant of contestants.filter((one) => sizesOf(one).includes(size))) {
        await record(results.samples, { name: contestant.name, scheme, size, round }, () => load(contestant, size, plan.seconds));
      }
      say(`${scheme}, ${size} B: round ${round} of ${plan.rounds}`);
    }
  }
  for (const { name, idleMiB, child } of contestants) {
    results.memory.push({ name, scheme, idleMiB, peakMiB: peakMiB(child) });
  }
  if (plan.rate > 0) {
    await measureDelays(scheme, contestants);
  }
  for (const child of [...contestants.map((one) => one.child), receiver]) {
    await stop(child);
  }
}

/** A round with an error in it is void. It stays on record, and is repeated once. */
async function record(samples, what, measure) {
  for (let attempt = 0; attempt < 2; attempt++) {
    const sample = { ...what, ...(await measure()) };
    samples.push(sample);
    if (!sample.void) {
      return;
    }
    say(`VOID: ${sample.name}, ${sample.scheme}, ${sample.size} B, round ${sample.round}: ${sample.void}`);
  }
}

/** One round: what wrk counted, and what the server spent on it. */
async function load({ name, url, metricsUrl, child }, size, seconds) {
  const allocatedBefore = await metric(metricsUrl, ALLOCATED);
  const cpuBefore = cpuSeconds(child);
  const text = await run(LOAD_CORE, 'wrk', ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', '-s', new URL('wrk.lua', import.meta.url).pathname, url], { env: { BODY: bodyFile(size) } });
  const cpu = cpuSeconds(child) - cpuBefore;
  const allocated = (await metric(metricsUrl, ALLOCATED)) - allocatedBefore;
  const result = JSON.parse(/^RESULT (.*)$/m.exec(text)[1]);
  const problems = ['refused', 'socketErrors', 'timeouts'].filter((kind) => result[kind] > 0).map((kind) => `${result[kind]} ${kind}`);
  if (hasEnded(child)) {
    fail(`${name} has ended`);
  }
  return {
    void: problems.join(', ') || (result.requests === 0 ? 'no requests' : undefined),
    throughput: result.requests / (result.microseconds / 1e6),
    cpuMicroseconds: (cpu * 1e6) / result.requests,
    busy: cpu / (result.microseconds / 1e6),
    allocatedBytes: Number.isNaN(allocated) ? undefined : allocated / result.requests,
    residentMiB: residentMiB(child),
    p50: result.p50,
    p99: result.p99,
  };
}

async function measureDelays(scheme, contestants) {
  const size = plan.sizes.includes(1024) ? 1024 : plan.sizes[0];
  for (let round = 1; round <= plan.rounds; round++) {
    for (const { name, url } of contestants.filter(({ server }) => !server.only)) {
      await record(results.delays, { name, scheme, size, round }, async () => {
        const text = await run(LOAD_CORE, 'node', [new URL('openloop.mjs', import.meta.url).pathname, url, bodyFile(size), String(plan.rate), String(plan.seconds)]);
        const result = JSON.parse(text);
        return { void: result.refused + result.lost > 0 ? `${result.refused} refused, ${result.lost} lost at a fixed rate` : undefined, ...result };
      });
    }
  }
  say(`${scheme}: delays at ${plan.rate}/s`);
}

/** From starting the program to the first answer that came through it. */
async function measureStarts(scheme) {
  const site = siteFor(scheme);
  const receiver = startUpstream(site);
  for (let round = 1; round <= plan.starts; round++) {
    for (const [index, name] of plan.names.entries()) {
      const contestant = place(site, name, index);
      const child = start(PROXY_CORE, contestant.command, contestant.args, contestant);
      results.starts.push({ name, round, milliseconds: await untilReady(contestant.url, bodies.get(plan.sizes[0]), () => hasEnded(child)) });
      await stop(child);
    }
  }
  await stop(receiver);
}

function siteFor(scheme) {
  const upstreamPort = portBase + (scheme === 'https' ? 1 : 0);
  return { directory: options.work, scheme, upstreamPort, upstream: `${scheme}://127.0.0.1:${upstreamPort}`, programs, ...trust };
}

function place(site, name, index) {
  const port = portBase + 2 + 2 * index;
  const server = servers[name];
  const origin = name === 'yarp' ? port : port + 1;
  return {
    name,
    server,
    url: `http://127.0.0.1:${port}/report`,
    metricsUrl: server.metrics && `http://127.0.0.1:${origin}/metrics`,
    ...server.command({ ...site, port, management: port + 1 }),
  };
}

function startUpstream(site) {
  const { command, args, env } = upstream(site, site.upstreamPort);
  return start(LOAD_CORE, command, args, { env });
}

function sizesOf({ server }) {
  const own = server.only ? plan.sizes.filter((size) => server.only.includes(size)) : plan.sizes;
  return own.length > 0 ? own : plan.sizes.slice(0, 1);
}

function bodyFile(size) {
  return path.join(options.work, `report-${size}.json`);
}

function settle(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

function say(text) {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}
