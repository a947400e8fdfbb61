// Units: what is let go as a whole. Held to shapes.units.ts, which names the rules; positions are
// addresses, and 0 is never the end of anything.
import { emit } from './found';
import {
  byteAt, digitsOfEight, hexBits, isAlnum, isDigit, isSeparator, textEnd, textStart,
} from './text';

const HYPHEN: u32 = 0x2d;
const DOT: u32 = 0x2e;
const SLASH: u32 = 0x2f;
const COLON: u32 = 0x3a;
const PLUS: u32 = 0x2b;

/** End of the unit that begins at `word`, or 0. */
export function unit(word: usize): usize {
  if (word > textStart && <u32>load<u8>(word - 1) == PLUS) return 0;
  if (isUuid(word) && isBoundary(word + 36)) return word + 36;
  const digits = countDigits(word, 20);
  if (digits == 0) return 0;
  const next = byteAt(word + digits);
  if (digits == 4 && (next == HYPHEN || next == SLASH || next == DOT)) {
    const to = dateTime(word);
    if (to) return to;
  }
  if (next == DOT) {
    if (digits <= 3) {
      const to = address(word);
      if (to) return to;
    }
    if (digits <= 6) {
      const to = decimal(word, digits);
      if (to) return to;
    }
  }
  return epoch(word, digits);
}

/** No letter, digit or `_` at `to`. */
// @ts-ignore: decorator
@inline
export function isBoundary(to: usize): bool {
  if (to >= textEnd) return true;
  const byte: u32 = load<u8>(to);
  return !(isAlnum(byte) || byte == 0x5f);
}

/** Number of digits from `from` on, at most `most`. */
export function countDigits(from: usize, most: u32): u32 {
  if (from >= textEnd) return 0;
  let n = digitsOfEight(load<u64>(from));
  if (n == 8) while (n < most && isDigit(load<u8>(from + n))) n++;
  return min<u32>(min<u32>(n, most), <u32>(textEnd - from));
}

// @ts-ignore: decorator
@inline
function numberAt(from: usize, digits: u32): u32 {
  let value: u32 = 0;
  for (let i: u32 = 0; i < digits; i++) value = value * 10 + load<u8>(from + i) - 0x30;
  return value;
}

/** A gap at `from` and a digit behind it. */
function digitsFollow(from: usize): bool {
  let i = from;
  while (i < textEnd && i - from < 3 && isSeparator(load<u8>(i))) i++;
  return i > from && i < textEnd && isDigit(load<u8>(i));
}

/** Whether a UUID in text form (RFC 9562 section 4) begins at `from`. */
export function isUuid(from: usize): bool {
  if (from + 36 > textEnd) return false;
  if (load<u8>(from + 8) != HYPHEN || load<u8>(from + 13) != HYPHEN) return false;
  if (load<u8>(from + 18) != HYPHEN || load<u8>(from + 23) != HYPHEN) return false;
  const first = hexBits(v128.load(from));
  const second = hexBits(v128.load(from, 16));
  const third = hexBits(v128.load(from, 32));
  return first == 0xdeff && second == 0xff7b && (third & 0xf) == 0xf;
}

function dateTime(word: usize): usize {
  const date = dateAt(word, 4);
  if (date != word + 10) return 0;
  const joint: u32 = load<u8>(word + 4);
  const next = byteAt(date);
  if (joint != DOT && (next == 0x54 || next == 0x74 || next == 0x20)) {
    const time = timeAt(date + 1);
    if (time) {
      if (numberAt(date + 1, 2) + numberAt(date + 4, 2) == 0) emit(SHAPE_DATE, word, date);
      return time;
    }
  }
  if (!isBoundary(date) || digitsFollow(date)) return 0;
  emit(SHAPE_DATE, word, date);
  return date;
}

// @ts-ignore: decorator
@inline
function inRange(value: u32, most: u32): bool {
  return value - 1 < most;
}

