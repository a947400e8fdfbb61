import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from '../../test/bench/records.ts';
import {
  emitAnyVerdict,
  JsonLeaves,
  knownVerdict,
  newRoot,
  setForm,
  setVerdict,
  walkJson,
} from '../kernels/index.ts';
import { builtins } from './builtins.ts';
import { Automaton } from './check/automaton.ts';
import { Engine } from './engine.ts';
import { wholeOf } from './routine.ts';

const engine = new Engine(builtins);
const leaves = new JsonLeaves();

/** For each state how many bytes at least are missing to a match. */
function distances({ next, labels }: Automaton): number[] {
  const missing = [...labels].map((label) => (label === 0 ? Number.POSITIVE_INFINITY : 0));
  for (let changed = true; changed; ) {
    changed = false;
    for (let state = 1; state < missing.length; state += 1) {
      for (let byte = 0; byte < 128; byte += 1) {
        const through = missing[next[state * 128 + byte] >>> 7] + 1;
        if (through >= missing[state]) continue;
        missing[state] = through;
        changed = true;
      }
    }
  }
  return missing;
}

/** A text that matches, drawn at random. */
function drawn(automaton: Automaton, missing: readonly number[], random: () => number): string {
  const { next, labels } = automaton;
  let text = '';
  for (let state = 1; ; ) {
    if (labels[state] !== 0 && (random() < 0.3 || text.length > 60)) return text;
    const bytes = Array.from({ length: 128 }, (_, byte) => byte).filter((byte) => {
      const left = missing[next[state * 128 + byte] >>> 7];
      return text.length < 40 ? left < Number.POSITIVE_INFINITY : left < missing[state];
    });
    if (bytes.length === 0) return text;
    const byte = bytes[Math.floor(random() * bytes.length)];
    text += String.fromCharCode(byte);
    state = next[state * 128 + byte] >>> 7;
  }
}

/** What the walk says of `text` at a path with `form`. */
function told(text: string, form: number): number {
  const bytes = Buffer.from(JSON.stringify(text));
  const root = newRoot();
  setVerdict(root, knownVerdict);
  setForm(root, form);
  assert.equal(walkJson(bytes, 0, bytes.length, 1, leaves, root, emitAnyVerdict), 1);
  if (!leaves.untold(0)) return 0;
  assert.equal(leaves.shapes(0) >>> 8, form);
  return leaves.shapes(0) & 0xff;
}

for (const [index, detector] of builtins.entries()) {
  const forms = detector.forms?.filter(({ pattern }) => Automaton.of(pattern)) ?? [];
  // Some have more states together than one automaton may.
  if (forms.length === 0 || engine.form(index).number === 0) continue;
  test(`what the forms of ${detector.id} tell weighs what the detector says`, () => {
    const { number, weights } = engine.form(index);
    const whole = wholeOf(detector, engine.alone(index).tokens);
    const random = seeded(20261124);
    let count = 0;
    for (const { pattern } of forms) {
      const automaton = Automaton.of(pattern) as Automaton;
      const missing = distances(automaton);
      for (let i = 0; i < 60; i += 1) {
        const one = drawn(automaton, missing, random);
        const ends = detector.formCheck === 'LUHN' ? '0123456789' : one.slice(-1);
        for (const end of ends) {
          const text = one.slice(0, -1) + end;
          const label = told(text, number);
          if (label === 0) continue;
          const bytes = Buffer.from(text);
          assert.equal(whole(bytes, 0, bytes.length), weights[label], text);
          count += 1;
        }
      }
    }
    assert.ok(count > 20, `only ${count} were told`);
  });
}

test('the kernels hold the forms of nearly all detectors that have some', () => {
  const all = [...builtins.keys()].filter((index) => builtins[index].forms?.length);
  const held = all.filter((index) => engine.form(index).number > 0);
  assert.ok(held.length > all.length * 0.8, `${held.length} of ${all.length}`);
});

test('an engine made anew takes no further room', () => {
  const again = new Engine([...builtins]);
  for (const index of builtins.keys()) {
    assert.equal(again.form(index).number, engine.form(index).number);
  }
});
