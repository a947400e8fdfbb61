/** The commands of the small MongoDB server, each from its body to its answer (MongoDB manual, "Commands"). */
import { type Document, isDocument, type Value } from '../../../proxies/mongo/bson/values.ts';
import { Collection, DuplicateKey } from './collection.ts';
import { type Cursors, cursorReply } from './cursors.ts';

/** MongoDB 7.0 (driver specifications, "Wire Version"). */
const wireVersion = 21;
const serverVersion = '7.0.0';
const message_bytes_max = 48_000_000;
const document_bytes_max = 16 * 1024 * 1024;

/** What commands see of the server. */
export interface Databases {
  readonly advertised: number;
  /** Database -> collection name -> collection. */
  readonly databases: Map<string, Map<string, Collection>>;
  /** Makes it where there is none. */
  collection(database: string, name: string): Collection;
}

interface Scope {
  readonly server: Databases;
  readonly database: string;
  readonly cursors: Cursors;
}

type Handler = (body: Document, scope: Scope) => Document;

export class CommandError extends Error {
  readonly code: number;
  readonly codeName: string;
  constructor(code: number, codeName: string, message: string) {
    super(message);
    this.code = code;
    this.codeName = codeName;
  }
}

const document = (value: Value): Document => (isDocument(value) ? value : {});
const list = (value: Value): Value[] => (Array.isArray(value) ? value : []);
const number = (value: Value): number => Number(value ?? 0);

function target(body: Document, name: string, { server, database }: Scope): Collection {
  return server.collection(database, String(body[name]));
}

function hello(body: Document, { server }: Scope): Document {
  const address = `127.0.0.1:${server.advertised}`;
  return {
    ...('hello' in body ? { isWritablePrimary: true } : { ismaster: true }),
    helloOk: true,
    setName: 'demo',
    setVersion: 1,
    secondary: false,
    hosts: [address],
    primary: address,
    me: address,
    maxBsonObjectSize: document_bytes_max,
    maxMessageSizeBytes: message_bytes_max,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId: 1,
    minWireVersion: 0,
    maxWireVersion: wireVersion,
    readOnly: false,
  };
}

function insert(body: Document, scope: Scope): Document {
  const collection = target(body, 'insert', scope);
  const writeErrors: Document[] = [];
  let n = 0;
  for (const [index, given] of list(body.documents).entries()) {
    try {
      collection.insert(document(given));
      n += 1;
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
      const ns = `${scope.database}.${body.insert}`;
      writeErrors.push({
        index,
        code: 11000,
        errmsg: `E11000 duplicate key error collection: ${ns} index: _id_`,
      });
      if (body.ordered !== false) break;
    }
  }
  return writeErrors.length > 0 ? { n, writeErrors } : { n };
}

function update(body: Document, scope: Scope): Document {
  const collection = target(body, 'update', scope);
  const total = { n: 0, nModified: 0 };
  const upserted: Document[] = [];
  for (const [index, each] of list(body.updates).entries()) {
    const { q, u, multi, upsert, arrayFilters } = document(each);
    const result = collection.update(document(q), u as Document | Document[], {
      multi: multi === true,
      upsert: upsert === true,
      arrayFilters: Array.isArray(arrayFilters) ? arrayFilters : undefined,
    });
    total.n += result.matched + (result.upserted === undefined ? 0 : 1);
    total.nModified += result.modified;
    if (result.upserted !== undefined) upserted.push({ index, _id: result.upserted });
  }
  return upserted.length > 0 ? { ...total, upserted } : total;
}

function remove(body: Document, scope: Scope): Document {
  const collection = target(body, 'delete', scope);
  let n = 0;
  for (const each of list(body.deletes)) {
    const { q, limit } = document(each);
    n += collection.delete(document(q), number(limit));
  }
  return { n };
}

function findCommand(body: Document, scope: Scope): Document {
  const found = target(body, 'find', scope).find(document(body.filter), {
    projection: document(body.projection),
    sort: document(body.sort),
    skip: number(body.skip),
    limit: number(body.limit),
  });
  const size = body.singleBatch === true ? found.length : number(body.batchSize ?? 101);
  return cursorReply(scope.cursors, `${scope.database}.${body.find}`, found, size);
}

