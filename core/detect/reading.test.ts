import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodedTexts, read, readJsonString } from './reading.ts';

function reads(text: string): string {
  return read(text)?.text ?? text;
}

test('text is read as a reader sees it', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['joe%40example.com', 'joe@example.com'],
    ['a%2540b', 'a@b'],
    ['%2B44+20+7946', '+44 20 7946'],
    ['%28415%29+555', '(415) 555'],
    ['joe+news%40example.com', 'joe+news@example.com'],
    ['joe\\\\u0040example.com', 'joe@example.com'],
    ['&lpar;415&rpar;', '(415)'],
    ['caf%C3%A9', 'café'],
    ['joe&#64;example&period;com', 'joe@example.com'],
    ['&#x40;&commat;&nbsp;x', '@@ x'],
    ['joe\\u0040example.com', 'joe@example.com'],
    ['\\x41\\u{42}\\/', 'AB/'],
    ['４１１１\u00a01111', '4111 1111'],
    ['٤١١١', '4111'],
    ['٠١٢٣٤٥٦٧٨٩', '0123456789'],
    ['۰۱۲۳۴۵۶۷۸۹', '0123456789'],
    ['०१२३४५६७८९', '0123456789'],
    ['๐๑๒๓๔๕๖๗๘๙', '0123456789'],
    ['߀߁߂߃߄߅߆߇߈߉', '0123456789'],
    ['𝟒𝟏', '41'],
    ['4\u200b1\u00ad1', '411'],
    ['a\u2011b\u2013c', 'a-b-c'],
    ['ｊｏｅ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'joe@example.com'],
  ];
  for (const [text, plain] of cases) assert.equal(reads(text), plain, text);
});

test('what reads as it stands has no view', () => {
  for (const text of [
    '',
    'plain',
    'größe',
    '100% sure',
    'a & b',
    'R&D;',
    'C:\\dir',
    'say \\"hi\\"',
    '日本',
    '%zz',
  ]) {
    assert.equal(read(text), undefined, text);
  }
});

test('a view leads back to the original', () => {
  const text = 'x joe%40example.com y';
  const view = read(text);
  assert.ok(view);
  const at = view.text.indexOf('joe');
  const end = at + 'joe@example.com'.length;
  assert.equal(text.slice(view.starts[at], view.ends[end - 1]), 'joe%40example.com');
});

test('JSON strings are undone whole', () => {
  assert.equal(readJsonString('a\\nb\\u00e9\\"')?.text, 'a\nbé"');
  assert.equal(readJsonString('plain'), undefined);
});

test('views have as many ranges as characters, ascending, within the original', () => {
  const piece = fc.constantFrom(
    'a',
    '%40',
    '&#64;',
    '\\u0040',
    '４',
    '\u200b',
    '𝟒',
    'ﬁ',
    ' ',
    '%C3%A9',
    '\\',
    '&',
    '%',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      const view = read(text);
      if (!view) return;
      assert.equal(view.starts.length, view.text.length);
      assert.equal(view.ends.length, view.text.length);
      for (let at = 0; at < view.text.length; at += 1) {
        assert.ok(view.starts[at] < view.ends[at] && view.ends[at] <= text.length);
        if (at > 0) assert.ok(view.starts[at] >= view.starts[at - 1]);
      }
    }),
    { seed: 20261124, numRuns: 2000 },
  );
});

test('base64 of text is told from other tokens', () => {
  const encoded = Buffer.from('mail joe@example.com today').toString('base64');
  const [found] = encodedTexts(`x ${encoded} y`);
  assert.equal(found.text, 'mail joe@example.com today');
  assert.deepEqual([found.start, found.end], [2, 2 + encoded.length]);
  for (const text of [
    'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'CamelCaseIdentifierName1',
    'aB3dE5fG7hJ9kL1m',
  ]) {
    assert.deepEqual(encodedTexts(text), [], text);
  }
});
