/**
 * A refusal of the gate reaches real drivers as an error of the server: it has the server's form and
 * code, names the policy, and leaves the driver able to go on.
 */
import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { type Consumer, Kafka, type KafkaJSProtocolError, logLevel } from 'kafkajs';
import { MongoClient as MongoDriver, MongoServerError } from 'mongodb';
import mysql from 'mysql2/promise';
import { type Gate, startGate } from '../../core/gate.ts';
import { loadText } from '../../core/policy/load.ts';
import { formatFault } from '../../core/policy/source.ts';
import { KafkaClient } from '../../demo/clients/kafka.ts';
import { MongoClient } from '../../demo/clients/mongo.ts';
import { MysqlClient } from '../../demo/clients/mysql.ts';
import { type Person, people } from '../../demo/data/people.ts';
import { startUpstreams, type Upstreams } from '../../demo/upstreams/index.ts';
import { KafkaServer } from '../../demo/upstreams/kafka/server.ts';
import { protocols } from '../../proxies/index.ts';
import { freePort } from '../../testing/ports.ts';

type Name = 'kafka' | 'mongo' | 'mysql';
const names: readonly Name[] = ['kafka', 'mongo', 'mysql'];
const basePort = 21_400;

const policyText = `
policies:
  - name: addresses
    match: { class: pii.email }
    action: mask
    mask: { with: redact }
  - name: no reading
    match: { resource: ["kafka:payroll", "mongo:hr.payroll", "mysql:hr.staff"] }
    action: block
  - name: no writing
    match: { resource: ["kafka:sealed", "mongo:hr.sealed"], operation: write }
    action: block
`;

let upstreams: Upstreams;
/** Brokers tell clients where they are, so the one behind the relay must be another one. */
let damagedKafka: KafkaServer;
let gate: Gate;
const relays: Relay[] = [];
const ports = {} as Record<Name, number>;
const damagedPorts = {} as Record<Name, number>;

/** Stands between gate and server and damages answers that hold an address. */
class Relay {
  readonly #server;
  readonly #sockets = new Set<Socket>();

  constructor(upstream: number, damage: (bytes: Buffer, at: number) => void) {
    this.#server = createServer((socket) => {
      const server = connect(upstream, '127.0.0.1');
      for (const each of [socket, server]) {
        this.#sockets.add(each);
        each.on('error', () => {});
      }
      socket.pipe(server);
      server.on('data', (bytes: Buffer) => {
        const at = bytes.indexOf('@example.');
        if (at >= 0) damage(bytes, at);
        socket.write(bytes);
      });
      server.on('end', () => socket.end());
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

/** Position of the first character of the address whose @ stands at `at`. */
function wordStart(bytes: Buffer, at: number): number {
  let start = at;
  while (/[a-z0-9.]/.test(String.fromCharCode(bytes[start - 1]))) start -= 1;
  return start;
}

const damages: Readonly<Record<Name, (bytes: Buffer, at: number) => void>> = {
  // The checksum of the batch no longer fits.
  kafka: (bytes, at) => {
    bytes[at] ^= 1;
  },
  // The text is longer than its document.
  mongo: (bytes, at) => bytes.writeInt32LE(0x7fff_ffff, wordStart(bytes, at) - 4),
  // No length begins with 0xff.
  mysql: (bytes, at) => {
    bytes[wordStart(bytes, at) - 1] = 0xff;
  },
};

const present = names.filter((name) => protocols.some((protocol) => protocol.name === name));

before(async () => {
  upstreams = await startUpstreams();
  damagedKafka = await KafkaServer.start();
  const listeners: string[] = [];
  for (const [index, name] of present.entries()) {
    const behind = name === 'kafka' ? damagedKafka.port : upstreams[name].port;
    const relay = new Relay(behind, damages[name]);
    relays.push(relay);
    const damaged = await relay.listen();
    if (name === 'kafka') damagedKafka.advertise(damaged);
    ports[name] = await freePort(basePort + index * 1000, 4);
    damagedPorts[name] = await freePort(basePort + 500 + index * 1000, 4);
    const listener = (kind: string, bind: number, upstream: number) =>
      `  - { name: ${name}-${kind}, protocol: ${name}, bind: "127.0.0.1:${bind}", upstream: "127.0.0.1:${upstream}" }`;
    listeners.push(listener('whole', ports[name], upstreams[name].port));
    listeners.push(listener('damaged', damagedPorts[name], damaged));
  }
  const text = `version: 1\nlisteners:\n${listeners.join('\n')}\n${policyText}`;
  const loaded = loadText(text, 'drivers.yaml', { protocols });
  if (!loaded.ok) throw new Error(loaded.faults.map(formatFault).join('\n'));
  gate = await startGate({ listeners: loaded.listeners, policy: loaded.policy, protocols });
  const written = people(1);
  const persons = Array.from({ length: 3 }, () => written.next().value as Person);
  for (const client of [
    new KafkaClient(upstreams.kafka.port),
    new KafkaClient(damagedKafka.port),
    new MongoClient(upstreams.mongo.port),
    new MysqlClient(upstreams.mysql.port),
  ]) {
    await client.prepare();
    await client.write(persons);
    await client.close();
  }
});

after(async () => {
  await gate?.close();
  for (const relay of relays) relay.close();
  await upstreams.close();
  await damagedKafka.close();
});

describe('kafkajs', { skip: !present.includes('kafka') && 'there is no Kafka' }, () => {
  const kafkaAt = (port: number) =>
    new Kafka({
      clientId: 'test',
      brokers: [`127.0.0.1:${port}`],
      logLevel: logLevel.NOTHING,
      retry: { retries: 0 },
    });

  /** The error that ends a consumer of `topic`, or the first message's value. */
  async function outcome(port: number, topic: string): Promise<Error | string> {
    const consumer: Consumer = kafkaAt(port).consumer({
      groupId: `test-${port}-${topic}`,
      maxWaitTimeInMs: 50,
      retry: { retries: 0 },
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const result = await new Promise<Error | string>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error));
      consumer
        .run({ eachMessage: async ({ message }) => resolve(String(message.value)) })
        .catch(reject);
    });
    await consumer.disconnect();
    return result;
  }

  test('a closed topic is an authorization error of the topic', async () => {
    const { cause } = (await outcome(ports.kafka, 'payroll')) as Error;
    assert.equal((cause as KafkaJSProtocolError).type, 'TOPIC_AUTHORIZATION_FAILED');
  });

  test('a refused write is an error of that request; the same connection goes on', async () => {
    const producer = kafkaAt(ports.kafka).producer();
    await producer.connect();
    const send = (topic: string) => producer.send({ topic, messages: [{ value: 'x' }] });
    await assert.rejects(send('sealed'), { name: 'KafkaJSProtocolError' });
    await send('orders');
    await producer.disconnect();
  });

  test('a damaged batch is an error of the server, not its bytes', async () => {
    const { cause } = (await outcome(damagedPorts.kafka, 'orders')) as Error;
    assert.equal((cause as KafkaJSProtocolError).type, 'CORRUPT_MESSAGE');
  });
});

