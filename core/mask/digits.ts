/** Decimal digits: check digits, and digits from hashes that fit where the original did. */

const digitPattern = /[0-9]/g;
const notDigit = /[^0-9]+/g;

/** The ASCII digits of `text`, without what stands between them. */
export function digitsOf(text: string): string {
  return text.replace(notDigit, '');
}

/** Puts `digits` into the places of the digits of `form`; both have the same number of digits. */
export function intoForm(form: string, digits: string): string {
  let next = 0;
  return form.replace(digitPattern, () => digits[next++]);
}

/** The Luhn check digit for `payload` (ISO/IEC 7812-1, annex B). */
export function luhnDigit(payload: string): number {
  let sum = 0;
  for (let i = payload.length - 1, double = true; i >= 0; i--, double = !double) {
    let digit = payload.charCodeAt(i) - 48;
    if (double) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return (10 - (sum % 10)) % 10;
}

/** True when the last digit is the Luhn check digit of the others. */
export function passesLuhn(digits: string): boolean {
  return digits.charCodeAt(digits.length - 1) - 48 === luhnDigit(digits.slice(0, -1));
}

/** Lengths of card numbers (ISO/IEC 7812-1 allows up to 19; the shortest in use has 12). */
export const isCardLength = (count: number): boolean => count >= 12 && count <= 19;

/** `digits` with its last digit moved on where they would pass Luhn at the length of a card. */
export function withoutLuhn(digits: string): string {
  if (!isCardLength(digits.length) || !passesLuhn(digits)) return digits;
  const last = digits.charCodeAt(digits.length - 1) - 48;
  return digits.slice(0, -1) + ((last + 1) % 10);
}

/**
 * Greatest first digit, and greatest second one where the first is greatest, for numbers of a length
 * at which an integer type ends: 127, 32,767, 8,388,607, 16,777,215, 2,147,483,647, 2^53 - 1,
 * 2^63 - 1, 2^64 - 1. A number of that length below the mark fits every type that held the original.
 */
const marks: Readonly<Record<number, readonly [number, number]>> = {
  3: [1, 1],
  5: [2, 9],
  7: [7, 9],
  8: [1, 5],
  10: [1, 9],
  16: [8, 9],
  19: [8, 9],
  20: [1, 7],
};

/** 27 digits from 12 bytes; the bias of 2^32 modulo 10^9 does not matter to a token. */
function rawDigits(bytes: Buffer, at: number): string {
  let digits = '';
  for (let i = 0; i < 3; i++) {
    digits += String(bytes.readUInt32BE(at + 4 * i) % 1_000_000_000).padStart(9, '0');
  }
  return digits;
}

/** Substitutes that one digest gives. */
export const variants_count = 4;

/**
 * `count` digits drawn from a 32-byte digest: no leading zero, within the range of every integer
 * type that holds numbers of that length, never passing Luhn at the length of a card. Another
 * `variant` (0 to 3) draws others from the same digest.
 */
export function digitsFrom(digest: Buffer, count: number, variant = 0): string {
  let digits = rawDigits(digest, variant * 5);
  while (digits.length < count) digits += rawDigits(digest, (digits.length % 20) + 1);
  digits = digits.slice(0, count);
  const [first, second] = marks[count] ?? [9, 9];
  const lead = 1 + (digest[31 - variant] % first);
  let tail = digits.slice(1);
  if (lead === first && second < 9) {
    tail = String(digest[27 - variant] % (second + 1)) + tail.slice(1);
  }
  return withoutLuhn(lead + tail);
}
