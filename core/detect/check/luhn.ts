/** Check digits that many identifiers share. `chars` hold character codes; only digits are passed. */

const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];

/** Luhn's mod 10 over the first `length` digits, the check digit last (ISO/IEC 7812-1, annex B). */
export function luhn(chars: Uint8Array, length: number): boolean {
  let sum = 0;
  let double = false;
  for (let at = length - 1; at >= 0; at -= 1) {
    const digit = chars[at] - 48;
    sum += double ? doubled[digit] : digit;
    double = !double;
  }
  return sum % 10 === 0;
}
