/**
 * Responses of many batches: every client gets every record, in order and masked, whether masks make
 * batches shorter or longer.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Codec } from '../../../proxies/kafka/constants.ts';
import { encodeBatch } from '../../../proxies/kafka/records/build.ts';
import { prepare } from '../available.ts';
import { assertNoTrace } from '../compare.ts';
import { Gate } from '../gate.ts';
import { people } from '../people.ts';
import { ServerNetwork } from '../server.ts';
import { kafkaClients, newKafkajs } from './clients.ts';
import { endRecord, type KafkaRecord } from './orders.ts';
import { RawClient } from './raw.ts';
import { KafkaCluster, kafkaPorts } from './start.ts';

const partitions = 2;
const batchCount = 60;
const batchRecords = 40;
const substitutes = { 'large.shorter': 'x', 'large.longer': 'y'.repeat(400), 'large.same': '' };
const customers = people(batchCount * batchRecords);
/** What all clients read, and what few do. */
const codecs = [Codec.none, Codec.gzip];

const filler = (index: number): string =>
  Array.from({ length: 12 }, (_, i) => ((index + 1) * 2654435761 * (i + 7)).toString(36)).join('-');

function textOf(index: number, email: string): string {
  return JSON.stringify({ number: index, email, note: filler(index), again: `to ${email}` });
}

async function fill(client: RawClient, topic: string): Promise<void> {
  for (let batch = 0; batch < batchCount; batch++) {
    const records = Array.from({ length: batchRecords }, (_, i) => {
      const index = batch * batchRecords + i;
      return { value: Buffer.from(textOf(index, customers[index].email)) };
    });
    const now = BigInt(Date.now());
    const codec = codecs[batch % codecs.length];
    const times = { baseTimestamp: now, maxTimestamp: now };
    for (let partition = 0; partition < partitions; partition++) {
      const { error } = await client.produce(
        topic,
        encodeBatch({ records, codec, ...times }),
        partition,
      );
      assert.equal(error, 0);
    }
  }
  const end = encodeBatch({ records: [{ key: endRecord.key, value: endRecord.value }] });
  for (let partition = 0; partition < partitions; partition++) {
    assert.equal((await client.produce(topic, end, partition)).error, 0);
  }
}

function assertWhole(records: KafkaRecord[], substitute: string): void {
  assert.equal(records.length, partitions * (batchCount * batchRecords + 1));
  for (let partition = 0; partition < partitions; partition++) {
    const own = records.filter((record) => record.partition === partition);
    for (const [index, { value, offset }] of own.entries()) {
      assert.equal(Number(offset), index);
      if (index === own.length - 1) continue;
      const email = substitute || customers[index].email;
      assert.equal(String(value), textOf(index, email));
    }
  }
}

const { image, reason } = await prepare('kafka');

describe('Kafka, large responses', { skip: reason ?? false }, () => {
  let network: ServerNetwork;
  let gate: Gate;
  let raw: RawClient;

  before(async () => {
    network = await ServerNetwork.start();
    const cluster = await KafkaCluster.start(network, { image: image ?? '', nodes: 1 });
    const admin = newKafkajs({ brokers: cluster.direct }).admin();
    await admin.connect();
    await admin.createTopics({
      waitForLeaders: true,
      topics: Object.keys(substitutes).map((topic) => ({ topic, numPartitions: partitions })),
    });
    await admin.disconnect();
    raw = await RawClient.open(cluster.brokers[0].address, kafkaPorts.direct);
    for (const topic of Object.keys(substitutes)) await fill(raw, topic);
    gate = await Gate.start({
      listeners: [
        { name: 'events', protocol: 'kafka', nodes: 1, upstream: cluster.upstreams('gate') },
      ],
      policies: Object.entries(substitutes).map(([topic, value]) => ({
        name: topic,
        match: { class: 'pii.email', resource: `kafka:${topic}` },
        ...(value ? { action: 'mask', mask: { with: 'replace', value } } : { action: 'tag' }),
      })),
      hosts: network.hosts,
    });
  });

  after(async () => {
    raw?.close();
    await gate?.remove();
    await network?.stop();
  });

  for (const client of kafkaClients) {
    for (const [topic, substitute] of Object.entries(substitutes)) {
      test(`${client.name}: ${topic}`, async () => {
        const target = { brokers: [`127.0.0.1:${gate.port('events')}`] };
        assertWhole(await client.consume(target, topic, partitions), substitute);
      });
    }
  }

  test('no value is in the audit log, the output or the metrics', async () => {
    await assertNoTrace(
      gate,
      customers.slice(0, 50).map(({ email }) => email),
    );
  });
});
