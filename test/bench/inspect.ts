/**
 * Full inspection of JSON records of 1 KB with 20 leaves by all built-in detectors, on one core:
 * walk, shapes, detectors, decision, masks; beside a plain copy of the same bytes in the same run.
 * Clean records hold what looks like data and is none; hot ones hold five hits each.
 */
import { createDetection } from '../../core/detect/index.ts';
import { type ClientFacts, EventHub } from '../../core/events.ts';
import type { Carrier } from '../../core/inspect/carrier.ts';
import { PathTable } from '../../core/inspect/paths.ts';
import { SessionInspector } from '../../core/inspect/session-inspector.ts';
import { compileMask } from '../../core/mask/index.ts';
import type { Plan, Policy, Rule } from '../../core/policy/plan.ts';
import { median } from './compare.ts';
import { recordOf, seeded } from './records.ts';

const recordCount = 20_000;
const rounds = 9;

const carrier: Carrier = {
  name: 'bench:json',
  type: 'text',
  inline: true,
  nullable: false,
  text: (bytes, start, end) => Buffer.from(bytes).toString('utf8', start, end),
  encode: (value) => Buffer.from(value),
  zero: () => Buffer.alloc(0),
};

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

function policy(): Policy {
  const rule: Rule = {
    action: 'mask',
    shadow: false,
    mask: compileMask({ with: 'redact' }, new Map()),
    policy: 'bench',
    source: 'bench.yaml:1',
    minConfidence: 0.5,
  };
  const detection = createDetection();
  const plan: Plan = {
    resource: 'kafka:bench',
    access: undefined,
    accessShadows: [],
    inspects: true,
    detection,
    fieldRules: () => [],
    anyFieldRules: () => [],
    classRules: () => [rule],
  };
  return { revision: 1, inspects: () => true, plan: () => plan };
}

function measure(name: string, records: Buffer[]): void {
  const client: ClientFacts = {
    connection: 1,
    listener: 'bench',
    protocol: 'kafka',
    address: '',
    identity: '',
    clientApp: '',
    revision: 0,
  };
  const paths = new PathTable();
  const inspector = new SessionInspector(client, { policy: policy() }, new EventHub(), paths);
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
      const first = inspector.edits.count;
      inspector.end();
      hits += inspector.edits.count - first;
      at += records[i].length;
      if (i % 500 === 499) inspector.finish();
    }
  };
  const rates: number[] = [];
  const copies: number[] = [];
  for (let round = -2; round < rounds; round++) {
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
  console.log(
    `${name.padEnd(8)} ${median(rates).toFixed(0).padStart(6)} MB/s  ${perRecord.toFixed(2)} us a record` +
      `  ${(hits / records.length).toFixed(2)} hits  copy ${(median(copies) / 1000).toFixed(1)} GB/s`,
  );
}

export function benchInspect(): void {
  const random = seeded(7);
  const make = (record: (i: number) => unknown) =>
    Array.from({ length: recordCount }, (_, i) => Buffer.from(JSON.stringify(record(i))));
  measure(
    'clean',
    make((i) => recordOf(random, i, false)),
  );
  measure(
    'hot',
    make((i) => hotRecord(random, i)),
  );
}
