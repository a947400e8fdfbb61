import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Access } from '../../core/inspect/inspector.ts';
import { Attribute, Batch, Codec, droppedHeader } from './constants.ts';
import { Gate } from './fixtures/gate.double.ts';
import {
  batchOf,
  decodeFetch,
  fetchedBatches,
  fetchedValues,
  fetchRequest,
  fetchResponse,
  metadataResponse,
  topicId,
} from './fixtures/messages.double.ts';
import { closeBatch } from './records/batch.ts';
import { decodeBatches, encodeBatch } from './records/build.ts';

/** A gate that has seen a Fetch request for `orders` and waits for its response. */
function fetching(version = 11): Gate {
  const gate = new Gate();
  const topic = version >= 13 ? topicId : 'orders';
  gate.fromClient(fetchRequest(version, 7, [topic]));
  if (version >= 13) {
    const question = gate.toServer();
    gate.fromServer(metadataResponse(12, question.readInt32BE(8)));
  }
  assert.equal(gate.toServer().readInt16BE(4), 1, 'the Fetch request goes on');
  return gate;
}

function answer(gate: Gate, records: Uint8Array, version = 11): Buffer {
  const topic = version >= 13 ? topicId : 'orders';
  return gate.fromServer(fetchResponse(version, 7, { [topic]: [{ records }] })).toClient();
}

const codecs = Object.values(Codec);

test('an unchanged response is the same bytes, whatever its codec and version', () => {
  for (const version of [4, 11, 12, 13, 18]) {
    for (const codec of codecs) {
      const gate = fetching(version);
      const topic = version >= 13 ? topicId : 'orders';
      const records = Buffer.concat([batchOf(['a', null, 'b'], { codec }), batchOf(['c'])]);
      const frame = fetchResponse(version, 7, { [topic]: [{ records }] });
      assert.deepEqual(gate.fromServer(frame).toClient(), frame);
      assert.deepEqual(gate.inspector.seen, [
        'kafka:orders value a',
        'kafka:orders value b',
        'kafka:orders value c',
      ]);
    }
  }
});

test('a masked value keeps everything else of its batch, in every codec', () => {
  for (const codec of codecs) {
    for (const xerial of [false, true]) {
      const gate = fetching();
      gate.inspector.decide = (_path, text) => (text === 'secret' ? { mask: '***' } : 'keep');
      const more = {
        codec,
        xerial,
        baseOffset: 50n,
        baseTimestamp: 1_700_000_000_000n,
        producerId: 9n,
        producerEpoch: 3,
        baseSequence: 11,
        attributes: Attribute.transactional | Attribute.logAppendTime,
        partitionLeaderEpoch: 4,
      };
      const before = batchOf(['one', 'secret', null, 'three'], more);
      const frame = answer(gate, Buffer.concat([batchOf(['x']), before, batchOf(['y'])]));
      const [, after] = fetchedBatches(11, frame);
      const [expected] = decodeBatches(before);
      expected.records[1].value = Buffer.from('***');
      assert.deepEqual(after, expected);
      assert.deepEqual(fetchedValues(11, frame), ['x', 'one', '***', null, 'three', 'y']);
    }
  }
});

test('keys, values and headers are leaves; nulls, order and duplicates of headers stay', () => {
  const gate = fetching();
  const headers = ['a', 'b', 'a'].map((name, i) => ({
    name,
    value: i === 1 ? null : Buffer.from(`h${i}`),
  }));
  const records = encodeBatch({
    records: [{ key: Buffer.from('k'), value: Buffer.from('v'), headers }],
  });
  gate.inspector.decide = (path, text) => {
    if (path === 'key') return { mask: 'a longer key '.repeat(20) };
    return text === 'h2' ? { mask: null } : 'keep';
  };
  const [batch] = fetchedBatches(11, answer(gate, records));
  assert.deepEqual(gate.inspector.seen, [
    'kafka:orders key k',
    'kafka:orders value v',
    'kafka:orders headers.a h0',
    'kafka:orders headers.a h2',
  ]);
  const [record] = batch.records;
  assert.equal(record.key?.toString(), 'a longer key '.repeat(20));
  assert.equal(record.value?.toString(), 'v');
  assert.deepEqual(
    record.headers.map(({ name, value }) => [name, value?.toString()]),
    [
      ['a', 'h0'],
      ['b', undefined],
      ['a', undefined],
    ],
  );
  assert.equal(record.headers[2].value, null);
});

