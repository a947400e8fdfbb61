import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Action } from '../events.ts';
import type { ProtocolFacts } from './listeners.ts';
import { faultsOf, loadFile, loadText } from './load.ts';
import { jsonSchema } from './schema.ts';
import { formatFault } from './source.ts';

const every: Action[] = ['allow', 'tag', 'alert', 'mask', 'drop', 'block'];
const noDrop = every.filter((action) => action !== 'drop');
const because = { 'drop on write': 'it would break sequence numbers' };
const protocol = (name: string, defaultPort: number): ProtocolFacts => ({
  name,
  defaultPort,
  actions: { read: every, write: noDrop, admin: ['allow', 'block'], because },
});
const protocols = [protocol('kafka', 9092), protocol('mongo', 27017), protocol('mysql', 3306)];

const head = `version: 1
listeners:
  - { name: k, protocol: kafka, bind: 127.0.0.1:9192, upstream: 127.0.0.1:9092 }
  - { name: m, protocol: mysql, bind: 127.0.0.1:3307, upstream: 127.0.0.1 }
`;

function load(text: string, env: Record<string, string> = {}, file = 'p.yaml') {
  return loadText(text, file, { protocols, env, now: Date.parse('2026-06-01') });
}

/** Faults of `head` and what follows it, as `line:col: message` without the file's name. */
function faults(text: string, env: Record<string, string> = {}): string[] {
  return faultsOf(load(head + text, env)).map((fault) =>
    formatFault(fault).slice('p.yaml:'.length),
  );
}

/** One policy in one line, after the four lines of `head` and `policies:`. */
const policy = (inner: string): string => `policies:\n  - { name: p, ${inner} }\n`;

describe('loading a configuration', () => {
  it('takes a sound one and resolves its listeners', () => {
    const result = load(head + policy('match: { class: pii.email }, action: alert'));
    assert.ok(result.ok);
    assert.deepEqual(result.warnings, []);
    assert.deepEqual(result.listeners[1].upstream, [{ host: '127.0.0.1', port: 3306 }]);
    assert.equal(result.rules[0].source, 'p.yaml:6');
    assert.match(result.hash, /^[0-9a-f]{12}$/);
  });

  it('tells all faults in one pass, each at its place, in the order of lines', () => {
    const text = `version: 1
mode: enfore
listeners:
  - { name: a, protocol: kafka, bind: nowhere, upstream: x:1, colour: red }
  - { name: a, protocol: mangle, bind: h:1, upstream: x:1 }
policies:
  - { name: p, match: { class: pii.emial }, action: mask, mask: { with: redact } }
  - { name: q, match: { clas: pii.email }, action: blok }
  - { preset: pcii }
keys: { k: short }
`;
    assert.deepEqual(faultsOf(load(text)).map(formatFault), [
      "p.yaml:2:7: must be one of off, learn, shadow, enforce; did you mean 'enforce'?",
      "p.yaml:4:39: 'nowhere' is not host:port",
      "p.yaml:4:63: unknown key 'colour'",
      "p.yaml:5:26: unknown protocol 'mangle'; known: kafka, mongo, mysql",
      "p.yaml:7:32: there is no class 'pii.emial'; did you mean 'pii.email'?",
      "p.yaml:8:25: unknown key 'clas'",
      "p.yaml:8:52: must be one of allow, tag, alert, mask, drop, block; did you mean 'block'?",
      "p.yaml:9:15: must be one of pci, gdpr, hipaa, secrets; did you mean 'pci'?",
      "p.yaml:10:12: key 'k' is shorter than 16 bytes",
    ]);
  });

  it('keeps one list of faults whatever the YAML holds', () => {
    for (const text of [
      '',
      '[]',
      'version',
      'version: 2',
      'a: &a [*a]',
      '{',
      'version: 1\nversion: 1',
    ]) {
      const result = load(text);
      assert.equal(result.ok, false, text);
      assert.ok(faultsOf(result).length > 0, text);
    }
  });

  it('reads x- keys as the place for anchors, and merges them', () => {
    const text = `${head}x-mask: &gone { with: redact, label: gone }
policies:
  - name: p
    match: { class: pii.email }
    action: mask
    mask: { <<: *gone }
`;
    const result = load(text);
    assert.ok(result.ok, faultsOf(result).map(formatFault).join());
    assert.deepEqual(result.rules[0].mask, { with: 'redact', label: 'gone' });
  });

  it('tells of a file that is not there', () => {
    const result = loadFile('/nonexistent/p.yaml', { protocols });
    assert.deepEqual(faultsOf(result).map(formatFault), [
      '/nonexistent/p.yaml:1:1: cannot be read: ENOENT',
    ]);
  });
});

