/** Runs one unit through an inspector and makes its edits, for tests of inspection alone. */
import { type ClientFacts, type DecisionRecord, EventHub } from '../events.ts';
import type { Carrier } from './carrier.ts';
import type { Verdict } from './inspector.ts';
import { PathTable } from './paths.ts';
import { type DoubleRule, policyOf } from './rules.double.ts';
import { SessionInspector } from './session-inspector.ts';

export const utf8: Carrier = {
  name: 'test:text',
  type: 'text',
  inline: true,
  nullable: true,
  text: (bytes, start, end) => Buffer.from(bytes).toString('utf8', start, end),
  encode: (value) => Buffer.from(value, 'utf8'),
  zero: () => Buffer.alloc(0),
};

export const utf16: Carrier = {
  ...utf8,
  name: 'test:utf16',
  inline: false,
  text: (bytes, start, end) => Buffer.from(bytes).toString('utf16le', start, end),
  encode: (value) => Buffer.from(value, 'utf16le'),
};

export const int64: Carrier = {
  name: 'test:int64',
  type: 'integer',
  inline: false,
  nullable: false,
  text: (bytes, start) => String(Buffer.from(bytes).readBigInt64LE(start)),
  encode: (value) => {
    if (!/^-?\d{1,18}$/.test(value)) return undefined;
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    return bytes;
  },
  zero: () => Buffer.alloc(8),
};

export const client: ClientFacts = {
  connection: 1,
  listener: 'test',
  protocol: 'test',
  address: '',
  identity: '',
  clientApp: '',
  revision: 0,
};

export interface Outcome {
  verdict: Verdict;
  bytes: Buffer;
  nulls: number[];
  records: DecisionRecord[];
}

export interface LeafDouble {
  field: string;
  /** Further fields that the value is made of. */
  more?: string[];
  carrier?: Carrier;
  bytes: Buffer | string;
  bound?: number;
}

/** Leaves stand one behind the other in the unit; `field` names each leaf's path. */
export function inspectUnit(
  rules: DoubleRule[],
  leaves: LeafDouble[],
  paths = new PathTable(),
): Outcome {
  const events = new EventHub();
  const records: DecisionRecord[] = [];
  events.on('decisions', (event) => records.push(...event.records));
  const inspector = new SessionInspector(client, { policy: policyOf(rules) }, events, paths);
  const parts = leaves.map((leaf) => Buffer.from(leaf.bytes));
  const source = Buffer.concat(parts);
  const root = paths.root('test:unit');
  inspector.access('test:unit', 'read');
  inspector.begin();
  inspector.unit(source, 'read');
  let at = 0;
  leaves.forEach((leaf, i) => {
    const end = at + parts[i].length;
    for (const field of [leaf.field, ...(leaf.more ?? [])]) {
      const path = field.split('.').reduce((id, step) => paths.child(id, step), root);
      inspector.leaf(leaf.carrier ?? utf8, at, end, path, leaf.bound ?? 0);
    }
    at = end;
  });
  const verdict = inspector.end();
  const { edits } = inspector;
  const out: Buffer[] = [];
  const nulls: number[] = [];
  at = 0;
  for (let i = 0; i < edits.count; i++) {
    if (edits.starts[i] < at) throw new Error('edits overlap or descend');
    out.push(source.subarray(at, edits.starts[i]), Buffer.from(edits.replacement(i)));
    if (edits.isNull[i]) nulls.push(edits.leaf[i]);
    at = edits.ends[i];
  }
  out.push(source.subarray(at));
  inspector.finish();
  return { verdict, bytes: Buffer.concat(out), nulls, records };
}
