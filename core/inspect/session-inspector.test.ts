import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Carrier } from './carrier.ts';
import { inspectUnit, int64, utf16 } from './harness.double.ts';
import { Verdict } from './inspector.ts';
import { PathTable } from './paths.ts';
import type { DoubleRule } from './rules.double.ts';

const maskEmail = { class: 'pii.email', action: 'mask' } as const;
const maskPan = { class: 'pci.pan', action: 'mask' } as const;

test('found parts are masked where they stand, in every leaf', () => {
  const { verdict, bytes, records } = inspectUnit(
    [maskEmail],
    [
      { field: 'a', bytes: 'from jo@example.com and é al@example.org.' },
      { field: 'b', bytes: '|nothing here|' },
      { field: 'c', bytes: 'kim@example.net' },
    ],
  );
  assert.equal(verdict, Verdict.changed);
  assert.equal(bytes.toString(), 'from *** and é ***.|nothing here|***');
  assert.deepEqual(
    records.map(({ path, count }) => [path, count]),
    [
      ['a', 2],
      ['c', 1],
    ],
  );
});

test('a rule on a field masks the whole leaf, and swallows what was found inside', () => {
  const { bytes, records } = inspectUnit(
    [maskEmail, { field: 'note', action: 'mask', substitute: 'gone' }],
    [
      { field: 'note', bytes: 'see jo@example.com' },
      { field: 'other', bytes: '|clear' },
    ],
  );
  assert.equal(bytes.toString(), 'gone|clear');
  assert.equal(records.length, 2);
});

test('text in another character set is masked in that character set', () => {
  const text = Buffer.from('漢 to jo@example.com', 'utf16le');
  const { bytes } = inspectUnit([maskEmail], [{ field: 'a', carrier: utf16, bytes: text }]);
  assert.equal(bytes.toString('utf16le'), '漢 to ***');
});

test('a number is masked as a number, or becomes zero where the mask is none', () => {
  const pan = Buffer.alloc(8);
  pan.writeBigInt64LE(4111111111111111n);
  const leaf = { field: 'card', carrier: int64, bytes: pan };
  const fits = inspectUnit([{ ...maskPan, substitute: '42' }], [leaf]);
  assert.equal(fits.bytes.readBigInt64LE(), 42n);
  const fails = inspectUnit([{ ...maskPan, substitute: 'XXXX' }], [leaf]);
  assert.equal(fails.bytes.readBigInt64LE(), 0n);
});

test('null: a carrier that can is told so, one that cannot gets its zero value', () => {
  const rule = { field: 'a', action: 'mask', substitute: null } as const;
  const can = inspectUnit([rule], [{ field: 'a', bytes: 'text' }]);
  assert.deepEqual(can.nulls, [0]);
  const number = Buffer.alloc(8, 1);
  const cannot = inspectUnit([rule], [{ field: 'a', carrier: int64, bytes: number }]);
  assert.deepEqual(cannot.nulls, []);
  assert.deepEqual(cannot.bytes, Buffer.alloc(8));
});

test('a substitute never grows a leaf past its bound', () => {
  const { bytes } = inspectUnit(
    [{ field: 'a', action: 'mask', substitute: 'é'.repeat(50) }],
    [{ field: 'a', bytes: 'tiny', bound: 9 }],
  );
  assert.equal(bytes.toString(), 'éééé');
});

test('the strictest wins: block over drop over mask, and a shadow only records', () => {
  const leaves = [{ field: 'a', bytes: 'jo@example.com' }];
  const block = { class: 'pii.email', action: 'block' } as const;
  const drop = { class: 'pii.email', action: 'drop' } as const;
  assert.equal(inspectUnit([drop, maskEmail], leaves).verdict, Verdict.drop);
  assert.equal(inspectUnit([block, drop, maskEmail], leaves).verdict, Verdict.block);
  const shadow = inspectUnit([{ ...block, shadow: true }, maskEmail], leaves);
  assert.equal(shadow.bytes.toString(), '***');
  assert.deepEqual(
    shadow.records.map(({ action, shadow }) => [action, shadow]),
    [
      ['block', true],
      ['mask', false],
    ],
  );
  const only = inspectUnit([{ ...maskEmail, shadow: true }], leaves);
  assert.equal(only.verdict, Verdict.keep);
  assert.equal(only.bytes.toString(), 'jo@example.com');
});

test('a mask that only records tells the form of what it would have written', () => {
  const would = (rule: DoubleRule, leaf: { carrier?: Carrier; bytes: Buffer | string }) => {
    const { verdict, records } = inspectUnit(
      [{ ...rule, shadow: true }],
      [{ field: 'a', ...leaf }],
    );
    assert.equal(verdict, Verdict.keep);
    return records.map((record) => record.would);
  };
  const email = { ...maskEmail, substitute: 'Jo7***@é.org' };
  assert.deepEqual(would(email, { bytes: 'to jo@example.com' }), ['Aad***@u.aaa']);
  assert.deepEqual(would(email, { bytes: '["jo@example.com"]' }), ['Aad***@u.aaa']);
  assert.deepEqual(would({ ...maskEmail, substitute: null }, { bytes: 'jo@example.com' }), [
    'null',
  ]);
  const number = Buffer.alloc(8);
  number.writeBigInt64LE(4111111111111111n);
  const pan = { carrier: int64, bytes: number };
  assert.deepEqual(would({ ...maskPan, substitute: '1111' }, pan), ['dddd']);
  assert.deepEqual(would({ ...maskPan, substitute: 'none' }, pan), ['d']);
  assert.deepEqual(would({ class: 'pii.email', action: 'drop' }, { bytes: 'jo@example.com' }), [
    '',
  ]);
  const done = inspectUnit([maskEmail], [{ field: 'a', bytes: 'jo@example.com' }]);
  assert.equal(done.records[0].would, '');
});

