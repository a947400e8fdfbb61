/** Labels read by hashes say what labels read as words say. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { builtins } from './builtins.ts';
import { KnownWords } from './known-words.ts';
import { isFlagged, labelBefore, NameFlags } from './label-names.ts';
import { LabelWords } from './label-words.ts';
import { NameIndex } from './names.ts';

const names = new NameIndex(builtins);
const words = new LabelWords(new KnownWords(names), names);
const options = { seed: 20261124, numRuns: 4_000 };

const piece = fc.constantFrom(
  ...'password Password PASSWORD api key apiKey API_KEY dbpassword token secret value val for is was'.split(
    ' ',
  ),
  ...'bob credit card cardNumber iban name last no 1 42 2024 prod mapquest mailgunapikey e mail'.split(
    ' ',
  ),
  ...[' ', ' ', ' ', '_', '-', '.', "'", '"', '`', ':', '=', ';', ']', '\\', '(', '\n', '\u00e9'],
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

test('a label names what its words name', () => {
  fc.assert(
    fc.property(text, (label) => {
      if (!words.read(label, label.length)) return;
      const { words: list, open, between } = labelBefore(label, label.length);
      assert.equal(words.hasWords, list.length > 0);
      assert.equal(words.open, open);
      assert.equal(words.between, between);
      assert.equal(words.isPaired, list.length === 1 && /^val(?:ue)?$/.test(list[0]));
      if (list.length > 0) assert.deepEqual(words.entries(), names.ending(list));
    }),
    options,
  );
});

test('names before marks are flagged in one pass as one by one', () => {
  fc.assert(
    fc.property(text, (line) => {
      const flags = new NameFlags(line);
      for (let at = 1; at < line.length; at += 1) {
        if (!':=>'.includes(line[at])) continue;
        flags.last(at);
        assert.equal(flags.isBefore(at), isFlagged(line, at), JSON.stringify([line, at]));
      }
    }),
    options,
  );
});
