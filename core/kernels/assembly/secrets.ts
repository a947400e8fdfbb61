// Secret literals, looked up by the hash of three of their bytes and compared in full: where a token
// stands, in front of a mark (names), at a mark, and, for those that count anywhere, wherever nibble
// tables let a window of three bytes pass, which is told for sixteen places at once (the "Teddy" of
// Hyperscan: each window belongs to one of eight buckets, one bit each).
import { emit } from './found';
import { isWordByte, swizzle, textEnd, textStart, vector } from './text';

const HEADS: usize = SHAPE_TABLES + AT_LITERAL_HEADS;
const LITERALS: usize = SHAPE_TABLES + AT_LITERALS;
const USERINFO_BYTES_MAX: usize = 256;
const NAME_BYTES_MAX: usize = 64;
const OVERLOOKED_MAX: usize = 8;
const TOKEN_GAP: usize = 4;

/** The last of the marks : = > $ that was seen, or the place in front of the text. */
let lastMark: usize = 0;

/** End of the token last looked through. */
let tokenDone: usize = 0;

export function beginSecrets(): void {
  tokenDone = textStart;
  lastMark = textStart - 1;
}

/** Emits the literals of kind `where` inside [low, high) whose look-up bytes stand at `window`. */
function confirm(where: u32, window: usize, low: usize, high: usize): void {
  const key = load<u32>(window) & 0xffffff;
  let literal: u32 = load<u16>(HEADS + ((key * LITERAL_HASH_FACTOR) >>> 20) * 2);
  while (literal != 0) {
    const at: usize = LITERALS + literal * LITERAL_BYTES;
    const length: usize = load<u8>(at + LITERAL_LENGTH);
    const from = window - load<u8>(at + LITERAL_OFFSET);
    if (load<u8>(at + LITERAL_FLAGS) & where && from >= low && from + length <= high) {
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

/** Finds the literals that end inside the token [from, to) or a little before it. */
export function tokenSecrets(from: usize, to: usize): void {
  let first = max(textStart, from - TOKEN_GAP - 3);
  // What ended inside the token before has been found there.
  if (tokenDone > textStart) first = max(first, tokenDone - 2);
  tokenDone = to;
  for (let window = first; window + 3 <= to; window++) confirm(LITERAL_IN_TOKEN, window, textStart, textEnd);
}

/** Buckets whose windows have their byte of `place` among sixteen bytes given as nibbles. */
// @ts-ignore: decorator
@inline
function buckets(tables: usize, place: usize, low: v128, high: v128): v128 {
  return v128.and(
    swizzle(v128.load(SHAPE_TABLES + tables + place * 32), low),
    swizzle(v128.load(SHAPE_TABLES + tables + place * 32 + 16), high),
  );
}

/** Buckets whose windows end at each of the sixteen bytes at `at`; the two bytes before count too. */
// @ts-ignore: decorator
@inline
function windowsEnding(tables: usize, at: usize, nibble: v128): v128 {
  const third = v128.load(at);
  const second = v128.load(at - 1);
  const first = v128.load(at - 2);
  return v128.and(
    buckets(tables, 2, v128.and(third, nibble), v128.and(v128.shr<u16>(third, 4), nibble)),
    v128.and(
      buckets(tables, 1, v128.and(second, nibble), v128.and(v128.shr<u16>(second, 4), nibble)),
      buckets(tables, 0, v128.and(first, nibble), v128.and(v128.shr<u16>(first, 4), nibble)),
    ),
  );
}

/** Emits the literals of kind `where` inside [low, high) among the windows that end at `at` and on. */
function confirmAll(where: u32, at: usize, ending: v128, low: usize, high: usize): void {
  let bits = i8x16.bitmask(i8x16.ne(ending, i8x16.splat(0)));
  while (bits) {
    const last = at + ctz(bits);
    if (last >= high) return;
    confirm(where, last - 2, low, high);
    bits &= bits - 1;
  }
}

/** Finds the literals that count anywhere, 64 bytes a step. */
export function anySecrets(): void {
  if (load<u32>(SHAPE_TABLES + AT_HAS_ANY) == 0) return;
  const nibble = vector(VECTOR_NIBBLE);
  const zero = i8x16.splat(0);
  const end = textEnd;
  let lastFirst = zero;
  let lastSecond = zero;
  for (let at = textStart; at < end; at += 16) {
    const bytes = v128.load(at);
    const low = v128.and(bytes, nibble);
    const high = v128.and(v128.shr<u16>(bytes, 4), nibble);
    const first = buckets(AT_ANY_WINDOWS, 0, low, high);
    const second = buckets(AT_ANY_WINDOWS, 1, low, high);
    const ending = v128.and(
      v128.and(
        v128.shuffle<u8>(lastFirst, first, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29),
        v128.shuffle<u8>(lastSecond, second, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30),
      ),
      buckets(AT_ANY_WINDOWS, 2, low, high),
    );
    lastFirst = first;
    lastSecond = second;
    if (v128.any_true(ending)) confirmAll(LITERAL_ANYWHERE, at, ending, textStart, end);
  }
}

/** Finds the literals that begin with the mark at `mark`, and the names in front of it. */
export function markSecrets(mark: usize): void {
  if (mark + 3 <= textEnd) confirm(LITERAL_AT_MARK, mark, textStart, textEnd);
  const floor = lastMark + 1;
  lastMark = mark;
  let to = mark;
  while (to > floor && mark - to < OVERLOOKED_MAX && isOverlooked(load<u8>(to - 1))) to--;
  let from = max(floor, mark - NAME_BYTES_MAX);
  if (to < from + 3) return;
  from = behindQuote(from, to);
  const nibble = vector(VECTOR_NIBBLE);
  for (let at = from + 2; at < to; at += 16) {
    const ending = windowsEnding(AT_NAME_WINDOWS, at, nibble);
    if (v128.any_true(ending)) confirmAll(LITERAL_NAMED, at, ending, from, to);
  }
}

// @ts-ignore: decorator
@inline
function isOverlooked(byte: u32): bool {
  return byte == 0x20 || byte == 0x22 || byte == 0x27 || byte == 0x5c || byte == 0x5d || byte == 0x60;
}

/** Behind the last quote in [from, to), or `from`. */
function behindQuote(from: usize, to: usize): usize {
  const quote = vector(VECTOR_QUOTE);
  let at = to;
  while (at > from) {
    at -= 16;
    const quotes = i8x16.bitmask(i8x16.eq(v128.load(at), quote));
    if (quotes) return max(from, at + <usize>(32 - clz(quotes)));
  }
  return from;
}
