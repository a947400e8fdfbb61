import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Writer } from '../../core/bytes/writer.ts';
import { TidegateError } from '../../core/errors.ts';
import { ApiKey, ErrorCode } from './constants.ts';
import { arbitraryStruct } from './fixtures/arbitrary.double.ts';
import { bodyOf, topicId } from './fixtures/messages.double.ts';
import { kafkaErrorCode, refusalFrame } from './refuse.ts';
import { encodeBody, encodeStruct, type KafkaStruct } from './schema/codec.ts';
import { apis, bodyStruct } from './schema/compile.ts';

const seed = 20261124;

test('every request of every version is refused in its own schema', () => {
  for (const api of apis.values()) {
    for (let version = api.versions.min; version <= api.versions.max; version++) {
      const struct = bodyStruct('request', api.key, version);
      const check = fc.property(arbitraryStruct(struct), fc.integer(), (value, correlationId) => {
        const writer = new Writer();
        encodeStruct(struct, value, writer);
        const request = { bytes: writer.bytes(), start: 0 };
        const refusal = { key: api.key, version, correlationId, request };
        const frame = refusalFrame(refusal, ErrorCode.invalidRequest, 'why');
        assert.equal(frame.readInt32BE(0), frame.length - 4);
        assert.equal(frame.readInt32BE(4), correlationId);
        const body = bodyOf<KafkaStruct>(api.key, version, frame);
        if ('errorCode' in body && api.key !== ApiKey.shareFetch) assert.equal(body.errorCode, 42);
      });
      fc.assert(check, { seed, numRuns: 3 });
    }
  }
});

/** The refusal of a request with that body. */
function refused(key: number, version: number, body: object): KafkaStruct {
  const bytes = encodeBody('request', key, version, body);
  const refusal = { key, version, correlationId: 1, request: { bytes, start: 0 } };
  return bodyOf<KafkaStruct>(key, version, refusalFrame(refusal, 42, 'why'));
}

test('what the request names is named in the refusal, under the name that the response gives it', () => {
  type Named = { [name: string]: Named[] } & { errorCode: number; [name: string]: unknown };
  const fetch = refused(ApiKey.fetch, 13, {
    topics: [{ topicId, partitions: [{ partition: 3 }, { partition: 5 }] }],
  }) as unknown as Named;
  assert.equal(fetch.responses[0].topicId, topicId);
  assert.deepEqual(
    fetch.responses[0].partitions.map((p) => [p.partitionIndex, p.errorCode]),
    [
      [3, 42],
      [5, 42],
    ],
  );
  const produce = refused(ApiKey.produce, 9, {
    topicData: [{ name: 'orders', partitionData: [{ index: 4 }] }],
  }) as unknown as Named;
  assert.equal(produce.responses[0].name, 'orders');
  const [partition] = produce.responses[0].partitionResponses;
  assert.deepEqual(
    [partition.index, partition.errorCode, partition.errorMessage, partition.baseOffset],
    [4, 42, 'why', -1n],
  );
  const deleteTopics = 20;
  const deleted = refused(deleteTopics, 3, { topicNames: ['a', 'b'] }) as unknown as Named;
  assert.deepEqual(
    deleted.responses.map((topic) => topic.name),
    ['a', 'b'],
  );
});

test('without the request only the top level answers', () => {
  const refusal = { key: ApiKey.fetch, version: 11, correlationId: 1 };
  const body = bodyOf<KafkaStruct>(ApiKey.fetch, 11, refusalFrame(refusal, 42, 'why'));
  assert.equal(body.errorCode, 42);
  assert.deepEqual(body.responses, []);
});

test('codes of ours become codes that drivers understand', () => {
  const code = (ours: ConstructorParameters<typeof TidegateError>[0], key: number) =>
    kafkaErrorCode(new TidegateError(ours), key);
  assert.equal(code('TG-POLICY-0001', ApiKey.produce), ErrorCode.policyViolation);
  assert.equal(code('TG-POLICY-0001', ApiKey.fetch), ErrorCode.topicAuthorizationFailed);
  assert.equal(code('TG-KERNEL-0002', ApiKey.produce), ErrorCode.invalidRecord);
  assert.equal(code('TG-KAFKA-0006', ApiKey.fetch), ErrorCode.corruptMessage);
  assert.equal(code('TG-KAFKA-0003', ApiKey.metadata), ErrorCode.invalidRequest);
  assert.equal(code('TG-KAFKA-0013', ApiKey.saslHandshake), ErrorCode.saslAuthenticationFailed);
  assert.equal(code('TG-CORE-0013', ApiKey.fetch), ErrorCode.unknownServerError);
});
