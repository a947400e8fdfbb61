/** The clients of the Kafka suite, each reduced to "produce these" and "give me all until the end". */
import { randomUUID } from 'node:crypto';
import {
  Admin,
  Consumer as PlatformaticConsumer,
  Producer as PlatformaticProducer,
} from '@platformatic/kafka';
import kafkajs from 'kafkajs';
import { python } from '../clients/python.ts';
import type { Codec, KafkaRecord } from './orders.ts';

export interface Target {
  brokers: string[];
  sasl?: {
    mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    username: string;
    password: string;
  };
}

export interface KafkaClient {
  readonly name: string;
  /** Codecs that it reads and writes. */
  readonly codecs: readonly Codec[];
  produce(target: Target, topic: string, codec: Codec, records: KafkaRecord[]): Promise<void>;
  /**
   * Reads in a group of its own from the beginning until the record with key `end` has come from
   * `ends` partitions. Rejects with the error that the gate or a broker gives.
   */
  consume(target: Target, topic: string, ends?: number): Promise<KafkaRecord[]>;
  /** Every `host:port` that the client is told. */
  addresses(target: Target): Promise<string[]>;
}

const waitMs = 40_000;
const isEnd = (record: KafkaRecord): boolean => record.key?.toString() === 'end';

/** In the order of partitions and offsets. */
function sorted(records: KafkaRecord[]): KafkaRecord[] {
  return records.sort((a, b) => a.partition - b.partition || Number(a.offset) - Number(b.offset));
}

export function newKafkajs({ brokers, sasl }: Target, retries = 5): kafkajs.Kafka {
  return new kafkajs.Kafka({
    clientId: 'suite-kafkajs',
    brokers,
    sasl: sasl as kafkajs.SASLOptions,
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { retries, initialRetryTime: 100, maxRetryTime: 1_000 },
  });
}

type KafkajsHeaders = Record<string, Buffer | Buffer[]>;

/** kafkajs keeps headers by name, so equal names come together. */
function fromKafkajs(headers: kafkajs.IHeaders | undefined): [string, Buffer][] {
  return Object.entries((headers ?? {}) as KafkajsHeaders).flatMap(([name, value]) =>
    [value].flat().map((one): [string, Buffer] => [name, Buffer.from(one)]),
  );
}

function toKafkajs(headers: [string, Buffer][]): KafkajsHeaders {
  const byName: Record<string, Buffer[]> = {};
  for (const [name, value] of headers) {
    byName[name] ??= [];
    byName[name].push(value);
  }
  return Object.fromEntries(Object.entries(byName).map(([k, v]) => [k, v.length === 1 ? v[0] : v]));
}

/** Runs a kafkajs consumer until `onRecord` says so; rejects when it crashes for good or time is over. */
async function runKafkajs(
  target: Target,
  topic: string,
  onRecord: (record: KafkaRecord) => boolean,
): Promise<void> {
  const consumer = newKafkajs(target).consumer({
    groupId: `kafkajs-${randomUUID()}`,
    sessionTimeout: 10_000,
    heartbeatInterval: 1_000,
    maxWaitTimeInMs: 500,
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error(`no end of ${topic} in ${waitMs} ms`)), waitMs);
  try {
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) reject(payload.error);
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ partition, message }) => {
        const { offset, timestamp, key, value } = message;
        const headers = fromKafkajs(message.headers);
        if (onRecord({ partition, offset, timestamp, key, value, headers })) resolve();
      },
    });
    await promise;
  } finally {
    clearTimeout(timer);
    await consumer.disconnect().catch(() => undefined);
  }
}

const kafkajsClient: KafkaClient = {
  name: 'kafkajs',
  codecs: ['none', 'gzip'],
  async produce(target, topic, codec, records) {
    const producer = newKafkajs(target).producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    const compression =
      codec === 'gzip' ? kafkajs.CompressionTypes.GZIP : kafkajs.CompressionTypes.None;
    const messages = records.map((one) => ({ ...one, headers: toKafkajs(one.headers) }));
    await producer.send({ topic, compression, messages, acks: -1 });
    await producer.disconnect();
  },
  async consume(target, topic, ends = 1) {
    const records: KafkaRecord[] = [];
    await runKafkajs(target, topic, (record) => {
      records.push(record);
      return records.filter(isEnd).length >= ends;
    });
    return sorted(records);
  },
  async addresses(target) {
    const admin = newKafkajs(target).admin();
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    await admin.disconnect();
    return brokers.map(({ host, port }) => `${host}:${port}`);
  },
};

function platformaticOptions({ brokers, sasl }: Target) {
  return {
    clientId: 'suite-platformatic',
    bootstrapBrokers: brokers,
    retries: 5,
    retryDelay: 200,
    ...(sasl && {
      sasl: {
        mechanism: sasl.mechanism.toUpperCase() as 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512',
        username: sasl.username,
        password: sasl.password,
      },
    }),
  };
}

