import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { after, describe, it } from 'node:test';
import type { Action } from '../core/events.ts';
import type { Protocol } from '../core/protocol.ts';
import { differences } from './config-diff.ts';
import { Exit, Io } from './io.ts';
import { main } from './main.ts';
import { parseMetrics } from './metrics-text.ts';
import { fieldOf } from './scan/report.ts';
import { readable } from './tail.ts';

const every: Action[] = ['allow', 'tag', 'alert', 'mask', 'drop', 'block'];
const protocol = (name: string): Protocol => ({
  name,
  defaultPort: 1,
  speaksFirst: 'client',
  actions: { read: every, write: every, admin: every, because: {} },
  open: () => {
    throw new Error('no connection is opened here');
  },
});
const protocols = ['kafka', 'mongo', 'mysql'].map(protocol);

const folder = mkdtempSync(join(tmpdir(), 'tidegate-cli-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const config = `version: 1
listeners:
  - { name: k, protocol: kafka, bind: 127.0.0.1:9192, upstream: 127.0.0.1:9092 }
  - { name: m, protocol: mysql, bind: 127.0.0.1:3307, upstream: 127.0.0.1:3306 }
policies:
  - name: mails
    match: { class: pii.email, not: { identity: support } }
    action: mask
    mask: { with: redact }
  - name: salaries
    match: { resource: "mysql:hr.*", field: salary }
    action: block
  - name: cards
    match: { class: pci.pan }
    action: drop
    mode: shadow
keys: { k: 0123456789abcdef }
tests:
  - name: mails are hidden
    resource: kafka:orders
    input: { email: jane@example.com, n: 1 }
    expect: { email: "[REDACTED]", n: 1 }
  - name: support reads them
    resource: kafka:orders
    identity: support
    input: { email: jane@example.com }
    expect: unchanged
  - name: salaries stay home
    resource: mysql:hr.staff
    input: { salary: 5 }
    expect: blocked
`;
const good = file('good.yaml', config);

interface Run {
  exit: number;
  out: string;
  err: string;
}

async function tidegate(args: string[], stdin = ''): Promise<Run> {
  const texts = { out: '', err: '' };
  const sink = (name: 'out' | 'err') =>
    new Writable({
      write(chunk, _encoding, done) {
        texts[name] += chunk;
        done();
      },
    });
  const io = new Io({
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: sink('out'),
    stderr: sink('err'),
    env: {},
  });
  const exit = await main(['node', 'tidegate', ...args], io, protocols);
  return { exit, ...texts };
}

const lines = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('the command line', () => {
  it('ends with 0 for help and version, with 2 for wrong usage', async () => {
    for (const args of [
      ['--help'],
      ['-V'],
      ['version'],
      ['scan', '--help'],
      ['version', '--json'],
    ]) {
      assert.equal((await tidegate(args)).exit, Exit.clean, args.join(' '));
    }
    for (const args of [[], ['blah'], ['validate', '--nope'], ['config', 'diff', 'a'], ['scan']]) {
      const { exit, err } = await tidegate(args);
      assert.equal(exit, Exit.usage, args.join(' '));
      assert.ok(err.length > 0);
    }
  });

  it('completes every verb in every shell', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { exit, out } = await tidegate(['completion', shell]);
      assert.equal(exit, Exit.clean);
      for (const verb of ['run', 'validate', 'scan', 'explain', 'demo']) {
        assert.match(out, new RegExp(`\\b${verb}\\b`));
      }
    }
  });
});

describe('validate', () => {
  it('prints what a configuration comes to', async () => {
    const { exit, out, err } = await tidegate(['validate', good]);
    assert.equal(exit, Exit.clean);
    assert.match(err, /is valid/);
    assert.match(out, /^k +kafka +127\.0\.0\.1:9192 +127\.0\.0\.1:9092 +- +no +fail_closed$/m);
    assert.match(
      out,
      /^mails +read everywhere, not identity support +pii\.email +mask redact +enforce/m,
    );
    const rows = lines((await tidegate(['validate', good, '--json'])).out);
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['listener', 'listener', 'policy', 'policy', 'policy'],
    );
  });

  it('ends with 2 and all faults, also as JSON', async () => {
    const bad = file('bad.yaml', config.replace('redact', 'redct').replace('mysql,', 'mysq,'));
    const { exit, out, err } = await tidegate(['validate', '-c', bad]);
    assert.equal(exit, Exit.usage);
    assert.equal(out, '');
    assert.match(err, /bad\.yaml:4:\d+: unknown protocol 'mysq'/);
    assert.match(err, /bad\.yaml:9:\d+: unknown with 'redct'.*did you mean 'redact'/);
    assert.match(err, /2 errors, 0 warnings/);
    const told = lines((await tidegate(['validate', bad, '--json'])).out);
    assert.deepEqual(
      told.map(({ kind, line }) => [kind, line]),
      [
        ['fault', 4],
        ['fault', 9],
      ],
    );
  });

  it('fails on warnings unless told not to', async () => {
    const dead = file(
      'dead.yaml',
      config.replace('mysql:hr.*', 'mongo:hr.*').replace(/tests:.*/s, ''),
    );
    assert.equal((await tidegate(['validate', dead])).exit, Exit.usage);
    const { exit, err } = await tidegate(['validate', dead, '--no-warnings']);
    assert.equal(exit, Exit.clean);
    assert.match(err, /warning: 'salaries' can never match/);
  });
});

describe('config', () => {
  it('prints the schema, and a configuration without its secrets', async () => {
    const schema = JSON.parse((await tidegate(['config', 'schema'])).out);
    assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
    const printed = JSON.parse((await tidegate(['config', 'print', good])).out);
    assert.equal(printed.mode, 'enforce');
    assert.equal(printed.keys.k, '(secret)');
  });

  it('tells what differs, entry by entry', async () => {
    const other = file('other.yaml', config.replace('mode: shadow', 'mode: enforce'));
    assert.equal((await tidegate(['config', 'diff', good, good])).exit, Exit.clean);
    const { exit, out } = await tidegate(['config', 'diff', good, other]);
    assert.equal(exit, Exit.findings);
    assert.equal(out, 'policies["cards"].mode: "shadow" -> "enforce"\n');
    assert.deepEqual(differences({ a: [1], b: 1 }, { a: [1, 2] }), [
      { path: 'a[1]', from: undefined, to: 2 },
      { path: 'b', from: 1, to: undefined },
    ]);
  });
});

describe('test', () => {
  it('runs the cases of a configuration', async () => {
    const { exit, out } = await tidegate(['test', '-c', good]);
    assert.equal(exit, Exit.clean, out);
    assert.match(out, /3 passed, 0 failed/);
    assert.match(out, /no case meets policy 'cards'/);
    assert.equal((await tidegate(['test', '-c', good, '--coverage'])).exit, Exit.findings);
  });

  it('runs cases of further files, tells what differs, and writes JUnit', async () => {
    const cases = file(
      'cases.yaml',
      `- { name: "cards <shown>", resource: kafka:x, input: { card: "4111111111111111" }, expect: dropped }
- { name: text, resource: kafka:x, input: "mail jane@example.com now", expect: "mail [REDACTED] now" }
- { name: record, resource: kafka:x, input: { key: a@example.com, value: { n: [1] } }, expect: { key: "[REDACTED]", value: { n: [1] } } }
`,
    );
    const report = join(folder, 'junit.xml');
    const { exit, out } = await tidegate(['test', '-c', good, cases, '--junit', report, '--json']);
    assert.equal(exit, Exit.findings);
    const results = lines(out);
    assert.deepEqual(
      results.slice(3, 6).map(({ passed }) => passed),
      [false, true, true],
    );
    assert.match(
      String(results[3].detail),
      /expected dropped, but it was unchanged \(cards, .*:13\)/,
    );
    const xml = readFileSync(report, 'utf8');
    assert.match(xml, /tests="6" failures="1"/);
    assert.match(xml, /name="cards &lt;shown&gt;"/);
  });

  it('refuses a file that holds no cases', async () => {
    const { exit, err } = await tidegate(['test', '-c', good, file('none.yaml', '- { nme: x }')]);
    assert.equal(exit, Exit.usage);
    assert.match(err, /none\.yaml:1:5: unknown key 'nme'/);
  });
});

describe('explain', () => {
  it('says of a sample what is found and which policy line acts', async () => {
    const args = ['explain', '-c', good, '--resource', 'mysql:shop.customers'];
    const sample = JSON.stringify({ email: 'jane@example.com', card: '4111111111111111' });
    const { exit, out } = await tidegate(args, sample);
    assert.equal(exit, Exit.clean);
    assert.match(out, /^\$\.email +pii\.email +pii\.email +1\.00/m);
    assert.match(out, /^mask +mails +.*good\.yaml:6 +email +pii\.email +aaaa@aaaaaaa\.aaa +-$/m);
    assert.match(out, /^would drop +cards/m);
    const kinds = lines((await tidegate([...args, '--json'], sample)).out).map(({ kind }) => kind);
    assert.deepEqual(kinds, ['finding', 'finding', 'decision', 'decision', 'outcome']);
  });

  it('says what values teach of a field', async () => {
    const cards = ['4111111111111111', '5555555555554444', '378282246310005', '4242424242424242'];
    const args = ['explain', '-c', good, '--resource', 'mysql:a.b', '--field', 'code', '--json'];
    const values = cards.map((card) => JSON.stringify(card)).join('\n');
    const [report] = lines((await tidegate(args, values)).out);
    assert.equal(report.path, 'code');
    const [line] = report.lines as { detector: string; named: boolean; matches: number }[];
    assert.deepEqual([line.detector, line.named, line.matches], ['pci.pan', false, 4]);
  });

  it('finds a line of the audit again, with the policy as it is written', async () => {
    const source = `${good}:6`;
    const line = { id: 'x-1', event: 'decision', action: 'mask', policy: 'mails', source };
    const audit = file(
      'audit.jsonl',
      `{"cut\n${JSON.stringify({ ...line, class: 'pii.email' })}\n`,
    );
    const { out } = await tidegate(['explain', 'x-1', '-c', good, '--audit', audit]);
    assert.match(out, /policy 'mails'/);
    assert.match(out, /^ +9 +mask: \{ with: redact \}$/m);
    assert.ok(!out.includes('salaries'));
    const { exit, err } = await tidegate(['explain', 'x-2', '-c', good, '--audit', audit]);
    assert.equal(exit, Exit.usage);
    assert.match(err, /no line 'x-2'/);
  });
});

