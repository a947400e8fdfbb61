// Shapes of a text. Held to shapes.reference.ts, which names the rules. One pass over blocks of
// sixteen bytes sorts them into classes; only what a class points at is looked at more closely, and
// each closer look ends behind what it has judged, so that the time is linear.
import { chainAt } from './chains';
import { beginFound, count, emit, found } from './found';
import { buckets, confirmSecrets } from './secrets';
import {
  byteAt, classesOf, clearGuard, isAlnum, isHex, isWordByte, setText, textEnd, textStart,
} from './text';
import { tokenAt } from './tokens';
import { unicodeAt } from './unicode';

const CHAIN_SHAPES: u32 = SHAPE_DIGITS | SHAPE_CODE | SHAPE_DOTTED | SHAPE_DATE | SHAPE_COLON;
const TOKEN_SHAPES: u32 = SHAPE_TOKEN | SHAPE_HEX;
const TOKEN_CLASSES: i8 = <i8>(
  CLASS_DIGIT | CLASS_LETTER_LOW | CLASS_LETTER_HIGH | CLASS_TOKEN_MARK
);
const MARK_CLASSES: i8 = <i8>(CLASS_AT | CLASS_BACKSLASH | CLASS_PERCENT | CLASS_COLON);

/** Ends of what has been judged, by kind. */
let chainEnd: usize = 0;
let tokenEnd: usize = 0;
let colonEnd: usize = 0;
let unicodeEnd: usize = 0;

/** Shapes of the input [start, end), in so far as `wanted`. */
export function shapesOf(start: usize, end: usize, wanted: u32): u32 {
  clearGuard(end);
  return shapesInside(start, end, wanted);
}

/** The same of a part of an input, whose guard is cleared. */
export function shapesInside(start: usize, end: usize, wanted: u32): u32 {
  beginFound(wanted, false, 0);
  setText(start, end);
  findShapes(wanted);
  return found;
}

/** Candidates of the text [start, end) into TABLE, offsets relative to `bias`; returns how many. */
export function scan(start: usize, end: usize, wanted: u32, bias: u32): u32 {
  clearGuard(end);
  beginFound(wanted, true, bias);
  setText(start, end);
  findShapes(wanted);
  return count;
}

function findShapes(wanted: u32): void {
  const low = v128.load(SHAPE_TABLES + AT_CLASS_LOW);
  const high = v128.load(SHAPE_TABLES + AT_CLASS_HIGH);
  const end = textEnd;
  const zero = i8x16.splat(0);
  const nibble = i8x16.splat(0x0f);
  let first = zero;
  let second = zero;
  chainEnd = textStart;
  tokenEnd = textStart;
  colonEnd = textStart;
  unicodeEnd = textStart;
  if (wanted & SHAPE_NESTED) nested();
  for (let at = textStart; at < end; at += 16) {
    const bytes = v128.load(at);
    const left = end - at;
    const valid: u32 = left >= 16 ? 0xffff : (1 << <u32>left) - 1;
    const classes = classesOf(bytes, low, high);
    const digitBits = i8x16.bitmask(classes) & valid;
    if (digitBits && wanted & CHAIN_SHAPES) chains(at, digitBits);
    const marks = v128.and(classes, i8x16.splat(MARK_CLASSES));
    if (v128.any_true(marks)) {
      markAll(at, i8x16.bitmask(i8x16.ne(marks, zero)) & valid);
    }
    if (wanted & TOKEN_SHAPES) {
      const others = v128.and(classes, i8x16.splat(TOKEN_CLASSES));
      const breaks = i8x16.bitmask(i8x16.eq(others, zero)) | ~valid;
      if ((breaks & 0xff) == 0) tokens(at);
      if ((breaks & 0xff00) == 0) tokens(at + 8);
    }
    if (wanted & SHAPE_SECRET) {
      const lows = v128.and(bytes, nibble);
      const highs = v128.and(v128.shr<u16>(bytes, 4), nibble);
      const a = buckets(0, lows, highs);
      const b = buckets(1, lows, highs);
      const window = v128.and(
        v128.and(v128.shuffle<u8>(first, a, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29),
          v128.shuffle<u8>(second, b, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30)),
        buckets(2, lows, highs),
      );
      first = a;
      second = b;
      if (v128.any_true(window)) {
        let bits = i8x16.bitmask(i8x16.ne(window, zero)) & valid;
        while (bits) {
          confirmSecrets(at + ctz(bits) - 2);
          bits &= bits - 1;
        }
      }
    }
    if (wanted & SHAPE_UNICODE) {
      const wide = i8x16.bitmask(bytes) & valid;
      if (wide) unicodes(at, wide);
    }
  }
}

