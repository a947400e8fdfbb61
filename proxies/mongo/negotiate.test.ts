import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attemptOf, confirmed, speculativeAttempt } from './auth.ts';
import { readDocument } from './bson/reader.ts';
import { Binary, type Document } from './bson/values.ts';
import { GateDouble } from './gate.double.ts';
import { decodeMessage, encodeMessage } from './messages.ts';
import { clientAppOf, narrowHello, parseAddress, rewriteHello } from './negotiate.ts';
import { rebuild } from './rebuild.ts';

const members: Record<string, { host: string; port: number }> = {
  'db1:27017': { host: 'Gate', port: 1001 },
  'db2:27018': { host: 'gate', port: 1002 },
  '::1:27019': { host: '::1', port: 1003 },
};
const endpoints = {
  local: ({ host, port }: { host: string; port: number }) => members[`${host}:${port}`],
};

function rewritten(hello: Document): Document {
  const message = decodeMessage(encodeMessage(hello, 1, 2));
  const changes = rewriteHello(message.bytes, message.body, message.bodyEnd, endpoints);
  if (!changes) return hello;
  const out = decodeMessage(rebuild(message, changes, Buffer.allocUnsafe));
  return readDocument(out.bytes, out.body, out.bodyEnd);
}

test('all addresses of a hello are rewritten together, and members without one are hidden', () => {
  const hello = rewritten({
    setName: 'rs0',
    hosts: ['db1:27017', 'DB2:27018', 'hidden:27017'],
    passives: ['[::1]:27019'],
    arbiters: ['arbiter:27017'],
    primary: 'db1:27017',
    me: 'db2:27018',
    tags: { region: 'db1:27017' },
  });
  assert.deepEqual(hello, {
    setName: 'rs0',
    hosts: ['gate:1001', 'gate:1002'],
    passives: ['[::1]:1003'],
    arbiters: [],
    primary: 'gate:1001',
    me: 'gate:1002',
    tags: { region: 'db1:27017' },
  });
});

test('what is no address never reaches the client', () => {
  const hello = rewritten({ hosts: [7, 'a b c', 'db1:27017:9'], me: 8, primary: 'x:0' });
  assert.deepEqual(hello, { hosts: [] });
});

test('the wire version and the message size are capped at what we read', () => {
  assert.equal(rewritten({ maxWireVersion: 40, minWireVersion: 0 }).maxWireVersion, 29);
  assert.equal(rewritten({ maxWireVersion: 21 }).maxWireVersion, 21);
  assert.equal(rewritten({ maxMessageSizeBytes: 64_000_000 }).maxMessageSizeBytes, 48_000_000);
});

test('compressors that we do not read leave the hello; nothing changes where all are known', () => {
  const narrowed = (compression: string[]) => {
    const message = decodeMessage(encodeMessage({ hello: 1, compression }, 1, 0));
    const changes = narrowHello(message.bytes, message.body, message.bodyEnd);
    if (!changes) return undefined;
    const out = decodeMessage(rebuild(message, changes, Buffer.allocUnsafe));
    return readDocument(out.bytes, out.body, out.bodyEnd).compression;
  };
  assert.deepEqual(narrowed(['lz4', 'zstd', 'brotli', 'zlib']), ['zstd', 'zlib']);
  assert.equal(narrowed(['snappy', 'zlib', 'zstd']), undefined);
});

test('addresses are read as drivers write them', () => {
  assert.deepEqual(parseAddress('Host.Example:1'), { host: 'host.example', port: 1 });
  assert.deepEqual(parseAddress('host'), { host: 'host', port: 27017 });
  assert.deepEqual(parseAddress('[::1]:5'), { host: '::1', port: 5 });
  for (const wrong of ['', 'a:b', 'a:99999', 'a:0', ':1'])
    assert.equal(parseAddress(wrong), undefined);
});

test('the program is the application, else the driver', () => {
  const driver = { name: 'nodejs', version: '7' };
  assert.equal(clientAppOf({ client: { application: { name: 'billing' }, driver } }), 'billing');
  assert.equal(clientAppOf({ client: { driver } }), 'nodejs 7');
  assert.equal(clientAppOf({}), undefined);
});

