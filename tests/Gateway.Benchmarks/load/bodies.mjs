// Reports of any size that fit the same schema: report.json, whose events are repeated until the size is reached. SampleReport.cs makes the same ones.
import fs from 'node:fs';

const sample = JSON.parse(fs.readFileSync(new URL('../report/report.json', import.meta.url)));

export const kept = ['email', 'reason', 'date', 'events'];
export const schemaFile = new URL('../report/report.schema.json', import.meta.url).pathname;

export function reportOfSize(size) {
  const report = { ...sample, events: [] };
  const length = (value) => Buffer.byteLength(JSON.stringify(value));
  let room = size - length(report);
  for (let next = sample.events[0]; room >= length(next) + 1; next = sample.events[report.events.length % sample.events.length]) {
    room -= length(next) + (report.events.length > 0 ? 1 : 0);
    report.events.push(next);
  }
  report.internalNote += '.'.repeat(room);
  return Buffer.from(JSON.stringify(report));
}

/** What has to arrive: the kept fields, byte for byte as they came. */
export function minimized(body) {
  const report = JSON.parse(body);
  return JSON.stringify(Object.fromEntries(kept.map((name) => [name, report[name]])));
}
