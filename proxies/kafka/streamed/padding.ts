/**
 * What fills the records of a partition that have become fewer bytes than their length says: the
 * front of a batch that is not all there. Brokers end a partition like that wherever the next batch
 * does not fit, so every client steps over it and asks for what it lacks (KIP-74).
 */
import { Batch, batchOverheadBytes } from '../constants.ts';

const zeros = Buffer.alloc(64 * 1024);
/** A length beyond the field's end, and no less than that of a batch of magic 2. */
const beyondBytes = 1024;

/** Bytes that fill `size` bytes, to be written one behind the other. */
export function padding(size: number): Uint8Array[] {
  if (size <= 0) return [];
  const front = Buffer.alloc(Math.min(size, Batch.magic + 1));
  if (size >= batchOverheadBytes) front.writeInt32BE(size + beyondBytes, Batch.length);
  if (size > Batch.magic) front[Batch.magic] = 2;
  const parts: Uint8Array[] = [front];
  for (let left = size - front.length; left > 0; left -= zeros.length) {
    parts.push(left < zeros.length ? zeros.subarray(0, left) : zeros);
  }
  return parts;
}
