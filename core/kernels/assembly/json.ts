// JSON walk: strict RFC 8259 grammar over one text, leaves into TABLE. Held to json.reference.ts. One
// loop reads a key, a value and what stands behind it, with a stack of open containers, so that depth
// costs no machine stack; when TABLE is full it stops in front of a value and is called again.
import {
  expectedKey, expectNext, matchKey, pathChild, pathMember, shapesOfKey, UNKNOWN,
} from './paths';
import { beginLeaves, interestOf, passingLeaf, shapesInside } from './shapes';
import { classesOf, clearGuard, isHex, vector } from './text';

const RECORD: usize = 20;
const TABLE_LIMIT: usize = TABLE + TABLE_BYTES - 2 * 20;
const FRAME: usize = 16;
const STACK_LIMIT: usize = JSON_STACK + <usize>JSON_DEPTH_MAX * 16;

/** Results beside a count of leaves. */
const FULL: i32 = -1;
const FAULT: i32 = -2;

/** Where the walk stands while TABLE is full. */
let savedAt: usize = 0;
let savedFrame: usize = 0;
let savedPath: u32 = 0;
let savedContainer: u32 = 0;
let savedLastKey: u32 = 0;
let savedInObject: bool = false;
let savedNeedKey: bool = false;

/** What is asked for, the same for the whole walk. */
let end: usize = 0;
let bias: u32 = 0;
let wanted: u32 = 0;
let emitVerdicts: u32 = 0;
let emitAll: bool = false;

/** End of the leaves in TABLE. */
let leafAt: usize = 0;
/** Set by `stringEnd`: whether the string holds a backslash. */
let escaped: bool = false;
/** Set by `stringEnd`: whether bytes of the string ask for a closer look. */
let interesting: bool = false;
/** Set by `numberEnd`: digits in front of the point, whether an exponent stands behind, with minus. */
let wholeDigits: u32 = 0;
let hasExponent: bool = false;
let isTiny: bool = false;

function fault(code: u32, where: usize): i32 {
  store<u32>(REPORT, where >= end ? <u32>JSON_FAULT_END : code);
  store<u32>(REPORT, <u32>min(where, end) - bias, 4);
  return FAULT;
}

// @ts-ignore: decorator
@inline
function isSpace(byte: u32): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09;
}

// @ts-ignore: decorator
@inline
function skipSpace(from: usize): usize {
  let i = from;
  while (isSpace(load<u8>(i))) i++;
  return i;
}

function emitLeaf(leafPath: u32, from: usize, to: usize, kind: u32, shapes: u32): void {
  const record = leafAt;
  store<u32>(record, leafPath);
  store<u32>(record, <u32>from - bias, 4);
  store<u32>(record, <u32>to - bias, 8);
  store<u32>(record, kind, 12);
  store<u32>(record, shapes & wanted, 16);
  leafAt = record + RECORD;
}

// @ts-ignore: decorator
@inline
function isWatched(leafPath: u32): bool {
  return (load<u8>(PATH_VERDICTS + leafPath) & emitVerdicts) != 0 || emitAll;
}

/**
 * Walks [start, stop). Leaves carry offsets relative to `from`. Returns the number of leaves in TABLE
 * at the end of the text, FULL when TABLE must be emptied first (their number is then in REPORT),
 * after which `jsonResume` goes on, or FAULT with code and offset in REPORT.
 */
export function jsonWalk(
  start: usize, stop: usize, from: u32, root: u32, shapes: u32, verdicts: u32, all: bool,
): i32 {
  clearGuard(stop);
  end = stop;
  bias = from;
  wanted = shapes;
  emitVerdicts = verdicts;
  emitAll = all;
  savedAt = start;
  savedFrame = JSON_STACK;
  savedPath = root;
  savedContainer = root;
  savedLastKey = 0;
  savedInObject = false;
  savedNeedKey = false;
  if (shapes) beginLeaves(start, stop, shapes);
  return jsonResume();
}

