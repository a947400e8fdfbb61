import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Access } from '../../../core/inspect/inspector.ts';
import { Batch, Codec, ErrorCode } from '../constants.ts';
import { type Decide, Gate } from '../fixtures/gate.double.ts';
import {
  batchOf,
  decodeFetch,
  type FetchedPartition,
  fetchRequest,
  fetchResponse,
  metadataResponse,
  topicId,
} from '../fixtures/messages.double.ts';
import { decodeBatches } from '../records/build.ts';
import { padding } from './padding.ts';

const secret = 'secret';
const filler = 'x'.repeat(6_000);

/** A gate that has seen a Fetch request and waits for the response. */
function fetching(version: number, decide?: Decide, gate = new Gate()): Gate {
  const topic = version >= 13 ? topicId : 'orders';
  gate.fromClient(fetchRequest(version, 7, [topic]));
  const sent = gate.toServer();
  if (sent.readInt16BE(4) === 3) {
    gate.fromServer(metadataResponse(12, sent.readInt32BE(8)));
    gate.toServer();
  }
  if (decide) gate.inspector.decide = decide;
  return gate;
}

const masked =
  (mask: string): Decide =>
  (_path, text) =>
    text.startsWith(secret) ? { mask } : text === 'blocked' ? 'block' : 'keep';

/** Batches of `values`, each a batch by itself with an offset of its own. */
function batches(values: string[], codec: Codec = Codec.none): Buffer {
  return Buffer.concat(
    values.map((value, i) => batchOf([value], { codec, baseOffset: BigInt(i) })),
  );
}

function response(version: number, partitions: FetchedPartition[], more: object = {}): Buffer {
  return fetchResponse(version, 7, { [version >= 13 ? topicId : 'orders']: partitions }, more);
}

interface Reading {
  errors: number[];
  values: (string | undefined)[][];
}

/** What a client finds in a response: errors, and the values of the batches that are whole. */
function read(version: number, frame: Buffer): Reading {
  const { partitions } = decodeFetch(version, frame).responses[0];
  return {
    errors: partitions.map((p) => p.errorCode),
    values: partitions.map((p) =>
      p.errorCode === 0
        ? decodeBatches(p.records ?? new Uint8Array(0)).flatMap((batch) =>
            batch.records.map(({ value }) => value?.toString()),
          )
        : [],
    ),
  };
}

/** Gives the gate `frame` in pieces of `size` bytes; gives what came out after each. */
function inPieces(gate: Gate, frame: Buffer, size: number): Buffer[] {
  const out: Buffer[] = [];
  for (let at = 0; at < frame.length; at += size) {
    gate.fromServer(frame.subarray(at, at + size));
    out.push(gate.toClient());
  }
  return out;
}

const many = Array.from({ length: 20 }, (_, i) => `${i} ${filler}`);

test('an unchanged response goes on batch by batch while it comes, as the same bytes', () => {
  for (const version of [4, 11, 12, 16]) {
    for (const codec of Object.values(Codec)) {
      const values = codec === Codec.none ? many : many.map((v) => v + scramble(v.length));
      const frame = response(version, [
        { records: batches(values, codec) },
        { records: null },
        { records: batches(many.slice(0, 2)) },
      ]);
      const gate = fetching(version);
      const out = inPieces(gate, frame, 10_000);
      assert.ok(Buffer.concat(out.slice(0, -4)).length > frame.length / 2, 'parts went on early');
      assert.ok(frame.equals(Buffer.concat(out)));
      assert.ok(gate.conversation.idle());
    }
  }
});

/** Text that does not compress. */
function scramble(seed: number): string {
  let state = seed;
  return Array.from({ length: 6_000 }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return String.fromCharCode(33 + ((state >>> 8) % 90));
  }).join('');
}

test('a masked response that became shorter keeps its size, and holds every batch', () => {
  const values = many.map((value, i) => (i % 3 === 0 ? `${secret} ${value}` : value));
  const frame = response(12, [{ records: batches(values) }, { records: batches(many) }]);
  const gate = fetching(12, masked('***'));
  const out = Buffer.concat(inPieces(gate, frame, 7_777));
  assert.equal(out.length, frame.length);
  assert.ok(!out.includes(secret));
  const expected = values.map((value, i) => (i % 3 === 0 ? '***' : value));
  assert.deepEqual(read(12, out), { errors: [0, 0], values: [expected, many] });
});

test('what became longer is cut at a batch, and asked for again', () => {
  const values = many.map((value) => `${secret} ${value}`);
  const mask = 'm'.repeat(8_000);
  const frame = response(11, [{ records: batches(values) }]);
  const gate = fetching(11, masked(mask));
  const out = Buffer.concat(inPieces(gate, frame, 10_000));
  assert.equal(out.length, frame.length);
  const { errors, values: got } = read(11, out);
  assert.deepEqual(errors, [0]);
  assert.ok(got[0].length >= 14 && got[0].length < 16, `${got[0].length} batches`);
  assert.ok(got[0].every((value) => value === mask));
  assert.ok(!out.includes(secret));
});

