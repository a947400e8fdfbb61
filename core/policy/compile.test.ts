import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { classes } from '../detect/index.ts';
import type { Action, ClientFacts, Operation } from '../events.ts';
import { fieldPattern, splitPath } from './field.ts';
import { anyOf, covers, expandBraces } from './glob.ts';
import type { ProtocolFacts } from './listeners.ts';
import { faultsOf, loadText } from './load.ts';
import { networkTest } from './networks.ts';
import type { Plan, Policy } from './plan.ts';
import { presets } from './presets.ts';
import { formatFault } from './source.ts';

const every: Action[] = ['allow', 'tag', 'alert', 'mask', 'drop', 'block'];
const actions = { read: every, write: every, admin: every, because: {} };
const protocols: ProtocolFacts[] = ['kafka', 'mysql'].map((name) => ({
  name,
  defaultPort: 1,
  actions,
}));

const head = `version: 1
listeners:
  - { name: k, protocol: kafka, bind: 127.0.0.1:9192, upstream: 127.0.0.1:9092 }
  - { name: m, protocol: mysql, bind: 127.0.0.1:3307, upstream: 127.0.0.1:3306 }
`;

function policyOf(text: string): Policy {
  const result = loadText(head + text, 'p.yaml', { protocols, env: {} });
  assert.ok(result.ok, faultsOf(result).map(formatFault).join('\n'));
  return result.policy;
}

const policies = (...inner: string[]): Policy =>
  policyOf(`policies:\n${inner.map((one, i) => `  - { name: p${i}, ${one} }`).join('\n')}\n`);

function client(facts: Partial<ClientFacts> = {}): ClientFacts {
  return {
    connection: 1,
    listener: 'm',
    protocol: 'mysql',
    address: '10.1.2.3',
    identity: 'bob',
    clientApp: 'app',
    revision: 0,
    ...facts,
  };
}

function planOf(
  policy: Policy,
  resource = 'mysql:shop.customers',
  operation: Operation = 'read',
  facts: Partial<ClientFacts> = {},
): Plan | undefined {
  return policy.plan(client(facts), resource, operation);
}

const names = (rules: readonly { policy: string }[] | undefined) => rules?.map((r) => r.policy);

