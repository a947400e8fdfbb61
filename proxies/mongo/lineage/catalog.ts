/**
 * Views of the databases behind one listener, as `listCollections` tells them: shared by all
 * connections, kept for a short while, forgotten when a command may have changed them.
 */
import type { PathTable } from '../../../core/inspect/paths.ts';
import { limits } from '../../../core/limits.ts';
import { type Document, isDocument, type Value } from '../bson/values.ts';
import { Shared } from '../shared.ts';

export interface View {
  /** Collection or view of the same database that it reads. */
  readonly on: string;
  readonly pipeline: readonly Value[];
}

/** Views by name. One whose definition the user may not see is null. */
export type Views = ReadonlyMap<string, View | null>;

interface Entry {
  readonly views: Views;
  readonly learntAt: number;
}

export class Catalog {
  #entries = new Map<string, Entry>();

  /** Views of `database`, undefined where they are not known (any more). */
  views(database: string): Views | undefined {
    const entry = this.#entries.get(database);
    if (!entry) return undefined;
    if (Date.now() - entry.learntAt <= limits.mongo_catalog_age_ms_max) return entry.views;
    this.#entries.delete(database);
    return undefined;
  }

  learn(database: string, views: Views): void {
    if (this.#entries.size >= limits.mongo_databases_count_max) this.#entries.clear();
    this.#entries.set(database, { views, learntAt: Date.now() });
  }

  forget(database: string): void {
    this.#entries.delete(database);
  }
}

/** The views in a `listCollections` reply; undefined where its first batch is not all of it. */
export function viewsIn(reply: Document): Views | undefined {
  const { cursor } = reply;
  if (!isDocument(cursor) || !Array.isArray(cursor.firstBatch)) return undefined;
  if (Number(cursor.id ?? 0) !== 0) return undefined;
  const views = new Map<string, View | null>();
  for (const entry of cursor.firstBatch) {
    if (!isDocument(entry) || entry.type !== 'view' || typeof entry.name !== 'string') continue;
    views.set(entry.name, viewOf(entry.options));
  }
  return views;
}

function viewOf(options: Value): View | null {
  if (!isDocument(options) || typeof options.viewOn !== 'string') return null;
  if (options.pipeline !== undefined && !Array.isArray(options.pipeline)) return null;
  return { on: options.viewOn, pipeline: options.pipeline ?? [] };
}

const catalogs = new Shared<Catalog>();

/** The catalog of a listener of the gate that `paths` belongs to. */
export function catalogOf(paths: PathTable, listener: string): Catalog {
  return catalogs.get(paths, listener, () => new Catalog());
}