describe('interpolation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-load-'));
  after(() => rmSync(folder, { recursive: true }));

  it('fills in variables, defaults and files, and reads numbers where they are wanted', () => {
    writeFileSync(join(folder, 'k'), 'a key of more than sixteen bytes\n');
    const text = `${head}workers: \${N}\nmode: \${MODE:-shadow}\nkeys: { k: "\${file:k}" }
admin: { token: "\${TOKEN}" }\n`;
    const file = join(folder, 'p.yaml');
    const result = load(text, { N: '2', TOKEN: '1234567890123456' }, file);
    assert.ok(result.ok, faultsOf(result).map(formatFault).join());
    assert.equal(result.config.workers, 2);
    assert.equal(result.config.mode, 'shadow');
    assert.equal(result.config.admin?.token, '1234567890123456');
    assert.equal(String(result.keys.get('k')), 'a key of more than sixteen bytes');
  });

  it('tells what leads nowhere, once, and never shows a value', () => {
    assert.deepEqual(faults('workers: ${N}\nkeys: { k: "${file:none}" }\n'), [
      '5:10: environment variable N is not set',
      `6:12: cannot read ${join(process.cwd(), 'none')}: ENOENT`,
    ]);
    const told = faults('mode: ${SECRET}\nkeys: { k: "${SECRET}" }\n', { SECRET: 'hunter2' });
    assert.equal(told.length, 2);
    assert.ok(!told.join().includes('hunter2'), told.join());
  });

  it('leaves $${ as a plain ${', () => {
    const result = load(`${head}keys: { k: "$\${0123456789abcdef}" }\n`);
    assert.ok(result.ok);
    assert.equal(String(result.keys.get('k')), '${0123456789abcdef}');
  });
});

