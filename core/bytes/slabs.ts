/**
 * Recycled memory for frames and outputs. Allocation, not copying, is the price of large buffers, so
 * slabs of power-of-two sizes go back to a free list once the bytes in them are written.
 */
const sizeExponentMin = 13; // 8 KiB
const sizeExponentMax = 24; // 16 MiB; larger ones are left to the garbage collector
const keptPerSizeMax = 8;

const exponentOf = (bytes: number): number =>
  Math.max(sizeExponentMin, 32 - Math.clz32(Math.max(1, bytes) - 1));

export class SlabPool {
  #free: Buffer[][] = [];

  /** A buffer of at least `bytes` bytes with undefined content. */
  acquire(bytes: number): Buffer {
    const exponent = exponentOf(bytes);
    if (exponent > sizeExponentMax) return Buffer.allocUnsafeSlow(bytes);
    return this.#free[exponent]?.pop() ?? Buffer.allocUnsafeSlow(2 ** exponent);
  }

  /** Takes a slab back. Nobody may hold a view on it any more: its bytes will be overwritten. */
  release(slab: Buffer): void {
    const exponent = exponentOf(slab.length);
    if (exponent > sizeExponentMax || slab.length !== 2 ** exponent) return;
    let list = this.#free[exponent];
    if (!list) {
      list = [];
      this.#free[exponent] = list;
    }
    if (list.length < keptPerSizeMax) list.push(slab);
  }
}

/** The pool of this process. */
export const slabs = new SlabPool();
