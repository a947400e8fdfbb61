import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { blake2s } from './blake2s.reference.ts';
import { Blake2s } from './blake2s.ts';
import { Hmac } from './hmac.ts';
import { regions } from './memory.ts';

const seeded = { seed: 20261124, numRuns: 300 };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const counting = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, i) => i));

test('the known answers of the BLAKE2 authors for a key of 32 bytes', () => {
  const answers = {
    0: '48a8997da407876b3d79c0d92325ad3b89cbb754d86ab71aee047ad345fd2c49',
    64: '8975b0577fd35566d750b362b0897a26c399136df07bababbde6203ff2954ed4',
    255: '3fb735061abc519dfe979e54c1ee5bfad0a9d858b3315bad34bde999efd724dd',
  };
  const hash = new Blake2s(counting(32));
  for (const [length, answer] of Object.entries(answers)) {
    assert.equal(hex(hash.digest(counting(Number(length)))), answer);
    assert.equal(blake2s(counting(32), counting(Number(length))), answer);
  }
});

test('equals the reference for any key and value', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 32 }),
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(5),
      (key, value, cut) => {
        const start = Math.min(cut, value.length);
        assert.equal(
          hex(new Blake2s(key).digest(value, start)),
          blake2s(key, value.subarray(start)),
        );
      },
    ),
    seeded,
  );
});

test('every length around the borders of a block', () => {
  const key = Buffer.from('a key');
  const hash = new Blake2s(key);
  for (let length = 0; length <= 200; length++) {
    const value = Buffer.alloc(length, length);
    assert.equal(hex(hash.digest(value)), blake2s(key, value), `${length} bytes`);
  }
});

test('several keys in turn, beside another kind of hash', () => {
  const keys = ['one', 'two', 'three'].map((k) => Buffer.from(k));
  const hashes = keys.map((key) => new Blake2s(key));
  const other = new Hmac(keys[0]);
  for (let i = 0; i < 30; i++) {
    other.digestText('value');
    assert.equal(
      hex(hashes[i % 3].digestText('vålue')),
      blake2s(keys[i % 3], Buffer.from('vålue')),
    );
  }
});

test('a value longer than the input region, up to the border of a block and beyond', () => {
  const key = Buffer.alloc(32, 1);
  for (const more of [0, 64, 77]) {
    const value = Buffer.alloc(regions.INPUT.bytes + more, 'tide');
    assert.equal(hex(new Blake2s(key).digest(value)), blake2s(key, value));
  }
});

test('a key of no length, or of more than 32 bytes, is refused', () => {
  for (const length of [0, 33]) assert.throws(() => new Blake2s(Buffer.alloc(length)), RangeError);
});
