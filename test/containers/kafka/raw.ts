/** Requests as bytes, to send what no client library would. */
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeRequest, responseBodyStart } from '../../../proxies/kafka/framing.ts';
import { decodeBody, type KafkaStruct } from '../../../proxies/kafka/schema/codec.ts';

const Api = { produce: 0, fetch: 1, createTopics: 19 } as const;
const produceVersion = 7;
const fetchVersion = 11;
/** Errors of a topic that was made just now: unknown still, or without a leader. */
const notYet: ReadonlySet<number> = new Set([3, 5, 6]);
const pauseMs = 50;

/** One request at a time on one connection. */
export class RawClient {
  #socket: net.Socket;
  #held: Buffer[] = [];
  #size = 0;
  #resolve: (frame: Buffer) => void = () => {};
  #reject: (error: Error) => void = () => {};
  #correlation = 0;

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#onData(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#reject(new Error('the connection was closed')));
  }

  static async open(host: string, port: number): Promise<RawClient> {
    const socket = net.connect({ host, port, noDelay: true });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** The whole response frame. Rejects when the connection ends first. */
  ask(key: number, version: number, body: object): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#socket.write(encodeRequest(key, version, ++this.#correlation, 'raw', body));
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #onData(chunk: Buffer): void {
    this.#held.push(chunk);
    this.#size += chunk.length;
    if (this.#size < 4) return;
    if (this.#held[0].length < 4) this.#held = [Buffer.concat(this.#held)];
    if (this.#size < 4 + this.#held[0].readInt32BE()) return;
    const frame = Buffer.concat(this.#held);
    this.#held = [];
    this.#size = 0;
    this.#resolve(frame);
  }

  async createTopic(topic: string): Promise<void> {
    await this.ask(Api.createTopics, 4, {
      topics: [
        { name: topic, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] },
      ],
      timeoutMs: 10_000,
      validateOnly: false,
    });
  }

  /** Appends a batch to a partition; gives the broker's error and the offset that it got. */
  async produce(
    topic: string,
    records: Buffer,
    index = 0,
  ): Promise<{ error: number; offset: number }> {
    for (let attempt = 0; ; attempt++) {
      const frame = await this.ask(Api.produce, produceVersion, {
        transactionalId: null,
        acks: -1,
        timeoutMs: 10_000,
        topicData: [{ name: topic, partitionData: [{ index, records }] }],
      });
      const partition = onlyPartition(Api.produce, produceVersion, frame, 'partitionResponses');
      const error = partition.errorCode as number;
      if (!notYet.has(error) || attempt > 100) {
        return { error, offset: Number(partition.baseOffset) };
      }
      await sleep(pauseMs);
    }
  }

  /** The response to a Fetch of partition 0 from `offset`: its bytes, and what they say. */
  async fetch(topic: string, offset: number, bytes = 1): Promise<RawFetched> {
    const frame = await this.ask(Api.fetch, fetchVersion, fetchBody(topic, offset, bytes));
    const partition = onlyPartition(Api.fetch, fetchVersion, frame, 'partitions');
    const records = (partition.records ?? new Uint8Array(0)) as Uint8Array;
    return { frame, error: partition.errorCode as number, records: Buffer.from(records) };
  }
}

export interface RawFetched {
  readonly frame: Buffer;
  readonly error: number;
  readonly records: Buffer;
}

/** A Fetch request for at most `bytes` bytes; a broker gives one whole batch at least. */
export function fetchBody(topic: string, offset: number, bytes: number): object {
  return {
    replicaId: -1,
    maxWaitMs: 500,
    minBytes: 1,
    maxBytes: bytes,
    isolationLevel: 0,
    sessionId: 0,
    sessionEpoch: -1,
    topics: [
      {
        topic,
        partitions: [
          {
            partition: 0,
            currentLeaderEpoch: -1,
            fetchOffset: BigInt(offset),
            logStartOffset: -1n,
            partitionMaxBytes: bytes,
          },
        ],
      },
    ],
    forgottenTopicsData: [],
    rackId: '',
  };
}

function onlyPartition(key: number, version: number, frame: Buffer, field: string): KafkaStruct {
  const start = responseBodyStart(frame, key, version);
  const body = decodeBody<KafkaStruct>('response', key, version, frame, start);
  const [topic] = body.responses as KafkaStruct[];
  return (topic[field] as KafkaStruct[])[0];
}