describe('plans', () => {
  it('are undefined where nothing applies', () => {
    const policy = policies('match: { class: pii.email, resource: "mysql:shop.*" }, action: block');
    assert.ok(planOf(policy));
    assert.equal(planOf(policy, 'mysql:hr.staff'), undefined);
    assert.equal(planOf(policy, 'mysql:shop.customers', 'write'), undefined);
    assert.equal(policy.inspects('m', 'mysql'), true);
    assert.equal(policy.inspects('k', 'kafka'), false);
  });

  it('tell rules by resource, by field and by class apart', () => {
    const plan = planOf(
      policies(
        'match: { resource: "mysql:*" }, action: alert',
        'match: { field: salary }, action: drop',
        'match: { class: "pii.*" }, action: mask, mask: { with: redact }',
      ),
    )!;
    assert.equal(plan.access?.policy, 'p0');
    assert.deepEqual(names(plan.fieldRules(['salary'])), ['p1']);
    assert.deepEqual(names(plan.fieldRules(['name'])), []);
    assert.deepEqual(names(plan.classRules('pii.email', ['x'])), ['p2']);
    assert.deepEqual(names(plan.classRules('pci.pan', ['x'])), []);
    assert.ok(plan.detection?.classes.has('pii.email'));
    assert.ok(!plan.detection?.classes.has('pci.pan'));
    assert.ok(plan.inspects);
  });

  it('need no units walked for rules by resource alone', () => {
    const plan = planOf(policies('match: { resource: "mysql:*" }, action: block'))!;
    assert.equal(plan.inspects, false);
    assert.equal(plan.detection, undefined);
    assert.equal(plan.access?.action, 'block');
  });

  it('mask every field where a mask names neither class nor field', () => {
    const plan = planOf(policies('match: {}, action: mask, mask: { with: redact }'))!;
    assert.deepEqual(names(plan.fieldRules(['any', 'path'])), ['p0']);
  });

  it('know where the subjects of masks are, and how much a rule asks for', () => {
    const mask = 'action: mask, mask: { with: shift_date, key: k';
    const inner = [
      `{ name: a, match: { field: born }, ${mask}, subject: customer.id } }`,
      `{ name: b, match: { class: pii.dob, count: 3, distinct: 2 }, ${mask}, subject: $.Id } }`,
    ];
    const keys = 'keys: { k: 0123456789abcdef }';
    const plan = planOf(policyOf(`policies: [${inner.join(', ')}]\n${keys}\n`))!;
    assert.deepEqual(plan.subjectsAt?.(['x', 'customer', 'ID']), ['customer.id']);
    assert.deepEqual(plan.subjectsAt?.(['id']), ['$.Id']);
    assert.deepEqual(plan.subjectsAt?.(['x', 'id', 'y']), []);
    assert.deepEqual(plan.classRules('pii.dob', [])[0].quota, { count: 3, distinct: 2 });
    assert.equal(plan.fieldRules(['born'])[0].quota, undefined);
  });

  it('put the strictest first, and the highest priority before strictness', () => {
    const match = 'match: { class: pii.email }';
    const equal = planOf(policies(`${match}, action: alert`, `${match}, action: block`))!;
    assert.deepEqual(names(equal.classRules('pii.email', [])), ['p1', 'p0']);
    const ranked = planOf(
      policies(`${match}, action: alert, priority: 5`, `${match}, action: block`),
    )!;
    assert.deepEqual(names(ranked.classRules('pii.email', [])), ['p0', 'p1']);
  });

  it('let an allow of a higher priority lift rules below it, at its level and beneath', () => {
    const mask = 'match: { class: pii.email }, action: block';
    const byResource = planOf(
      policies(mask, 'match: { resource: "mysql:shop.*" }, action: allow, priority: 1'),
    )!;
    assert.deepEqual(names(byResource.classRules('pii.email', ['a'])), []);
    const byField = planOf(policies(mask, 'match: { field: a }, action: allow, priority: 1'))!;
    assert.deepEqual(names(byField.classRules('pii.email', ['a'])), []);
    assert.deepEqual(names(byField.classRules('pii.email', ['a', 'b'])), ['p0']);
  });

  it('keep shadows beside what is enforced', () => {
    const match = 'match: { class: pii.email }';
    const plan = planOf(
      policies(`${match}, action: alert`, `${match}, action: block, mode: shadow`),
    )!;
    const rules = plan.classRules('pii.email', []);
    assert.deepEqual(names(rules), ['p1', 'p0']);
    assert.deepEqual(
      rules.map((rule) => rule.shadow),
      [true, false],
    );
  });

  it('know no policy that is off, and none in a gate that is off', () => {
    const inner = 'match: { class: pii.email }, action: block';
    assert.equal(planOf(policies(`${inner}, mode: off`)), undefined);
    const off = policyOf(`mode: off\npolicies: [{ name: p, ${inner}, mode: enforce }]\n`);
    assert.equal(planOf(off), undefined);
    assert.equal(off.inspects('m', 'mysql'), false);
  });

  it('record every class in mode learn', () => {
    const plan = planOf(policyOf('mode: learn\n'))!;
    const [rule] = plan.classRules('pci.pan', []);
    assert.deepEqual([rule.action, rule.shadow, rule.policy], ['tag', true, 'learn']);
  });

  it('lay a preset out, with what is laid over it', () => {
    const plan = planOf(policyOf('policies: [{ preset: pci, mode: shadow }]\n'))!;
    const [rule] = plan.classRules('pci.pan', []);
    assert.equal(rule.mask?.apply('4111111111111111', 'text', 'pci.pan', 0), '************1111');
    assert.equal(rule.shadow, true);
    const blocks = planOf(policyOf('policies: [{ preset: secrets, action: block }]\n'))!;
    assert.equal(blocks.classRules('secret.jwt', [])[0].action, 'block');
  });
});

describe('presets', () => {
  it('name classes that detectors find', () => {
    for (const [preset, rules] of Object.entries(presets)) {
      for (const glob of rules.flatMap((rule) => rule.classes)) {
        const matches = anyOf([glob]);
        assert.ok([...classes.keys()].some(matches), `${preset}: ${glob}`);
      }
    }
  });
});