test("JSON behind a schema registry's frame is a text of its own, and keeps its frame", () => {
  const gate = fetching();
  gate.inspector.decide = () => ({ mask: '{"a":"***"}' });
  const framed = (text: string) => Buffer.concat([Buffer.from([0, 0, 0, 1, 7]), Buffer.from(text)]);
  const records = encodeBatch({ records: [{ value: framed('{"a":"secret"}') }] });
  const [batch] = fetchedBatches(11, answer(gate, records));
  assert.deepEqual(gate.inspector.seen, ['kafka:orders value {"a":"secret"}']);
  assert.deepEqual(Buffer.from(batch.records[0].value ?? ''), framed('{"a":"***"}'));
});

test('a mask to null empties a value, since a null would be a tombstone', () => {
  const gate = fetching();
  gate.inspector.decide = () => ({ mask: null });
  assert.deepEqual(fetchedValues(11, answer(gate, batchOf(['secret']))), ['']);
});

test('dropped records leave their offsets: only the count goes down', () => {
  for (const codec of codecs) {
    const gate = fetching();
    gate.inspector.decide = (_path, text) => (text.startsWith('no') ? 'drop' : 'keep');
    const records = batchOf(['no1', 'yes2', 'no3', 'yes4', 'no5'], { codec, baseOffset: 100n });
    const [batch] = fetchedBatches(11, answer(gate, records));
    assert.equal(batch.baseOffset, 100n);
    assert.equal(batch.lastOffsetDelta, 4);
    assert.equal(batch.attributes & Attribute.codecMask, codec);
    assert.deepEqual(
      batch.records.map(({ offsetDelta, value }) => [offsetDelta, value?.toString()]),
      [
        [1, 'yes2'],
        [3, 'yes4'],
      ],
    );
  }
});

test('an emptied batch keeps one scrubbed record at its last offset', () => {
  for (const byTopic of [false, true]) {
    const gate = fetching();
    if (byTopic) gate.inspector.accesses.set('kafka:orders', Access.drop);
    else gate.inspector.decide = () => 'drop';
    const more = { codec: Codec.lz4, baseTimestamp: 1000n, producerId: 5n };
    const timed = [1n, 2n, 40n].map((timestampDelta, i) => ({
      key: Buffer.from(`key${i}`),
      value: Buffer.from(`secret${i}`),
      timestampDelta,
    }));
    const frame = answer(gate, encodeBatch({ records: timed, ...more }));
    assert.ok(!frame.includes('secret') && !frame.includes('key'));
    const [batch] = fetchedBatches(11, frame);
    assert.equal(batch.attributes & Attribute.codecMask, Codec.none);
    assert.equal(batch.lastOffsetDelta, 2);
    assert.equal(batch.producerId, 5n);
    assert.deepEqual(
      batch.records.map(({ headers, ...record }) => ({ ...record, name: headers[0].name })),
      [{ key: null, value: null, offsetDelta: 2, timestampDelta: 40n, name: droppedHeader }],
    );
  }
});

test('a block answers its partition alone with an error', () => {
  const gate = fetching();
  gate.inspector.decide = (_path, text) => (text === 'blocked' ? 'block' : { mask: 'm' });
  const partitions = [batchOf(['a']), batchOf(['b', 'blocked']), batchOf(['c'])];
  const frame = gate
    .fromServer(fetchResponse(11, 7, { orders: partitions.map((records) => ({ records })) }))
    .toClient();
  const [topic] = decodeFetch(11, frame).responses;
  assert.deepEqual(
    topic.partitions.map((p) => [p.errorCode, p.records?.length !== 0]),
    [
      [0, true],
      [29, false],
      [0, true],
    ],
  );
  assert.ok(!frame.includes('blocked'));
  assert.deepEqual(gate.refusals, [
    { code: 'TG-POLICY-0001', native: 'TOPIC_AUTHORIZATION_FAILED' },
  ]);
  assert.equal(gate.ended, undefined);
});

test('a topic that is blocked by itself is answered so, with or without records', () => {
  const gate = fetching();
  gate.inspector.accesses.set('kafka:orders', Access.block);
  const topics = {
    orders: [{ records: batchOf(['secret']) }, { records: null }],
    other: [{ records: batchOf(['free']) }],
  };
  const frame = gate.fromServer(fetchResponse(11, 7, topics)).toClient();
  const [orders, other] = decodeFetch(11, frame).responses;
  assert.deepEqual(
    orders.partitions.map((p) => p.errorCode),
    [29, 29],
  );
  assert.equal(other.partitions[0].errorCode, 0);
  assert.ok(!frame.includes('secret') && frame.includes('free'));
});

