/**
 * One collection in memory. Documents are kept as decoded by the codec, so that they go out again
 * with the types they came with; queries run on a plain copy, since `mingo` knows JavaScript's types
 * alone. Aggregation answers from the plain copies.
 */
import { aggregate, find, Query, updateOne } from 'mingo';
import {
  type Document,
  Double,
  isDocument,
  ObjectId,
  Regex,
  type Value,
} from '../../../proxies/mongo/bson/values.ts';

export interface FindOptions {
  readonly projection?: Document;
  readonly sort?: Document;
  readonly skip?: number;
  readonly limit?: number;
}

export interface UpdateOptions {
  readonly multi?: boolean;
  readonly upsert?: boolean;
  readonly arrayFilters?: Value[];
}

export interface UpdateResult {
  matched: number;
  modified: number;
  upserted?: Value;
}

let objectIds = 0;
const processPart = 0x7469_6465;

export function newObjectId(): ObjectId {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(Math.floor(Date.now() / 1000), 0);
  bytes.writeUInt32BE(processPart, 4);
  bytes.writeUInt32BE(++objectIds, 8);
  return new ObjectId(bytes);
}

/** The value as mingo compares it. */
export function plain(value: Value): unknown {
  if (value instanceof Double) return value.value;
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
  if (value instanceof Regex)
    return new RegExp(value.pattern, value.options.replace(/[^ims]/g, ''));
  if (Array.isArray(value)) return value.map(plain);
  if (!isDocument(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

const plainDocument = (document: Document) => plain(document) as Record<string, unknown>;

export class DuplicateKey extends Error {}

export class Collection {
  /** Plain copy -> document as it came, in the order of insertion. */
  #documents = new Map<Record<string, unknown>, Document>();
  #ids = new Set<string>();

  get size(): number {
    return this.#documents.size;
  }

  /** @throws DuplicateKey */
  insert(given: Document): void {
    const document: Document = given._id === undefined ? { _id: newObjectId(), ...given } : given;
    const id = idText(document._id);
    if (this.#ids.has(id)) throw new DuplicateKey();
    this.#ids.add(id);
    this.#documents.set(plainDocument(document), document);
  }

  find(filter: Document, options: FindOptions = {}): Document[] {
    const found = this.#match(filter, options).map((copy) => this.#documents.get(copy) as Document);
    const { projection } = options;
    if (projection === undefined || Object.keys(projection).length === 0) return found;
    return find<Document>(found, {}, plain(projection) as Document).all();
  }

  /** @param other finds the collections that $lookup and its like name */
  aggregate(pipeline: Document[], other?: (name: string) => Collection | undefined): Document[] {
    const collectionResolver = (name: string) => other?.(name)?.plainCopies() ?? [];
    const options = { collectionResolver };
    const stages = plain(pipeline) as Document[];
    return aggregate(this.plainCopies(), stages, options) as Document[];
  }

  plainCopies(): Record<string, unknown>[] {
    return [...this.#documents.keys()];
  }

  count(filter: Document): number {
    return this.#match(filter).length;
  }

  distinct(field: string, filter: Document): Value[] {
    const unwound = [
      { $match: filter },
      { $unwind: `$${field}` },
      { $group: { _id: `$${field}` } },
    ];
    return this.aggregate(unwound).map(({ _id }) => _id);
  }

  delete(filter: Document, limit: number): number {
    const doomed = this.#match(filter, { limit });
    for (const copy of doomed) {
      this.#ids.delete(idText((this.#documents.get(copy) as Document)._id));
      this.#documents.delete(copy);
    }
    return doomed.length;
  }

  update(filter: Document, change: Document | Document[], options: UpdateOptions): UpdateResult {
    const found = this.#match(filter, { limit: options.multi ? 0 : 1 });
    if (found.length === 0 && options.upsert) return this.#upsert(filter, change);
    let modified = 0;
    for (const copy of found) if (this.#change(copy, change, options)) modified += 1;
    return { matched: found.length, modified };
  }

  #match(filter: Document, { sort, skip, limit }: FindOptions = {}): Record<string, unknown>[] {
    const query = new Query(plainDocument(filter));
    let cursor = query.find<Record<string, unknown>>([...this.#documents.keys()]);
    if (sort && Object.keys(sort).length > 0)
      cursor = cursor.sort(plain(sort) as Record<string, 1>);
    if (skip) cursor = cursor.skip(skip);
    if (limit) cursor = cursor.limit(Math.abs(limit));
    return cursor.all();
  }

  #change(
    copy: Record<string, unknown>,
    change: Document | Document[],
    options: UpdateOptions,
  ): boolean {
    const document = this.#documents.get(copy) as Document;
    const changed = changedDocument(document, change, options.arrayFilters);
    const after = plainDocument(changed);
    if (JSON.stringify(after) === JSON.stringify(copy)) return false;
    // In place: the same copy stands for the changed document, so that the order stays.
    for (const name of Object.keys(copy)) delete copy[name];
    Object.assign(copy, after);
    this.#documents.set(copy, changed);
    return true;
  }

  #upsert(filter: Document, change: Document | Document[]): UpdateResult {
    const equalities = Object.entries(filter).filter(
      ([name, value]) => !name.startsWith('$') && !isOperators(value),
    );
    const start: Document = { _id: newObjectId(), ...Object.fromEntries(equalities) };
    const document = changedDocument(start, change);
    this.insert(document);
    return { matched: 0, modified: 0, upserted: document._id };
  }
}

function changedDocument(
  document: Document,
  change: Document | Document[],
  filters?: Value[],
): Document {
  if (!Array.isArray(change) && !isOperators(change)) return { _id: document._id, ...change };
  const documents = [structuredCopy(document) as Document];
  updateOne(documents, {}, change as Parameters<typeof updateOne>[2], {
    arrayFilters: filters as Record<string, unknown>[] | undefined,
  });
  return documents[0];
}

function structuredCopy(value: Value): Value {
  if (Array.isArray(value)) return value.map(structuredCopy);
  if (!isDocument(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, structuredCopy(inner)]),
  );
}

const isOperators = (value: Value): boolean =>
  isDocument(value) && Object.keys(value).some((name) => name.startsWith('$'));

function idText(id: Value): string {
  const value = plain(id);
  const text = value instanceof ObjectId ? value.toString() : JSON.stringify(value);
  return `${value?.constructor.name}:${text}`;
}
