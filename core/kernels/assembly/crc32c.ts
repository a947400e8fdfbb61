// CRC-32C (RFC 3720 appendix B.4; polynomial 0x1EDC6F41, reflected 0x82F63B78). Streams of CRC_STREAM
// bytes run side by side, because one stream waits for its own table look-ups; the streams are then
// joined by advancing a CRC over CRC_STREAM zero bytes. Of sixteen streams a step takes one byte each,
// whose look-ups are swizzles of sixteen entries (a CRC is linear, so that of a byte is that of its
// lower half xor that of its upper half); of three streams a step takes eight bytes of one.
import { swizzle } from './text';

const POLYNOMIAL: u32 = 0x82f63b78;
/** Eight slices of 256 words, then four tables of 256 words that advance over CRC_STREAM zero bytes. */
const SHIFT: usize = CRC_TABLES + 8 * 1024;
/** Byte b of the table's entries for the lower halves of bytes, sixteen each; then for the upper. */
const LOW_HALVES: usize = CRC_TABLES + 12 * 1024;
const HIGH_HALVES: usize = LOW_HALVES + 64;
/** Sixteen bytes of each of sixteen streams: first bytes, second bytes, and so on. */
const PLANES: usize = HIGH_HALVES + 64;

/** Fills the tables. Once, before any `crcUpdate`. */
export function crcInit(): void {
  for (let i: u32 = 0; i < 256; i++) {
    let crc = i;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ POLYNOMIAL : crc >> 1;
    store<u32>(CRC_TABLES + i * 4, crc);
  }
  for (let i: u32 = 0; i < 256; i++) {
    let crc = load<u32>(CRC_TABLES + i * 4);
    for (let slice: u32 = 1; slice < 8; slice++) {
      crc = (crc >> 8) ^ load<u32>(CRC_TABLES + (crc & 0xff) * 4);
      store<u32>(CRC_TABLES + slice * 1024 + i * 4, crc);
    }
  }
  for (let position: u32 = 0; position < 4; position++) {
    for (let i: u32 = 0; i < 256; i++) {
      let crc = i << (position * 8);
      for (let zero = 0; zero < <i32>CRC_STREAM; zero++) {
        crc = (crc >> 8) ^ load<u32>(CRC_TABLES + (crc & 0xff) * 4);
      }
      store<u32>(SHIFT + position * 1024 + i * 4, crc);
    }
  }
  for (let half: u32 = 0; half < 16; half++) {
    const low = load<u32>(CRC_TABLES + half * 4);
    const high = load<u32>(CRC_TABLES + half * 64);
    for (let byte: u32 = 0; byte < 4; byte++) {
      store<u8>(LOW_HALVES + byte * 16 + half, <u8>(low >> (byte * 8)));
      store<u8>(HIGH_HALVES + byte * 16 + half, <u8>(high >> (byte * 8)));
    }
  }
}

// @ts-ignore: decorator
@inline
function step8(crc: u32, at: usize): u32 {
  const low = load<u32>(at) ^ crc;
  const high = load<u32>(at, 4);
  // The table's address as a constant offset costs no instruction.
  return load<u32>((low & 0xff) << 2, CRC_TABLES + 7 * 1024) ^
    load<u32>((low >>> 6) & 0x3fc, CRC_TABLES + 6 * 1024) ^
    load<u32>((low >>> 14) & 0x3fc, CRC_TABLES + 5 * 1024) ^
    load<u32>((low >>> 24) << 2, CRC_TABLES + 4 * 1024) ^
    load<u32>((high & 0xff) << 2, CRC_TABLES + 3 * 1024) ^
    load<u32>((high >>> 6) & 0x3fc, CRC_TABLES + 2 * 1024) ^
    load<u32>((high >>> 14) & 0x3fc, CRC_TABLES + 1 * 1024) ^
    load<u32>((high >>> 24) << 2, CRC_TABLES);
}

// @ts-ignore: decorator
@inline
function advance(crc: u32): u32 {
  return load<u32>(SHIFT + (crc & 0xff) * 4) ^
    load<u32>(SHIFT + 1024 + ((crc >> 8) & 0xff) * 4) ^
    load<u32>(SHIFT + 2048 + ((crc >> 16) & 0xff) * 4) ^
    load<u32>(SHIFT + 3072 + (crc >> 24) * 4);
}