test('control batches pass untouched beside changed ones', () => {
  const gate = fetching();
  gate.inspector.decide = () => ({ mask: 'm' });
  const control = encodeBatch({
    attributes: Attribute.control | Attribute.transactional,
    records: [{ key: Buffer.from([0, 0, 0, 1]), value: Buffer.from([0, 0, 0, 0, 0, 0]) }],
    producerId: 9n,
  });
  const frame = answer(gate, Buffer.concat([batchOf(['a']), control, batchOf(['b'])]));
  assert.ok(frame.includes(control));
  assert.equal(gate.inspector.units, 2);
});

test('what only claims to be a control batch is refused', () => {
  const attributes = Attribute.control;
  const key = Buffer.from([0, 0, 0, 1]);
  const claims = [
    batchOf(['secret'], { attributes }),
    encodeBatch({ attributes, records: [{ key, value: Buffer.from('secret'.repeat(50)) }] }),
    batchOf(['secret'.repeat(9)], { attributes, codec: Codec.gzip }),
  ];
  const marker = Buffer.alloc(6);
  const inHeader = [{ name: 'secret', value: null }];
  const others = [
    encodeBatch({ attributes, records: [{ key, value: Buffer.from('secret') }] }),
    encodeBatch({ attributes, records: [{ key, value: marker, headers: inHeader }] }),
    encodeBatch({ attributes, records: [{ key: Buffer.from([0, 0, 0, 2]), value: marker }] }),
    encodeBatch({ attributes, records: [{ key: Buffer.from([0, 1, 0, 1]), value: marker }] }),
    encodeBatch({ attributes, records: [{ key, value: null }] }),
    encodeBatch({ attributes, records: [{ key: null, value: marker }] }),
    Buffer.concat([encodeBatch({ attributes, records: [] }), Buffer.from('secret')]),
  ];
  closeBatch(others[6], 0, others[6].length);
  const broken = encodeBatch({ attributes, records: [{ key, value: marker }] });
  broken[Batch.maxTimestamp] ^= 1;
  for (const records of [...claims, ...others, broken]) {
    for (const access of [Access.inspect, Access.drop]) {
      const gate = fetching();
      gate.inspector.accesses.set('kafka:orders', access);
      const frame = answer(gate, records);
      assert.equal(decodeFetch(11, frame).responses[0].partitions[0].errorCode, 2);
      assert.ok(!frame.includes('secret'));
    }
  }
});

test('a batch of no records is a header alone, else it is refused', () => {
  for (const codec of codecs) {
    for (const access of [Access.inspect, Access.drop]) {
      const gate = fetching();
      gate.inspector.accesses.set('kafka:orders', access);
      const empty = encodeBatch({ records: [], lastOffsetDelta: 4 }).subarray(0, Batch.records);
      const hiding = batchOf(['secret'], { codec });
      hiding.writeInt32BE(0, Batch.count);
      closeBatch(hiding, 0, hiding.length);
      const partitions = [{ records: empty }, { records: hiding }];
      const frame = gate.fromServer(fetchResponse(11, 7, { orders: partitions })).toClient();
      const [topic] = decodeFetch(11, frame).responses;
      assert.deepEqual(
        topic.partitions.map((p) => p.errorCode),
        [0, 2],
      );
      assert.deepEqual(Buffer.from(topic.partitions[0].records as Uint8Array), empty);
      assert.ok(!frame.includes(hiding.subarray(Batch.records)));
      assert.deepEqual(gate.refusals, [{ code: 'TG-KAFKA-0006', native: 'CORRUPT_MESSAGE' }]);
    }
  }
});

test('what is behind the last whole batch is cut off, since it cannot be inspected', () => {
  const gate = fetching();
  const whole = batchOf(['whole']);
  const cut = batchOf(['this one is cut short by the broker']).subarray(0, 80);
  const frame = answer(gate, Buffer.concat([whole, cut]));
  const records = decodeFetch(11, frame).responses[0].partitions[0].records as Buffer;
  assert.deepEqual(Buffer.from(records), whole);
});

