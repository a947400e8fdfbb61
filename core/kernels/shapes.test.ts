import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { heap, regions } from './memory.ts';
import { scan, setSecretLiterals, shapesOf, shapesOfEach, shapesOfText } from './scan.ts';
import { secretLiterals } from './secret-literals.ts';
import { scanReference, shapesOfReference } from './shapes.reference.ts';
import { allShapes, Candidates, candidateWords, Shape } from './shapes.ts';

const seeded = { seed: 20261124, numRuns: 3_000 };

/** Pieces that make the rules meet each other: forms, near misses and glue. */
const forms = [
  ...['4111111111111111', '4111 1111-1111.1111', '123-45-6789', '(555) 123-4567', '+49 30 12345'],
  ...['550e8400-e29b-41d4-a716-446655440000', 'd41d8cd98f00b204e9800998ecf8427e', 'a1b2c3d4e5f6'],
  ...['2024-01-15T10:30:00.123Z', '2024/02/30 00:00', '1985-07-09', '15.01.1985', '1/5/85'],
  ...['1699999999', '1699999999.25', '1699999999123', '"ts":', '52.520006', '1234567.5', '4.1e15'],
  ...[
    'DE44 5001 0517 5407 3249 31',
    'DE44500105175407324931',
    'AB 12 34 56 C',
    'WEST',
    'QQ123456C',
  ],
  ...['10.0.0.1', '256.1.1.1', '1.2.3.4.5', 'fe80::1', '00:1A:2B:3C:4D:5E', 'AA-BB-CC-DD-EE-F1'],
  ...[
    '001a.2b3c.4d5e',
    '10:30:00',
    'user@example.com',
    '@',
    'sk-',
    'AKIA',
    '://u:p@h',
    '://h/',
    'SECRET',
  ],
  ...[
    'Bearer ',
    '\\u0040',
    '\\n',
    '\\/',
    '\\',
    '%40',
    '%',
    '&amp;',
    '&#64;',
    '&x=1',
    '４１',
    'é',
    '’',
    '–',
  ],
  ...[
    '\u00a0',
    '界',
    '{"a":1}',
    '[',
    'A1b2C3d4E5f6G7h8',
    'snake_case_word_is_long',
    '----------------',
  ],
];
const glue = [
  ' ',
  '  ',
  '-',
  '.',
  '/',
  '_',
  '',
  '\n',
  '"',
  ',',
  ':',
  'x',
  '7',
  'f',
  '(',
  '+',
  '    ',
];
const alphabet = [...'0123456789', ...'abcdefgABCxz', ...' -./()+_@:%&\\"', '=', '\u00e9', '\t'];

