/**
 * Snappy as Kafka clients write it: the raw block format, and the framing of the Java library
 * xerial/snappy-java around it (magic, two versions, then chunks of a four-byte length and a raw
 * block). Both occur in the wild, librdkafka and the Go clients write raw blocks. Decoding is done
 * here into memory that is reused, with every length checked; encoding is snappyjs.
 */
import { compress } from 'snappyjs';
import { TidegateError } from '../../../core/errors.ts';
import { type Block, snappy } from '../../../core/kernels/index.ts';
import { readInt32 } from '../schema/locate.ts';
import type { Output } from './output.ts';

const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
/** Magic, version 1, lowest compatible version 1. */
const xerialHeader = Buffer.from([...xerialMagic, 0, 0, 0, 1, 0, 0, 0, 1]);
/** Plain bytes in one chunk, as the Java library cuts them. */
const xerialChunkBytes = 32 * 1024;

function fault(detail: string, at: number): TidegateError {
  return new TidegateError('TG-KERNEL-0001', `snappy: ${detail}`, at);
}

export function isXerial(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < xerialHeader.length) return false;
  for (let i = 0; i < xerialMagic.length; i++) {
    if (bytes[start + i] !== xerialMagic[i]) return false;
  }
  return true;
}

/** Appends the plain bytes of [start, end) to `out`, at most `most` of them. */
export function decodeSnappy(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Output,
  most: number,
): void {
  const first = out.used;
  for (const block of snappyBlocks(bytes, start, end)) {
    decodeBlock(bytes, block.start, block.end, out, most - (out.used - first));
  }
}

/** Blocks of [start, end): the chunks of xerial's framing, or all of it. */
export function snappyBlocks(bytes: Uint8Array, start: number, end: number): Block[] {
  if (!isXerial(bytes, start, end)) return [{ start, end }];
  const blocks: Block[] = [];
  for (let at = start + xerialHeader.length; at < end; ) {
    const size = end - at < 4 ? -1 : readInt32(bytes, at);
    at += 4;
    if (size < 0 || size > end - at) throw fault('chunk is cut short', at);
    blocks.push({ start: at, end: at + size });
    at += size;
  }
  return blocks;
}

/** One raw block: its plain length as a varint, then literals and copies. */
function decodeBlock(bytes: Uint8Array, start: number, end: number, out: Output, most: number) {
  let at = start;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    if (at >= end || shift > 28) throw fault('length is malformed', at);
    const byte = bytes[at++];
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  if (length > most) throw new TidegateError('TG-KERNEL-0002', 'snappy', start);
  // A copy of two bytes gives 11 at most, one of three bytes 64: more than that is a lie.
  if (length > (end - at) * 32) throw fault('length is impossible', start);
  out.reserve(length);
  decodeElements(bytes, at, end, out.bytes, out.used, out.used + length);
  out.used += length;
}

/** Up to here a loop is faster than a call. */
const loopBytes = 64;
/** Bytes that one step of a loop moves. */
const stepBytes = 4;

/**
 * Literals and copies of [at, end), which must fill [from, stop) of `target`. Most of them are a
 * handful of bytes, which go four at a time where that many are left on both sides: what such a step
 * writes too far is written over by what follows.
 */
function decodeElements(
  bytes: Uint8Array,
  at: number,
  end: number,
  target: Uint8Array,
  from: number,
  stop: number,
): void {
  const source = new DataView(bytes.buffer, bytes.byteOffset, end);
  const view = new DataView(target.buffer, target.byteOffset, stop);
  let to = from;
  while (at < end) {
    const tag = bytes[at++];
    const kind = tag & 3;
    let size = (tag >>> 2) + 1;
    if (kind === 0) {
      if (size > 60) {
        const width = size - 60;
        size = (littleEndian(bytes, at, width) + 1) | 0;
        at += width;
      }
      if (size <= 0 || size > end - at || size > stop - to) throw fault('literal is too long', at);
      if (size > loopBytes) target.set(bytes.subarray(at, at + size), to);
      else if (size + stepBytes <= Math.min(end - at, stop - to)) {
        move(source, at, view, to, size);
      } else for (let i = 0; i < size; i++) target[to + i] = bytes[at + i];
      at += size;
      to += size;
      continue;
    }
    let offset = bytes[at];
    if (kind === 1) {
      size = ((tag >>> 2) & 7) + 4;
      offset |= (tag >>> 5) << 8;
      at += 1;
    } else if (kind === 2) {
      offset |= bytes[at + 1] << 8;
      at += 2;
    } else {
      offset = littleEndian(bytes, at, 4);
      at += 4;
    }
    if (at > end) throw fault('copy is cut short', at);
    if (offset <= 0 || offset > to - from) throw fault('copy reaches too far back', at);
    if (size > stop - to) throw fault('copy is too long', at);
    const back = to - offset;
    if (offset >= stepBytes && size + stepBytes <= stop - to) move(view, back, view, to, size);
    // Byte by byte, since source and target overlap: that is how runs are written.
    else for (let i = 0; i < size; i++) target[to + i] = target[back + i];
    to += size;
  }
  if (to !== stop) throw fault('block is shorter than its length', end);
}

/** Moves `size` bytes, and up to three behind them. */
function move(source: DataView, at: number, target: DataView, to: number, size: number): void {
  for (let i = 0; i < size; i += stepBytes) target.setInt32(to + i, source.getInt32(at + i));
}

/** Up to four bytes as a number; negative where it is over 31 bits, which no length here may be. */
function littleEndian(bytes: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let i = 0; i < width; i++) value |= bytes[at + i] << (8 * i);
  return value;
}

/** Appends `bytes` compressed to `out`, in xerial's framing or as one raw block. */
export function encodeSnappy(bytes: Uint8Array, xerial: boolean, out: Output): void {
  if (!xerial) {
    if (bytes.length <= snappy.blockBytesMax)
      return snappy.compressBlock(bytes, 0, bytes.length, out);
    const block = compress(bytes);
    out.copy(block, 0, block.length);
    return;
  }
  out.copy(xerialHeader, 0, xerialHeader.length);
  for (let at = 0; at < bytes.length; at += xerialChunkBytes) {
    const first = out.used;
    out.reserve(4);
    out.used += 4;
    snappy.compressBlock(bytes, at, Math.min(bytes.length, at + xerialChunkBytes), out);
    out.bytes.writeInt32BE(out.used - first - 4, first);
  }
}
