/**
 * Bounds-checked reading over bytes for what is read once per frame or connection (handshakes,
 * headers). Hot loops read offsets by themselves. Every method throws the error given at
 * construction, with the offset, when bytes are missing.
 */
import type { ErrorCode } from '../errors.ts';
import { TidegateError } from '../errors.ts';

export class Reader {
  readonly bytes: Buffer;
  position: number;
  readonly end: number;
  #code: ErrorCode;

  constructor(bytes: Uint8Array, code: ErrorCode, start = 0, end = bytes.length) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.position = start;
    this.end = end;
    this.#code = code;
  }

  get left(): number {
    return this.end - this.position;
  }

  fail(detail: string): TidegateError {
    return new TidegateError(this.#code, detail, this.position);
  }

  /** Position before `count` bytes that are surely there, moving past them. */
  #step(count: number): number {
    const at = this.position;
    if (count < 0 || count > this.end - at) throw this.fail('bytes are missing');
    this.position = at + count;
    return at;
  }

  u8(): number {
    return this.bytes[this.#step(1)];
  }
  u16le(): number {
    return this.bytes.readUInt16LE(this.#step(2));
  }
  u24le(): number {
    return this.bytes.readUIntLE(this.#step(3), 3);
  }
  u32le(): number {
    return this.bytes.readUInt32LE(this.#step(4));
  }
  i32le(): number {
    return this.bytes.readInt32LE(this.#step(4));
  }
  i16be(): number {
    return this.bytes.readInt16BE(this.#step(2));
  }
  i32be(): number {
    return this.bytes.readInt32BE(this.#step(4));
  }
  i64be(): bigint {
    return this.bytes.readBigInt64BE(this.#step(8));
  }
  i64le(): bigint {
    return this.bytes.readBigInt64LE(this.#step(8));
  }
  take(count: number): Buffer {
    const at = this.#step(count);
    return this.bytes.subarray(at, at + count);
  }
  skip(count: number): void {
    this.#step(count);
  }
  rest(): Buffer {
    return this.take(this.left);
  }
  /** Bytes up to the next NUL, which is stepped over as well. */
  untilNul(): Buffer {
    const at = this.bytes.indexOf(0, this.position);
    if (at < 0 || at >= this.end) throw this.fail('a terminating zero is missing');
    const found = this.bytes.subarray(this.position, at);
    this.position = at + 1;
    return found;
  }
}
