/** A growing scratch buffer that is written from front to back and reused from batch to batch. */
import { putVarint } from './varint.ts';

const initialBytes = 64 * 1024;
/** A buffer that has grown over this is dropped once the frame is done, so that it is not held. */
const keptBytes = 8 * 1024 * 1024;
/** Up to here a loop is faster than a call. */
const loopBytes = 24;

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
    const count = to - from;
    if (count <= 0) return;
    this.reserve(count);
    const target = this.bytes;
    const at = this.used;
    this.used = at + count;
    if (count <= loopBytes) for (let i = 0; i < count; i++) target[at + i] = source[from + i];
    else if (Buffer.isBuffer(source)) source.copy(target, at, from, to);
    else target.set(source.subarray(from, to), at);
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
