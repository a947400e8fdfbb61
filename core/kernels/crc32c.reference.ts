/** CRC-32C byte by byte (RFC 3720 appendix B.4): what the kernel is held to. */

const table = new Uint32Array(256);
for (let i = 0; i < 256; i++) {
  let crc = i;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  table[i] = crc;
}

/** Continues `seed` over bytes [start, end); see `crc32c`. */
export function crc32cReference(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
  seed = 0,
): number {
  let crc = ~seed;
  for (let i = start; i < end; i++) crc = (crc >>> 8) ^ table[(crc ^ bytes[i]) & 0xff];
  return ~crc >>> 0;
}
