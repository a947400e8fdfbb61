/** Runs the attempts of evasions.ts. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BSONRegExp, type Document, Long, type MongoClient, ObjectId, Timestamp } from 'mongodb';
import { people } from '../people.ts';
import { withClient } from './clients.ts';
import type { SuiteContext } from './context.ts';
import { attempts } from './evasions.ts';

const database = 'red';
const targets = people(6);

/** Rules on fields, and on what is found. */
export const redPolicies = [
  {
    name: 'red fields',
    match: { resource: 'mongo:red.*', field: ['ssn', 'address.city', 'stamp', 'pattern'] },
    action: 'mask',
    mask: { with: 'redact' },
  },
  {
    name: 'red content',
    match: { resource: 'mongo:red.*', class: ['pci.pan', 'pii.email'] },
    action: 'mask',
    mask: { with: 'redact' },
  },
];

const documents: Document[] = targets.map(({ id, ssn, card, email }) => ({
  _id: id,
  ssn,
  card,
  number: Long.fromString(card),
  address: { city: `ort${id} am see`, zip: id },
  stamp: new Timestamp({ t: Number(card.slice(0, 8)), i: Number(card.slice(8)) }),
  pattern: new BSONRegExp(email, 'i'),
}));

async function fill(uri: string): Promise<void> {
  await withClient(uri, async (client) => {
    const db = client.db(database);
    await db.dropDatabase();
    await db.collection('people').insertMany(documents);
    await db.collection('plain').insertMany(targets.map(({ id }) => ({ _id: id as never })));
    await db.collection('keyed').insertMany(targets.map(({ email }) => ({ _id: email as never })));
    await db.collection('secrets').insertMany(targets.map(({ ssn }) => ({ text: ssn })));
  });
}

/** Every value in `value`, names of fields aside. */
function* leaves(value: unknown): Generator<unknown> {
  const isPlain = Object.prototype.toString.call(value) === '[object Object]';
  const isValue = value instanceof ObjectId || value instanceof Long || value instanceof Timestamp;
  if (Array.isArray(value)) for (const one of value) yield* leaves(one);
  else if (isPlain && !isValue) {
    for (const one of Object.values(value as Document)) yield* leaves(one);
  } else yield value;
}

/** Texts that masks leave, and numbers, times and ids that say nothing. */
function isMasked(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === 0) return true;
  if (typeof value === 'string') return /^(\[REDACTED\]|\[masked\])$/.test(value);
  if (value instanceof Date) return value.getTime() === 0;
  if (value instanceof RegExp) return isMasked(value.source);
  if (value instanceof Timestamp || value instanceof Long) return value.isZero();
  return value instanceof ObjectId && /^0+$/.test(value.toHexString());
}

/** Refused by the gate, in its own words. */
function assertOwn(error: unknown): void {
  assert.match(String((error as Error).message), /^TG-(MONGO-001[1-4]|POLICY)|blocked by policy/);
  assert.equal((error as { code?: number }).code, 13);
}

export function evasionTests({ direct, through, replicated }: SuiteContext): void {
  describe('what is tried to get round the policies', () => {
    for (const { name, run, replicated: needsSet } of attempts) {
      if (needsSet && !replicated) continue;
      test(name, async () => {
        const at = async (uri: string): Promise<unknown> => {
          await fill(direct('root'));
          return withClient(uri, (client: MongoClient) => run(client.db(database), client));
        };
        const told = [...leaves(await at(direct('root')))];
        assert.ok(!told.every(isMasked), `tells nothing even without the gate: ${told}`);
        let shown: unknown;
        try {
          shown = await at(through('root'));
        } catch (error) {
          assertOwn(error);
          return;
        }
        const open = [...leaves(shown)].filter((value) => !isMasked(value));
        assert.deepEqual(open, [], JSON.stringify(shown));
      });
    }
  });
}
