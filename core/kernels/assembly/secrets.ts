// Secret literals: a four-byte window of each (the rarest that it has) lies in one of eight buckets,
// and nibble tables tell for sixteen positions at once which buckets a window might belong to
// (Hyperscan's "Teddy"). What passes is looked up by the hash of its last three bytes and compared in
// full. A literal of three bytes has any byte as the first of its window.
import { emit } from './found';
import { byteAt, isWordByte, swizzle, textEnd, textStart } from './text';

const HEADS: usize = SHAPE_TABLES + AT_LITERAL_HEADS;
const TOKEN_HEADS: usize = SHAPE_TABLES + AT_TOKEN_HEADS;
const LITERALS: usize = SHAPE_TABLES + AT_LITERALS;
const WINDOWS: usize = SHAPE_TABLES + AT_WINDOWS;
const USERINFO_BYTES_MAX: usize = 256;

/** Buckets by the byte of that place in the window, for sixteen bytes given as nibbles. */
// @ts-ignore: decorator
@inline
export function buckets(place: usize, low: v128, high: v128): v128 {
  return v128.and(
    swizzle(v128.load(WINDOWS + place * 32), low),
    swizzle(v128.load(WINDOWS + place * 32 + 16), high),
  );
}

/** Compares the literals whose window ends with the three bytes at `window`; emits those that match. */
export function confirmSecrets(window: usize): void {
  const literal = headOf(HEADS, window);
  if (literal) confirmFrom(literal, window);
}

/** Finds the literals that end inside the token [from, to) or directly in front of it. */
export function tokenSecrets(from: usize, to: usize): void {
  const first = from - 3 < textStart ? textStart : from - 3;
  for (let window = first; window + 3 <= to; window++) {
    const literal = headOf(TOKEN_HEADS, window);
    if (literal) confirmFrom(literal, window);
  }
}

/** First literal whose key has the hash of the three bytes at `window`, 0 = none. */
// @ts-ignore: decorator
@inline
function headOf(heads: usize, window: usize): u32 {
  const key = load<u32>(window) & 0xffffff;
  return load<u16>(heads + ((key * LITERAL_HASH_FACTOR) >>> 20) * 2);
}

function confirmFrom(literal: u32, window: usize): void {
  while (literal != 0) {
    const at: usize = LITERALS + literal * LITERAL_BYTES;
    const length: usize = load<u8>(at + LITERAL_LENGTH);
    const from = window - load<u8>(at + LITERAL_OFFSET);
    if (from >= textStart && from + length <= textEnd) {
      if (matches(at, from, length)) emit(SHAPE_SECRET, from, from + length);
    }
    literal = load<u16>(at + LITERAL_NEXT);
  }
}

function matches(literal: usize, from: usize, length: usize): bool {
  const flags: u32 = load<u8>(literal + LITERAL_FLAGS);
  for (let i: usize = 0; i < length; i++) {
    let byte: u32 = load<u8>(from + i);
    if ((flags & LITERAL_IGNORE_CASE) != 0 && byte - 0x41 < 26) byte |= 0x20;
    if (byte != load<u8>(literal + LITERAL_TEXT + i)) return false;
  }
  if ((flags & LITERAL_AT_WORD) != 0 && isWordByte(from - 1)) return false;
  return (flags & LITERAL_USERINFO) == 0 || hasUserinfo(from + length);
}

function hasUserinfo(from: usize): bool {
  const stop = min(textEnd, from + USERINFO_BYTES_MAX);
  for (let i = from; i < stop; i++) {
    const byte: u32 = load<u8>(i);
    if (byte == 0x40) return i > from;
    if (byte <= 0x20 || byte == 0x2f || byte == 0x22 || byte == 0x3c) return false;
    if (byte == 0x3e || byte == 0x3f || byte == 0x23) return false;
  }
  return false;
}
