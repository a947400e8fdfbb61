import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { encodedTexts } from './encoded-texts.ts';
import { read, readings, readJsonString, type View } from './reading.ts';

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
    ['joe%u0040example.com', 'joe@example.com'],
    ['joe%C1%80a%E0%81%80b', 'joe@a@b'],
    ['&#0000000000064;&#x00000000040;&AMP;#64;', '@@@'],
    ['a&ZeroWidthSpace;b&NoBreak;c&nbsp4', 'abc 4'],
    ['\\U00000040\\u{00000040}\\x{40}\\o{100}\\uu0040', '@@@@@'],
    ['joe\\100x\\56y \\000040\\40 \\N{COMMERCIAL AT}', 'joe@x\\56y @@@'],
    ['joe\\@example\\.com', 'joe@example.com'],
    ['joe+AEA-example.com', 'joe@example.com'],
    ['4\u20e31\u31641\u115f1\u2800', '4111 '],
    ['j\u0000o\u0001\u007fe\u0081\uffff', 'joe'],
    ['4\u001b[31m111\u001b[0m', '4111'],
    ['➃❶⓵⑴⒈', '41111'],
    ['🅰🇧', 'AB'],
    ['\u{e006a}\u{e006f}', 'jo'],
    ['j\u{e006a}o', 'jo'],
    ['a·b۔c', 'a.b.c'],
    ['АKIA Вот', 'AKIA Вот'],
    ['4111Â\u00a01111', '4111 1111'],
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
    '/search?a=1&lt=2',
    'one\ttwo\r\n',
    'dir\\name',
    'a+b',
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

test('mail is read in a reading of its own', () => {
  const ways = (text: string): string[] =>
    readings(text, true, false).map((view: View) => view.text);
  assert.deepEqual(ways('joe=40example=2Ecom'), ['joe@example.com']);
  assert.deepEqual(ways('joe@exam=\r\nple.com'), ['joe@example.com']);
  assert.deepEqual(ways('=?utf-8?Q?joe=40x?= =?utf-8?B?LmNvbQ==?= now'), ['joe@x.com now']);
  for (const text of ['a=4111', '?limit=20&page=40', 'size=25 count=30', 'YWJj==']) {
    assert.deepEqual(ways(text), [], text);
  }
});

test('letters set apart are read together, in scans', () => {
  const ways = (text: string, deep: boolean): string[] =>
    readings(text, true, deep).map((view) => view.text);
  assert.deepEqual(ways('no 4 1 1 1  1 1 1 1 ok', true), ['no 4111  1111 ok']);
  assert.deepEqual(
    ways('4\u00a01\u00a01\u00a01\u00a01\u00a01\u00a01\u00a01\u00a01', true).pop(),
    '411111111',
  );
  assert.deepEqual(ways('4 1 1 1  1 1 1 1', false), []);
  assert.deepEqual(ways('I am a b c', true), []);
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

const secret = 'größe joe@example.com, 536-22-1234';

test('texts are found in base64 however they were written', () => {
  const plain = Buffer.from(secret);
  const base64 = plain.toString('base64');
  const ways: Readonly<Record<string, string>> = {
    'with a byte order mark': Buffer.from(`\ufeff${secret}`).toString('base64'),
    'for URLs': plain.toString('base64url'),
    'in lines': base64.replace(/.{20}/g, '$&\r\n'),
    'in indented lines': base64.replace(/.{20}/g, '$&\n  '),
    'behind a letter': `x${base64}`,
    'in a path': `/p/a/${base64}`,
    'as UTF-16': Buffer.from(secret, 'utf16le').toString('base64'),
    'as UTF-16, big end first': Buffer.from(secret, 'utf16le').swap16().toString('base64'),
    'with gzip': gzipSync(secret).toString('base64'),
    'with zlib': deflateSync(secret).toString('base64'),
    'among bytes': Buffer.concat([Buffer.from([8, 150, 1, 18, 34]), plain]).toString('base64'),
    'in hex': plain.toString('hex'),
    'in hex with its sign': `0x${plain.toString('hex').toUpperCase()}`,
    'in hex of PostgreSQL': `\\x${plain.toString('hex')}`,
  };
  for (const [way, text] of Object.entries(ways)) {
    const [found] = encodedTexts(`a: ${text}`);
    assert.match(found?.text ?? '', /joe@example\.com, 536-22-1234/, way);
    assert.equal(found.end, 3 + text.length, way);
  }
  const [found] = encodedTexts('JJXWKQDFPBQW24DMMUXGG33N');
  assert.equal(found.text, 'Joe@example.com');
});

test('what is packed is unpacked to a limit', () => {
  const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024, 65)).toString('base64');
  assert.deepEqual(encodedTexts(bomb), []);
});

test('lines of prose are no lines of base64', () => {
  for (const text of [
    'internationally\nrecognised',
    'Aaaaaaaaaaaaaaaa\nbbbb cccc',
    'abcdefgh\n'.repeat(99),
  ]) {
    assert.deepEqual(encodedTexts(text), [], text.slice(0, 20));
  }
});
