/** Header of a record batch of magic 2 (protocol guide, "Record Batch"). */
import { TidegateError } from '../../../core/errors.ts';
import { crc32c } from '../../../core/kernels/index.ts';
import { Batch, batchOverheadBytes } from '../constants.ts';
import { readInt16, readInt32 } from '../schema/locate.ts';

/** Bytes before which not even the magic byte is known. */
const leastBytes = Batch.magic + 1;

/**
 * Whole size of the batch (or older message) at `at`, or 0 where [at, end) does not hold all of it:
 * a broker may cut the last one short (KIP-74).
 */
export function batchSize(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < leastBytes) return 0;
  const length = readInt32(bytes, at + Batch.length);
  if (length < leastBytes - batchOverheadBytes) {
    throw new TidegateError('TG-KAFKA-0006', `length ${length}`, at + Batch.length);
  }
  const size = length + batchOverheadBytes;
  return size > end - at ? 0 : size;
}

function batchMagic(bytes: Uint8Array, at: number): number {
  return bytes[at + Batch.magic];
}

/**
 * Throws unless the batch at `at` is one of magic 2 with a whole header, a possible count and the
 * right checksum: TG-KAFKA-0007, -0006, -0009. Nothing of a batch is read, or goes on, before this.
 */
export function checkBatch(bytes: Uint8Array, at: number, size: number): void {
  const magic = batchMagic(bytes, at);
  if (magic !== 2) throw new TidegateError('TG-KAFKA-0007', `magic ${magic}`, at);
  if (size < Batch.records) throw new TidegateError('TG-KAFKA-0006', 'header is cut short', at);
  if (batchCount(bytes, at) < 0) {
    throw new TidegateError('TG-KAFKA-0006', 'count is negative', at + Batch.count);
  }
  if (!hasValidCrc(bytes, at, size)) throw new TidegateError('TG-KAFKA-0009', '', at + Batch.crc);
}

/**
 * True for a checked batch of no records, which compaction leaves behind to keep an offset or a
 * sequence number. It is a header and nothing else, whatever its codec: bytes behind a count of 0
 * would go by unread.
 */
export function isEmpty(bytes: Uint8Array, at: number, size: number): boolean {
  if (batchCount(bytes, at) !== 0) return false;
  if (size === Batch.records) return true;
  throw new TidegateError('TG-KAFKA-0006', 'bytes stand behind a count of 0', at + Batch.count);
}

export function batchAttributes(bytes: Uint8Array, at: number): number {
  return readInt16(bytes, at + Batch.attributes);
}

export function batchCount(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + Batch.count);
}

/** CRC-32C of the batch at `at`: from the attributes to the end, so without the leader epoch. */
export function batchCrc(bytes: Uint8Array, at: number, size: number): number {
  return crc32c(bytes, at + Batch.attributes, at + size);
}

function hasValidCrc(bytes: Uint8Array, at: number, size: number): boolean {
  return readInt32(bytes, at + Batch.crc) >>> 0 === batchCrc(bytes, at, size);
}

/** Writes length and checksum of a batch whose other bytes stand. */
export function closeBatch(bytes: Buffer, at: number, size: number): void {
  bytes.writeInt32BE(size - batchOverheadBytes, at + Batch.length);
  bytes.writeUInt32BE(batchCrc(bytes, at, size), at + Batch.crc);
}
