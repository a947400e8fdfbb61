/** Words around a place, found by hashes, are those that the names know as words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { builtins } from './builtins.ts';
import { KnownWords } from './known-words.ts';
import { NameIndex, plainLetters } from './names.ts';
import { NearWords } from './near-words.ts';
import { Surroundings } from './surroundings.ts';
import { weights } from './weigh.ts';
import { WordPlaces } from './word-places.ts';

const names = new NameIndex(builtins);
const known = new KnownWords(names);
const options = { seed: 20261124, numRuns: 4_000 };

const piece = fc.constantFrom(
  ...'credit card Card number creditcard cardnumber e mail order ORDER tracking social security iban'.split(
    ' ',
  ),
  ...'phone tel no born on 12 1234567 2 the xorder n\u00famero \u8eab\u4efd\u8bc1\u53f7 stra\u00dfe'.split(
    ' ',
  ),
  ...[' ', ' ', ' ', '-', '\n', ':\n', ';', '.', ',', ':', '_'],
);
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

/** The words of a text, as strings. */
const wordsIn = (line: string): string[] =>
  plainLetters(line)
    .toLowerCase()
    .match(/[a-z]+|[0-9]+|[\p{L}\p{M}]+/gu) ?? [];

test('names are found as in a list of words', () => {
  const near = new NearWords(known, names);
  fc.assert(
    fc.property(text, (line) => {
      near.cut(line, 0, line.length);
      const words = wordsIn(line);
      assert.equal(near.count, words.length);
      for (let at = 0; at < words.length; at += 1) {
        const expected = names.longest(words, at);
        assert.deepEqual(near.longest(at), expected?.entries);
        if (expected) assert.equal(near.length, expected.length);
      }
    }),
    options,
  );
});

test('wherever a name begins, a place is told', () => {
  const places = new WordPlaces(known);
  const ascii = text.filter((line) => /^[\x00-\x7f]*$/.test(line));
  fc.assert(
    fc.property(ascii, (line) => {
      const found = [...line.matchAll(/[A-Za-z]+|[0-9]+/g)];
      const words = found.map(([word]) => word.toLowerCase());
      places.begin(line);
      for (const [at, { index }] of found.entries()) {
        if (names.longest(words, at)) assert.ok(places.any(index, index + 1), `${line} ${index}`);
      }
    }),
    options,
  );
});

test('a name near a number speaks for it, however much stands before', () => {
  const pan = builtins.findIndex(({ id }) => id === 'pci.pan');
  const around = new Surroundings(known, names, builtins.length);
  for (const shift of [0, 1, 63, 64, 65, 1000]) {
    const line = `${'x'.repeat(shift)} credit card 4111111111111111 and 5500000000000004 tracking`;
    around.begin(line);
    const start = line.indexOf('4111');
    assert.equal(around.weightOf(pan, start, start + 16), weights.keyword);
    const far = line.indexOf('5500');
    assert.equal(around.weightOf(pan, far, far + 16), 0);
  }
  around.begin('order 4111111111111111');
  assert.equal(around.weightOf(pan, 6, 22), weights.otherWord);
});
