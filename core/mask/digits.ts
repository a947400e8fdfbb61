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

/** Ends of the integer types that hold a positive number, ascending. */
const ends: readonly bigint[] = [7n, 8n, 15n, 16n, 23n, 24n, 31n, 32n, 53n, 63n, 64n].map(
  (bits) => (1n << bits) - 1n,
);

/**
 * Least and greatest number of as many digits as `digits` (no leading zero) that the same integer
 * types hold: a map within the range never leaves a type that held the original.
 */
export function rangeOf(digits: string): [string, string] {
  const value = BigInt(digits);
  const count = digits.length;
  let least = 10n ** BigInt(count - 1);
  let most = 10n ** BigInt(count) - 1n;
  for (const end of ends) {
    if (end < value && end >= least) least = end + 1n;
    if (end >= value && end < most) most = end;
  }
  return [String(least), String(most)];
}

/** Room for the longest number that a token is drawn for: 65 digits before the point, 30 behind it. */
const drawn = Buffer.alloc(99);
const group = 9;

/** Fills `drawn` with ASCII digits from a digest; the bias of 2^32 modulo 10^9 does not matter here. */
function draw(digest: Buffer, count: number, variant: number): void {
  for (let at = 0, from = variant * 4; at < count; at += group, from = (from + 5) % 29) {
    let word = digest.readUInt32BE(from) % 1_000_000_000;
    for (let i = at + group - 1; i >= at; i--) {
      drawn[i] = 48 + (word % 10);
      word = Math.floor(word / 10);
    }
  }
}

/** As `passesLuhn`, for the first `count` digits of `drawn`. */
function drawnPasses(count: number): boolean {
  let sum = 0;
  for (let i = count - 1, double = false; i >= 0; i--, double = !double) {
    let digit = drawn[i] - 48;
    if (double) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}

/** Substitutes that one digest gives. */
export const variants_count = 7;

/**
 * `count` (at most 95) digits drawn from a 32-byte digest: no leading zero, within the range of every
 * integer type that holds numbers of that length, never passing Luhn at the length of a card. Another
 * `variant` (0 to 6) draws others from the same digest.
 */
export function digitsFrom(digest: Buffer, count: number, variant = 0): string {
  draw(digest, count, variant);
  const [first, second] = marks[count] ?? [9, 9];
  const lead = 1 + (digest[31 - variant] % first);
  drawn[0] = 48 + lead;
  if (lead === first && second < 9) drawn[1] = 48 + (digest[24 - variant] % (second + 1));
  if (isCardLength(count) && drawnPasses(count)) {
    drawn[count - 1] = 48 + ((drawn[count - 1] - 47) % 10);
  }
  return drawn.toString('latin1', 0, count);
}
