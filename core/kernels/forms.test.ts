import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addForm,
  emitAnyVerdict,
  type FormTable,
  JsonLeaves,
  knownVerdict,
  newRoot,
  setForm,
  setVerdict,
  unknownPath,
  verdictOf,
  walkJson,
} from './index.ts';

/** Digits, any number of them but none: label 7. */
const digits: FormTable = { next: new Uint32Array(3 * 128), labels: Uint8Array.of(0, 0, 7) };
for (let code = 48; code <= 57; code++) {
  digits.next[128 + code] = 256;
  digits.next[256 + code] = 256;
}
const leaves = new JsonLeaves();

/** What the walk says of the one string of `json`, at a path with `form`. */
function told(json: string, form: number): number | undefined {
  const root = newRoot();
  setVerdict(root, knownVerdict);
  setForm(root, form);
  const bytes = Buffer.from(json);
  assert.equal(walkJson(bytes, 0, bytes.length, 1, leaves, root, emitAnyVerdict), 1);
  return leaves.untold(0) ? leaves.shapes(0) : undefined;
}

test('a string is told by the form of its path, and by no other', () => {
  const form = addForm(digits, 'NONE');
  assert.ok(form > 0);
  assert.equal(told('"4711"', form), form * 256 + 7);
  assert.equal(told('"47a1"', form), form * 256);
  assert.equal(told('""', form), form * 256);
  assert.equal(told('"4711"', 0), 0);
});

test('Luhn is checked where it is asked for', () => {
  const form = addForm(digits, 'LUHN');
  assert.equal(told('"4111111111111111"', form), form * 256 + 7);
  assert.equal(told('"4111111111111112"', form), form * 256);
});

test('what is too long, or is written with escapes, is told by no form', () => {
  const form = addForm(digits, 'NONE');
  assert.equal(told(`"${'4'.repeat(128)}"`, form), form * 256 + 7);
  assert.equal(told(`"${'4'.repeat(129)}"`, form), 0);
  assert.equal(told('"\\u0034"', form), undefined);
});

test('a form for which there is no room is none, and that of the unknown path stays', () => {
  const large: FormTable = {
    next: new Uint32Array(255 * 128),
    labels: new Uint8Array(255),
  };
  let last = 1;
  for (let i = 0; i < 200 && last !== 0; i++) last = addForm(large, 'NONE');
  assert.equal(last, 0);
  setForm(unknownPath, 1);
  assert.equal(verdictOf(unknownPath), 1);
  assert.throws(() => setForm(-1, 1), RangeError);
});
