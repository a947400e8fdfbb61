import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspectUnit, utf16 } from './harness.double.ts';
import { Verdict } from './inspector.ts';
import { PathTable } from './paths.ts';
import type { DoubleRule } from './rules.double.ts';

const maskEmail = { class: 'pii.email', action: 'mask' } as const;

function mask(rules: DoubleRule[], json: string): string {
  return inspectUnit(rules, [{ field: 'value', bytes: json }]).bytes.toString();
}

test('found parts of JSON strings and keys are masked, everything else stays byte for byte', () => {
  const json = '{ "a" : "to jo@example.com, é", "n":1.50, "b":[ {"c":"kim@example.org"} ] }';
  assert.equal(mask([maskEmail], json), '{ "a" : "to ***, é", "n":1.50, "b":[ {"c":"***"} ] }');
  assert.equal(mask([maskEmail], '{"al@example.com":{"x":1}}'), '{"***":{"x":1}}');
});

test('a rule on a path masks that path alone, of any kind of value', () => {
  const rules: DoubleRule[] = [
    { field: 'value.a.b', action: 'mask', substitute: 'new "text"' },
    { field: 'value.list.[].x', action: 'mask', substitute: '7' },
    { field: 'value.flag', action: 'mask', substitute: 'true' },
  ];
  const json = '{"a":{"b":"old","c":"old"},"b":"old","list":[{"x":1},{"x":22,"y":3}],"flag":false}';
  assert.equal(
    mask(rules, json),
    '{"a":{"b":"new \\"text\\"","c":"old"},"b":"old","list":[{"x":7},{"x":7,"y":3}],"flag":true}',
  );
});

test('null takes the quotes with it; a number stays a number', () => {
  const rules: DoubleRule[] = [
    { ...maskEmail, substitute: null },
    { field: 'value.n', action: 'mask', substitute: 'words' },
  ];
  assert.equal(mask(rules, '{"a":"to jo@example.com.","n":12345}'), '{"a":null,"n":0}');
});

test('escapes hide nothing', () => {
  assert.equal(mask([maskEmail], '{"a":"jo\\u0040example.com"}'), '{"a":"***"}');
  assert.equal(mask([maskEmail], '{"a":"\\"jo@example.com\\"\\n"}'), '{"a":"\\"***\\"\\n"}');
});

test('JSON in a string in JSON is walked, and written back with its escapes', () => {
  const deep = (levels: number, value: unknown): string =>
    levels === 0 ? JSON.stringify(value) : JSON.stringify({ in: deep(levels - 1, value) });
  for (const levels of [1, 2, 3]) {
    assert.equal(
      mask([maskEmail], deep(levels, { a: 'jo@example.com', b: 1 })),
      deep(levels, { a: '***', b: 1 }),
    );
  }
  const rules: DoubleRule[] = [{ field: 'value.in.secret', action: 'mask', substitute: '?' }];
  const nested = deep(1, { secret: 's', open: 'o' });
  assert.equal(mask(rules, nested), deep(1, { secret: '?', open: 'o' }));
});

test('text that begins like JSON and is not is masked as a whole where rules name fields', () => {
  const rules: DoubleRule[] = [{ field: 'value.ssn', action: 'mask', substitute: 'x' }];
  assert.equal(mask(rules, '{"ssn":"1"'), 'x');
  assert.equal(mask([maskEmail], '[info] jo@example.com said'), '[info] *** said');
  assert.equal(mask(rules, 'plain words'), 'plain words');
});

test('JSON in another character set is walked as well', () => {
  const bytes = Buffer.from('{"a":"jo@example.com","b":"漢"}', 'utf16le');
  const out = inspectUnit([maskEmail], [{ field: 'v', carrier: utf16, bytes }]).bytes;
  assert.equal(out.toString('utf16le'), '{"a":"***","b":"漢"}');
});

test('a path that one policy does not want is still seen by another', () => {
  const json = '{"q":"plain words","r":"other words"}';
  const first: DoubleRule[] = [{ field: 'value.zzz', action: 'mask' }];
  const second: DoubleRule[] = [{ field: 'value.q', action: 'mask', substitute: '1' }];
  const paths = new PathTable();
  const leaves = [{ field: 'value', bytes: json }];
  for (let round = 0; round < 3; round++) {
    assert.equal(inspectUnit(first, leaves, paths).verdict, Verdict.keep);
    const { bytes } = inspectUnit(second, leaves, paths);
    assert.equal(bytes.toString(), '{"q":"1","r":"other words"}');
  }
});

test('duplicate keys are each masked', () => {
  const rules: DoubleRule[] = [{ field: 'value.a', action: 'mask', substitute: 'm' }];
  assert.equal(mask(rules, '{"a":"1","a":"2"}'), '{"a":"m","a":"m"}');
});

test('names that are values are told by their form', () => {
  const value = '{"jo@example.com":{"4111111111111111":{"mail":"al@example.org"}}}';
  const { records } = inspectUnit(
    [{ class: 'pii.email', action: 'mask' }],
    [{ field: 'value', bytes: value }],
  );
  assert.deepEqual(
    records.map(({ path }) => path),
    ['value["aa@aaaaaaa.aaa"]', 'value["aa@aaaaaaa.aaa"].dddddddddddddddd.mail'],
  );
});
