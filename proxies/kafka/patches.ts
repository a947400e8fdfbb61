/**
 * Changes to one frame: ranges with what stands there instead, in ascending order. Kafka's messages
 * have no enclosing lengths but that of the frame (tagged fields are replaced with their size), so
 * one pass puts the new frame together and repairs its length.
 */
import { Writer } from '../../core/bytes/writer.ts';
import { TidegateError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { lengthBytes } from './framing.ts';
import type { Range } from './partitions.ts';
import { writeLength } from './schema/primitives.ts';

interface Patch {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
  /** Further bytes [from, to) of the scratch memory given to `apply`. */
  readonly from: number;
  readonly to: number;
}

export class Patches {
  #list: Patch[] = [];

  get isEmpty(): boolean {
    return this.#list.length === 0;
  }

  clear(): void {
    this.#list.length = 0;
  }

  replace(range: Range, bytes: Uint8Array): void {
    this.#list.push({ ...range, bytes, from: 0, to: 0 });
  }

  /** An int16 field, such as an error code. */
  int16(range: Range, value: number): void {
    this.replace(range, new Writer(2).i16be(value).bytes());
  }

  /** A field of bytes (records), whose content is [from, to) of the scratch memory. */
  bytes(range: Range, compact: boolean, from: number, to: number): void {
    const length = new Writer(8);
    writeLength(length, compact, 4, to - from);
    this.#list.push({ ...range, bytes: length.bytes(), from, to });
  }

  /** The new frame, in memory of `allocate`. */
  apply(frame: Uint8Array, scratch: Uint8Array, allocate: (bytes: number) => Buffer): Buffer {
    const patches = this.#list.sort((a, b) => a.start - b.start);
    let size = frame.length;
    for (const p of patches) size += p.bytes.length + (p.to - p.from) - (p.end - p.start);
    if (size > limits.frame_bytes_max) {
      throw new TidegateError('TG-CORE-0001', `changed frame of ${size} bytes`);
    }
    const out = allocate(size);
    let read = 0;
    let written = 0;
    const copy = (source: Uint8Array, from: number, to: number) => {
      if (to <= from) return;
      out.set(source.subarray(from, to), written);
      written += to - from;
    };
    for (const patch of patches) {
      copy(frame, read, patch.start);
      copy(patch.bytes, 0, patch.bytes.length);
      copy(scratch, patch.from, patch.to);
      read = patch.end;
    }
    copy(frame, read, frame.length);
    out.writeInt32BE(size - lengthBytes, 0);
    return out.subarray(0, size);
  }
}
