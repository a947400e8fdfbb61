// HMAC-SHA-256 (FIPS 198-1, FIPS 180-4) of short values under keys whose first block is already
// digested: two compressions for up to 55 bytes. All of it lies in the HMAC region.

/** States of the key's inner and outer pad, and the running state. */
const INNER: usize = HMAC;
const OUTER: usize = HMAC + 32;
const STATE: usize = HMAC + 64;
/** Room for the last one or two blocks of a message. */
const BLOCK: usize = HMAC + 128;
/** The constants K, and sixteen words of the schedule with K added. */
const CONSTANTS: usize = HMAC + 256;
const KEYED: usize = HMAC + 512;

/** Begins a state with the constants of FIPS 180-4 section 5.3.3. */
function initialState(at: usize): void {
  store<u32>(at, 0x6a09e667);
  store<u32>(at, 0xbb67ae85, 4);
  store<u32>(at, 0x3c6ef372, 8);
  store<u32>(at, 0xa54ff53a, 12);
  store<u32>(at, 0x510e527f, 16);
  store<u32>(at, 0x9b05688c, 20);
  store<u32>(at, 0x1f83d9ab, 24);
  store<u32>(at, 0x5be0cd19, 28);
}

// @ts-ignore: decorator
@inline
function big0(x: u32): u32 {
  return rotr<u32>(x, 2) ^ rotr<u32>(x, 13) ^ rotr<u32>(x, 22);
}

// @ts-ignore: decorator
@inline
function big1(x: u32): u32 {
  return rotr<u32>(x, 6) ^ rotr<u32>(x, 11) ^ rotr<u32>(x, 25);
}

// @ts-ignore: decorator
@inline
function rotated(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shr_u(x, bits), i32x4.shl(x, 32 - bits));
}

// @ts-ignore: decorator
@inline
function small0(x: v128): v128 {
  return v128.xor(v128.xor(rotated(x, 7), rotated(x, 18)), i32x4.shr_u(x, 3));
}

// @ts-ignore: decorator
@inline
function small1(x: v128): v128 {
  return v128.xor(v128.xor(rotated(x, 17), rotated(x, 19)), i32x4.shr_u(x, 10));
}

/** The four words that follow the sixteen in a, b, c, d; the last two of them need the first two. */
// @ts-ignore: decorator
@inline
function nextWords(a: v128, b: v128, c: v128, d: v128): v128 {
  const zero = i32x4.splat(0);
  const sum = i32x4.add(
    i32x4.add(a, small0(v128.shuffle<i32>(a, b, 1, 2, 3, 4))),
    v128.shuffle<i32>(c, d, 1, 2, 3, 4),
  );
  const half = i32x4.add(sum, v128.shuffle<i32>(small1(d), zero, 2, 3, 4, 5));
  return i32x4.add(half, v128.shuffle<i32>(zero, small1(half), 0, 1, 4, 5));
}

