/** What is told from kinds of characters is what the patterns say. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allMatches } from './matches.ts';
import { Trait, traitsOf } from './traits.ts';
import { entropy } from './value.ts';

const options = { seed: 20261124, numRuns: 300 };

function plainEntropy(text: string): number {
  const counts = new Map<string, number>();
  const head = text.slice(0, 256);
  for (const unit of head.split('')) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    bits -= (count / head.length) * Math.log2(count / head.length);
  }
  return bits;
}

test('entropy is that of the characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      assert.equal(entropy(text), plainEntropy(text));
    }),
    options,
  );
});

test('traits name the characters that are there', () => {
  assert.equal(traitsOf('aZ9'), Trait.small | Trait.capital | Trait.digit);
  assert.equal(traitsOf('a_b-c.d'), Trait.small | Trait.underscore | Trait.hyphen | Trait.dot);
  assert.equal(traitsOf('\u00e9'), Trait.foreign);
  assert.equal(traitsOf(''), 0);
});

test('all matches are those of matchAll', () => {
  for (const text of ['', 'a1b22', 'no', '1 2 3']) {
    const expected = [...text.matchAll(/\d+/g)].map(({ 0: found, index }) => [found, index]);
    const found = allMatches(text, /\d+/g).map(({ 0: match, index }) => [match, index]);
    assert.deepEqual(found, expected);
  }
});
