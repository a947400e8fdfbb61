import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allShapes } from '../kernels/index.ts';
import type { Finding } from './detector.ts';
import { createDetection } from './index.ts';

const detection = createDetection();

/** A field that has settled on such values, and how it judges the next one at a glance. */
function settledOn(name: string, sample: (i: number) => string) {
  const facts = detection.field('test:routine', [name]);
  const findings: Finding[] = [];
  const inspect = (text: string) => {
    detection.inspect(text, 'text', allShapes, facts, findings);
    return findings.map(({ class: found }) => found);
  };
  for (let i = 0; i < 400; i++) inspect(sample(i));
  assert.equal(facts.settled, true);
  const glance = (text: string, told = 0) => {
    const bytes = Buffer.from(text);
    const judged = detection.routine(bytes, 0, bytes.length, facts, told);
    if (judged !== undefined) return judged?.class;
    // Now and then a value is let go the long way, to be learnt from.
    inspect(sample(0));
    return detection.routine(bytes, 0, bytes.length, facts, told)?.class;
  };
  return { facts, inspect, glance };
}

const given = ['Anna', 'Bert', 'Clara', 'David', 'Emma'];
const family = ['Schmidt', 'Meyer', 'Becker', 'Wagner', 'Klein', 'Wolf', 'Braun'];
const nameOf = (i: number) => `${given[i % 5]} ${family[i % 7]}`;

test('names in a field of names are known at a glance, again and again', () => {
  const { glance } = settledOn('fullName', nameOf);
  for (let i = 0; i < 40; i++) assert.equal(glance(nameOf(i)), 'pii.name');
  assert.equal(glance('Zorka Petrowa'), 'pii.name');
});

test('what is no name, is masked already, or has blanks around it takes the long way', () => {
  const { glance } = settledOn('customerName', nameOf);
  const others = [
    'joe@example.com',
    'An** ******',
    'tok_abcdefghijklmnop',
    ' Anna Klein',
    '',
    '4711',
  ];
  for (const other of others) assert.equal(glance(other), undefined, other);
});

test('a card in a field of streets is found for itself', () => {
  const { glance, inspect } = settledOn('street', (i) => `Hauptstrasse ${i}`);
  assert.equal(glance('Hauptstrasse 500'), 'pii.address');
  const withCard = 'Hauptstrasse 5, card 4111111111111111';
  assert.equal(glance(withCard), undefined);
  assert.deepEqual(inspect(withCard), ['pii.address', 'pci.pan']);
  assert.equal(glance('Hauptstrasse 5, joe@example.com'), undefined);
});

test('the label of a form is believed only where the form is that of the field', () => {
  const { facts, glance } = settledOn('contactEmail', (i) => `user${i}@example.com`);
  assert.ok(facts.form > 0);
  assert.equal(glance('no address', facts.form * 256 + 1), 'pii.email');
  assert.equal(glance('no address', facts.form * 256), undefined);
  assert.equal(glance('no address', (facts.form + 1) * 256 + 1), undefined);
});

test('addresses of networks are known at a glance, versions are not', () => {
  const { glance } = settledOn('clientIp', (i) => `203.0.${i % 250}.${(i * 7) % 250}`);
  for (const address of ['198.51.100.7', '10.0.0.1', '2001:db8::1']) {
    assert.equal(glance(address), 'net.ip', address);
  }
  for (const other of ['1.2.3', '300.1.1.1', '10.0.0.1.5', 'fe80', 'host-1']) {
    assert.equal(glance(other), undefined, other);
  }
  const { glance: glanceMac } = settledOn('macAddress', (i) => `00:1a:2b:3c:4d:${10 + (i % 90)}`);
  assert.equal(glanceMac('00:1A:2B:3C:4D:5E'), 'net.mac');
  assert.equal(glanceMac('ff:ff:ff:ff:ff:ff'), undefined);
});
