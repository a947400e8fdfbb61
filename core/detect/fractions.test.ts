/** The digits behind a decimal point are no card number or identifier, whatever check they pass. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allShapes } from '../kernels/shapes.ts';
import { allExamples, parseExample } from './all-examples.ts';
import type { Finding } from './detector.ts';
import { createDetection, deepScan } from './index.ts';

const detection = createDetection();

function found(text: string, steps: readonly string[] = []): string[] {
  const findings: Finding[] = [];
  const field = detection.field('', steps);
  detection.inspect(text, 'text', allShapes | deepScan, field, findings);
  return findings.map(({ class: name, start, end }) => `${name} ${text.slice(start, end)}`);
}

test('no digits behind a decimal point are found by themselves', () => {
  const values = allExamples
    .flatMap(({ finds, named }) => [
      ...(finds ?? []).map((example) => {
        const { text, start, end } = parseExample(example);
        return text.slice(start, end);
      }),
      ...Object.values(named ?? {}).flat(),
    ])
    .filter((value) => /^\d{6,}$/.test(value));
  assert.ok(values.length > 30);
  for (const value of values) {
    for (const text of [`0.${value}`, `score=12.${value} ok`, `-3.${value}, 7.${value}`]) {
      assert.deepEqual(found(text), [], text);
    }
    assert.deepEqual(found(`k0.${value}`, [`k0.${value}`]), [], value);
  }
});

test('a point behind letters is no decimal point, and grouped digits are no fraction', () => {
  assert.deepEqual(found('No.4111111111111111'), ['pci.pan 4111111111111111']);
  assert.deepEqual(found('see 12.4111 1111 1111 1111'), ['pci.pan 4111 1111 1111 1111']);
});

test('a word or the name of the field says that they are more', () => {
  assert.deepEqual(found('card 1.4111111111111111'), ['pci.pan 4111111111111111']);
  assert.deepEqual(found('1.4111111111111111', ['card_number']), ['pci.pan 4111111111111111']);
});