function chains(at: usize, bits: u32): void {
  while (bits) {
    const digit = at + ctz(bits);
    if (digit >= chainEnd) chainEnd = chainAt(digit, chainEnd);
    const judged = chainEnd - at;
    if (judged >= 16) return;
    bits &= -1 << <u32>judged;
  }
}

function tokens(at: usize): void {
  if (at >= tokenEnd) tokenEnd = tokenAt(at, tokenEnd);
}

function unicodes(at: usize, bits: u32): void {
  while (bits) {
    const byte = at + ctz(bits);
    if (byte >= unicodeEnd) unicodeEnd = unicodeAt(byte);
    const judged = unicodeEnd - at;
    if (judged >= 16) return;
    bits &= -1 << <u32>judged;
  }
}

function markAll(at: usize, bits: u32): void {
  while (bits) {
    const mark = at + ctz(bits);
    bits &= bits - 1;
    const byte: u32 = load<u8>(mark);
    if (byte == 0x3a) colon(mark);
    else if (byte == 0x40) atSign(mark);
    else if (byte == 0x5c) backslash(mark);
    else if (byte == 0x25) percent(mark);
    else entity(mark);
  }
}

function atSign(mark: usize): void {
  if (mark == textStart || load<u8>(mark - 1) <= 0x20 || mark + 1 >= textEnd) return;
  const next: u32 = load<u8>(mark + 1);
  if (isAlnum(next) || next == 0x5b || next >= 0x80) emit(SHAPE_AT, mark, mark + 1);
}

function backslash(mark: usize): void {
  if (mark + 1 >= textEnd) return;
  const next: u32 = load<u8>(mark + 1);
  const harmless = next == 0x6e || next == 0x72 || next == 0x74 || next == 0x62 || next == 0x66 ||
    next == 0x22 || next == 0x5c;
  if (!harmless) emit(SHAPE_ENCODED, mark, mark + 2);
}

function percent(mark: usize): void {
  if (mark + 2 >= textEnd || !isHex(load<u8>(mark + 1)) || !isHex(load<u8>(mark + 2))) return;
  emit(SHAPE_ENCODED, mark, mark + 3);
}

function entity(mark: usize): void {
  if (byteAt(mark + 1) == 0x23) return emit(SHAPE_ENCODED, mark, mark + 2);
  let i = mark + 1;
  while (i < textEnd && i - mark <= 9 && isAlnum(load<u8>(i))) i++;
  const name = i - mark - 1;
  if (name < 2 || name > 8 || byteAt(i) != 0x3b) return;
  emit(SHAPE_ENCODED, mark, mark + 2);
}

// @ts-ignore: decorator
@inline
function inColonRun(byte: u32): bool {
  return byte == 0x3a || isHex(byte);
}

function colon(mark: usize): void {
  if (mark < colonEnd) return;
  if (!inColonRun(byteAt(mark + 1))) return;
  let from = mark;
  while (from > colonEnd && from > textStart && isHex(load<u8>(from - 1))) from--;
  let to = mark;
  let colons: u32 = 0;
  let hasHex: bool = from < mark;
  let double: bool = false;
  while (to < textEnd) {
    const byte: u32 = load<u8>(to);
    if (byte == 0x3a) {
      colons++;
      double = double || (to > from && load<u8>(to - 1) == 0x3a);
    } else if (isHex(byte)) hasHex = true;
    else break;
    to++;
  }
  colonEnd = to;
  if (!hasHex || (!double && colons < 5)) return;
  if (isWordByte(from - 1) || isAlnum(byteAt(to))) return;
  emit(SHAPE_COLON, from, to);
}

function nested(): void {
  let i = textStart;
  while (i < textEnd) {
    const byte: u32 = load<u8>(i);
    if (byte == 0x20 || byte - 0x09 < 5) i++;
    else if (byte == 0x5c) {
      const next = byteAt(i + 1);
      if (next != 0x6e && next != 0x72 && next != 0x74) return;
      i += 2;
    } else {
      if (byte == 0x7b || byte == 0x5b) emit(SHAPE_NESTED, i, textEnd);
      return;
    }
  }
}
