/** Ways round policies, each in memory: what is refused, and what is hidden in replies. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Access } from '../../core/inspect/inspector.ts';
import { readDocument } from './bson/reader.ts';
import { type Document, isDocument, Timestamp, type Value } from './bson/values.ts';
import { GateDouble, type GateOptions } from './gate.double.ts';
import { maskText } from './inspector.double.ts';
import { decodeMessage, encodeMessage } from './messages.ts';

const fields = { 'mongo:shop.people': ['ssn'] };

/** Answers of the gate and of the server that reached the client, to one request and its reply. */
function exchange(request: Document, reply?: Document, options: GateOptions = {}) {
  const gate = new GateDouble({ rules: { fields }, ...options });
  gate.push('request', encodeMessage({ ...request, $db: request.$db ?? 'shop' }, 7, 0));
  if (reply && gate.toServer.length > 0) gate.push('response', encodeMessage(reply, 8, 7));
  const received = gate.received;
  const message = received.length > 0 ? decodeMessage(received) : undefined;
  const body = message && readDocument(message.bytes, message.body, message.bodyEnd);
  return { gate, body };
}

const refusals: Readonly<Record<string, [request: Document, code: string]>> = {
  'a merge that copies into its own collection': [
    {
      aggregate: 'people',
      pipeline: [{ $project: { copy: { $substrCP: ['$ssn', 0, 4] } } }, { $merge: 'people' }],
      cursor: {},
    },
    'TG-MONGO-0012',
  ],
  'a merge that copies within what it meets': [
    {
      aggregate: 'plain',
      pipeline: [{ $merge: { into: 'people', whenMatched: [{ $set: { copy: '$ssn' } }] } }],
      cursor: {},
    },
    'TG-MONGO-0012',
  ],
  'operations of the log': [{ applyOps: [], $db: 'admin' }, 'TG-MONGO-0013'],
  'commands of servers among themselves': [{ _mergeAuthzCollections: 1 }, 'TG-MONGO-0013'],
  'members for a set': [{ replSetReconfig: {}, $db: 'admin' }, 'TG-MONGO-0013'],
  'the log': [{ getLog: 'global', $db: 'admin' }, 'TG-MONGO-0011'],
  'pre-images': [{ find: 'system.preimages', $db: 'config' }, 'TG-MONGO-0011'],
  'what a pipeline leaves half made': [{ find: 'tmp.agg_out.1' }, 'TG-MONGO-0011'],
  'a stage that reads nobody knows what': [
    { aggregate: 1, pipeline: [{ $_internalReads: {} }], cursor: {} },
    'TG-MONGO-0011',
  ],
  'a stage that may join nobody knows what': [
    { aggregate: 'plain', pipeline: [{ $newJoin: { from: 'people' } }], cursor: {} },
    'TG-MONGO-0011',
  ],
  'a change stream of a database without the names of collections': [
    { aggregate: 1, pipeline: [{ $changeStream: {} }, { $project: { ns: 0 } }], cursor: {} },
    'TG-MONGO-0011',
  ],
};

for (const [what, [request, code]] of Object.entries(refusals)) {
  test(`${what}: refused`, () => {
    const { gate, body } = exchange(request);
    assert.deepEqual(gate.refusals, [code]);
    assert.equal(body?.code, 13);
    assert.match(String(body?.errmsg), new RegExp(`^${code}`));
    assert.equal(gate.toServer.length, 0);
    assert.equal(gate.error, undefined);
  });
}

const cursor = (firstBatch: Value[], ns = 'shop.people'): Document => ({
  cursor: { firstBatch, id: 0n, ns },
  ok: 1,
});

function batchOf(body: Document | undefined): Value[] {
  const { firstBatch, nextBatch } = isDocument(body?.cursor) ? body.cursor : {};
  return (firstBatch ?? nextBatch) as Value[];
}

test('an operator that names fields in a way of its own is made of anything', () => {
  const pipeline = [{ $project: { x: { $_internalFindAllValuesAtPath: 'ssn' } } }];
  const request = { aggregate: 'people', pipeline, cursor: {} };
  const { body } = exchange(request, cursor([{ _id: 1, x: ['219-09-9999'] }]));
  assert.deepEqual(batchOf(body), [{ _id: 1, x: ['[masked]'] }]);
});

test('internal times and terms of a text index are masked with their field', () => {
  const times = exchange(
    { find: 'people' },
    cursor([{ _id: 1, ssn: new Timestamp(4111n), at: new Timestamp(4111n) }]),
  );
  const [{ ssn, at }] = batchOf(times.body) as Document[];
  assert.deepEqual([ssn, at], [new Timestamp(0n), new Timestamp(4111n)]);
  const terms = exchange({ find: 'people', returnKey: true }, cursor([{ _fts: 'secret' }]));
  assert.deepEqual(batchOf(terms.body), [{ _fts: '[masked]' }]);
});