describe('conditions on the client', () => {
  const names4 = `groups: { support: [support-*, anna] }
services: { shop: { network: 10.0.0.0/8, client_app: app } }
`;
  const cases: readonly [string, Partial<ClientFacts>, boolean][] = [
    ['identity: b*', {}, true],
    ['identity: b*', { identity: 'anna' }, false],
    ['group: support', { identity: 'support-1' }, true],
    ['group: support', {}, false],
    ['service: shop', {}, true],
    ['service: shop', { clientApp: 'other' }, false],
    ['network: [10.1.0.0/16, "2001:db8::/32"]', {}, true],
    ['network: [10.1.0.0/16, "2001:db8::/32"]', { address: '::ffff:10.1.9.9' }, true],
    ['network: [10.1.0.0/16, "2001:db8::/32"]', { address: '2001:db8::7' }, true],
    ['network: [10.1.0.0/16, "2001:db8::/32"]', { address: '10.2.0.1' }, false],
    ['client_app: "{app,job}"', {}, true],
    ['listener: k', {}, false],
    ['not: { identity: support-* }', { identity: 'support-1' }, false],
    ['not: { identity: support-* }', {}, true],
    ['not: { identity: bob, resource: "mysql:other.*" }', {}, true],
    ['not: { identity: bob, resource: "mysql:shop.*" }', {}, false],
    ['identity: bob, not: { operation: read }', {}, false],
  ];
  for (const [match, facts, applies] of cases) {
    it(`${match} for ${JSON.stringify(facts)}`, () => {
      const policy = policyOf(
        `${names4}policies: [{ name: p, match: { class: pii.email, ${match} }, action: block }]\n`,
      );
      assert.equal(planOf(policy, undefined, 'read', facts) !== undefined, applies);
    });
  }

  it('are asked again when a fact changes, and only then', () => {
    const policy = policies('match: { class: pii.email, identity: bob }, action: block');
    const facts = client({ identity: '' });
    assert.equal(policy.plan(facts, 'mysql:a.b', 'read'), undefined);
    facts.identity = 'bob';
    facts.revision++;
    const plan = policy.plan(facts, 'mysql:a.b', 'read');
    assert.ok(plan);
    assert.equal(policy.plan(facts, 'mysql:a.b', 'read'), plan);
    assert.equal(policy.plan(client(), 'mysql:a.b', 'read'), plan, 'equal clients share a plan');
  });

  it('leave fields and classes under not open until they are seen', () => {
    const plan = planOf(
      policies(
        'match: { class: "pii.*", not: { field: id } }, action: block',
        'match: { class: "pii.*", not: { class: pii.email } }, action: alert',
        'match: { class: "pii.*", not: { class: pii.email, field: contact } }, action: tag',
      ),
    )!;
    assert.deepEqual(names(plan.classRules('pii.email', ['id'])), ['p2']);
    assert.deepEqual(names(plan.classRules('pii.email', ['contact'])), ['p0']);
    assert.deepEqual(names(plan.classRules('pii.phone', ['contact'])), ['p0', 'p1', 'p2']);
  });
});

describe('exemptions', () => {
  it('take a client out until they expire, without a reload', (context) => {
    context.mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-01-01') });
    const policy = policies(
      'match: { class: pii.email }, action: block, exempt: [{ identity: bob, reason: r, expires: 2026-01-31 }]',
    );
    const bob = client();
    assert.equal(policy.plan(bob, 'mysql:a.b', 'read'), undefined);
    assert.ok(policy.plan(client({ identity: 'eve' }), 'mysql:a.b', 'read'));
    context.mock.timers.setTime(Date.parse('2026-01-31T23:00:00Z'));
    assert.equal(policy.plan(bob, 'mysql:a.b', 'read'), undefined);
    context.mock.timers.setTime(Date.parse('2026-02-01T00:00:00Z'));
    assert.ok(policy.plan(bob, 'mysql:a.b', 'read'));
  });
});

