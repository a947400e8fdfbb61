/** Output of a kernel that may be longer than the region that it is written to. */
import { heap, type Region } from './memory.ts';

/** What is kept in front of the next byte: as far back as a match of LZ4 may reach. */
const historyBytes = 65_536;

/** Memory of a caller, to which results are appended; `reserve` makes room behind `used`. */
export type Sink = { bytes: Uint8Array; used: number; reserve(count: number): void };

/** Gathers output that passes through a region, which holds the newest part of it. */
export class Gathered {
  readonly #first: number;
  readonly #end: number;
  #parts: Uint8Array[] = [];
  #partsBytes = 0;
  /** Where the next byte goes, and the first byte that is not yet in a part. */
  at: number;
  #kept: number;

  constructor(region: Region) {
    this.#first = region.start;
    this.#end = region.start + region.bytes;
    this.at = region.start;
    this.#kept = region.start;
  }

  get bytes(): number {
    return this.#partsBytes + this.at - this.#kept;
  }

  /** First byte that is still in the region. */
  get low(): number {
    return this.#first;
  }

  /** True while all of it stands in the region, from its beginning on. */
  get isWhole(): boolean {
    return this.#kept === this.#first;
  }

  /** Makes room for `bytes` more, keeping the last 64 KiB in front of them as history. */
  reserve(bytes: number): void {
    if (this.at + bytes <= this.#end) return;
    this.#flush();
    const history = Math.min(historyBytes, this.at - this.#first);
    heap.copyWithin(this.#first, this.at - history, this.at);
    this.at = this.#first + history;
    this.#kept = this.at;
  }

  /** All that was written, in memory of its own or behind what is used of `into`. */
  finish(into?: Sink): Uint8Array {
    const bytes = this.bytes;
    into?.reserve(bytes);
    // Memory that is written in whole need not be cleared before, which costs more than the copy.
    const result =
      into?.bytes.subarray(into.used, into.used + bytes) ?? Buffer.allocUnsafeSlow(bytes);
    let at = 0;
    for (const part of this.#parts) {
      result.set(part, at);
      at += part.length;
    }
    result.set(heap.subarray(this.#kept, this.at), at);
    return result;
  }

  #flush(): void {
    this.#parts.push(heap.slice(this.#kept, this.at));
    this.#partsBytes += this.at - this.#kept;
  }
}
