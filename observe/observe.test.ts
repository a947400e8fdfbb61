import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { after, describe, it } from 'node:test';
import { Registry } from 'prom-client';
import { type ClientFacts, type DecisionRecord, EventHub } from '../core/events.ts';
import { configSchema } from '../core/policy/schema.ts';
import { type AdminRoutes, AdminServer } from './admin.ts';
import { auditEvents } from './audit.ts';
import { LineFile } from './line-file.ts';
import { createLog, logEvents } from './log.ts';
import { Metrics } from './metrics.ts';
import { publicConfig } from './public-config.ts';

const client: ClientFacts = {
  connection: 7,
  listener: 'shop',
  protocol: 'mysql',
  address: '10.0.0.1',
  identity: 'bob',
  clientApp: 'app',
  revision: 1,
};

const record: DecisionRecord = {
  action: 'mask',
  shadow: false,
  policy: 'p',
  source: 'p.yaml:3',
  class: 'pii.email',
  detector: 'pii.email',
  resource: 'mysql:shop.customers',
  path: 'email',
  shape: 'aaaa@aaaa.aaa',
  would: '',
  confidence: 0.99,
  count: 3,
};

const folder = mkdtempSync(join(tmpdir(), 'tidegate-observe-'));
after(() => rmSync(folder, { recursive: true }));

/** Emits one event of each kind that observers look at. */
function emitAll(events: EventHub): void {
  events.emit('connection.opened', { client });
  events.emit('identity.learnt', { client });
  events.emit('decisions', {
    client,
    operation: 'read',
    records: [record, { ...record, shadow: true, action: 'block', count: 1 }],
  });
  events.emit('refusal', { client, code: 'TG-POLICY-0001', detail: 'd', native: 'ERR 45000' });
  events.emit('decode.error', { client, code: 'TG-MYSQL-0001', detail: 'd', offset: 4 });
  events.emit('decode.error', { client, code: 'TG-CORE-0005', detail: 'd', offset: -1 });
  events.emit('upstream.changed', { listener: 'shop', node: 'db:3306', up: false });
  events.emit('policy.loaded', { ok: true, hash: 'abc', policies: 2, detail: '' });
  events.emit('policy.loaded', { ok: false, hash: 'abd', policies: 0, detail: 'f:1:1: x' });
  events.emit('connection.closed', { client, bytesUp: 10, bytesDown: 20, frames: 3 });
}

describe('the audit', () => {
  it('writes one line per decision, refusal, fault, login and policy, in order', () => {
    const events = new EventHub();
    const lines: string[] = [];
    auditEvents(events, { append: (line) => lines.push(line) }, () => 'high');
    emitAll(events);
    const parsed = lines.map((line) => JSON.parse(line));
    assert.deepEqual(
      parsed.map(({ event }) => event),
      [
        'login',
        'decision',
        'decision',
        'refusal',
        'decode_error',
        'connection_fault',
        'policy',
        'policy',
      ],
    );
    const { id, time, ...decision } = parsed[1];
    assert.match(time, /^\d{4}-\d\d-\d\dT/);
    assert.deepEqual(decision, {
      v: 1,
      event: 'decision',
      conn: 7,
      listener: 'shop',
      protocol: 'mysql',
      address: '10.0.0.1',
      identity: 'bob',
      client_app: 'app',
      operation: 'read',
      severity: 'high',
      ...record,
    });
    assert.equal(new Set(parsed.map((line) => line.id)).size, parsed.length);
    assert.ok(id.length > 0);
  });
});

/** A disk that is always full (full(4)). */
const full = { skip: existsSync('/dev/full') ? false : 'this system has no /dev/full' };

