import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Access } from '../../core/inspect/inspector.ts';
import { ApiKey, Attribute, Batch } from './constants.ts';
import { Gate } from './fixtures/gate.double.ts';
import {
  batchOf,
  bodyOf,
  fetchedValues,
  fetchRequest,
  fetchResponse,
  metadataRequest,
  metadataResponse,
  produceRequest,
  topicId,
} from './fixtures/messages.double.ts';
import { encodeRequest, encodeResponse, readRequestHeader } from './framing.ts';
import { closeBatch } from './records/batch.ts';
import { decodeBatches, encodeBatch } from './records/build.ts';
import { decodeBody } from './schema/codec.ts';

interface ProduceBody {
  responses: {
    name: string;
    topicId: string;
    partitionResponses: { index: number; errorCode: number; errorMessage: string }[];
  }[];
}

test('a topic id that is unknown is asked for on the same connection, unseen by both ends', () => {
  const gate = new Gate();
  const request = fetchRequest(13, 7, [topicId]);
  gate.fromClient(request);
  assert.ok(gate.isParked);
  const question = gate.toServer();
  const header = readRequestHeader(question);
  assert.equal(header.api.key, ApiKey.metadata);
  const asked = decodeBody<{ topics: unknown[] }>('request', 3, 12, question, header.bodyStart);
  assert.deepEqual(asked.topics, [{ topicId, name: null }]);
  gate.fromServer(metadataResponse(12, header.correlationId));
  assert.deepEqual(gate.toServer(), request, 'the request goes on, once');
  assert.equal(gate.toClient().length, 0, 'the answer is ours');
  assert.deepEqual(gate.touched, ['read kafka:orders']);
  gate.inspector.decide = () => ({ mask: '***' });
  gate.fromServer(fetchResponse(13, 7, { [topicId]: [{ records: batchOf(['secret']) }] }));
  assert.deepEqual(fetchedValues(13, gate.toClient()), ['***']);
  gate.fromClient(fetchRequest(13, 8, [topicId]));
  assert.equal(readRequestHeader(gate.toServer()).correlationId, 8, 'known now, not asked again');
});

test('our own question keeps its place among replies that are still due', () => {
  const gate = new Gate();
  gate.fromClient(metadataRequest(1, 1));
  gate.fromClient(fetchRequest(13, 2, [topicId]));
  const sent = gate.toServer();
  const question = sent.subarray(sent.readInt32BE(0) + 4);
  gate.fromServer(metadataResponse(1, 1));
  assert.equal(gate.toClient().readInt32BE(4), 1);
  assert.ok(gate.isParked);
  gate.fromServer(metadataResponse(12, question.readInt32BE(8)));
  assert.ok(!gate.isParked);
  assert.equal(gate.toClient().length, 0);
});

test('topic ids are learnt from the Metadata that a client asks for', () => {
  const gate = new Gate();
  gate.fromClient(metadataRequest(12, 1)).fromServer(metadataResponse(12, 1));
  gate.toServer();
  const request = fetchRequest(13, 2, [topicId]);
  gate.fromClient(request);
  assert.deepEqual(gate.toServer(), request);
});

test('a Produce request to an id that the server does not know is refused, since its name is unknown', () => {
  const gate = new Gate();
  gate.fromClient(produceRequest(13, 5, { [topicId]: batchOf(['secret']) }));
  const question = gate.toServer();
  const unknown = encodeResponse(ApiKey.metadata, 12, question.readInt32BE(8), {
    topics: [{ errorCode: 100, name: null, topicId }],
  });
  gate.fromServer(unknown);
  assert.equal(gate.toServer().length, 0);
  const body = bodyOf<ProduceBody>(ApiKey.produce, 13, gate.toClient());
  assert.equal(body.responses[0].topicId, topicId);
  assert.equal(body.responses[0].partitionResponses[0].errorCode, 100);
});

