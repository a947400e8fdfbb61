import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Writer } from '../../core/bytes/writer.ts';
import { Access } from '../../core/inspect/inspector.ts';
import { PathTable } from '../../core/inspect/paths.ts';
import { readDocument } from './bson/reader.ts';
import { type Document, isDocument, type Value } from './bson/values.ts';
import { writeDocument } from './bson/writer.ts';
import { type CapturedFrame, readConversation } from './fixtures/read.double.ts';
import { GateDouble, type GateOptions } from './gate.double.ts';
import { maskText } from './inspector.double.ts';
import { decodeMessage, encodeMessage, encodeReply, type Message } from './messages.ts';

const conversation = readConversation('conversation.txt');
const people = 'mongo:shop.people';

function play(options: GateOptions, frames: readonly CapturedFrame[] = conversation): GateDouble {
  const gate = new GateDouble(options);
  for (const { direction, bytes } of frames) gate.push(direction, bytes);
  return gate;
}

function messages(stream: Buffer): Message[] {
  const list: Message[] = [];
  for (let at = 0; at < stream.length; ) {
    const length = stream.readInt32LE(at);
    list.push(decodeMessage(stream.subarray(at, at + length)));
    at += length;
  }
  return list;
}

const bodyOf = ({ bytes, body, bodyEnd }: Message): Document => readDocument(bytes, body, bodyEnd);

/** Replies that the client received, by the note of their request. */
function repliesOf(gate: GateDouble): Map<string, Document> {
  const notes = new Map<number, string>();
  for (const { direction, bytes, note } of conversation) {
    if (direction !== 'request') continue;
    for (const { requestId } of messages(bytes)) notes.set(requestId, note);
  }
  const replies = new Map<string, Document>();
  for (const message of messages(gate.received)) {
    replies.set(notes.get(message.responseTo) ?? '', bodyOf(message));
  }
  return replies;
}

function batchOf(reply: Document | undefined): Value[] {
  const cursor = reply?.cursor;
  if (!isDocument(cursor)) return [];
  const batch = cursor.firstBatch ?? cursor.nextBatch;
  return Array.isArray(batch) ? batch : [];
}

const all = (direction: 'request' | 'response') =>
  Buffer.concat(conversation.filter((one) => one.direction === direction).map((one) => one.bytes));

const firstLength = conversation[0].bytes.length;

/** What the client is sent after the first message, which is narrowed. */
const behindFirst = (stream: Buffer): Buffer => stream.subarray(stream.readInt32LE(0));

test('every frame passes unchanged where nothing is found, and members keep their addresses', () => {
  for (const inspects of [true, false]) {
    const gate = play({ inspects, local: (node) => node });
    assert.equal(gate.error, undefined);
    assert.deepEqual(gate.received, all('response'));
    assert.deepEqual(behindFirst(gate.sent), all('request').subarray(firstLength));
  }
});

test('the handshake offers only compressors that we read', () => {
  const gate = play({});
  const [first] = messages(gate.sent);
  assert.deepEqual(bodyOf(first).compression, ['snappy', 'zlib', 'zstd']);
  assert.equal(gate.clientApp, 'fixture');
});

test('hello tells the addresses of the gate, also in every reply of a stream', () => {
  const gate = play({});
  const hellos = messages(gate.received)
    .map(bodyOf)
    .filter((body) => 'hosts' in body);
  assert.equal(hellos.length, 4);
  for (const { hosts, me, primary, setName } of hellos) {
    assert.deepEqual(hosts, ['gate.local:29017']);
    assert.equal(me, 'gate.local:29017');
    assert.equal(primary, 'gate.local:29017');
    assert.equal(setName, 'rs0');
  }
});

test('a member without a local port is hidden', () => {
  const gate = play({ local: () => undefined });
  const hello = messages(gate.received)
    .map(bodyOf)
    .find((body) => 'hosts' in body);
  assert.deepEqual(hello?.hosts, []);
  assert.equal(hello?.me, undefined);
  assert.equal(hello?.primary, undefined);
});