describe('a file of lines', () => {
  it('holds all lines in order after a close, and is not readable by everybody', async () => {
    const file = join(folder, 'a.jsonl');
    const lines = new LineFile({ file });
    const written = Array.from({ length: 20_000 }, (_, i) => `line ${i} ${'x'.repeat(20)}`);
    for (const [i, line] of written.entries()) {
      lines.append(line);
      if (i % 5000 === 0) await lines.flush();
    }
    await lines.close();
    assert.equal(readFileSync(file, 'utf8'), `${written.join('\n')}\n`);
    assert.equal(statSync(file).mode & 0o007, 0);
  });

  it('appends to what is there, and writes at once when asked to', async () => {
    const file = join(folder, 'b.jsonl');
    const first = new LineFile({ file });
    first.append('one');
    first.flushNow();
    assert.equal(readFileSync(file, 'utf8'), 'one\n');
    await first.close();
    const second = new LineFile({ file });
    second.append('two');
    await second.close();
    assert.equal(readFileSync(file, 'utf8'), 'one\ntwo\n');
  });

  it('goes on in a new file after the old one was moved away', async () => {
    const file = join(folder, 'r.jsonl');
    const lines = new LineFile({ file });
    lines.append('before');
    await lines.flush();
    renameSync(file, `${file}.1`);
    lines.append('old');
    await lines.flush();
    lines.reopen();
    lines.append('new');
    await lines.close();
    assert.equal(readFileSync(`${file}.1`, 'utf8'), 'before\nold\n');
    assert.equal(readFileSync(file, 'utf8'), 'new\n');
  });

  it('holds lines that a full disk does not take, and writes them later', full, async () => {
    const file = join(folder, 'full.jsonl');
    symlinkSync('/dev/full', file);
    const failures: string[] = [];
    const onError = (error: NodeJS.ErrnoException) => failures.push(String(error.code));
    const lines = new LineFile({ file, onError });
    lines.append('one');
    await lines.flush();
    lines.append('two');
    lines.flushNow();
    assert.deepEqual(failures, ['ENOSPC', 'ENOSPC']);
    assert.equal(lines.errors, 2);
    rmSync(file);
    lines.reopen();
    lines.append('three');
    await lines.close();
    assert.equal(readFileSync(file, 'utf8'), 'one\ntwo\nthree\n');
  });

  it('holds no more than its bound of them', full, async () => {
    const file = join(folder, 'full2.jsonl');
    symlinkSync('/dev/full', file);
    const lines = new LineFile({ file });
    const line = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 40; i++) lines.append(line);
    rmSync(file);
    lines.reopen();
    await lines.close();
    const { size } = statSync(file);
    assert.ok(size >= 16 * line.length && size < 18 * line.length, String(size));
    assert.ok(lines.errors >= 22);
  });

  it('says where it cannot be opened', () => {
    assert.throws(() => new LineFile({ file: join(folder, 'no', 'c') }), { code: 'ENOENT' });
  });
});

