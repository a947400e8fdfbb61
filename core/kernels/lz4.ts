/**
 * LZ4 frames (lz4_Frame_format.md; in Kafka the standard frame since KIP-57). Blocks are decoded and
 * encoded by the kernels; the frame around them is read and written here.
 */
import { TidegateError } from '../errors.ts';
import { Gathered, type Sink } from './gathered.ts';
import { checkNothingHeld, hold } from './held.ts';
import { heap, regions, words } from './memory.ts';
import { kernels } from './module.ts';
import { spliceReference } from './splice.reference.ts';
import { type SpliceEdits, spliceInside } from './splice.ts';
import { xxh32 } from './xxh32.ts';

const magic = 0x184d2204;
/** 0x184D2A50 to 0x184D2A5F: frames of user data, to be stepped over. */
const skippableMagic = 0x184d2a50;
const flag = {
  VERSION: 0x40,
  INDEPENDENT: 0x20,
  BLOCK_SUM: 0x10,
  SIZE: 8,
  CONTENT_SUM: 4,
} as const;
const reservedFlag = 2;
const dictionaryFlag = 1;
const uncompressedBit = 0x80000000;

const input = regions.INPUT;
const report = regions.REPORT.start / 4;
const faultTooLong = 2;

kernels.lz4Init();

const malformed = (detail: string, offset: number): TidegateError =>
  new TidegateError('TG-KERNEL-0001', `LZ4: ${detail}`, offset);
const tooLong = (offset: number): TidegateError =>
  new TidegateError('TG-KERNEL-0002', 'LZ4', offset);

type Frame = {
  independent: boolean;
  blockSum: boolean;
  contentSum: boolean;
  size: number | undefined;
  blockMax: number;
  /** Offset of the first block. */
  next: number;
};

function readHeader(bytes: Uint8Array, at: number, end: number): Frame {
  if (at + 7 > end) throw malformed('frame ends in its header', at);
  const flags = bytes[at + 4];
  if ((flags & 0xc0) !== flag.VERSION) throw malformed('unknown frame version', at + 4);
  if (flags & reservedFlag) throw malformed('reserved flag is set', at + 4);
  if (flags & dictionaryFlag) throw malformed('frame needs a dictionary', at + 4);
  const blockCode = bytes[at + 5] >> 4;
  if (bytes[at + 5] & 0x8f || blockCode < 4) throw malformed('unknown block size', at + 5);
  const hasSize = (flags & flag.SIZE) !== 0;
  const sumAt = at + 6 + (hasSize ? 8 : 0);
  if (sumAt >= end) throw malformed('frame ends in its header', at);
  if (((xxh32(bytes, at + 4, sumAt) >> 8) & 0xff) !== bytes[sumAt]) {
    throw new TidegateError('TG-KERNEL-0003', 'LZ4 header', sumAt);
  }
  return {
    independent: (flags & flag.INDEPENDENT) !== 0,
    blockSum: (flags & flag.BLOCK_SUM) !== 0,
    contentSum: (flags & flag.CONTENT_SUM) !== 0,
    size: hasSize ? readUint32(bytes, at + 6) + readUint32(bytes, at + 10) * 2 ** 32 : undefined,
    blockMax: 1 << (8 + 2 * blockCode),
    next: sumAt + 1,
  };
}

function readUint32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

/** The checksum of the content [from, to) of one frame, and where it stands. */
type ContentSum = { from: number; to: number; sum: number; at: number };

/**
 * Decodes the frame in bytes [start, end), or several in a row (skippable ones are stepped over).
 * Throws `TidegateError`: `TG-KERNEL-0001` malformed or cut short, `TG-KERNEL-0002` more than
 * `maxOutputBytes`, `TG-KERNEL-0003` a checksum does not match; offsets count from the start of
 * `bytes`. Frames that need a dictionary are refused. The result is the caller's own, or with `into`
 * a view on what was appended there; after a fault nothing counts as appended.
 */
