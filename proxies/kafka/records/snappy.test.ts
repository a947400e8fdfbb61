import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TidegateError } from '../../../core/errors.ts';
import { Output } from './output.ts';
import { decodeSnappy } from './snappy.ts';

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
