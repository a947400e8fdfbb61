/** Texts made to cost: the time of each is a bounded multiple of that of plain text of its length. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allShapes } from '../kernels/shapes.ts';
import type { Finding } from './detector.ts';
import { createDetection, deepScan } from './index.ts';

const detection = createDetection();
const size = 30_000;

function fill(piece: string): string {
  return piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
}

const hostile: readonly string[] = [
  '1',
  '1 ',
  '12 34-',
  '4111 1111 1111 1111 ',
  '@',
  'a@',
  'a.a@a.',
  'a@b.c@d.e@',
  ':',
  '::',
  'a:b:',
  'ab:cd:',
  '1.2.3.4.',
  '1.1.1.1 ',
  '+1',
  '+49 ',
  '(0',
  '-',
  '-----BEGIN',
  '-----BEGIN PRIVATE KEY-----',
  'eyJ.',
  'eyJ-',
  'eyJhbGciOiJIUzI1NiJ9.',
  '://a:b',
  '://a:b@c',
  'password=',
  'password: "',
  'key=\\"',
  'bearer ',
  'basic YTpi ',
  'AB12 ',
  'DE89 3704 ',
  'DE89-',
  '%40',
  '%',
  '&#',
  '&#64;',
  '\\u0040',
  '\\',
  '\u200b',
  '４',
  'A1b2',
  'YWJj',
  '$2b$',
  '%B4111111111111111^A',
  ';4111111111111111=',
  '01/02/1980 ',
  'born 01/02/1980 ',
  'ghp_',
  'sk-',
  '0x',
  'x@x.xn--',
  '[[',
  '\\u{',
  '--password ',
  '--a ',
  'a: ',
  'is ',
  'pin is ',
  '<a>',
  ':a@',
  'PuTTY-User-Key-File-',
  '"{',
  'ssn ',
  'ssn 1',
  'a at b dot ',
  'a.b @ c.d ',
  'Aa Bb Cc 1, Dd Ee ',
  'said Aa Bb ',
  'Senator Aa ',
  'H4sIAAAAAAAA ',
  'QUFBQUFB\n',
  '=41=42',
  '=?u?B?QQ==?= ',
  '&#0000',
  'a b ',
  'for user a ',
];

/** CPU time of one look at `text` for all of `shapes`, the better of two, in microseconds. */
function cost(text: string, shapes: number): number {
  const findings: Finding[] = [];
  const field = detection.field('', []);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 2; round += 1) {
    const started = process.cpuUsage();
    detection.inspect(text, 'text', shapes, field, findings);
    best = Math.min(best, process.cpuUsage(started).user);
  }
  return best;
}

test('no text takes much longer than others of its length', () => {
  for (const shapes of [allShapes, allShapes | deepScan]) {
    const sentence = fill('the quick brown fox jumps over a lazy dog, 12 times. ');
    const plain = Math.max(cost(sentence, shapes), 2000);
    for (const piece of hostile) {
      const micros = cost(fill(piece), shapes);
      assert.ok(micros < plain * 20, `${JSON.stringify(piece)}: ${micros} against ${plain}`);
    }
  }
});

test('a find across the stretches of a long text is found whole and once', () => {
  const filler = 'lorem ipsum dolor sit amet '.repeat(5000);
  const text = `${filler}joe@example.com ${filler}4111 1111 1111 1111 ${filler}`;
  for (let shift = 0; shift < 40; shift += 7) {
    const findings: Finding[] = [];
    const moved = ' '.repeat(shift) + text;
    detection.inspect(moved, 'text', allShapes, detection.field('', []), findings);
    const found = findings.map(
      ({ class: name, start, end }) => `${name} ${moved.slice(start, end)}`,
    );
    assert.deepEqual(found, ['pii.email joe@example.com', 'pci.pan 4111 1111 1111 1111']);
  }
});

test('lone surrogates and control characters are text like any other', () => {
  const findings: Finding[] = [];
  for (const text of [
    '\ud800\udc00\ud800',
    '\u0000\u0001',
    '\udfff@\ud800.com',
    '\ufffd'.repeat(50),
  ]) {
    detection.inspect(text, 'text', allShapes | deepScan, detection.field('', []), findings);
    assert.ok(Array.isArray(findings));
  }
});
