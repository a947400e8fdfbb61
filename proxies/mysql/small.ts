/**
 * Numbers that say nothing by themselves: those of fewer than seven digits, and those with a fraction,
 * which are nobody's identifier. Told from the bytes, for a text of every number costs more than it.
 */
import { Ascii } from './ascii.ts';

const digitsMax = 6;
const smallMax = 1_000_000;
/** A float is read with seven digits, to which one a little smaller may be rounded. */
const smallFloatMax = 999_999;

export const isShort = (_bytes: Uint8Array, start: number, end: number): boolean =>
  end - start <= digitsMax;

/** Whether a little-endian integer of up to eight bytes is surely under a million. */
export function isSmallInteger(b: Uint8Array, start: number, end: number): boolean {
  for (let i = start + 3; i < end; i++) if (b[i] !== 0) return false;
  return (b[start] | (b[start + 1] << 8) | (b[start + 2] << 16)) < smallMax;
}

/** A decimal in text: short before its point, or with anything but noughts behind it. */
export function isSmallDecimal(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start <= digitsMax) return true;
  let point = start;
  while (point < end && bytes[point] !== Ascii.dot) if (!isDigit(bytes[point++])) return false;
  let behind = point + 1;
  while (behind < end && bytes[behind] === Ascii.zero) behind++;
  const fraction = behind < end;
  // An exponent moves the point.
  for (; behind < end; behind++) if (!isDigit(bytes[behind])) return false;
  return fraction || point - start <= digitsMax;
}

const isDigit = (byte: number): boolean => byte >= Ascii.zero && byte <= Ascii.nine;

const doubles = new Float64Array(1);
const doubleBytes = new Uint8Array(doubles.buffer);
const floats = new Float32Array(1);
const floatBytes = new Uint8Array(floats.buffer);

/** A little-endian double of a binary row. */
export function isSmallDouble(bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < 8; i++) doubleBytes[i] = bytes[start + i];
  const [value] = doubles;
  return Math.abs(value) < smallMax || !Number.isInteger(value);
}

/** A little-endian float of a binary row. */
export function isSmallFloat(bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < 4; i++) floatBytes[i] = bytes[start + i];
  return Math.abs(floats[0]) < smallFloatMax;
}