test('text is masked inline in every place and in every compression', () => {
  const gate = play({ rules: { mask: /\w+@example\.(com|org)/ } });
  assert.equal(gate.error, undefined);
  const replies = repliesOf(gate);
  const [ada] = batchOf(replies.get('find, three of five')) as Document[];
  assert.equal(ada.email, maskText);
  assert.deepEqual(ada.tags, ['a', `mail ${maskText}`]);
  for (const codec of ['zlib', 'snappy', 'zstd']) {
    const [found] = batchOf(replies.get(`find, compressed with ${codec}`)) as Document[];
    assert.equal(found.email, maskText, codec);
  }
  const summed = batchOf(replies.get('find with a checksum')) as Document[];
  assert.equal(summed[0].email, maskText);
  assert.deepEqual(replies.get('distinct')?.values, [null, maskText, maskText, maskText]);
  const duplicate = replies.get('insert of a duplicate key')?.writeErrors as Document[];
  assert.match(String(duplicate[0].errmsg), /dup key: \{ email: "####" \}/);
  assert.deepEqual(duplicate[0].keyValue, { email: maskText });
  assert.deepEqual(duplicate[0].keyPattern, { email: 1 });
  assert.doesNotMatch(gate.received.toString('latin1'), /@example/);
});

test('a protected field is masked under any name and in any type', () => {
  const rules = { fields: { [people]: ['salary', 'ssn'] } };
  const gate = play({ rules });
  const replies = repliesOf(gate);
  const documents = batchOf(replies.get('find, three of five')) as Document[];
  assert.deepEqual(
    documents.map(({ salary }) => Number(salary)),
    [0, 0, 0],
  );
  assert.deepEqual(documents[0].address, { city: 'London', ssn: maskText });
  assert.equal(typeof documents[1].salary, 'bigint');
  const projected = batchOf(
    replies.get('aggregate with renamed and computed fields'),
  ) as Document[];
  assert.deepEqual(
    projected.map(({ pay }) => Number(pay)),
    [0, 0],
  );
  assert.equal(projected[0].who, 'Ada <ada@example.com>');
});

test('a computed value of a protected field shows no part of it', () => {
  const gate = play({ rules: { fields: { [people]: ['email'] } } });
  const replies = repliesOf(gate);
  const [first] = batchOf(replies.get('aggregate with renamed and computed fields')) as Document[];
  assert.equal(first.who, '[masked]');
  const duplicate = replies.get('insert of a duplicate key')?.writeErrors as Document[];
  assert.equal(duplicate[0].errmsg, '[masked]');
});

test('a masked field may become null', () => {
  const gate = play({ rules: { fields: { [people]: ['address'] }, nulls: ['city'] } });
  const [ada] = batchOf(repliesOf(gate).get('find, three of five')) as Document[];
  assert.deepEqual(ada.address, { city: null, ssn: maskText });
});

test('a dropped document leaves its batch, keys renumbered, and the cursor goes on', () => {
  const gate = play({ rules: { drop: /^ada@example.com$|drop-me/ } });
  assert.equal(gate.error, undefined);
  const replies = repliesOf(gate);
  const first = replies.get('find, three of five');
  assert.deepEqual(
    (batchOf(first) as Document[]).map(({ _id }) => _id),
    [2, 3],
  );
  assert.ok(isDocument(first?.cursor) && first.cursor.id !== 0n);
  assert.deepEqual(
    (batchOf(replies.get('getMore')) as Document[]).map(({ _id }) => _id),
    [5],
  );
  assert.equal(replies.get('findAndModify')?.value, null);
  assert.equal(Number(replies.get('find, compressed with zlib')?.ok), 1);
});

test('dropping by resource empties every batch', () => {
  const gate = play({ rules: { access: { [people]: Access.drop } } });
  const replies = repliesOf(gate);
  assert.deepEqual(batchOf(replies.get('find, three of five')), []);
  assert.deepEqual(batchOf(replies.get('getMore')), []);
  assert.deepEqual(replies.get('distinct')?.values, []);
  assert.equal(replies.get('findAndModify')?.value, null);
});

const find = (id: number, extra: Document = {}): Uint8Array =>
  encodeMessage({ find: 'people', $db: 'shop', ...extra }, id, 0);
const batch = (id: number, documents: Value[], cursorId = 0n): Uint8Array =>
  encodeMessage(
    { cursor: { firstBatch: documents, id: cursorId, ns: 'shop.people' }, ok: 1 },
    900 + id,
    id,
  );