function decompressFrame(
  bytes: Uint8Array,
  start: number,
  end: number,
  maxOutputBytes: number,
  into?: Sink,
): Uint8Array {
  const out = new Gathered(regions.OUTPUT);
  const sums = decodeFrames(bytes, start, end, out, maxOutputBytes);
  const result = out.finish(into);
  for (const sum of sums) checkContent(result, sum);
  if (into) into.used += result.length;
  return result;
}

/**
 * As `decompressFrame`, but the result is held in the kernels' memory, where kernels read it without
 * bringing it in: the caller must `letGo` (held.ts) when it is done with it, which ends its life.
 * What is too long to be held is the caller's own.
 */
function decompressHeld(
  bytes: Uint8Array,
  start: number,
  end: number,
  maxOutputBytes: number,
): Uint8Array {
  checkNothingHeld();
  const out = new Gathered(regions.HELD);
  const sums = decodeFrames(bytes, start, end, out, maxOutputBytes);
  if (sums.length > 0 || !out.isWhole) {
    const result = out.finish();
    for (const sum of sums) checkContent(result, sum);
    if (!out.isWhole) return result;
  }
  return hold(out.bytes);
}

function checkContent(bytes: Uint8Array, { from, to, sum, at }: ContentSum): void {
  if (xxh32(bytes, from, to) !== sum) throw new TidegateError('TG-KERNEL-0003', 'LZ4 content', at);
}

/** Decodes all frames of [start, end) into `out`; the checksums of their contents are still due. */
function decodeFrames(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Gathered,
  maxOutputBytes: number,
): ContentSum[] {
  const sums: ContentSum[] = [];
  let at = start;
  do {
    if (at + 4 > end) throw malformed('no frame', at);
    const kind = readUint32(bytes, at);
    if (kind === magic) {
      const frame = readHeader(bytes, at, end);
      const from = out.bytes;
      at = decodeBlocks(bytes, end, frame, out, maxOutputBytes);
      if (frame.size !== undefined && out.bytes - from !== frame.size) {
        throw malformed('content is not as long as the frame says', at);
      }
      if (!frame.contentSum) continue;
      if (at + 4 > end) throw malformed('frame ends in its checksum', at);
      sums.push({ from, to: out.bytes, sum: readUint32(bytes, at), at });
      at += 4;
    } else if ((kind & 0xfffffff0) >>> 0 === skippableMagic) {
      at = skipFrame(bytes, at, end);
    } else {
      throw malformed('no LZ4 frame', at);
    }
  } while (at < end);
  return sums;
}

function skipFrame(bytes: Uint8Array, at: number, end: number): number {
  const next = at + 8 > end ? end + 1 : at + 8 + readUint32(bytes, at + 4);
  if (next > end) throw malformed('skippable frame is cut short', at);
  return next;
}

/** Decodes the blocks of a frame into `out`; returns the offset behind the end mark. */
function decodeBlocks(
  bytes: Uint8Array,
  stop: number,
  frame: Frame,
  out: Gathered,
  maxBytes: number,
): number {
  let at = frame.next;
  let low = out.bytes;
  for (;;) {
    if (at + 4 > stop) throw malformed('frame ends without its end mark', at);
    const word = readUint32(bytes, at);
    const from = at + 4;
    if (word === 0) return from;
    const length = (word & ~uncompressedBit) >>> 0;
    const end = from + length;
    if (length > frame.blockMax) throw malformed('block is longer than the frame allows', at);
    if (end + (frame.blockSum ? 4 : 0) > stop) throw malformed('block is cut short', at);
    if (frame.blockSum && xxh32(bytes, from, end) !== readUint32(bytes, end)) {
      throw new TidegateError('TG-KERNEL-0003', 'LZ4 block', end);
    }
    if (frame.independent) low = out.bytes;
    const room = Math.min(frame.blockMax, maxBytes - out.bytes);
    out.reserve(frame.blockMax);
    if (word >= uncompressedBit) {
      if (length > room) throw tooLong(at);
      heap.set(bytes.subarray(from, end), out.at);
      out.at += length;
    } else {
      decodeBlock(bytes, from, end, out, room, out.bytes - low);
      if (room < frame.blockMax && out.bytes > maxBytes) throw tooLong(at);
    }
    at = end + (frame.blockSum ? 4 : 0);
  }
}