export function jsonResume(): i32 {
  let at = savedAt;
  let frame = savedFrame;
  let path = savedPath;
  let container = savedContainer;
  let lastKey = savedLastKey;
  let inObject = savedInObject;
  let needKey = savedNeedKey;
  leafAt = TABLE;
  while (true) {
    if (leafAt > TABLE_LIMIT) {
      savedAt = at;
      savedFrame = frame;
      savedPath = path;
      savedContainer = container;
      savedLastKey = lastKey;
      savedInObject = inObject;
      savedNeedKey = needKey;
      store<u32>(REPORT, <u32>(leafAt - TABLE) / <u32>RECORD);
      return FULL;
    }
    if (needKey) {
      if (load<u8>(at) != 0x22) return fault(JSON_FAULT_SYNTAX, at);
      const from = at + 1;
      const expected = expectedKey(container, lastKey);
      let to: usize = 0;
      const length: i32 = expected ? matchKey(expected, from) : -1;
      if (length >= 0) {
        path = expected;
        to = from + length;
      } else {
        to = stringEnd(from);
        if (to == 0) return FAULT;
        path = pathChild(container, from, <u32>(to - from));
        expectNext(container, lastKey, path);
      }
      lastKey = path;
      if (wanted & shapesOfKey(path) || path == UNKNOWN) keyLeaf(path, from, to);
      at = to + 1;
      if (load<u8>(at) != 0x3a) {
        at = skipSpace(at);
        if (load<u8>(at) != 0x3a) return fault(JSON_FAULT_SYNTAX, at);
      }
      at++;
    }
    let byte: u32 = load<u8>(at);
    if (byte <= 0x20) {
      at = skipSpace(at);
      byte = load<u8>(at);
    }
    if (byte == 0x22) {
      const from = at + 1;
      const to = wanted ? classedEnd(from) : stringEnd(from);
      if (to == 0) return FAULT;
      const shapes = wanted && interesting ? leafShapes(from, to) : 0;
      if (shapes || isWatched(path)) {
        emitLeaf(path, from, to, JSON_KIND_STRING | (escaped ? JSON_ESCAPED : 0), shapes);
      }
      at = to + 1;
    } else if (byte - 0x30 < 10 || byte == 0x2d) {
      const to = numberEnd(at);
      if (to == 0) return FAULT;
      const shapes = numberShapes(at, to) & wanted;
      if (shapes || isWatched(path)) emitLeaf(path, at, to, JSON_KIND_NUMBER, shapes);
      at = to;
    } else if ((byte | 0x20) == 0x7b) {
      if (frame >= STACK_LIMIT) return fault(JSON_FAULT_DEPTH, at);
      at = skipSpace(at + 1);
      if (load<u8>(at) == byte + 2) {
        at++;
      } else {
        store<u32>(frame, container);
        store<u32>(frame, lastKey, 4);
        store<u32>(frame, inObject ? 1 : 0, 8);
        frame += FRAME;
        container = path;
        lastKey = 0;
        inObject = byte == 0x7b;
        needKey = inObject;
        if (!inObject) path = pathMember(container);
        continue;
      }
    } else {
      const to = literalEnd(at);
      if (to == 0) return fault(JSON_FAULT_SYNTAX, at);
      if (isWatched(path)) emitLeaf(path, at, to, literalKind(byte), 0);
      at = to;
    }
    // Behind a value: close containers until a comma or the end of the text.
    while (true) {
      byte = load<u8>(at);
      if (byte <= 0x20) {
        at = skipSpace(at);
        byte = load<u8>(at);
      }
      if (frame == JSON_STACK) {
        if (at != end) return fault(JSON_FAULT_TRAILING, at);
        return <i32>(<u32>(leafAt - TABLE) / <u32>RECORD);
      }
      if (byte == 0x2c) {
        at++;
        if (load<u8>(at) <= 0x20) at = skipSpace(at);
        needKey = inObject;
        if (!inObject) path = pathMember(container);
        break;
      }
      if (byte != <u32>(inObject ? 0x7d : 0x5d)) return fault(JSON_FAULT_SYNTAX, at);
      at++;
      frame -= FRAME;
      container = load<u32>(frame);
      lastKey = load<u32>(frame, 4);
      inObject = load<u32>(frame, 8) != 0;
    }
  }
}

