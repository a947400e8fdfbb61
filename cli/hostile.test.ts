/** Input that nobody means well with: told in a line, never a stack, and taken as the gate takes it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { after, describe, it } from 'node:test';
import { protocols } from '../proxies/index.ts';
import { Exit, Io } from './io.ts';
import { main } from './main.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidegate-hostile-'));
after(() => rmSync(folder, { recursive: true }));

const config = join(folder, 'gate.yaml');
writeFileSync(
  config,
  `version: 1
listeners:
  - { name: k, protocol: kafka, bind: 127.0.0.1:9192, upstream: 127.0.0.1:9092 }
policies:
  - { name: mails, match: { class: pii.email }, action: mask, mask: { with: redact } }
  - { name: pay, match: { field: salary }, action: mask, mask: { with: full } }
`,
);

const sink = (into: string[]) =>
  new Writable({
    write(chunk, _encoding, done) {
      into.push(String(chunk));
      done();
    },
  });

async function tidegate(args: readonly string[], input: string | Buffer = '') {
  const [out, err]: string[][] = [[], []];
  const streams = { stdin: Readable.from([input]), stdout: sink(out), stderr: sink(err), env: {} };
  const exit = await main(['node', 'tidegate', ...args], new Io(streams), protocols);
  return { exit, out: out.join(''), err: err.join('') };
}

/** What `explain` says that the gate makes of a record's value. */
async function changed(sample: string | Buffer): Promise<string> {
  const args = ['explain', '-c', config, '--resource', 'kafka:orders'];
  const { exit, out } = await tidegate(args, sample);
  assert.equal(exit, Exit.clean);
  return out.trimEnd().split('\n').at(-1)!.replace('changed to ', '');
}

describe('a hostile sample', () => {
  it('keeps names that come twice and numbers of any length', async () => {
    assert.equal(
      await changed('{"m":"jo@example.com","m":"x","salary":1,"salary":2}'),
      '{"m":"[REDACTED]","m":"x","salary":0,"salary":0}',
    );
    const digits = '4'.repeat(1000);
    assert.equal(
      await changed(`{"n":${digits},"z":-0,"e":1e400,"salary":${digits}}`),
      `{"n":${digits},"z":-0,"e":1e400,"salary":0}`,
    );
  });

  it('is read below names that JavaScript has a meaning for', async () => {
    assert.equal(
      await changed('{"__proto__":{"salary":5},"constructor":{"prototype":{"salary":7}}}'),
      '{"__proto__":{"salary":0},"constructor":{"prototype":{"salary":0}}}',
    );
  });

  it('is hidden as a whole where it is too deep to tell its fields', async () => {
    const depth = 10_000;
    const deep = `${'{"a":'.repeat(depth)}{"salary":5}${'}'.repeat(depth)}`;
    assert.match(await changed(deep), /^\*+$/);
    assert.match(await changed(`${'['.repeat(depth)}${']'.repeat(depth)}`), /^\*+$/);
  });

  it('may begin with a byte order mark, hold surrogates without a partner, or no UTF-8', async () => {
    assert.equal(await changed('\ufeff{"salary":12}\r\n'), '\ufeff{"salary":0}');
    assert.equal(await changed('{"m":"\\ud800 jo@example.com"}'), '{"m":"\\ud800 [REDACTED]"}');
    const broken = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(' jo@example.com')]);
    assert.match(await changed(broken), / \[REDACTED\]$/);
    assert.equal(await changed('a\0jo@example.com'), '"a\\u0000[REDACTED]"');
  });

  it('is told in a line where there is none', async () => {
    const args = ['explain', '-c', config, '--resource', 'kafka:orders'];
    const { exit, err } = await tidegate(args, '\n');
    assert.deepEqual([exit, err], [Exit.usage, 'tidegate: there is no sample on stdin\n']);
  });
});

describe('a slip of the fingers', () => {
  const rows: readonly [string[], RegExp][] = [
    [['scan', '--jsonl', folder], /EISDIR/],
    [['scan', '--jsonl', '-', '--out', 'x'], /--out is for a target/],
    [['scan', '--jsonl', '-', '--password-env', 'x'], /--password-env is for a target/],
    [['scan', '--jsonl', '-', 'kafka:x'], /exclude each other/],
    [['test', '-c', config, '--junit', join(folder, 'none', 'x')], /none\/x: ENOENT/],
    [['validate', folder], /cannot be read: EISDIR/],
    [['scna'], /Did you mean scan/],
  ];
  for (const [args, message] of rows) {
    it(`${args[0]} ${args[1] ?? ''} is told in a line or two`, async () => {
      const { exit, err } = await tidegate(args);
      assert.equal(exit, Exit.usage);
      assert.match(err, message);
      assert.doesNotMatch(err, /^ +at /m);
    });
  }
});

describe('an output that nobody reads any more', () => {
  it('ends the command without a word', async () => {
    const bin = join(import.meta.dirname, '..', 'bin', 'tidegate');
    const child = spawn(process.execPath, [bin, 'scan', '--jsonl', '-']);
    const err: string[] = [];
    child.stderr.on('data', (chunk) => err.push(String(chunk)));
    child.stdout.destroy();
    child.stdin.on('error', () => {});
    for (let i = 0; i < 3_000; i++) child.stdin.write('{"id":1,"value":"jo@example.com"}\n');
    child.stdin.end();
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.deepEqual([code, err.join('')], [Exit.pipe, '']);
  });
});
