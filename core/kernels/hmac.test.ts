import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { Hmac } from './hmac.ts';
import { regions } from './memory.ts';

const seeded = { seed: 20261124, numRuns: 300 };
const hmac = (key: Uint8Array, value: Uint8Array): string =>
  createHmac('sha256', key).update(value).digest('hex');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('equals node:crypto for any key and value', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 150 }),
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(5),
      (key, value, cut) => {
        const start = Math.min(cut, value.length);
        assert.equal(hex(new Hmac(key).digest(value, start)), hmac(key, value.subarray(start)));
      },
    ),
    seeded,
  );
});

test('every length around the borders of a block', () => {
  const key = Buffer.from('a key');
  const hash = new Hmac(key);
  for (let length = 0; length <= 200; length++) {
    const value = Buffer.alloc(length, length);
    assert.equal(hex(hash.digest(value)), hmac(key, value), `${length} bytes`);
  }
});

test('several keys in turn', () => {
  const keys = ['one', 'two', 'three'].map((k) => Buffer.from(k));
  const hashes = keys.map((key) => new Hmac(key));
  const value = Buffer.from('value');
  for (let i = 0; i < 30; i++) {
    assert.equal(hex(hashes[i % 3].digest(value)), hmac(keys[i % 3], value));
  }
});

test('a string as its UTF-8 bytes', () => {
  const key = Buffer.alloc(32, 7);
  const hash = new Hmac(key);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
      assert.equal(hex(hash.digestText(text)), hmac(key, Buffer.from(text)));
    }),
    seeded,
  );
});

test('a value longer than the input region', () => {
  const key = Buffer.alloc(32, 1);
  const value = Buffer.alloc(regions.INPUT.bytes * 2 + 77, 'tide');
  assert.equal(hex(new Hmac(key).digest(value)), hmac(key, value));
});
