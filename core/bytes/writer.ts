/** A growing buffer for frames of our own (refusals, rewritten handshakes). Not for the hot path. */
export class Writer {
  #bytes: Buffer;
  length = 0;

  constructor(capacity = 256) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  #room(count: number): number {
    const at = this.length;
    if (at + count > this.#bytes.length) {
      const next = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, at + count));
      this.#bytes.copy(next, 0, 0, at);
      this.#bytes = next;
    }
    this.length = at + count;
    return at;
  }

  u8(value: number): this {
    const at = this.#room(1);
    this.#bytes[at] = value;
    return this;
  }
  u16le(value: number): this {
    const at = this.#room(2);
    this.#bytes.writeUInt16LE(value, at);
    return this;
  }
  u24le(value: number): this {
    const at = this.#room(3);
    this.#bytes.writeUIntLE(value, at, 3);
    return this;
  }
  u32le(value: number): this {
    const at = this.#room(4);
    this.#bytes.writeUInt32LE(value >>> 0, at);
    return this;
  }
  i32le(value: number): this {
    const at = this.#room(4);
    this.#bytes.writeInt32LE(value, at);
    return this;
  }
  i64le(value: bigint): this {
    const at = this.#room(8);
    this.#bytes.writeBigInt64LE(value, at);
    return this;
  }
  i16be(value: number): this {
    const at = this.#room(2);
    this.#bytes.writeInt16BE(value, at);
    return this;
  }
  i32be(value: number): this {
    const at = this.#room(4);
    this.#bytes.writeInt32BE(value, at);
    return this;
  }
  i64be(value: bigint): this {
    const at = this.#room(8);
    this.#bytes.writeBigInt64BE(value, at);
    return this;
  }
  raw(value: Uint8Array): this {
    const at = this.#room(value.length);
    this.#bytes.set(value, at);
    return this;
  }
  utf8(value: string): this {
    return this.raw(Buffer.from(value, 'utf8'));
  }
  zeros(count: number): this {
    const at = this.#room(count);
    this.#bytes.fill(0, at, at + count);
    return this;
  }
  /** Overwrites four bytes written before, little-endian: a length known only at the end. */
  patchI32le(at: number, value: number): void {
    this.#bytes.writeInt32LE(value, at);
  }
  patchI32be(at: number, value: number): void {
    this.#bytes.writeInt32BE(value, at);
  }
  /** What was written, as a view. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }
}
