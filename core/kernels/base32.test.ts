import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base32 } from './base32.ts';

test('base32: the test vectors of RFC 4648 section 10, and cut short', () => {
  const vectors = { f: 'my', fo: 'mzxq', foo: 'mzxw6', foob: 'mzxw6yq', fooba: 'mzxw6ytb' };
  for (const [plain, encoded] of Object.entries(vectors)) {
    assert.equal(base32(Buffer.from(plain), 99), encoded);
  }
  assert.equal(base32(Buffer.from('foobar'), 7), 'mzxw6yt');
});
