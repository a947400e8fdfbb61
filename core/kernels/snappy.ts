/**
 * Raw Snappy blocks (format_description.txt): a block's plain length as a varint, then literals and
 * copies. Framing around blocks is the caller's business.
 */
import { TidegateError } from '../errors.ts';
import type { Sink } from './gathered.ts';
import { checkNothingHeld, hold } from './held.ts';
import { heap, regions, words } from './memory.ts';
import { kernels } from './module.ts';

const input = regions.INPUT;
const output = regions.OUTPUT;
const heldRegion = regions.HELD;
const report = regions.REPORT.start / 4;
const faultTooLong = 2;

const malformed = (detail: string, offset: number): TidegateError =>
  new TidegateError('TG-KERNEL-0001', `snappy: ${detail}`, offset);

/** A block: bytes [start, end) of what holds it. */
export interface Block {
  readonly start: number;
  readonly end: number;
}

/** Plain length that the block in bytes [start, end) tells, and where its elements begin. */
function readLength(bytes: Uint8Array, start: number, end: number): { length: number; at: number } {
  let at = start;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    if (at >= end || shift > 28) throw malformed('length is malformed', at);
    const byte = bytes[at++];
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { length, at };
  }
}

/**
 * The plain bytes of blocks one behind the other, held in the kernels' memory: the caller must
 * `letGo` (held.ts) when it is done with them. Undefined where they are too long to be held. Throws
 * TG-KERNEL-0001 (malformed), -0002 (more than `most`); offsets count from the start of `bytes`.
 */
function decompressHeld(
  bytes: Uint8Array,
  blocks: readonly Block[],
  most: number,
): Buffer | undefined {
  checkNothingHeld();
  let to = heldRegion.start;
  for (const { start, end } of blocks) {
    const { length, at } = readLength(bytes, start, end);
    if (length > most - (to - heldRegion.start)) {
      throw new TidegateError('TG-KERNEL-0002', 'snappy', start);
    }
    const limit = to + length;
    if (limit > heldRegion.start + heldRegion.bytes || end - at > input.bytes) return undefined;
    heap.set(bytes.subarray(at, end), input.start);
    const stop = kernels.snappyDecode(input.start, input.start + end - at, to, limit) >>> 0;
    if (stop !== limit) throw decodeFault(stop, at, end);
    to = limit;
  }
  return hold(to - heldRegion.start);
}

function decodeFault(stop: number, at: number, end: number): TidegateError {
  if (stop !== 0) return malformed('block is shorter than its length', end);
  const detail = words[report] === faultTooLong ? 'block is longer than its length' : 'bad block';
  return malformed(detail, at + words[report + 1] - input.start);
}

/** Most bytes of one block that `compressBlock` takes: what becomes of them fits the kernels' memory. */
const blockBytesMax = 8 * 1024 * 1024;

/** Appends bytes [start, end) to `into` as one raw block; at most `snappy.blockBytesMax` of them. */
function compressBlock(bytes: Uint8Array, start: number, end: number, into: Sink): void {
  const length = end - start;
  if (length > blockBytesMax) throw new RangeError(`a block of ${length} bytes`);
  heap.set(bytes.subarray(start, end), input.start);
  let at = output.start;
  let left = length;
  for (; left >= 0x80; left >>>= 7) heap[at++] = (left & 0x7f) | 0x80;
  heap[at++] = left;
  const stop = kernels.snappyEncode(input.start, input.start + length, at) >>> 0;
  const bytesOut = stop - output.start;
  into.reserve(bytesOut);
  into.bytes.set(heap.subarray(output.start, stop), into.used);
  into.used += bytesOut;
}

export const snappy = { decompressHeld, compressBlock, blockBytesMax } as const;
