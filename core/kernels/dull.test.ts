import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addDull,
  addForm,
  emitAnyVerdict,
  forgetDull,
  holdDull,
  holdsDull,
  JsonLeaves,
  newRoot,
  Shape,
  setForeign,
  setVerdict,
  unknownPath,
  walkJson,
  wantedVerdict,
} from './index.ts';

const leaves = new JsonLeaves();
const wanted = Shape.DIGITS | Shape.UNICODE;

function wantedRoot(): number {
  const root = newRoot();
  setVerdict(root, wantedVerdict);
  return root;
}

/** How many leaves a walk under `plan` emits for the one string at `root`. */
function emitted(root: number, text: string, plan: number): number {
  const bytes = Buffer.from(JSON.stringify(text));
  return walkJson(bytes, 0, bytes.length, wanted, leaves, root, emitAnyVerdict, false, plan);
}

function add(root: number, text: string): void {
  const bytes = Buffer.from(`<${text}>`);
  addDull(root, bytes, 1, bytes.length - 1);
}

test('a dull string is let go under its plan, until it is forgotten', () => {
  const root = wantedRoot();
  assert.equal(emitted(root, 'silver', 5), 1);
  holdDull(root, 5);
  add(root, 'silver');
  assert.equal(emitted(root, 'silver', 5), 0);
  assert.equal(emitted(root, 'silver', 6), 1, 'another plan');
  assert.equal(emitted(root, 'silver', 0), 1, 'no plan');
  assert.equal(emitted(root, 'silver\u00a0', 5), 1, 'beyond ASCII');
  assert.equal(emitted(wantedRoot(), 'silver', 5), 1, 'another path');
  forgetDull(root, 6);
  assert.equal(emitted(root, 'silver', 5), 0);
  forgetDull(root, 5);
  assert.equal(holdsDull(root, 5), false);
  holdDull(root, 5);
  assert.equal(emitted(root, 'silver', 5), 1);
});

test('what has a shape, and what a new path holds, is emitted whatever is known', () => {
  const root = wantedRoot();
  holdDull(root, 5);
  add(root, '4111111111111111');
  assert.equal(emitted(root, '4111111111111111', 5), 1);
  add(root, 'silver');
  setVerdict(root, wantedVerdict | 1);
  assert.equal(emitted(root, 'silver', 5), 1);
  holdDull(unknownPath, 5);
  assert.equal(holdsDull(unknownPath, 5), false);
});

test('strings of a form are let go where it is that of foreign ones', () => {
  const root = wantedRoot();
  // Any text with an exclamation mark.
  const next = Uint32Array.from({ length: 3 * 128 }, (_, at) =>
    at < 128 ? 0 : at < 256 && at !== 128 + 33 ? 128 : 256,
  );
  const form = addForm({ next, labels: Uint8Array.of(0, 0, 1) }, 'NONE');
  holdDull(root, 5);
  setForeign(root, form);
  assert.equal(emitted(root, 'go!', 5), 0);
  assert.equal(emitted(root, 'go', 5), 1);
  assert.equal(emitted(root, `${'o'.repeat(200)}!`, 5), 1, 'too long for forms');
  holdDull(root, 5);
  assert.equal(emitted(root, 'go!', 5), 1);
});

test('only what was added is let go', () => {
  const texts = fc.string({ unit: fc.constantFrom(...'ab-_ c'), maxLength: 20 });
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 60 }), fc.array(texts), (added, asked) => {
      const root = wantedRoot();
      holdDull(root, 7);
      for (const text of added) add(root, text);
      const known = new Set(added);
      for (const text of [...asked, ...added.map((text) => `${text}x`)]) {
        if (!known.has(text)) assert.equal(emitted(root, text, 7), 1, text);
      }
      const last = added.at(-1);
      if (last !== undefined && last.length <= 16) assert.equal(emitted(root, last, 7), 0, last);
    }),
    { seed: 20261124, numRuns: 300 },
  );
});
