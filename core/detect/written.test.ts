/**
 * However a value is written, it is found where it stands: from the first character that belongs to
 * it to the last one, in the text as it came.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shapesOfText } from '../kernels/index.ts';
import type { Finding } from './detector.ts';
import { createDetection } from './index.ts';

const detection = createDetection();

const values: readonly (readonly [string, string])[] = [
  ['pii.email', 'joe.bloggs@example.com'],
  ['pii.phone', '+44 20 7946 0958'],
  ['pii.phone', '(415) 555-2671'],
  ['net.ip', '203.0.113.77'],
  ['net.ip', '2001:db8:85a3::8a2e:370:7334'],
  ['net.mac', '00:1a:2b:3c:4d:5e'],
  ['pci.pan', '4111 1111 1111 1111'],
  ['fin.iban', 'GB82 WEST 1234 5698 7654 32'],
];

const percent = (char: string): string => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
const unit = (char: string): string => char.charCodeAt(0).toString(16).padStart(4, '0');

/** Ways to write a text. */
const ways: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'full width': (text) =>
    text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
  'no-break spaces': (text) => text.replaceAll(' ', '\u00a0'),
  'zero-width spaces': (text) => [...text].join('\u200b'),
  'soft hyphens': (text) => [...text].join('\u00ad'),
  'Arabic digits': (text) =>
    text.replace(/[0-9]/g, (digit) => String.fromCharCode(0x660 + Number(digit))),
  'Devanagari digits': (text) =>
    text.replace(/[0-9]/g, (digit) => String.fromCharCode(0x966 + Number(digit))),
  'mathematical digits': (text) =>
    text.replace(/[0-9]/g, (digit) => String.fromCodePoint(0x1d7ce + Number(digit))),
  'percent-encoding': (text) => text.replace(/[^A-Za-z0-9]/g, percent),
  'percent-encoding throughout': (text) => [...text].map(percent).join(''),
  'double percent-encoding': (text) =>
    text.replace(/[^A-Za-z0-9]/g, (char) => percent(char).replace('%', '%25')),
  'decimal entities': (text) => text.replace(/[^A-Za-z]/g, (char) => `&#${char.charCodeAt(0)};`),
  'hexadecimal entities': (text) => text.replace(/[^A-Za-z]/g, (char) => `&#x${unit(char)};`),
  'escaped entities': (text) =>
    text.replace(/[^A-Za-z]/g, (char) => `&amp;#${char.charCodeAt(0)};`),
  'escapes of JSON': (text) => text.replace(/[^A-Za-z]/g, (char) => `\\u${unit(char)}`),
  'escapes of JSON in JSON': (text) => text.replace(/[^A-Za-z]/g, (char) => `\\\\u${unit(char)}`),
  'long percent-encoding': (text) =>
    text.replace(/[^A-Za-z]/g, (char) => {
      const code = char.charCodeAt(0);
      return `%${(0xc0 | (code >> 6)).toString(16)}%${(0x80 | (code & 63)).toString(16)}`;
    }),
  'entities with noughts': (text) =>
    text.replace(/[^A-Za-z]/g, (char) => `&#${String(char.charCodeAt(0)).padStart(12, '0')};`),
  'octal escapes': (text) =>
    text.replace(/[^A-Za-z]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`),
  'long escapes': (text) => text.replace(/[^A-Za-z]/g, (char) => `\\U0000${unit(char)}`),
  'escapes in braces': (text) => text.replace(/[^A-Za-z]/g, (char) => `\\u{0000${unit(char)}}`),
  'filled spaces': (text) => [...text].join('\u3164'),
  'circled digits': (text) =>
    text.replace(/[1-9]/g, (digit) => String.fromCharCode(0x2775 + Number(digit))),
  'UTF-8 taken for latin1': (text) =>
    Buffer.from(
      text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
    ).toString('latin1'),
  'escapes of programs': (text) =>
    text.replace(/[^A-Za-z]/g, (char) => `\\x${unit(char).slice(2)}`),
};

const around = fc.constantFrom(
  '',
  'see ',
  'größe ',
  '日本 ',
  '\u{1f600} ',
  '"',
  '(',
  '<b>',
  '%20',
  '&amp; ',
);

test('what is written in any way is found where it stands', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...values),
      fc.constantFrom(...Object.keys(ways)),
      around,
      fc.constantFrom('', ' now', '"', ')', '</b>', ', more', '\n'),
      ([name, value], way, before, behind) => {
        const written = ways[way](value);
        const text = `${before}${written}${behind}`;
        const findings: Finding[] = [];
        const field = detection.field('', []);
        detection.inspect(text, 'text', shapesOfText(text), field, findings);
        const found = findings
          .filter((one) => one.class === name)
          .map((one) => text.slice(one.start, one.end));
        assert.deepEqual(found, [written], `${way}: ${text}`);
      },
    ),
    { seed: 20261124, numRuns: 3000 },
  );
});
