/**
 * What a value looks like that is of its column's type. A server sends nothing else; a value that is
 * no such thing came under the wrong type, and is looked at as text instead of as a number or date.
 */
import { isUtf8 } from 'node:buffer';
import type { ValueType } from '../../core/inspect/carrier.ts';
import { Ascii } from './ascii.ts';

export const Form = {
  any: 0,
  /** Bytes that are text to every reader. */
  utf8: 1,
  integer: 2,
  decimal: 3,
  double: 4,
  date: 5,
  datetime: 6,
  time: 7,
  /** At most 64 bits, in either row format. */
  bit: 8,
  /** Characters of two or four bytes, of which some byte is zero or beyond ASCII. */
  wide: 9,
} as const;
export type Form = (typeof Form)[keyof typeof Form];

/** Form of the values of a type. Binary rows hold numbers in fixed widths, but decimals as text. */
export function formOf(type: ValueType, binary: boolean): Form {
  if (type === 'decimal') return Form.decimal;
  if (binary) return Form.any;
  switch (type) {
    case 'integer':
      return Form.integer;
    case 'double':
      return Form.double;
    case 'date':
      return Form.date;
    case 'datetime':
      return Form.datetime;
    case 'time':
      return Form.time;
    default:
      return Form.any;
  }
}

const bitBytesMax = 8;
const dateBytes = 10;
const clockBytes = 8;
const fractionBytesMax = 7;
/** Bit of a letter that upper and lower case differ in. */
const caseBit = 0x20;
const letterE = 0x65;

const isDigit = (byte: number): boolean => byte >= Ascii.zero && byte <= Ascii.nine;

/** Whether [start, end) has the form; the range is not empty. */
export function hasForm(form: Form, bytes: Uint8Array, start: number, end: number): boolean {
  switch (form) {
    case Form.any:
      return true;
    case Form.utf8:
      return isText(bytes, start, end);
    case Form.integer:
      return areDigits(bytes, bytes[start] === Ascii.minus ? start + 1 : start, end);
    case Form.decimal:
      return isDecimal(bytes, start, end);
    case Form.double:
      return isDouble(bytes, start, end);
    case Form.date:
      return end - start === dateBytes && isDate(bytes, start);
    case Form.datetime:
      return isDatetime(bytes, start, end);
    case Form.time:
      return isTime(bytes, start, end);
    case Form.bit:
      return end - start <= bitBytesMax;
    case Form.wide:
      return isWide(bytes, start, end);
  }
}

/** ASCII is told by hand, for a view of every value costs more than reading it. */
function isText(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    if (bytes[i] >= 0x80) return isUtf8(bytes.subarray(start, end));
  }
  return true;
}

/** Bytes that are all of ASCII are ASCII, or ideographs in which there is nothing to find. */
function isWide(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] === 0 || bytes[i] >= 0x80) return true;
  return false;
}

function areDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isDigit(bytes[i])) return false;
  return end > start;
}

/** A sign, digits, and one point. */
function isDecimal(bytes: Uint8Array, start: number, end: number): boolean {
  let points = 0;
  for (let i = bytes[start] === Ascii.minus ? start + 1 : start; i < end; i++) {
    if (isDigit(bytes[i])) continue;
    if (bytes[i] !== Ascii.dot || points++ > 0) return false;
  }
  return true;
}

/** A decimal, perhaps with an exponent: `-1.5e-20`. */
function isDouble(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start + 1; i < end; i++) {
    if ((bytes[i] | caseBit) !== letterE) continue;
    const sign = bytes[i + 1];
    const signed = i + 1 < end && (sign === Ascii.minus || sign === Ascii.plus);
    return isDecimal(bytes, start, i) && areDigits(bytes, signed ? i + 2 : i + 1, end);
  }
  return isDecimal(bytes, start, end);
}

/** `YYYY-MM-DD` at `at`. */
function isDate(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at + 4] === Ascii.minus &&
    bytes[at + 7] === Ascii.minus &&
    areDigits(bytes, at, at + 4) &&
    areDigits(bytes, at + 5, at + 7) &&
    areDigits(bytes, at + 8, at + 10)
  );
}

/** `HH:MM:SS` at `at`, and `.ffffff` up to `end` or nothing. */
function isClock(bytes: Uint8Array, at: number, end: number): boolean {
  const clockEnd = at + clockBytes;
  const fraction = end - clockEnd;
  return (
    fraction >= 0 &&
    bytes[at + 2] === Ascii.colon &&
    bytes[at + 5] === Ascii.colon &&
    areDigits(bytes, at, at + 2) &&
    areDigits(bytes, at + 3, at + 5) &&
    areDigits(bytes, at + 6, clockEnd) &&
    (fraction === 0 ||
      (fraction <= fractionBytesMax &&
        bytes[clockEnd] === Ascii.dot &&
        areDigits(bytes, clockEnd + 1, end)))
  );
}

function isDatetime(bytes: Uint8Array, start: number, end: number): boolean {
  const clockAt = start + dateBytes + 1;
  return (
    end >= clockAt &&
    bytes[clockAt - 1] === Ascii.space &&
    isDate(bytes, start) &&
    isClock(bytes, clockAt, end)
  );
}

/** A clock of up to 838 hours, with a sign. */
function isTime(bytes: Uint8Array, start: number, end: number): boolean {
  const at = bytes[start] === Ascii.minus ? start + 1 : start;
  if (end - at < clockBytes) return false;
  const isLong = bytes[at + 3] === Ascii.colon && isDigit(bytes[at]);
  return isClock(bytes, isLong ? at + 1 : at, end);
}
