/** Texts of one unit that wait for each other, so that one call of the kernel tells all their shapes. */
import { shapesOfEach } from '../kernels/index.ts';
import type { PathPlan } from './path-plan.ts';

/** Most texts that wait at once. */
const countMax = 512;

export class Waiting {
  count = 0;
  /** The leaf of each text, and its path. */
  readonly leaves = new Int32Array(countMax);
  readonly paths: PathPlan[] = [];
  /** Pairs of start and end; once told, each start is replaced by the shapes. */
  readonly #ranges = new Int32Array(countMax * 2);
  #from = Number.MAX_SAFE_INTEGER;
  #to = 0;
  #wanted = 0;

  get isFull(): boolean {
    return this.count === countMax;
  }

  add(leaf: number, start: number, end: number, path: PathPlan): void {
    const i = this.count++;
    this.#ranges[i * 2] = start;
    this.#ranges[i * 2 + 1] = end;
    this.leaves[i] = leaf;
    this.paths[i] = path;
    this.#from = Math.min(this.#from, start);
    this.#to = Math.max(this.#to, end);
    this.#wanted |= path.shapes;
  }

  /** Has the shapes of all texts told, which stand in `bytes`. */
  tell(bytes: Uint8Array): void {
    shapesOfEach(bytes, this.#from, this.#to, this.#ranges, this.count, this.#wanted);
  }

  /** Shapes of text `i`, once told, in so far as its path wants them. */
  shapes(i: number): number {
    return this.#ranges[i * 2] & this.paths[i].shapes;
  }

  clear(): void {
    this.count = 0;
    this.#from = Number.MAX_SAFE_INTEGER;
    this.#to = 0;
    this.#wanted = 0;
  }
}
