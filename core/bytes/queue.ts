/**
 * The bytes of one direction that arrived and were not yet taken, always contiguous:
 * `bytes[start, end)`. A chunk that arrives while the queue is empty is adopted as it is; what is
 * left of it when a frame spans chunks is moved once into a slab that holds the whole frame.
 *
 * The queue never overwrites bytes that it handed out before `reclaim` was called.
 */
import type { SlabPool } from './slabs.ts';

const empty = Buffer.alloc(0);

export class ByteQueue {
  bytes: Buffer = empty;
  start = 0;
  end = 0;
  #pool: SlabPool;
  /** The slab behind `bytes`, undefined while an adopted chunk is. */
  #slab: Buffer | undefined;
  /** The slab that a socket was given to read into and has not answered for. */
  #lent: Buffer | undefined;
  /** Slabs left behind whose bytes may still be on their way into a socket. */
  #retired: Buffer[] = [];
  /** Bytes that the frame at the front needs, as last told by `reserve`. */
  #wanted = 0;

  constructor(pool: SlabPool) {
    this.#pool = pool;
  }

  get length(): number {
    return this.end - this.start;
  }

  /** Takes in bytes that nobody will change. */
  push(chunk: Buffer): void {
    if (this.length === 0) {
      this.#leaveSlab();
      this.bytes = chunk;
      this.start = 0;
      this.end = chunk.length;
      return;
    }
    this.#makeRoom(chunk.length);
    chunk.copy(this.bytes, this.end);
    this.end += chunk.length;
  }

  /**
   * Free memory behind `end` for a socket to read into, at least `atLeast` bytes unless the frame at
   * the front needs fewer. It stays lent to that socket until `filled`.
   */
  lend(atLeast: number): Buffer {
    const missing = this.#wanted - this.length;
    this.#makeRoom(missing > 0 ? Math.min(atLeast, missing) : atLeast);
    this.#lent = this.#slab;
    return this.bytes.subarray(this.end);
  }

  /** `count` bytes were read into the front of `lent`, the buffer that `lend` gave. */
  filled(lent: Buffer, count: number): void {
    this.#lent = undefined;
    const inPlace =
      this.bytes.buffer === lent.buffer && this.bytes.byteOffset + this.end === lent.byteOffset;
    if (inPlace) this.end += count;
    else this.push(Buffer.from(lent.subarray(0, count)));
  }

  /** Says that the frame at the front needs `total` bytes, so that it is assembled in place once. */
  reserve(total: number): void {
    this.#wanted = total;
    if (this.bytes.length - this.start < total || !this.#slab) this.#move(total);
  }

  /** The first `count` bytes, still in the queue. */
  view(count: number): Buffer {
    return this.bytes.subarray(this.start, this.start + count);
  }

  consume(count: number): void {
    this.start += count;
    this.#wanted = 0;
  }

  /**
   * Everything handed out so far has left the process: memory may be used again. Without it the
   * queue goes on in fresh memory.
   */
  reclaim(): void {
    for (const slab of this.#retired) this.#pool.release(slab);
    this.#retired.length = 0;
    if (this.length === 0 && this.#slab && !this.#lent) {
      this.start = 0;
      this.end = 0;
    }
  }

  /** Gives memory back when a connection goes quiet or ends; only after `reclaim`. */
  release(): void {
    if (this.length > 0 || this.#lent) return;
    if (this.#slab) this.#pool.release(this.#slab);
    this.#slab = undefined;
    this.bytes = empty;
    this.start = 0;
    this.end = 0;
  }

  #makeRoom(count: number): void {
    if (this.#slab && this.bytes.length - this.end >= count) return;
    this.#move(Math.max(this.length + count, this.#wanted));
  }

  /** Goes on in another slab of at least `capacity` bytes, taking the untaken bytes along. */
  #move(capacity: number): void {
    const next = this.#pool.acquire(capacity);
    const length = this.length;
    this.bytes.copy(next, 0, this.start, this.end);
    this.#leaveSlab();
    this.#slab = next;
    this.bytes = next;
    this.start = 0;
    this.end = length;
  }

  /** A slab that a socket may still read into is never recycled; the garbage collector has it. */
  #leaveSlab(): void {
    if (this.#slab && this.#slab !== this.#lent) this.#retired.push(this.#slab);
    this.#slab = undefined;
  }
}
