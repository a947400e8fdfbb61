import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TidegateError } from '../errors.ts';
import { decodeJsonText, encodeJsonText, isJsonNumber } from './json-text.ts';

test('decoding a JSON string reads what JSON.parse reads, and maps back to its bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (text, escapeAll) => {
      const written = escapeAll
        ? [...Array(text.length)]
            .map((_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`)
            .join('')
        : JSON.stringify(text).slice(1, -1);
      const bytes = Buffer.from(`"${written}"`, 'utf8');
      const decoded = decodeJsonText(bytes, 1, bytes.length - 1);
      assert.equal(decoded.text, JSON.parse(bytes.toString('utf8')));
      assert.equal(decoded.offsets.length, decoded.text.length + 1);
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (!escapeAll && code >= 0xd800 && code < 0xe000) continue;
        const piece = bytes.subarray(decoded.offsets[i], decoded.offsets[i + 1]).toString('utf8');
        assert.equal(JSON.parse(`"${piece}"`), text[i]);
      }
    }),
    { seed: 20261124 },
  );
});

test('an unknown or cut escape is refused with its place', () => {
  for (const bad of ['a\\x', 'a\\u12', 'a\\u12G4', 'a\\']) {
    assert.throws(
      () => decodeJsonText(Buffer.from(bad), 0, bad.length),
      (error) =>
        error instanceof TidegateError && error.code === 'TG-PAYLOAD-0001' && error.offset === 1,
    );
  }
});

test('encoded text is read back, lone surrogates included', () => {
  for (const text of ['plain', 'q"\\/\b\f\n\r\t\u0001', 'é漢😀', 'lone \ud800 half']) {
    assert.equal(JSON.parse(`"${encodeJsonText(text).toString('utf8')}"`), text);
  }
});

test('numbers as JSON writes them', () => {
  for (const good of ['0', '-1', '1.5', '1e9', '-0.1E-2']) assert.ok(isJsonNumber(good), good);
  for (const bad of ['', '01', '.5', '1.', '+1', 'NaN', '0x1', '1e'])
    assert.ok(!isJsonNumber(bad), bad);
});
