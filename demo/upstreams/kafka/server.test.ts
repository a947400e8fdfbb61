import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import {
  Consumer as PlatformaticConsumer,
  Producer as PlatformaticProducer,
  stringDeserializers,
  stringSerializers,
} from '@platformatic/kafka';
import { type Consumer, Kafka, logLevel } from 'kafkajs';
import { KafkaServer } from './server.ts';

let server: KafkaServer;
let kafka: Kafka;

before(async () => {
  server = await KafkaServer.start();
  kafka = new Kafka({
    clientId: 'test',
    brokers: [`127.0.0.1:${server.port}`],
    logLevel: logLevel.NOTHING,
    sasl: { mechanism: 'plain', username: 'someone', password: 'anything' },
  });
});

after(() => server.close());

/** With short waits, so that leaving and rebalancing take no seconds. */
const consumerOf = (groupId: string) =>
  kafka.consumer({ groupId, maxWaitTimeInMs: 50, heartbeatInterval: 100 });

/** The values that `consumer` gets until there are `count`. */
async function consume(consumer: Consumer, topic: string, count: number): Promise<string[]> {
  const values: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        eachMessage: async ({ message }) => {
          values.push(`${message.key}:${message.value}`);
          if (values.length === count) resolve();
        },
      })
      .catch(reject);
  });
  return values;
}

test('kafkajs produces, consumes in a group, commits and goes on from there', async () => {
  const producer = kafka.producer();
  await producer.connect();
  const messages = Array.from({ length: 20 }, (_, n) => ({ key: `k${n}`, value: `v${n}` }));
  await producer.send({ topic: 'orders', messages });
  const first = consumerOf('readers');
  const values = await consume(first, 'orders', 20);
  assert.deepEqual(values.sort(), messages.map(({ key, value }) => `${key}:${value}`).sort());
  await first.disconnect();
  await producer.send({ topic: 'orders', messages: [{ key: 'late', value: 'one' }] });
  const second = consumerOf('readers');
  assert.deepEqual(await consume(second, 'orders', 1), ['late:one']);
  await second.disconnect();
  await producer.disconnect();
});

test('two members of a group share the partitions', async () => {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'shared', numPartitions: 4 }] });
  const consumers = [consumerOf('pair'), consumerOf('pair')];
  const joined = consumers.map(
    (consumer) =>
      new Promise<number>((resolve) => {
        consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
          const partitions = payload.memberAssignment.shared ?? [];
          if (partitions.length === 2) resolve(partitions.length);
        });
      }),
  );
  for (const consumer of consumers) {
    await consumer.connect();
    await consumer.subscribe({ topic: 'shared' });
    await consumer.run({ eachMessage: async () => {} });
  }
  assert.deepEqual(await Promise.all(joined), [2, 2]);
  const { groups } = await admin.describeGroups(['pair']);
  assert.equal(groups[0].members.length, 2);
  await Promise.all(consumers.map((consumer) => consumer.disconnect()));
  await admin.disconnect();
});

test('offsets, topics and the cluster are described; deletion works', async () => {
  const admin = kafka.admin();
  await admin.connect();
  assert.ok(await admin.createTopics({ topics: [{ topic: 'short', numPartitions: 1 }] }));
  assert.ok((await admin.listTopics()).includes('short'));
  const [{ high, low }] = await admin.fetchTopicOffsets('short');
  assert.deepEqual([low, high], ['0', '0']);
  const { brokers } = await admin.describeCluster();
  assert.deepEqual(
    brokers.map(({ port }) => port),
    [server.port],
  );
  await admin.deleteTopics({ topics: ['short'] });
  assert.ok(!(await admin.listTopics()).includes('short'));
  await admin.disconnect();
});

test('another client, with newer versions of the protocol', async () => {
  const options = { clientId: 'other', bootstrapBrokers: [`127.0.0.1:${server.port}`], retries: 0 };
  const producer = new PlatformaticProducer({
    ...options,
    serializers: stringSerializers,
    autocreateTopics: true,
  });
  await producer.send({ messages: [{ topic: 'other', key: 'a', value: 'b' }], acks: -1 });
  await producer.close();
  const consumer = new PlatformaticConsumer({
    ...options,
    groupId: 'others',
    deserializers: stringDeserializers,
  });
  const stream = await consumer.consume({
    topics: ['other'],
    mode: 'earliest',
    sessionTimeout: 10_000,
    heartbeatInterval: 1_000,
  });
  const [message] = await once(stream, 'data');
  assert.equal(`${message.key}:${message.value}`, 'a:b');
  await stream.close();
  await consumer.close();
});