test('a produced record is masked on its way: same offsets, same count, right checksum', () => {
  const gate = new Gate();
  gate.inspector.decide = (_path, text, operation) =>
    operation === 'write' && text === 'secret' ? { mask: 'a longer text' } : 'keep';
  gate.fromClient(produceRequest(9, 5, { orders: batchOf(['a', 'secret'], { codec: 3 }) }));
  const sent = gate.toServer();
  const header = readRequestHeader(sent);
  const body = decodeBody<{ topicData: { partitionData: { records: Uint8Array }[] }[] }>(
    'request',
    0,
    9,
    sent,
    header.bodyStart,
  );
  const [batch] = decodeBatches(body.topicData[0].partitionData[0].records);
  assert.deepEqual(
    batch.records.map((r) => r.value?.toString()),
    ['a', 'a longer text'],
  );
  assert.equal(batch.lastOffsetDelta, 1);
  const reply = encodeResponse(ApiKey.produce, 9, 5, { responses: [] });
  assert.deepEqual(gate.fromServer(reply).toClient(), reply);
});

test('an unchanged Produce request is the same bytes', () => {
  for (const version of [3, 9, 12]) {
    const gate = new Gate();
    const request = produceRequest(version, 5, { orders: batchOf(['a', null], { codec: 1 }) });
    assert.deepEqual(gate.fromClient(request).toServer(), request);
    assert.deepEqual(gate.touched, ['write kafka:orders']);
  }
});

test('a blocked Produce request is answered natively, in its turn, and never sent', () => {
  const gate = new Gate();
  gate.inspector.decide = (_path, text) => (text === 'bad' ? 'block' : 'keep');
  gate.fromClient(metadataRequest(1, 1));
  gate.toServer();
  gate.fromClient(
    produceRequest(9, 2, { orders: batchOf(['good', 'bad']), other: batchOf(['ok']) }),
  );
  assert.equal(gate.toServer().length, 0);
  assert.equal(gate.toClient().length, 0, 'an older reply is still due');
  gate.fromServer(metadataResponse(1, 1));
  const out = gate.toClient();
  const refusal = out.subarray(out.readInt32BE(0) + 4);
  assert.equal(refusal.readInt32BE(4), 2);
  const body = bodyOf<ProduceBody>(ApiKey.produce, 9, refusal);
  assert.deepEqual(
    body.responses.map((topic) => [topic.name, topic.partitionResponses[0].errorCode]),
    [
      ['orders', 44],
      ['other', 44],
    ],
  );
  assert.match(body.responses[0].partitionResponses[0].errorMessage, /blocked by policy: test/);
  assert.deepEqual(gate.refusals, [{ code: 'TG-POLICY-0001', native: 'POLICY_VIOLATION' }]);
  assert.equal(gate.ended, undefined);
});

test('a topic that may not be written is refused without being walked', () => {
  const gate = new Gate();
  gate.inspector.accesses.set('kafka:orders', Access.block);
  gate.fromClient(produceRequest(3, 2, { orders: batchOf(['x']) }));
  assert.equal(gate.toServer().length, 0);
  assert.equal(gate.inspector.units, 0);
  const body = bodyOf<ProduceBody>(ApiKey.produce, 3, gate.toClient());
  assert.equal(body.responses[0].partitionResponses[0].errorCode, 44);
});

test('with acks 0 no reply is waited for, and a block ends the connection as a broker would', () => {
  const gate = new Gate();
  gate.fromClient(produceRequest(9, 1, { orders: batchOf(['x']) }, 0));
  gate.fromClient(metadataRequest(1, 2));
  gate.fromServer(metadataResponse(1, 2));
  assert.equal(gate.toClient().readInt32BE(4), 2);
  gate.toServer();
  gate.inspector.decide = () => 'block';
  gate.fromClient(produceRequest(9, 3, { orders: batchOf(['x']) }, 0));
  assert.equal(gate.ended?.code, 'TG-POLICY-0001');
  assert.equal(gate.toServer().length, 0);
});

test('produced records that cannot be understood are refused as invalid', () => {
  const gate = new Gate();
  const broken = batchOf(['secret'.repeat(20)], { codec: 3 });
  broken.fill(0xff, 70);
  closeBatch(broken, 0, broken.length);
  const hiding = batchOf(['secret']);
  hiding.writeInt32BE(0, Batch.count);
  closeBatch(hiding, 0, hiding.length);
  const damaged = batchOf(['secret']);
  damaged[Batch.crc] ^= 1;
  for (const records of [broken, hiding, damaged]) {
    gate.fromClient(produceRequest(9, 2, { orders: records }));
    assert.equal(gate.toServer().length, 0);
    const body = bodyOf<ProduceBody>(ApiKey.produce, 9, gate.toClient());
    assert.equal(body.responses[0].partitionResponses[0].errorCode, 87);
  }
});

