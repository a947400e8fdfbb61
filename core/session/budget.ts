/**
 * Memory that frames under inspection share in this process. A frame above the threshold waits for
 * its share before it is assembled, so that no number of connections exhausts the process; shares
 * are given in the order in which they were asked for.
 */
interface Waiting {
  readonly bytes: number;
  readonly granted: () => void;
}

export class Budget {
  #free: number;
  #waiting: Waiting[] = [];

  constructor(bytes: number) {
    this.#free = bytes;
  }

  get free(): number {
    return this.#free;
  }

  /** True when the share is taken at once; otherwise `granted` is called when it is. */
  acquire(bytes: number, granted: () => void): boolean {
    if (this.#waiting.length === 0 && bytes <= this.#free) {
      this.#free -= bytes;
      return true;
    }
    this.#waiting.push({ bytes, granted });
    return false;
  }

  release(bytes: number): void {
    this.#free += bytes;
    while (this.#waiting.length > 0 && this.#waiting[0].bytes <= this.#free) {
      const next = this.#waiting.shift() as Waiting;
      this.#free -= next.bytes;
      next.granted();
    }
  }

  /** Gives up waiting; true when it did wait. */
  forget(granted: () => void): boolean {
    const index = this.#waiting.findIndex((waiting) => waiting.granted === granted);
    if (index < 0) return false;
    this.#waiting.splice(index, 1);
    return true;
  }
}
