import assert from 'node:assert/strict';
import { test } from 'node:test';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { TidegateError } from '../../../core/errors.ts';
import { Attribute, Batch, Codec } from '../constants.ts';
import { type BatchInput, decodeBatches, encodeBatch } from './build.ts';
import { compress, decompress } from './compression.ts';
import { Output } from './output.ts';
import { isXerial } from './snappy.ts';
import { getVarlong, putVarint, putVarlong, varintSize } from './varint.ts';

const seed = 20261124;
const codecs = Object.values(Codec);

const bytes = fc.uint8Array({ maxLength: 300 }).map((b) => Buffer.from(b));
const plain = { noNullPrototype: true } as const;
const record = fc.record(
  {
    key: fc.option(bytes),
    value: fc.option(bytes),
    headers: fc.array(
      fc.record({ name: fc.string({ maxLength: 9 }), value: fc.option(bytes) }, plain),
      {
        maxLength: 3,
      },
    ),
    timestampDelta: fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }),
  },
  plain,
);
const batch: fc.Arbitrary<BatchInput> = fc.record({
  records: fc.array(record, { minLength: 1, maxLength: 8 }),
  codec: fc.constantFrom(...codecs),
  xerial: fc.boolean(),
  baseOffset: fc.bigInt({ min: 0n, max: 2n ** 62n }),
  baseTimestamp: fc.bigInt({ min: 0n, max: 2n ** 45n }),
  producerId: fc.bigInt({ min: -1n, max: 2n ** 60n }),
});

test('batches of every codec are encoded and decoded back', () => {
  const check = fc.property(batch, (input) => {
    const encoded = encodeBatch(input);
    const [decoded] = decodeBatches(encoded);
    assert.equal(decoded.attributes & Attribute.codecMask, input.codec);
    assert.equal(decoded.baseOffset, input.baseOffset);
    assert.equal(decoded.lastOffsetDelta, input.records.length - 1);
    assert.deepEqual(
      decoded.records.map(({ offsetDelta: _, ...rest }) => rest),
      input.records,
    );
  });
  fc.assert(check, { seed, numRuns: 200 });
});

test('a changed byte in a batch is refused with a code, or changes nothing that is covered', () => {
  const check = fc.property(
    batch,
    fc.nat(),
    fc.integer({ min: 1, max: 255 }),
    (input, at, flip) => {
      const encoded = encodeBatch(input);
      const place = at % encoded.length;
      encoded[place] ^= flip;
      try {
        const [decoded] = decodeBatches(encoded);
        // Outside the checksum: base offset, length and leader epoch.
        if (decoded) assert.ok(place < Batch.magic, `byte ${place} is covered by the checksum`);
      } catch (error) {
        assert.ok(error instanceof TidegateError, String(error));
      }
    },
  );
  fc.assert(check, { seed, numRuns: 300 });
});

test('every codec gives back what it was given, in sizes across its blocks', () => {
  const text = Buffer.from('the quick brown fox, 0123456789; '.repeat(9_000));
  for (const codec of codecs.filter((c) => c !== Codec.none)) {
    for (const size of [0, 1, 15, 64, 65_535, 65_536, 65_537, text.length]) {
      const packed = new Output();
      const plain = text.subarray(0, size);
      compress(codec, plain, new Uint8Array(0), packed);
      const back = decompress(codec, packed.bytes, 0, packed.used, new Output(), size);
      assert.ok(back.equals(plain), `codec ${codec}, ${size} bytes`);
    }
  }
});

test('a decompression bomb stops at its bound, in every codec', () => {
  const zeros = Buffer.alloc(4 * 1024 * 1024);
  for (const codec of codecs.filter((c) => c !== Codec.none)) {
    const packed = new Output();
    compress(codec, zeros, new Uint8Array(0), packed);
    assert.throws(
      () => decompress(codec, packed.bytes, 0, packed.used, new Output(), 1024 * 1024),
      { code: 'TG-KERNEL-0002' },
      `codec ${codec}`,
    );
  }
});

test('compressed bytes that are broken are refused with a code, in every codec', () => {
  const check = fc.property(
    fc.constantFrom(...codecs.filter((c) => c !== Codec.none)),
    fc.boolean(),
    fc.uint8Array({ minLength: 20, maxLength: 400 }),
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
    (codec, xerial, plain, edits) => {
      const framing = xerial ? Buffer.from('82534e41505059000000000100000001', 'hex') : plain;
      const packed = new Output();
      compress(codec, plain, framing, packed);
      for (const [at, byte] of edits) packed.bytes[at % packed.used] = byte;
      try {
        decompress(codec, packed.bytes, 0, packed.used, new Output(), 100_000);
      } catch (error) {
        assert.ok(error instanceof TidegateError, String(error));
      }
    },
  );
  fc.assert(check, { seed, numRuns: 500 });
});

test('a snappy block that promises more than it holds is refused before memory is taken', () => {
  const packed = Buffer.from([0xff, 0xff, 0xff, 0x7f, 0x00, 0x41]);
  assert.throws(() => decompress(Codec.snappy, packed, 0, 6, new Output(), 2 ** 30), {
    code: 'TG-KERNEL-0001',
  });
});

test("snappy keeps the framing it came with: xerial's or none", () => {
  for (const xerial of [true, false]) {
    const encoded = encodeBatch({ records: [{ value: Buffer.from('x') }], codec: 2, xerial });
    assert.equal(isXerial(encoded, Batch.records, encoded.length), xerial);
  }
});

test('gzip and zstd written by others are read, with several members', () => {
  const parts = [Buffer.from('abc'), Buffer.from('def')];
  const gzip = Buffer.concat(parts.map((part) => zlib.gzipSync(part)));
  const zstd = Buffer.concat(parts.map((part) => zlib.zstdCompressSync(part)));
  assert.equal(decompress(Codec.gzip, gzip, 0, gzip.length, new Output(), 9).toString(), 'abcdef');
  assert.equal(decompress(Codec.zstd, zstd, 0, zstd.length, new Output(), 9).toString(), 'abcdef');
});

test('varints: size, value and bounds', () => {
  const check = fc.property(
    fc.integer(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    (n, big) => {
      const room = new Uint8Array(10);
      assert.equal(putVarint(room, 0, n), varintSize(n));
      assert.equal(getVarlong(room, 0, 10)?.value, BigInt(n));
      const end = putVarlong(room, 0, big);
      assert.deepEqual(getVarlong(room, 0, end), { value: big, next: end });
      assert.equal(getVarlong(room, 0, end - 1), undefined);
    },
  );
  fc.assert(check, { seed, numRuns: 500 });
  assert.equal(getVarlong(new Uint8Array(11).fill(0xff), 0, 11), undefined);
});
