// BLAKE2s-256 (RFC 7693) of short values under a key whose block is already digested: one compression
// for up to 64 bytes. The four rows of the state are four vectors, so that the four columns, and then
// the four diagonals, are mixed at once. All of it lies in the BLAKE2S region.

/** The state behind the key's block, the digest where nothing follows it, and the running state. */
const KEYED_STATE: usize = BLAKE2S;
const EMPTY: usize = BLAKE2S + 32;
const RUNNING: usize = BLAKE2S + 64;
/** Room for the last block of a message. */
const LAST_BLOCK: usize = BLAKE2S + 96;

/** SIGMA of RFC 7693 section 2.7, as byte offsets into a block, in the order in which vectors take them. */
const SIGMA = memory.data<u8>([
  0, 8, 16, 24, 4, 12, 20, 28, 32, 40, 48, 56, 36, 44, 52, 60, 56, 16, 36, 52, 40, 32, 60, 24, 4, 0,
  44, 20, 48, 8, 28, 12, 44, 48, 20, 60, 32, 0, 8, 52, 40, 12, 28, 36, 56, 24, 4, 16, 28, 12, 52,
  44, 36, 4, 48, 56, 8, 20, 16, 60, 24, 40, 0, 32, 36, 20, 8, 40, 0, 28, 16, 60, 56, 44, 24, 12, 4,
  48, 32, 52, 8, 24, 0, 32, 48, 40, 44, 12, 16, 28, 60, 4, 52, 20, 56, 36, 48, 4, 56, 16, 20, 60,
  52, 40, 0, 24, 36, 32, 28, 12, 8, 44, 52, 28, 48, 12, 44, 56, 4, 36, 20, 60, 32, 8, 0, 16, 24, 40,
  24, 56, 44, 0, 60, 36, 12, 32, 48, 52, 4, 40, 8, 28, 16, 20, 40, 32, 28, 4, 8, 16, 24, 20, 60, 36,
  12, 52, 44, 56, 48, 0,
]);

/** Four words of the block, at the offsets that lie at `sigma`. */
// @ts-ignore: decorator
@inline
function drawn(block: usize, sigma: usize): v128 {
  let words = v128.load32_zero(block + <usize>load<u8>(sigma));
  words = v128.load_lane<u32>(block + <usize>load<u8>(sigma, 1), words, 1);
  words = v128.load_lane<u32>(block + <usize>load<u8>(sigma, 2), words, 2);
  return v128.load_lane<u32>(block + <usize>load<u8>(sigma, 3), words, 3);
}

// @ts-ignore: decorator
@inline
function turned16(x: v128): v128 {
  return i8x16.shuffle(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}

// @ts-ignore: decorator
@inline
function turned8(x: v128): v128 {
  return i8x16.shuffle(x, x, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);
}

// @ts-ignore: decorator
@inline
function turned(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shr_u(x, bits), i32x4.shl(x, 32 - bits));
}

/**
 * Takes the 64 bytes at `block` into the state at `from` and leaves it at RUNNING (RFC 7693 section
 * 3.2). `total` counts the bytes up to the end of this block; `last` is all ones for the last one.
 */