test('a first batch that became longer than its field is answered by the next response', () => {
  const records = batches([`${secret} ${filler}`]);
  const mask = 'm'.repeat(8_000);
  const frame = response(11, [{ records: batches(many) }, { records }]);
  const gate = fetching(11, masked(mask));
  const out = Buffer.concat(inPieces(gate, frame, 10_000));
  assert.equal(out.length, frame.length);
  assert.deepEqual(read(11, out).errors, [0, ErrorCode.replicaNotAvailable]);
  fetching(11, undefined, gate);
  const again = read(11, Buffer.concat(inPieces(gate, frame, 10_000)));
  assert.deepEqual(again, { errors: [0, 0], values: [many, [mask]] });
});

test('one batch alone is waited for, whatever becomes of it', () => {
  const frame = response(11, [{ records: batches([`${secret} ${filler.repeat(20)}`]) }]);
  const gate = fetching(11, masked('m'.repeat(200_000)));
  const out = inPieces(gate, frame, 10_000);
  assert.ok(out.slice(0, -1).every((part) => part.length === 0));
  assert.deepEqual(read(11, Buffer.concat(out)).values, [['m'.repeat(200_000)]]);
});

test('a corrupt batch ends its partition, and is an error at the front of the next response', () => {
  const good = batches(many);
  const bad = Buffer.from(batches(many));
  bad[bad.length - 10] ^= 1;
  const gate = fetching(11);
  const frame = response(11, [{ records: bad }, { records: good }]);
  const out = Buffer.concat(inPieces(gate, frame, 10_000));
  assert.deepEqual(read(11, out), { errors: [0, 0], values: [many.slice(0, -1), many] });
  assert.deepEqual(gate.refusals, [{ code: 'TG-KAFKA-0009', native: 'CORRUPT_MESSAGE' }]);
  assert.equal(gate.ended, undefined);
  fetching(11, undefined, gate);
  const last = bad.subarray(bad.length - batches([many[19]]).length);
  const next = response(11, [{ records: good }, { records: last }]);
  const second = read(11, Buffer.concat(inPieces(gate, next, 10_000)));
  assert.deepEqual(second, { errors: [0, ErrorCode.corruptMessage], values: [many, []] });
});

test('a blocked record withholds its batch and what follows it', () => {
  const values = [...many.slice(0, 15), 'blocked', ...many.slice(15)];
  const frame = response(13, [{ records: batches(values) }, { records: batches(many) }]);
  const gate = fetching(13, masked('***'));
  const out = Buffer.concat(inPieces(gate, frame, 10_000));
  assert.deepEqual(read(13, out), { errors: [0, 0], values: [many.slice(0, 15), many] });
  assert.equal(gate.refusals[0].code, 'TG-POLICY-0001');
});

test('a partition that begins with a blocked record, or has no whole batch, answers with an error', () => {
  const blocked = batches(['blocked', ...many]);
  const cut = batches([filler]).subarray(0, 5_000);
  const frame = response(11, [
    { records: batches(many) },
    { records: blocked },
    { records: cut },
    { records: batches(many) },
  ]);
  const gate = fetching(11, masked('***'));
  const out = Buffer.concat(inPieces(gate, frame, 10_000));
  assert.equal(out.length, frame.length);
  const errors = [0, ErrorCode.topicAuthorizationFailed, ErrorCode.corruptMessage, 0];
  assert.deepEqual(read(11, out), { errors, values: [many, [], [], many] });
  assert.ok(!out.includes('blocked'));
});

test('the front of a batch that the broker cut off is never given on', () => {
  const tail = batches([`${secret} ${filler}`]).subarray(0, 5_000);
  const frame = response(11, [{ records: Buffer.concat([batches(many), tail]) }]);
  const gate = fetching(11);
  const out = Buffer.concat(inPieces(gate, frame, 10_000));
  assert.equal(out.length, frame.length);
  assert.ok(!out.includes(secret));
  assert.deepEqual(read(11, out).values, [many]);
});

test('an impossible batch length is the fault of its partition alone', () => {
  const bad = Buffer.from(batches(many));
  bad.writeInt32BE(-5, batches(many.slice(0, 12)).length + Batch.length);
  const frame = response(11, [{ records: bad }, { records: batches(many) }]);
  const gate = fetching(11);
  const out = Buffer.concat(inPieces(gate, frame, 10_000));
  assert.deepEqual(read(11, out), { errors: [0, 0], values: [many.slice(0, 12), many] });
  assert.equal(gate.refusals[0].code, 'TG-KAFKA-0006');
});

