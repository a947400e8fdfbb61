/** A MongoDB server with the documents of a case; mingo runs the pipeline. */
import { BSON, MongoClient } from 'mongodb';
import type { TestCase } from '../../core/policy/schema.ts';
import { MongoServer } from '../../demo/upstreams/mongo/server.ts';
import { databaseAnd } from '../scan/request.ts';
import type { Stage } from './index.ts';

type Documents = Record<string, unknown>[];

const connect_timeout_ms = 5_000;

export async function startMongoStage(): Promise<Stage> {
  const server = await MongoServer.start();
  return {
    port: server.port,
    async prepare(one) {
      server.databases.clear();
      await using client = clientAt(server.port);
      const own = one.resource.slice('mongo:'.length);
      const all: Record<string, Documents> = { ...one.collections, [own]: one.input as Documents };
      for (const [name, documents] of Object.entries(all)) {
        const [database, collection] = databaseAnd(name, 'COLLECTION');
        server.collection(database, collection);
        if (documents.length === 0) continue;
        await client.db(database).collection(collection).insertMany(documents.map(typed));
      }
    },
    ask,
    close: () => server.close(),
  };
}

const clientAt = (port: number): MongoClient =>
  new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: connect_timeout_ms,
    promoteValues: true,
  });

/** Types as extended JSON names them: `{ $date: ... }`. Without `_id` a document is numbered from 1. */
function typed(document: Record<string, unknown>, index: number): BSON.Document {
  return BSON.EJSON.deserialize({ _id: index + 1, ...document });
}

async function ask(one: TestCase, port: number): Promise<unknown[]> {
  const [database, name] = databaseAnd(one.resource.slice('mongo:'.length), 'COLLECTION');
  await using client = clientAt(port);
  const stages = one.pipeline!.map((stage) => BSON.EJSON.deserialize(stage));
  const found = await client.db(database).collection(name).aggregate(stages).toArray();
  return found.map((document) => BSON.EJSON.serialize(document, { relaxed: true }));
}