function aggregateCommand(body: Document, scope: Scope): Document {
  const name = String(body.aggregate);
  const source =
    typeof body.aggregate === 'string' ? target(body, 'aggregate', scope) : new Collection();
  const { server, database } = scope;
  const other = (named: string) => server.databases.get(database)?.get(named);
  const found = source.aggregate(list(body.pipeline) as Document[], other);
  const size = number(document(body.cursor).batchSize ?? 101);
  return cursorReply(scope.cursors, `${scope.database}.${name}`, found, size);
}

function getMore(body: Document, { cursors }: Scope): Document {
  const id = BigInt(body.getMore as bigint);
  const cursor = cursors.get(id);
  if (!cursor) throw new CommandError(43, 'CursorNotFound', `cursor id ${id} not found`);
  const nextBatch = cursor.rest.splice(0, number(body.batchSize ?? cursor.rest.length));
  if (cursor.rest.length === 0) cursors.delete(id);
  return { cursor: { nextBatch, id: cursor.rest.length === 0 ? 0n : id, ns: cursor.ns } };
}

function findAndModify(body: Document, scope: Scope): Document {
  const name = 'findAndModify' in body ? 'findAndModify' : 'findandmodify';
  const collection = target(body, name, scope);
  const options = { sort: document(body.sort), limit: 1 };
  const [before] = collection.find(document(body.query), options);
  const chosen: Document = before ? { _id: before._id } : document(body.query);
  const projection = document(body.fields);
  if (body.remove === true) {
    if (before) collection.delete(chosen, 1);
    return { value: before ?? null, lastErrorObject: { n: before ? 1 : 0 } };
  }
  const upsert = body.upsert === true;
  const { upserted } = collection.update(chosen, body.update as Document, { upsert });
  const after = upserted === undefined ? chosen : { _id: upserted };
  const wanted = body.new === true ? collection.find(after, { projection })[0] : before;
  return {
    value: wanted ?? null,
    lastErrorObject: { n: before || upsert ? 1 : 0, updatedExisting: before !== undefined },
  };
}

function listDatabases(_body: Document, { server }: Scope): Document {
  const names = [...server.databases.keys()];
  return {
    databases: names.map((name) => ({ name, sizeOnDisk: 0n, empty: false })),
    totalSize: 0n,
  };
}

function listCollections(body: Document, { server, database }: Scope): Document {
  const names = [...(server.databases.get(database)?.keys() ?? [])];
  const wanted = document(body.filter).name;
  const firstBatch = names
    .filter((name) => typeof wanted !== 'string' || name === wanted)
    .map((name) => ({ name, type: 'collection', options: {}, info: { readOnly: false } }));
  return { cursor: { id: 0n, ns: `${database}.$cmd.listCollections`, firstBatch } };
}

function drop(body: Document, { server, database }: Scope): Document {
  server.databases.get(database)?.delete(String(body.drop));
  return {};
}

const nothing: Handler = () => ({});

export const handlers: Readonly<Record<string, Handler>> = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping: nothing,
  endSessions: nothing,
  killCursors: (body, { cursors }) => {
    for (const id of list(body.cursors)) cursors.delete(BigInt(id as bigint));
    return { cursorsKilled: body.cursors };
  },
  buildInfo: () => ({ version: serverVersion, versionArray: [7, 0, 0, 0], modules: [] }),
  connectionStatus: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } }),
  insert,
  update,
  delete: remove,
  find: findCommand,
  getMore,
  aggregate: aggregateCommand,
  findAndModify,
  findandmodify: findAndModify,
  count: (body, scope) => ({ n: target(body, 'count', scope).count(document(body.query)) }),
  distinct: (body, scope) => ({
    values: target(body, 'distinct', scope).distinct(String(body.key), document(body.query)),
  }),
  listDatabases,
  listCollections,
  create: (body, { server, database }) => {
    server.collection(database, String(body.create));
    return {};
  },
  drop,
  dropDatabase: (_body, { server, database }) => {
    server.databases.delete(database);
    return {};
  },
  createIndexes: nothing,
  listIndexes: (body, { database }) => {
    const ns = `${database}.${body.listIndexes}`;
    return { cursor: { id: 0n, ns, firstBatch: [{ v: 2, key: { _id: 1 }, name: '_id_' }] } };
  },
};