describe('scan --jsonl', () => {
  it('prints one line for each finding, and ends with 1 where there is one', async () => {
    const input = [
      {
        id: 'a',
        kind: 'kafka-json',
        resource: 'kafka:o',
        value: { list: [{ m: 'x jane@example.com' }] },
      },
      { id: 2, kind: 'text', resource: 't', value: 'nothing to see' },
    ];
    const { exit, out } = await tidegate(
      ['scan', '--jsonl', '-'],
      input.map((v) => JSON.stringify(v)).join('\n'),
    );
    assert.equal(exit, Exit.findings);
    const [finding, ...rest] = lines(out);
    assert.deepEqual(rest, []);
    const { confidence, ...fields } = finding;
    assert.ok(Number(confidence) > 0.5);
    assert.deepEqual(fields, {
      id: 'a',
      path: '$.list[0].m',
      start: 2,
      end: 18,
      class: 'pii.email',
      detector: 'pii.email',
    });
  });

  it('is clean on clean lines, names a faulty one by its number, and looks for what it is told', async () => {
    assert.equal(
      (await tidegate(['scan', '--jsonl', '-'], '{"id":1,"value":"x"}\n\n')).exit,
      Exit.clean,
    );
    const { exit, err } = await tidegate(['scan', '--jsonl', '-'], '{"id":1,"value":1}\n{"secret');
    assert.equal(exit, Exit.usage);
    assert.match(err, /-:2: not JSON/);
    assert.ok(!err.includes('secret'));
    const mail = JSON.stringify({ id: 1, value: 'jane@example.com' });
    const around = await tidegate(['scan', '--jsonl', '-'], `\ufeff${mail}\r\n{"id":2,\r\n${mail}`);
    assert.equal(around.exit, Exit.usage);
    assert.equal(lines(around.out).length, 2);
    assert.match(around.err, /-:2: not JSON.*\n.*1 of 3 lines could not be read/);
    const noise = await tidegate(['scan', '--jsonl', '-'], 'noise\n'.repeat(1000));
    assert.match(noise.err, /-:20: not JSON.*\n.*given up/);
    assert.match((await tidegate(['scan', '--jsonl', '-'], '')).err, /holds no lines/);
    const only = await tidegate(['scan', '--jsonl', '-', '--classes', 'pci.*'], mail);
    assert.equal(only.exit, Exit.clean);
    assert.equal(fieldOf('$.items[3].sku[0]'), 'items[].sku[]');
  });
});

