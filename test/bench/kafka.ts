/**
 * Kafka: consuming JSON records of 1 KB in lz4 batches of 16 KB and more, clean and with one field
 * masked in each. The client sends Fetch requests and counts response bytes, so that its own decoding
 * does not hide the proxy; what it fetches was checked once by decoding it.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Codec } from '../../proxies/kafka/constants.ts';
import { encodeBatch } from '../../proxies/kafka/records/build.ts';
import { prepare } from '../containers/available.ts';
import { fetchBody, RawClient } from '../containers/kafka/raw.ts';
import { KafkaCluster, kafkaPorts } from '../containers/kafka/start.ts';
import { ServerNetwork } from '../containers/server.ts';
import { type Contestant, compare, print } from './compare.ts';
import { direct, startPipe, startTidegate, type Target } from './process.ts';
import { recordOf, seeded } from './records.ts';

const recordCount = 200_000;
const recordsPerBatch = 500;
const fetchBytes = 4 * 1024 * 1024;
const fetchKey = 1;
const fetchVersion = 11;

async function fill(host: string, port: number, topic: string, hot: boolean): Promise<void> {
  const client = await RawClient.open(host, port);
  await client.createTopic(topic);
  const random = seeded(hot ? 2 : 1);
  for (let from = 0; from < recordCount; from += recordsPerBatch) {
    const records = Array.from({ length: recordsPerBatch }, (_, i) => ({
      value: Buffer.from(JSON.stringify(recordOf(random, from + i, hot))),
    }));
    // A timestamp of 1970 would have the broker delete the records within the run.
    const now = BigInt(Date.now());
    const batch = encodeBatch({
      records,
      codec: Codec.lz4,
      baseTimestamp: now,
      maxTimestamp: now,
    });
    const { error } = await client.produce(topic, batch);
    if (error !== 0) throw new Error(`produce failed: ${error}`);
  }
  client.close();
}

/** Reads the topic from its first to its last record, by the offsets in the batches' headers. */
function consume(target: Target, topic: string): Contestant {
  const run = async () => {
    const client = await RawClient.open(target.host, target.port);
    const start = performance.now();
    let offset = 0;
    while (offset < recordCount) {
      const frame = await client.ask(fetchKey, fetchVersion, fetchBody(topic, offset, fetchBytes));
      offset = nextOffset(frame);
    }
    client.close();
    return recordCount / ((performance.now() - start) / 1000);
  };
  return { target, run };
}

/** Offset behind the last whole batch of a response with one partition. */
function nextOffset(frame: Buffer): number {
  const head = 8 + 4 + 2 + 4 + 4;
  const records = head + 2 + frame.readInt16BE(head) + 4 + 4 + 2 + 8 + 8 + 8;
  const aborted = frame.readInt32BE(records);
  let at = records + 4 + Math.max(0, aborted) * 16 + 4;
  const size = frame.readInt32BE(at);
  at += 4;
  const end = at + size;
  let next = -1;
  while (at + 61 <= end && at + 12 + frame.readInt32BE(at + 8) <= end) {
    next = Number(frame.readBigInt64BE(at)) + frame.readInt32BE(at + 23) + 1;
    at += 12 + frame.readInt32BE(at + 8);
  }
  if (next < 0) throw new Error(`no whole batch in a response of ${frame.length} bytes`);
  return next;
}

const policy = (upstream: string) => (port: number) =>
  `version: 1
mode: enforce
listeners:
  - { name: bench, protocol: kafka, bind: "127.0.0.1:${port}", upstream: "${upstream}", nodes: { ports: "${port + 1}-${port + 4}" } }
policies:
  - preset: pci
  - name: contact data
    match: { class: [pii.email, pii.ssn, secret.jwt], resource: "kafka:bench-*" }
    action: mask
    mask: { with: redact }
`;

export async function benchKafka(rounds: number): Promise<void> {
  const { image } = await prepare('kafka');
  if (!image) throw new Error('no Kafka broker can be run here');
  const network = await ServerNetwork.start();
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-bench-'));
  const targets: Target[] = [];
  try {
    const cluster = await KafkaCluster.start(network, { image, nodes: 1 });
    const host = cluster.brokers[0].address;
    const port = kafkaPorts.direct;
    for (const name of ['clean', 'hot']) await fill(host, port, `bench-${name}`, name === 'hot');
    targets.push(direct(host, port), await startPipe(host, port));
    targets.push(await startTidegate('tidegate', folder, policy(`${host}:${port}`)));
    for (const name of ['clean', 'hot']) {
      const contestants = targets.map((target) => consume(target, `bench-${name}`));
      print(
        `Kafka consume, lz4, ${name}`,
        'records/s',
        'pipe',
        await compare(contestants, rounds, 'pipe'),
      );
    }
  } finally {
    for (const target of targets) await target.stop();
    await network.stop();
  }
}
