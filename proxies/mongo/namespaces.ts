/** Names of resources, and the namespaces that stand for something else than a collection of users. */
import { TidegateError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { nameOf } from './bson/names.ts';
import { cstringEnd, documentEnd, eachElement, readInt32, utf8, valueEnd } from './bson/walker.ts';
import { BsonType } from './constants.ts';

/** `mongo:crm.people` */
export function resourceOf(database: string, collection: string): string {
  return `mongo:${database}.${collection}`;
}

/** What commands without a collection speak of: the database itself. */
export function databaseResource(database: string): string {
  return `mongo:${database}.$cmd`;
}

/** Splits `crm.people.archive` into database and collection. */
export function splitNamespace(namespace: string): [database: string, collection: string] {
  const dot = namespace.indexOf('.');
  if (dot < 0) return [namespace, ''];
  return [namespace.slice(0, dot), namespace.slice(dot + 1)];
}

const bucketsPrefix = 'system.buckets.';

/** The time series whose raw buckets `collection` holds, if it holds some. */
export function timeSeriesOf(collection: string): string | undefined {
  return collection.startsWith(bucketsPrefix) ? collection.slice(bucketsPrefix.length) : undefined;
}

/**
 * Collections whose documents quote documents or commands of other collections without a way to
 * tell which: the operation log (transactions mix collections), images, what is half made.
 */
export function mixesOthers(database: string, collection: string): boolean {
  if (database === 'local') return collection === 'oplog.rs' || collection === 'oplog.$main';
  if (database === 'config' && mixedInConfig.has(collection)) return true;
  return temporaryPrefixes.some((prefix) => collection.startsWith(prefix));
}

/** Images of retryable writes and of change streams, and queries that the query analyzer sampled. */
const mixedInConfig: ReadonlySet<string> = new Set([
  'image_collection',
  'system.preimages',
  'system.change_collection',
  'sampledQueries',
  'sampledQueriesDiff',
]);

/** Collections that the server fills with documents of another one while it works on that. */
const temporaryPrefixes: readonly string[] = ['system.resharding.', 'tmp.agg_out.', 'tmp.mr.'];

/** The profiler's collection, whose documents name the collection that they quote in `ns`. */
export function quotesOthers(collection: string): boolean {
  return collection === 'system.profile';
}

/** Value of the field `ns` of the document at `start`: `db.coll`, or `{db, coll}` of change events. */
export function namespaceIn(
  bytes: Uint8Array,
  start: number,
  limit: number,
): [database: string, collection: string] | undefined {
  const last = documentEnd(bytes, start, limit) - 1;
  for (let at = start + 4; at < last; ) {
    const nameEnd = cstringEnd(bytes, at + 1, last);
    const end = valueEnd(bytes, bytes[at], nameEnd + 1, last);
    if (nameEnd - at === 3 && bytes[at + 1] === 0x6e && bytes[at + 2] === 0x73) {
      return namespaceValue(bytes, bytes[at], nameEnd + 1, end);
    }
    at = end;
  }
  return undefined;
}

function namespaceValue(
  bytes: Uint8Array,
  type: number,
  start: number,
  end: number,
): [string, string] | undefined {
  if (type === BsonType.string) return splitNamespace(utf8(bytes, start + 4, end - 1));
  if (type !== BsonType.document) return undefined;
  let database = '';
  let collection = '';
  for (let at = start + 4; at < end - 1; ) {
    const nameEnd = cstringEnd(bytes, at + 1, end - 1);
    const next = valueEnd(bytes, bytes[at], nameEnd + 1, end - 1);
    const isText = bytes[at] === BsonType.string && readInt32(bytes, nameEnd + 1) > 0;
    const text = isText ? utf8(bytes, nameEnd + 5, next - 1) : '';
    const name = nameOf(bytes, at + 1, nameEnd);
    if (name === 'db') database = text;
    else if (name === 'coll') collection = text;
    at = next;
  }
  return database === '' ? undefined : [database, collection];
}

/** Fields of a pipeline that name another collection, and how many of them one document may have. */
const joiningFields: ReadonlySet<string> = new Set([
  'from',
  'coll',
  '$unionWith',
  '$out',
  '$merge',
]);
const joinedMax = 64;

/**
 * Resources of the collections that the commands quoted in the document at `start` join with the one
 * in `ns`, of whose `database` they are. A name that only looks like one does no harm.
 */
export function joinedIn(
  bytes: Uint8Array,
  start: number,
  limit: number,
  database: string,
): string[] {
  const found = new Set<string>();
  const visit = (from: number, to: number, depth: number): void => {
    if (depth > limits.mongo_document_depth_max) return;
    eachElement(bytes, from, to, (type, nameStart, nameEnd, at, end) => {
      if (type === BsonType.document || type === BsonType.array) visit(at, end, depth + 1);
      else if (type === BsonType.string && joiningFields.has(nameOf(bytes, nameStart, nameEnd))) {
        if (found.size >= joinedMax) throw new TidegateError('TG-MONGO-0011', 'joins', at);
        found.add(resourceOf(database, utf8(bytes, at + 4, end - 1)));
      }
    });
  };
  visit(start, limit, 0);
  return [...found];
}
