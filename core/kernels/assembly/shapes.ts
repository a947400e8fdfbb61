// Shapes of a text. Held to shapes.reference.ts, which names the rules. One pass over blocks of
// sixteen bytes sorts them into classes; only what a class points at is looked at more closely, and
// each closer look ends behind what it has judged, so that the time is linear.
import { chainAt } from './chains';
import { beginFound, count, emit, found } from './found';
import { isHexWord32, isTimeLeaf } from './passing';
import { anySecrets, beginSecrets, markSecrets } from './secrets';
import {
  byteAt, classesOf, clearGuard, isAlnum, isHex, isWordByte, setText, textEnd, textStart, vector,
} from './text';
import { advanceTokens, beginTokens, tokenAt } from './tokens';
import { unicodeAt } from './unicode';
import { isUuid } from './units';
import { wordStart } from './words';

const CHAIN_SHAPES: u32 = SHAPE_DIGITS | SHAPE_CODE | SHAPE_DOTTED | SHAPE_DATE | SHAPE_COLON;
const CLASS_SHAPES: u32 = <u32>~SHAPE_NESTED;
const TOKEN_SHAPES: u32 = SHAPE_TOKEN | SHAPE_HEX | SHAPE_SECRET;

/** Ends of what has been judged, by kind. */
let chainEnd: usize = 0;
let colonEnd: usize = 0;
let unicodeEnd: usize = 0;

/** Shapes of the input [start, end), in so far as `wanted`. */
export function shapesOf(start: usize, end: usize, wanted: u32): u32 {
  clearGuard(end);
  hasAny = true;
  return shapesInside(start, end, wanted);
}

/**
 * Shapes of many ranges of one input: `table` holds `count` pairs of start and end, counted from
 * `base`, and each start is replaced by the shapes. The bytes behind a range, which are the next
 * range's, are put back after the guard was cleared there.
 */
export function shapesOfEach(base: usize, table: usize, count: u32, wanted: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    const entry = table + (<usize>i << 3);
    const end = base + load<u32>(entry, 4);
    const a = v128.load(end);
    const b = v128.load(end, 16);
    const c = v128.load(end, 32);
    const d = v128.load(end, 48);
    store<u32>(entry, shapesOf(base + load<u32>(entry), end, wanted));
    v128.store(end, a);
    v128.store(end, b, 16);
    v128.store(end, c, 32);
    v128.store(end, d, 48);
  }
}

/** Classes of bytes that could raise a wanted shape, for the leaves of one text. */
let interest: v128 = i8x16.splat(0);
let wantsTokens: bool = false;
let wantsWide: bool = false;
let wantsNested: bool = false;
/** Whether literals that count anywhere can stand in the text. */
let hasAny: bool = true;

/** Has the next text looked through for literals that count anywhere. */
export function lookAnywhere(): void {
  hasAny = true;
}

/** Begins a text [start, end) whose leaves will be asked about, one by one. */
export function beginLeaves(start: usize, end: usize, wanted: u32): void {
  const digit: u32 = wanted & CHAIN_SHAPES ? CLASS_DIGIT : 0;
  interest = v128.or(marksWanted(wanted), i8x16.splat(<i8>digit));
  wantsTokens = (wanted & TOKEN_SHAPES) != 0;
  wantsWide = (wanted & SHAPE_UNICODE) != 0;
  wantsNested = (wanted & SHAPE_NESTED) != 0;
  hasAny = false;
  if (wanted & SHAPE_SECRET) {
    beginFound(SHAPE_SECRET, false, 0);
    setText(start, end);
    anySecrets();
    hasAny = found != 0;
  }
}

/** Whether a leaf whose bytes were of these kinds can have a wanted shape; see `classedEnd`. */
// @ts-ignore: decorator
@inline
export function interestOf(met: v128, wide: v128, eights: v128, first: u32): bool {
  if (v128.any_true(v128.and(met, interest)) || hasAny) return true;
  if (wantsTokens && v128.any_true(eights)) return true;
  if (wantsWide && i8x16.bitmask(wide)) return true;
  return wantsNested && (first == 0x7b || first == 0x5b || first <= 0x20);
}

