/**
 * Where a packet ends, and how payloads are split and joined. A packet is a header (payload length
 * in three bytes, little-endian, and a sequence id that wraps) and a payload; a payload of 0xFFFFFF
 * bytes goes on in the next packet, and one whose length is an exact multiple ends with an empty
 * packet ("MySQL Packets", dev.mysql.com).
 */
import { TidegateError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { maxPacketPayload, packetHeaderBytes } from './constants.ts';

/** Payload length in the packet header at `at`. */
export function payloadLength(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
}

/** Sequence id in the packet header at `at`. */
export function sequenceId(bytes: Uint8Array, at: number): number {
  return bytes[at + 3];
}

/**
 * End of the whole payload (all its packets) that starts with the packet header at `at`, or, where
 * [at, end) does not hold it yet, the negative of how many bytes from `at` are needed to know more.
 * Throws TG-CORE-0001 where the payload is longer than `bytesMax`.
 */
export function messageEnd(
  bytes: Uint8Array,
  at: number,
  end: number,
  bytesMax: number = limits.mysql_payload_bytes_max,
): number {
  let position = at;
  for (;;) {
    if (end - position < packetHeaderBytes) return -(position - at + packetHeaderBytes);
    const length = payloadLength(bytes, position);
    position += packetHeaderBytes + length;
    if (position - at > bytesMax) {
      throw new TidegateError('TG-CORE-0001', `MySQL payload over ${bytesMax} bytes`);
    }
    if (length < maxPacketPayload) break;
  }
  return position <= end ? position : -(position - at);
}

/** True when the message at `at` is spread over several packets. */
export function isSplit(bytes: Uint8Array, at: number): boolean {
  return payloadLength(bytes, at) === maxPacketPayload;
}

/** Number of packets in the message [at, end). */
export function packetCount(bytes: Uint8Array, at: number, end: number): number {
  let count = 0;
  for (let p = at; p < end; p += packetHeaderBytes + payloadLength(bytes, p)) count++;
  return count;
}

/** The payload of the message [at, end): a view if it is one packet, else its joined copy. */
export function joinPayload(bytes: Uint8Array, at: number, end: number): Uint8Array {
  if (!isSplit(bytes, at)) return bytes.subarray(at + packetHeaderBytes, end);
  const count = packetCount(bytes, at, end);
  const joined = Buffer.allocUnsafe(end - at - count * packetHeaderBytes);
  let to = 0;
  for (let p = at; p < end; ) {
    const length = payloadLength(bytes, p);
    joined.set(bytes.subarray(p + packetHeaderBytes, p + packetHeaderBytes + length), to);
    to += length;
    p += packetHeaderBytes + length;
  }
  return joined;
}

/** Bytes that a payload of `length` bytes takes with its packet headers. */
export function framedLength(length: number): number {
  return length + (Math.floor(length / maxPacketPayload) + 1) * packetHeaderBytes;
}

/** Writes a packet header. */
export function putHeader(to: Uint8Array, at: number, length: number, sequence: number): void {
  to[at] = length;
  to[at + 1] = length >> 8;
  to[at + 2] = length >> 16;
  to[at + 3] = sequence;
}

/** Writes `payload` at `at` as one or more packets, the first with `sequence`; returns the end. */
export function putPayload(
  to: Uint8Array,
  at: number,
  payload: Uint8Array,
  sequence: number,
): number {
  let from = 0;
  for (;;) {
    const length = Math.min(payload.length - from, maxPacketPayload);
    putHeader(to, at, length, sequence++);
    to.set(payload.subarray(from, from + length), at + packetHeaderBytes);
    at += packetHeaderBytes + length;
    from += length;
    if (length < maxPacketPayload) return at;
  }
}

/** `payload` as a framed message of its own. */
export function frameMessage(payload: Uint8Array, sequence: number): Buffer {
  const framed = Buffer.allocUnsafe(framedLength(payload.length));
  putPayload(framed, 0, payload, sequence);
  return framed;
}

/** Adds `delta` to the sequence id of every packet in [at, end), in place. */
export function renumber(bytes: Uint8Array, at: number, end: number, delta: number): void {
  for (let p = at; p < end; p += packetHeaderBytes + payloadLength(bytes, p)) {
    bytes[p + 3] = bytes[p + 3] + delta;
  }
}

/** Bytes of the length-encoded integer that starts with `first`; 0 where none may start so. */
export function lenencBytes(first: number): number {
  if (first < 0xfb) return 1;
  if (first === 0xfc) return 3;
  if (first === 0xfd) return 4;
  return first === 0xfe ? 9 : 0;
}

/** Bytes that the length-encoded integer of `value` takes. */
export function lenencSize(value: number): number {
  if (value < 0xfb) return 1;
  if (value <= 0xffff) return 3;
  return value <= 0xffffff ? 4 : 9;
}

/** Writes `value` as a length-encoded integer; returns the end. */
export function putLenenc(to: Uint8Array, at: number, value: number): number {
  const size = lenencSize(value);
  if (size === 1) {
    to[at] = value;
    return at + 1;
  }
  to[at] = size === 3 ? 0xfc : size === 4 ? 0xfd : 0xfe;
  for (let i = 1; i < size; i++) {
    to[at + i] = value % 256;
    value = Math.floor(value / 256);
  }
  return at + size;
}
