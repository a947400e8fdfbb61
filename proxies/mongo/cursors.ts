/**
 * Open cursors of one listener: what the documents behind a cursor id derive from. Shared by all
 * connections, since a driver may send getMore on another one than find. Bounded; the oldest go.
 */
import type { PathTable } from '../../core/inspect/paths.ts';
import { limits } from '../../core/limits.ts';
import type { Reading } from './readings.ts';
import { Shared } from './shared.ts';

export class Cursors {
  #readings = new Map<bigint, Reading>();

  learn(id: bigint, reading: Reading): void {
    const isNew = !this.#readings.has(id);
    if (isNew && this.#readings.size >= limits.mongo_cursors_count_max) {
      for (const oldest of this.#readings.keys()) {
        this.#readings.delete(oldest);
        break;
      }
    }
    this.#readings.set(id, reading);
  }

  reading(id: bigint): Reading | undefined {
    return this.#readings.get(id);
  }

  forget(id: bigint): void {
    this.#readings.delete(id);
  }
}

const tables = new Shared<Cursors>();

/** The cursors of a listener. What they read is told in ids of `paths`. */
export function cursorsOf(paths: PathTable, listener: string): Cursors {
  return tables.get(paths, listener, () => new Cursors());
}