test('a blocked reply becomes the native error, and its cursor is ended', () => {
  const gate = new GateDouble({ rules: { block: /secret/ } });
  gate.push('request', find(7));
  gate.push('response', batch(7, [{ a: 'secret' }], 77n));
  const [refusal] = messages(gate.received);
  assert.equal(refusal.responseTo, 7);
  const body = bodyOf(refusal);
  assert.equal(Number(body.ok), 0);
  assert.equal(body.code, 13);
  assert.equal(body.codeName, 'Unauthorized');
  assert.match(String(body.errmsg), /policy "double"/);
  assert.equal(body.errorLabels, undefined);
  assert.deepEqual(gate.refusals, ['TG-POLICY-0001']);
  assert.deepEqual(gate.questions, ['listCollections shop', 'killCursors shop']);
});

test('a request that policy blocks never reaches the server, and is answered in its turn', () => {
  const gate = new GateDouble({ rules: { access: { 'mongo:shop.hidden': Access.block } } });
  gate.push('request', find(1));
  const before = gate.sent.length;
  gate.push('request', find(2, { find: 'hidden' }));
  assert.equal(gate.sent.length, before);
  assert.equal(gate.received.length, 0);
  gate.push('response', batch(1, []));
  assert.deepEqual(
    messages(gate.received).map(({ responseTo }) => responseTo),
    [1, 2],
  );
});

test('our own answer waits until a reply in front of it has passed', () => {
  const access = { 'mongo:shop.hidden': Access.block, [people]: Access.pass };
  const gate = new GateDouble({ rules: { access }, options: { resolve_views: false } });
  const ping = encodeMessage({ ping: 1, $db: 'shop' }, 1, 0);
  gate.push('request', ping);
  gate.push('request', find(2, { find: 'hidden' }));
  const reply = encodeMessage({ ok: 1, text: 'x'.repeat(500) }, 9, 1);
  gate.push('response', reply.subarray(0, 100));
  gate.push('request', find(3, { find: 'hidden' }));
  gate.push('response', reply.subarray(100));
  assert.deepEqual(
    messages(gate.received).map(({ responseTo }) => responseTo),
    [1, 2, 3],
  );
});

test('a blocked request without a reply vanishes silently', () => {
  const gate = new GateDouble({ rules: { access: { 'mongo:shop.hidden': Access.block } } });
  gate.push('request', encodeMessage({ insert: 'hidden', documents: [], $db: 'shop' }, 3, 0, 2));
  assert.equal(gate.sent.length, 0);
  assert.equal(gate.received.length, 0);
  assert.ok(gate.conversation.idle());
});

test('documents of an insert are masked before they reach the server', () => {
  const gate = play({ rules: { mask: /\w+@example\.com/ } });
  assert.doesNotMatch(gate.sent.toString('latin1'), /ada@example\.com/);
  const insert = messages(gate.sent).find(({ sequences }) => sequences.length > 0);
  assert.ok(insert);
  const [{ start, end }] = insert.sequences;
  assert.equal(readDocument(insert.bytes, start, end).email, maskText);
});

test('a write that policy blocks is answered by us', () => {
  const gate = new GateDouble({ rules: { block: /secret/ } });
  const update = {
    update: 'people',
    updates: [{ q: {}, u: { $set: { a: 'secret' } } }],
    $db: 'shop',
  };
  gate.push('request', encodeMessage(update, 5, 0));
  assert.equal(gate.sent.length, 0);
  assert.equal(bodyOf(messages(gate.received)[0]).code, 13);
  assert.ok(gate.conversation.idle());
});

test('values of updates are seen under the fields that they are written to', () => {
  const gate = new GateDouble({ rules: { mask: /x/ } });
  const updates = [
    { q: { k: 'x1' }, u: { $set: { 'address.3.city': 'x2' }, $rename: { a: 'x3' } } },
    { q: { k: 'x4' }, u: { name: 'x5' }, upsert: true },
  ];
  gate.push('request', encodeMessage({ update: 'people', updates, $db: 'shop' }, 5, 0));
  const seen = gate.inspector.leaves.map(({ path, text }) => `${path}=${text}`);
  assert.deepEqual(seen, ['address[].city=x2', 'k=x4', 'name=x5']);
});

