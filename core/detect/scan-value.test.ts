import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDetection } from './index.ts';
import { parseScanLine, scanLines, ValueScanner } from './scan-value.ts';

const scanner = new ValueScanner(createDetection());

function scan(value: unknown, resource = 'kafka:scan'): string[] {
  return scanner
    .scan(resource, value)
    .map(({ path, class: name, start, end }) => `${path} ${name} ${start}-${end}`);
}

test('findings have paths with indexes and offsets in the text of their leaf', () => {
  assert.deepEqual(scan({ people: [{ email: 'a@b.com' }, { notes: 'ask x@y.org now' }] }), [
    '$.people[0].email pii.email 0-7',
    '$.people[1].notes pii.email 4-11',
  ]);
  assert.deepEqual(scan({ 'a b': { card: 4111111111111111 } }), ['$["a b"].card pci.pan 0-16']);
  assert.deepEqual(scan('call +44 20 7946 0958'), ['$ pii.phone 5-21']);
  assert.deepEqual(scan({ dob: new Date('1980-02-01') }), ['$.dob pii.dob 0-24']);
});

test('JSON inside a string is looked at as fields of it', () => {
  const inner = JSON.stringify({
    ssn: '536904399',
    deep: JSON.stringify({ m: 'a@b.com' }),
    n: 4111111111111111,
  });
  const found = scan({ payload: inner });
  const at = (text: string): string => {
    const start = inner.indexOf(text);
    return `${start}-${start + text.length}`;
  };
  assert.ok(found.includes(`$.payload pii.ssn ${at('536904399')}`));
  assert.ok(found.includes(`$.payload pii.email ${at('a@b.com')}`));
  assert.ok(found.includes(`$.payload pci.pan ${at('4111111111111111')}`));
  const escaped = '{"x":"joe\\u0040example.com"}';
  assert.deepEqual(scan({ p: escaped }), ['$.p pii.email 6-26']);
});

test('numbers keep their digits', () => {
  const line = parseScanLine(
    '{"id":1,"resource":"kafka:n","value":{"cardNumber":6304985028090561515,"x":1.5}}',
  );
  assert.equal((line.value as Record<string, unknown>).cardNumber, 6304985028090561515n);
  assert.deepEqual(scan(line.value), ['$.cardNumber pci.pan 0-19']);
  assert.deepEqual(scan({ card: { $numberLong: '4111111111111111' } }), [
    '$.card.$numberLong pci.pan 0-16',
  ]);
  assert.deepEqual(scan({ _id: { $oid: '507f1f77bcf86cd799439011' } }), []);
  assert.throws(() => parseScanLine('[]'), SyntaxError);
});

test('no depth hides what is in it', () => {
  const depth = 10_000;
  const open = '{"a":['.repeat(depth / 2);
  const text = `{"id":1,"value":${open}"jo@example.com",4111111111111111${']}'.repeat(depth / 2)}}`;
  const found = scan(parseScanLine(text).value);
  assert.equal(found.length, 2);
  assert.match(found[0], /^\$(\.a\[0\]){500} pii\.email 0-14$/);
  assert.match(found[1], / pci\.pan 0-16$/);
});

test('what is odd is no reason to fail', () => {
  const deep = '['.repeat(20_000) + ']'.repeat(20_000);
  assert.deepEqual(scan({ deep }), []);
  assert.deepEqual(
    scan([null, undefined, true, Number.NaN, '', '\ud800', new Date('x'), {}, []]),
    [],
  );
  assert.deepEqual(scan({ n: '9'.repeat(1000) }), []);
});

test('lines are learnt from before they are reported', async () => {
  const lines = Array.from({ length: 60 }, (_, row) => ({
    id: row,
    resource: 'mysql:rows',
    value: { c1: `0${(11010 + row * 37) % 90000}`.slice(0, 5) + String(4400 + row * 7) },
  }));
  const ids: unknown[] = [];
  for await (const { line } of scanLines(lines, createDetection(), 10)) ids.push(line.id);
  assert.deepEqual(
    ids,
    lines.map(({ id }) => id),
  );
});
