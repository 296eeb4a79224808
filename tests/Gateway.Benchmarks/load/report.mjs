// Turns samples into tables. Ratios are taken within a round, against the bare YARP of the same round, and then their median.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { servers } from './servers.mjs';

const PEER = 'yarp';

export function print(results) {
  console.log(tables(results).join('\n'));
}

export function writeDocument(file, results) {
  replaceSection(file, 'measured', tables(results));
}

/** Replaces what stands between two markers. */
export function replaceSection(file, name, lines) {
  const text = fs.readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) {
    throw new Error(`${file} has no place for '${name}'`);
  }
  fs.writeFileSync(file, `${text.slice(0, from + begin.length)}\n\n${lines.join('\n').trim()}\n\n${text.slice(to)}`);
}

function tables(results) {
  const columns = results.plan.schemes.flatMap((scheme) => results.plan.sizes.map((size) => ({ scheme, size, title: `${sizeName(size)}, ${scheme}` })));
  const names = results.plan.names;
  return [
    ...machine(results.plan),
    ...table('Throughput, relative to bare YARP (in brackets: lowest and highest round)', names, columns, (name, column) => ratio(results.samples, name, column, 'throughput', true)),
    ...table('Processor time a request, relative to bare YARP', names, columns, (name, column) => ratio(results.samples, name, column, 'cpuMicroseconds')),
    ...table('Delay at saturation, milliseconds: median / 99th percentile', names, columns, (name, column) =>
      pair(of(results.samples, name, column), (sample) => sample.p50 / 1000, (sample) => sample.p99 / 1000)),
    ...delays(results, names),
    ...table('Bytes allocated a request', names.filter((name) => servers[name].metrics), columns, (name, column) => allocated(results.samples, name, column)),
    ...footprint(results, names, columns),
    ...table('For scale: requests a second / microseconds of processor time each', names, columns, (name, column) =>
      pair(of(results.samples, name, column), (sample) => Math.round(sample.throughput), (sample) => sample.cpuMicroseconds)),
    ...limits(results, names, columns),
    ...voided(results),
  ];
}

