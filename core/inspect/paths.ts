/**
 * Names of resources and of the paths inside them, interned to small numbers. A path is exact:
 * two different paths never share a number (a collision would be a leak), whatever their length.
 * The table is shared by all connections of the process and bounded. When it is full, or one object has
 * had too many names, a new path is a passing one: it has its name, which is evidence of what stands
 * there, but its number is given to another path before long. Like the `overflow` path of a resource,
 * which has no name, policy takes it for a path that any rule on a field may mean.
 *
 * The text of a path joins names with dots, list members are `[]`: `address.city`, `tags[]`,
 * `value.items[].sku`. A name that holds a dot, bracket or quote is written `["a.b"]`.
 */
import { TidegateError } from '../errors.ts';
import { limits } from '../limits.ts';

/** Number of a path. Roots (resources) are paths as well. */
export type PathId = number;

export interface PathEntry {
  readonly id: PathId;
  /** The path that it is a step of; none for a resource. */
  readonly parent: PathEntry | undefined;
  /** Id of the resource's own path. */
  readonly root: PathId;
  /** Name of the last step, '[]' for members of a list, the resource's name at a root. */
  readonly name: string;
  readonly isIndex: boolean;
  /** What path it is cannot be told for sure: policy assumes the worst. */
  readonly isOverflow: boolean;
}

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');

const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');

/** Takes the places of passing paths that are in no use. */
const unused: PathEntry = {
  id: 0,
  parent: undefined,
  root: 0,
  name: '',
  isIndex: false,
  isOverflow: true,
};

type Spoken = (name: string) => string | undefined;

export class PathTable {
  /** The first `limits.path_passing_count_max` are those of passing paths. */
  #entries: PathEntry[] = new Array(limits.path_passing_count_max).fill(unused);
  /** Passing paths by parent and name, the keys by number, and how many there have been. */
  #passing = new Map<string, PathId>();
  #passingKeys: string[] = [];
  #passed = 0;
  /** Tells passing paths apart that had the same number. */
  #serials: number[] = [];
  #roots = new Map<string, PathId>();
  #children: (Map<string, PathId> | undefined)[] = [];
  /** By parent: the path of the members of a list, and of all other objects of a map. */
  #indexes: (PathId | undefined)[] = [];
  #others: (PathId | undefined)[] = [];
  /** One memo per parent: name as latin1 of its UTF-8 bytes, so that a hit decodes nothing twice. */
  #byBytes: (Map<string, PathId> | undefined)[] = [];
  #overflows = new Map<PathId, PathId>();
  #capacity: number;
  #spoken: Spoken;

  /** `spoken` gives a name that says the same of values as another, undefined where it says nothing. */
  constructor(spoken: Spoken = () => undefined, capacity: number = limits.paths_count_max) {
    this.#spoken = spoken;
    this.#capacity = capacity;
  }

  /** How many lasting paths there are. */
  get size(): number {
    return this.#entries.length - limits.path_passing_count_max;
  }

  /** True for a number that will mean another path before long: nothing may be kept under it. */
  isPassing(id: PathId): boolean {
    return id < limits.path_passing_count_max;
  }

