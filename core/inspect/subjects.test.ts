import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspectUnit, int64, type LeafDouble, utf16 } from './harness.double.ts';
import type { DoubleRule } from './rules.double.ts';

const bornBy = (subject: string, field = 'born'): DoubleRule => ({
  field,
  action: 'mask',
  subject,
});

/** What the masks were told of their subject, in place of the dates. */
function told(rule: DoubleRule, ...leaves: LeafDouble[]): string {
  return inspectUnit([rule], leaves).bytes.toString('latin1');
}

const born: LeafDouble = { field: 'born', bytes: '1987-05-12' };

test('the subject is the value at its path, before or behind the date', () => {
  const id = { field: 'id', bytes: '42' };
  assert.equal(told(bornBy('id'), { field: 'x', bytes: '1|' }, id, born), '1|4242');
  assert.equal(told(bornBy('id'), born, id), '4242');
});

test('it has one text in every carrier and character set', () => {
  const number = Buffer.alloc(8);
  number.writeBigInt64LE(42n);
  const ids: LeafDouble[] = [
    { field: 'id', carrier: int64, bytes: number },
    { field: 'id', carrier: utf16, bytes: Buffer.from('42', 'utf16le') },
  ];
  for (const id of ids) assert.ok(told(bornBy('id'), born, id).startsWith('42'));
});

test('it is found inside JSON, of any kind and escaped as it may be', () => {
  const inside = (json: string) =>
    told(bornBy('v.id', 'v.born'), { field: 'v', bytes: json }).replace(/.*"born":|[}"]/g, '');
  assert.equal(inside('{"id":42,"born":"x"}'), '42');
  assert.equal(inside('{"id":"4\\u0032","born":"x"}'), '42');
  assert.equal(inside('{"id":null,"born":"x"}'), 'nobody');
  assert.equal(inside('{"id":{"id":1},"born":"x"}'), 'nobody');
  const nested = JSON.stringify({ in: JSON.stringify({ id: 'A7', born: 'x' }) });
  const out = told(bornBy('v.in.id', 'v.in.born'), { field: 'v', bytes: nested });
  assert.equal(JSON.parse(JSON.parse(out).in).born, 'A7');
});

test('JSON may name the subject of a date that stands beside it', () => {
  const json = { field: 'v', bytes: '{"a":{"id":"A7"}}' };
  assert.equal(told(bornBy('v.a.id'), json, born), '{"a":{"id":"A7"}}A7');
});

test('of several values none is the subject, of equal ones it is', () => {
  const list = (...ids: number[]) =>
    told(bornBy('v.[].id'), born, {
      field: 'v',
      bytes: JSON.stringify(ids.map((id) => ({ id }))),
    }).replace(/\[.*/, '');
  assert.equal(list(1, 2), 'nobody');
  assert.equal(list(7, 7), '7');
  assert.equal(list(), 'nobody');
});

test('a value made of several fields is not the subject', () => {
  const id = { field: 'id', bytes: '42' };
  const computed = { field: 'other', more: ['id'], bytes: '99' };
  assert.equal(told(bornBy('id'), computed, born), '99nobody');
  assert.equal(told(bornBy('id'), id, computed, born), '429942');
});
