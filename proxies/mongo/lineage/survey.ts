/** What one command reads and writes, as its pipeline is followed. */
import { TidegateError } from '../../../core/errors.ts';
import type { PathTable } from '../../../core/inspect/paths.ts';
import { limits } from '../../../core/limits.ts';
import { mixesOthers, quotesOthers, resourceOf, timeSeriesOf } from '../namespaces.ts';
import type { Catalog } from './catalog.ts';
import { Fixed, type Origin, select } from './origins.ts';
import { storedPlace } from './places.ts';
import { run, type World } from './stages.ts';

/** Documents that a pipeline writes. */
export interface Writing {
  readonly target: string;
  readonly documents: Origin;
}

export class Survey implements World {
  readonly paths: PathTable;
  readonly literal: Origin;
  /** Every resource that results may derive from. */
  readonly resources = new Set<string>();
  /** Targets of $out and $merge. */
  readonly targets = new Set<string>();
  /** What is written to them, where it is not what was read. */
  readonly writings: Writing[] = [];
  /** Databases whose views must be known first. */
  readonly missing = new Set<string>();
  /** What is read are change events. */
  isEvents = false;
  #catalog: Catalog | undefined;
  #depth = 0;

  /** Without a catalog no collection counts as a view. */
  constructor(paths: PathTable, resource: string, catalog: Catalog | undefined) {
    this.paths = paths;
    this.literal = new Fixed([paths.child(paths.root(resource), '$literal')]);
    this.#catalog = catalog;
  }

  collection(database: string, name: string): Origin {
    const resource = resourceOf(database, name);
    this.resources.add(resource);
    const stored = storedPlace(this.paths, resource).origin;
    const series = timeSeriesOf(name);
    if (series !== undefined) return this.#anywhereIn(database, series, stored);
    if (mixesOthers(database, name) || quotesOthers(name)) {
      throw new TidegateError('TG-MONGO-0011', `${database}.${name}`);
    }
    if (!this.#catalog || name.startsWith('system.')) return stored;
    const views = this.#catalog.views(database);
    if (!views) {
      this.missing.add(database);
      return stored;
    }
    const view = views.get(name);
    if (view === undefined) return stored;
    if (view === null) throw new TidegateError('TG-MONGO-0011', `definition of view ${name}`);
    if (++this.#depth > limits.mongo_view_depth_max) {
      throw new TidegateError('TG-MONGO-0011', 'views nest too deeply');
    }
    const under = this.collection(database, view.on);
    const flow = { world: this, database, variables: new Map(), depth: this.#depth };
    const result = run(view.pipeline, under, flow);
    this.#depth--;
    // Policies may name the view or what it reads.
    return select([result, stored]);
  }

  writes(database: string, name: string, documents?: Origin): void {
    const target = resourceOf(database, name);
    this.targets.add(target);
    if (documents) this.writings.push({ target, documents });
  }

  #anywhereIn(database: string, name: string, stored: Origin): Origin {
    const resource = resourceOf(database, name);
    this.resources.add(resource);
    const anywhere = new Fixed([this.paths.overflow(this.paths.root(resource))]);
    return select([anywhere, stored]);
  }
}
