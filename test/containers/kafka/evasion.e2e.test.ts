/**
 * What a producer may write on a real broker to get something past the gate, and what a consumer that
 * reads every byte then gets: nothing of it, by a mask or by a coded error.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import zlib from 'node:zlib';
import { decodeBatches } from '../../../proxies/kafka/records/build.ts';
import { prepare } from '../available.ts';
import { Gate } from '../gate.ts';
import { ServerNetwork } from '../server.ts';
import { type Evasion, evasions } from './evasions.ts';
import { RawClient, type RawFetched } from './raw.ts';
import { KafkaCluster, kafkaPorts } from './start.ts';

const topics = { read: 'read.evasive', write: 'written.evasive' } as const;
const policies = (['read', 'write'] as const).flatMap((operation) =>
  [{ class: ['pii.email', 'pci.pan', 'pii.ssn'] }, { field: 'salary' }].map((what, i) => ({
    name: `${operation} ${i}`,
    match: { ...what, operation, resource: `kafka:${topics[operation]}` },
    action: 'mask',
    mask: { with: 'redact' },
  })),
);

const inflaters = [
  zlib.gunzipSync,
  zlib.inflateSync,
  zlib.inflateRawSync,
  zlib.zstdDecompressSync,
  zlib.brotliDecompressSync,
];

/** Texts that bytes may be read as. */
function readings(bytes: Buffer, depth = 0): string[] {
  const latin1 = bytes.toString('latin1');
  const texts = [latin1, bytes.toString('utf8'), latin1.replaceAll('\0', '')];
  if (depth > 3) return texts;
  for (const inflate of inflaters) {
    try {
      texts.push(...readings(inflate(bytes), depth + 1));
    } catch {
      // Not compressed like that.
    }
  }
  for (const run of latin1.replaceAll('\n', '').match(/[\w+/-]{16,}={0,2}/g) ?? []) {
    const decoded = Buffer.from(run, 'base64');
    if (decoded.length > 0 && decoded.length < bytes.length) {
      texts.push(...readings(decoded, depth + 1));
    }
  }
  return texts;
}

/** Everything that a consumer can make of a response. */
function everything({ frame, error, records }: RawFetched): string[] {
  const texts = readings(frame, 4);
  if (error !== 0) return texts;
  let batches: ReturnType<typeof decodeBatches> = [];
  try {
    batches = decodeBatches(records);
  } catch {
    return texts; // no client reads it either
  }
  for (const { key, value, headers } of batches.flatMap((batch) => batch.records)) {
    const names = headers.map(({ name }) => Buffer.from(name));
    for (const part of [key, value, ...headers.map((one) => one.value), ...names]) {
      if (part) texts.push(...readings(Buffer.from(part)));
    }
  }
  return texts;
}

const found = (texts: string[], secrets: readonly string[]): string[] =>
  secrets.filter((secret) => texts.some((text) => text.includes(secret)));

const { image, reason } = await prepare('kafka');

describe('Kafka, evasion', { skip: reason ?? false }, () => {
  let network: ServerNetwork;
  let gate: Gate;
  let broker: RawClient;
  let client: RawClient;

  before(async () => {
    network = await ServerNetwork.start();
    const cluster = await KafkaCluster.start(network, { image: image ?? '', nodes: 1 });
    gate = await Gate.start({
      listeners: [
        { name: 'events', protocol: 'kafka', nodes: 1, upstream: cluster.upstreams('gate') },
      ],
      policies,
      hosts: network.hosts,
    });
    broker = await RawClient.open(cluster.brokers[0].address, kafkaPorts.direct);
    client = await RawClient.open('127.0.0.1', gate.port('events'));
    for (const topic of Object.values(topics)) await broker.createTopic(topic);
  });

  after(async () => {
    broker?.close();
    client?.close();
    await gate?.remove();
    await network?.stop();
  });

  async function attempt({ name, batch, secrets }: Evasion): Promise<string | undefined> {
    const { error, offset } = await broker.produce(topics.read, batch);
    if (error !== 0) return undefined;
    const stored = await broker.fetch(topics.read, offset);
    const seen = found(everything(await client.fetch(topics.read, offset)), secrets);
    assert.deepEqual(seen, [], name);
    return found(everything(stored), secrets).length > 0 ? name : undefined;
  }

  test('what the broker takes comes masked or not at all', async () => {
    const real: string[] = [];
    const faults: unknown[] = [];
    for (const evasion of evasions()) {
      try {
        const name = await attempt(evasion);
        if (name) real.push(name);
      } catch (error) {
        faults.push(`${evasion.name}: ${(error as Error).message}`);
      }
    }
    assert.deepEqual(faults, []);
    assert.ok(real.length > 80, `only ${real.length} were there to be read: ${real}`);
  });

  test('what is written through the gate is masked before the broker has it', async () => {
    const faults: string[] = [];
    for (const { name, batch, secrets } of evasions()) {
      try {
        const { error, offset } = await client.produce(topics.write, batch);
        if (error !== 0) continue;
        const seen = found(everything(await broker.fetch(topics.write, offset)), secrets);
        if (seen.length > 0) faults.push(name);
      } catch (error) {
        faults.push(`${name}: ${(error as Error).message}`);
      }
    }
    assert.deepEqual(faults, []);
  });
});
