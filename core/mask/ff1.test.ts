import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { charactersMin, Ff1 } from './ff1.ts';

const aes128 = '2b7e151628aed2a6abf7158809cf4f3c';
const aes192 = `${aes128}ef4359d8d580aa4f`;
const aes256 = `${aes192}7f036d6f04fc6a94`;
const none = '';
const tweak10 = '39383736353433323130';
const tweak36 = '3737373770717273373737';

/** NIST's sample data for FF1: key, radix, tweak, plaintext, ciphertext. */
const samples: readonly [string, number, string, string, string][] = [
  [aes128, 10, none, '0123456789', '2433477484'],
  [aes128, 10, tweak10, '0123456789', '6124200773'],
  [aes128, 36, tweak36, '0123456789abcdefghi', 'a9tv40mll9kdu509eum'],
  [aes192, 10, none, '0123456789', '2830668132'],
  [aes192, 10, tweak10, '0123456789', '2496655549'],
  [aes192, 36, tweak36, '0123456789abcdefghi', 'xbj3kv35jrawxv32ysr'],
  [aes256, 10, none, '0123456789', '6657667009'],
  [aes256, 10, tweak10, '0123456789', '1001623463'],
  [aes256, 36, tweak36, '0123456789abcdefghi', 'xs8a0azh2avyalyzuwd'],
];

describe('FF1', () => {
  samples.forEach(([key, radix, tweak, plain, cipher], i) => {
    it(`gives NIST's sample ${i + 1}, and takes it back`, () => {
      const ff1 = new Ff1(Buffer.from(key, 'hex'), radix);
      const bytes = Buffer.from(tweak, 'hex');
      assert.equal(ff1.encrypt(plain, bytes), cipher);
      assert.equal(ff1.decrypt(cipher, bytes), plain);
    });
  });

  it('is one to one at every length, radix and tweak', () => {
    const key = Buffer.from(aes256, 'hex');
    const ciphers = new Map([2, 10, 16, 36].map((radix) => [radix, new Ff1(key, radix)]));
    const cases = fc.tuple(
      fc.constantFrom(2, 10, 16, 36),
      fc.array(fc.nat(35), { minLength: 20, maxLength: 256 }),
      fc.uint8Array({ maxLength: 40 }),
    );
    const property = fc.property(cases, ([radix, values, tweak]) => {
      const plain = values.map((value) => (value % radix).toString(36)).join('');
      const ff1 = ciphers.get(radix)!;
      const cipher = ff1.encrypt(plain, tweak);
      assert.equal(cipher.length, plain.length);
      assert.equal(ff1.decrypt(cipher, tweak), plain);
    });
    fc.assert(property, { seed: 20261124, numRuns: 200 });
  });

  it('keeps to the bounds of radix and domain', () => {
    const key = Buffer.from(aes128, 'hex');
    assert.throws(() => new Ff1(key, 1), RangeError);
    assert.throws(() => new Ff1(key, 37), RangeError);
    assert.equal(charactersMin(10), 6);
    assert.equal(charactersMin(36), 4);
    assert.equal(charactersMin(2), 20);
    const ff1 = new Ff1(key, 10);
    assert.throws(() => ff1.encrypt('12345', Buffer.alloc(0)), /6 to 256 numerals, not 5/);
    assert.equal(ff1.encrypt('123456', Buffer.alloc(0)).length, 6);
  });
});
