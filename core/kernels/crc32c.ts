import { crc32cReference } from './crc32c.reference.ts';
import { heap, heapBuffer, regions } from './memory.ts';
import { kernels } from './module.ts';

const input = regions.INPUT;
/** Below this the call and the copy cost more than they save. */
const smallBytes = 24;

kernels.crcInit();

/**
 * CRC-32C (Castagnoli, RFC 3720) of bytes [start, end), as an unsigned 32-bit number. `seed` is the
 * CRC of what came before, so that a checksum over several pieces is a chain of calls.
 */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length, seed = 0): number {
  if (end - start < smallBytes) return crc32cReference(bytes, start, end, seed);
  if (bytes.buffer === heapBuffer) {
    return kernels.crcUpdate(seed, bytes.byteOffset + start, end - start) >>> 0;
  }
  let crc = seed;
  for (let at = start; at < end; at += input.bytes) {
    const stop = Math.min(end, at + input.bytes);
    heap.set(at === 0 && stop === bytes.length ? bytes : bytes.subarray(at, stop), input.start);
    crc = kernels.crcUpdate(crc, input.start, stop - at);
  }
  return crc >>> 0;
}