const platformaticClient: KafkaClient = {
  name: '@platformatic/kafka',
  codecs: ['none', 'gzip', 'snappy', 'lz4', 'zstd'],
  async produce(target, topic, codec, records) {
    const producer = new PlatformaticProducer(platformaticOptions(target));
    const messages = records.map(({ key, value, headers, timestamp, partition }) => ({
      topic,
      partition,
      key: key ?? undefined,
      value: value ?? undefined,
      headers: new Map(headers.map(([name, data]) => [Buffer.from(name), data])),
      timestamp: BigInt(timestamp),
    }));
    await producer.send({ messages, compression: codec, acks: -1 });
    await producer.close();
  },
  async consume(target, topic, ends = 1) {
    const consumer = new PlatformaticConsumer({
      ...platformaticOptions(target),
      groupId: `platformatic-${randomUUID()}`,
      maxWaitTime: 500,
      sessionTimeout: 10_000,
      heartbeatInterval: 1_000,
    });
    try {
      const stream = await consumer.consume({
        topics: [topic],
        mode: 'earliest',
        autocommit: false,
      });
      const timer = setTimeout(
        () => stream.destroy(new Error(`no end of ${topic} in ${waitMs} ms`)),
        waitMs,
      );
      const records: KafkaRecord[] = [];
      for await (const message of stream) {
        const record = {
          partition: message.partition,
          offset: String(message.offset),
          timestamp: String(message.timestamp),
          key: message.key ?? null,
          value: message.value ?? null,
          headers: [...message.headers].map(([name, data]): [string, Buffer] => [
            name.toString(),
            data,
          ]),
        };
        records.push(record);
        if (records.filter(isEnd).length >= ends) break;
      }
      clearTimeout(timer);
      return sorted(records);
    } finally {
      await consumer.close(true);
    }
  },
  async addresses(target) {
    const admin = new Admin(platformaticOptions(target));
    const { brokers } = await admin.metadata({ topics: ['payments'] });
    await admin.close();
    return [...brokers.values()].map(({ host, port }) => `${host}:${port}`);
  },
};

export function librdkafkaConfig({ brokers, sasl }: Target): Record<string, unknown> {
  return {
    'client.id': 'suite-confluent',
    'bootstrap.servers': brokers.join(','),
    'broker.address.family': 'v4',
    'socket.timeout.ms': 10_000,
    'reconnect.backoff.max.ms': 1_000,
    'session.timeout.ms': 10_000,
    ...(sasl && {
      'security.protocol': 'SASL_PLAINTEXT',
      'sasl.mechanism': sasl.mechanism.toUpperCase(),
      'sasl.username': sasl.username,
      'sasl.password': sasl.password,
    }),
  };
}

interface PythonRecord extends Omit<KafkaRecord, 'key' | 'value' | 'headers'> {
  key: string | null;
  value: string | null;
  headers: [string, string][];
}

export interface PythonAnswer {
  records?: PythonRecord[];
  addresses?: string[];
  acknowledged?: number[];
  failures?: string[];
  left?: number;
  error?: string;
  code?: number;
}

/** One call of clients/kafka.py; rejects with its error. */
export async function confluent(
  op: string,
  request: object,
  killed?: AbortSignal,
): Promise<PythonAnswer> {
  const answer = await python<PythonAnswer>('kafka.py', { op, ...request }, killed);
  if (answer.error !== undefined) {
    throw Object.assign(new Error(answer.error), { code: answer.code });
  }
  if (answer.failures?.length || answer.left) {
    throw new Error(`not delivered: ${answer.left} left, ${answer.failures}`);
  }
  return answer;
}

const encoded = (data: Buffer | null): string | null => data?.toString('base64') ?? null;
const decoded = (text: string | null): Buffer | null =>
  text === null ? null : Buffer.from(text, 'base64');

export function forPython(records: KafkaRecord[]): PythonRecord[] {
  return records.map((one) => ({
    ...one,
    key: encoded(one.key),
    value: encoded(one.value),
    headers: one.headers.map(([name, data]) => [name, data.toString('base64')]),
  }));
}

/** Consumes with librdkafka; `more` are further settings of its own. */
export async function consumeConfluent(
  target: Target,
  topic: string,
  ends = 1,
  more: Record<string, unknown> = {},
): Promise<KafkaRecord[]> {
  const config = { ...librdkafkaConfig(target), ...more };
  const group = `confluent-${randomUUID()}`;
  const { records = [] } = await confluent('consume', { config, topic, ends, group });
  const whole = records.map((one) => ({
    ...one,
    key: decoded(one.key),
    value: decoded(one.value),
    headers: one.headers.map(([name, data]): [string, Buffer] => [
      name,
      Buffer.from(data, 'base64'),
    ]),
  }));
  return sorted(whole);
}

const confluentClient: KafkaClient = {
  name: 'confluent-kafka',
  codecs: ['none', 'gzip', 'snappy', 'lz4', 'zstd'],
  async produce(target, topic, codec, records) {
    await confluent('produce', {
      config: librdkafkaConfig(target),
      topic,
      codec,
      records: forPython(records),
    });
  },
  consume: (target, topic, ends = 1) => consumeConfluent(target, topic, ends),
  addresses: async (target) =>
    (await confluent('addresses', { config: librdkafkaConfig(target), topic: '' })).addresses ?? [],
};

export { confluentClient };
export const kafkaClients: KafkaClient[] = [kafkajsClient, platformaticClient, confluentClient];