describe('what a policy means', () => {
  const match = 'match: { class: pii.email }';
  const rows: readonly [string, string, string][] = [
    ['a mask that is missing', `${match}, action: mask`, "6:5: 'p' masks, but says not how: mask"],
    [
      'a mask without masking',
      `${match}, action: block, mask: { with: redact }`,
      '6:66: mask belongs to action mask, not to block',
    ],
    ['an unknown mask', `${match}, action: mask, mask: { with: tokn }`, '6:73: unknown with'],
    [
      'a key that does not exist',
      `${match}, action: mask, mask: { with: token, key: x }`,
      "6:85: there is no key 'x'",
    ],
    [
      'a mask that makes no sense for a class',
      'match: { class: pci.pan }, action: mask, mask: { with: email }',
      'mask email cannot serve class pci.pan',
    ],
    [
      'one mask for many classes that it cannot serve',
      'match: { class: secret.* }, action: mask, mask: { with: year_only }',
      'mask year_only cannot serve classes secret.anthropic, ',
    ],
    [
      'a bucket of numbers for dates',
      'match: { class: pii.dob }, action: mask, mask: { with: bucket, size: 5 }',
      'mask bucket cannot serve class pii.dob; it serves pii.geo',
    ],
    [
      'parameters that exclude each other',
      `${match}, action: mask, mask: { with: redact, label: "${'x'.repeat(65)}" }`,
      "'label' of mask redact must be a text of 1 to 64 characters",
    ],
    [
      'an action that the protocol cannot take',
      'match: { resource: "kafka:a", operation: write }, action: drop',
      '6:74: drop on write is not possible for kafka: it would break sequence numbers',
    ],
    [
      'a resource without protocol',
      'match: { resource: orders }, action: block',
      "'orders' names no protocol: write kafka:orders",
    ],
    [
      'an unknown protocol',
      'match: { resource: "redis:x" }, action: block',
      "there is no protocol 'redis'",
    ],
    ['an unknown group', 'match: { group: g }, action: block', "there is no group 'g'"],
    ['an unknown service', 'match: { service: s }, action: block', "there is no service 's'"],
    ['an unknown listener', 'match: { listener: z* }, action: block', "no listener 'z*'"],
    ['an unknown tag', 'match: { tag: zz }, action: block', "no class has the tag 'zz'"],
    [
      'a network',
      'match: { network: 10.0.0.0/33 }, action: block',
      "'10.0.0.0/33' is not a network",
    ],
    ['a field', 'match: { field: "a..b" }, action: block', "'a..b' is not a field"],
    ['geo without its file', 'match: { geo: DE }, action: block', 'geo needs the file'],
    ['limit', `${match}, action: alert, limit: {}`, 'limit is not supported yet'],
    ['count', 'match: { field: a, count: 3 }, action: alert', 'count needs class or tag'],
    ['distinct', 'match: { field: a, distinct: 3 }, action: alert', 'distinct needs class or tag'],
    [
      'a subject that is many',
      `match: { class: pii.dob }, action: mask, mask: { with: shift_date, key: k, subject: "a.*" }`,
      "'a.*' names many fields",
    ],
    [
      'a subject that is none',
      `match: { class: pii.dob }, action: mask, mask: { with: shift_date, key: k, subject: "a..b" }`,
      "'a..b' is not a field",
    ],
    [
      'on_error in a policy',
      `${match}, action: alert, on_error: x`,
      'on_error belongs to a listener',
    ],
    [
      'class under not without class',
      'match: { field: a, not: { class: pii.email } }, action: block',
      'class and tag under not need class or tag under match',
    ],
    [
      'a rule that no listener can meet',
      'match: { resource: "mongo:*" }, action: block',
      "6:5: warning: 'p' can never match: no listener has its protocol",
    ],
    [
      'a rule that its own not voids',
      'match: { identity: bob, not: { identity: "b*" } }, action: block',
      "warning: 'p' can never match: not excludes all",
    ],
    [
      'operation against direction',
      'match: { operation: read, direction: request }, action: block',
      'operation and direction exclude each other',
    ],
    [
      'an exemption that is over',
      `${match}, action: alert, exempt: [{ identity: bob, reason: r, expires: 2026-05-31 }]`,
      "warning: the exemption of 'p' expired on 2026-05-31",
    ],
  ];
  for (const [what, inner, expected] of rows) {
    it(`tells of ${what}`, () => {
      const told = faults(`${policy(inner)}keys: { k: 0123456789abcdef }\n`);
      assert.equal(told.length, 1, told.join('\n'));
      assert.ok(told[0].includes(expected), told[0]);
    });
  }

  it('tells of a policy that another shadows, and of names used twice', () => {
    const told = faults(`policies:
  - { name: a, match: { class: "pii.*" }, action: block }
  - { name: b, match: { class: pii.email, resource: "mysql:x" }, action: mask, mask: { with: redact } }
  - { name: c, match: { class: pii.email }, action: block, priority: 1 }
  - { name: c, match: { class: pci.pan }, action: block }
`);
    assert.deepEqual(told, [
      "7:5: warning: 'b' is shadowed by 'a' (p.yaml:6)",
      "9:13: there is another 'c'",
    ]);
  });

  it('finds no shadow over what only records', () => {
    const shadow = '  - { name: b, match: { class: pii.email }, action: block, mode: shadow }\n';
    assert.deepEqual(faults(policy('match: { class: pii.email }, action: block') + shadow), []);
  });

  it('finds no shadow where an exemption, a not, a mode or an operation leaves room', () => {
    const narrow = '  - { name: b, match: { class: pii.email }, action: alert }\n';
    for (const wide of [
      'match: { class: "pii.*" }, action: block, exempt: [{ identity: x, reason: r }]',
      'match: { class: "pii.*", not: { identity: x } }, action: block',
      'match: { class: "pii.*" }, action: block, mode: shadow',
      'match: { class: "pii.*", operation: write }, action: block',
      'match: { class: "pii.*", confidence: 0.9 }, action: block',
      'match: { class: "pii.*" }, action: block, priority: -1',
    ]) {
      assert.deepEqual(faults(policy(wide) + narrow), [], wide);
    }
  });
});

