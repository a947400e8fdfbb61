import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allShapes, shapesOfText } from '../kernels/index.ts';
import type { Finding } from './detector.ts';
import { type CustomDetector, compileCustom, createDetection } from './index.ts';
import { literalOf } from './pattern-literal.ts';

function find(config: CustomDetector, text: string, name = 'f1', claimed = -1): Finding[] {
  const { detector } = compileCustom(config);
  const detection = createDetection({ custom: [detector], classes: [config.class] });
  const shapes = claimed < 0 ? shapesOfText(text) : claimed;
  const field = detection.field('mysql:x', [name]);
  const findings: Finding[] = [];
  if ((shapes & detection.shapes) !== 0 || field.always) {
    detection.inspect(text, 'text', shapes, field, findings);
  }
  return findings;
}

test('a pattern with a literal is found wherever the scan shows the literal', () => {
  const config = { class: 'corp.employee', pattern: String.raw`\bEMP-\d{6}\b` };
  const [found] = find(config, 'from EMP-123456 today');
  assert.equal(found.class, 'corp.employee');
  assert.deepEqual([found.start, found.end], [5, 15]);
  assert.ok(found.confidence > 0.9);
  assert.deepEqual(find(config, 'from EMP-12345 today'), []);
  assert.equal(compileCustom(config).warning, undefined);
});

test('a pattern without a literal is looked for in every value, with a warning', () => {
  const config = { class: 'corp.code', pattern: '[A-Z]{2}[0-9]{3}' };
  assert.match(compileCustom(config).warning ?? '', /every value/);
  assert.equal(find(config, 'x AB123 y').length, 1);
});

test('key words, names of fields and min_confidence decide together', () => {
  const config = {
    class: 'corp.badge',
    pattern: String.raw`B-\d{4}-x`,
    keywords: ['badge'],
    fields: ['badgeNumber'],
    min_confidence: 0.8,
  };
  assert.deepEqual(find(config, 'no B-1234-x here', 'f1', allShapes), []);
  assert.equal(find(config, 'his badge is B-1234-x', 'f1', allShapes).length, 1);
  assert.equal(find(config, 'B-1234-x', 'badge_number', allShapes).length, 1);
});

test('fields alone make a detector', () => {
  const config = { class: 'corp.salary', fields: ['salary', 'Gehalt'] };
  assert.equal(find(config, '75000', 'salary').length, 1);
  assert.deepEqual(find(config, '75000', 'amount'), []);
});

test('validators and exceptions let values go', () => {
  const luhn = { class: 'corp.member', pattern: String.raw`MEM\d{8}`, validator: 'luhn' };
  assert.equal(find(luhn, 'MEM12345674').length, 1);
  assert.deepEqual(find(luhn, 'MEM12345675'), []);
  const tax = {
    class: 'corp.tax',
    pattern: String.raw`TAX\d{11}`,
    validator: 'de.idnr',
    except: [],
  };
  assert.deepEqual(find(tax, 'TAX12345678901'), []);
  const except = { class: 'corp.x', pattern: String.raw`KEY\d+`, except: ['KEY1', '/KEY9\\d*/'] };
  assert.deepEqual(
    find(except, 'KEY1 KEY99 KEY2').map((one) => one.start),
    [11],
  );
});

test('what is wrong with a detector is said', () => {
  const wrong = (config: CustomDetector, message: RegExp): void => {
    assert.throws(() => compileCustom(config), { name: 'RangeError', message });
  };
  wrong({ class: 'a.b' }, /pattern, fields, or both/);
  wrong({ class: 'a.b', pattern: '(' }, /RE2 syntax/);
  wrong({ class: 'a.b', pattern: '(a)\\1' }, /RE2 syntax/);
  wrong({ class: 'a.b', pattern: 'x'.repeat(1001) }, /at most/);
  wrong({ class: 'a.b', pattern: '((a{1,100}){1,100}){1,10}' }, /RE2 syntax|too large/);
  wrong({ class: 'a.b', pattern: 'a*' }, /empty text/);
  wrong({ class: 'a.b', pattern: 'abc', validator: 'nothing' }, /no validator/);
});

test('a hostile text costs a pattern linear time', () => {
  const config = { class: 'corp.slow', pattern: '(a+)+b|[a-z]+@[a-z]+' };
  const started = process.cpuUsage();
  find(config, 'a'.repeat(200_000), 'f1', allShapes);
  assert.ok(process.cpuUsage(started).user < 20_000_000);
});

test('literals of patterns', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['EMP-[0-9]{6}', 'EMP-'],
    ['\\bcorp_key_[a-z]+', 'corp_key_'],
    ['[0-9]+ACME[0-9]+', 'ACME'],
    ['abc?de', undefined],
    ['abcx?de', 'abc'],
    ['abc|def', undefined],
    ['(abc)def', 'def'],
    ['(abc|x)de', undefined],
    ['a\\.b\\-c', 'a.b-c'],
    ['abc{0,3}d', undefined],
    ['abcd{2}e', 'abcd'],
    ['(?i)ABCd', 'abcd'],
    ['x(?i)abcd', undefined],
    ['[a\\]b]xyz', 'xyz'],
    ['\\d{4}', undefined],
    ['^start$', 'start'],
  ];
  for (const [pattern, text] of cases) assert.equal(literalOf(pattern)?.text, text, pattern);
});
