import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import metadata from 'libphonenumber-js/min/metadata';
import { Automaton } from './automaton.ts';

function agrees(pattern: RegExp, text: string): void {
  const automaton = Automaton.of(pattern);
  assert.ok(automaton, String(pattern));
  const bytes = Buffer.from(`<${text}>`);
  const whole = new RegExp(`^(?:${pattern.source})$`, pattern.flags);
  assert.equal(
    automaton.matches(bytes, 1, bytes.length - 1),
    whole.test(text),
    `${pattern} ${text}`,
  );
}

test('an automaton says of a text what the expression says of it as a whole', () => {
  const patterns = [
    /a|bc|/,
    /(?:ab|a)?c*/,
    /a{2}b{1,3}c{2,}/,
    /[a-c]+[^a-c]/,
    /a.?\.b/,
    /(?:a|b){2,4}?c(?![a-z])/,
    /\d{2}\s?\w/,
    /[\w.-]+/i,
    /A[B-C]d/i,
    /(?:a*b*)*c/,
  ];
  const texts = fc.string({ unit: fc.constantFrom(...'abcABC. -1_\n'), maxLength: 8 });
  fc.assert(
    fc.property(fc.constantFrom(...patterns), texts, (pattern, text) => agrees(pattern, text)),
    { seed: 20261124, numRuns: 4_000 },
  );
});

test('it says the same of national numbers of every country', () => {
  const sources = Object.values(metadata.countries).map((entry) => entry[2] as string);
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 5, maxLength: 12 });
  fc.assert(
    fc.property(fc.constantFrom(...sources), digits, (source, text) =>
      agrees(new RegExp(source), text),
    ),
    { seed: 20261124, numRuns: 1_500 },
  );
});

test('what it does not understand, and what grows too large, it leaves alone', () => {
  for (const pattern of [/^a/, /a(?=b)/, /(?<!a)b/, /\bword/, /(a)\1/, /é/, /a{20,9000}/]) {
    assert.equal(Automaton.of(pattern), undefined, String(pattern));
  }
});

test('bytes beyond ASCII match nothing', () => {
  const automaton = Automaton.of(/[^a]+/);
  assert.equal(automaton?.matches(Buffer.from('bé'), 0, 3), false);
  assert.equal(automaton?.matches(Buffer.from('bc'), 0, 2), true);
});

test('of several patterns it tells the first that matches', () => {
  const automaton = Automaton.of(/\d{3}/, /\d{2,4}/, /[a-z]+/);
  assert.ok(automaton);
  const { next, labels } = automaton;
  const labelOf = (text: string): number => {
    let row = 128;
    for (const byte of Buffer.from(text)) row = next[row + byte];
    return labels[row / 128];
  };
  assert.deepEqual(
    ['123', '12', '1234', 'ab', '', '1a', '12345'].map(labelOf),
    [1, 2, 2, 3, 0, 0, 0],
  );
});

test('parted, it takes one gap between two digits', () => {
  const parted = Automaton.of(/\+\d{3,4}/)?.parted(' -');
  assert.ok(parted);
  const matches = (text: string) => parted.matches(Buffer.from(text), 0, text.length);
  for (const text of ['+123', '+1 2-3', '+12-34', '+1-2-3-4'])
    assert.equal(matches(text), true, text);
  for (const text of ['+ 123', '+12', '+12 ', '+1  23', '+1 -23', '+1.23', '+123-', '+1-2-3-4-5']) {
    assert.equal(matches(text), false, text);
  }
});
