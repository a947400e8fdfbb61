/**
 * Names of resources and of the paths inside them, interned to small numbers. A path is exact:
 * two different paths never share a number (a collision would be a leak), whatever their length.
 * The table is shared by all connections of the process and bounded; when it is full, a new path
 * becomes the `overflow` path of its resource, for which policy assumes the worst.
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
  readonly parent: PathId;
  /** Id of the resource's own path. */
  readonly root: PathId;
  /** Name of the last step, '[]' for members of a list, the resource's name at a root. */
  readonly name: string;
  readonly isIndex: boolean;
  readonly isOverflow: boolean;
}

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');

export class PathTable {
  #entries: PathEntry[] = [];
  #roots = new Map<string, PathId>();
  #children: (Map<string, PathId> | undefined)[] = [];
  /** One memo per parent: name as latin1 of its UTF-8 bytes, so that a hit decodes nothing twice. */
  #byBytes: (Map<string, PathId> | undefined)[] = [];
  #overflows = new Map<PathId, PathId>();
  #capacity: number;

  constructor(capacity: number = limits.paths_count_max) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.length;
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
    if (known !== undefined) return known;
    return this.#addChild(parent, name, false);
  }

  /** Child whose UTF-8 name stands in bytes [start, end). */
  childOf(parent: PathId, bytes: Uint8Array, start: number, end: number): PathId {
    this.#byBytes[parent] ??= new Map();
    const memo = this.#byBytes[parent];
    const raw = latin1(bytes, start, end);
    const known = memo.get(raw);
    if (known !== undefined) return known;
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
    const id = this.child(parent, name);
    if (!this.#entries[id].isOverflow) memo.set(raw, id);
    return id;
  }

  /** The one path that stands for all members of a list. */
  index(parent: PathId): PathId {
    const known = this.#children[parent]?.get('\u0000[]');
    if (known !== undefined) return known;
    return this.#addChild(parent, '[]', true);
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
    for (let entry = this.#entries[id]; entry.parent >= 0; entry = this.#entries[entry.parent]) {
      steps.unshift(entry.name);
    }
    return steps;
  }

  /** The path as policy and audit write it, without the resource. */
  text(id: PathId): string {
    return formatPath(this.steps(id));
  }

  #addChild(parent: PathId, name: string, isIndex: boolean): PathId {
    const root = this.#entries[parent].root;
    if (this.#entries.length >= this.#capacity || this.#entries[parent].isOverflow) {
      return this.#overflows.get(root) as PathId;
    }
    const id = this.#add(parent, root, name, isIndex, false);
    this.#children[parent] ??= new Map();
    this.#children[parent].set(isIndex ? '\u0000[]' : name, id);
    return id;
  }

  #add(parent: PathId, root: PathId, name: string, isIndex: boolean, isOverflow: boolean): PathId {
    const id = this.#entries.length;
    this.#entries.push({ id, parent, root: root < 0 ? id : root, name, isIndex, isOverflow });
    this.#children.push(undefined);
    this.#byBytes.push(undefined);
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
