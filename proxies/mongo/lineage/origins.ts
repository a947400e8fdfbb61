/**
 * Where a value of a result comes from. A policy on `ssn` must hold whatever a projection or a
 * pipeline calls the field in its output, so every place in an output document has an origin, and a
 * leaf is shown to the inspector under the path that it derives from. What is not understood derives
 * from anything in its collection: the overflow path, for which policy assumes the worst.
 */
import type { PathId, PathTable } from '../../../core/inspect/paths.ts';
import { isDataText } from './names.ts';

export interface Origin {
  /** Origin of the field `name` of a document here. */
  child(name: string): Origin;
  /** Origin of the members of a list here. */
  index(): Origin;
  /** Paths under which a scalar here is shown. */
  sources(): readonly PathId[];
  /** Paths that stand for this value and everything below it. */
  deep(): readonly PathId[];
  /** The value stands as it is stored; false: computed from its sources. */
  readonly exact: boolean;
  /**
   * Those among the sources of which the value may hold parts, whatever they were turned into; the
   * others only decided which value it is. With `deep`, of anything below as well.
   */
  content(deep: boolean): readonly PathId[];
  /** Stored values and others may stand here alike, and nobody can tell which. */
  readonly mixed?: boolean;
  /** Belongs to the protocol: neither looked at nor changed, nor anything below it. */
  readonly untouched?: boolean;
}

/** A scalar with more sources than this counts as derived from anything in their collections. */
export const sourcesMax = 6;

/** Stands for every name that is data, so that `contacts.*.phone` finds what is keyed by address. */
const anyName = '*';

export function unique(ids: readonly PathId[]): PathId[] {
  return ids.length < 2 ? [...ids] : [...new Set(ids)];
}

/** A stored value, or a part of one. */
export class Source implements Origin {
  readonly exact = true;
  readonly path: PathId;
  #paths: PathTable;
  #index: Source | undefined;

