/** Zigzag varints as records use them (protocol guide, "Record"): int32 in 1-5 bytes, int64 in 1-10. */

/** Bytes that `value` takes as a zigzag varint. */
export function varintSize(value: number): number {
  let raw = ((value << 1) ^ (value >> 31)) >>> 0;
  let size = 1;
  for (; raw >= 0x80; raw >>>= 7) size++;
  return size;
}

/** Writes `value` at `at`; gives the position behind it. The caller has made room for five bytes. */
export function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let raw = ((value << 1) ^ (value >> 31)) >>> 0;
  for (; raw >= 0x80; raw >>>= 7) bytes[at++] = (raw & 0x7f) | 0x80;
  bytes[at++] = raw;
  return at;
}

/** Writes an int64; gives the position behind it. The caller has made room for ten bytes. */
export function putVarlong(bytes: Uint8Array, at: number, value: bigint): number {
  let raw = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  for (; raw >= 0x80n; raw >>= 7n) bytes[at++] = Number(raw & 0x7fn) | 0x80;
  bytes[at++] = Number(raw);
  return at;
}

/** Reads an int64 at `at`; undefined where it does not end before `end`. */
export function getVarlong(
  bytes: Uint8Array,
  at: number,
  end: number,
): { value: bigint; next: number } | undefined {
  let raw = 0n;
  for (let shift = 0n; shift < 70n && at < end; shift += 7n) {
    const byte = bytes[at++];
    raw |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) {
      if (raw >> 64n !== 0n) return undefined;
      return { value: (raw >> 1n) ^ -(raw & 1n), next: at };
    }
  }
  return undefined;
}