// @ts-ignore: decorator
@inline
function leafShapes(from: usize, to: usize): u32 {
  const passing = passingLeaf(from, to);
  return passing >= 0 ? <u32>passing & wanted : shapesInside(from, to, wanted);
}

/**
 * As `stringEnd`, for a string without a backslash; sorts its bytes into classes on the way, and sets
 * `interesting` when one of them could raise a wanted shape.
 */
function classedEnd(from: usize): usize {
  const quote = vector(VECTOR_QUOTE);
  const slash = vector(VECTOR_BACKSLASH);
  const control = vector(VECTOR_LAST_CONTROL);
  const low = v128.load(SHAPE_TABLES + AT_CLASS_LOW);
  const high = v128.load(SHAPE_TABLES + AT_CLASS_HIGH);
  const nibble = vector(VECTOR_NIBBLE);
  const token = vector(VECTOR_TOKEN);
  const zero = i8x16.splat(0);
  let met = zero;
  let wide = zero;
  let eights = zero;
  let i = from;
  // 32 bytes a step, so that most strings take as many steps as the one before.
  while (true) {
    const first = v128.load(i);
    const second = v128.load(i, 16);
    const stops = stopBits(first, quote, slash, control) |
      (stopBits(second, quote, slash, control) << 16);
    let one = classesOf(first, low, high, nibble);
    let two = classesOf(second, low, high, nibble);
    let length: usize = 32;
    if (stops) {
      length = ctz(stops);
      if (load<u8>(i + length) != 0x22) {
        interesting = true;
        return stringEnd(from);
      }
      // Vectors that are all ones up to the length: they slide over sixteen ones and 32 zeros.
      const inside: usize = SHAPE_TABLES + AT_PREFIX + 32 - length;
      one = v128.and(one, v128.load(inside - 16));
      two = v128.and(two, v128.load(inside));
      wide = v128.or(wide, v128.and(first, v128.load(inside - 16)));
      wide = v128.or(wide, v128.and(second, v128.load(inside)));
    } else {
      wide = v128.or(wide, v128.or(first, second));
    }
    met = v128.or(met, v128.or(one, two));
    eights = v128.or(eights, v128.or(
      i64x2.eq(i8x16.eq(v128.and(one, token), zero), zero),
      i64x2.eq(i8x16.eq(v128.and(two, token), zero), zero),
    ));
    i += length;
    if (stops) break;
  }
  escaped = false;
  interesting = interestOf(met, wide, eights, load<u8>(from));
  return i;
}

/** One bit for each quote, backslash and control byte. */
// @ts-ignore: decorator
@inline
function stopBits(bytes: v128, quote: v128, slash: v128, control: v128): u32 {
  return i8x16.bitmask(v128.or(
    v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, slash)),
    i8x16.eq(i8x16.min_u(bytes, control), bytes),
  ));
}

/** Position of the closing quote of a string whose text begins at `from`, or 0 after a fault. */
function stringEnd(from: usize): usize {
  const quote = vector(VECTOR_QUOTE);
  const slash = vector(VECTOR_BACKSLASH);
  const control = vector(VECTOR_LAST_CONTROL);
  escaped = false;
  let i = from;
  while (true) {
    const stops = stopBits(v128.load(i), quote, slash, control) |
      (stopBits(v128.load(i, 16), quote, slash, control) << 16);
    if (stops == 0) {
      i += 32;
      continue;
    }
    i += ctz(stops);
    const byte: u32 = load<u8>(i);
    if (byte == 0x22) return i;
    if (byte != 0x5c) {
      fault(JSON_FAULT_CONTROL, i);
      return 0;
    }
    escaped = true;
    const length = escapeLength(i);
    if (length == 0) return 0;
    i += length;
  }
}