test('a client may not write a control batch, which would go by unread', () => {
  const gate = new Gate();
  const key = Buffer.from([0, 0, 0, 1]);
  const attributes = Attribute.control;
  const records = encodeBatch({ attributes, records: [{ key, value: Buffer.from('secret') }] });
  gate.fromClient(produceRequest(9, 2, { orders: records }));
  assert.equal(gate.toServer().length, 0);
  const body = bodyOf<ProduceBody>(ApiKey.produce, 9, gate.toClient());
  assert.equal(body.responses[0].partitionResponses[0].errorCode, 87);
});

test('a response out of turn, or that nobody asked for, ends the connection', () => {
  const unasked = new Gate().fromServer(metadataResponse(1, 1));
  assert.equal(unasked.ended?.code, 'TG-KAFKA-0005');
  const mixed = new Gate().fromClient(metadataRequest(1, 1)).fromServer(metadataResponse(1, 9));
  assert.equal(mixed.ended?.code, 'TG-KAFKA-0005');
  assert.equal(mixed.toClient().length, 0);
  const large = fetchResponse(11, 9, { orders: [{ records: Buffer.alloc(100_000) }] });
  const passing = new Gate({ inspects: false }).fromClient(fetchRequest(11, 7, ['orders']));
  passing.fromServer(large.subarray(0, 70_000));
  assert.equal(passing.ended?.code, 'TG-KAFKA-0005');
  assert.equal(passing.toClient().length, 0);
});

test('another protocol, an unknown API and an impossible length are each a coded error', () => {
  const ends = (bytes: Buffer) => new Gate().fromClient(bytes).ended?.code;
  assert.equal(ends(Buffer.from('GET / HTTP/1.1\r\n\r\n')), 'TG-CORE-0001');
  assert.equal(ends(Buffer.from('ffffffff', 'hex')), 'TG-CORE-0002');
  assert.equal(ends(Buffer.from('00000002', 'hex')), 'TG-CORE-0002');
  const controllerOnly = Buffer.from('0000000a00340000000000010000', 'hex');
  assert.equal(ends(controllerOnly), 'TG-KAFKA-0002');
  const tooOld = Buffer.from('0000000a00010001000000010000', 'hex');
  assert.equal(ends(tooOld), 'TG-KAFKA-0002');
});

test('a request that is malformed is refused in its own schema where its turn has come', () => {
  const request = fetchRequest(11, 7, ['orders']);
  const topicsAt = 42; // header of 17 bytes, then 25 bytes of fixed fields
  assert.equal(request.readInt32BE(topicsAt), 1);
  request.writeInt32BE(5_000_000, topicsAt);
  const gate = new Gate().fromClient(request);
  assert.equal(gate.ended?.code, 'TG-KAFKA-0004');
  const body = bodyOf<{ errorCode: number }>(ApiKey.fetch, 11, gate.toClient());
  assert.equal(body.errorCode, 42);
});

test('the client is named by its client id, else by its library', () => {
  const gate = new Gate();
  const versions = (clientId: string | null) =>
    encodeRequest(ApiKey.apiVersions, 3, 1, clientId, { clientSoftwareName: 'librdkafka' });
  gate.fromClient(versions(null));
  assert.equal(gate.clientApp, 'librdkafka');
  gate.fromClient(versions('billing'));
  assert.equal(gate.clientApp, 'billing');
});

test('a conversation without policy is left alone', () => {
  const gate = new Gate({ inspects: false });
  const fetch = fetchRequest(13, 7, [topicId]);
  assert.deepEqual(gate.fromClient(fetch).toServer(), fetch, 'no question of our own');
  const reply = fetchResponse(13, 7, { [topicId]: [{ records: Buffer.from('not even records') }] });
  assert.deepEqual(gate.fromServer(reply).toClient(), reply);
  const produce = produceRequest(9, 8, { orders: Buffer.from('anything') });
  assert.deepEqual(gate.fromClient(produce).toServer(), produce);
  assert.equal(gate.inspector.units, 0);
  assert.ok(!gate.conversation.idle());
});