describe('metrics', () => {
  it('count what events tell, by bounded labels', async () => {
    const events = new EventHub();
    const metrics = new Metrics({ version: '1.2.3' }).subscribe(events, ['mysql:shop.*']);
    emitAll(events);
    events.emit('decisions', {
      client,
      operation: 'read',
      records: [{ ...record, resource: 'mysql:hidden.one' }],
    });
    const text = await metrics.registry.metrics();
    const by = 'listener="shop",protocol="mysql"';
    for (const line of [
      `tidegate_build_info{version="1.2.3",node="${process.version}"} 1`,
      `tidegate_connections_total{${by}} 1`,
      `tidegate_connections_active{${by}} 0`,
      `tidegate_connections_closed_total{${by},code="none"} 1`,
      `tidegate_bytes_total{${by},direction="down"} 20`,
      `tidegate_decisions_total{${by},resource="mysql:shop.customers",class="pii.email",action="mask",mode="enforce"} 3`,
      `tidegate_decisions_total{${by},resource="mysql:shop.customers",class="pii.email",action="block",mode="shadow"} 1`,
      `tidegate_decisions_total{${by},resource="other",class="pii.email",action="mask",mode="enforce"} 3`,
      `tidegate_refusals_total{${by},code="TG-POLICY-0001"} 1`,
      `tidegate_decode_errors_total{${by},code="TG-MYSQL-0001"} 1`,
      'tidegate_policy_loads_total{result="failed"} 1',
      'tidegate_policies 2',
      'tidegate_upstream_up{listener="shop",node="db:3306"} 0',
    ]) {
      assert.ok(text.split('\n').includes(line), `${line}\n${text}`);
    }
    assert.ok(!text.includes('hidden'));
    assert.ok(!text.includes('decode_errors_total{listener="shop",protocol="mysql",code="TG-CORE'));
    assert.equal(await metrics.registry.metrics(), text, 'a scrape changes nothing');
  });

  it('count beyond the bound under other', async () => {
    const events = new EventHub();
    const metrics = new Metrics().subscribe(events);
    for (let i = 0; i < 5_010; i++) {
      events.emit('upstream.changed', { listener: 'l', node: `n${i}`, up: true });
    }
    const text = await metrics.registry.metrics();
    assert.ok(text.includes('tidegate_upstream_up{listener="other",node="other"} 1'));
    assert.equal(
      text.split('\n').filter((line) => line.startsWith('tidegate_upstream_up')).length,
      5_001,
    );
  });

  it('go into an embedder’s own registry', () => {
    const registry = new Registry();
    new Metrics({ registry }).subscribe(new EventHub());
    assert.ok(registry.getSingleMetric('tidegate_decisions_total'));
  });
});

describe('the log', () => {
  it('tells faults once in a while, and no decision', () => {
    const lines: string[] = [];
    const destination = new Writable({
      write(chunk, _encoding, done) {
        lines.push(...String(chunk).trim().split('\n'));
        done();
      },
    });
    const events = new EventHub();
    logEvents(events, createLog({ level: 'info', destination }));
    for (let i = 0; i < 3; i++) emitAll(events);
    const messages = lines.map((line) => JSON.parse(line).msg);
    assert.deepEqual(messages.slice(0, 5), [
      'frame refused',
      'connection failed',
      'upstream is down',
      'policy loaded',
      'policy not loaded; the old one stays in force',
    ]);
    assert.equal(messages.filter((message) => message === 'frame refused').length, 1);
    assert.ok(!lines.join().includes('pii.email'));
  });
});

describe('a configuration in public', () => {
  it('shows no secret and no sample', () => {
    const config = configSchema.parse({
      version: 1,
      listeners: [
        {
          name: 'a',
          protocol: 'mysql',
          bind: 'h:1',
          upstream: 'mysql://root:hunter2@db:3306/x',
          lineage: { user: 'ro', password: 'hunter2' },
          registry: { url: 'http://u:hunter2@h:1/', password: 'hunter2' },
          tls: { client: { cert: 'c.pem', key: '-----BEGIN PRIVATE KEY-----hunter2' } },
          options: { nested: { api_secret: 'hunter2' } },
        },
      ],
      policies: [
        {
          name: 'p',
          match: { class: 'pii.email' },
          action: 'mask',
          mask: { with: 'token', key: 'contact' },
          tests: [{ name: 't', resource: 'mysql:a.b', input: { x: 'hunter2' }, expect: 'dropped' }],
        },
      ],
      keys: { contact: 'hunter2hunter2hunter2' },
      admin: { token: 'hunter2hunter2hunter2' },
      tests: [{ name: 't', resource: 'mysql:a.b', input: 'hunter2', expect: 'unchanged' }],
    });
    const shown = JSON.stringify(publicConfig(config));
    assert.ok(!shown.includes('hunter2'), shown);
    for (const text of ['db:3306', '"key":"contact"', '"with":"token"', 'c.pem', '(1 cases)']) {
      assert.ok(shown.includes(text), text);
    }
  });
});