/** Length of the escape at `at`, or 0 after a fault. */
function escapeLength(at: usize): usize {
  const next: u32 = load<u8>(at + 1);
  if (next == 0x75) {
    for (let digit: usize = 2; digit < 6; digit++) {
      if (!isHex(load<u8>(at + digit))) {
        fault(JSON_FAULT_ESCAPE, at + digit);
        return 0;
      }
    }
    return 6;
  }
  const isShort = next == 0x6e || next == 0x22 || next == 0x5c || next == 0x2f || next == 0x72 ||
    next == 0x74 || next == 0x62 || next == 0x66;
  if (isShort) return 2;
  fault(JSON_FAULT_ESCAPE, at + 1);
  return 0;
}

// @ts-ignore: decorator
@inline
function skipDigits(from: usize): usize {
  let i = from;
  while (<u32>load<u8>(i) - 0x30 < 10) i++;
  return i;
}

function numberFault(at: usize): usize {
  fault(JSON_FAULT_NUMBER, at);
  return 0;
}

/** End of the number at `from`, or 0 after a fault. */
function numberEnd(from: usize): usize {
  const whole = load<u8>(from) == 0x2d ? from + 1 : from;
  let i = skipDigits(whole);
  if (i == whole) return numberFault(i);
  if (i > whole + 1 && load<u8>(whole) == 0x30) return numberFault(whole + 1);
  wholeDigits = <u32>(i - whole);
  hasExponent = false;
  if (load<u8>(i) == 0x2e) {
    const fraction = skipDigits(i + 1);
    if (fraction == i + 1) return numberFault(fraction);
    i = fraction;
  }
  if ((load<u8>(i) | 0x20) == 0x65) {
    hasExponent = true;
    const sign: u32 = load<u8>(i + 1);
    const first = sign == 0x2b || sign == 0x2d ? i + 2 : i + 1;
    isTiny = sign == 0x2d;
    i = skipDigits(first);
    if (i == first) return numberFault(i);
  }
  return i;
}

/**
 * DIGITS or nothing, for the number that `numberEnd` has read: by its exponent, or by seven digits in
 * front of the point unless they are an epoch. With fewer of them a point makes a plain decimal.
 */
// @ts-ignore: decorator
@inline
function numberShapes(from: usize, to: usize): u32 {
  if (hasExponent) return isTiny ? shapesInside(from, to, SHAPE_DIGITS) : SHAPE_DIGITS;
  const digits = wholeDigits;
  if (digits < 7) return 0;
  const isEpoch = digits == 10 || digits == 13 ||
    ((digits == 16 || digits == 19) && to - from == <usize>digits);
  return isEpoch && load<u8>(from) == 0x31 ? 0 : SHAPE_DIGITS;
}

/** End of true, false or null at `from`, or 0. */
// @ts-ignore: decorator
@inline
function literalEnd(from: usize): usize {
  const word = load<u32>(from);
  if (word == 0x65757274 || word == 0x6c6c756e) return from + 4;
  return word == 0x736c6166 && load<u8>(from + 4) == 0x65 ? from + 5 : 0;
}

// @ts-ignore: decorator
@inline
function literalKind(first: u32): u32 {
  return first == 0x74 ? JSON_KIND_TRUE : first == 0x66 ? JSON_KIND_FALSE : JSON_KIND_NULL;
}

function keyLeaf(path: u32, from: usize, to: usize): void {
  const shapes = path == UNKNOWN ? shapesInside(from, to, wanted) : shapesOfKey(path) & wanted;
  if (shapes == 0) return;
  let hasEscape = false;
  for (let i = from; i < to; i++) hasEscape = hasEscape || load<u8>(i) == 0x5c;
  emitLeaf(path, from, to, JSON_KIND_KEY | (hasEscape ? JSON_ESCAPED : 0), shapes);
}
