/** Numbers in text rows that say nothing by themselves, see `Carrier.small`. */
import { Ascii } from './ascii.ts';

export const isShort = (_bytes: Uint8Array, start: number, end: number, digits: number): boolean =>
  end - start < digits;

/** A decimal in text: short before its point, or with anything but noughts behind it. */
export function isSmallDecimal(
  bytes: Uint8Array,
  start: number,
  end: number,
  digits: number,
): boolean {
  if (end - start < digits) return true;
  let point = start;
  while (point < end && bytes[point] !== Ascii.dot) if (!isDigit(bytes[point++])) return false;
  let behind = point + 1;
  while (behind < end && bytes[behind] === Ascii.zero) behind++;
  const fraction = behind < end;
  // An exponent moves the point.
  for (; behind < end; behind++) if (!isDigit(bytes[behind])) return false;
  return fraction || point - start < digits;
}

const isDigit = (byte: number): boolean => byte >= Ascii.zero && byte <= Ascii.nine;