// @ts-ignore: decorator
@inline
function evens(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

// @ts-ignore: decorator
@inline
function odds(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/**
 * Half of turning a square of sixteen rows: rows of `stride` bytes at `from` to rows of 16 at `to`.
 * Interleaving rows i and i + 8 four times turns the square; this does it twice.
 */
// @ts-ignore: decorator
@inline
function turn(from: usize, stride: usize, to: usize): void {
  for (let i: usize = 0; i < 4; i++) {
    const row = from + i * stride;
    const a = v128.load(row);
    const b = v128.load(row + 4 * stride);
    const c = v128.load(row + 8 * stride);
    const d = v128.load(row + 12 * stride);
    const ac = evens(a, c);
    const ca = odds(a, c);
    const bd = evens(b, d);
    const db = odds(b, d);
    const out = to + i * 64;
    v128.store(out, evens(ac, bd));
    v128.store(out, odds(ac, bd), 16);
    v128.store(out, evens(ca, db), 32);
    v128.store(out, odds(ca, db), 48);
  }
}

/** Continues the raw `crc` over sixteen streams of CRC_STREAM bytes, one behind the other. */
function sixteenStreams(crc: u32, at: usize): u32 {
  const low0 = v128.load(LOW_HALVES);
  const low1 = v128.load(LOW_HALVES, 16);
  const low2 = v128.load(LOW_HALVES, 32);
  const low3 = v128.load(LOW_HALVES, 48);
  const high0 = v128.load(HIGH_HALVES);
  const high1 = v128.load(HIGH_HALVES, 16);
  const high2 = v128.load(HIGH_HALVES, 32);
  const high3 = v128.load(HIGH_HALVES, 48);
  const nibble = i8x16.splat(15);
  // Byte b of the CRCs of all streams; that of the first begins with what came before.
  let crc0 = i8x16.replace_lane(i8x16.splat(0), 0, <i8>crc);
  let crc1 = i8x16.replace_lane(i8x16.splat(0), 0, <i8>(crc >> 8));
  let crc2 = i8x16.replace_lane(i8x16.splat(0), 0, <i8>(crc >> 16));
  let crc3 = i8x16.replace_lane(i8x16.splat(0), 0, <i8>(crc >> 24));
  for (let i: usize = 0; i < <usize>CRC_STREAM; i += 16) {
    turn(at + i, CRC_STREAM, PLANES);
    turn(PLANES, 16, PLANES + 256);
    for (let plane: usize = PLANES + 256; plane < PLANES + 512; plane += 16) {
      const byte = v128.xor(crc0, v128.load(plane));
      const low = v128.and(byte, nibble);
      const high = v128.and(v128.shr<u16>(byte, 4), nibble);
      crc0 = v128.xor(crc1, v128.xor(swizzle(low0, low), swizzle(high0, high)));
      crc1 = v128.xor(crc2, v128.xor(swizzle(low1, low), swizzle(high1, high)));
      crc2 = v128.xor(crc3, v128.xor(swizzle(low2, low), swizzle(high2, high)));
      crc3 = v128.xor(swizzle(low3, low), swizzle(high3, high));
    }
  }
  // The four bytes of each stream's CRC together again.
  const front = evens(crc0, crc2);
  const frontOdd = odds(crc0, crc2);
  const back = evens(crc1, crc3);
  const backOdd = odds(crc1, crc3);
  v128.store(PLANES, evens(front, back));
  v128.store(PLANES, odds(front, back), 16);
  v128.store(PLANES, evens(frontOdd, backOdd), 32);
  v128.store(PLANES, odds(frontOdd, backOdd), 48);
  let whole = load<u32>(PLANES);
  for (let stream: usize = 1; stream < 16; stream++) {
    whole = advance(whole) ^ load<u32>(PLANES + stream * 4);
  }
  return whole;
}

/** Continues a CRC (as finished values, 0 to begin) over `bytes` bytes at `at`. */
export function crcUpdate(seed: u32, at: usize, bytes: u32): u32 {
  let crc = ~seed;
  let left = bytes;
  while (left >= <u32>(16 * CRC_STREAM)) {
    crc = sixteenStreams(crc, at);
    at += 16 * CRC_STREAM;
    left -= 16 * CRC_STREAM;
  }
  while (left >= <u32>(3 * CRC_STREAM)) {
    let second: u32 = 0;
    let third: u32 = 0;
    for (let i: usize = 0; i < <usize>CRC_STREAM; i += 8) {
      crc = step8(crc, at + i);
      second = step8(second, at + CRC_STREAM + i);
      third = step8(third, at + 2 * CRC_STREAM + i);
    }
    crc = advance(advance(crc) ^ second) ^ third;
    at += 3 * CRC_STREAM;
    left -= 3 * CRC_STREAM;
  }
  while (left >= 8) {
    crc = step8(crc, at);
    at += 8;
    left -= 8;
  }
  while (left > 0) {
    crc = (crc >> 8) ^ load<u32>(CRC_TABLES + ((crc ^ load<u8>(at)) & 0xff) * 4);
    at++;
    left--;
  }
  return ~crc;
}