/** End of a date that begins at `word` with `first` digits, or 0. */
export function dateAt(word: usize, first: u32): usize {
  const joint = byteAt(word + first);
  if (joint != HYPHEN && joint != SLASH && joint != DOT) return 0;
  const second = word + first + 1;
  const secondDigits = countDigits(second, 3);
  if (secondDigits - 1 > 1 || byteAt(second + secondDigits) != joint) return 0;
  const third = second + secondDigits + 1;
  const thirdDigits = countDigits(third, 5);
  const to = third + thirdDigits;
  const middle = numberAt(second, secondDigits);
  if (first == 4) {
    const fits = thirdDigits - 1 <= 1 && inRange(middle, 12);
    return fits && inRange(numberAt(third, thirdDigits), 31) ? to : 0;
  }
  if (first - 1 > 1 || (thirdDigits != 4 && thirdDigits != 2)) return 0;
  const head = numberAt(word, first);
  const fits = inRange(head, 31) && inRange(middle, 31) && (head <= 12 || middle <= 12);
  return fits && isBoundary(to) ? to : 0;
}

// @ts-ignore: decorator
@inline
function twoDigits(from: usize): bool {
  return from + 2 <= textEnd && isDigit(load<u8>(from)) && isDigit(load<u8>(from + 1));
}

function timeAt(from: usize): usize {
  if (!twoDigits(from) || byteAt(from + 2) != COLON || !twoDigits(from + 3)) return 0;
  let to = from + 5;
  if (byteAt(to) == COLON && twoDigits(to + 1)) {
    to += 3;
    const point = byteAt(to);
    if (point == DOT || point == 0x2c) {
      const fraction = countDigits(to + 1, 9);
      if (fraction) to += 1 + fraction;
    }
  }
  const zone = zoneAt(to);
  if (zone && isBoundary(zone)) return zone;
  return isBoundary(to) ? to : 0;
}

/** End of Z, +hh, +hhmm or +hh:mm at `from`, or 0. */
function zoneAt(from: usize): usize {
  const sign = byteAt(from);
  if ((sign | 0x20) == 0x7a) return from + 1;
  if ((sign != PLUS && sign != HYPHEN) || !twoDigits(from + 1)) return 0;
  if (twoDigits(from + 3)) return from + 5;
  return byteAt(from + 3) == COLON && twoDigits(from + 4) ? from + 6 : from + 3;
}

/** End of an IPv4 address that begins at `word`, or 0. */
export function quadAt(word: usize): usize {
  let i = word;
  for (let part = 0; part < 4; part++) {
    if (part > 0 && byteAt(i++) != DOT) return 0;
    const digits = countDigits(i, 4);
    if (digits - 1 > 2 || numberAt(i, digits) > 255) return 0;
    i += digits;
  }
  return i;
}

function address(word: usize): usize {
  const to = quadAt(word);
  if (!to || !isBoundary(to)) return 0;
  const joint = byteAt(to);
  if ((joint == DOT || joint == HYPHEN) && isAlnum(byteAt(to + 1))) return 0;
  emit(SHAPE_DOTTED, word, to);
  return to;
}

/** End of a plain decimal that begins at `word` with `whole` digits and a dot, or 0. */
function decimal(word: usize, whole: u32): usize {
  const point = word + whole;
  const fraction = countDigits(point + 1, u32.MAX_VALUE);
  const to = point + 1 + fraction;
  if (fraction == 0 || !isBoundary(to)) return 0;
  return digitsFollow(to) ? 0 : to;
}

/** End of an epoch that stands alone at `word` with `digits` digits, or 0. */
export function epoch(word: usize, digits: u32): usize {
  if (load<u8>(word) != 0x31) return 0;
  if (digits != 10 && digits != 13 && digits != 16 && digits != 19) return 0;
  let to = word + digits;
  if (digits <= 13 && byteAt(to) == DOT) {
    const fraction = countDigits(to + 1, u32.MAX_VALUE);
    if (fraction) to += 1 + fraction;
  }
  return standsAlone(word, to) ? to : 0;
}

function standsAlone(from: usize, to: usize): bool {
  if (to < textEnd) {
    const behind: u32 = load<u8>(to);
    const ends = behind == 0x22 || behind == 0x5d || behind == 0x7d || behind == 0x2c;
    if (behind >= 0x20 && !ends) return false;
  }
  if (from == textStart) return true;
  const before: u32 = load<u8>(from - 1);
  if (before < 0x20 || before == 0x22 || before == 0x5b || before == 0x7b || before == 0x2c) {
    return true;
  }
  const key = before == 0x20 ? from - 2 : from - 1;
  return key > textStart && load<u8>(key) == COLON && load<u8>(key - 1) == 0x22;
}