/** Codes of the refusals that an update meets where `fields` are protected. */
function refusalsOf(u: Value, fields: string[]): string[] {
  const gate = new GateDouble({ rules: { fields: { [people]: fields } } });
  gate.push('request', find(1));
  gate.push('response', batch(1, [{ name: 'x', list: [{ pin: 'y' }], address: { pin: 'z' } }]));
  const before = gate.sent.length;
  const update = { update: 'people', updates: [{ q: {}, u }], $db: 'shop' };
  gate.push('request', encodeMessage(update, 5, 0));
  assert.equal(gate.sent.length === before, gate.refusals.length > 0);
  return gate.refusals;
}

test('updates that copy a protected field to another name are refused', () => {
  for (const copying of [
    [{ $set: { copy: '$ssn' } }],
    [{ $set: { copy: { $substrCP: ['$address.ssn', 0, 4] } } }],
    [{ $set: { copy: { $unknown: '$ssn' } } }],
    [{ $replaceWith: { copy: '$ssn' } }],
    { $rename: { ssn: 'copy' } },
    { $rename: { 'address.ssn': 'address.copy' } },
  ] as Value[]) {
    assert.deepEqual(refusalsOf(copying, ['ssn']), ['TG-MONGO-0012'], JSON.stringify(copying));
  }
  for (const harmless of [
    { $set: { name: 'x' } },
    { $rename: { name: 'title' } },
    { $rename: { ssn: 'old.ssn' } },
    [{ $set: { copy: '$name', ssn: { $toUpper: '$ssn' } } }],
    [{ $set: { 'a.b': '$$ROOT' } }],
    [{ $unset: 'ssn' }],
    [{ $replaceWith: '$$ROOT' }],
  ] as Value[]) {
    assert.deepEqual(refusalsOf(harmless, ['ssn']), [], JSON.stringify(harmless));
  }
});

test('copying a document that holds a protected field is refused where that loses its name', () => {
  const fields = ['address.pin', 'list.pin'];
  for (const copying of [
    { $rename: { address: 'place' } },
    [{ $set: { copy: '$list' } }],
    [{ $set: { copy: ['$address'] } }],
  ] as Value[]) {
    assert.deepEqual(refusalsOf(copying, fields), ['TG-MONGO-0012'], JSON.stringify(copying));
  }
  for (const harmless of [
    { $rename: { address: 'home.address' } },
    [{ $set: { copy: '$$ROOT' } }],
  ] as Value[]) {
    assert.deepEqual(refusalsOf(harmless, fields), [], JSON.stringify(harmless));
  }
});

test('protected data is not copied to another collection', () => {
  const rules = { access: { 'mongo:shop.open': Access.pass, 'mongo:shop.other': Access.pass } };
  const refusals = (command: Document): string[] => {
    const gate = new GateDouble({ rules });
    gate.push('request', encodeMessage({ ...command, $db: 'shop' }, 5, 0));
    return gate.refusals;
  };
  const out = (from: string, to: string): Document => ({
    aggregate: from,
    pipeline: [{ $out: to }],
    cursor: {},
  });
  assert.deepEqual(refusals(out('people', 'open')), ['TG-MONGO-0012']);
  assert.deepEqual(refusals(out('open', 'other')), []);
  assert.deepEqual(refusals({ renameCollection: 'shop.people', to: 'shop.open' }), [
    'TG-MONGO-0012',
  ]);
  assert.deepEqual(refusals({ renameCollection: 'shop.open', to: 'shop.other' }), []);
  const map = { map: 'f', reduce: 'g' };
  assert.deepEqual(refusals({ mapReduce: 'people', ...map, out: 'open' }), ['TG-MONGO-0012']);
});

test('legacy reads are followed as finds are', () => {
  const gate = new GateDouble({ rules: { fields: { [people]: ['salary'] } } });
  const query = new Writer().i32le(0).i32le(1).i32le(0).i32le(2004).i32le(0).utf8('shop.people\0');
  query
    .i32le(0)
    .i32le(2)
    .raw(writeDocument({}))
    .raw(writeDocument({ pay: '$salary', salary: 1 }));
  query.patchI32le(0, query.length);
  gate.push('request', query.bytes());
  const reply = Buffer.from(encodeReply({ pay: 'high', salary: 3, name: 'Ada' }, 2, 1));
  reply.writeBigInt64LE(7n, 20);
  gate.push('response', reply);
  const more = new Writer().i32le(0).i32le(3).i32le(0).i32le(2005).i32le(0).utf8('shop.people\0');
  more.i32le(2).i64le(7n);
  more.patchI32le(0, more.length);
  gate.push('request', more.bytes());
  gate.push('response', encodeReply({ pay: 'high' }, 4, 3));
  assert.equal(gate.error, undefined);
  assert.deepEqual(messages(gate.received).map(bodyOf), [
    { pay: maskText, salary: 0, name: 'Ada' },
    { pay: maskText },
  ]);
});

