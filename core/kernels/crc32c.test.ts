import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { crc32cReference } from './crc32c.reference.ts';
import { crc32c } from './crc32c.ts';
import { heap, regions } from './memory.ts';

const seeded = { seed: 20261124 };

test('known answers of RFC 3720 appendix B.4', () => {
  const ascending = Uint8Array.from({ length: 32 }, (_, i) => i);
  const answers: [Uint8Array, number][] = [
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(0xff), 0x62a8ab43],
    [ascending, 0x46dd794e],
    [ascending.toReversed(), 0x113fdb5c],
  ];
  for (const [bytes, expected] of answers) {
    assert.equal(crc32c(bytes), expected);
    assert.equal(crc32cReference(bytes), expected);
  }
});

test('equals the reference on any bytes, offsets and seeds', () => {
  const bytesOf = fc.uint8Array({ maxLength: 9_000, size: 'max' });
  fc.assert(
    fc.property(bytesOf, fc.nat(40), fc.nat(40), fc.nat(0xffffffff), (bytes, cut, tail, seed) => {
      const start = Math.min(cut, bytes.length);
      const end = Math.max(start, bytes.length - tail);
      assert.equal(crc32c(bytes, start, end, seed), crc32cReference(bytes, start, end, seed));
    }),
    seeded,
  );
});

test('equals the reference where many streams run side by side', () => {
  const bytes = new Uint8Array(70_000);
  let state = 1;
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
    bytes[i] = state >>> 16;
  }
  const lengths = fc.integer({ min: 16_000, max: bytes.length });
  fc.assert(
    fc.property(lengths, fc.nat(40), fc.nat(0xffffffff), (end, start, seed) => {
      assert.equal(crc32c(bytes, start, end, seed), crc32cReference(bytes, start, end, seed));
    }),
    { ...seeded, numRuns: 60 },
  );
});

test('a chain of pieces equals the whole, also past the input region', () => {
  const bytes = new Uint8Array(regions.INPUT.bytes + 70_001);
  for (let i = 0; i < bytes.length; i += 7) bytes[i] = i;
  const whole = crc32c(bytes);
  const middle = regions.INPUT.bytes - 3;
  assert.equal(crc32c(bytes, middle, bytes.length, crc32c(bytes, 0, middle)), whole);
});

test('reads a view on the kernel memory in place', () => {
  const view = heap.subarray(regions.OUTPUT.start, regions.OUTPUT.start + 5_000);
  for (let i = 0; i < view.length; i++) view[i] = i * 31;
  assert.equal(crc32c(view, 3, 4_999), crc32cReference(Uint8Array.from(view), 3, 4_999));
});