describe('the admin port', () => {
  const calls: string[] = [];
  let isReady = true;
  let emit: (line: string) => void = () => {};
  const routes: AdminRoutes = {
    metrics: async () => ({ type: 'text/plain; version=0.0.4', text: 'm 1\n' }),
    ready: () => isReady,
    config: () => ({ version: 1 }),
    connections: async () => [{ conn: 1 }],
    reload: async () => {
      calls.push('reload');
      return calls.length > 1 ? 'f:1:1: wrong' : undefined;
    },
    drain: () => void calls.push('drain'),
    events: (listener) => {
      emit = listener;
      return () => void calls.push('stopped');
    },
  };

  async function withServer<T>(
    token: string | undefined,
    use: (base: string) => Promise<T>,
  ): Promise<T> {
    const server = new AdminServer({ bind: { host: '127.0.0.1', port: 0 }, token, routes });
    const port = await server.listen();
    try {
      return await use(`http://127.0.0.1:${port}`);
    } finally {
      await server.close();
    }
  }

  const status = async (url: string, init: RequestInit = {}) => {
    const response = await fetch(url, init);
    await response.text();
    return response.status;
  };

  it('answers reads by GET and changes by POST only', () =>
    withServer(undefined, async (base) => {
      assert.equal(await (await fetch(`${base}/metrics`)).text(), 'm 1\n');
      assert.equal(await status(`${base}/healthz`), 200);
      assert.equal(await status(`${base}/readyz`), 200);
      isReady = false;
      assert.equal(await status(`${base}/readyz`), 503);
      assert.deepEqual(await (await fetch(`${base}/config`)).json(), { version: 1 });
      assert.deepEqual(await (await fetch(`${base}/connections`)).json(), [{ conn: 1 }]);
      assert.equal(await status(`${base}/reload`), 405);
      assert.equal(await status(`${base}/metrics`, { method: 'POST' }), 405);
      assert.equal(await status(`${base}/nothing`), 404);
      assert.equal(await status(`${base}/../etc/passwd`), 404);
      assert.deepEqual(calls, []);
      assert.equal(await status(`${base}/reload`, { method: 'POST' }), 200);
      const wrong = await fetch(`${base}/reload`, { method: 'POST' });
      assert.equal(wrong.status, 422);
      assert.equal(await wrong.text(), 'f:1:1: wrong\n');
      assert.equal(await status(`${base}/drain`, { method: 'POST' }), 202);
      assert.equal(await status(`${base}/drain`, { method: 'POST', body: 'x'.repeat(5000) }), 413);
      assert.deepEqual(calls.splice(0), ['reload', 'reload', 'drain']);
    }));

  it('refuses foreign origins, foreign hosts, and callers without the token', () =>
    withServer('a token of the operator', async (base) => {
      const post = { method: 'POST' };
      assert.equal(await status(`${base}/drain`, post), 401);
      assert.equal(await status(`${base}/config`), 401);
      assert.equal(await status(`${base}/metrics`), 200);
      const headers = { authorization: 'Bearer a token of the operator' };
      assert.equal(await status(`${base}/config`, { headers }), 200);
      const origin = { ...headers, origin: 'http://evil.example' };
      assert.equal(await status(`${base}/drain`, { ...post, headers: origin }), 403);
      assert.equal(await rawStatus(base, 'evil.example'), 403);
      assert.equal(await rawStatus(base, 'localhost'), 200);
      assert.deepEqual(calls, []);
    }));

  it('streams lines to who listens, until they leave', () =>
    withServer(undefined, async (base) => {
      const abort = new AbortController();
      const response = await fetch(`${base}/events`, { signal: abort.signal });
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      assert.equal((await reader.read()).value, ': tidegate\n\n');
      emit('{"a":1}');
      assert.equal((await reader.read()).value, 'data: {"a":1}\n\n');
      abort.abort();
      await assert.rejects(reader.read());
      while (calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.deepEqual(calls.splice(0), ['stopped']);
    }));
});

/** Status of GET /healthz under a Host of our own choice, which `fetch` does not allow. */
async function rawStatus(base: string, host: string): Promise<number> {
  const { request } = await import('node:http');
  const { port } = new URL(base);
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path: '/healthz', headers: { host } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    asked.on('error', reject).end();
  });
}
