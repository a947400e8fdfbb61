/**
 * Decimal128 as text and back, exactly. Sixteen little-endian bytes: sign, 14 bits of exponent
 * (bias 6176), 113 bits of significand. Source: IEEE 754-2008 binary integer decimal; BSON
 * Decimal128 driver specification.
 */
const exponentBias = 6176;
const exponentMin = -6176;
const exponentMax = 6111;
const digitsMax = 34;
const significandMax = 10n ** 34n;
const mask64 = (1n << 64n) - 1n;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Digits with a point where that is short to write, else as in `1.5E+40`. */
function format(isNegative: boolean, digits: string, exponent: number): string {
  const sign = isNegative ? '-' : '';
  if (exponent === 0) return sign + digits;
  if (exponent > 0 && digits.length + exponent <= digitsMax) {
    return sign + (digits === '0' ? '0' : digits + '0'.repeat(exponent));
  }
  const point = digits.length + exponent;
  if (exponent < 0 && point > -6) {
    if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
    return `${sign}0.${'0'.repeat(-point)}${digits}`;
  }
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const adjusted = point - 1;
  return `${sign}${digits[0]}${fraction}E${adjusted < 0 ? '-' : '+'}${Math.abs(adjusted)}`;
}

/** Text of the decimal at `start`: `123.45`, `-1.5E+40`, `NaN`, `Infinity`. */
export function decimal128Text(bytes: Uint8Array, start: number): string {
  const view = viewOf(bytes);
  const low = view.getBigUint64(start, true);
  const high = view.getBigUint64(start + 8, true);
  const isNegative = high >> 63n === 1n;
  const combination = Number((high >> 58n) & 31n);
  if (combination === 31) return 'NaN';
  if (combination === 30) return isNegative ? '-Infinity' : 'Infinity';
  // With 11 on top the significand would be beyond 34 digits; such a number counts as zero.
  const isBeyond = combination >> 3 === 3;
  const exponent = Number((high >> (isBeyond ? 47n : 49n)) & 0x3fffn) - exponentBias;
  let significand = isBeyond ? 0n : ((high & ((1n << 49n) - 1n)) << 64n) | low;
  if (significand >= significandMax) significand = 0n;
  return format(isNegative, significand.toString(), exponent);
}

const pattern = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,6}))?$/;

/** The sixteen bytes of a decimal number's text, or undefined where it does not fit exactly. */
export function decimal128Bytes(text: string): Uint8Array | undefined {
  const match = pattern.exec(text.trim());
  if (!match) return undefined;
  const fraction = match[3] ?? '';
  let digits = (match[2] + fraction).replace(/^0+(?=\d)/, '');
  let exponent = Number(match[4] ?? 0) - fraction.length;
  while ((digits.length > digitsMax || exponent < exponentMin) && digits.endsWith('0')) {
    if (digits === '0') {
      exponent = Math.max(exponent, exponentMin);
      break;
    }
    digits = digits.slice(0, -1);
    exponent++;
  }
  if (exponent > exponentMax && digits !== '0') {
    if (digits.length + exponent - exponentMax > digitsMax) return undefined;
    digits += '0'.repeat(exponent - exponentMax);
    exponent = exponentMax;
  }
  if (digits === '0') exponent = Math.min(exponent, exponentMax);
  if (digits.length > digitsMax || exponent < exponentMin) return undefined;
  const significand = BigInt(digits);
  const sign = match[1] === '-' ? 1n << 63n : 0n;
  const out = new Uint8Array(16);
  const view = viewOf(out);
  view.setBigUint64(0, significand & mask64, true);
  view.setBigUint64(
    8,
    sign | (BigInt(exponent + exponentBias) << 49n) | (significand >> 64n),
    true,
  );
  return out;
}
