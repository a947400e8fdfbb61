/**
 * Binary numbers that say nothing by themselves, as `Carrier.small` has it: those of fewer digits than
 * any that is looked for, and those with a fraction, which are nobody's identifier. Told from the bytes,
 * for a text of every number costs more than it.
 */

/** The least number of so many digits. */
const powers = Float64Array.from({ length: 20 }, (_, exponent) => 10 ** exponent);
const least = (digits: number): number => powers[digits - 1];
/** A float is read with seven digits, to which one a little smaller may be rounded. */
const floatSlack = 1 - 1e-6;

/** Whether a little-endian integer of three to eight bytes is surely of fewer digits. */
export function isSmallInteger(b: Uint8Array, start: number, end: number, digits: number): boolean {
  let high = 0;
  for (let i = end - 1; i >= start + 3; i--) high = high * 256 + b[i];
  const low = b[start] | (b[start + 1] << 8) | (b[start + 2] << 16);
  return high * 0x1000000 + low < least(digits);
}

const doubles = new Float64Array(1);
const doubleBytes = new Uint8Array(doubles.buffer);
const floats = new Float32Array(1);
const floatBytes = new Uint8Array(floats.buffer);

/** A little-endian double of a binary row. */
export function isSmallDouble(
  bytes: Uint8Array,
  start: number,
  _end: number,
  digits: number,
): boolean {
  for (let i = 0; i < 8; i++) doubleBytes[i] = bytes[start + i];
  const [value] = doubles;
  return Math.abs(value) < least(digits) || !Number.isInteger(value);
}

/** A little-endian float of a binary row. */
export function isSmallFloat(
  bytes: Uint8Array,
  start: number,
  _end: number,
  digits: number,
): boolean {
  for (let i = 0; i < 4; i++) floatBytes[i] = bytes[start + i];
  return Math.abs(floats[0]) < least(digits) * floatSlack;
}
