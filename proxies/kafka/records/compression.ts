/**
 * The five codecs of record batches. Every decoder stops at a bound, so that a bomb costs no more
 * than that.
 *
 * What is written back keeps the codec, and for Snappy the framing, that the batch came with. zstd
 * and gzip are written at level 1: the level is not on the wire (KIP-390), and higher ones cost
 * several times the whole rest of the work.
 */
import zlib from 'node:zlib';
import { TidegateError } from '../../../core/errors.ts';
import { lz4, type SpliceEdits, snappy, spliceInto } from '../../../core/kernels/index.ts';
import { Codec } from '../constants.ts';
import type { Output } from './output.ts';
import { decodeSnappy, encodeSnappy, isXerial, snappyBlocks } from './snappy.ts';

const { constants } = zlib;
const chunkBytesMax = 1024 * 1024;
const chunkBytesMin = 16 * 1024;
/** Plain bytes a compressed byte stands for in most batches; the first guess at the output's size. */
const guessedRatio = 5;

/**
 * The plain bytes of [start, end), at most `most`. `scratch` may be used for them: the result is
 * valid until it is used again. Throws TG-KERNEL-0001 (malformed), -0002 (too long), -0003 (checksum
 * of the codec's own frame), TG-KAFKA-0008.
 */
export function decompress(
  codec: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  scratch: Output,
  most: number,
): Buffer {
  const source = bytes.subarray(start, end);
  switch (codec) {
    case Codec.snappy:
      scratch.used = 0;
      decodeSnappy(source, 0, source.length, scratch, most);
      return scratch.bytes.subarray(0, scratch.used);
    case Codec.lz4:
      return asBuffer(lz4.decompressFrame(bytes, start, end, most));
    case Codec.gzip:
    case Codec.zstd:
      return decodeZlib(codec, source, most);
    default:
      throw new TidegateError('TG-KAFKA-0008', `codec ${codec}`, start);
  }
}

/**
 * As `decompress`, in the kernels' memory where the codec is one of theirs: the result must be let go
 * (`letGo`), which ends its life.
 */
export function decompressHeld(
  codec: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  scratch: Output,
  most: number,
): Buffer {
  if (codec === Codec.lz4) return asBuffer(lz4.decompressHeld(bytes, start, end, most));
  if (codec === Codec.snappy) {
    const plain = snappy.decompressHeld(bytes, snappyBlocks(bytes, start, end), most);
    if (plain) return plain;
  }
  return decompress(codec, bytes, start, end, scratch, most);
}

function asBuffer(bytes: Uint8Array): Buffer {
  if (Buffer.isBuffer(bytes)) return bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function decodeZlib(codec: number, bytes: Uint8Array, most: number): Buffer {
  const guess = chunkBytes(bytes.length * guessedRatio);
  // A bound of 0 would be taken for none.
  const options = { maxOutputLength: Math.max(1, most), chunkSize: guess };
  try {
    return codec === Codec.gzip ? gunzip(bytes, options) : unzstd(bytes, options);
  } catch (error) {
    const isBomb = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new TidegateError(isBomb ? 'TG-KERNEL-0002' : 'TG-KERNEL-0001', codecName(codec));
  }
}

type Limits = { maxOutputLength: number; chunkSize: number };
type Decoded = { buffer: Buffer; engine: { bytesWritten: number } };

/** All members of [bytes]. zlib lets bytes behind them go by; here they are a fault. */
function gunzip(bytes: Uint8Array, options: Limits): Buffer {
  const result = zlib.gunzipSync(bytes, { ...options, info: true }) as unknown as Decoded;
  if (result.engine.bytesWritten !== bytes.length)
    throw new TidegateError('TG-KERNEL-0001', 'gzip');
  return result.buffer;
}

/** Several frames in a row are one stream for every client, but for zlib.zstdDecompressSync. */
function unzstd(bytes: Uint8Array, options: Limits): Buffer {
  const frames: Buffer[] = [];
  let left = options.maxOutputLength;
  for (let at = 0; at < bytes.length; ) {
    const from = at === 0 ? bytes : bytes.subarray(at);
    const result = zlib.zstdDecompressSync(from, {
      ...options,
      maxOutputLength: Math.max(1, left),
      info: true,
    }) as unknown as Decoded;
    frames.push(result.buffer);
    left -= result.buffer.length;
    if (result.engine.bytesWritten <= 0) throw new TidegateError('TG-KERNEL-0001', 'zstd', at);
    at += result.engine.bytesWritten;
  }
  return frames.length === 1 ? frames[0] : Buffer.concat(frames);
}

function codecName(codec: number): string {
  return Object.keys(Codec)[codec] ?? `codec ${codec}`;
}

/**
 * Appends `plain` compressed to `out`. `original` is the batch's compressed part as it came, whose
 * framing is kept.
 */
export function compress(
  codec: number,
  plain: Uint8Array,
  original: Uint8Array,
  out: Output,
): void {
  if (codec === Codec.snappy) {
    encodeSnappy(plain, isXerial(original, 0, original.length), out);
    return;
  }
  const packed = pack(codec, plain, original.length);
  out.copy(packed, 0, packed.length);
}

/** Plain bytes [start, end) of a batch. */
export interface Plain {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** As `compress`, of `plain` with `edits` made; `scratch` may be used for that. */
export function compressEdited(
  codec: number,
  { bytes, start, end }: Plain,
  edits: SpliceEdits,
  original: Uint8Array,
  scratch: Output,
  out: Output,
): void {
  if (codec === Codec.none) spliceInto(bytes, start, end, edits, out);
  else if (codec === Codec.lz4) lz4.compressSpliced(bytes, start, end, edits, out);
  else {
    scratch.used = 0;
    spliceInto(bytes, start, end, edits, scratch);
    compress(codec, scratch.bytes.subarray(0, scratch.used), original, out);
  }
}

/** `expected`: about how many bytes it will become. */
function pack(codec: number, plain: Uint8Array, expected: number): Uint8Array {
  if (codec === Codec.lz4) return lz4.compressFrame(plain);
  // In one piece, if it is a little longer than expected; more pieces are joined by another copy.
  const chunkSize = chunkBytes(expected + (expected >> 2));
  if (codec === Codec.gzip) return zlib.gzipSync(plain, { level: 1, chunkSize });
  if (codec === Codec.zstd) {
    const params = { [constants.ZSTD_c_compressionLevel]: 1 };
    return zlib.zstdCompressSync(plain, { params, chunkSize });
  }
  throw new TidegateError('TG-KAFKA-0008', `codec ${codec}`);
}

function chunkBytes(expected: number): number {
  return Math.min(chunkBytesMax, Math.max(chunkBytesMin, expected));
}
