/**
 * Whether the compressed part of a batch is nothing but its records. Containers have places for other
 * bytes, which no decoder looks at: names and comments in gzip's header, bytes behind its last member,
 * skippable frames of LZ4 and zstd. A batch that goes on as it came must not carry text in those, so
 * one that might is written anew, even if policy changes nothing in it.
 */
import { Codec } from '../constants.ts';

/** RFC 1952, section 2.3.1: FLG is the fourth byte; ISIZE stands in the last four. */
const gzipFlags = 3;
const gzipHead = Buffer.from([0x1f, 0x8b, 0x08]);
/** Magic numbers 0x184D2A50 to 0x184D2A5F, little endian, without their first byte. */
const skippable = Buffer.from([0x2a, 0x4d, 0x18]);

/** LZ4_Frame_format.md: the magic number, FLG, BD; then the content size where FLG says so, and HC. */
const lz4Magic = 0x04224d18;
const lz4Flag = { contentSize: 0x08, blockSum: 0x10, contentSum: 0x04 } as const;
const lz4FlagsAt = 4;
const lz4HeadBytes = 7;
const lz4SizeBytes = 8;
const sumBytes = 4;

/** `plain`: how many bytes [start, end) became. They were decoded without a fault. */
export function isBareContainer(
  codec: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  plain: number,
): boolean {
  if (codec === Codec.lz4) return isOneLz4Frame(bytes, start, end);
  const view = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  if (codec === Codec.gzip) return isOneMember(view, plain);
  return codec !== Codec.zstd || !view.includes(skippable);
}

/** One frame that fills [start, end), as every producer writes it; its blocks are stepped over. */
function isOneLz4Frame(bytes: Uint8Array, start: number, end: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, end - start);
  if (view.byteLength < lz4HeadBytes + sumBytes || view.getUint32(0) !== lz4Magic) return false;
  const flags = view.getUint8(lz4FlagsAt);
  const tail = (flags & lz4Flag.blockSum) === 0 ? 0 : sumBytes;
  let at = lz4HeadBytes + ((flags & lz4Flag.contentSize) === 0 ? 0 : lz4SizeBytes);
  while (at + sumBytes <= view.byteLength) {
    const word = view.getUint32(at, true);
    at += sumBytes;
    if (word === 0) return at + (flags & lz4Flag.contentSum ? sumBytes : 0) === view.byteLength;
    at += (word & 0x7fff_ffff) + tail;
  }
  return false;
}

function isOneMember(view: Buffer, plain: number): boolean {
  if (view[gzipFlags] !== 0 || view.readUInt32LE(view.length - 4) !== plain >>> 0) return false;
  // Another member begins like the first; where the bytes are there by chance nothing is lost.
  return view.indexOf(gzipHead, 1) < 0;
}