describe('revisions', () => {
  it('are unique, and change when an exemption ends', (context) => {
    context.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: Date.parse('2026-01-01') });
    const policy = policies(
      'match: { class: pii.email }, action: block, exempt: [{ identity: bob, reason: r, expires: 2026-01-02 }]',
    );
    const { revision } = policy;
    assert.notEqual(policies('match: {}, action: tag').revision, revision);
    const day = 86_400_000;
    context.mock.timers.tick(day);
    assert.equal(policy.revision, revision);
    context.mock.timers.tick(day);
    assert.notEqual(policy.revision, revision);
  });
});

describe('fields', () => {
  const rows: readonly [string, string[], boolean, boolean][] = [
    ['salary', ['salary'], true, true],
    ['salary', ['value', 'Salary'], true, true],
    ['salary', ['salary', 'amount'], true, false],
    ['salary', ['base_salary'], false, false],
    ['*salary', ['base_salary'], true, true],
    ['items.sku', ['items', '[]', 'sku'], true, true],
    ['items.sku', ['items', '[]', 'x', 'sku'], false, false],
    ['items.**.sku', ['items', '[]', 'x', 'sku'], true, true],
    ['$.id', ['id'], true, true],
    ['$.id', ['user', 'id'], false, false],
    ['"a.b".c', ['a.b', 'c'], true, true],
    ['a["b c"]', ['a', 'b c'], true, true],
    ['{home,work}.zip', ['work', 'zip'], true, true],
    ['$.id', ['?', 'id'], true, true],
  ];
  for (const [pattern, steps, isCovered, isIt] of rows) {
    it(`${pattern} at ${steps.join('/')}`, () => {
      const field = fieldPattern(pattern);
      assert.equal(field.covers(steps), isCovered);
      assert.equal(field.is(steps), isIt);
    });
  }

  it('stands in the fields that its path leads through', () => {
    assert.ok(fieldPattern('doc.a.code').standsIn(['doc']));
    assert.ok(fieldPattern('doc.a.code').standsIn(['?', 'doc', 'a']));
    assert.ok(!fieldPattern('doc.a.code').standsIn(['a', 'other']));
    assert.ok(!fieldPattern('code').standsIn(['doc']));
  });

  it('refuses what is no path', () => {
    for (const text of ['', '.', 'a.', 'a b', '$', '**.a.**.b.**']) {
      assert.throws(() => fieldPattern(text), RangeError, text);
    }
    assert.deepEqual(splitPath('a."b.c"[]["d"].e'), ['a', 'b.c', 'd', 'e']);
  });

  it('assume the worst of paths that could not be told apart', () => {
    const plan = planOf(
      policies(
        'match: { field: a }, action: alert',
        'match: { field: b }, action: block',
        'match: { field: c }, action: allow, priority: 9',
      ),
    )!;
    assert.deepEqual(names(plan.anyFieldRules()), ['p1', 'p0']);
  });

  it('assume the worst of such paths for rules by class as well', () => {
    const plan = planOf(
      policies(
        'match: { class: pii.email, field: a }, action: block',
        'match: { class: pii.email, not: { field: b } }, action: alert',
        'match: { field: c }, action: allow, priority: 9',
      ),
    )!;
    assert.deepEqual(names(plan.classRules('pii.email', ['x', '*'])), ['p0', 'p1']);
    assert.deepEqual(names(plan.classRules('pii.email', ['x', 'b'])), []);
  });
});