  /**
   * Path of a resource such as `mongo:crm.people`.
   * @throws TidegateError TG-CORE-0017: clients choose names, and memory for them is bounded.
   */
  root(resource: string): PathId {
    const known = this.#roots.get(resource);
    if (known !== undefined) return known;
    if (this.#roots.size >= limits.resources_count_max) throw new TidegateError('TG-CORE-0017');
    const id = this.#add(-1, -1, resource, false, false);
    this.#roots.set(resource, id);
    const overflow = this.#add(id, id, '*', false, true);
    this.#overflows.set(id, overflow);
    return id;
  }

  /** Child named `name` of `parent`. */
  child(parent: PathId, name: string): PathId {
    const known = this.#children[parent]?.get(name);
    return known ?? this.#addChild(parent, name);
  }

  /** Child whose UTF-8 name stands in bytes [start, end). */
  childOf(parent: PathId, bytes: Uint8Array, start: number, end: number): PathId {
    if (this.isPassing(parent)) return this.child(parent, textOf(bytes, start, end));
    this.#byBytes[parent] ??= new Map();
    const memo = this.#byBytes[parent];
    const raw = latin1(bytes, start, end);
    const known = memo.get(raw);
    if (known !== undefined) return known;
    const id = this.child(parent, textOf(bytes, start, end));
    if (!this.isPassing(id)) memo.set(raw, id);
    return id;
  }

  /** The one path that stands for all members of a list. */
  index(parent: PathId): PathId {
    if (this.isPassing(parent)) return parent;
    this.#indexes[parent] ??= this.#shared(parent, '[]', true);
    return this.#indexes[parent];
  }

  /** The path of the same resource for which policy assumes the worst. */
  overflow(id: PathId): PathId {
    return this.#overflows.get(this.#entries[id].root) as PathId;
  }

  entry(id: PathId): PathEntry {
    return this.#entries[id];
  }

  /** Name of the resource that `id` belongs to. */
  resource(id: PathId): string {
    return this.#entries[this.#entries[id].root].name;
  }

  /** Steps from the resource down, `[]` for list members. Empty for a resource itself. */
  steps(id: PathId): string[] {
    const steps: string[] = [];
    for (let entry = this.#entries[id]; entry.parent; entry = entry.parent) {
      steps.unshift(entry.name);
    }
    return steps;
  }

  /** The path as policy and audit write it, without the resource. */
  text(id: PathId): string {
    return formatPath(this.steps(id));
  }

  /**
   * The path that stands for all names of `parent` beyond those that are kept, as the keys of a map.
   * Names below it are kept as they are anywhere.
   */
  others(parent: PathId): PathId {
    if (this.isPassing(parent)) return this.overflow(parent);
    this.#others[parent] ??= this.#shared(parent, '*', false);
    return this.#others[parent];
  }

  /** A passing path for a name that says something of its values; that of all others for the rest. */
  passing(parent: PathId, name: string): PathId {
    const spoken = this.#spoken(name);
    if (spoken === undefined) return this.others(parent);
    // Another path may have had the number of a passing parent.
    const key = `${parent} ${this.#serials[parent] ?? ''} ${spoken}`;
    const known = this.#passing.get(key);
    if (known !== undefined) return known;
    const id = this.#passed++ % limits.path_passing_count_max;
    this.#passing.delete(this.#passingKeys[id]);
    this.#passing.set(key, id);
    this.#passingKeys[id] = key;
    this.#serials[id] = this.#passed;
    const above = this.#entries[parent];
    const where = { id, parent: above, root: above.root };
    this.#entries[id] = { ...where, name: spoken, isIndex: false, isOverflow: true };
    return id;
  }

  #addChild(parent: PathId, name: string): PathId {
    const children = this.#children[parent] ?? new Map<string, PathId>();
    const isFull = this.#isFull || children.size >= limits.path_children_count_max;
    if (isFull || this.isPassing(parent)) return this.passing(parent, name);
    const { root, isOverflow } = this.#entries[parent];
    const id = this.#add(parent, root, name, false, isOverflow);
    this.#children[parent] = children.set(name, id);
    return id;
  }

  #shared(parent: PathId, name: string, isIndex: boolean): PathId {
    const { root, isOverflow } = this.#entries[parent];
    if (this.#isFull) return this.overflow(parent);
    return this.#add(parent, root, name, isIndex, isOverflow || !isIndex);
  }

  get #isFull(): boolean {
    return this.size >= this.#capacity;
  }

  #add(parent: PathId, root: PathId, name: string, isIndex: boolean, isOverflow: boolean): PathId {
    const id = this.#entries.length;
    const above = parent < 0 ? undefined : this.#entries[parent];
    this.#entries.push({
      id,
      parent: above,
      root: root < 0 ? id : root,
      name,
      isIndex,
      isOverflow,
    });
    return id;
  }
}

const plainName = /^[^.[\]"'\s]+$/;

/** Joins steps into the text of a path: `a.b[].c`, with names that need it as `["a.b"]`. */
export function formatPath(steps: readonly string[]): string {
  let text = '';
  for (const step of steps) {
    if (step === '[]') text += '[]';
    else if (plainName.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
