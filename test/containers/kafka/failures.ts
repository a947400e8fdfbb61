/** Transactions, and killed clients, gates and brokers: nothing is lost, nothing leaks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../compare.ts';
import type { Server } from '../server.ts';
import { assertRefused } from '../strangers.ts';
import { confluent, consumeConfluent, forPython, librdkafkaConfig, newKafkajs } from './clients.ts';
import type { SuiteContext } from './context.ts';
import { endRecord, type KafkaRecord, orders } from './orders.ts';
import { kafkaPorts } from './start.ts';

export function transactionTests({ through }: SuiteContext): void {
  test('transactions through the gate: the aborted stay unseen, the committed arrive masked', async () => {
    const topic = 'orders.transactions';
    const config = { ...librdkafkaConfig(through()), 'transactional.id': 'suite' };
    const whole = orders();
    const send = (records: KafkaRecord[], commit: boolean) =>
      confluent('transaction', { config, topic, records: forPython(records), commit });
    await send(whole.slice(0, 50), true);
    await send(whole.slice(50, 100), false);
    await send([...whole.slice(100, 150), endRecord], true);
    const more = { 'isolation.level': 'read_committed' };
    const records = await consumeConfluent(through(), topic, 1, more);
    const keys = records.map(({ key }) => String(key));
    const expected = [...whole.slice(0, 50), ...whole.slice(100)].map(({ key }) => String(key));
    assert.deepEqual(keys, expected);
    assertNoAddress(records);
  });
}

function assertNoAddress(records: KafkaRecord[]): void {
  for (const { value } of records)
    assert.ok(!/@mail\.example\.org/.test(String(value)), String(value));
}

const numberOf = ({ value }: KafkaRecord): number => JSON.parse(String(value)).number;

/** Connections that the gate has to a broker's listener, as the broker's kernel counts them. */
async function connectionsAt(server: Server, port: number): Promise<number> {
  const sockets = await server.exec(['sh', '-c', 'cat /proc/net/tcp /proc/net/tcp6 2>/dev/null']);
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  // Columns: number, local address, remote address, state; 01 is established.
  const established = new RegExp(`^\\s*\\d+: [0-9A-F]+:${hex} [0-9A-F:]+ 01 `);
  return sockets.split('\n').filter((line) => established.test(line)).length;
}

export function failureTests(context: SuiteContext): void {
  const { through } = context;
  const assertServes = async () => {
    const records = await consumeConfluent(through(), 'orders.gzip');
    assert.equal(records.length, orders().length);
    assertNoAddress(records);
  };

  test('a killed client takes its broker connections with it', async () => {
    const { brokers } = context.cluster();
    const count = async () => {
      const counts = brokers.map((broker) => connectionsAt(broker, kafkaPorts.gate));
      return (await Promise.all(counts)).reduce((sum, one) => sum + one, 0);
    };
    await eventually('no client is connected', async () => (await count()) === 0);
    // Asks for more ends than there are partitions, so it reads until it is killed.
    const client = new AbortController();
    const config = librdkafkaConfig(through());
    const request = { config, topic: 'orders.many', ends: 7, group: 'killed' };
    const reading = assert.rejects(confluent('consume', request, client.signal), /abort/i);
    await eventually('the client is connected', async () => (await count()) >= context.nodes);
    client.abort();
    await reading;
    await eventually('the brokers have no connection left', async () => (await count()) === 0);
  });

  test('a gate killed under a producer and a consumer: all arrives once it is back, masked', async () => {
    await steadyStream(context, 'orders.gatekill', async () => {
      await context.gate().kill();
      await sleep(500);
      await context.gate().spawn();
    });
  });

  if (context.nodes > 1) {
    test('a broker killed under a producer and a consumer: all that was acknowledged arrives, masked', async () => {
      const [, second] = context.cluster().brokers;
      await steadyStream(context, 'orders.failover', () => second.kill());
      await second.restart();
      await assertServes();
    });
  }

  test('what is no Kafka is refused, and others are not disturbed', async () => {
    await assertRefused(context.gate(), 'events');
    await assertServes();
  });

  test('while the brokers are away clients are told at once, when they are back the gate serves', async () => {
    const { brokers } = context.cluster();
    await Promise.all(brokers.map((broker) => broker.kill()));
    const admin = newKafkajs(through(), 0).admin();
    await assert.rejects(admin.connect());
    await admin.disconnect();
    assert.match(await context.gate().traces(), /TG-CORE-0005/);
    await Promise.all(brokers.map((broker) => broker.restart()));
    await assertServes();
  });
}

/** Produces and consumes through the gate while `disturb` does its work in the middle. */
async function steadyStream(
  { through, direct }: SuiteContext,
  topic: string,
  disturb: () => Promise<unknown>,
): Promise<void> {
  const ends = 3;
  const config = { ...librdkafkaConfig(through()), 'message.timeout.ms': 60_000 };
  const request = { config, topic, count: 200, pause_s: 0.02, ends };
  const producing = confluent('steady', request);
  const consuming = consumeConfluent(through(), topic, ends, { 'metadata.max.age.ms': 2_000 });
  const outcomes = Promise.allSettled([producing, consuming]);
  await sleep(3_000);
  await disturb();
  const [produced, consumed] = await outcomes;
  assert.ok(produced.status === 'fulfilled', String((produced as PromiseRejectedResult).reason));
  assert.ok(consumed.status === 'fulfilled', String((consumed as PromiseRejectedResult).reason));
  const { acknowledged = [] } = produced.value;
  assert.equal(acknowledged.length, request.count);
  const numbers = (records: KafkaRecord[]) =>
    [...new Set(records.filter(({ key }) => key === null).map(numberOf))].sort((a, b) => a - b);
  assert.deepEqual(numbers(consumed.value), acknowledged, 'consumed through the gate');
  assertNoAddress(consumed.value);
  const stored = await consumeConfluent(direct(), topic, ends);
  assert.deepEqual(numbers(stored), acknowledged, 'stored');
  assert.ok(String(stored[0].value).includes('@mail.example.org'), 'stored as sent');
}