function machine(plan) {
  const cpus = os.cpus();
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)}: ${cpus.length} cores of ${cpus[0].model.trim()}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Linux ${os.release().split('-')[0]};`,
    `${[version('dotnet', ['--list-runtimes'], /Microsoft\.AspNetCore\.App (\S+)/, '.NET'), version('node', ['--version'], /v(\S+)/, 'Node.js'), version('nginx', ['-v'], /nginx\/(\S+)/, 'nginx'), version('wrk', ['-v'], /wrk \S*?(\d[\d.]+)/, 'wrk')].join(', ')}.`,
    `${plan.rounds} interleaved rounds of ${plan.seconds} s, ${plan.connections} connections, medians. Load average before: ${plan.busy}.${plan.published ? ` Published with \`${plan.published}\`.` : ''}`,
    '',
  ];
}

function version(command, args, pattern, name) {
  try {
    const text = execFileSync('sh', ['-c', `${command} ${args.join(' ')} 2>&1 || true`], { encoding: 'utf8' });
    return `${name} ${text.split('\n').map((line) => pattern.exec(line)?.[1]).filter(Boolean).at(-1) ?? '?'}`;
  } catch {
    return name;
  }
}

function table(title, names, columns, cell) {
  const rows = names.map((name) => [name, columns.map((column) => cell(name, column) ?? '')]).filter(([, cells]) => cells.some(Boolean));
  return rows.length === 0 ? [] : [
    `**${title}**`,
    '',
    `| | ${columns.map((column) => column.title).join(' | ')} |`,
    `|---|${columns.map(() => '---|').join('')}`,
    ...rows.map(([name, cells]) => `| ${servers[name].title} | ${cells.join(' | ')} |`),
    '',
  ];
}

function ratio(samples, name, column, field, withRange = false) {
  const peers = new Map(of(samples, PEER, column).map((sample) => [sample.round, sample[field]]));
  const ratios = of(samples, name, column).filter((sample) => peers.has(sample.round)).map((sample) => sample[field] / peers.get(sample.round));
  if (ratios.length === 0) {
    return undefined;
  }
  const range = withRange && name !== PEER ? ` (${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)})` : '';
  return median(ratios).toFixed(2) + range;
}

function allocated(samples, name, column) {
  const own = median(of(samples, name, column).map((sample) => sample.allocatedBytes).filter((bytes) => bytes !== undefined));
  const peer = median(of(samples, PEER, column).map((sample) => sample.allocatedBytes).filter((bytes) => bytes !== undefined));
  if (own === undefined) {
    return undefined;
  }
  return name === PEER || peer === undefined ? String(Math.round(own)) : `${Math.round(own)} (${own >= peer ? '+' : ''}${Math.round(own - peer)})`;
}

function delays(results, names) {
  const columns = results.plan.schemes.map((scheme) => ({ scheme, size: results.delays[0]?.size, title: `${sizeName(results.delays[0]?.size)}, ${scheme}` }));
  return results.delays.length === 0 ? [] : table(
    `Delay at ${results.plan.rate} requests a second, open loop, milliseconds: median / 99th percentile`, names, columns,
    (name, column) => pair(of(results.delays, name, column), (sample) => sample.p50, (sample) => sample.p99));
}

function footprint(results, names, columns) {
  const rows = names.map((name) => {
    const idle = median(results.memory.filter((sample) => sample.name === name).map((sample) => sample.idleMiB));
    const loaded = median(columns.flatMap((column) => of(results.samples, name, column)).map((sample) => sample.residentMiB));
    const peak = Math.max(...results.memory.filter((sample) => sample.name === name).map((sample) => sample.peakMiB));
    const start = median(results.starts.filter((sample) => sample.name === name).map((sample) => sample.milliseconds));
    return `| ${servers[name].title} | ${format(idle)} | ${format(loaded)} | ${format(peak)} | ${start === undefined ? '' : Math.round(start)} |`;
  });
  return ['**Resident memory, MiB, and start-up**', '', '| | started | after a round | peak | start to first proxied 200, ms |', '|---|---|---|---|---|', ...rows, ''];
}

/** Where the server was not what limited: its throughput there is a lower bound. */
function limits(results, names, columns) {
  const rows = names.map((name) => {
    const measured = columns.filter((column) => of(results.samples, name, column).length > 0);
    const idle = measured.filter((column) => median(of(results.samples, name, column).map((sample) => sample.busy)) < 0.9);
    return { name, where: idle.length === measured.length ? 'everywhere' : idle.map((column) => column.title).join(', '), found: idle.length > 0 };
  }).filter(({ found }) => found);
  return rows.length === 0 ? [] : [
    `Where the proxy's core was less than 90 % busy, the load generator or the upstream was the limit and throughput is a lower bound; processor time is not. ${rows.map(({ name, where }) => `${servers[name].title}: ${where}`).join('; ')}.`,
    '',
  ];
}

function voided(results) {
  const counts = new Map();
  for (const { name, scheme, size } of [...results.samples, ...results.delays].filter((sample) => sample.void)) {
    const cell = `${servers[name].title}, ${sizeName(size)}, ${scheme}`;
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  return counts.size === 0 ? [] : [`Void and repeated, because a request failed: ${[...counts].map(([cell, count]) => `${cell} (${count})`).join('; ')}.`, ''];
}

const of = (samples, name, { scheme, size }) => samples.filter((sample) => sample.name === name && sample.scheme === scheme && sample.size === size && !sample.void);
const sizeName = (size) => (size >= 1024 ? `${size / 1024} KiB` : `${size} B`);
const format = (value) => (value === undefined ? '' : value >= 100 ? value.toFixed(0) : value.toFixed(1));

function pair(samples, first, second) {
  return samples.length === 0 ? undefined : `${format(median(samples.map(first)))} / ${format(median(samples.map(second)))}`;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length === 0 ? undefined : sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}