describe('what reads a running gate', () => {
  it('understands its metrics', () => {
    assert.deepEqual(parseMetrics('# HELP a b\na{x="1\\"2",y="z"} 3\nb 4.5\n'), [
      { name: 'a', labels: { x: '1"2', y: 'z' }, value: 3 },
      { name: 'b', labels: {}, value: 4.5 },
    ]);
  });

  it('tells lines of the audit to people', () => {
    const line = {
      event: 'decision',
      time: '2026-01-02T03:04:05.678Z',
      identity: 'bob',
      listener: 'm',
    };
    const what = { action: 'mask', resource: 'mysql:a.b', path: 'c', class: 'pii.email', count: 2 };
    assert.equal(
      readable({ ...line, ...what, shape: 'a@a.aa', source: 'p.yaml:3' }),
      '03:04:05.678  mask  bob@m  mysql:a.b#c  pii.email a@a.aa x2  (p.yaml:3)',
    );
    const shadow = { ...what, class: '', shadow: true, shape: 'a@a.aa', would: '***' };
    assert.equal(
      readable({ ...line, ...shadow, source: 'p.yaml:3' }),
      '03:04:05.678  would mask  bob@m  mysql:a.b#c  a@a.aa → *** x2  (p.yaml:3)',
    );
  });

  it('ends with 3 where no gate answers', async () => {
    const { exit, err } = await tidegate(['top', '--once', '--admin', 'http://127.0.0.1:1']);
    assert.equal(exit, Exit.upstream);
    assert.match(err, /no gate answers/);
  });

  it('follows an audit file, filtered', async () => {
    const audit = file(
      'tail.jsonl',
      ['mask', 'drop', 'mask']
        .map((action, n) => `${JSON.stringify({ event: 'decision', action, n })}\n`)
        .join(''),
    );
    const { out } = await tidegate([
      'tail',
      '--audit',
      audit,
      '--no-follow',
      '-n',
      '2',
      '--action',
      'mask',
      '--json',
    ]);
    assert.deepEqual(
      lines(out).map(({ n }) => n),
      [2],
    );
  });
});

