/**
 * Views of the databases behind one listener, as `listCollections` tells them: shared by all
 * connections, kept for a short while, forgotten when a command may have changed them.
 */
import { limits } from '../../../core/limits.ts';
import { type Document, isDocument, type Value } from '../bson/values.ts';

export interface View {
  /** Collection or view of the same database that it reads. */
  readonly on: string;
  readonly pipeline: readonly Value[];
}

interface Entry {
  readonly views: ReadonlyMap<string, View>;
  readonly learntAt: number;
}

export class Catalog {
  #entries = new Map<string, Entry>();

  /** Views of `database`, undefined where they are not known (any more). */
  views(database: string): ReadonlyMap<string, View> | undefined {
    const entry = this.#entries.get(database);
    if (!entry) return undefined;
    if (Date.now() - entry.learntAt <= limits.mongo_catalog_age_ms_max) return entry.views;
    this.#entries.delete(database);
    return undefined;
  }

  learn(database: string, views: ReadonlyMap<string, View>): void {
    if (this.#entries.size >= limits.mongo_databases_count_max) this.#entries.clear();
    this.#entries.set(database, { views, learntAt: Date.now() });
  }

  forget(database: string): void {
    this.#entries.delete(database);
  }
}

/** The views in the first batch of a `listCollections` reply; undefined where it is not whole. */
export function viewsIn(reply: Document): ReadonlyMap<string, View> | undefined {
  const { cursor } = reply;
  if (!isDocument(cursor) || !Array.isArray(cursor.firstBatch)) return undefined;
  if (Number(cursor.id) !== 0) return undefined;
  const views = new Map<string, View>();
  for (const entry of cursor.firstBatch) {
    if (!isDocument(entry) || entry.type !== 'view' || typeof entry.name !== 'string') continue;
    const options = isDocument(entry.options) ? entry.options : {};
    if (typeof options.viewOn !== 'string') return undefined;
    views.set(entry.name, {
      on: options.viewOn,
      pipeline: Array.isArray(options.pipeline) ? options.pipeline : [],
    });
  }
  return views;
}

const catalogs = new Map<string, Catalog>();

/** The catalog of a listener. */
export function catalogOf(listener: string): Catalog {
  const known = catalogs.get(listener);
  if (known) return known;
  const made = new Catalog();
  catalogs.set(listener, made);
  return made;
}
