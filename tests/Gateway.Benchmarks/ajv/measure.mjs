// Guard and validation next to ajv with JSON.parse, and next to Utf8JsonReader, over the same schema and the same bytes, in interleaved rounds.
//   npm ci --prefix tests/Gateway.Benchmarks/ajv
//   node tests/Gateway.Benchmarks/ajv/measure.mjs                 prints the tables
//   node tests/Gateway.Benchmarks/ajv/measure.mjs --write FILE    and writes them into FILE, between its markers
//   --rounds N, --milliseconds N (of each measurement), --sizes 256,1024
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import readline from 'node:readline';
import { parseArgs } from 'node:util';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const BEGIN = '<!-- ajv:begin -->';
const END = '<!-- ajv:end -->';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    milliseconds: { type: 'string', default: '150' },
    sizes: { type: 'string', default: '256,1024,16384,1048576' },
    write: { type: 'string' },
  },
});
const rounds = Number(options.rounds);
const milliseconds = Number(options.milliseconds);
const sizes = options.sizes.split(',').map(Number);

const project = new URL('../', import.meta.url).pathname;
const built = spawnSync('dotnet', ['build', project, '--configuration', 'Release', '-nodeReuse:false', '--nologo', '--verbosity', 'quiet'], { stdio: 'inherit' });
if (built.status !== 0) process.exit(1);
const ours = spawn('dotnet', [`${project}bin/Release/net10.0/Gateway.Benchmarks.dll`, 'rounds'], {
  stdio: ['pipe', 'pipe', 'inherit'],
  // As the gateway runs: hot code is recompiled at once.
  env: { ...process.env, DOTNET_TC_CallCountingDelayMs: '0' },
});
const answers = readline.createInterface({ input: ours.stdout })[Symbol.asyncIterator]();
async function ask(question) {
  ours.stdin.write(`${question}\n`);
  const { value, done } = await answers.next();
  if (done) throw new Error(`The benchmark program ended at: ${question}`);
  return value;
}

const ajv = new Ajv2020({ allErrors: false, strict: false });
addFormats(ajv);
const fits = ajv.compile(JSON.parse(fs.readFileSync(`${project}report/report.schema.json`)));

function nanosecondsOf(work) {
  const began = process.hrtime.bigint();
  const enough = BigInt(milliseconds) * 1_000_000n;
  let batch = 1;
  let done = 0;
  let elapsed;
  do {
    for (let i = 0; i < batch; i++) {
      if (!work()) throw new Error('The sample does not pass.');
    }
    done += batch;
    batch = Math.min(batch * 2, Math.max(1, Math.floor(done / 8)));
    elapsed = process.hrtime.bigint() - began;
  } while (elapsed < enough);
  return Number(elapsed) / done;
}

const peers = {
  // The text is there already: what a framework pays to decode it is not counted.
  ajvText: ({ text }) => nanosecondsOf(() => fits(JSON.parse(text))),
  ajvBytes: ({ bytes }) => nanosecondsOf(() => fits(JSON.parse(bytes.toString()))),
};
const works = ['skim', 'guard', 'judge', ...Object.keys(peers)];

async function measure(size, body) {
  const figures = {};
  for (const work of works) {
    if (work in peers) {
      figures[work] = peers[work](body);
    } else {
      const [nanoseconds, allocated] = (await ask(`${work} ${size} ${milliseconds}`)).split(' ').map(Number);
      figures[work] = nanoseconds;
      figures[`${work}Allocated`] = allocated;
    }
  }
  return figures;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const time = (nanoseconds) => (nanoseconds < 100_000 ? `${(nanoseconds / 1000).toFixed(2)} us` : `${(nanoseconds / 1000).toFixed(0)} us`);
const label = (size) => (size < 1024 ? `${size} B` : size < 1 << 20 ? `${size / 1024} KiB` : `${size / (1 << 20)} MiB`);

const bodies = new Map();
for (const size of sizes) {
  const bytes = Buffer.from(await ask(`body ${size}`), 'base64');
  bodies.set(size, { bytes, text: bytes.toString() });
}

const samples = new Map(sizes.map((size) => [size, []]));
for (let round = -2; round < rounds; round++) {
  for (const size of sizes) {
    const figures = await measure(size, bodies.get(size));
    // The first rounds are for both compilers.
    if (round >= 0) samples.get(size).push(figures);
  }
}
ours.stdin.end();

// A ratio is taken within a round, then its median over the rounds; lowest and highest in brackets.
const ratio = (figures, over, under) => {
  const all = figures.map((figure) => figure[over] / figure[under]);
  return `${median(all).toFixed(2)} (${Math.min(...all).toFixed(2)}-${Math.max(...all).toFixed(2)})`;
};
const rows = sizes.map((size) => {
  const figures = samples.get(size);
  const medianOf = (name) => median(figures.map((figure) => figure[name]));
  return `| ${[
    label(size), time(medianOf('skim')), time(medianOf('guard')), time(medianOf('judge')), time(medianOf('ajvText')), `${Math.round(medianOf('judgeAllocated'))} B`,
    ratio(figures, 'guard', 'skim'), ratio(figures, 'judge', 'skim'), ratio(figures, 'ajvText', 'judge'), ratio(figures, 'ajvBytes', 'judge'),
  ].join(' | ')} |`;
});
const table = [
  `Medians of ${rounds} interleaved rounds, Node.js ${process.version.slice(1)}, ajv ${JSON.parse(fs.readFileSync(new URL('package.json', import.meta.url))).dependencies.ajv}.`,
  '',
  '| report | `Utf8JsonReader` skim | guard | guard + schema | `JSON.parse` + ajv | allocated | guard / skim | guard + schema / skim | ajv / ours | ajv from bytes / ours |',
  '|---|---|---|---|---|---|---|---|---|---|',
  ...rows,
].join('\n');
console.log(table);

if (options.write) {
  const page = fs.readFileSync(options.write, 'utf8');
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${options.write} has no ${BEGIN} and ${END}`);
  fs.writeFileSync(options.write, `${page.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${page.slice(end)}`);
}
