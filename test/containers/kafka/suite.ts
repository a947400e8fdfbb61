/** End-to-end suite of Kafka: of a cluster of three, and of one broker alone. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Prepared } from '../available.ts';
import { assertNoTrace } from '../compare.ts';
import { Gate } from '../gate.ts';
import { ServerNetwork } from '../server.ts';
import {
  confluent,
  confluentClient,
  forPython,
  librdkafkaConfig,
  newKafkajs,
  type Target,
} from './clients.ts';
import type { SuiteContext } from './context.ts';
import { failureTests, transactionTests } from './failures.ts';
import {
  codecs,
  customers,
  endRecord,
  orders,
  parts,
  payments,
  policies,
  salaries,
  topics,
} from './orders.ts';
import { clientTests, librdkafkaTests, writtenTopics } from './reads.ts';
import { KafkaCluster, kafkaUsers } from './start.ts';

export interface SuiteOptions {
  prepared: Prepared;
  nodes: 1 | 3;
}

const secrets = customers.flatMap(({ email, card, ssn }) => [email, card, ssn]);

async function createTopics(target: Target, nodes: number): Promise<void> {
  const admin = newKafkajs(target).admin();
  await admin.connect();
  const replicated = { 'orders.gatekill': 3, ...topics };
  const all = { ...Object.fromEntries(writtenTopics.map((topic) => [topic, 1])), ...replicated };
  await admin.createTopics({
    waitForLeaders: true,
    topics: Object.entries(all).map(([topic, numPartitions]) => ({
      topic,
      numPartitions,
      replicationFactor: topic.startsWith('orders') ? nodes : 1,
    })),
  });
  await admin.disconnect();
}

async function fill(target: Target): Promise<void> {
  for (const codec of codecs) {
    await confluentClient.produce(target, `orders.${codec}`, codec, orders());
    await confluentClient.produce(target, `parts.${codec}`, codec, parts());
  }
  const many = orders().flatMap((record, index) =>
    record.key?.toString() === 'end'
      ? Array.from({ length: 6 }, (_, partition) => ({ ...endRecord, partition }))
      : [{ ...record, partition: index % 6 }],
  );
  await confluentClient.produce(target, 'orders.many', 'gzip', many);
  await confluentClient.produce(target, 'salaries', 'none', salaries());
  // Small batches: some keep all their records, some a few, some none.
  const config = { ...librdkafkaConfig(target), 'batch.num.messages': 10, 'linger.ms': 50 };
  const request = { config, topic: 'payments', codec: 'gzip', records: forPython(payments()) };
  await confluent('produce', request);
}

export function kafkaSuite({ prepared, nodes }: SuiteOptions): void {
  const name =
    nodes === 1
      ? 'Kafka, one broker alone, behind the gate'
      : 'Kafka, a cluster of three, behind the gate';
  describe(name, { skip: prepared.reason ?? false }, () => {
    let network: ServerNetwork;
    let cluster: KafkaCluster;
    let gate: Gate;

    const context: SuiteContext = {
      nodes,
      gate: () => gate,
      cluster: () => cluster,
      direct: () => ({ brokers: cluster.direct }),
      through: () => ({ brokers: [`127.0.0.1:${gate.port('events')}`] }),
      secure: (listener, user, mechanism) => ({
        brokers: [`127.0.0.1:${gate.port(listener)}`],
        sasl: { mechanism, username: user, password: kafkaUsers[user] },
      }),
    };

    before(async () => {
      network = await ServerNetwork.start();
      cluster = await KafkaCluster.start(network, {
        image: prepared.image ?? '',
        nodes,
        tls: true,
      });
      await createTopics(context.direct(), nodes);
      await fill(context.direct());
      const common = { protocol: 'kafka', nodes } as const;
      gate = await Gate.start({
        listeners: [
          { ...common, name: 'events', upstream: cluster.upstreams('gate') },
          { ...common, name: 'secure', upstream: cluster.upstreams('sasl') },
          {
            ...common,
            name: 'tls',
            upstream: cluster.upstreams('tls'),
            tls: { server: { ca: await cluster.certificates() } },
          },
        ],
        policies,
        hosts: network.hosts,
        config: { limits: { drain_timeout_ms: 3_000, connect_timeout_ms: 3_000 } },
      });
    });

    after(async () => {
      await gate?.remove();
      await network?.stop();
    });

    clientTests(context);
    librdkafkaTests(context);
    transactionTests(context);
    failureTests(context);

    test('no value is in the audit log, the output or the metrics', async () => {
      await assertNoTrace(gate, secrets);
      assert.ok(gate.audit().length > 0, 'the audit log has lines');
    });

    test('the gate ends on SIGTERM', async () => {
      assert.ok([0, 143, 'SIGTERM'].includes((await gate.stop()) ?? ''), gate.output);
    });
  });
}
