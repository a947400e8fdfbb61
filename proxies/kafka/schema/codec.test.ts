import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Writer } from '../../../core/bytes/writer.ts';
import { TidegateError } from '../../../core/errors.ts';
import { arbitraryStruct } from '../fixtures/arbitrary.double.ts';
import { decodeBody, decodeStruct, encodeBody, encodeStruct } from './codec.ts';
import { apis, bodyStruct, headerStruct, type Struct } from './compile.ts';
import { locators } from './locate.ts';
import { readerOf } from './primitives.ts';

const seed = 20261124;

/** Every message that brokers serve, in every version. */
function everyBody(): { name: string; struct: Struct }[] {
  const all: { name: string; struct: Struct }[] = [];
  for (const api of apis.values()) {
    for (let version = api.versions.min; version <= api.versions.max; version++) {
      for (const kind of ['request', 'response'] as const) {
        const struct = bodyStruct(kind, api.key, version);
        all.push({ name: `${api.name} ${kind} ${version}`, struct });
      }
    }
  }
  for (const version of [1, 2]) {
    const struct = headerStruct('RequestHeader', version);
    all.push({ name: `request header ${version}`, struct });
  }
  return all;
}

function encode(struct: Struct, value: object): Buffer {
  const writer = new Writer();
  encodeStruct(struct, value as never, writer);
  return Buffer.from(writer.bytes());
}

test('every API in every version is decoded and encoded back byte-identical', () => {
  const bodies = everyBody();
  assert.ok(bodies.length > 400, `only ${bodies.length} messages`);
  for (const { name, struct } of bodies) {
    const check = fc.property(arbitraryStruct(struct), (value) => {
      const bytes = encode(struct, value);
      const reader = readerOf(bytes);
      const decoded = decodeStruct(struct, reader);
      assert.equal(reader.left, 0, name);
      assert.deepEqual(decoded, value, name);
      assert.deepEqual(encode(struct, decoded), bytes, name);
    });
    fc.assert(check, { seed, numRuns: 5 });
  }
});

test('the skip-walker ends where the codec ends, in every API and version', () => {
  for (const api of apis.values()) {
    for (const kind of ['request', 'response'] as const) {
      const locator = locators(kind, api.key, {});
      for (let version = api.versions.min; version <= api.versions.max; version++) {
        const struct = bodyStruct(kind, api.key, version);
        const check = fc.property(arbitraryStruct(struct), (value) => {
          const bytes = encode(struct, value);
          locator(version).run(bytes, 0, bytes.length, () => assert.fail('nothing is marked'));
        });
        fc.assert(check, { seed, numRuns: 2 });
      }
    }
  }
});

test('a message that is cut short or changed is decoded or refused with a code, never anything else', () => {
  for (const { struct } of everyBody()) {
    const mutation = fc.record({ at: fc.nat(), byte: fc.nat(255), cut: fc.nat(3) });
    const check = fc.property(arbitraryStruct(struct), mutation, (value, { at, byte, cut }) => {
      const bytes = encode(struct, value);
      if (bytes.length > 0) bytes[at % bytes.length] = byte;
      const part = bytes.subarray(0, Math.max(0, bytes.length - cut));
      try {
        decodeStruct(struct, readerOf(part));
      } catch (error) {
        assert.ok(error instanceof TidegateError, String(error));
      }
    });
    fc.assert(check, { seed, numRuns: 3 });
  }
});

test('fields that are left out get the default of the definition', () => {
  const body = decodeBody('request', 1, 12, encodeBody('request', 1, 12, { maxWaitMs: 5 }));
  assert.equal(body.replicaId, -1);
  assert.equal(body.maxBytes, 0x7fffffff);
  assert.equal(body.rackId, '');
  assert.equal(body.clusterId, undefined, 'a tagged field that is left out is not written');
});

test('a count over its limit, or over the bytes that are left, is refused before it is used', () => {
  const huge = new Writer();
  huge.i32be(2_000_000);
  const refused = (bytes: Buffer, code: string) =>
    assert.throws(() => decodeBody('request', 3, 0, bytes), { code });
  refused(huge.bytes(), 'TG-KAFKA-0004');
  refused(new Writer().i32be(900).raw(Buffer.alloc(40)).bytes(), 'TG-KAFKA-0003');
});

test('tagged fields out of order are refused, since they could not be written back', () => {
  const bytes = Buffer.from([0x01, 0x00, 0x02, 0x05, 0x00, 0x05, 0x00]);
  assert.throws(() => decodeBody('response', 50, 0, bytes), TidegateError);
});
