/**
 * Full inspection of JSON records of 1 KB with 20 leaves by all built-in detectors, on one core:
 * walk, shapes, detectors, decision, masks; beside a plain copy of the same bytes in the same run.
 * Clean records hold what looks like data and is none; the others hold five finds each.
 */
import { builtins } from '../../core/detect/index.ts';
import { PathTable } from '../../core/inspect/paths.ts';
import { compileMask } from '../../core/mask/index.ts';
import type { MaskSpec } from '../../core/mask/mask.ts';
import { recogniserOf } from '../../core/policy/recognise.ts';
import { median } from './compare.ts';
import { inspectorOf } from './inspector.ts';
import { carrier, recordOf, seeded } from './records.ts';

const recordCount = 20_000;
const rounds = 25;
const warmups = 5;

function luhn(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return digits + ((10 - (sum % 10)) % 10);
}

/** A record with an e-mail address, a card, an SSN, a phone number and a JWT-like key in it. */
function hotRecord(random: () => number, id: number): Record<string, unknown> {
  const digits = (n: number) => Array.from({ length: n }, () => Math.floor(random() * 10)).join('');
  return {
    ...recordOf(random, id, true),
    card: luhn(`4${digits(14)}`),
    ssn: `5${digits(2).replace('00', '12')}-45-6${digits(3)}`,
    phone: `+1 415 555 0${digits(3)}`,
    awsKeyId: `AKIA${Array.from({ length: 16 }, () => 'ABCDEFGH234567'[Math.floor(random() * 14)]).join('')}`,
  };
}

const keys = new Map([['bench', Buffer.alloc(32, 7)]]);

function measure(name: string, records: Buffer[], mask?: MaskSpec): void {
  const paths = new PathTable();
  const compiled = mask && compileMask(mask, keys, recogniserOf(builtins));
  const inspector = inspectorOf(paths, compiled);
  const root = paths.child(paths.root('kafka:bench'), 'value');
  const all = Buffer.concat(records);
  const copy = Buffer.alloc(all.length);
  const bytes = all.length;
  let hits = 0;
  const inspect = () => {
    hits = 0;
    let at = 0;
    for (let i = 0; i < records.length; i++) {
      if (i % 500 === 0) inspector.begin();
      inspector.unit(all, 'read');
      inspector.leaf(carrier, at, at + records[i].length, root, 0);
      inspector.end();
      at += records[i].length;
      if (i % 500 !== 499) continue;
      hits += inspector.edits.count;
      inspector.finish();
    }
  };
  const rates: number[] = [];
  const copies: number[] = [];
  for (let round = -warmups; round < rounds; round++) {
    let start = performance.now();
    inspect();
    const seconds = (performance.now() - start) / 1000;
    start = performance.now();
    for (let i = 0; i < 20; i++) all.copy(copy);
    const copySeconds = (performance.now() - start) / 20_000;
    if (round < 0) continue;
    rates.push(bytes / seconds / 1e6);
    copies.push(bytes / copySeconds / 1e6);
  }
  const perRecord = bytes / records.length / median(rates);
  const best = Math.max(...rates)
    .toFixed(0)
    .padStart(5);
  console.log(
    `${name.padEnd(26)} ${median(rates).toFixed(0).padStart(6)} MB/s  ${perRecord.toFixed(2)} us a record` +
      `  best ${best} MB/s  ${(hits / records.length).toFixed(2)} edits  copy ${(median(copies) / 1000).toFixed(1)} GB/s`,
  );
}

/** Nanoseconds of a keyed token, for values of one class. */
function measureToken(name: string, className: string, value: (i: number) => string): void {
  const spec = { with: 'token', key: 'bench' };
  const { apply } = compileMask(spec, keys, recogniserOf(builtins));
  const values = Array.from({ length: 5_000 }, (_, i) => value(i));
  const times: number[] = [];
  for (let round = -3; round < 40; round++) {
    const start = performance.now();
    for (const one of values) apply(one, 'text', className, 0);
    if (round >= 0) times.push(((performance.now() - start) * 1e6) / values.length);
  }
  console.log(`token of ${name.padEnd(17)} ${median(times).toFixed(0).padStart(6)} ns`);
}

export function benchInspect(): void {
  const random = seeded(7);
  const make = (record: (i: number) => unknown) =>
    Array.from({ length: recordCount }, (_, i) => Buffer.from(JSON.stringify(record(i))));
  measure(
    'clean',
    make((i) => recordOf(random, i, false)),
  );
  const hot = make((i) => hotRecord(random, i));
  measure('five finds, told', hot);
  measure('five finds, redacted', hot, { with: 'redact' });
  measure('five finds, as tokens', hot, { with: 'token', key: 'bench' });
  measureToken('an address', 'pii.email', (i) => `user${i * 7919}@example.com`);
  measureToken('an SSN', 'pii.ssn', (i) => `512-${10 + (i % 89)}-${1000 + i}`);
}