/** Four words of the message, most significant byte first. */
// @ts-ignore: decorator
@inline
function wordsAt(at: usize): v128 {
  return i8x16.swizzle(v128.load(at), i8x16(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
}

// @ts-ignore: decorator
@inline
function choose(x: u32, y: u32, z: u32): u32 {
  return z ^ (x & (y ^ z));
}

// @ts-ignore: decorator
@inline
function majority(x: u32, y: u32, z: u32): u32 {
  return (x & y) | (z & (x | y));
}

/**
 * Takes the 64 bytes at `block` into the state at `state` (FIPS 180-4 section 6.2.2). While four
 * rounds run on words with K added, vector lanes make the four words of sixteen rounds later, the
 * last sixteen for nothing.
 */
function compress(state: usize, block: usize): void {
  let w0 = wordsAt(block);
  let w1 = wordsAt(block + 16);
  let w2 = wordsAt(block + 32);
  let w3 = wordsAt(block + 48);
  v128.store(KEYED, i32x4.add(w0, v128.load(CONSTANTS, 0)), 0);
  v128.store(KEYED, i32x4.add(w1, v128.load(CONSTANTS, 16)), 16);
  v128.store(KEYED, i32x4.add(w2, v128.load(CONSTANTS, 32)), 32);
  v128.store(KEYED, i32x4.add(w3, v128.load(CONSTANTS, 48)), 48);
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  let f = load<u32>(state, 20);
  let g = load<u32>(state, 24);
  let h = load<u32>(state, 28);
  for (let i: usize = 0; i < 256; i += 64) {
    h += big1(e) + choose(e, f, g) + load<u32>(KEYED, 0);
    d += h;
    h += big0(a) + majority(a, b, c);
    g += big1(d) + choose(d, e, f) + load<u32>(KEYED, 4);
    c += g;
    g += big0(h) + majority(h, a, b);
    f += big1(c) + choose(c, d, e) + load<u32>(KEYED, 8);
    b += f;
    f += big0(g) + majority(g, h, a);
    e += big1(b) + choose(b, c, d) + load<u32>(KEYED, 12);
    a += e;
    e += big0(f) + majority(f, g, h);
    w0 = nextWords(w0, w1, w2, w3);
    v128.store(KEYED, i32x4.add(w0, v128.load(CONSTANTS + i, 64)), 0);
    d += big1(a) + choose(a, b, c) + load<u32>(KEYED, 16);
    h += d;
    d += big0(e) + majority(e, f, g);
    c += big1(h) + choose(h, a, b) + load<u32>(KEYED, 20);
    g += c;
    c += big0(d) + majority(d, e, f);
    b += big1(g) + choose(g, h, a) + load<u32>(KEYED, 24);
    f += b;
    b += big0(c) + majority(c, d, e);
    a += big1(f) + choose(f, g, h) + load<u32>(KEYED, 28);
    e += a;
    a += big0(b) + majority(b, c, d);
    w1 = nextWords(w1, w2, w3, w0);
    v128.store(KEYED, i32x4.add(w1, v128.load(CONSTANTS + i, 80)), 16);
    h += big1(e) + choose(e, f, g) + load<u32>(KEYED, 32);
    d += h;
    h += big0(a) + majority(a, b, c);
    g += big1(d) + choose(d, e, f) + load<u32>(KEYED, 36);
    c += g;
    g += big0(h) + majority(h, a, b);
    f += big1(c) + choose(c, d, e) + load<u32>(KEYED, 40);
    b += f;
    f += big0(g) + majority(g, h, a);
    e += big1(b) + choose(b, c, d) + load<u32>(KEYED, 44);
    a += e;
    e += big0(f) + majority(f, g, h);
    w2 = nextWords(w2, w3, w0, w1);
    v128.store(KEYED, i32x4.add(w2, v128.load(CONSTANTS + i, 96)), 32);
    d += big1(a) + choose(a, b, c) + load<u32>(KEYED, 48);
    h += d;
    d += big0(e) + majority(e, f, g);
    c += big1(h) + choose(h, a, b) + load<u32>(KEYED, 52);
    g += c;
    c += big0(d) + majority(d, e, f);
    b += big1(g) + choose(g, h, a) + load<u32>(KEYED, 56);
    f += b;
    b += big0(c) + majority(c, d, e);
    a += big1(f) + choose(f, g, h) + load<u32>(KEYED, 60);
    e += a;
    a += big0(b) + majority(b, c, d);
    w3 = nextWords(w3, w0, w1, w2);
    v128.store(KEYED, i32x4.add(w3, v128.load(CONSTANTS + i, 112)), 48);
  }
  store<u32>(state, load<u32>(state) + a);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16);
  store<u32>(state, load<u32>(state, 20) + f, 20);
  store<u32>(state, load<u32>(state, 24) + g, 24);
  store<u32>(state, load<u32>(state, 28) + h, 28);
}

/** Where the caller puts the 64 constants K (FIPS 180-4 section 4.2.2). */
export function hmacConstants(): usize {
  return CONSTANTS;
}

/** Digests the padded key at INPUT (64 bytes, not yet masked) into INNER and OUTER. */
export function hmacKey(): void {
  initialState(INNER);
  initialState(OUTER);
  for (let i: usize = 0; i < 64; i++) store<u8>(BLOCK + i, load<u8>(INPUT + i) ^ 0x36);
  compress(INNER, BLOCK);
  for (let i: usize = 0; i < 64; i++) store<u8>(BLOCK + i, load<u8>(INPUT + i) ^ 0x5c);
  compress(OUTER, BLOCK);
  memory.fill(INPUT, 0, 64);
  memory.fill(BLOCK, 0, 128);
  memory.fill(KEYED, 0, 64);
}

/** Begins a message under the key in INNER. */
export function hmacBegin(): void {
  v128.store(STATE, v128.load(INNER));
  v128.store(STATE, v128.load(INNER, 16), 16);
}

/** Takes `blocks` whole blocks at `at`. */
export function hmacBlocks(at: usize, blocks: u32): void {
  for (let i: u32 = 0; i < blocks; i++) compress(STATE, at + <usize>i * 64);
}

/** HMAC of the `bytes` bytes at `at` under the key in INNER and OUTER: 32 bytes at STATE. */
export function hmacWhole(at: usize, bytes: u32): void {
  hmacBegin();
  const blocks = bytes >> 6;
  hmacBlocks(at, blocks);
  hmacEnd(at + <usize>blocks * 64, bytes & 63, <f64>bytes);
}

/**
 * Takes the last `bytes` bytes at `at` (fewer than 64) of a message of `total` bytes, and leaves
 * the HMAC, 32 bytes, at STATE.
 */
export function hmacEnd(at: usize, bytes: u32, total: f64): void {
  const zero = i8x16.splat(0);
  for (let i: usize = 0; i < 128; i += 16) v128.store(BLOCK + i, zero);
  memory.copy(BLOCK, at, bytes);
  store<u8>(BLOCK + bytes, 0x80);
  const size: usize = bytes < 56 ? 64 : 128;
  store<u64>(BLOCK + size - 8, bswap<u64>((<u64>total + 64) * 8));
  compress(STATE, BLOCK);
  if (size == 128) compress(STATE, BLOCK + 64);
  swapState(BLOCK);
  store<u64>(BLOCK, 0x80, 32);
  v128.store(BLOCK, zero, 40);
  store<u64>(BLOCK, bswap<u64>(96 * 8), 56);
  v128.store(STATE, v128.load(OUTER));
  v128.store(STATE, v128.load(OUTER, 16), 16);
  compress(STATE, BLOCK);
  swapState(STATE);
}

/** Writes the running state to `to` with the most significant byte of each word first. */
function swapState(to: usize): void {
  const order = i8x16(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
  v128.store(to, i8x16.swizzle(v128.load(STATE), order));
  v128.store(to, i8x16.swizzle(v128.load(STATE, 16), order), 16);
}
