import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDetection } from '../detect/index.ts';
import { EventHub } from '../events.ts';
import type { Plan, Rule } from '../policy/plan.ts';
import { client, utf8 } from './harness.double.ts';
import { Verdict } from './inspector.ts';
import { PathTable } from './paths.ts';
import { SessionInspector } from './session-inspector.ts';

/** Inspects one JSON text after the other; tells what the detectors were asked about, and what became of it. */
function inspectorOf(resource: string, rules: Rule[] = []) {
  const detection = createDetection();
  const asked: string[] = [];
  const ask = detection.inspect.bind(detection);
  detection.inspect = (text, ...rest) => {
    asked.push(text);
    ask(text, ...rest);
  };
  const plan: Plan = {
    resource,
    access: undefined,
    accessShadows: [],
    inspects: true,
    detection,
    fieldRules: () => rules,
    anyFieldRules: () => rules,
    classRules: () => [],
  };
  const policy = { revision: 1, inspects: () => true, plan: () => plan };
  const paths = new PathTable();
  const inspector = new SessionInspector(client, { policy }, new EventHub(), paths);
  const root = paths.root(resource);
  let verdict: Verdict = Verdict.keep;
  const inspect = (value: unknown): string[] => {
    const bytes = Buffer.from(JSON.stringify(value));
    asked.length = 0;
    inspector.begin();
    inspector.unit(bytes, 'read');
    inspector.leaf(utf8, 0, bytes.length, root, 0);
    verdict = inspector.end();
    inspector.finish();
    return [...asked];
  };
  return { inspect, verdict: () => verdict };
}

test('a string in which nothing was found is asked about again once its field has learnt', () => {
  const { inspect } = inspectorOf('test:dull');
  assert.deepEqual(inspect({ address: { city: 'silver' } }), ['silver']);
  assert.deepEqual(inspect({ address: { city: 'silver' } }), []);
  assert.deepEqual(inspect({ address: { city: 'silver' } }), []);
  assert.deepEqual(inspect({ address: { town: 'silver' } }), ['silver'], 'another field');
  assert.deepEqual(inspect({ address: { city: 'joe@example.com' } }), ['joe@example.com']);
  assert.deepEqual(inspect({ address: { city: 'silver' } }), ['silver']);
});

test('what nothing holds that the field is named for is asked about once it has learnt', () => {
  const { inspect } = inspectorOf('test:foreign');
  const strange = 'no address 123';
  for (let i = 0; i < 3; i++) assert.deepEqual(inspect({ contact: `${strange}${i}` }), []);
  inspect({ contact: 'joe@example.com' });
  assert.deepEqual(inspect({ contact: `${strange}4` }), [`${strange}4`]);
});

test('a dull string below rules on the field is seen each time', () => {
  const rule: Rule = {
    action: 'block',
    shadow: false,
    mask: undefined,
    policy: 'test',
    source: 'test:1',
    minConfidence: 0.5,
  };
  const { inspect, verdict } = inspectorOf('test:ruled', [rule]);
  for (let i = 0; i < 3; i++) {
    inspect({ address: { city: 'silver' } });
    assert.equal(verdict(), Verdict.block);
  }
});