test('legacy writes pass only where policy looks at none', () => {
  const insert = new Writer().i32le(0).i32le(1).i32le(0).i32le(2002).i32le(0).utf8('shop.people\0');
  insert.raw(writeDocument({ a: 1 }));
  insert.patchI32le(0, insert.length);
  const open = new GateDouble({ rules: { access: { [people]: Access.pass } } });
  open.push('request', insert.bytes());
  assert.deepEqual(open.sent, Buffer.from(insert.bytes()));
  const watched = new GateDouble({});
  watched.push('request', insert.bytes());
  assert.equal(watched.error?.code, 'TG-MONGO-0005');
  assert.equal(watched.sent.length, 0);
});

test('views are asked for once, and followed to what they read', () => {
  const views: Document = {
    cursor: {
      firstBatch: [
        {
          name: 'pay',
          type: 'view',
          options: { viewOn: 'people', pipeline: [{ $project: { p: '$salary' } }] },
        },
      ],
      id: 0n,
      ns: 'shop.$cmd.listCollections',
    },
    ok: 1,
  };
  const gate = new GateDouble({
    rules: { fields: { [people]: ['salary'] } },
    answer: () => views,
  });
  for (const id of [1, 2]) {
    gate.push('request', find(id, { find: 'pay' }));
    gate.push('response', batch(id, [{ p: 'high', q: 'low' }]));
  }
  assert.deepEqual(gate.questions, ['listCollections shop']);
  assert.ok(gate.inspector.asked.includes('read mongo:shop.people'));
  for (const message of messages(gate.received)) {
    assert.deepEqual(batchOf(bodyOf(message)), [{ p: maskText, q: 'low' }]);
  }
});

test('a view whose definition is not to be seen is refused', () => {
  const gate = new GateDouble({
    answer: () => ({ cursor: { firstBatch: [{ name: 'pay', type: 'view' }], id: 0n }, ok: 1 }),
  });
  gate.push('request', find(1, { find: 'pay' }));
  assert.deepEqual(gate.refusals, ['TG-MONGO-0011']);
  gate.push('request', find(2));
  assert.equal(gate.refusals.length, 1);
});

test('a cursor that another gate opened is asked for, and ended where nobody knows it', () => {
  const more = (id: number) =>
    encodeMessage({ getMore: 42n, collection: 'people', $db: 'shop' }, id, 0);
  const known = new GateDouble({
    rules: { fields: { [people]: ['salary'] } },
    answer: (command) =>
      command === 'aggregate'
        ? {
            cursor: {
              firstBatch: [
                {
                  ns: 'shop.people',
                  cursor: {
                    cursorId: 42n,
                    originatingCommand: {
                      find: 'people',
                      projection: { p: '$salary' },
                      $db: 'shop',
                    },
                  },
                },
              ],
              id: 0n,
            },
            ok: 1,
          }
        : { cursor: { firstBatch: [], id: 0n }, ok: 1 },
  });
  known.push('request', more(1));
  known.push(
    'response',
    encodeMessage({ cursor: { nextBatch: [{ p: 'high' }], id: 42n }, ok: 1 }, 2, 1),
  );
  assert.deepEqual(batchOf(bodyOf(messages(known.received)[0])), [{ p: maskText }]);
  assert.deepEqual(known.questions, ['aggregate admin', 'listCollections shop']);

  const unknown = new GateDouble({});
  unknown.push('request', more(1));
  assert.equal(bodyOf(messages(unknown.received)[0]).code, 43);
});

