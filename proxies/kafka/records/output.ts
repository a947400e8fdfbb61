/** A growing scratch buffer that is written from front to back and reused from batch to batch. */
import { putVarint } from './varint.ts';

const initialBytes = 64 * 1024;
/** A buffer that has grown over this is dropped once the frame is done, so that it is not held. */
const keptBytes = 8 * 1024 * 1024;

export class Output {
  bytes: Buffer = Buffer.allocUnsafe(initialBytes);
  used = 0;

  clear(): void {
    this.used = 0;
    if (this.bytes.length > keptBytes) this.bytes = Buffer.allocUnsafe(initialBytes);
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.used + count;
    if (needed <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.used);
    this.bytes = grown;
  }

  /** Appends bytes [from, to) of `source`. */
  copy(source: Uint8Array, from: number, to: number): void {
    if (to <= from) return;
    this.reserve(to - from);
    this.bytes.set(source.subarray(from, to), this.used);
    this.used += to - from;
  }

  varint(value: number): void {
    this.reserve(5);
    this.used = putVarint(this.bytes, this.used, value);
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.used++] = value;
  }
}