/** Shapes of a leaf that is a UUID, 32 hex digits or a time as a whole, -1 for any other. */
// @ts-ignore: decorator
@inline
export function passingLeaf(from: usize, to: usize): i32 {
  const length = to - from;
  if (length == 36) {
    setText(from, to);
    return isUuid(from) ? SHAPE_HEX : -1;
  }
  if (length == 32) return isHexWord32(from) ? SHAPE_HEX : -1;
  if (length < 19 || length > 24 || load<u8>(from + 10) != 0x54) return -1;
  setText(from, to);
  return isTimeLeaf(from) == to ? 0 : -1;
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
  hasAny = true;
  beginFound(wanted, true, bias);
  setText(start, end);
  findShapes(wanted);
  return count;
}

function findShapes(wanted: u32): void {
  chainEnd = textStart;
  beginTokens();
  beginSecrets();
  colonEnd = textStart;
  unicodeEnd = textStart;
  if (wanted & SHAPE_NESTED) nested();
  if (wanted & CLASS_SHAPES) byClass(wanted);
  if (wanted & SHAPE_SECRET && hasAny) anySecrets();
}

/** Everything but secrets: 64 bytes a step. */
function byClass(wanted: u32): void {
  const low = v128.load(SHAPE_TABLES + AT_CLASS_LOW);
  const high = v128.load(SHAPE_TABLES + AT_CLASS_HIGH);
  const zero = i8x16.splat(0);
  const nibble = vector(VECTOR_NIBBLE);
  const token = vector(VECTOR_TOKEN);
  const alnum = vector(VECTOR_ALNUM);
  const mark = marksWanted(wanted);
  const end = textEnd;
  let at = textStart;
  while (at < end) {
    const left = end - at;
    const b0 = v128.load(at);
    const b1 = v128.load(at, 16);
    const c0 = classesOf(b0, low, high, nibble);
    const c1 = classesOf(b1, low, high, nibble);
    let b2 = zero;
    let b3 = zero;
    let c2 = zero;
    let c3 = zero;
    if (left > 32) {
      b2 = v128.load(at, 32);
      b3 = v128.load(at, 48);
      c2 = classesOf(b2, low, high, nibble);
      c3 = classesOf(b3, low, high, nibble);
    }
    const valid: u64 = left >= 64 ? u64.MAX_VALUE : ((<u64>1) << left) - 1;
    const any = v128.or(v128.or(c0, c1), v128.or(c2, c3));
    if (wanted & CHAIN_SHAPES && i8x16.bitmask(any)) {
      const digits = bits64(
        i8x16.bitmask(c0), i8x16.bitmask(c1), i8x16.bitmask(c2), i8x16.bitmask(c3),
      ) & valid;
      if (digits) {
        const others = bits64(
          i8x16.bitmask(i8x16.eq(v128.and(c0, alnum), zero)),
          i8x16.bitmask(i8x16.eq(v128.and(c1, alnum), zero)),
          i8x16.bitmask(i8x16.eq(v128.and(c2, alnum), zero)),
          i8x16.bitmask(i8x16.eq(v128.and(c3, alnum), zero)),
        );
        chains(at, digits, ~others & valid);
      }
    }
    if (v128.any_true(v128.and(any, mark))) {
      const marks = ~bits64(
        i8x16.bitmask(i8x16.eq(v128.and(c0, mark), zero)),
        i8x16.bitmask(i8x16.eq(v128.and(c1, mark), zero)),
        i8x16.bitmask(i8x16.eq(v128.and(c2, mark), zero)),
        i8x16.bitmask(i8x16.eq(v128.and(c3, mark), zero)),
      ) & valid;
      if (marks) markAll(wanted, at, marks);
    }
    if (wanted & TOKEN_SHAPES && left >= 8) {
      // A run of sixteen holds eight token bytes in a row that begin at a multiple of eight.
      const t0 = i64x2.eq(i8x16.eq(v128.and(c0, token), zero), zero);
      const t1 = i64x2.eq(i8x16.eq(v128.and(c1, token), zero), zero);
      const t2 = i64x2.eq(i8x16.eq(v128.and(c2, token), zero), zero);
      const t3 = i64x2.eq(i8x16.eq(v128.and(c3, token), zero), zero);
      if (v128.any_true(v128.or(v128.or(t0, t1), v128.or(t2, t3)))) {
        tokens(wanted, at, i64x2.bitmask(t0) | (i64x2.bitmask(t1) << 2) |
          (i64x2.bitmask(t2) << 4) | (i64x2.bitmask(t3) << 6));
      }
    }
    if (wanted & SHAPE_UNICODE && i8x16.bitmask(v128.or(v128.or(b0, b1), v128.or(b2, b3)))) {
      const wide = bits64(
        i8x16.bitmask(b0), i8x16.bitmask(b1), i8x16.bitmask(b2), i8x16.bitmask(b3),
      ) & valid;
      if (wide) unicodes(at, wide);
    }
    at += 64;
    advanceTokens();
  }
}

