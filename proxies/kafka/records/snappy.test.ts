import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TidegateError } from '../../../core/errors.ts';
import { letGo, snappy } from '../../../core/kernels/index.ts';
import { Output } from './output.ts';
import { decodeSnappy, encodeSnappy, snappyBlocks } from './snappy.ts';

const seed = 20261124;

/** An element of a raw block (format_description.txt of Snappy, section 2). */
type Element = { literal: Uint8Array } | { offset: number; size: number; width: 1 | 2 | 4 };

const element: fc.Arbitrary<Element> = fc.oneof(
  fc.record({ literal: fc.uint8Array({ minLength: 1, maxLength: 300 }) }),
  fc.record({
    // Small ones overlap with what they write.
    offset: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 2_000 })),
    size: fc.integer({ min: 1, max: 64 }),
    width: fc.constantFrom(1, 2, 4),
  }),
);

/** The elements as a raw block, and what they stand for, byte by byte. */
function build(elements: readonly Element[]): { packed: Buffer; plain: Buffer } {
  const packed: number[] = [];
  const plain: number[] = [];
  for (const each of elements) {
    if ('literal' in each) {
      const last = each.literal.length - 1;
      if (last < 60) packed.push(last << 2);
      else if (last < 256) packed.push(60 << 2, last);
      else packed.push(61 << 2, last & 0xff, last >> 8);
      packed.push(...each.literal);
      plain.push(...each.literal);
      continue;
    }
    if (plain.length === 0) continue;
    const offset = Math.min(each.offset, plain.length);
    let { size } = each;
    if (each.width === 1 && offset < 2_048) {
      size = 4 + (size % 8);
      packed.push(1 | ((size - 4) << 2) | ((offset >> 8) << 5), offset & 0xff);
    } else if (each.width === 4) {
      packed.push(3 | ((size - 1) << 2), offset & 0xff, offset >> 8, 0, 0);
    } else packed.push(2 | ((size - 1) << 2), offset & 0xff, offset >> 8);
    for (let i = 0; i < size; i++) plain.push(plain[plain.length - offset]);
  }
  const length = [];
  for (let left = plain.length; ; left >>>= 7) {
    length.push(left < 0x80 ? left : (left & 0x7f) | 0x80);
    if (left < 0x80) break;
  }
  return { packed: Buffer.from([...length, ...packed]), plain: Buffer.from(plain) };
}

test('every kind of element is decoded, overlapping copies too, behind what is there', () => {
  const check = fc.property(fc.array(element, { maxLength: 40 }), (elements) => {
    const { packed, plain } = build(elements);
    const out = new Output();
    out.copy(Buffer.from('before'), 0, 6);
    const among = Buffer.concat([Buffer.from('xx'), packed, Buffer.from('yyyy')]);
    decodeSnappy(among, 2, 2 + packed.length, out, plain.length);
    const expected = Buffer.concat([Buffer.from('before'), plain]);
    assert.ok(out.bytes.subarray(0, out.used).equals(expected));
  });
  fc.assert(check, { seed, numRuns: 500 });
});

test('a damaged block is refused or stays within its length, and writes nothing in front', () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
  const check = fc.property(fc.array(element, { maxLength: 20 }), damage, (elements, edits) => {
    const { packed } = build(elements);
    for (const [at, byte] of edits) packed[at % packed.length] = byte;
    const out = new Output();
    out.copy(Buffer.from('before'), 0, 6);
    try {
      decodeSnappy(packed, 0, packed.length, out, 10_000);
      assert.ok(out.used <= 6 + 10_000);
    } catch (error) {
      assert.ok(error instanceof TidegateError, String(error));
    }
    assert.equal(out.bytes.toString('latin1', 0, 6), 'before');
  });
  fc.assert(check, { seed, numRuns: 500 });
});

test('a copy cannot reach in front of its block', () => {
  const out = new Output();
  out.copy(Buffer.from('secret'), 0, 6);
  // Four bytes: a literal of one, then a copy of three from two bytes back.
  const packed = Buffer.from([4, 0, 0x61, 2 | (2 << 2), 2, 0]);
  assert.throws(() => decodeSnappy(packed, 0, packed.length, out, 100), {
    code: 'TG-KERNEL-0001',
  });
});

/** What the kernels make of blocks, or 'refused'. */
function byKernel(packed: Uint8Array, most: number): string {
  try {
    const blocks = snappyBlocks(packed, 0, packed.length);
    return snappy.decompressHeld(packed, blocks, most)?.toString('hex') ?? 'too long';
  } catch (error) {
    assert.ok(error instanceof TidegateError, String(error));
    return 'refused';
  } finally {
    letGo();
  }
}

function byHand(packed: Uint8Array, most: number): string {
  const out = new Output();
  try {
    decodeSnappy(packed, 0, packed.length, out, most);
    return out.bytes.toString('hex', 0, out.used);
  } catch {
    return 'refused';
  }
}

test('the kernels decode what is decoded here, and refuse what is refused here', () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 });
  const framed = fc.boolean();
  const check = fc.property(
    fc.array(fc.array(element, { maxLength: 20 }), { minLength: 1, maxLength: 3 }),
    damage,
    framed,
    (blocks, edits, isFramed) => {
      const parts = blocks.map((elements) => build(elements).packed);
      let packed = parts[0];
      if (isFramed) {
        const sized = parts.map((part) => {
          const size = Buffer.alloc(4);
          size.writeInt32BE(part.length);
          return Buffer.concat([size, part]);
        });
        const header = Buffer.from('82534e41505059000000000100000001', 'hex');
        packed = Buffer.concat([header, ...sized]);
      }
      for (const [at, byte] of edits) packed[at % packed.length] = byte;
      assert.equal(byKernel(packed, 10_000), byHand(packed, 10_000));
    },
  );
  fc.assert(check, { seed, numRuns: 1_000 });
});

test('what the kernels encode is decoded to the same bytes, in either framing', () => {
  const piece = fc.tuple(
    fc.uint8Array({ minLength: 1, maxLength: 90 }),
    fc.integer({ min: 1, max: 40 }),
  );
  const check = fc.property(fc.array(piece, { maxLength: 60 }), fc.boolean(), (pieces, xerial) => {
    const parts = pieces.map(([bytes, times]) => Buffer.alloc(bytes.length * times, bytes));
    const plain = Buffer.concat([...parts, ...parts.toReversed()]);
    const out = new Output();
    out.copy(Buffer.from('before'), 0, 6);
    encodeSnappy(plain, xerial, out);
    const packed = out.bytes.subarray(6, out.used);
    assert.equal(byHand(packed, plain.length), plain.toString('hex'));
    assert.equal(byKernel(packed, plain.length), plain.toString('hex'));
    assert.equal(out.bytes.toString('latin1', 0, 6), 'before');
  });
  fc.assert(check, { seed, numRuns: 150 });
});

test('a block too long to be held is decoded all the same', () => {
  const plain = Buffer.alloc(9 * 1024 * 1024, 'a long text, ');
  const out = new Output();
  encodeSnappy(plain, false, out);
  const packed = out.bytes.subarray(0, out.used);
  assert.equal(byKernel(packed, plain.length), 'too long');
  const back = new Output();
  decodeSnappy(packed, 0, packed.length, back, plain.length);
  assert.ok(plain.equals(back.bytes.subarray(0, back.used)));
});
