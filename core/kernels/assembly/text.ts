// Byte classes and bounds of the text under the shapes kernel. `textStart` and `textEnd` are set for
// each text; nothing reads in front of the one, and what lies behind the other never counts.

export let textStart: usize = 0;
export let textEnd: usize = 0;

export function setText(start: usize, end: usize): void {
  textStart = start;
  textEnd = end;
}

/** Clears the 64 bytes behind an input, which vector loads may reach. */
export function clearGuard(end: usize): void {
  const zero = i8x16.splat(0);
  v128.store(end, zero);
  v128.store(end, zero, 16);
  v128.store(end, zero, 32);
  v128.store(end, zero, 48);
}

// @ts-ignore: decorator
@inline
export function isDigit(byte: u32): bool {
  return byte - 0x30 < 10;
}

// @ts-ignore: decorator
@inline
export function isLetter(byte: u32): bool {
  return (byte | 0x20) - 0x61 < 26;
}

// @ts-ignore: decorator
@inline
export function isAlnum(byte: u32): bool {
  return isDigit(byte) || isLetter(byte);
}

// @ts-ignore: decorator
@inline
export function isHex(byte: u32): bool {
  return isDigit(byte) || (byte | 0x20) - 0x61 < 6;
}

// @ts-ignore: decorator
@inline
export function isSeparator(byte: u32): bool {
  // space ( ) + - . /
  return byte - 0x20 < 16 && ((0xeb01 >> (byte - 0x20)) & 1) != 0;
}

// @ts-ignore: decorator
@inline
function isEscapeLetter(byte: u32): bool {
  return byte == 0x6e || byte == 0x72 || byte == 0x74 || byte == 0x62 || byte == 0x66;
}

/** Number of digits that the eight bytes begin with. */
// @ts-ignore: decorator
@inline
export function digitsOfEight(bytes: u64): u32 {
  // A digit xor 0x30 is below 10; adding 0x76 to more sets the upper bit.
  const low = bytes ^ 0x3030303030303030;
  const others = (((low & 0x7f7f7f7f7f7f7f7f) + 0x7676767676767676) | low) & 0x8080808080808080;
  return others ? <u32>(ctz(others) >> 3) : 8;
}

/** Letter or digit that is not the second half of an escape such as \n; see ascii.ts. */
// @ts-ignore: decorator
@inline
export function isWordByte(at: usize): bool {
  if (at < textStart) return false;
  const byte: u32 = load<u8>(at);
  if (!isAlnum(byte)) return false;
  return !(isEscapeLetter(byte) && at > textStart && load<u8>(at - 1) == 0x5c);
}

/** The byte at `at`, 0 behind the end. */
// @ts-ignore: decorator
@inline
export function byteAt(at: usize): u32 {
  return at < textEnd ? <u32>load<u8>(at) : 0;
}

// @ts-ignore: decorator
@inline
export function swizzle(table: v128, index: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? i8x16.relaxed_swizzle(table, index) : i8x16.swizzle(table, index);
}

/** A vector of one byte repeated: VECTOR_* of constants.ts. Load it in front of a loop. */
// @ts-ignore: decorator
@inline
export function vector(which: usize): v128 {
  return v128.load(SHAPE_TABLES + which);
}

/** Classes of sixteen bytes by two nibble tables; 0 for bytes >= 0x80. */
// @ts-ignore: decorator
@inline
export function classesOf(bytes: v128, low: v128, high: v128, nibble: v128): v128 {
  return v128.and(
    swizzle(low, v128.and(bytes, nibble)),
    swizzle(high, v128.and(v128.shr<u16>(bytes, 4), nibble)),
  );
}

/** One bit for each of sixteen bytes that is a hex digit. */
// @ts-ignore: decorator
@inline
export function hexBits(bytes: v128): u32 {
  const digit = v128.lt<u8>(v128.sub<u8>(bytes, vector(VECTOR_ZERO_DIGIT)), vector(VECTOR_TEN));
  const small = v128.or(bytes, vector(VECTOR_SPACE));
  const letter = v128.lt<u8>(v128.sub<u8>(small, vector(VECTOR_SMALL_A)), vector(VECTOR_SIX));
  return i8x16.bitmask(v128.or(digit, letter));
}
