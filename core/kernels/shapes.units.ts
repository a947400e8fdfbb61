/**
 * Units: what is let go as a whole by the rules of `shapes.ts` (UUIDs, times, dates, addresses,
 * decimals, epochs). Positions are byte offsets; a function that finds nothing returns 0, which is
 * never the end of anything.
 */
import { isAlnum, isDigit, isHex } from './ascii.ts';
import { Shape } from './shapes.ts';

/** Receives what is found: shape bits and the range they stand in. */
export type Emit = (shapes: number, start: number, end: number) => void;

const at = (char: string): number => char.charCodeAt(0);
export const hyphen = at('-');
export const dot = at('.');
const slash = at('/');
const colon = at(':');
const separators = new Set([...' -./()+'].map(at));
export const isSeparator = (byte: number): boolean => separators.has(byte);
export const gapBytesMax = 3;

/** End of the unit that begins at `word` and is let go as a whole, or 0. */
export function unit(
  bytes: Uint8Array,
  start: number,
  end: number,
  word: number,
  emit: Emit,
): number {
  if (word > start && bytes[word - 1] === at('+')) return 0;
  if (isUuid(bytes, word, end) && isBoundary(bytes, word + 36, end)) return word + 36;
  return (
    dateTime(bytes, end, word, emit) ||
    address(bytes, end, word, emit) ||
    decimal(bytes, end, word) ||
    epoch(bytes, start, end, word)
  );
}

/** Whether a UUID in text form (RFC 9562 section 4) begins at `from`; `end` bounds the reading. */
export function isUuid(bytes: Uint8Array, from: number, end: number): boolean {
  if (from + 36 > end) return false;
  for (let i = 0; i < 36; i++) {
    const hyphen = i === 8 || i === 13 || i === 18 || i === 23;
    if (hyphen ? bytes[from + i] !== 0x2d : !isHex(bytes[from + i])) return false;
  }
  return true;
}

/** No letter, digit or `_` at `to`. */
export function isBoundary(bytes: Uint8Array, to: number, end: number): boolean {
  return to >= end || !(isAlnum(bytes[to]) || bytes[to] === 0x5f);
}

/** Number of digits from `from` on, at most `max`. */
function countDigits(bytes: Uint8Array, from: number, end: number, max: number): number {
  let count = 0;
  while (count < max && from + count < end && isDigit(bytes[from + count])) count++;
  return count;
}

function numberAt(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value = value * 10 + bytes[from + i] - 0x30;
  return value;
}

/** A gap at `from` and a digit behind it. */
function digitsFollow(bytes: Uint8Array, from: number, end: number): boolean {
  let i = from;
  while (i < end && i - from < gapBytesMax && isSeparator(bytes[i])) i++;
  return i > from && i < end && isDigit(bytes[i]);
}

function dateTime(bytes: Uint8Array, end: number, word: number, emit: Emit): number {
  const date = dateAt(bytes, word, end);
  if (date !== word + 10 || countDigits(bytes, word, end, 5) !== 4) return 0;
  if (bytes[word + 4] !== dot && date < end && [at('T'), at('t'), 0x20].includes(bytes[date])) {
    const time = timeAt(bytes, date + 1, end);
    if (time) {
      const midnight = numberAt(bytes, date + 1, 2) + numberAt(bytes, date + 4, 2) === 0;
      if (midnight) emit(Shape.DATE, word, date);
      return time;
    }
  }
  if (!isBoundary(bytes, date, end) || digitsFollow(bytes, date, end)) return 0;
  emit(Shape.DATE, word, date);
  return date;
}

/**
 * End of a date that begins at `word`, or 0: 4, 1-2, 1-2 digits, or 1-2, 1-2, 4 or 2 digits, joined
 * by the same separator, in range, with no digit or letter behind.
 */
export function dateAt(bytes: Uint8Array, word: number, end: number): number {
  const first = countDigits(bytes, word, end, 5);
  const joint = bytes[word + first];
  if (word + first >= end || (joint !== hyphen && joint !== slash && joint !== dot)) return 0;
  const second = word + first + 1;
  const secondDigits = countDigits(bytes, second, end, 3);
  const third = second + secondDigits + 1;
  if (secondDigits < 1 || secondDigits > 2 || third > end || bytes[third - 1] !== joint) return 0;
  const thirdDigits = countDigits(bytes, third, end, 5);
  const to = third + thirdDigits;
  const middle = numberAt(bytes, second, secondDigits);
  if (first === 4) {
    const day = numberAt(bytes, third, thirdDigits);
    const fits = thirdDigits >= 1 && thirdDigits <= 2 && inRange(middle, 12) && inRange(day, 31);
    // A letter may follow: the T of a time.
    return fits ? to : 0;
  }
  if (first < 1 || first > 2 || (thirdDigits !== 4 && thirdDigits !== 2)) return 0;
  const head = numberAt(bytes, word, first);
  const fits = inRange(head, 31) && inRange(middle, 31) && (head <= 12 || middle <= 12);
  return fits && isBoundary(bytes, to, end) ? to : 0;
}

