/**
 * What the gate would do with one record, document or row given as JSON. The same inspector that
 * stands on the way of the data decides; only the bytes come from here.
 */
import { spokenName } from '../core/detect/index.ts';
import { type ClientFacts, type DecisionRecord, EventHub, type Operation } from '../core/events.ts';
import type { Carrier } from '../core/inspect/carrier.ts';
import { Access, Verdict } from '../core/inspect/inspector.ts';
import { PathTable } from '../core/inspect/paths.ts';
import { SessionInspector } from '../core/inspect/session-inspector.ts';
import type { Policy } from '../core/policy/plan.ts';
import { CommandError } from './io.ts';

/** Who reads or writes what. */
export interface Situation {
  readonly resource: string;
  readonly operation: Operation;
  readonly listener?: string;
  readonly identity?: string;
  readonly clientApp?: string;
  readonly address?: string;
}

export interface Evaluation {
  readonly outcome: 'unchanged' | 'changed' | 'dropped' | 'blocked';
  /** What arrives; undefined where nothing does. */
  readonly output: unknown;
  /** Name of the policy that blocked. */
  readonly blockedBy: string;
  readonly records: readonly DecisionRecord[];
}

/** The value's own UTF-8 text. */
const text: Carrier = {
  name: 'json:text',
  type: 'text',
  inline: true,
  nullable: true,
  text: (bytes, start, end) => Buffer.from(bytes).toString('utf8', start, end),
  encode: (value) => Buffer.from(value, 'utf8'),
  zero: () => Buffer.alloc(0),
};

export class Evaluator {
  #policy: Policy;
  #paths = new PathTable(spokenName);

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  evaluate(input: unknown, situation: Situation): Evaluation {
    const { resource, operation } = situation;
    const events = new EventHub();
    const records: DecisionRecord[] = [];
    events.on('decisions', (event) => records.push(...event.records));
    const client = clientOf(situation);
    const inspector = new SessionInspector(client, { policy: this.#policy }, events, this.#paths);
    const access = inspector.access(resource, operation);
    const blockedBy = () => inspector.blockedBy;
    if (access === Access.block) return gone('blocked', blockedBy(), records);
    if (access === Access.drop) return gone('dropped', '', records);
    if (access === Access.pass)
      return { outcome: 'unchanged', output: input, blockedBy: '', records };
    inspector.begin();
    const parts = leavesOf(input, resource);
    const bytes = Buffer.concat(parts.map((part) => part.bytes));
    inspector.unit(bytes, operation);
    let at = 0;
    const root = this.#paths.root(resource);
    for (const part of parts) {
      const path = part.name === '' ? root : this.#paths.child(root, part.name);
      inspector.leaf(text, at, at + part.bytes.length, path, 0);
      at += part.bytes.length;
    }
    const verdict = inspector.end();
    const output = verdict === Verdict.changed ? outputOf(inspector, parts, input) : input;
    inspector.finish();
    if (verdict === Verdict.block) return gone('blocked', blockedBy(), records);
    if (verdict === Verdict.drop) return gone('dropped', '', records);
    const outcome = verdict === Verdict.changed ? 'changed' : 'unchanged';
    return { outcome, output, blockedBy: '', records };
  }
}

const gone = (
  outcome: 'dropped' | 'blocked',
  blockedBy: string,
  records: DecisionRecord[],
): Evaluation => ({ outcome, output: undefined, blockedBy, records });

export function clientOf({
  listener,
  identity,
  clientApp,
  address,
  resource,
}: Situation): ClientFacts {
  return {
    connection: 0,
    listener: listener ?? '',
    protocol: resource.split(':', 1)[0],
    address: address ?? '127.0.0.1',
    identity: identity ?? '',
    clientApp: clientApp ?? '',
    revision: 0,
  };
}

/** One value of the unit as text: JSON, or the text itself. */
interface Part {
  /** Step below the resource, '' for the resource itself. */
  readonly name: string;
  readonly isJson: boolean;
  readonly bytes: Buffer;
}

/** Kafka records have a key and headers beside their value; what names none of them is the value. */
const recordParts = new Set(['key', 'value', 'headers']);

export const isRecord = (input: unknown): input is Record<string, unknown> =>
  typeof input === 'object' &&
  input !== null &&
  !Array.isArray(input) &&
  Object.keys(input).length > 0 &&
  Object.keys(input).every((key) => recordParts.has(key));

function partOf(name: string, value: unknown): Part {
  const isJson = typeof value !== 'string';
  return { name, isJson, bytes: Buffer.from(isJson ? jsonOf(value) : value, 'utf8') };
}

/** In Node since 21; TypeScript's library does not know it yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** JSON of a value; whole numbers beyond 2^53 are JSON numbers like any other. */
function jsonOf(value: unknown): string {
  const raw = (_key: string, each: unknown) =>
    typeof each === 'bigint' ? rawJSON(String(each)) : each;
  try {
    return JSON.stringify(value, raw);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CommandError('the input is nested too deeply');
  }
}

function leavesOf(input: unknown, resource: string): Part[] {
  if (!resource.startsWith('kafka:')) return [partOf('', input)];
  if (!isRecord(input)) return [partOf('value', input)];
  return Object.entries(input).map(([name, value]) => partOf(name, value));
}

/** The parts with their edits made, put together as the input was. */
function outputOf({ edits }: SessionInspector, parts: readonly Part[], input: unknown): unknown {
  let from = 0;
  const values = parts.map((part, index) => {
    const chunks: Uint8Array[] = [];
    let at = 0;
    for (let i = 0; i < edits.count; i++) {
      if (edits.leaf[i] !== index) continue;
      if (edits.isNull[i] === 1 && edits.starts[i] === from) return null;
      chunks.push(
        part.bytes.subarray(at, edits.starts[i] - from),
        Buffer.from(edits.replacement(i)),
      );
      at = edits.ends[i] - from;
    }
    chunks.push(part.bytes.subarray(at));
    from += part.bytes.length;
    const changed = Buffer.concat(chunks).toString('utf8');
    return part.isJson ? JSON.parse(changed) : changed;
  });
  if (parts.length === 1 && !isRecord(input)) return values[0];
  return Object.fromEntries(parts.map(({ name }, i) => [name, values[i]]));
}
