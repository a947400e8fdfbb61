import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDetection } from './index.ts';
import { ValueScanner } from './scan-value.ts';

const scanner = new ValueScanner(createDetection());

function scan(value: unknown): string[] {
  return scanner.scan('kafka:pairs', value).map(({ path, class: name }) => `${path} ${name}`);
}

test('a value has the name that stands beside it', () => {
  for (const [name, value] of [
    ['name', 'value'],
    ['key', 'value'],
    ['Name', 'Value'],
    ['ParameterKey', 'ParameterValue'],
  ]) {
    assert.deepEqual(scan([{ [name]: 'DB_PASSWORD', [value]: 'hunter2x' }]), [
      `$[0].${value} secret.password`,
    ]);
  }
  assert.deepEqual(scan({ value: 'hunter2x', name: 'db.password' }), ['$.value secret.password']);
  assert.deepEqual(scan({ key: 'db.password', value: { stringValue: 'hunter2x' } }), [
    '$.value.stringValue secret.password',
  ]);
  assert.deepEqual(scan({ name: 'X-Api-Key', value: 'k3yA8Jk2mQ9xZ1p' }), [
    '$.value secret.generic',
  ]);
});

test('so have what persons have, papers and contact points', () => {
  for (const [value, found] of [
    [{ key: 'dob', value: '1970-01-31' }, 'value pii.dob'],
    [{ attribute: 'fullName', value: 'Isa Osborn' }, 'value pii.name'],
    [{ system: 'phone', value: '0171 2345678' }, 'value pii.phone'],
    [{ type: 'PASSPORT', documentNumber: 'B33685141' }, 'documentNumber pii.passport'],
    [{ type: 'mobile', number: '01712345678' }, 'number pii.phone'],
    [{ type: { coding: [{ code: 'MR' }] }, value: '27520552' }, 'value med.mrn'],
    [{ system: 'http://hl7.org/fhir/sid/us-ssn', value: '444222222' }, 'value pii.ssn'],
  ] as const) {
    assert.deepEqual(scan(value), [`$.${found}`], JSON.stringify(value));
  }
});

test('so it has in JSON inside a text', () => {
  const text = JSON.stringify({ env: [{ value: 'hunter2x', name: 'DB_PASSWORD' }] });
  const [found] = scanner.scan('kafka:pairs', { text });
  assert.equal(text.slice(found.start, found.end), 'hunter2x');
});

test('names of other things, and texts about secrets, say nothing', () => {
  const harmless = [
    { name: 'LOG_LEVEL', value: 'hunter2x' },
    { name: 'max_tokens', value: '4096' },
    { key: 'token_type', value: 'bearer' },
    { key: 'login.password', value: 'Password' },
    { key: 'password.hint', value: 'Enter your password' },
    { name: 'the password was changed', value: 'hunter2x' },
    { name: 'DB_PASSWORD', description: 'hunter2x' },
    { name: 'Name', value: 'Pro Plan' },
    { type: 'invoice', number: 'B33685141' },
    { type: { coding: [{ code: 'VN' }] }, value: '27520552' },
    { id: 'DB_PASSWORD', value: '${DB_PASSWORD}' },
  ];
  for (const one of harmless) assert.deepEqual(scan(one), [], JSON.stringify(one));
});

test('the private members of a JSON Web Key are a private key', () => {
  const d = 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI';
  const open = { kty: 'EC', crv: 'P-256', x: d, y: d, kid: d };
  assert.deepEqual(scan({ keys: [open] }), []);
  assert.deepEqual(scan({ keys: [{ ...open, d }] }), ['$.keys[0].d secret.private_key']);
  assert.deepEqual(scan(JSON.stringify({ ...open, d })), ['$ secret.private_key']);
});