describe('a policy for a field', () => {
  it('lifts policies by class of lower priority for its values, and none of a higher one', () => {
    const policy = policies(
      'match: { class: pci.pan }, action: block',
      'match: { field: card }, action: mask, mask: { with: show_last }, priority: 5',
      'match: { class: pci.pan }, action: alert, priority: 9',
      'match: { field: card }, action: tag, mode: shadow, priority: 7',
    );
    const plan = planOf(policy)!;
    assert.deepEqual(names(plan.classRules('pci.pan', ['card'])), ['p2']);
    assert.deepEqual(names(plan.classRules('pci.pan', ['other'])), ['p2', 'p0']);
    assert.deepEqual(names(plan.classRules('pci.pan', ['*'])), ['p2', 'p0']);
    assert.deepEqual(names(plan.fieldRules(['card'])), ['p3', 'p1']);
  });

  it('ranks with others by priority, then by the order of the file', () => {
    const policy = policies(
      'match: { class: pci.pan }, action: mask, mask: { with: redact }',
      'match: { field: card }, action: mask, mask: { with: full }',
      'match: { field: pan }, action: mask, mask: { with: full }, priority: 1',
    );
    const plan = planOf(policy)!;
    const [byClass] = plan.classRules('pci.pan', ['card']);
    const [card] = plan.fieldRules(['card']);
    const [pan] = plan.fieldRules(['pan']);
    assert.ok(byClass.rank! < card.rank!);
    assert.ok(pan.rank! < byClass.rank!);
  });
});

describe('resources', () => {
  it('match whatever their case, but as they are named where they let values pass', () => {
    const policy = policies(
      "match: { resource: 'mysql:hr.Staff' }, action: block",
      "match: { resource: 'mysql:hr.Open' }, action: allow, priority: 1",
      'match: { resource: mysql:hr.open }, action: block',
      "match: { class: pii.email, not: { resource: 'mysql:hr.Own' } }, action: alert",
    );
    assert.equal(planOf(policy, 'mysql:HR.STAFF')?.access?.action, 'block');
    assert.equal(planOf(policy, 'mysql:hr.Open')?.access?.action, 'allow');
    assert.equal(planOf(policy, 'mysql:hr.open')?.access?.action, 'block');
    assert.equal(planOf(policy, 'mysql:hr.Own'), undefined);
    assert.ok(planOf(policy, 'mysql:hr.own'));
  });

  it('of several protocols may stand in one pair of braces', () => {
    const policy = policies("match: { resource: '{kafka:orders.*,mysql:shop.c*}' }, action: block");
    assert.ok(policy.inspects('k', 'kafka'));
    assert.ok(policy.inspects('m', 'mysql'));
    assert.ok(!policy.inspects('m', 'mongo'));
    assert.equal(planOf(policy, 'kafka:orders.new')?.access?.action, 'block');
    assert.equal(planOf(policy, 'mysql:shop.customers')?.access?.action, 'block');
    assert.ok(policies("match: { resource: '*customers' }, action: block").inspects('m', 'mysql'));
  });
});

describe('globs', () => {
  const seeded = { seed: 20261124, numRuns: 2000 };
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', ':'), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 10 });

  it('match as the regular expression that they stand for', () => {
    const property = fc.property(pattern, text, (glob, name) => {
      const source = glob.replaceAll('*', '.*').replaceAll('?', '.');
      assert.equal(anyOf([glob])(name), new RegExp(`^${source}$`, 's').test(name));
    });
    fc.assert(property, seeded);
  });

  it('cover only what they match', () => {
    const property = fc.property(pattern, pattern, text, (outer, inner, name) => {
      if (covers(outer, inner) && anyOf([inner])(name)) assert.ok(anyOf([outer])(name));
    });
    fc.assert(property, seeded);
  });

  it('lay alternatives out, up to a bound', () => {
    assert.deepEqual(expandBraces('a{b,c}d{e,f}'), ['abde', 'abdf', 'acde', 'acdf']);
    assert.throws(() => expandBraces('{a,b}'.repeat(7)), RangeError);
  });
});

describe('networks', () => {
  it('refuse what is no network', () => {
    for (const text of ['10.0.0', '10.0.0.0/33', '::/129', 'host', '10.0.0.0/x']) {
      assert.throws(() => networkTest([text]), RangeError, text);
    }
  });
});

describe('a thousand policies', () => {
  it('give one plan to all connections, with no more rules than concern the resource', () => {
    const many = Array.from(
      { length: 1000 },
      (_, i) => `match: { class: pii.email, resource: "mysql:s${i}.t" }, action: block`,
    );
    const policy = policies(...many);
    const plan = planOf(policy, 'mysql:s7.t')!;
    assert.deepEqual(names(plan.classRules('pii.email', [])), ['p7']);
    assert.equal(planOf(policy, 'mysql:s7.t'), plan);
  });
});