test('a getMore on another connection knows what its cursor reads', () => {
  const rules = { fields: { [people]: ['salary'] } };
  const paths = new PathTable();
  const one = new GateDouble({ rules, listener: 'shared', paths });
  const two = new GateDouble({ rules, listener: 'shared', paths });
  one.push('request', find(1, { projection: { p: '$salary' } }));
  one.push('response', batch(1, [{ p: 'high' }], 99n));
  two.push('request', encodeMessage({ getMore: 99n, collection: 'people', $db: 'shop' }, 5, 0));
  two.push(
    'response',
    encodeMessage({ cursor: { nextBatch: [{ p: 'high' }], id: 0n }, ok: 1 }, 6, 5),
  );
  assert.deepEqual(batchOf(bodyOf(messages(two.received)[0])), [{ p: maskText }]);
  assert.deepEqual(two.questions, []);
});

test('a stream of replies is refused once and then discarded', () => {
  const gate = new GateDouble({ rules: { block: /secret/ } });
  gate.push('request', encodeMessage({ find: 'people', $db: 'shop' }, 1, 0, 1 << 16));
  const body = (text: string) => ({ cursor: { firstBatch: [{ text }], id: 5n }, ok: 1 });
  gate.push('response', encodeMessage(body('secret'), 11, 1, 2));
  gate.push('response', encodeMessage(body('more'), 12, 11, 2));
  gate.push('response', encodeMessage(body('last'), 13, 12, 0));
  assert.equal(messages(gate.received).length, 1);
  assert.ok(gate.conversation.idle());
});

test('faults close the connection with a code and leak nothing', () => {
  const cases: [string, (gate: GateDouble) => void][] = [
    [
      'TG-MONGO-0001',
      (gate) => gate.push('request', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')),
    ],
    ['TG-MONGO-0007', (gate) => gate.push('response', batch(1, [{ a: 'raw' }]))],
    [
      'TG-CORE-0001',
      (gate) => gate.push('request', Buffer.from('ffffff7f0100000000000000dd070000', 'hex')),
    ],
    [
      'TG-CORE-0002',
      (gate) => gate.push('request', Buffer.from('ffffffff0100000000000000dd070000', 'hex')),
    ],
    [
      'TG-MONGO-0002',
      (gate) => {
        gate.push('request', find(1));
        const reply = Buffer.from(batch(1, [{ a: 'raw' }]));
        // The length of the string 'raw'.
        reply.writeInt32LE(999, reply.indexOf('raw\0') - 4);
        gate.push('response', reply);
      },
    ],
  ];
  for (const [code, provoke] of cases) {
    const gate = new GateDouble({ rules: { mask: /x/ } });
    provoke(gate);
    assert.equal(gate.error?.code, code);
    assert.doesNotMatch(gate.received.toString('latin1'), /raw/);
  }
});

test('every split of the conversation gives the same output', () => {
  const options = { rules: { mask: /\w+@example\.(com|org)/, drop: /drop-me/ } };
  const whole = play(options);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (sizes) => {
      const gate = new GateDouble(options);
      let turn = 0;
      for (const { direction, bytes } of conversation) {
        for (let at = 0; at < bytes.length; ) {
          const size = sizes[turn++ % sizes.length];
          gate.push(direction, bytes.subarray(at, at + size));
          at += size;
        }
      }
      assert.equal(gate.error, undefined);
      return gate.received.equals(whole.received) && gate.sent.equals(whole.sent);
    }),
    { seed: 20261124, numRuns: 60 },
  );
});

test('mutated frames neither crash nor let a marked value through', () => {
  const rules = { mask: /\w+@example\.(com|org)/ };
  const replies = conversation.flatMap(({ direction }, i) => (direction === 'response' ? [i] : []));
  const mutation = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(
      fc.constantFrom(...replies),
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      (index, mutations) => {
        const gate = play({ rules }, conversation.slice(0, index));
        const before = gate.received.length;
        const bytes = Buffer.from(conversation[index].bytes);
        for (const [at, value] of mutations) bytes[16 + (at % (bytes.length - 16))] = value;
        gate.push('response', bytes);
        // A value that the mutation broke is another value; a whole one never passes.
        const passed = gate.received.subarray(before).toString('latin1');
        assert.doesNotMatch(passed, /(ada|bob|cyd|eve)@example\.com/);
        if (gate.error) assert.match(gate.error.code, /^TG-(MONGO|CORE)-/);
        assert.notEqual(gate.error?.code, 'TG-CORE-0013');
      },
    ),
    { seed: 20261124, numRuns: 1_000 },
  );
});
