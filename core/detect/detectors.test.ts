import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allShapes } from '../kernels/shapes.ts';
import { allExamples, parseExample } from './all-examples.ts';
import type { Finding } from './detector.ts';
import type { DetectorExamples } from './examples.ts';
import { builtins, createDetection, deepScan } from './index.ts';
import { never } from './weigh.ts';

const everything = allShapes | deepScan;
let fields = 0;

/** Findings of `detector` in a field that no other test has used. */
function find(text: string, detector: string, name: string): Finding[] {
  const detection = createDetection();
  const findings: Finding[] = [];
  fields += 1;
  const field = detection.field(`kafka:t${fields}`, [name]);
  detection.inspect(text, 'text', everything, field, findings);
  return findings.filter((finding) => finding.detector.startsWith(detector));
}

function check({ detector, finds, named, misses, namedMisses }: DetectorExamples): void {
  for (const example of finds ?? []) {
    const { text, start, end } = parseExample(example);
    const found = find(text, detector, 'f1').map((one) => [one.start, one.end]);
    assert.deepEqual(found, [[start, end]], `${detector} in ${example}`);
  }
  for (const [name, values] of Object.entries(named ?? {})) {
    for (const value of values) {
      const found = find(value, detector, name).map((one) => [one.start, one.end]);
      assert.deepEqual(found, [[0, value.length]], `${detector} in ${name}: ${value}`);
    }
  }
  for (const text of misses ?? []) {
    assert.deepEqual(find(text, detector, 'f1'), [], `${detector} not in ${text}`);
  }
  for (const [name, values] of Object.entries(namedMisses ?? {})) {
    for (const value of values) {
      assert.deepEqual(find(value, detector, name), [], `${detector} not in ${name}: ${value}`);
    }
  }
}

for (const examples of allExamples)
  test(`${examples.detector} on its examples`, () => check(examples));

test('every built-in detector has examples', () => {
  const covered = allExamples.map(({ detector }) => detector);
  const without = builtins
    .map(({ id }) => id)
    .filter((id) => !covered.some((one) => id.startsWith(one)));
  assert.deepEqual(without, []);
});

test('what is known at first glance is found at length as well', () => {
  const detection = createDetection();
  const findings: Finding[] = [];
  const texts = allExamples.flatMap(({ finds, named, misses }) => [
    ...(finds ?? []).map((example) => parseExample(example).text),
    ...Object.values(named ?? {}).flat(),
    ...(misses ?? []),
  ]);
  let claims = 0;
  for (const detector of builtins) {
    for (const text of texts) {
      const bytes = Buffer.from(text);
      const weight = detector.whole?.(bytes, 0, bytes.length) ?? never;
      if (weight <= never) continue;
      claims += 1;
      detection.inspect(text, 'text', everything, detection.field('', []), findings);
      const overlap = findings.some((one) => one.start < text.length && one.end > 0);
      assert.ok(overlap || weight < 0, `${detector.id} claims ${text}`);
    }
  }
  assert.ok(claims > 30);
});

test('no value holds what its detector excludes', () => {
  const texts = allExamples.flatMap(({ named }) => Object.values(named ?? {}).flat());
  let asked = 0;
  for (const { id, excluded, value } of builtins) {
    if (!excluded || !value) continue;
    const property = fc.property(
      fc.constantFrom(...texts, 'Anna Kovács', 'Dr. J. (Joe) de la Cruz'),
      fc.nat(),
      fc.constantFrom(...excluded),
      (text, at, character) => {
        const place = at % (text.length + 1);
        const changed = text.slice(0, place) + character + text.slice(place);
        assert.equal(value(changed, 'text'), never, `${id} ${changed}`);
      },
    );
    fc.assert(property, { seed: 20261124, numRuns: 1_000 });
    asked += 1;
  }
  assert.ok(asked >= 3);
});
