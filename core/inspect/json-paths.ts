/**
 * Paths inside JSON values. The kernel numbers them by itself, under one root for each of our paths
 * that holds JSON, and emits leaves by shape or by a verdict byte per path. A verdict is shared by
 * all plans that look at such values, so it is set for a path as soon as one of them wants its leaves
 * whatever their shape; a plan that joins later makes all paths new again, to be judged once more.
 */
import {
  knownVerdict,
  newRoot,
  pathOf,
  resetVerdicts,
  setForm,
  setVerdict,
  unknownPath,
  verdictOf,
  wantedVerdict,
} from '../kernels/index.ts';
import type { PathPlan, PlanPaths } from './path-plan.ts';
import type { PathId, PathTable } from './paths.ts';

const isNew = 1;

export class JsonPaths {
  /** The kernel's path of the value itself. */
  readonly root = newRoot();
  #paths: PathTable;
  #outer: PathId;
  /** The kernel's path -> ours. */
  #ours: PathId[] = [];
  #members: WeakRef<PlanPaths>[] = [];
  #joined = new WeakSet<PlanPaths>();

  constructor(paths: PathTable, outer: PathId) {
    this.#paths = paths;
    this.#outer = outer;
  }

  join(plans: PlanPaths): void {
    if (this.#joined.has(plans)) return;
    this.#joined.add(plans);
    this.#members = this.#members.filter((member) => member.deref() !== undefined);
    this.#members.push(new WeakRef(plans));
    resetVerdicts();
  }

  /**
   * What the plan of `outer`, a path whose values are such JSON, says at the kernel's path, for the leaf
   * that begins at `start`.
   */
  at(kernelPath: number, outer: PathPlan, bytes: Uint8Array, start: number): PathPlan {
    const verdict = verdictOf(kernelPath);
    // Paths get their numbers after their root's, most of them soon after.
    let plan = outer.inside[kernelPath - this.root];
    if (!plan || (verdict & isNew) !== 0) {
      if (isShared(kernelPath)) return this.#named(kernelPath, outer, bytes, start);
      const id = this.#ours[kernelPath] ?? this.#translate(kernelPath);
      plan = outer.plans.at(id);
      if (this.#paths.isPassing(id)) return plan;
      outer.inside[kernelPath - this.root] = plan;
      if ((verdict & isNew) !== 0) this.#judge(kernelPath, id);
    }
    // Whether a field is settled changes with its values, so it is looked at again each time.
    const known = plan.isSettled ? knownVerdict : 0;
    if ((verdict & knownVerdict) !== known && (verdict & isNew) === 0) {
      setVerdict(kernelPath, (verdict & wantedVerdict) | known);
      setForm(kernelPath, plan.facts?.form ?? 0);
    }
    return plan;
  }

  /** Many keys share the kernel's path: the one at hand is read, since names are evidence. */
  #named(kernelPath: number, outer: PathPlan, bytes: Uint8Array, start: number): PathPlan {
    const name = keyBefore(bytes, start);
    if (kernelPath === unknownPath) return outer.plans.at(this.#paths.passing(this.#outer, name));
    const { parent } = pathOf(kernelPath);
    const above = this.#ours[parent] ?? this.#translate(parent);
    return outer.plans.at(this.#paths.child(above, name));
  }

  #judge(kernelPath: number, id: PathId): void {
    const wanted = this.#members.some((member) => member.deref()?.at(id).wanted);
    setVerdict(kernelPath, wanted ? wantedVerdict : 0);
  }

  #translate(kernelPath: number): PathId {
    if (kernelPath === this.root) return this.#outer;
    const { parent, key, isOther } = pathOf(kernelPath);
    const above = this.#ours[parent] ?? this.#translate(parent);
    let id: PathId;
    if (isOther) id = this.#paths.others(above);
    else id = key === null ? this.#paths.index(above) : this.#paths.child(above, key);
    if (!this.#paths.isPassing(id)) this.#ours[kernelPath] = id;
    return id;
  }
}

/** True for a path of the kernel that stands for many keys. */
export const isShared = (path: number): boolean => path === unknownPath || pathOf(path).isOther;

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;

/** The key in front of the JSON value at `start` (behind the quote of a string); '' for a list's member. */
function keyBefore(bytes: Uint8Array, start: number): string {
  let at = start - 1;
  if (bytes[at] === quote) at -= 1;
  while (bytes[at] <= 0x20) at -= 1;
  if (bytes[at] !== colon) return '';
  at -= 1;
  while (bytes[at] <= 0x20) at -= 1;
  const end = at;
  let slashes = 0;
  for (at -= 1; at >= 0; at -= 1) {
    if (bytes[at] !== quote) continue;
    slashes = 0;
    while (bytes[at - 1 - slashes] === backslash) slashes += 1;
    if (slashes % 2 === 0) break;
  }
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset + at + 1, end - at - 1).toString();
  return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
}

const tables = new WeakMap<PathTable, Map<PathId, JsonPaths>>();

/** Paths of JSON in values at `outer`, the same for all plans. */
export function jsonPathsOf(paths: PathTable, outer: PathId): JsonPaths {
  let table = tables.get(paths);
  if (!table) {
    table = new Map();
    tables.set(paths, table);
  }
  let found = table.get(outer);
  if (!found) {
    found = new JsonPaths(paths, outer);
    table.set(outer, found);
  }
  return found;
}
