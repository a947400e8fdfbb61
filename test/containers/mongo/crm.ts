/** The data and the policies of the MongoDB and SecantusDB suites. */
import {
  Binary,
  BSONRegExp,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  ObjectId,
  Timestamp,
} from 'mongodb';
import { type Person, people } from '../people.ts';

export const customers = people(200);
export const partsCount = 250;

export const policies = [
  {
    name: 'contact data is for bob only',
    match: { class: 'pii.email', resource: 'mongo:crm.*', not: { identity: ['bob'] } },
    action: 'mask',
    mask: { with: 'redact' },
  },
  {
    name: 'card numbers stay here',
    match: { class: 'pci.pan', resource: 'mongo:crm.people' },
    action: 'mask',
    mask: { with: 'redact' },
  },
  {
    name: 'the end of a number is enough',
    match: { resource: 'mongo:crm.people', field: 'ssn' },
    action: 'mask',
    mask: { with: 'show_last', count: 4 },
  },
  {
    name: 'only the year of birth',
    match: { resource: 'mongo:crm.people', field: 'born' },
    action: 'mask',
    mask: { with: 'year_only' },
  },
  {
    name: 'accounts stay here',
    match: { resource: 'mongo:crm.people', field: ['account.balance', 'score'] },
    action: 'mask',
    mask: { with: 'default_for_type' },
  },
  {
    name: 'no payment by card leaves',
    match: { class: 'pci.pan', resource: 'mongo:crm.payments' },
    action: 'drop',
  },
  {
    name: 'salaries stay home',
    match: { resource: 'mongo:hr.staff', field: 'salary' },
    action: 'block',
  },
];

const objectId = (id: number): ObjectId => new ObjectId(id.toString(16).padStart(24, '6'));

function customerDocument({ id, name, email, card, ssn, born }: Person): Document {
  return {
    _id: new Int32(id),
    name,
    email,
    contacts: [
      { kind: 'mail', value: email, since: new Date(Date.UTC(2020, id % 12, 1)) },
      { kind: 'desk', value: `desk ${id % 40}`, floors: [new Int32(1), Long.fromNumber(2)] },
    ],
    card: Long.fromString(card),
    cards: [card, 'none'],
    ssn,
    born: new Date(`${born}T00:00:00Z`),
    account: { balance: Decimal128.fromString(`${id * 31}.25`), open: id % 2 === 0 },
    score: new Double(id / 7),
    note: `${name} — write to ${email}, charge ${card}; "quoted" ☂`,
    ref: objectId(id),
    nothing: null,
  };
}

/** Every BSON type that a server stores, nothing that a policy names. */
function partDocument(id: number): Document {
  return {
    _id: new Int32(id),
    label: `Teil ${id} — größe ${id % 9}`,
    count: new Int32(id * 11),
    big: Long.fromString(`-922337203685477${String(id).padStart(4, '0')}`),
    ratio: new Double(id / 8),
    amount: Decimal128.fromString(`${id}.00100`),
    made: new Date(Date.UTC(2001, id % 12, 1 + (id % 28), id % 24)),
    raw: new Binary(Buffer.from('00ff1b22'.repeat(id % 10), 'hex')),
    uuid: new Binary(Buffer.alloc(16, id), Binary.SUBTYPE_UUID),
    ref: objectId(id),
    stamp: new Timestamp({ t: 1_700_000_000 + id, i: id }),
    pattern: new BSONRegExp('^bolt', 'i'),
    tags: ['a', ['b', { c: null }], [], {}],
    // A Map, since objects of JavaScript put names of digits in order.
    odd: new Map<string, unknown>([
      ['10', 'a name of digits'],
      ['2', 'and a smaller one'],
      ['', 0.5],
    ]),
    story: `line ${id} `.repeat(id),
    flag: id % 2 === 0,
    nothing: null,
  };
}

/** Collection (`database.collection`) -> documents, in order of _id. */
export const collections: Record<string, Document[]> = {
  'crm.people': customers.map(customerDocument),
  'crm.parts': Array.from({ length: partsCount }, (_, index) => partDocument(index + 1)),
  'crm.payments': customers.map(({ id, card }) => ({
    _id: new Int32(id),
    method: id % 3 === 0 ? `card ${card}` : `cash ${id}`,
  })),
  'hr.staff': customers.map(({ id, name, salary }) => ({
    _id: new Int32(id),
    name,
    salary: new Int32(salary),
  })),
};
