/**
 * MongoDB: one find of 1,000 documents of 1 KB in one reply, clean and with one field masked in each.
 * The driver leaves the documents undecoded, so that its own work hides as little as it can.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { prepare } from '../containers/available.ts';
import { MongoServers, mongoPort, mongoUsers } from '../containers/mongo/start.ts';
import { ServerNetwork } from '../containers/server.ts';
import { type Contestant, compare, print } from './compare.ts';
import { direct, startPipe, startTidegate, type Target } from './process.ts';
import { recordOf, seeded } from './records.ts';

const documentCount = 1_000;
const findCount = 300;

function finds(target: Target, collection: string): Contestant {
  const run = async () => {
    const user = 'alice';
    const uri = `mongodb://${user}:${mongoUsers[user]}@${target.host}:${target.port}/?authSource=admin&directConnection=true`;
    await using client = await new MongoClient(uri, { maxPoolSize: 1 }).connect();
    const documents = client.db('bench').collection(collection);
    const options = { batchSize: documentCount + 1, raw: true } as const;
    await documents.find({}, options).toArray();
    const start = performance.now();
    for (let i = 0; i < findCount; i++) {
      const found = await documents.find({}, options).toArray();
      if (found.length !== documentCount) throw new Error(`${found.length} documents`);
    }
    return (findCount * documentCount) / ((performance.now() - start) / 1000);
  };
  return { target, run };
}

const policy = (upstream: string) => (port: number) =>
  `version: 1
mode: enforce
listeners:
  - { name: bench, protocol: mongo, bind: "127.0.0.1:${port}", upstream: "${upstream}" }
policies:
  - preset: pci
  - name: contact data
    match: { class: [pii.email, pii.ssn, secret.jwt], resource: "mongo:bench.*" }
    action: mask
    mask: { with: redact }
`;

export async function benchMongo(rounds: number): Promise<void> {
  const { image } = await prepare('mongo');
  if (!image) throw new Error('no mongod can be run here');
  const network = await ServerNetwork.start();
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-bench-'));
  const targets: Target[] = [];
  try {
    const servers = await MongoServers.start(network, { image, members: 1 });
    const host = servers.members[0].address;
    {
      await using client = await new MongoClient(servers.direct()).connect();
      for (const [name, hot] of [['clean', false] as const, ['hot', true] as const]) {
        const random = seeded(hot ? 2 : 1);
        const documents = Array.from({ length: documentCount }, (_, i) => recordOf(random, i, hot));
        await client.db('bench').collection(name).insertMany(documents);
      }
    }
    targets.push(direct(host, mongoPort), await startPipe(host, mongoPort));
    targets.push(await startTidegate('tidegate', folder, policy(`${host}:${mongoPort}`)));
    for (const name of ['clean', 'hot']) {
      const contestants = targets.map((target) => finds(target, name));
      const rows = await compare(contestants, rounds, 'pipe');
      print(`MongoDB find of ${documentCount} documents, ${name}`, 'documents/s', 'pipe', rows);
    }
  } finally {
    for (const target of targets) await target.stop();
    await network.stop();
  }
}
