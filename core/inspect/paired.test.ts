import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspectUnit } from './harness.double.ts';

const rules = [
  { class: 'secret.password', action: 'mask' },
  { class: 'secret.generic', action: 'mask' },
] as const;

function mask(json: string): string {
  return inspectUnit([...rules], [{ field: 'value', bytes: json }]).bytes.toString();
}

test('a value in JSON has the name that stands beside it', () => {
  const env =
    '{"env":[{"name":"DB_PASSWORD","value":"hunter2x"},{"name":"LEVEL","value":"debug"}]}';
  assert.equal(mask(env), env.replace('hunter2x', '***'));
  for (const pair of [
    '{ "key" : "db.password" ,\n "value" : "hunter2x" }',
    '{"Value":"hunter2x","Name":"DB_PASSWORD"}',
    '{"ParameterKey":"DBPassword","ParameterValue":"hunter2x"}',
    '{"name":"API_TOKEN","value":"hunter2x\\u0021"}',
  ]) {
    assert.equal(mask(pair), pair.replace(/hunter2x(?:\\u0021)?/, '***'));
  }
  const nested = JSON.stringify({ payload: env });
  assert.equal(mask(nested), nested.replace('hunter2x', '***'));
});

test('other names, and what is no value, stay', () => {
  for (const pair of [
    '{"name":"LOG_LEVEL","value":"hunter2x"}',
    '{"name":"DB_PASSWORD","other":"x","value":"hunter2x"}',
    '{"title":"DB_PASSWORD","value":"hunter2x"}',
    '{"name":"DB_PASSWORD","value":"${DB_PASSWORD}"}',
    '{"name":"DB_PASSWORD","value":7}',
    '[{"name":"DB_PASSWORD"},{"value":"hunter2x"}]',
  ]) {
    assert.equal(mask(pair), pair);
  }
});

test('several names stand beside values of one path', () => {
  const list = Array.from({ length: 40 }, (_, index) => {
    return { name: index % 2 ? `SECRET_PASSWORD_${index}` : `NAME_${index}`, value: 'hunter2x' };
  });
  const masked = JSON.parse(mask(JSON.stringify(list))) as { value: string }[];
  assert.deepEqual(
    masked.map(({ value }) => value),
    list.map((_, index) => (index % 2 ? '***' : 'hunter2x')),
  );
});

test('JSON in such a value is walked, however it begins', () => {
  const inner = [{ field: 'value.value.inner', action: 'mask' }] as const;
  for (const begin of ['', ' ', '\n', '\ufeff']) {
    const value = `${begin}{"inner":"x1","other":"x2"}`;
    const json = JSON.stringify({ name: 'DB_PASSWORD', value });
    const { bytes } = inspectUnit([...rules, ...inner], [{ field: 'value', bytes: json }]);
    const masked = JSON.parse(bytes.toString()) as { value: string };
    assert.equal(masked.value, value.replace('x1', '***'), JSON.stringify(begin));
  }
});
