/** Killed clients, gates and servers lose and leak nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MongoClient } from 'mongodb';
import { eventually } from '../compare.ts';
import { assertRefused } from '../strangers.ts';
import { collectionOf, withClient } from './clients.ts';
import type { SuiteContext } from './context.ts';

export function failureTests(context: SuiteContext): void {
  const { direct, through } = context;
  const assertServes = () =>
    withClient(through(), async (client) => {
      const found = await collectionOf(client, 'crm.people').findOne({ _id: 1 as never });
      assert.equal(found?.email, '[REDACTED]');
    });

  test('a client killed in the middle of a cursor takes its server connections with it', async () => {
    const connections = () =>
      withClient(direct('root'), async (client) => {
        const status = await client.db('admin').command({ serverStatus: 1 });
        return Number(status.connections.current);
      });
    const before = await connections();
    const client = new MongoClient(through(), { minPoolSize: 10 });
    const cursor = collectionOf(client, 'crm.people').find({}, { batchSize: 2 });
    const first = await cursor.next();
    assert.equal(first?.email, '[REDACTED]');
    await eventually('the pool is filled', async () => (await connections()) >= before + 10);
    await client.close(true);
    await eventually('the server has as many connections as before', async () => {
      return (await connections()) <= before + 1;
    });
    await assertServes();
  });

  test('a gate killed in the middle of a cursor: an error, no clear value; then it serves again', async () => {
    const gate = context.gate();
    const emails: string[] = [];
    const client = new MongoClient(through(), {
      serverSelectionTimeoutMS: 2_000,
      retryReads: false,
    });
    const reading = (async () => {
      for await (const one of collectionOf(client, 'crm.people').find({}, { batchSize: 2 })) {
        emails.push(one.email);
        if (emails.length === 20) await gate.kill();
      }
    })();
    await assert.rejects(reading, /MongoNetworkError|connection|ECONN|socket has been ended/i);
    await client.close(true);
    assert.ok(emails.length >= 20 && emails.length < 200);
    assert.deepEqual([...new Set(emails)], ['[REDACTED]']);
    await gate.spawn();
    await assertServes();
  });

  test('what is no MongoDB is refused, and others are not disturbed', async () => {
    await withClient(through(), async (client) => {
      await client.db('crm').command({ ping: 1 });
      await assertRefused(context.gate(), 'crm');
      const found = await collectionOf(client, 'crm.people').findOne({ _id: 1 as never });
      assert.equal(found?.email, '[REDACTED]');
    });
  });

  if (context.replicated)
    test('a killed primary loses no acknowledged write and leaks nothing', () => failover(context));

  test('while the servers are away the error says so; when they are back the gate serves', async () => {
    const running = context.servers();
    await Promise.all(running.map((server) => server.kill()));
    const client = new MongoClient(through(), { serverSelectionTimeoutMS: 12_000 });
    await assert.rejects(client.db('crm').command({ ping: 1 }), (error: Error) => {
      const whole = [error.message, JSON.stringify(error), String(error.cause)].join(' ');
      assert.match(whole, /TG-CORE-0005|upstream could not be reached/);
      return true;
    });
    await client.close(true);
    assert.match(await context.gate().traces(), /TG-CORE-0005/);
    await Promise.all(running.map((server) => server.restart()));
    await context.primary();
    await assertServes();
  });
}

/** Writes and reads go on while the primary is killed; the drivers' own retries must be enough. */
async function failover({ through, primary }: SuiteContext): Promise<void> {
  await withClient(through(), async (client) => {
    const written = client.db('written').collection<{ _id: number; email: string }>('failover', {
      writeConcern: { w: 'majority' },
    });
    const acknowledged: number[] = [];
    const victim = await primary();
    for (let id = 0; id < 60; id++) {
      if (id === 20) await victim.kill();
      await written.insertOne({ _id: id, email: `nobody${id}@mail.example.org` });
      acknowledged.push(id);
    }
    await victim.restart();
    const found = await written.find({}, { sort: { _id: 1 } }).toArray();
    assert.deepEqual(
      found.map(({ _id }) => _id),
      acknowledged,
    );
    const secondary = await collectionOf(client, 'crm.people')
      .find({}, { readPreference: 'secondary', batchSize: 50 })
      .toArray();
    assert.equal(secondary.length, 200);
    assert.deepEqual([...new Set(secondary.map((one) => one.email))], ['[REDACTED]']);
  });
}