test('more of a change stream of a database is looked at where its own name has no policy', () => {
  const rules = { fields, access: { 'mongo:shop.$cmd': Access.pass } };
  const gate = new GateDouble({ rules });
  const request = { aggregate: 1, pipeline: [{ $changeStream: {} }], cursor: {}, $db: 'shop' };
  gate.push('request', encodeMessage(request, 7, 0));
  const opened = { cursor: { firstBatch: [], id: 9n, ns: 'shop.$cmd.aggregate' }, ok: 1 };
  gate.push('response', encodeMessage(opened, 8, 7));
  const more = { getMore: 9n, collection: '$cmd.aggregate', $db: 'shop' };
  gate.push('request', encodeMessage(more, 9, 0));
  const ns = { db: 'shop', coll: 'people' };
  const event = { _id: {}, operationType: 'insert', ns, fullDocument: { _id: 1, ssn: 'x' } };
  const next = { cursor: { nextBatch: [event], id: 9n, ns: 'shop.$cmd.aggregate' }, ok: 1 };
  gate.push('response', encodeMessage(next, 10, 9));
  const message = decodeMessage(gate.toClient[1]);
  const [{ fullDocument }] = batchOf(
    readDocument(message.bytes, message.body, message.bodyEnd),
  ) as Document[];
  assert.deepEqual(fullDocument, { _id: 1, ssn: maskText });
});

test('a resume token that would tell a masked key is not given', () => {
  const token = '463C5F6964003C6164612E6C6F76656C616365406578616D706C652E636F6D000004';
  const event = {
    _id: { _data: `826B059730000000012B022C0100296E${token}` },
    operationType: 'delete',
    ns: { db: 'shop', coll: 'people' },
    documentKey: { _id: 'ada.lovelace@example.com' },
  };
  const request = { aggregate: 'people', pipeline: [{ $changeStream: {} }], cursor: {} };
  const told = exchange(request, cursor([event]), { rules: { mask: /\w+@example\.com/ } });
  assert.match(String(told.body?.errmsg), /^TG-MONGO-0014/);
  const open = exchange(request, cursor([event]), { rules: { mask: /nothing/ } });
  assert.deepEqual(batchOf(open.body), [event]);
});

test('servers are named by the gate’s addresses in replies of all kinds', () => {
  const options = { inspects: false };
  const status = {
    set: 'rs',
    members: [{ _id: 0, name: 'db-1:27017', infoMessage: 'db-2' }],
    ok: 1,
  };
  const shown = exchange({ replSetGetStatus: 1 }, status, options).body;
  assert.deepEqual(shown, { set: 'rs', members: [{ _id: 0, name: 'gate.local:28017' }], ok: 1 });
  const server = { host: 'db-1', repl: { hosts: ['db-1:27017'], me: 'db-1:27017' }, ok: 1 };
  assert.deepEqual(exchange({ serverStatus: 1 }, server, options).body, {
    host: 'gate',
    repl: { hosts: ['gate.local:28017'], me: 'gate.local:28017' },
    ok: 1,
  });
  const plan = { queryPlanner: { host: 'db-1' }, serverInfo: { host: 'db-1', port: 1 }, ok: 1 };
  const explained = exchange({ explain: { find: 'people' } }, plan).body;
  assert.deepEqual(explained, { ...plan, serverInfo: { host: 'gate', port: 1 } });
});

test('documents are looked at before a pipeline that computes from them', () => {
  const pipeline = [{ $project: { x: { $concat: ['$name', '!'] } } }];
  const { gate } = exchange({ aggregate: 'people', pipeline, cursor: {} });
  assert.deepEqual(gate.questions, ['listCollections shop', 'find shop']);
  const counted = exchange({ aggregate: 'people', pipeline: [{ $count: 'n' }], cursor: {} });
  assert.deepEqual(counted.gate.questions, ['listCollections shop']);
});

test('constants that were written for a masked field do not show in what describes a collection', () => {
  const index = { v: 2, key: { ssn: 1 }, partialFilterExpression: { ssn: { $gt: '219' } } };
  const indexes = exchange({ listIndexes: 'people' }, cursor([index])).body;
  const shown = { ...index, partialFilterExpression: { ssn: { $gt: maskText } } };
  assert.deepEqual(batchOf(indexes), [shown]);
  const people = (ssn: string): Document => ({
    name: 'people',
    type: 'collection',
    options: { validator: { ssn } },
  });
  const listed = exchange({ listCollections: 1 }, cursor([people('219'), { name: 'plain' }])).body;
  assert.deepEqual(batchOf(listed), [people(maskText), { name: 'plain' }]);
});

test('a change event may get constants in place of what belongs to the protocol', () => {
  const event = { _id: {}, operationType: 'new', ns: { db: 'shop', coll: 'people' } };
  for (const stage of [{ $project: { operationType: 'new', ns: 1 } }, { $set: { ns: 'none' } }]) {
    const request = { aggregate: 'people', pipeline: [{ $changeStream: {} }, stage], cursor: {} };
    const { gate, body } = exchange(request, cursor([event]));
    assert.equal(gate.error, undefined);
    assert.deepEqual(batchOf(body), [event]);
  }
});