test('a rule with a quota applies to units that hold as many findings', () => {
  const two = '|jo@example.com al@example.org';
  const same = '|jo@example.com jo@example.com';
  const verdictOf = (rule: Partial<DoubleRule>, ...texts: string[]) =>
    inspectUnit(
      [{ ...maskEmail, ...rule }],
      texts.map((bytes, i) => ({ field: `f${i}`, bytes })),
    ).verdict;
  assert.equal(verdictOf({ count: 3 }, two), Verdict.keep);
  assert.equal(verdictOf({ count: 3 }, two, two), Verdict.changed);
  assert.equal(verdictOf({ distinct: 2 }, same), Verdict.keep);
  assert.equal(verdictOf({ distinct: 2 }, same, two), Verdict.changed);
  const computed = { field: 'a', more: ['b', 'c'], bytes: 'jo@example.com' };
  assert.equal(inspectUnit([{ ...maskEmail, count: 2 }], [computed]).verdict, Verdict.keep);
});

test('a structure that cannot be read is masked as a whole where rules name fields', () => {
  const binary: Carrier = {
    ...utf16,
    name: 'test:payload',
    type: 'binary',
    payload: true,
    text: (bytes, start, end) => Buffer.from(bytes).toString('latin1', start, end),
    encode: (value) => Buffer.from(value, 'latin1'),
  };
  const leaf = { field: 'value', carrier: binary, bytes: Buffer.from([0, 1, 2, 3]) };
  const named = inspectUnit([{ field: 'value.ssn', action: 'mask', substitute: 'x' }], [leaf]);
  assert.equal(named.bytes.toString(), 'x');
  assert.equal(inspectUnit([maskEmail], [leaf]).verdict, Verdict.keep);
});

/** One inspector for many units, as a topic has them, so that fields are learnt. */
function inspectAll(rules: DoubleRule[], texts: readonly string[]): string[] {
  const paths = new PathTable();
  return texts.map((text) => {
    const { bytes } = inspectUnit(rules, [{ field: 'value', bytes: text }], paths);
    return bytes.toString();
  });
}

test('a field that always held addresses hides whatever else it holds, in every writing', () => {
  const field = 'usualContact';
  const text = (value: string) => JSON.stringify({ [field]: value, other: 'x' });
  const usual = Array.from({ length: 600 }, (_, i) => text(`user${i}@example.com`));
  const odd = [
    'write to jo@example.com or al@example.org',
    'user%40example.com',
    'jo&#64;example.com',
    'user5@exämple.com',
    '4111 1111 1111 1111',
    'plain text',
    `{"to":"kim@example.net"}`,
  ];
  const shown = inspectAll([maskEmail, maskPan], [...usual, ...odd.map(text)]);
  for (const line of shown.slice(0, 600)) assert.equal(JSON.parse(line)[field], '***');
  const values = shown.slice(600).map((line) => JSON.parse(line)[field]);
  assert.deepEqual(values, [
    'write to *** or ***',
    '***',
    '***',
    '***',
    '***',
    'plain text',
    '{"to":"***"}',
  ]);
});

test('values that held nothing are looked at again when the field has learnt', () => {
  const field = 'learntCode';
  const text = (value: string) => JSON.stringify({ [field]: value });
  const digits = (i: number) => `${100 + ((i * 37) % 600)}${10 + (i % 89)}${1000 + i}`;
  const numbers = Array.from({ length: 300 }, (_, i) => digits(i));
  const shown = inspectAll(
    [{ class: 'pii.ssn', action: 'mask' }],
    [...numbers, ...numbers].map(text),
  );
  // Bare digits mean nothing at first; a column of them is told by its values.
  assert.equal(JSON.parse(shown[0])[field], digits(0));
  assert.equal(JSON.parse(shown[300])[field], '***');
});

test('what a leaf may grow by is shared by all that is masked in it', () => {
  const rule = { ...maskEmail, substitute: 'x'.repeat(30) };
  const text = 'ab@cd.com ef@gh.com';
  const { bytes } = inspectUnit([rule], [{ field: 'a', bytes: text, bound: 41 }]);
  assert.equal(bytes.toString(), `${'x'.repeat(20)} ${'x'.repeat(20)}`);
});

test('an address in base64 is hidden where only addresses are sought', () => {
  const encoded = Buffer.from('anna@example.com').toString('base64');
  for (const text of [encoded, encoded.replaceAll('=', ''), `see ${encoded}`]) {
    const { bytes } = inspectUnit([maskEmail], [{ field: 'b', bytes: text }]);
    assert.equal(bytes.toString(), text.startsWith('see') ? 'see ***' : '***');
    const json = inspectUnit([maskEmail], [{ field: 'v', bytes: JSON.stringify({ b: text }) }]);
    assert.ok(!json.bytes.includes(encoded.slice(0, 20)));
  }
});
