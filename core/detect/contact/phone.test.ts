import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getExampleNumber } from 'libphonenumber-js';
import examples from 'libphonenumber-js/mobile/examples';
import { allShapes } from '../../kernels/shapes.ts';
import type { Finding } from '../detector.ts';
import { createDetection } from '../index.ts';

const detection = createDetection();

function phones(text: string, name: string): string[] {
  const findings: Finding[] = [];
  detection.inspect(text, 'text', allShapes, detection.field('', name ? [name] : []), findings);
  return findings
    .filter((one) => one.class === 'pii.phone')
    .map((one) => text.slice(one.start, one.end));
}

const countries = Object.keys(examples) as (keyof typeof examples)[];

test('the example number of every country is found in international form', () => {
  assert.ok(countries.length > 200);
  for (const country of countries) {
    const number = getExampleNumber(country as never, examples as never);
    if (!number) continue;
    for (const text of [number.number, number.formatInternational()]) {
      assert.deepEqual(phones(text, ''), [text], country);
      assert.deepEqual(phones(`call ${text} today`, ''), [text], country);
    }
  }
});

test('the example number of every country is found in national form in a field named for it', () => {
  for (const country of countries) {
    const number = getExampleNumber(country as never, examples as never);
    if (!number || number.nationalNumber.length < 7) continue;
    const text = number.formatNational();
    assert.deepEqual(phones(text, 'phone'), [text], country);
  }
});