const inRange = (value: number, max: number): boolean => value >= 1 && value <= max;

/** End of `hh:mm[:ss[.fraction]][zone]` at `from` with a boundary behind it, or 0. */
function timeAt(bytes: Uint8Array, from: number, end: number): number {
  if (!twoDigits(bytes, from, end) || bytes[from + 2] !== colon) return 0;
  if (!twoDigits(bytes, from + 3, end)) return 0;
  let to = from + 5;
  if (to < end && bytes[to] === colon && twoDigits(bytes, to + 1, end)) {
    to += 3;
    if (to < end && (bytes[to] === dot || bytes[to] === at(','))) {
      const fraction = countDigits(bytes, to + 1, end, 9);
      if (fraction) to += 1 + fraction;
    }
  }
  const zone = zoneAt(bytes, to, end);
  if (zone && isBoundary(bytes, zone, end)) return zone;
  return isBoundary(bytes, to, end) ? to : 0;
}

/** End of Z, +hh, +hhmm or +hh:mm at `from`, or 0. */
function zoneAt(bytes: Uint8Array, from: number, end: number): number {
  if (from >= end) return 0;
  if (bytes[from] === at('Z') || bytes[from] === at('z')) return from + 1;
  if (bytes[from] !== at('+') && bytes[from] !== hyphen) return 0;
  if (!twoDigits(bytes, from + 1, end)) return 0;
  if (twoDigits(bytes, from + 3, end)) return from + 5;
  return bytes[from + 3] === colon && twoDigits(bytes, from + 4, end) ? from + 6 : from + 3;
}

/** Two digits in [from, from + 2), inside `end`. */
export function twoDigits(bytes: Uint8Array, from: number, end: number): boolean {
  return countDigits(bytes, from, end, 2) === 2;
}

/** End of an IPv4 address that begins at `word`, or 0. */
export function quadAt(bytes: Uint8Array, word: number, end: number): number {
  let i = word;
  for (let part = 0; part < 4; part++) {
    const digits = countDigits(bytes, i, end, 4);
    if (digits < 1 || digits > 3 || numberAt(bytes, i, digits) > 255) return 0;
    i += digits;
    if (part === 3) return i;
    if (i >= end || bytes[i] !== dot) return 0;
    i++;
  }
  return 0;
}

function address(bytes: Uint8Array, end: number, word: number, emit: Emit): number {
  const to = quadAt(bytes, word, end);
  if (!to || !isBoundary(bytes, to, end)) return 0;
  const joined = to + 1 < end && (bytes[to] === dot || bytes[to] === hyphen);
  if (joined && isAlnum(bytes[to + 1])) return 0;
  emit(Shape.DOTTED, word, to);
  return to;
}

/** End of a plain decimal that begins at `word`, or 0. */
function decimal(bytes: Uint8Array, end: number, word: number): number {
  const whole = countDigits(bytes, word, end, 7);
  const point = word + whole;
  if (whole < 1 || whole > 6 || point >= end || bytes[point] !== dot) return 0;
  const fraction = countDigits(bytes, point + 1, end, end);
  const to = point + 1 + fraction;
  if (fraction === 0 || !isBoundary(bytes, to, end)) return 0;
  return digitsFollow(bytes, to, end) ? 0 : to;
}

/** End of an epoch in seconds, ms, µs or ns that stands alone at `word`, or 0. */
function epoch(bytes: Uint8Array, start: number, end: number, word: number): number {
  if (bytes[word] !== at('1')) return 0;
  const digits = countDigits(bytes, word, end, 20);
  if (![10, 13, 16, 19].includes(digits)) return 0;
  let to = word + digits;
  if (digits <= 13 && to < end && bytes[to] === dot) {
    const fraction = countDigits(bytes, to + 1, end, end);
    if (fraction) to += 1 + fraction;
  }
  return standsAlone(bytes, start, end, word, to) ? to : 0;
}

function standsAlone(
  bytes: Uint8Array,
  start: number,
  end: number,
  from: number,
  to: number,
): boolean {
  const behind = to >= end || bytes[to] < 0x20 || [0x22, 0x5d, 0x7d, 0x2c].includes(bytes[to]);
  if (!behind) return false;
  if (from === start) return true;
  const before = bytes[from - 1];
  if (before < 0x20 || [0x22, 0x5b, 0x7b, 0x2c].includes(before)) return true;
  const key = before === 0x20 ? from - 2 : from - 1;
  return key - 1 >= start && bytes[key] === colon && bytes[key - 1] === 0x22;
}