test('a share group is refused before its records are acquired, and never loses a place', () => {
  const share = (id: number) =>
    encodeRequest(ApiKey.shareFetch, 1, id, 'app', {
      topics: [{ topicId, partitions: [{ partitionIndex: 0 }] }],
    });
  const gate = new Gate();
  gate.fromClient(metadataRequest(12, 1)).fromServer(metadataResponse(12, 1));
  gate.toServer();
  gate.toClient();
  gate.inspector.decide = (_path, text) => (text === 'drop' ? 'drop' : 'keep');
  gate.fromClient(share(2));
  const records = batchOf(['a', 'drop', 'c']);
  const acquiredRecords = [{ firstOffset: 0n, lastOffset: 2n, deliveryCount: 1 }];
  const reply = (id: number) =>
    encodeResponse(ApiKey.shareFetch, 1, id, {
      responses: [{ topicId, partitions: [{ partitionIndex: 0, records, acquiredRecords }] }],
      nodeEndpoints: [{ nodeId: 1, host: 'kafka-1.internal', port: 9092 }],
    });
  gate.fromServer(reply(2));
  interface Shared {
    errorCode: number;
    responses: {
      partitions: { errorCode: number; records: Uint8Array; acquiredRecords: unknown[] }[];
    }[];
    nodeEndpoints: { host: string }[];
  }
  const body = bodyOf<Shared>(ApiKey.shareFetch, 1, gate.toClient());
  const [batch] = decodeBatches(body.responses[0].partitions[0].records);
  assert.deepEqual(
    batch.records.map((r) => [r.offsetDelta, r.value?.toString()]),
    [
      [0, 'a'],
      [1, undefined],
      [2, 'c'],
    ],
  );
  assert.equal(body.nodeEndpoints[0].host, 'gate');
  gate.toServer();
  gate.inspector.accesses.set('kafka:orders', Access.block);
  gate.fromClient(share(3));
  assert.equal(gate.toServer().length, 0);
  const refused = bodyOf<Shared>(ApiKey.shareFetch, 1, gate.toClient());
  assert.equal(refused.errorCode, 0, 'Java would only try again');
  assert.equal(refused.responses[0].partitions[0].errorCode, 29);
});

test('a large frame that nobody looks into passes in pieces, with nothing of ours between them', () => {
  const gate = new Gate({ inspects: false });
  const records = Buffer.alloc(300_000, 7);
  const produce = produceRequest(9, 1, { orders: records });
  gate.fromClient(produce.subarray(0, 70_000));
  assert.deepEqual(gate.toServer(), produce.subarray(0, 70_000), 'it does not wait for the rest');
  gate.fromClient(produce.subarray(70_000));
  assert.deepEqual(gate.toServer(), produce.subarray(70_000));
  const reply = encodeResponse(ApiKey.produce, 9, 1, {});
  assert.deepEqual(gate.fromServer(reply).toClient(), reply);
  const fetched = fetchResponse(11, 2, { orders: [{ records }] });
  gate.fromClient(fetchRequest(11, 2, ['orders'])).fromServer(fetched.subarray(0, 100_000));
  assert.deepEqual(gate.toClient(), fetched.subarray(0, 100_000));
  const ahead = encodeRequest(ApiKey.apiVersions, 5, 3, 'app', {});
  ahead.writeInt16BE(9, 6);
  gate.fromClient(ahead);
  assert.equal(gate.toClient().length, 0, 'our own answer waits for the end of the frame');
  gate.fromServer(fetched.subarray(100_000));
  const out = gate.toClient();
  assert.deepEqual(out.subarray(0, fetched.length - 100_000), fetched.subarray(100_000));
  assert.equal(out.readInt32BE(fetched.length - 100_000 + 4), 3);
  assert.equal(gate.ended, undefined);
});

test('a large Produce request with acks 0 passes without a reply being waited for', () => {
  for (const [version, transactionalId] of [
    [3, null],
    [3, 'tx'],
    [9, null],
    [9, 'tx'],
  ] as const) {
    const gate = new Gate({ inspects: false });
    const request = encodeRequest(ApiKey.produce, version, 1, 'app', {
      transactionalId,
      acks: 0,
      topicData: [{ name: 'orders', partitionData: [{ records: Buffer.alloc(90_000) }] }],
    });
    for (let at = 0; at < request.length; at += 13) gate.fromClient(request.subarray(at, at + 13));
    assert.deepEqual(gate.toServer(), request);
    assert.ok(gate.conversation.idle());
  }
});
