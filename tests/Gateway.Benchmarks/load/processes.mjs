// Starts programs on a core, knows what they cost, and ends them: by their ids, in every way this program can end.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';

const running = new Set();
const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK']));

/** Starts a program in a process group of its own; its standard output goes to `output`, or nowhere. */
export function start(core, command, args, { env = {}, cwd, output = 'ignore' } = {}) {
  const pinned = core === undefined ? [command, args] : ['taskset', ['-c', String(core), command, ...args]];
  const child = spawn(...pinned, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', output, 'inherit'], detached: true });
  child.on('error', (failure) => fail(`${command} cannot be started: ${failure.message}`));
  running.add(child);
  child.on('exit', () => running.delete(child));
  return child;
}

/** Runs a program to its end and returns what it wrote. */
export async function run(core, command, args, options = {}) {
  const child = start(core, command, args, { ...options, output: 'pipe' });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part) => (text += part));
  const [code] = await once(child, 'close');
  if (code !== 0) {
    fail(`${command} ended with ${code}`);
  }
  return text;
}

export async function stop(child) {
  if (!running.has(child)) {
    return;
  }
  const gone = once(child, 'exit');
  process.kill(child.pid, 'SIGTERM');
  const impatience = setTimeout(() => signalGroup(child, 'SIGKILL'), 10_000);
  await gone;
  clearTimeout(impatience);
}

export function fail(why) {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has gone.
  }
}

process.on('exit', () => running.forEach((child) => signalGroup(child, 'SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => process.exit(130));
}

function family(pid) {
  try {
    const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return [pid, ...children.flatMap(family)];
  } catch {
    return [pid];
  }
}

/** Processor time in seconds of a program and its workers, in user mode and in the kernel. */
export function cpuSeconds({ pid }) {
  return family(pid).reduce((sum, member) => {
    const fields = fs.readFileSync(`/proc/${member}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }, 0);
}

function statusKiB({ pid }, field) {
  return family(pid).reduce((sum, member) => {
    const match = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(fs.readFileSync(`/proc/${member}/status`, 'utf8'));
    return sum + Number(match?.[1] ?? 0);
  }, 0);
}

export const residentMiB = (child) => statusKiB(child, 'VmRSS') / 1024;
export const peakMiB = (child) => statusKiB(child, 'VmHWM') / 1024;
export const threads = (child) => statusKiB(child, 'Threads');
export const openFiles = (child) => fs.readdirSync(`/proc/${child.pid}/fd`).length;
export const hasEnded = (child) => !running.has(child);
