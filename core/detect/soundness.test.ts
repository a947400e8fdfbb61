/**
 * The scan decides which texts detectors ever see. So for any text, what is found when every shape is
 * claimed must be found as well with the shapes that the scan itself raises: nothing that a detector
 * matches may hide from the scan, however it is written.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shapesOfText } from '../kernels/index.ts';
import { shapesOfReference } from '../kernels/shapes.reference.ts';
import { allShapes } from '../kernels/shapes.ts';
import { allExamples, parseExample } from './all-examples.ts';
import type { Finding } from './detector.ts';
import { createDetection } from './index.ts';

const detection = createDetection();

/** Findings as `detector start end`, in a field without name, of which nothing is learnt. */
function found(text: string, shapes: number): string[] {
  const findings: Finding[] = [];
  detection.inspect(text, 'text', shapes, detection.field('', []), findings);
  return findings.map(({ detector, start, end }) => `${detector} ${start} ${end}`);
}

const examples = allExamples.flatMap(({ finds, misses }) => [
  ...(finds ?? []).map((example) => parseExample(example).text),
  ...(misses ?? []),
]);

const noBreak = '\u00a0';
const ways: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll(' ', noBreak),
  (text) => text.replaceAll(' ', '\u2009').replaceAll('-', '\u2011'),
  (text) => text.replace(/[0-9]/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
  (text) => text.replace(/[0-9]/g, (digit) => String.fromCharCode(0x660 + Number(digit))),
  (text) => text.replace(/[@.0-9]/g, (char) => `%${char.charCodeAt(0).toString(16)}`),
  (text) => text.replace(/[@0-9]/g, (char) => `&#${char.charCodeAt(0)};`),
  (text) => text.replace(/[@0-9a-c]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(JSON.stringify({ a: text })).toString('base64url'),
  (text) => JSON.stringify({ a: JSON.stringify({ b: text }) }),
  (text) => text.replaceAll('@', '\uff20').replaceAll('.', '\uff0e'),
  (text) => text.replace(/(?<=[0-9])(?=[0-9])/g, '\u200b'),
];

const glue = fc.constantFrom(
  '',
  ' ',
  ', ',
  '"',
  '(',
  '\n',
  ': ',
  '=',
  '/',
  ' 12 ',
  'x ',
  '_',
  '-',
  '.',
  '\t',
  '€',
  '日本',
);
const around = fc.record({
  example: fc.constantFrom(...examples),
  way: fc.constantFrom(...ways),
  before: fc.array(glue, { maxLength: 3 }),
  behind: fc.array(glue, { maxLength: 3 }),
  second: fc.option(fc.constantFrom(...examples)),
});

test('what detectors find, the scan has flagged', () => {
  fc.assert(
    fc.property(around, ({ example, way, before, behind, second }) => {
      const text = before.join('') + way(example) + behind.join('') + (second ?? '');
      assert.deepEqual(
        found(text, shapesOfText(text)),
        found(text, allShapes),
        JSON.stringify(text),
      );
    }),
    { seed: 20261124, numRuns: 1500 },
  );
});

test('every example is flagged as it stands, by the kernel and by its definition', () => {
  for (const text of examples) {
    for (const way of ways) {
      const written = way(text);
      const bytes = Buffer.from(written);
      const all = found(written, allShapes);
      assert.deepEqual(found(written, shapesOfText(written)), all, JSON.stringify(written));
      const shapes = shapesOfReference(bytes, 0, bytes.length);
      assert.deepEqual(found(written, shapes), all, JSON.stringify(written));
    }
  }
});
