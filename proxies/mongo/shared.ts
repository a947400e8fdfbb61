/** What the connections of one gate share, by name: bounded, and apart for each gate of the process. */
import type { PathTable } from '../../core/inspect/paths.ts';
import { limits } from '../../core/limits.ts';

export class Shared<T> {
  #ofGates = new WeakMap<PathTable, Map<string, T>>();

  /**
   * The thing called `name` of the gate that `paths` belongs to, made where there is none. When there
   * are too many, all are forgotten and made again as they are asked for.
   */
  get(paths: PathTable, name: string, make: () => T): T {
    let ofGate = this.#ofGates.get(paths);
    if (!ofGate) {
      ofGate = new Map();
      this.#ofGates.set(paths, ofGate);
    }
    const known = ofGate.get(name);
    if (known !== undefined) return known;
    if (ofGate.size >= limits.mongo_shared_count_max) ofGate.clear();
    const made = make();
    ofGate.set(name, made);
    return made;
  }
}
