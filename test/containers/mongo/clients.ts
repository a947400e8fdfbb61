/** The clients of the MongoDB suites, each reduced to raw BSON documents in and out. */
import {
  BSON,
  type Collection,
  type Document,
  MongoClient,
  type MongoClientOptions,
} from 'mongodb';
import { python } from '../clients/python.ts';

export interface DocumentClient {
  readonly name: string;
  /** All documents of a collection in order of _id, raw, in small batches (so with getMore). */
  find(uri: string, namespace: string): Promise<Buffer[]>;
  insert(uri: string, namespace: string, documents: Document[]): Promise<void>;
  /** `host:port` of every member that the driver knows. */
  nodes(uri: string): Promise<string[]>;
}

/** Documents a batch; small enough that every collection of the suites needs several. */
const batchSize = 40;
const waits = { serverSelectionTimeoutMS: 8_000, connectTimeoutMS: 8_000 } as const;

/** Runs `work` with a connected client that is closed afterwards. */
export async function withClient<T>(
  uri: string,
  work: (client: MongoClient) => Promise<T>,
  options: MongoClientOptions = {},
): Promise<T> {
  const client = new MongoClient(uri, { ...waits, ...options });
  try {
    return await work(client);
  } finally {
    await client.close(true);
  }
}

export function collectionOf(client: MongoClient, namespace: string): Collection {
  const dot = namespace.indexOf('.');
  return client.db(namespace.slice(0, dot)).collection(namespace.slice(dot + 1));
}

/** Raw documents of a cursor, in its order. */
export async function rawDocuments(client: MongoClient, namespace: string): Promise<Buffer[]> {
  const cursor = collectionOf(client, namespace).find(
    {},
    { raw: true, batchSize, sort: { _id: 1 } },
  );
  return (await cursor.toArray()).map((raw) => Buffer.from(raw as unknown as Uint8Array));
}

function nodeDriver(name: string, options: MongoClientOptions): DocumentClient {
  return {
    name,
    find: (uri, namespace) => withClient(uri, (client) => rawDocuments(client, namespace), options),
    async insert(uri, namespace, documents) {
      await withClient(
        uri,
        (client) => collectionOf(client, namespace).insertMany(documents),
        options,
      );
    },
    nodes: (uri) =>
      withClient(
        uri,
        async (client) => {
          let known: string[] = [];
          client.on('topologyDescriptionChanged', ({ newDescription }) => {
            known = [...newDescription.servers.keys()];
          });
          await client.db('admin').command({ ping: 1 });
          return known.sort();
        },
        options,
      ),
  };
}

interface PythonAnswer {
  documents?: string[];
  nodes?: string[];
  error?: string;
  code?: number;
}

async function pymongo(request: object): Promise<PythonAnswer> {
  const answer = await python<PythonAnswer>('mongo.py', request);
  if (answer.error !== undefined) {
    throw Object.assign(new Error(answer.error), { code: answer.code });
  }
  return answer;
}

function pythonDriver(): DocumentClient {
  const place = (namespace: string) => {
    const dot = namespace.indexOf('.');
    return { db: namespace.slice(0, dot), collection: namespace.slice(dot + 1) };
  };
  return {
    name: 'pymongo',
    async find(uri, namespace) {
      const { documents = [] } = await pymongo({
        op: 'find',
        uri,
        batch: batchSize,
        ...place(namespace),
      });
      return documents.map((one) => Buffer.from(one, 'base64'));
    },
    async insert(uri, namespace, documents) {
      const raw = documents.map((one) => Buffer.from(BSON.serialize(one)).toString('base64'));
      await pymongo({ op: 'insert', uri, documents: raw, ...place(namespace) });
    },
    nodes: async (uri) => (await pymongo({ op: 'nodes', uri })).nodes ?? [],
  };
}

/** Inserts raw BSON that no driver's object can hold, such as one name twice. */
export async function insertRaw(uri: string, db: string, collection: string, raw: Buffer) {
  await pymongo({ op: 'insert', uri, db, collection, documents: [raw.toString('base64')] });
}

export const documentClients: DocumentClient[] = [
  nodeDriver('mongodb', {}),
  nodeDriver('mongodb, compressed with zlib', { compressors: ['zlib'] }),
  pythonDriver(),
];
