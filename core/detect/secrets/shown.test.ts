/** Secrets known by a name beside them, with the shapes that the scan raises: as the gate sees them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shapesOfText } from '../../kernels/index.ts';
import { allShapes } from '../../kernels/shapes.ts';
import { deepScan, type Finding } from '../detector.ts';
import { createDetection } from '../index.ts';
import { isShown } from './values.ts';

const detection = createDetection();
const drawn = ['Kp4Qx7Rm2Sn5', 'Tb8Vw3YzKp4Q', 'x7Rm2Sn5'].join('');
const hex = ['4c9a8f6e3b7d1a2c', '5e8f0b9d6a3c4e1f'].join('');

function found(text: string): string[] {
  const findings: Finding[] = [];
  const shapes = shapesOfText(text);
  if (shapes !== 0) detection.inspect(text, 'text', shapes, detection.field('', []), findings);
  return findings.map(({ start, end }) => text.slice(start, end));
}

test('names of services, glued names, beginnings and sentences show their values', () => {
  for (const text of [
    `mastodon=${drawn}`,
    `schoologykey: "${drawn}"`,
    `please use the api key ${drawn} for now`,
    `request failed for https://api.example.com/?key=${drawn}`,
  ]) {
    assert.deepEqual(found(text), [drawn], text);
  }
  assert.deepEqual(found(`retool_api_${drawn}`), [`retool_api_${drawn}`]);
  assert.deepEqual(found('Your new password is N3wP4ss99'), ['N3wP4ss99']);
});

test('what the scan shows by another shape is left to names that it knows', () => {
  assert.equal(isShown(drawn), true);
  assert.equal(isShown(hex), false);
  assert.equal(isShown('4c9a8f6e-3b7d-4a2c-8e8f-0b9d6a3c4e1f'), false);
  assert.deepEqual(found(`mastodon=${hex}`), []);
  assert.deepEqual(found(`mastodon_token=${hex}`), [hex]);
});

test('a scan knows a phrase of words, and talk about one', () => {
  const findings: Finding[] = [];
  const field = detection.field('', []);
  const words = 'copper violet harbor ember';
  detection.inspect(`Passphrase: ${words}`, 'text', allShapes | deepScan, field, findings);
  assert.deepEqual(
    findings.map(({ start, end }) => [start, end]),
    [[12, 12 + words.length]],
  );
  findings.length = 0;
  const talk = 'Passphrase: enter the words that you were given';
  detection.inspect(talk, 'text', allShapes | deepScan, field, findings);
  assert.deepEqual(findings, []);
});

test('harmless values of the same outline are let go', () => {
  for (const text of [
    `cus_${drawn.slice(0, 14)}`,
    `next_page_token=${drawn}`,
    `https://cdn.example.com/media/${drawn}/photo.jpg`,
    `request ${drawn} took 12 ms`,
    `partitionkey: ${drawn}`,
  ]) {
    assert.deepEqual(found(text), [], text);
  }
});