test('records that cannot be understood are refused for their partition and never forwarded', () => {
  const broken: Record<string, [string, Buffer]> = {
    magic: ['TG-KAFKA-0007', batchOf(['secret'])],
    crc: ['TG-KAFKA-0009', batchOf(['secret'])],
    codec: ['TG-KAFKA-0008', batchOf(['secret'])],
    count: ['TG-KAFKA-0006', batchOf(['secret'])],
    behind: ['TG-KAFKA-0006', batchOf(['plain', 'secret'])],
    lz4: ['TG-KERNEL-0001', batchOf(['secret'.repeat(50)], { codec: Codec.lz4 })],
    part: ['TG-KAFKA-0006', batchOf(['secret']).subarray(0, 70)],
  };
  broken.magic[1][Batch.magic] = 1;
  broken.crc[1][Batch.crc] ^= 1;
  broken.codec[1][Batch.attributes + 1] = 7;
  broken.count[1].writeInt32BE(2, Batch.count);
  broken.behind[1].writeInt32BE(1, Batch.count);
  broken.lz4[1].fill(0xff, Batch.records + 10);
  for (const name of ['codec', 'count', 'behind', 'lz4']) {
    const [, records] = broken[name];
    closeBatch(records, 0, records.length);
  }
  for (const [name, [code, records]] of Object.entries(broken)) {
    const gate = fetching();
    gate.inspector.decide = () => ({ mask: 'm' });
    const partitions = [{ records }, { records: batchOf(['fine']) }];
    const frame = gate.fromServer(fetchResponse(11, 7, { orders: partitions })).toClient();
    const [topic] = decodeFetch(11, frame).responses;
    assert.deepEqual(
      topic.partitions.map((p) => p.errorCode),
      [2, 0],
      name,
    );
    assert.ok(!frame.includes('secret'), name);
    assert.deepEqual(gate.refusals, [{ code, native: 'CORRUPT_MESSAGE' }], name);
  }
});

test('a batch whose checksum is wrong is refused before anything of it is looked at', () => {
  for (const access of [Access.inspect, Access.drop]) {
    const gate = fetching();
    gate.inspector.accesses.set('kafka:orders', access);
    const records = batchOf(['plain']);
    records[Batch.crc] ^= 1;
    const frame = answer(gate, records);
    assert.equal(decodeFetch(11, frame).responses[0].partitions[0].errorCode, 2);
    assert.equal(gate.inspector.units, 0);
    assert.deepEqual(gate.refusals, [{ code: 'TG-KAFKA-0009', native: 'CORRUPT_MESSAGE' }]);
  }
});

test('node endpoints at the tail of a Fetch response become ours (KIP-951)', () => {
  for (const inspects of [true, false]) {
    const gate = new Gate({
      inspects,
      local: (n) => (n.id === 2 ? undefined : { host: 'gate', port: 9001 }),
    });
    gate.fromClient(fetchRequest(16, 7, []));
    const nodeEndpoints = [
      { nodeId: 1, host: 'kafka-1.internal', port: 9092, rack: 'r' },
      { nodeId: 2, host: 'kafka-2.internal', port: 9092, rack: null },
    ];
    const topics = { [topicId]: [{ errorCode: 6, records: null }] };
    const frame = gate.fromServer(fetchResponse(16, 7, topics, { nodeEndpoints })).toClient();
    assert.deepEqual(decodeFetch(16, frame).nodeEndpoints, [
      { nodeId: 1, host: 'gate', port: 9001, rack: 'r' },
    ]);
    assert.ok(!frame.includes('internal'));
    assert.deepEqual(gate.refusals, [{ code: 'TG-KAFKA-0011', native: 'hidden' }]);
  }
});

test('records of a topic whose id nobody knows are answered with UNKNOWN_TOPIC_ID', () => {
  const gate = fetching(13);
  const topics = { ['f'.repeat(32)]: [{ records: batchOf(['secret']) }] };
  const frame = gate.fromServer(fetchResponse(13, 7, topics)).toClient();
  assert.equal(decodeFetch(13, frame).responses[0].partitions[0].errorCode, 100);
  assert.ok(!frame.includes('secret'));
});

test('a compressed batch that cannot be read to its end leaves the next partition readable', () => {
  for (const codec of [Codec.lz4, Codec.snappy]) {
    const gate = fetching();
    gate.inspector.decide = (_path, text) => (text === 'secret' ? { mask: '***' } : 'keep');
    const broken = batchOf(['one', 'two'], { codec });
    broken.writeInt32BE(3, Batch.count);
    closeBatch(broken, 0, broken.length);
    const whole = batchOf(['secret', 'four'], { codec });
    const frame = gate
      .fromServer(fetchResponse(11, 7, { orders: [{ records: broken }, { records: whole }] }))
      .toClient();
    const [first, second] = decodeFetch(11, frame).responses[0].partitions;
    assert.equal(first.errorCode, 2);
    assert.equal(first.records?.length, 0);
    assert.equal(second.errorCode, 0);
    const [batch] = decodeBatches(second.records as Uint8Array);
    assert.deepEqual(
      batch.records.map(({ value }) => Buffer.from(value as Uint8Array).toString()),
      ['***', 'four'],
    );
  }
});
