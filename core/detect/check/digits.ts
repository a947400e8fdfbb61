/**
 * Check digits and dates that several identifiers share. `chars` hold character codes in upper case;
 * digits are taken without being looked at, so callers check forms first.
 */

/** Value of the decimal digits [from, to). */
export function numberAt(chars: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 10 + chars[at] - 48;
  return value;
}

/** Sum of digits times weights, from `from` on. */
export function weighted(chars: Uint8Array, weights: readonly number[], from = 0): number {
  let sum = 0;
  for (let at = 0; at < weights.length; at += 1) sum += (chars[from + at] - 48) * weights[at];
  return sum;
}

/** Remainder of the number by 97 over digits and letters (A is 10), ISO 7064 mod 97-10. */
export function mod97(chars: Uint8Array, from: number, to: number, start = 0): number {
  let rest = start;
  for (let at = from; at < to; at += 1) {
    const code = chars[at];
    rest = code >= 65 ? (rest * 100 + code - 55) % 97 : (rest * 10 + code - 48) % 97;
  }
  return rest;
}

/** ISO 7064 mod 11,10 over the first `length` digits, the check digit last. */
export function mod11x10(chars: Uint8Array, length: number): boolean {
  let product = 10;
  for (let at = 0; at < length - 1; at += 1) {
    const sum = (chars[at] - 48 + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === chars[length - 1] - 48;
}

const multiply = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
  [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
  [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
  [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
  [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
  [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
  [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
  [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
  [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];

/** Verhoeff's permutation applied as often as the place counts, from the right. */
const permutations = ((): number[][] => {
  const first = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
  const rows = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]];
  for (let row = 1; row < 8; row += 1) rows.push(rows[row - 1].map((digit) => first[digit]));
  return rows;
})();

/** Verhoeff's dihedral check over the first `length` digits, the check digit last. */
export function verhoeff(chars: Uint8Array, length: number): boolean {
  let check = 0;
  for (let place = 0; place < length; place += 1) {
    const digit = chars[length - 1 - place] - 48;
    check = multiply[check][permutations[place & 7][digit]];
  }
  return check === 0;
}

/** True when every one of the first `length` characters is the same. */
export function isUniform(chars: Uint8Array, length: number): boolean {
  for (let at = 1; at < length; at += 1) if (chars[at] !== chars[0]) return false;
  return true;
}

/** True when characters [from, to) are decimal digits. */
export function areDigits(chars: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (chars[at] < 48 || chars[at] > 57) return false;
  return true;
}

/** True when characters [from, to) are letters. */
export function areLetters(chars: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (chars[at] < 65 || chars[at] > 90) return false;
  return true;
}

const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** True for a day that the year has; of years below 100 the century is not known. */
export function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > monthDays[month - 1]) return false;
  if (month !== 2 || day < 29) return true;
  if (year < 100) return year % 4 === 0;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
