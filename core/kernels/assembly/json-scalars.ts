// Strings and numbers of JSON (RFC 8259 sections 6 and 7): where they end, and what their bytes tell.
import { interestOf, shapesInside } from './shapes';
import { classesOf, isHex, vector } from './text';

let end: usize = 0;
let bias: u32 = 0;

/** Set by `stringEnd`: whether the string holds a backslash. */
export let escaped: bool = false;
/** Set by `stringEnd`: whether bytes of the string ask for a closer look. */
export let interesting: bool = false;
/** Set by `classedEnd`: whether the string may have to be decoded before it can be judged. */
export let encoded: bool = false;
/** Set by `numberEnd`: digits in front of the point, whether an exponent stands behind, with minus. */
let wholeDigits: u32 = 0;
let hasExponent: bool = false;
let isTiny: bool = false;

/** Begins a text that ends at `stop`; offsets are told relative to `from`. */
export function beginScalars(stop: usize, from: u32): void {
  end = stop;
  bias = from;
}

/** Reports a fault and where it was found. */
export function report(code: u32, where: usize): void {
  store<u32>(REPORT, where >= end ? <u32>JSON_FAULT_END : code);
  store<u32>(REPORT, <u32>min(where, end) - bias, 4);
}

/**
 * As `stringEnd`, for a string without a backslash; sorts its bytes into classes on the way, and sets
 * `interesting` when one of them could raise a wanted shape.
 */
export function classedEnd(from: usize): usize {
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
        encoded = true;
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
  encoded = i8x16.bitmask(wide) != 0 ||
    v128.any_true(v128.and(met, i8x16.splat(<i8>CLASS_PERCENT)));
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
export function stringEnd(from: usize): usize {
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
      report(JSON_FAULT_CONTROL, i);
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
        report(JSON_FAULT_ESCAPE, at + digit);
        return 0;
      }
    }
    return 6;
  }
  const isShort = next == 0x6e || next == 0x22 || next == 0x5c || next == 0x2f || next == 0x72 ||
    next == 0x74 || next == 0x62 || next == 0x66;
  if (isShort) return 2;
  report(JSON_FAULT_ESCAPE, at + 1);
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
  report(JSON_FAULT_NUMBER, at);
  return 0;
}

/** End of the number at `from`, or 0 after a fault. */
export function numberEnd(from: usize): usize {
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
export function numberShapes(from: usize, to: usize): u32 {
  if (hasExponent) return isTiny ? shapesInside(from, to, SHAPE_DIGITS) : SHAPE_DIGITS;
  const digits = wholeDigits;
  if (digits < 7) return 0;
  const isEpoch = digits == 10 || digits == 13 ||
    ((digits == 16 || digits == 19) && to - from == <usize>digits);
  return isEpoch && load<u8>(from) == 0x31 ? 0 : SHAPE_DIGITS;
}
