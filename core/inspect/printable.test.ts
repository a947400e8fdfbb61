import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Carrier } from './carrier.ts';
import { inspectUnit, utf8 } from './harness.double.ts';
import { eachRun, isNoText } from './printable.ts';

const latin1: Carrier = {
  ...utf8,
  name: 'test:bytes',
  type: 'binary',
  inline: false,
  text: (bytes, start, end) => Buffer.from(bytes).toString('latin1', start, end),
  encode: (value) => Buffer.from(value, 'latin1'),
};
const maskEmail = { class: 'pii.email', action: 'mask' } as const;

test('runs of printable bytes, the short ones left out', () => {
  const runs: string[] = [];
  const bytes = Buffer.from('abcdefghijk\0abcdefghijkl\x01\xffone two three\n\x80', 'latin1');
  eachRun(bytes, (start, end) => runs.push(bytes.toString('latin1', start, end)));
  assert.deepEqual(runs, ['abcdefghijkl', 'one two three\n']);
});

test('a picture is no text; words in another alphabet of one byte, and short values, are', () => {
  assert.equal(isNoText(randomBytes(1_000), 0, 1_000), true);
  assert.equal(isNoText(Buffer.from('plain words, again and again. '.repeat(9)), 0, 270), false);
  assert.equal(isNoText(Buffer.alloc(63), 0, 63), false);
});

test('an address in a picture is masked where it stands, all other bytes stay', () => {
  const noise = Buffer.alloc(400, Buffer.from([0x80, 0x01, 0xfe, 0x00, 0xc3, 0x28]));
  const bytes = Buffer.concat([noise, Buffer.from('{jo@example.com'), noise]);
  const rules = [maskEmail, { field: 'other', action: 'mask' } as const];
  const { bytes: shown } = inspectUnit(rules, [{ field: 'picture', carrier: latin1, bytes }]);
  assert.deepEqual(shown, Buffer.concat([noise, Buffer.from('{***'), noise]));
});
