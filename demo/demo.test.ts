import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { protocols } from '../proxies/index.ts';
import type { DemoClient } from './clients/client.ts';
import { compare, Expectations, leavesOf } from './compare.ts';
import { type Person, people } from './data/people.ts';
import { runDemo } from './index.ts';

const client = {
  resource: 'mysql:shop.customers',
  masked: { email: 'email', card: 'card', born: 'born', note: 'note' },
} as unknown as DemoClient;

const row = {
  id: 1,
  email: 'iota.1@example.com',
  card: '4000 0000 9926 7496',
  born: '1975-06-05',
  note: 'write to iota.1@example.com, not to the office',
};
const token = 'al755rpsrn7nc4wl@masked.invalid';
const masked = {
  id: 1,
  email: token,
  card: '**** **** **** 7496',
  born: '1975-01-01',
  note: `write to ${token}, not to the office`,
};

function faultsOf(straight: object, gate: object | undefined): string[] {
  const unit = (value: object) => ({ id: 1, value: value as Record<string, unknown> });
  const expectations = new Expectations();
  expectations.check(client, compare([unit(straight)], gate ? [unit(gate)] : []));
  return expectations.faults;
}

test('what policy says is accepted, anything else is told', () => {
  assert.deepEqual(faultsOf(row, masked), []);
  for (const [name, value] of Object.entries({
    email: row.email,
    card: row.card,
    born: row.born,
    note: row.note,
    id: 2,
  })) {
    assert.equal(faultsOf(row, { ...masked, [name]: value }).length, 1, name);
  }
  assert.equal(faultsOf(row, { ...masked, more: 1 }).length, 1, 'a field that was not there');
  assert.equal(
    faultsOf(row, { ...masked, note: `write to ${token.replace('a', 'b')}, not` }).length,
    1,
    'another token',
  );
  assert.equal(faultsOf(row, undefined).length, 1, 'a row that did not come through');
});

test('what holds a credential must not come through', () => {
  const leaky = { ...row, note: 'session eyJhbGciOiJIUzI1NiJ9' };
  assert.deepEqual(faultsOf(leaky, undefined), []);
  assert.equal(faultsOf(leaky, masked).length, 1);
});

test('leaves are named as the gate names them', () => {
  const value = { a: { b: [{ c: 1 }, { c: 2 }] }, at: new Date(0), none: null };
  assert.deepEqual(
    [...leavesOf(value)],
    [
      ['a.b[].c', '1 | 2'],
      ['at', '1970-01-01T00:00:00.000Z'],
      ['none', 'null'],
    ],
  );
});

test('the data is the same from one seed, and cards pass Luhn', () => {
  const take = (seed: number) => {
    const source = people(seed);
    return Array.from({ length: 50 }, () => source.next().value as Person);
  };
  assert.deepEqual(take(1), take(1));
  assert.notDeepEqual(take(1), take(2));
  for (const { card } of take(3)) {
    const sum = Array.from(card, Number).reduce((total, digit, index) => {
      const doubled = digit * (index % 2 === 0 ? 2 : 1);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
    assert.equal(sum % 10, 0, card);
  }
});

test('one round shows all three protocols, and the clients see what policy says', async () => {
  const lines: string[] = [];
  const isRight = await runDemo({
    protocols,
    once: true,
    seed: 3,
    colour: true,
    out: (line) => lines.push(stripVTControlCharacters(line)),
    signal: new AbortController().signal,
  });
  const text = lines.join('\n');
  assert.ok(isRight, text);
  for (const { name } of protocols) assert.match(text, new RegExp(`^${name}:`, 'm'));
  assert.match(text, /policy\.yaml:\d+ last four of card numbers/);
  assert.match(text, /120 values masked, 6 units dropped/);
});

test('live traffic goes on until it is told to end', async () => {
  const end = new AbortController();
  let decisions = 0;
  const isRight = await runDemo({
    protocols,
    once: false,
    seed: 4,
    colour: false,
    out: (line) => {
      if (/^\d\d:\d\d:\d\d {2}mask/.test(line) && ++decisions === 8) end.abort();
    },
    signal: end.signal,
  });
  assert.ok(isRight);
  assert.ok(decisions >= 8);
});
