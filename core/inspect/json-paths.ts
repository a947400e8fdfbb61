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
  setVerdict,
  unknownPath,
  verdictOf,
} from '../kernels/index.ts';
import type { PathPlan, PlanPaths } from './path-plan.ts';
import type { PathId, PathTable } from './paths.ts';

const isNew = 1;
const isWanted = 2;

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

  /** What the plan of `outer`, a path whose values are such JSON, says at the kernel's path. */
  at(kernelPath: number, outer: PathPlan): PathPlan {
    const verdict = verdictOf(kernelPath);
    // Paths get their numbers after their root's, most of them soon after.
    let plan = outer.inside[kernelPath - this.root];
    if (!plan || (verdict & isNew) !== 0) {
      const id = this.#ours[kernelPath] ?? this.#translate(kernelPath);
      plan = outer.plans.at(id);
      if (kernelPath !== unknownPath) outer.inside[kernelPath - this.root] = plan;
      if ((verdict & isNew) !== 0) this.#judge(kernelPath, id);
    }
    // Whether a field is settled changes with its values, so it is looked at again each time.
    const known = plan.isSettled ? knownVerdict : 0;
    if ((verdict & knownVerdict) !== known && (verdict & isNew) === 0) {
      setVerdict(kernelPath, (verdict & isWanted) | known);
    }
    return plan;
  }

  #judge(kernelPath: number, id: PathId): void {
    const wanted = this.#members.some((member) => member.deref()?.at(id).wanted);
    setVerdict(kernelPath, wanted ? isWanted : 0);
  }

  #translate(kernelPath: number): PathId {
    let id: PathId;
    if (kernelPath === unknownPath) id = this.#paths.overflow(this.#outer);
    else if (kernelPath === this.root) id = this.#outer;
    else {
      const { parent, key } = pathOf(kernelPath);
      const above = this.#ours[parent] ?? this.#translate(parent);
      id = key === null ? this.#paths.index(above) : this.#paths.child(above, key);
    }
    this.#ours[kernelPath] = id;
    return id;
  }
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
