import { setTimeout as sleep } from 'node:timers/promises';
import { type Consumer, type EachMessagePayload, Kafka, logLevel } from 'kafkajs';
import type { Person } from '../data/people.ts';
import { type DemoClient, messageOf, type Unit } from './client.ts';

const topic = 'orders';
const closedTopic = 'payroll';
const wait_ms = 100;
const closed_timeout_ms = 15_000;
const follow_timeout_ms = 2_000;
const followed_max = 100;

interface Follower {
  readonly consumer: Consumer;
  readonly units: Map<number, Unit>;
}

export class KafkaClient implements DemoClient {
  readonly protocol = 'kafka';
  readonly driver = 'kafkajs';
  readonly resource = `kafka:${topic}`;
  readonly masked = {
    'value.customer.email': 'email',
    'value.card': 'card',
    'value.customer.born': 'born',
    'value.note': 'note',
  } as const;
  readonly closed = `consuming topic ${closedTopic}`;
  readonly #upstream: number;
  readonly #producer;
  #groups = 0;
  readonly #followers = new Map<number, Follower>();

  constructor(upstream: number) {
    this.#upstream = upstream;
    this.#producer = this.#kafka(upstream).producer();
  }

  connection(address: string): string {
    return `bootstrap.servers=${address}`;
  }

  async prepare(): Promise<void> {
    const admin = this.#kafka(this.#upstream).admin();
    await admin.connect();
    await admin.createTopics({
      topics: [topic, closedTopic].map((name) => ({ topic: name, numPartitions: 1 })),
    });
    await admin.disconnect();
    await this.#producer.connect();
    const payroll = { key: '1', value: '{"name":"Sample Omega","salary":51234}' };
    await this.#producer.send({ topic: closedTopic, messages: [payroll] });
  }

  async write(people: readonly Person[]): Promise<void> {
    const messages = people.map((p) => ({
      key: String(p.number),
      headers: { source: 'demo' },
      value: JSON.stringify({
        order: `A-${p.number}`,
        customer: { name: p.name, email: p.email, born: p.born },
        card: p.card,
        amount: p.amount / 100,
        note: p.token ? `session ${p.token}` : `write to ${p.email}, not to the office`,
      }),
    }));
    // Two batches a round, so that offsets across batches are seen as well.
    const half = Math.ceil(messages.length / 2);
    for (const batch of [messages.slice(0, half), messages.slice(half)]) {
      if (batch.length > 0) await this.#producer.send({ topic, messages: batch });
    }
  }

  async read(port: number, last: number): Promise<Unit[]> {
    const units: Unit[] = [];
    await this.#consume(port, topic, ({ message }) => {
      const unit = unitOf(message);
      if (unit) units.push(unit);
      return unit !== undefined && unit.id >= last;
    });
    return units;
  }

  /** By a consumer that goes on reading: the first call starts it. */
  async readOne(port: number, id: number): Promise<Unit | undefined> {
    let follower = this.#followers.get(port);
    if (!follower) {
      follower = await this.#follow(port);
      this.#followers.set(port, follower);
    }
    for (let waited = 0; waited < follow_timeout_ms && !follower.units.has(id); waited += wait_ms) {
      await sleep(wait_ms);
    }
    return follower.units.get(id);
  }

  async readClosed(port: number): Promise<string | undefined> {
    const read = this.#consume(port, closedTopic, () => true);
    return read.then(() => undefined, messageOf);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#followers.values()].map(({ consumer }) => consumer.disconnect()));
    await this.#producer.disconnect();
  }

  /** Hands over messages from the beginning until `enough`; fails as the consumer does. */
  async #consume(
    port: number,
    name: string,
    enough: (payload: EachMessagePayload) => boolean,
  ): Promise<void> {
    const consumer = await this.#consumer(port);
    try {
      await consumer.subscribe({ topic: name, fromBeginning: true });
      await untilEnough(consumer, enough);
    } finally {
      await consumer.disconnect();
    }
  }

  async #follow(port: number): Promise<Follower> {
    const follower: Follower = { consumer: await this.#consumer(port), units: new Map() };
    await follower.consumer.subscribe({ topic, fromBeginning: true });
    await follower.consumer.run({
      eachMessage: async ({ message }) => {
        const unit = unitOf(message);
        if (unit) follower.units.set(unit.id, unit);
        const oldest = follower.units.keys().next().value ?? 0;
        if (follower.units.size > followed_max) follower.units.delete(oldest);
      },
    });
    return follower;
  }

  async #consumer(port: number): Promise<Consumer> {
    const consumer = this.#kafka(port).consumer({
      groupId: `demo-${port}-${++this.#groups}`,
      maxWaitTimeInMs: wait_ms,
      retry: { retries: 0 },
    });
    await consumer.connect();
    return consumer;
  }

  #kafka(port: number): Kafka {
    return new Kafka({
      clientId: 'tidegate-demo',
      brokers: [`127.0.0.1:${port}`],
      logLevel: logLevel.NOTHING,
    });
  }
}

function untilEnough(
  consumer: Consumer,
  enough: (payload: EachMessagePayload) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer')), closed_timeout_ms);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      settle();
    };
    consumer.on(consumer.events.CRASH, ({ payload }) => end(() => reject(payload.error)));
    consumer
      .run({
        eachMessage: async (payload) => {
          if (enough(payload)) end(resolve);
        },
      })
      .catch((error) => end(() => reject(error)));
  });
}

/** Undefined for what stands in a batch whose records policy has all dropped. */
function unitOf({ key, value, headers }: EachMessagePayload['message']): Unit | undefined {
  if (value === null) return undefined;
  const texts = Object.entries(headers ?? {}).map(([name, text]) => [name, String(text)]);
  return {
    id: Number(key),
    value: {
      key: String(key),
      headers: Object.fromEntries(texts),
      value: parsed(String(value)),
    },
  };
}

/** What a person's own producer writes need not be JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