function compressBlock(from: usize, block: usize, total: u64, last: u32): void {
  const low = v128.load(from);
  const high = v128.load(from, 16);
  let a = low;
  let b = high;
  let c = i32x4(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a);
  let d = v128.xor(
    i32x4(0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19),
    i32x4(<i32>total, <i32>(total >> 32), last, 0),
  );
  for (let sigma = SIGMA; sigma < SIGMA + 160; sigma += 16) {
    a = i32x4.add(i32x4.add(a, drawn(block, sigma)), b);
    d = turned16(v128.xor(d, a));
    c = i32x4.add(c, d);
    b = turned(v128.xor(b, c), 12);
    a = i32x4.add(i32x4.add(a, drawn(block, sigma + 4)), b);
    d = turned8(v128.xor(d, a));
    c = i32x4.add(c, d);
    b = turned(v128.xor(b, c), 7);
    b = v128.shuffle<i32>(b, b, 1, 2, 3, 0);
    c = v128.shuffle<i32>(c, c, 2, 3, 0, 1);
    d = v128.shuffle<i32>(d, d, 3, 0, 1, 2);
    a = i32x4.add(i32x4.add(a, drawn(block, sigma + 8)), b);
    d = turned16(v128.xor(d, a));
    c = i32x4.add(c, d);
    b = turned(v128.xor(b, c), 12);
    a = i32x4.add(i32x4.add(a, drawn(block, sigma + 12)), b);
    d = turned8(v128.xor(d, a));
    c = i32x4.add(c, d);
    b = turned(v128.xor(b, c), 7);
    b = v128.shuffle<i32>(b, b, 3, 0, 1, 2);
    c = v128.shuffle<i32>(c, c, 2, 3, 0, 1);
    d = v128.shuffle<i32>(d, d, 1, 2, 3, 0);
  }
  v128.store(RUNNING, v128.xor(low, v128.xor(a, c)));
  v128.store(RUNNING, v128.xor(high, v128.xor(b, d)), 16);
}

// @ts-ignore: decorator
@inline
function copyState(from: usize, to: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
}

/** Digests the key at INPUT, `bytes` (1 to 32) and noughts up to 64, into KEYED_STATE and EMPTY. */
export function blake2sKey(bytes: u32): void {
  // The parameter block (section 2.5): 32 bytes of digest, the key's length, fan-out and depth 1.
  const parameters: u32 = 0x01010020 | (bytes << 8);
  v128.store(EMPTY, i32x4(0x6a09e667 ^ parameters, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a));
  v128.store(EMPTY, i32x4(0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19), 16);
  compressBlock(EMPTY, INPUT, 64, 0);
  copyState(RUNNING, KEYED_STATE);
  compressBlock(EMPTY, INPUT, 64, 0xffffffff);
  copyState(RUNNING, EMPTY);
  memory.fill(INPUT, 0, 64);
}

/** Begins a message under the key in KEYED_STATE. */
export function blake2sBegin(): void {
  copyState(KEYED_STATE, RUNNING);
}

/** Takes `blocks` whole blocks at `at`, none of them the message's last; `before` bytes went before. */
export function blake2sBlocks(at: usize, blocks: u32, before: f64): void {
  let total = 64 + <u64>before;
  for (let i: u32 = 0; i < blocks; i++) {
    total += 64;
    compressBlock(RUNNING, at + <usize>i * 64, total, 0);
  }
}

/** Takes the last `bytes` (1 to 64) at `at` of a message of `total` bytes; the digest lies at RUNNING. */
export function blake2sEnd(at: usize, bytes: u32, total: f64): void {
  endWith(RUNNING, at, bytes, 64 + <u64>total);
}

/** Keyed digest of the `bytes` bytes at `at`: 32 bytes at RUNNING. */
export function blake2sWhole(at: usize, bytes: u32): void {
  if (bytes == 0) {
    copyState(EMPTY, RUNNING);
  } else if (bytes <= 64) {
    endWith(KEYED_STATE, at, bytes, 64 + <u64>bytes);
  } else {
    blake2sBegin();
    const blocks = (bytes - 1) >> 6;
    blake2sBlocks(at, blocks, 0);
    endWith(RUNNING, at + <usize>blocks * 64, bytes - blocks * 64, 64 + <u64>bytes);
  }
}

function endWith(state: usize, at: usize, bytes: u32, total: u64): void {
  const zero = i8x16.splat(0);
  for (let i: usize = 0; i < 64; i += 16) v128.store(LAST_BLOCK + i, zero);
  memory.copy(LAST_BLOCK, at, bytes);
  compressBlock(state, LAST_BLOCK, total, 0xffffffff);
}