test('topics that policy bars, drops or does not look at are told apart under way', () => {
  const records = batches(many);
  const topics = ['orders', 'barred', 'dropped', 'free'];
  const frame = fetchResponse(11, 7, Object.fromEntries(topics.map((t) => [t, [{ records }]])));
  const gate = fetching(11, masked('***'));
  gate.inspector.accesses = new Map<string, Access>([
    ['kafka:barred', Access.block],
    ['kafka:dropped', Access.drop],
    ['kafka:free', Access.pass],
  ]);
  const out = Buffer.concat(inPieces(gate, frame, 10_000));
  assert.equal(out.length, frame.length);
  const answers = decodeFetch(11, out).responses.map(({ partitions: [p] }) => ({
    error: p.errorCode,
    values: p.errorCode
      ? []
      : decodeBatches(p.records as Uint8Array).flatMap((b) => b.records.map((r) => r.value)),
  }));
  const texts = many.map((value) => Buffer.from(value));
  assert.deepEqual(answers, [
    { error: 0, values: texts },
    { error: ErrorCode.topicAuthorizationFailed, values: [] },
    { error: 0, values: many.map(() => null) },
    { error: 0, values: texts },
  ]);
});

test('addresses of nodes behind records that have gone on are covered up', () => {
  const nodeEndpoints = [{ nodeId: 2, host: 'kafka-2.internal', port: 9092, rack: 'a' }];
  const frame = response(16, [{ records: batches(many) }], { nodeEndpoints });
  const gate = fetching(16);
  const out = Buffer.concat(inPieces(gate, frame, 10_000));
  assert.equal(out.length, frame.length);
  assert.ok(!out.includes('internal'));
  assert.deepEqual(read(16, out).values, [many]);
  assert.ok(!decodeFetch(16, out).nodeEndpoints?.length);
});

test('a message that turns out malformed after a part went on ends the connection in silence', () => {
  const frame = Buffer.from(response(12, [{ records: batches(many) }]));
  frame[frame.length - 1] = 0x7f; // tagged fields of the body that are not there
  const gate = fetching(12);
  const out = Buffer.concat(inPieces(gate, frame, 10_000));
  assert.equal(gate.ended?.code, 'TG-KAFKA-0003');
  assert.deepEqual(out, frame.subarray(0, out.length));
  assert.ok(out.length > 100_000 && out.length < frame.length);
});

test('a message that is malformed before any part went on is answered as a whole', () => {
  const frame = Buffer.from(response(12, [{ records: batches(many) }]));
  frame[19] = 0x01; // no topic, and then bytes that belong to none
  const gate = fetching(12);
  const out = Buffer.concat(inPieces(gate, frame, 10_000));
  assert.equal(gate.ended?.code, 'TG-KAFKA-0003');
  assert.equal(out.readInt32BE(4), 7);
  assert.ok(out.length < 100);
});

test('padding is the front of a batch that is not all there, at any size', () => {
  for (const size of [0, 1, 11, 12, 16, 17, 61, 70_000]) {
    const bytes = Buffer.concat(padding(size));
    assert.equal(bytes.length, size);
    assert.deepEqual(decodeBatches(bytes), []);
    if (size >= 12) assert.ok(bytes.readInt32BE(8) > size);
    if (size >= 17) assert.equal(bytes[16], 2);
  }
});

test('however it comes, what goes on is as long, holds a prefix of each partition, and no secret', () => {
  const value = fc.oneof(
    fc.constant(`${secret} ${filler}`),
    fc.constant(filler),
    fc.constant(`${secret}`),
    { arbitrary: fc.constant('blocked'), weight: 1 },
    { arbitrary: fc.string({ maxLength: 2_000 }).map((text) => `v ${text}`), weight: 3 },
  );
  const partition = fc.record({
    values: fc.array(value, { maxLength: 12 }),
    codec: fc.constantFrom(...Object.values(Codec)),
    cut: fc.integer({ min: 0, max: 80 }),
  });
  const run = fc.record({
    partitions: fc.array(partition, { minLength: 1, maxLength: 6 }),
    mask: fc.constantFrom('', '***', 'm'.repeat(7_000)),
    size: fc.integer({ min: 1_000, max: 50_000 }),
    version: fc.constantFrom(4, 11, 12, 16),
  });
  fc.assert(
    fc.property(run, ({ partitions, mask, size, version }) => {
      const lead = { values: many.slice(0, 14), codec: Codec.none, cut: 0 };
      const all = [lead, ...partitions];
      const frame = response(
        version,
        all.map(({ values, codec, cut }) => {
          const records = batches(values, codec);
          return { records: records.subarray(0, Math.max(0, records.length - cut)) };
        }),
      );
      const gate = fetching(version, masked(mask));
      const out = Buffer.concat(inPieces(gate, frame, size));
      assert.equal(gate.ended, undefined);
      assert.equal(out.length, frame.length);
      for (const [i, { errors, values }] of [read(version, out)].entries()) {
        assert.equal(i, 0);
        for (const [p, got] of values.entries()) {
          const expected = all[p].values.map((text) => (text.startsWith(secret) ? mask : text));
          assert.deepEqual(got, errors[p] === 0 ? expected.slice(0, got.length) : []);
          assert.ok(!got.includes('blocked'));
        }
      }
    }),
    { seed: 20261124, numRuns: 150 },
  );
});