/** `reach`: how many bytes of this frame, or block, lie in front. */
function decodeBlock(
  bytes: Uint8Array,
  from: number,
  end: number,
  out: Gathered,
  room: number,
  reach: number,
): void {
  heap.set(bytes.subarray(from, end), input.start);
  const sourceEnd = input.start + end - from;
  const low = Math.max(out.at - reach, out.low);
  const to = kernels.lz4Decode(input.start, sourceEnd, out.at, out.at + room, low) >>> 0;
  if (to === 0) {
    const offset = from + words[report + 1] - input.start;
    throw words[report] === faultTooLong ? tooLong(offset) : malformed('bad block', offset);
  }
  out.at = to;
}

/** Independent blocks of this size: Kafka's own clients write no larger ones. */
const blockBytes = 65_536;
/** Code 4 in the block descriptor: 64 KiB. */
const blockDescriptor = 0x40;
/** Longest block that 64 KiB can become, with its size in front. */
const encodedBlockMax = blockBytes + Math.ceil(blockBytes / 255) + 16 + 4;

/**
 * Encodes bytes [start, end) as one frame of independent 64 KiB blocks with a header checksum and no others,
 * as Kafka's clients do. Blocks that do not shrink are stored. The result is the caller's own, or with
 * `into`, which must not be the memory of `bytes`, a view on what was appended there.
 */
function compressFrame(bytes: Uint8Array, start = 0, end = bytes.length, into?: Sink): Uint8Array {
  const out = new Gathered(regions.OUTPUT);
  return encodeFrame(end - start, out, into, (from, to) => {
    heap.set(bytes.subarray(start + from, start + to), input.start);
    return input.start;
  });
}

/**
 * `compressFrame` of bytes [start, end) with `edits` made, without a copy of that text in between.
 * Throws `TG-CORE-0013` when edits do not ascend, overlap, or leave their bounds.
 */
function compressSpliced(
  bytes: Uint8Array,
  start: number,
  end: number,
  edits: SpliceEdits,
  into?: Sink,
): Uint8Array {
  const length = spliceInside(bytes, start, end, edits, 0, edits.count);
  if (length < 0) {
    const text = spliceReference(bytes, start, end, edits, 0, edits.count);
    return compressFrame(text, 0, text.length, into);
  }
  const text = regions.OUTPUT.start;
  return encodeFrame(length, new Gathered(input), into, (from) => text + from);
}

/** `place` says at which address bytes [from, to) of the text stand, until it is asked again. */
function encodeFrame(
  length: number,
  out: Gathered,
  into: Sink | undefined,
  place: (from: number, to: number) => number,
): Uint8Array {
  const header = [4, 0x22, 0x4d, 0x18, flag.VERSION | flag.INDEPENDENT, blockDescriptor];
  const sum = (xxh32(Uint8Array.from(header), 4, 6) >> 8) & 0xff;
  heap.set([...header, sum], out.at);
  out.at += header.length + 1;
  for (let at = 0; at < length; at += blockBytes) {
    const end = Math.min(length, at + blockBytes);
    encodeBlock(place(at, end), end - at, out);
  }
  out.reserve(4);
  heap.fill(0, out.at, out.at + 4);
  out.at += 4;
  const result = out.finish(into);
  if (into) into.used += result.length;
  return result;
}

/** Encodes the `length` bytes at address `from` as one block with its size in front. */
function encodeBlock(from: number, length: number, out: Gathered): void {
  out.reserve(encodedBlockMax);
  const body = out.at + 4;
  let to = kernels.lz4Encode(from, from + length, body) >>> 0;
  let word = to - body;
  if (word >= length) {
    heap.copyWithin(body, from, from + length);
    to = body + length;
    word = (length | uncompressedBit) >>> 0;
  }
  for (let i = 0; i < 4; i++) heap[out.at + i] = word >>> (8 * i);
  out.at = to;
}

export const lz4 = { decompressFrame, decompressHeld, compressFrame, compressSpliced } as const;
