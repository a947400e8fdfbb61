import { MongoClient } from 'mongodb';
import { CommandError } from '../io.ts';
import { connect_timeout_ms, databaseAnd, type ReadRequest, type ValueSource } from './request.ts';

/** Documents of a collection: a random sample by the server, or all in natural order. */
export async function openCollection(request: ReadRequest): Promise<ValueSource> {
  const [database, name] = databaseAnd(request.name, 'COLLECTION');
  const { server, user, password, tls, limit, all } = request;
  const uri = server.includes('://') ? server : `mongodb://${server}/?directConnection=true`;
  const client = new MongoClient(uri, {
    appName: 'tidegate scan',
    serverSelectionTimeoutMS: connect_timeout_ms,
    ...(user !== undefined && { auth: { username: user, password } }),
    ...(tls && { tls: true }),
    // Values keep their types, so that none is taken for another.
    promoteLongs: false,
  });
  try {
    await client.connect();
    const collection = client.db(database).collection(name);
    const count = await collection.estimatedDocumentCount();
    if (count === 0 && !(await exists(client, database, name))) {
      throw new CommandError(`there is no collection '${request.name}'`);
    }
    const cursor =
      all || count <= limit
        ? collection.find({})
        : collection.aggregate([{ $sample: { size: limit } }], { allowDiskUse: true });
    return {
      total: all ? count : Math.min(limit, count),
      values: () => cursor,
      close: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** False where the server surely has no such collection or view. */
async function exists(client: MongoClient, database: string, name: string): Promise<boolean> {
  try {
    return await client.db(database).listCollections({ name }, { nameOnly: true }).hasNext();
  } catch {
    // Who may read a collection need not be allowed to list them.
    return true;
  }
}