/** The classes of single bytes that `wanted` asks about. */
function marksWanted(wanted: u32): v128 {
  let classes: u32 = 0;
  if (wanted & SHAPE_AT) classes |= CLASS_AT;
  if (wanted & (SHAPE_COLON | SHAPE_SECRET)) classes |= CLASS_COLON;
  if (wanted & SHAPE_SECRET) classes |= CLASS_PERCENT;
  if (wanted & SHAPE_ENCODED) classes |= CLASS_BACKSLASH | CLASS_PERCENT;
  return i8x16.splat(<i8>classes);
}

// @ts-ignore: decorator
@inline
function bits64(a: u32, b: u32, c: u32, d: u32): u64 {
  return <u64>(a | (b << 16)) | ((<u64>(c | (d << 16))) << 32);
}

/**
 * Judges the words of the 64 bytes at `at` that hold digits. Each is found from the masks alone and
 * not from where the one before ended, so that the processor works on several at once.
 */
// @ts-ignore: decorator
@inline
function chains(at: usize, digits: u64, alnum: u64): void {
  let floor = chainEnd;
  const letters = alnum & ~digits;
  const starts = alnum & ~(alnum << 1);
  // Adding its first bit to a run of letters carries over to the byte behind it: a word's first digit.
  let firsts = digits & (starts | (letters + (starts & letters)));
  while (firsts) {
    const first = <u32>ctz(firsts);
    firsts &= firsts - 1;
    const digit = at + first;
    if (digit < floor) continue;
    const outside = ~alnum & (((<u64>1) << first) - 1);
    let word = at + <usize>(64 - clz(outside));
    if (outside == 0 || word < floor || load<u8>(word - 1) == 0x5c) word = wordStart(digit, floor);
    floor = chainAt(word, floor);
  }
  chainEnd = floor;
}

/** One bit for each eight bytes that might be the inside of a token. */
function tokens(wanted: u32, at: usize, bits: u32): void {
  while (bits) {
    const eight = at + (ctz(bits) << 3);
    if (eight >= textEnd) return;
    tokenAt(eight, (wanted & SHAPE_SECRET) != 0);
    bits &= bits - 1;
  }
}

function unicodes(at: usize, bits: u64): void {
  while (bits) {
    const byte = at + <usize>ctz(bits);
    if (byte >= unicodeEnd) unicodeEnd = unicodeAt(byte);
    const judged = unicodeEnd - at;
    if (judged >= 64) return;
    bits &= u64.MAX_VALUE << judged;
  }
}

function markAll(wanted: u32, at: usize, bits: u64): void {
  const withSecrets = (wanted & SHAPE_SECRET) != 0;
  while (bits) {
    const mark = at + <usize>ctz(bits);
    bits &= bits - 1;
    const byte: u32 = load<u8>(mark);
    if (byte == 0x3a || byte == 0x3d || byte == 0x3e || byte == 0x24) {
      if (withSecrets) markSecrets(mark);
      if (byte == 0x3a && wanted & SHAPE_COLON) colon(mark);
    } else if (byte == 0x40) atSign(mark);
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
  const isWide = (byteAt(mark + 1) | 0x20) == 0x75;
  const from = isWide ? mark + 2 : mark + 1;
  const to = isWide ? mark + 6 : mark + 3;
  if (to > textEnd) return;
  for (let i = from; i < to; i++) if (!isHex(load<u8>(i))) return;
  emit(SHAPE_ENCODED, mark, mark + 3);
}

function entity(mark: usize): void {
  if (byteAt(mark + 1) == 0x23) return emit(SHAPE_ENCODED, mark, mark + 2);
  let i = mark + 1;
  while (i < textEnd && i - mark <= 25 && isAlnum(load<u8>(i))) i++;
  const name = i - mark - 1;
  if (name < 2 || name > 24 || byteAt(i) != 0x3b) return;
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
