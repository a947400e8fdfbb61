import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Access } from '../../core/inspect/inspector.ts';
import { ApiKey } from './constants.ts';
import { Gate } from './fixtures/gate.double.ts';
import { bodyOf, metadataResponse, topicId } from './fixtures/messages.double.ts';
import { encodeRequest, encodeResponse, readRequestHeader } from './framing.ts';
import { decodeBody, type KafkaStruct } from './schema/codec.ts';

const key = ApiKey.offsetFetch;
const secret = 'secret';

const partition = (metadata: string | null) => ({
  partitionIndex: 0,
  committedOffset: 5n,
  metadata,
});

function asking(version: number, topics: object[] | null): Buffer {
  const body = version < 8 ? { groupId: 'g', topics } : { groups: [{ groupId: 'g', topics }] };
  return encodeRequest(key, version, 7, 'app', body);
}

function answer(version: number, texts: (string | null)[]): Buffer {
  const name = version >= 10 ? { topicId } : { name: 'orders' };
  const topics = [{ ...name, partitions: texts.map(partition) }];
  const body = version < 8 ? { topics } : { groups: [{ groupId: 'g', topics }] };
  return encodeResponse(key, version, 7, body);
}

function textsOf(version: number, frame: Buffer): unknown[] {
  const body = bodyOf<KafkaStruct>(key, version, frame);
  const [group] = version < 8 ? [body] : (body.groups as KafkaStruct[]);
  const [topic] = group.topics as KafkaStruct[];
  return (topic.partitions as KafkaStruct[]).map(({ metadata }) => metadata);
}

/** A gate that has seen an OffsetFetch request; a topic id is asked for first. */
function fetching(version: number): Gate {
  const gate = new Gate();
  const topic = version >= 10 ? { topicId } : { name: 'orders' };
  gate.fromClient(asking(version, [{ ...topic, partitionIndexes: [0] }]));
  const sent = gate.toServer();
  if (sent.readInt16BE(4) !== ApiKey.metadata) return gate;
  gate.fromServer(metadataResponse(12, sent.readInt32BE(8)));
  assert.equal(gate.toServer().readInt16BE(4), key);
  return gate;
}

test('texts committed with offsets are masked where they are read', () => {
  for (const version of [1, 5, 7, 8, 9, 10]) {
    const gate = fetching(version);
    gate.inspector.decide = (path, text) =>
      path === 'metadata' && text === secret ? { mask: '***' } : 'keep';
    const out = gate.fromServer(answer(version, ['', secret, null, 'other'])).toClient();
    assert.deepEqual(textsOf(version, out), ['', '***', null, 'other']);
    assert.equal(gate.ended, undefined);
  }
});

test('an answer in which nothing is changed, or without texts, is the same bytes', () => {
  for (const version of [1, 8, 10]) {
    for (const texts of [['', null], ['plain']]) {
      const frame = answer(version, texts);
      assert.deepEqual(fetching(version).fromServer(frame).toClient(), frame);
    }
  }
});

test('a text of a barred topic, of a dropped unit or of an unknown topic is taken out', () => {
  const barred = fetching(9);
  barred.inspector.accesses = new Map([['kafka:orders', Access.block]]);
  assert.deepEqual(textsOf(9, barred.fromServer(answer(9, ['x'])).toClient()), ['']);
  const dropping = fetching(9);
  dropping.inspector.decide = () => 'drop';
  assert.deepEqual(textsOf(9, dropping.fromServer(answer(9, ['x'])).toClient()), ['']);
  const all = new Gate();
  all.fromClient(asking(10, null)).toServer();
  assert.deepEqual(textsOf(10, all.fromServer(answer(10, ['x'])).toClient()), ['']);
});

test('texts are masked on their way to the coordinator', () => {
  const cases = [
    [ApiKey.offsetCommit, 2],
    [ApiKey.offsetCommit, 9],
    [ApiKey.offsetCommit, 10],
    [ApiKey.txnOffsetCommit, 0],
    [ApiKey.txnOffsetCommit, 5],
  ];
  for (const [api, version] of cases) {
    const gate = new Gate();
    gate.inspector.decide = (_path, text, operation) =>
      text === secret && operation === 'write' ? { mask: '' } : 'keep';
    const topic = api === ApiKey.offsetCommit && version >= 10 ? { topicId } : { name: 'orders' };
    const partitions = [secret, 'plain', null].map((committedMetadata, partitionIndex) => ({
      partitionIndex,
      committedOffset: 5n,
      committedMetadata,
    }));
    gate.fromClient(
      encodeRequest(api, version, 3, 'app', { groupId: 'g', topics: [{ ...topic, partitions }] }),
    );
    let sent = gate.toServer();
    if (sent.readInt16BE(4) === ApiKey.metadata) {
      gate.fromServer(metadataResponse(12, sent.readInt32BE(8)));
      sent = gate.toServer();
    }
    const { bodyStart } = readRequestHeader(sent);
    const body = decodeBody<KafkaStruct>('request', api, version, sent, bodyStart);
    const [first] = body.topics as KafkaStruct[];
    const texts = (first.partitions as KafkaStruct[]).map((one) => one.committedMetadata);
    assert.deepEqual(texts, ['', 'plain', null], `${api} ${version}`);
    const response = encodeResponse(api, version, 3, { topics: [] });
    assert.deepEqual(gate.fromServer(response).toClient(), response);
    assert.ok(gate.conversation.idle());
  }
});
