/** BLAKE2s-256 with a key as RFC 7693 writes it, word by word: what the kernel is compared with. */

const initial = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/** Section 2.7. */
const sigma = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

const rotr = (x: number, bits: number): number => (x >>> bits) | (x << (32 - bits));

/** Section 3.1. */
function mix(v: Int32Array, a: number, b: number, c: number, d: number, x: number, y: number) {
  v[a] += v[b] + x;
  v[d] = rotr(v[d] ^ v[a], 16);
  v[c] += v[d];
  v[b] = rotr(v[b] ^ v[c], 12);
  v[a] += v[b] + y;
  v[d] = rotr(v[d] ^ v[a], 8);
  v[c] += v[d];
  v[b] = rotr(v[b] ^ v[c], 7);
}

/** Section 3.2. */
function compress(h: Int32Array, block: Buffer, total: number, isLast: boolean): void {
  const v = Int32Array.from([...h, ...initial]);
  v[12] ^= total;
  if (isLast) v[14] ^= -1;
  const word = (i: number) => block.readInt32LE(i * 4);
  for (const s of sigma) {
    mix(v, 0, 4, 8, 12, word(s[0]), word(s[1]));
    mix(v, 1, 5, 9, 13, word(s[2]), word(s[3]));
    mix(v, 2, 6, 10, 14, word(s[4]), word(s[5]));
    mix(v, 3, 7, 11, 15, word(s[6]), word(s[7]));
    mix(v, 0, 5, 10, 15, word(s[8]), word(s[9]));
    mix(v, 1, 6, 11, 12, word(s[10]), word(s[11]));
    mix(v, 2, 7, 8, 13, word(s[12]), word(s[13]));
    mix(v, 3, 4, 9, 14, word(s[14]), word(s[15]));
  }
  for (let i = 0; i < 8; i++) h[i] ^= v[i] ^ v[i + 8];
}

/** Digest of `value` under `key` (1 to 32 bytes) in hexadecimal digits (section 3.3). */
export function blake2s(key: Uint8Array, value: Uint8Array): string {
  const h = Int32Array.from(initial);
  h[0] ^= 0x01010020 ^ (key.length << 8);
  const whole = Buffer.concat([key, Buffer.alloc(64 - key.length), value]);
  const padded = Buffer.concat([whole, Buffer.alloc((64 - (whole.length % 64)) % 64)]);
  for (let at = 0; at < padded.length; at += 64) {
    const isLast = at + 64 >= padded.length;
    compress(h, padded.subarray(at, at + 64), isLast ? whole.length : at + 64, isLast);
  }
  return Buffer.from(h.buffer).toString('hex');
}
