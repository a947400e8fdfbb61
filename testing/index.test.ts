import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MongoClient } from 'mongodb';
import { MongoServer } from '../demo/upstreams/mongo/server.ts';
import { startTestGate } from './index.ts';

const config = (action: string) => `
version: 1
listeners:
  - { name: crm, protocol: mongo, bind: "127.0.0.1:27117", upstream: "127.0.0.1:1" }
policies:
  - { name: addresses, match: { class: pii.email }, ${action} }
`;
const masking = config('action: mask, mask: { with: redact }');

let server: MongoServer;
before(async () => {
  server = await MongoServer.start();
  server.collection('crm', 'people').insert({ _id: 1, email: 'iota.1@example.com' });
});
after(() => server.close());

const upstreams = () => ({ crm: `mongodb://127.0.0.1:${server.port}/crm` });

async function readAll(address: string): Promise<unknown[]> {
  const client = new MongoClient(`mongodb://${address}/?replicaSet=demo`);
  const found = await client.db('crm').collection('people').find().toArray();
  await client.close();
  return found;
}

test('a gate in the test’s own process masks, and says what it decided', async () => {
  await using gate = await startTestGate({ config: masking, upstreams: upstreams() });
  gate.assertNothingDecided();
  assert.deepEqual(await readAll(gate.address('crm')), [{ _id: 1, email: '[REDACTED]' }]);
  const wanted = {
    action: 'mask',
    class: 'pii.email',
    resource: 'mongo:crm.people',
    path: 'email',
  } as const;
  gate.assertDecided(wanted);
  assert.equal((await gate.waitForDecision(wanted)).count, 1);
  assert.throws(
    () => gate.assertNothingDecided({ class: 'pii.email' }),
    /there are decisions like/,
  );
  assert.throws(
    () => gate.assertDecided({ class: 'pci.pan' }),
    /mask mongo:crm\.people email pii\.email x1 aaaa\.d@/,
  );
});

test('the policy can be changed and the record cleared between tests', async () => {
  await using gate = await startTestGate({ config: masking, upstreams: upstreams() });
  await readAll(gate.address('crm'));
  gate.reset();
  gate.setPolicy(config('action: alert'));
  assert.deepEqual(await readAll(gate.address('crm')), [{ _id: 1, email: 'iota.1@example.com' }]);
  gate.assertDecided({ action: 'alert', class: 'pii.email' });
  gate.assertNothingDecided({ action: 'mask' });
});

test('faults are told at the start', async () => {
  await assert.rejects(startTestGate({ config: 'version: 1\nlistners: []\n' }), /config:2:1/);
  await assert.rejects(
    startTestGate({ config: masking, upstreams: { shop: '127.0.0.1:1' } }),
    /no listener is called shop/,
  );
  await assert.rejects(
    startTestGate({ config: masking, upstreams: { crm: 'a:b:c' } }),
    /not host:port/,
  );
});

test('waiting for what never comes ends', async () => {
  await using gate = await startTestGate({ config: masking, upstreams: upstreams() });
  await assert.rejects(gate.waitForDecision({ class: 'pci.pan' }, 30), /nothing at all/);
});
