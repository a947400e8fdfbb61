import { randomUUID } from 'node:crypto';
import { type EachBatchPayload, type IHeaders, Kafka, logLevel, type SASLOptions } from 'kafkajs';
import { quietKafkajs } from '../../demo/clients/quiet.ts';
import { CommandError } from '../io.ts';
import {
  connect_timeout_ms,
  type ReadRequest,
  type SaslMechanism,
  type ValueSource,
} from './request.ts';

/** Batches that wait to be looked at. */
const waiting_count_max = 1000;

/** A record as it is looked at: JSON values as what they hold, all else as text. */
interface RecordValue {
  readonly key?: unknown;
  readonly value?: unknown;
  readonly headers?: unknown;
}

function readable(bytes: Buffer | string | null | undefined): unknown {
  if (bytes === null || bytes === undefined) return undefined;
  const text = typeof bytes === 'string' ? bytes : bytes.toString('utf8');
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function headersOf(headers: IHeaders | undefined): Record<string, unknown> | undefined {
  const entries = Object.entries(headers ?? {});
  if (entries.length === 0) return undefined;
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(readable) : readable(value),
    ]),
  );
}

/** Records of a topic: the latest of each partition, or all. Commits no offsets. */
export async function openTopic(request: ReadRequest): Promise<ValueSource> {
  quietKafkajs();
  const { server, name: topic, user, password, tls, limit, all } = request;
  const kafka = new Kafka({
    clientId: 'tidegate-scan',
    brokers: server.replace(/^kafka:\/\//, '').split(','),
    connectionTimeout: connect_timeout_ms,
    logLevel: logLevel.NOTHING,
    retry: { retries: 2 },
    ssl: tls,
    ...(user !== undefined && { sasl: saslOf(request.sasl, user, password ?? '') }),
  });
  const admin = kafka.admin();
  await admin.connect();
  const groupId = `tidegate-scan-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false });
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    const plan = planReads(offsets, all ? Number.POSITIVE_INFINITY : limit);
    const queue = new RecordQueue(plan);
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    if (queue.total > 0) {
      await consumer.run({ autoCommit: false, eachBatch: (batch) => queue.take(batch) });
      for (const { partition, from } of plan) {
        consumer.seek({ topic, partition, offset: String(from) });
      }
    }
    return {
      total: queue.total,
      values: () => queue.values(),
      close: async () => {
        queue.end();
        await consumer.disconnect();
        await admin.deleteGroups([groupId]).catch(() => {});
        await admin.disconnect();
      },
    };
  } catch (error) {
    await consumer.disconnect();
    await admin.disconnect();
    throw isUnknownTopic(error) ? new CommandError(`there is no topic '${topic}'`) : error;
  }
}

/** The client wraps what it has tried several times. */
function isUnknownTopic(error: unknown): boolean {
  const { type, cause } = error as { type?: string; cause?: unknown };
  return type === 'UNKNOWN_TOPIC_OR_PARTITION' || (cause instanceof Error && isUnknownTopic(cause));
}

/** The client types each mechanism apart. */
function saslOf(mechanism: SaslMechanism, username: string, password: string): SASLOptions {
  return { mechanism, username, password } as SASLOptions;
}

interface PartitionRead {
  readonly partition: number;
  readonly from: bigint;
  /** First offset that is not wanted. */
  readonly to: bigint;
}

/** Shares the limit out among the partitions: the latest records of each. */
export function planReads(
  offsets: readonly { partition: number; low: string; high: string }[],
  limit: number,
): PartitionRead[] {
  const share = BigInt(
    Number.isFinite(limit) ? Math.ceil(limit / Math.max(1, offsets.length)) : 2 ** 52,
  );
  return offsets
    .map(({ partition, low, high }) => {
      const [first, to] = [BigInt(low), BigInt(high)];
      return { partition, from: to - share > first ? to - share : first, to };
    })
    .filter(({ from, to }) => to > from);
}

/** Records on their way from the consumer to the scan; bounded, since the consumer waits. */
class RecordQueue {
  readonly total: number;
  #open: Map<number, bigint>;
  #records: RecordValue[] = [];
  #wake: () => void = () => {};
  #room: () => void = () => {};
  #ended = false;

  constructor(plan: readonly PartitionRead[]) {
    this.#open = new Map(plan.map(({ partition, to }) => [partition, to]));
    this.total = plan.reduce((sum, { from, to }) => sum + Number(to - from), 0);
  }

  async take({ batch, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> {
    const to = this.#open.get(batch.partition);
    if (to === undefined) return;
    for (const { offset, key, value, headers } of batch.messages) {
      if (BigInt(offset) >= to) break;
      const record = { key: readable(key), value: readable(value), headers: headersOf(headers) };
      this.#records.push(record);
      resolveOffset(offset);
    }
    // The last offsets of a log may be control records, which no consumer sees.
    if (BigInt(batch.lastOffset()) + 1n >= to) this.#open.delete(batch.partition);
    this.#wake();
    while (this.#records.length > waiting_count_max && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#room = resolve;
      });
      await heartbeat();
    }
  }

  async *values(): AsyncGenerator<RecordValue> {
    while (!this.#ended) {
      const records = this.#records;
      this.#records = [];
      this.#room();
      yield* records;
      if (this.#records.length > 0) continue;
      if (this.#open.size === 0) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  end(): void {
    this.#ended = true;
    this.#room();
    this.#wake();
  }
}