const text = fc.oneof(
  fc
    .array(fc.tuple(fc.constantFrom(...forms), fc.constantFrom(...glue)), { maxLength: 7 })
    .map((parts) => parts.flat().join('')),
  fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef-'), maxLength: 150 }),
  fc.string({ unit: fc.constantFrom(...'0123456789 -.'), maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...'abAB019:.-'), maxLength: 40 }),
);
/** Literals of secrets among what they are judged by: tokens, marks, quotes, words, user information. */
const beside = [
  ' ',
  '"',
  "'",
  ': ',
  '=',
  '>',
  '$',
  '_',
  '.',
  'x',
  '\\',
  '\\n',
  ']',
  '@',
  '/',
  'u:p@h',
];
const tokens = [
  'A1b2C3d4E5f6G7h8',
  'deadbeef00112233',
  'short1',
  'onlysmallletterslong',
  'ABCDabcdABCDabcd',
];
const spelled = secretLiterals.flatMap(({ text, ignoreCase }) =>
  ignoreCase ? [text, text.toUpperCase()] : [text],
);
const secretText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...spelled),
      fc.constantFrom(...beside),
      fc.constantFrom(...tokens),
      fc.nat(70).map((length) => 'w'.repeat(length)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
const anyBytes = fc.oneof(
  secretText.map((value): Uint8Array => Buffer.from(value)),
  text.map((value): Uint8Array => Buffer.from(value)),
  fc.uint8Array({ maxLength: 90 }),
);

const sorted = (table: Candidates): string[] =>
  Array.from({ length: table.count }, (_, i) =>
    [...table.words.subarray(i * candidateWords, (i + 1) * candidateWords)].join(),
  ).sort();

const names = (shapes: number): string[] =>
  Object.entries(Shape)
    .filter(([, bit]) => shapes & bit)
    .map(([name]) => name);

describe('the kernel equals the reference', () => {
  test('shapes of any text, at any offset, with stale bytes behind it', () => {
    fc.assert(
      fc.property(anyBytes, fc.nat(20), fc.nat(20), (bytes, cut, tail) => {
        const start = Math.min(cut, bytes.length);
        const end = Math.max(start, bytes.length - tail);
        heap.fill(0x37, regions.INPUT.start, regions.INPUT.start + 256);
        assert.deepEqual(
          names(shapesOf(bytes, start, end)),
          names(shapesOfReference(bytes, start, end)),
        );
      }),
      seeded,
    );
  });

  test('shapes of many ranges in one call', () => {
    fc.assert(
      fc.property(fc.array(anyBytes, { maxLength: 12 }), fc.nat(allShapes), (texts, wanted) => {
        const bytes = Buffer.concat(texts);
        const ranges = new Int32Array(texts.length * 2);
        let at = 0;
        texts.forEach((text, i) => {
          ranges[i * 2] = at;
          at += text.length;
          ranges[i * 2 + 1] = at;
        });
        shapesOfEach(bytes, 0, at, ranges, texts.length, wanted);
        const found = texts.map((_, i) => ranges[i * 2]);
        assert.deepEqual(
          found,
          texts.map((text) => shapesOfReference(text, 0, text.length, wanted)),
        );
      }),
      seeded,
    );
  });

  test('candidates of any text', () => {
    const [fast, plain] = [new Candidates(), new Candidates()];
    fc.assert(
      fc.property(anyBytes, fc.nat(allShapes), (bytes, wanted) => {
        const start = Math.min(3, bytes.length);
        const found = scan(bytes, start, bytes.length, wanted, fast);
        assert.equal(found, scanReference(bytes, start, bytes.length, wanted, plain));
        assert.deepEqual(sorted(fast), sorted(plain));
      }),
      seeded,
    );
  });

  test('long words, runs and chains', () => {
    const unit = fc.constantFrom(
      '0123456789',
      '01',
      'deadbeef01',
      'xyZ9',
      '12 ',
      '1.',
      '::',
      '1:',
      '@',
    );
    fc.assert(
      fc.property(unit, fc.nat(400), fc.constantFrom('', ' ', 'g'), (piece, times, last) => {
        const bytes = Buffer.from(piece.repeat(times) + last);
        const [fast, plain] = [new Candidates(), new Candidates()];
        scan(bytes, 0, bytes.length, allShapes, fast);
        scanReference(bytes, 0, bytes.length, allShapes, plain);
        assert.deepEqual(sorted(fast), sorted(plain));
      }),
      { ...seeded, numRuns: 300 },
    );
  });

  test('a string as its UTF-8 bytes', () => {
    fc.assert(
      fc.property(text, (value) => {
        assert.equal(shapesOfText(value), shapesOf(Buffer.from(value)));
      }),
      { ...seeded, numRuns: 300 },
    );
  });
});

describe('what is raised', () => {
  const raised: [string, string][] = [
    ['4111111111111111', 'DIGITS'],
    ['order 12 4111 1111 1111 1111', 'DIGITS'],
    ['card4111111111111111', 'DIGITS CODE TOKEN'],
    ['123-45-6789:', 'DIGITS'],
    ['(555) 123-4567', 'DIGITS'],
    ['NPI 1245319599', 'DIGITS'],
    ['4.111111111111111e15', 'DIGITS CODE HEX'],
    ['DE44 5001 0517 5407 3249 31', 'DIGITS CODE'],
    ['12 GB29 NWBK 6016 1331 9268 19', 'DIGITS CODE'],
    ['AB 12 34 56 C', 'CODE'],
    ['131052-308T', 'DIGITS CODE'],
    ['john@example.com', 'AT'],
    ['10.0.0.1', 'DOTTED'],
    ['fe80::1', 'COLON'],
    ['born 1985-07-09', 'DATE'],
    ['15.01.1985', 'DIGITS DATE'],
    ['\\n10.0.0.1', 'DOTTED'],
    ['a \\u0040 b', 'ENCODED'],
    ['a%u0040b', 'CODE ENCODED'],
    ['a%u004 b', ''],
    ['jo&CloseCurlyDoubleQuote;', 'TOKEN ENCODED'],
    ['http:\\/\\/x', 'ENCODED'],
    ['AKIAIOSFODNN7EXAMPLE', 'SECRET TOKEN'],
    ['postgres://app:pw@db/x', 'AT SECRET'],
    ['４１１１', 'UNICODE'],
    ['  {"a":1}', 'NESTED'],
  ];
  for (const [value, expected] of raised) {
    test(value, () => assert.equal(names(shapesOfText(value)).join(' '), expected));
  }
});

describe('what is let go', () => {
  const quiet = [
    ...['1699999999', '1699999999123', '"ts":1699999999,', '1699999999123,', '1699999999.123'],
    ...['2024-01-15T10:30:00.123Z', '2024-01-15 10:30:00+01:00', '52.520006', '-3.1415926535'],
    ...[
      'Room 5 costs 12.50',
      'https://example.com/a',
      '10:30:00',
      'std::vector',
      '@user',
      'a=1&b=2',
    ],
    ...['Müller’s café', 'task-based', 'snake_case_word_is_long', 'line\\nnext \\"quoted\\"'],
  ];
  for (const value of quiet) {
    test(value, () => assert.deepEqual(names(shapesOfText(value)), []));
  }

  test('UUIDs and hex words raise HEX alone', () => {
    const hex = ['550e8400-e29b-41d4-a716-446655440000', 'd41d8cd98f00b204e9800998ecf8427e'];
    for (const value of hex) assert.deepEqual(names(shapesOfText(value)), ['HEX']);
  });
});

describe('secret literals', () => {
  test('each raises SECRET where it stands, whatever its case where case does not count', () => {
    for (const { text, ignoreCase, userinfo, inToken, named } of secretLiterals) {
      const shown = ignoreCase ? text.toUpperCase() : text;
      const value = `x ${shown}${userinfo ? 'u:p@h' : ''}${inToken ? 'A1b2C3d4E5f6G7h8' : ''}${named ? '_x": ' : ''} y`;
      const bytes = Buffer.from(value);
      const count = scan(bytes, 0, bytes.length, Shape.SECRET);
      const starts = Array.from({ length: count }, (_, i) => scan.candidates.words[i * 3 + 1]);
      assert.ok(starts.includes(2), text);
    }
  });

  test('can be replaced, and are refused when the tables cannot hold them', () => {
    setSecretLiterals([{ text: 'corp_key_' }]);
    try {
      assert.deepEqual(names(shapesOfText('$2a$ corp_key_1')), ['SECRET']);
      assert.deepEqual(names(shapesOfText('$2a$ passw:')), []);
    } finally {
      setSecretLiterals(secretLiterals);
    }
    assert.throws(() => setSecretLiterals([{ text: 'ab' }]), RangeError);
    assert.throws(() => setSecretLiterals([{ text: 'Abc', ignoreCase: true }]), RangeError);
    assert.deepEqual(names(shapesOfText('$2a$')), ['SECRET']);
  });
});

test('a text longer than the input region', () => {
  const bytes = Buffer.alloc(regions.INPUT.bytes + 100, 'plain words ');
  bytes.write('john@example.com', bytes.length - 20);
  assert.equal(shapesOf(bytes), Shape.AT);
});

test('more candidates than the table holds end in one that covers the rest', () => {
  const bytes = Buffer.alloc(600_000, 'a@b ');
  const count = scan(bytes, 0, bytes.length, Shape.AT);
  assert.ok(count > 100_000 && count < 150_000);
  const last = (count - 1) * candidateWords;
  assert.equal(scan.candidates.words[last + 2], 599_998);
});