  constructor(paths: PathTable, path: PathId) {
    this.#paths = paths;
    this.path = path;
  }
  child(name: string): Origin {
    const id = this.#paths.child(this.path, isDataText(name) ? anyName : name);
    return id === this.path ? this : new Source(this.#paths, id);
  }
  index(): Origin {
    if (this.#index) return this.#index;
    const id = this.#paths.index(this.path);
    this.#index = id === this.path ? this : new Source(this.#paths, id);
    return this.#index;
  }
  sources(): readonly PathId[] {
    return [this.path];
  }
  deep(): readonly PathId[] {
    return [this.#paths.overflow(this.path)];
  }
  content(deep: boolean): readonly PathId[] {
    return deep ? this.deep() : this.sources();
  }
}

/** A computed value: everything in and below it comes from these paths, and holds parts of `content`. */
export class Derived implements Origin {
  readonly exact: boolean = false;
  #paths: readonly PathId[];
  #content: readonly PathId[];

  constructor(paths: readonly PathId[], content: readonly PathId[] = []) {
    this.#paths = paths;
    this.#content = content;
  }
  content(): readonly PathId[] {
    return this.#content;
  }
  child(): Origin {
    return this;
  }
  index(): Origin {
    return this;
  }
  sources(): readonly PathId[] {
    return this.#paths;
  }
  deep(): readonly PathId[] {
    return this.#paths;
  }
}

/** A value that stands as it is, with all below it, shown under given paths. */
export class Fixed extends Derived {
  override readonly exact: boolean = true;
  override content(): readonly PathId[] {
    return this.sources();
  }
}

/** Bytes that only the protocol reads: resume tokens, cluster times. */
export class Untouched implements Origin {
  readonly exact = true;
  readonly untouched = true;
  child(): Origin {
    return this;
  }
  index(): Origin {
    return this;
  }
  sources(): readonly PathId[] {
    return [];
  }
  deep(): readonly PathId[] {
    return [];
  }
  content(): readonly PathId[] {
    return [];
  }
}

/** A document of which some fields are known; the others come from `rest`. Applies to list members too. */
export class Overlay implements Origin {
  readonly fields: ReadonlyMap<string, Origin>;
  readonly rest: Origin;

  constructor(fields: ReadonlyMap<string, Origin>, rest: Origin) {
    this.fields = fields;
    this.rest = rest;
  }
  get exact(): boolean {
    return this.rest.exact;
  }
  child(name: string): Origin {
    return this.fields.get(name) ?? this.rest.child(name);
  }
  index(): Origin {
    return new Overlay(this.fields, this.rest.index());
  }
  sources(): readonly PathId[] {
    const all = [...this.rest.sources()];
    for (const field of this.fields.values()) all.push(...field.sources());
    return unique(all);
  }
  deep(): readonly PathId[] {
    const all = [...this.rest.deep()];
    for (const field of this.fields.values()) all.push(...field.deep());
    return unique(all);
  }
  content(deep: boolean): readonly PathId[] {
    const all = [...this.rest.content(deep)];
    for (const field of this.fields.values()) all.push(...field.content(deep));
    return unique(all);
  }
}

/** One of several, or several laid over each other; with `extra`, what the choice depended on. */
class Select implements Origin {
  readonly exact: boolean;
  readonly mixed: boolean;
  readonly of: readonly Origin[];
  #extra: readonly PathId[];

  constructor(of: readonly Origin[], extra: readonly PathId[]) {
    this.of = of;
    this.#extra = extra;
    this.exact = of.every((one) => one.exact);
    this.mixed = of.some((one) => !(one instanceof Source) && one.mixed !== false);
  }
  child(name: string): Origin {
    return select(
      this.of.map((one) => one.child(name)),
      this.#extra,
    );
  }
  index(): Origin {
    return select(
      this.of.map((one) => one.index()),
      this.#extra,
    );
  }
  sources(): readonly PathId[] {
    const all = unique([...this.of.flatMap((one) => one.sources()), ...this.#extra]);
    return all.length <= sourcesMax ? all : this.deep();
  }
  deep(): readonly PathId[] {
    return unique([...this.of.flatMap((one) => one.deep()), ...this.#extra]);
  }
  content(deep: boolean): readonly PathId[] {
    return unique(this.of.flatMap((one) => one.content(deep)));
  }
}

/** Paths of which anything in a document with this origin holds parts that were computed. */
export function computedIn(origin: Origin): readonly PathId[] {
  if (origin instanceof Overlay) {
    return unique([origin.rest, ...origin.fields.values()].flatMap((one) => [...computedIn(one)]));
  }
  if (origin instanceof List) return computedIn(origin.of);
  if (origin instanceof Select) return unique(origin.of.flatMap((one) => [...computedIn(one)]));
  return origin.exact ? [] : origin.content(false);
}

/** One of `of`, whichever; `extra` are paths that influenced which. */
export function select(of: readonly Origin[], extra: readonly PathId[] = []): Origin {
  const distinct = [...new Set(of)].filter((one) => !one.untouched);
  if (distinct.length === 0) return of[0];
  if (distinct.length === 1 && extra.length === 0) return distinct[0];
  return new Select(distinct, extra);
}

/** A list whose members have the origin `of`. A path through it reaches into the members. */
export class List implements Origin {
  readonly of: Origin;
  constructor(of: Origin) {
    this.of = of;
  }
  get exact(): boolean {
    return this.of.exact;
  }
  child(name: string): Origin {
    return this.of.child(name);
  }
  index(): Origin {
    return this.of;
  }
  sources(): readonly PathId[] {
    return this.of.sources();
  }
  deep(): readonly PathId[] {
    return this.of.deep();
  }
  content(deep: boolean): readonly PathId[] {
    return this.of.content(deep);
  }
}

/**
 * Fields whose names are dotted paths with list positions, as in `updateDescription.updatedFields`
 * (`items.3.sku`) and `keyValue`. A name with a dot but no position may also be one name: both count.
 */
export class Dotted implements Origin {
  readonly exact = true;
  #root: Origin;
  constructor(root: Origin) {
    this.#root = root;
  }
  child(name: string): Origin {
    if (!name.includes('.')) return this.#root.child(name);
    const dotted = dottedChild(this.#root, name);
    return /(^|\.)\d+(\.|$)/.test(name) ? dotted : select([dotted, this.#root.child(name)]);
  }
  index(): Origin {
    return this;
  }
  sources(): readonly PathId[] {
    return this.#root.deep();
  }
  deep(): readonly PathId[] {
    return this.#root.deep();
  }
  content(): readonly PathId[] {
    return this.#root.deep();
  }
}

/** A value in another form than that in which it is stored, with all that is below it. */
export class Changed implements Origin {
  readonly exact = false;
  readonly untouched: boolean;
  #of: Origin;
  constructor(of: Origin) {
    this.#of = of;
    this.untouched = of.untouched ?? false;
  }
  child(name: string): Origin {
    return new Changed(this.#of.child(name));
  }
  index(): Origin {
    return new Changed(this.#of.index());
  }
  sources(): readonly PathId[] {
    return this.#of.sources();
  }
  deep(): readonly PathId[] {
    return this.#of.deep();
  }
  content(deep: boolean): readonly PathId[] {
    return this.#of.content(deep);
  }
}

/**
 * Keys of an index: as `Dotted`, but the terms of a text index and the paths of a wildcard index stand
 * under names of their own, and with `isRaw` what an index makes of a field may be another form of it
 * (a hash, a sort key of a collation).
 */
export class IndexKeys extends Dotted {
  #any: Origin;
  #isRaw: boolean;
  constructor(root: Origin, isRaw = false) {
    super(root);
    this.#isRaw = isRaw;
    this.#any = new Derived(root.deep(), root.deep());
  }
  override child(name: string): Origin {
    if (name.startsWith('_fts') || name.startsWith('$') || name === '') return this.#any;
    const field = super.child(name);
    return this.#isRaw ? new Changed(field) : field;
  }
}

/** Follows `a.3.b` from `origin`; numbers are positions in lists. */
export function dottedChild(origin: Origin, path: string): Origin {
  let at = origin;
  for (const step of path.split('.')) at = /^\d+$/.test(step) ? at.index() : at.child(step);
  return at;
}