describe('detectors of the configuration', () => {
  it('bring classes that policies may name', () => {
    const result = load(`${head}detectors:
  - { class: acme.customer, pattern: "ACME-[0-9]{6}", fields: [customer no] }
classes: { acme.customer: { tags: [acme] } }
${policy('match: { tag: acme }, action: mask, mask: { with: show_last }')}`);
    assert.ok(result.ok, faultsOf(result).map(formatFault).join('\n'));
    assert.deepEqual(result.warnings, []);
    assert.equal(result.detectors[0].id, 'acme.customer');
  });

  it('are told at their place where they are wrong, without faults of their policies', () => {
    const uses = policy('match: { class: acme.x }, action: alert').replace('policies:', '');
    assert.deepEqual(
      faults(`detectors:
  - { class: acme.x, pattern: "a(b" }
  - { class: acme.y }
  - { class: acme.z, pattern: "abcde", validator: nope }
  - { class: acme.w, pattern: "abcde" }
  - { class: acme.w, pattern: "abcde" }
policies:${uses}`).map((fault) => fault.slice(0, 34)),
      [
        '6:5: not a pattern in RE2 syntax: ',
        '7:5: a detector has a pattern, fie',
        '8:5: no validator is called nope; ',
        "10:5: there is another detector 'a",
      ],
    );
  });

  it('are taken with a note where they are dear, which validate does not fail on', () => {
    const result = load(`${head}detectors: [{ class: acme.x, pattern: "[0-9]{3}[a-z]{3}" }]\n`);
    assert.ok(result.ok);
    assert.deepEqual(
      result.warnings.map(({ severity }) => severity),
      ['note'],
    );
  });
});

describe('listeners', () => {
  const one = (rest: string): string[] =>
    faultsOf(load(`version: 1\nlisteners:\n  - { name: a, protocol: kafka, ${rest} }\n`)).map(
      formatFault,
    );

  it('must not take one port twice', () => {
    const told = faults('admin: { bind: "127.0.0.1:9192" }\n');
    assert.deepEqual(told, ["5:16: 127.0.0.1:9192 is taken by listener 'k'"]);
    const nodes = one("bind: 'h:9200', upstream: 'x:1', nodes: { ports: 9193-9292 }");
    assert.deepEqual(nodes, ["p.yaml:3:39: 9193-9292 is taken by listener 'a'"]);
  });

  it('have sound addresses, ranges and files', () => {
    assert.match(one("bind: 'h:9', upstream: 'mongodb+srv://x/'")[0], /SRV connection strings/);
    assert.match(one("bind: 'h:9', upstream: 'x:1', nodes: { ports: 9-8 }")[0], /not a range/);
    assert.match(
      one("bind: 'h:9', upstream: 'x:1', tls: { client: { cert: no.pem, key: no.pem } }")[0],
      /cannot read .*no\.pem: ENOENT/,
    );
    assert.deepEqual(one("bind: 'h:9', upstream: ['mongodb://x:1,y:2/db', '[::1]:3']"), []);
  });
});

describe('the JSON Schema', () => {
  it('knows every section and every mask, and leaves x- keys free', () => {
    const schema = jsonSchema() as {
      properties: Record<string, unknown>;
      patternProperties: object;
      additionalProperties: boolean;
    };
    for (const section of ['listeners', 'policies', 'keys', 'admin', 'audit', 'detectors']) {
      assert.ok(section in schema.properties, section);
    }
    assert.deepEqual(schema.patternProperties, { '^x-': {} });
    assert.equal(schema.additionalProperties, false);
    assert.ok(JSON.stringify(schema).includes('"const":"shift_date"'));
  });
});