const payload = (text: string): Binary => new Binary(0, Buffer.from(text));

const logins: [what: string, body: Document, identity: string][] = [
  [
    'SCRAM',
    { saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: payload('n,,n=ada,r=abc') },
    'ada',
  ],
  [
    'SCRAM with escapes',
    { saslStart: 1, mechanism: 'SCRAM-SHA-1', payload: payload('n,,n=a=2Cb=3Dc,r=x') },
    'a,b=c',
  ],
  [
    'SCRAM of another database',
    { saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: payload('n,,n=ada,r=x'), db: 'shop' },
    'shop.ada',
  ],
  [
    'PLAIN',
    { saslStart: 1, mechanism: 'PLAIN', payload: payload('\0ada\0password'), db: '$external' },
    'ada',
  ],
  ['X.509', { authenticate: 1, mechanism: 'MONGODB-X509', user: 'CN=ada' }, 'CN=ada'],
  ['OIDC', { saslStart: 1, mechanism: 'MONGODB-OIDC', payload: payload('x') }, ''],
];

for (const [what, body, identity] of logins) {
  test(`${what} names its user`, () => {
    assert.equal(attemptOf(body, 'admin').identity, identity);
  });
}

test('a user is told only when the server has said yes', () => {
  const attempt = { identity: 'ada' };
  assert.equal(confirmed(attempt, { ok: 1, conversationId: 1, done: false }), undefined);
  assert.equal(confirmed(attempt, { ok: 0, code: 18 }), undefined);
  assert.equal(confirmed(attempt, { ok: 1, conversationId: 1, done: true }), 'ada');
  assert.equal(confirmed(attempt, { ok: 1, dbname: '$external', user: 'CN=bob' }), 'CN=bob');
  assert.equal(confirmed(attempt, { conversationId: 1, done: false }, false), undefined);
  assert.equal(speculativeAttempt({ hello: 1 }), undefined);
});

test('a SCRAM login through the gate, speculative or not', () => {
  for (const isSpeculative of [true, false]) {
    const gate = new GateDouble();
    const start: Document = {
      saslStart: 1,
      mechanism: 'SCRAM-SHA-256',
      payload: payload('n,,n=ada,r=abc'),
    };
    const server = { conversationId: 1, done: false, payload: payload('r=abcd,s=x,i=4096') };
    const exchange: [Document, Document][] = [
      isSpeculative
        ? [
            { hello: 1, speculativeAuthenticate: { ...start, db: 'admin' }, $db: 'admin' },
            { speculativeAuthenticate: server, ok: 1 },
          ]
        : [
            { ...start, $db: 'admin' },
            { ...server, ok: 1 },
          ],
      [
        { saslContinue: 1, conversationId: 1, payload: payload('c=biws'), $db: 'admin' },
        { ...server, done: true, ok: 1 },
      ],
    ];
    exchange.forEach(([request, reply], i) => {
      assert.deepEqual(gate.identities, []);
      gate.push('request', encodeMessage(request, i + 1, 0));
      gate.push('response', encodeMessage(reply, 100 + i, i + 1));
    });
    assert.deepEqual(gate.identities, ['ada']);
    gate.push('request', encodeMessage({ logout: 1, $db: 'admin' }, 9, 0));
    gate.push('response', encodeMessage({ ok: 1 }, 109, 9));
    assert.deepEqual(gate.identities, ['ada', '']);
  }
});

test('a refused login names nobody', () => {
  const gate = new GateDouble();
  const start = {
    saslStart: 1,
    mechanism: 'PLAIN',
    payload: payload('\0ada\0x'),
    $db: '$external',
  };
  gate.push('request', encodeMessage(start, 1, 0));
  gate.push('response', encodeMessage({ ok: 0, code: 18, errmsg: 'Authentication failed.' }, 2, 1));
  assert.deepEqual(gate.identities, []);
});