describe('learn', () => {
  it('proposes policies that leave known readers alone, in shadow', async () => {
    const sighting = (identity: string, count: number) =>
      JSON.stringify({
        event: 'decision',
        operation: 'read',
        time: '2026-01-01',
        class: 'pii.email',
        resource: 'kafka:o',
        path: 'value.m',
        identity,
        count,
      });
    const audit = file(
      'learn.jsonl',
      [sighting('shop', 5), sighting('eve', 1), '{"cut'].join('\n'),
    );
    const { exit, out } = await tidegate(['learn', '--audit', audit]);
    assert.equal(exit, Exit.clean);
    assert.match(out, /mode: shadow/);
    assert.match(out, /identity:\n +- shop\n/);
    assert.ok(!/- eve/.test(out));
    const head = config.slice(0, config.indexOf('policies:'));
    const valid = await tidegate(['validate', file('learnt.yaml', head + out)]);
    assert.equal(valid.exit, Exit.clean, valid.err);
  });
});

describe('run', () => {
  const bin = join(import.meta.dirname, '..', 'bin', 'tidegate');

  function start(path: string): {
    child: ChildProcess;
    until(text: string): Promise<string>;
    exit: Promise<number | null>;
  } {
    const child = spawn(process.execPath, [bin, 'run', '-c', path], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    const waiting = new Set<() => void>();
    for (const stream of [child.stdout, child.stderr]) {
      stream!.on('data', (chunk) => {
        text += chunk;
        for (const look of waiting) look();
      });
    }
    const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
    const until = (wanted: string) =>
      new Promise<string>((resolve, reject) => {
        const look = () => text.includes(wanted) && resolve(text);
        waiting.add(look);
        look();
        void exit.then(() => reject(new Error(`ended before '${wanted}': ${text}`)));
      });
    return { child, until, exit };
  }

  it('serves, reloads all or nothing, drains on SIGTERM, and leaves an audit', async () => {
    const audit = join(folder, 'run.jsonl');
    const text = `version: 1
listeners: [{ name: k, protocol: kafka, bind: "127.0.0.1:0", upstream: "127.0.0.1:1" }]
policies: [{ name: p, match: { class: pii.email }, action: alert }]
admin: { bind: "127.0.0.1:0" }
audit: { file: run.jsonl }
`;
    const path = file('run.yaml', text);
    const gate = start(path);
    const log = await gate.until('admin port');
    const port = /"address":"127\.0\.0\.1:(\d+)","msg":"admin port"/.exec(log)![1];
    const base = `http://127.0.0.1:${port}`;
    assert.equal((await fetch(`${base}/readyz`)).status, 200);
    writeFileSync(path, text.replace('alert', 'alrt'));
    gate.child.kill('SIGHUP');
    await gate.until("must be one of allow, tag, alert, mask, drop, block; did you mean 'alert'?");
    assert.match(JSON.stringify(await (await fetch(`${base}/config`)).json()), /"action":"alert"/);
    writeFileSync(path, text.replace('alert', 'block'));
    assert.equal((await fetch(`${base}/reload`, { method: 'POST' })).status, 200);
    assert.match(JSON.stringify(await (await fetch(`${base}/config`)).json()), /"action":"block"/);
    writeFileSync(path, text.replace('127.0.0.1:1"', '127.0.0.1:2"'));
    const fixed = await fetch(`${base}/reload`, { method: 'POST' });
    assert.equal(fixed.status, 422);
    assert.match(await fixed.text(), /listeners cannot change while the gate runs/);
    gate.child.kill('SIGTERM');
    assert.equal(await gate.exit, Exit.terminated);
    const events = lines(readFileSync(audit, 'utf8')).map(({ event, ok }) => `${event} ${ok}`);
    assert.ok(events.includes('policy true') && events.includes('policy false'), events.join());
  });

  it('never starts with a wrong configuration', async () => {
    const gate = start(file('wrong.yaml', 'version: 1\nlisteners: []\n'));
    assert.equal(await gate.exit, Exit.usage);
  });
});
