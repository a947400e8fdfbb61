/** Header of a record batch of magic 2 (protocol guide, "Record Batch"). */
import { TidegateError } from '../../../core/errors.ts';
import { crc32c } from '../../../core/kernels/index.ts';
import { Attribute, Batch, batchOverheadBytes } from '../constants.ts';
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

export function batchMagic(bytes: Uint8Array, at: number): number {
  return bytes[at + Batch.magic];
}

/** Throws where a batch of magic 2 is too short to hold its own header or counts less than nothing. */
export function checkHeader(bytes: Uint8Array, at: number, size: number): void {
  if (size < Batch.records) throw new TidegateError('TG-KAFKA-0006', 'header is cut short', at);
  if (batchCount(bytes, at) < 0) {
    throw new TidegateError('TG-KAFKA-0006', 'count is negative', at + Batch.count);
  }
}

export function batchAttributes(bytes: Uint8Array, at: number): number {
  return readInt16(bytes, at + Batch.attributes);
}

export function isControl(attributes: number): boolean {
  return (attributes & Attribute.control) !== 0;
}

export function batchCount(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + Batch.count);
}

/** CRC-32C of the batch at `at`: from the attributes to the end, so without the leader epoch. */
export function batchCrc(bytes: Uint8Array, at: number, size: number): number {
  return crc32c(bytes, at + Batch.attributes, at + size);
}

export function hasValidCrc(bytes: Uint8Array, at: number, size: number): boolean {
  return readInt32(bytes, at + Batch.crc) >>> 0 === batchCrc(bytes, at, size);
}

/** Writes length and checksum of a batch whose other bytes stand. */
export function closeBatch(bytes: Buffer, at: number, size: number): void {
  bytes.writeInt32BE(size - batchOverheadBytes, at + Batch.length);
  bytes.writeUInt32BE(batchCrc(bytes, at, size), at + Batch.crc);
}