describe('mongodb', { skip: !present.includes('mongo') && 'there is no MongoDB' }, () => {
  let client: MongoDriver;
  let damaged: MongoDriver;
  before(() => {
    client = new MongoDriver(`mongodb://127.0.0.1:${ports.mongo}/?directConnection=true`);
    damaged = new MongoDriver(
      `mongodb://127.0.0.1:${damagedPorts.mongo}/?directConnection=true&retryReads=false`,
    );
  });
  after(async () => {
    await client.close();
    await damaged.close();
  });

  test('a closed collection is Unauthorized; the same connection goes on', async () => {
    const refused = client.db('hr').collection('payroll').find().toArray();
    await assert.rejects(refused, (error: MongoServerError) => {
      assert.ok(error instanceof MongoServerError);
      assert.equal(error.code, 13);
      assert.equal(error.codeName, 'Unauthorized');
      assert.match(error.message, /no reading/);
      return true;
    });
    assert.equal(await client.db('crm').collection('people').countDocuments(), 3);
  });

  test('a refused write is Unauthorized', async () => {
    const refused = client.db('hr').collection<{ _id: number }>('sealed').insertOne({ _id: 1 });
    await assert.rejects(
      refused,
      (error: MongoServerError) => error instanceof MongoServerError && error.code === 13,
    );
  });

  test('a damaged document is an error, not its bytes', async () => {
    const refused = damaged.db('crm').collection('people').find().toArray();
    await assert.rejects(refused, (error: Error) => error instanceof MongoServerError);
  });
});

describe('mysql2', { skip: !present.includes('mysql') && 'there is no MySQL' }, () => {
  const connectAt = (port: number) =>
    mysql.createConnection({ host: '127.0.0.1', port, user: 'demo', database: 'shop' });

  test('a closed table is error 45000 with the policy’s name; the same connection goes on', async () => {
    const connection = await connectAt(ports.mysql);
    await assert.rejects(
      connection.query('SELECT name, salary FROM hr.staff'),
      (error: mysql.QueryError) => {
        assert.equal(error.sqlState, '45000');
        assert.match(error.message, /no reading/);
        return true;
      },
    );
    const [rows] = await connection.query('SELECT count(*) AS n FROM shop.customers');
    assert.deepEqual(rows, [{ n: 3 }]);
    await connection.end();
  });

  test('a damaged row is an error of the server, not its bytes', async () => {
    const connection = await connectAt(damagedPorts.mysql);
    connection.on('error', () => {});
    await assert.rejects(connection.query('SELECT * FROM customers'), (error: mysql.QueryError) => {
      assert.ok(error.errno !== undefined && error.sqlState !== undefined, error.message);
      return true;
    });
    connection.destroy();
  });
});
