/**
 * Places of a document: what the walk remembers of each field, so that a path is looked up once and
 * then recognised by comparing the bytes of its name with those seen at the same spot last time.
 * Documents of one collection mostly have the same fields in the same order.
 */
import type { PathId, PathTable } from '../../../core/inspect/paths.ts';
import { limits } from '../../../core/limits.ts';
import { latin1, utf8 } from '../bson/walker.ts';
import { Shared } from '../shared.ts';
import { isDataName } from './names.ts';
import { Dotted, Fixed, type Origin, Source } from './origins.ts';

const none: readonly PathId[] = [];

export class Place {
  readonly origin: Origin;
  readonly path: PathId;
  /** Further paths under which values here are shown; most often none. */
  readonly more: readonly PathId[];
  readonly exact: boolean;
  readonly untouched: boolean;
  /** Paths of which a computed value here may hold parts. */
  readonly parts: readonly PathId[];
  /** Values here may be computed, or constants of the client. */
  readonly isMade: boolean;
  #madePaths: readonly PathId[] | undefined;
  /** Bytes of the name with its closing zero. */
  readonly name: Uint8Array;
  /** The field that came first in the last document here, and the one that came after this one. */
  first: Place | undefined;
  next: Place | undefined;
  /** Number of the walk that `seen`, `known` and `idle` belong to; one bit per carrier. */
  stamp = 0;
  seen = 0;
  known = 0;
  idle = 0;
  #byName: Map<string, Place> | undefined;
  #index: Place | undefined;
  #overflow: Place | undefined;
  #members: Place | undefined;

  constructor(origin: Origin, name: Uint8Array) {
    this.origin = origin;
    const sources = origin.sources();
    this.path = sources.length > 0 ? sources[0] : -1;
    this.more = sources.length > 1 ? sources.slice(1) : none;
    this.exact = origin.exact;
    this.untouched = origin.untouched ?? false;
    this.isMade = this.path >= 0 && (!origin.exact || origin.mixed === true);
    this.parts = this.isMade ? origin.content(false) : none;
    this.name = name;
  }

  /**
   * `path` and `more` as values are shown that a client may have made up: below `?`, where they teach
   * nothing of the field, and rules hold as for the field itself.
   */
  madePaths(paths: PathTable): readonly PathId[] {
    this.#madePaths ??= [this.path, ...this.more].map((id) => madePath(paths, id));
    return this.#madePaths;
  }

  /** Place of the members of a list here. */
  index(): Place {
    if (this.#index) return this.#index;
    const origin = this.origin.index();
    this.#index = origin === this.origin ? this : new Place(origin, noName);
    return this.#index;
  }

  /** Fields seen here, by name; the place of list members has none. */
  *children(): Generator<[name: string | undefined, child: Place]> {
    if (this.#index && this.#index !== this) yield [undefined, this.#index];
    for (const [raw, child] of this.#byName ?? []) {
      yield [Buffer.from(raw, 'latin1').toString('utf8'), child];
    }
  }

  /** Place of the field whose name stands in bytes [start, end). One of data has no `name`. */
  find(bytes: Uint8Array, start: number, end: number): Place {
    const raw = latin1(bytes, start, end);
    const known = this.#byName?.get(raw);
    if (known) return known;
    if (isDataName(bytes, start, end)) return this.#keyed(bytes, start, end);
    this.#byName ??= new Map();
    const isFull = this.#byName.size >= limits.mongo_names_per_place_count_max;
    if (isFull && !(this.origin instanceof Dotted)) return this.#anywhere();
    const origin = this.origin.child(utf8(bytes, start, end));
    if (origin === this.origin) return this;
    const name = new Uint8Array(end - start + 1);
    name.set(bytes.subarray(start, end));
    const place = new Place(origin, name);
    if (!isFull) this.#byName.set(raw, place);
    return place;
  }

  /** Place of what stands under a name that is data: the same for all of them in a stored document. */
  #keyed(bytes: Uint8Array, start: number, end: number): Place {
    if (this.#members) return this.#members;
    const origin = this.origin.child(utf8(bytes, start, end));
    if (origin === this.origin) return this;
    const place = new Place(origin, noName);
    if (this.origin instanceof Source) this.#members = place;
    return place;
  }

  /** Stands for all further names here, so that hostile names cannot fill the table of paths. */
  #anywhere(): Place {
    this.#overflow ??= new Place(new Fixed(this.origin.deep()), noName);
    return this.#overflow;
  }
}

const noName = new Uint8Array(0);

const computedStep = '?';

/** Path below `?`, see `Place.madePaths`. */
export function madePath(paths: PathTable, id: PathId): PathId {
  const { root, isOverflow } = paths.entry(id);
  if (isOverflow) return id;
  let made = paths.child(root, computedStep);
  for (const step of paths.steps(id)) {
    made = step === '[]' ? paths.index(made) : paths.child(made, step);
  }
  return made;
}

/** A place of its own for the documents of one result. */
export function placeOf(origin: Origin): Place {
  return new Place(origin, noName);
}

const stored = new Shared<Place>();

/** The place of a collection's own documents, shared by all connections of the gate. */
export function storedPlace(paths: PathTable, resource: string): Place {
  return stored.get(paths, resource, () => placeOf(new Source(paths, paths.root(resource))));
}
