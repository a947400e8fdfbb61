/** Check digits that many identifiers share. `chars` hold character codes; only digits are passed. */

/** What a digit adds at a doubled place, by its character code. */
const doubled = new Uint8Array(64);
for (let digit = 0; digit < 10; digit += 1)
  doubled[48 + digit] = digit > 4 ? digit * 2 - 9 : digit * 2;

/** Luhn's mod 10 over the first `length` digits, the check digit last (ISO/IEC 7812-1, annex B). */
export function luhn(chars: Uint8Array, length: number): boolean {
  let sum = 0;
  let at = length - 1;
  for (; at > 0; at -= 2) sum += chars[at] - 48 + doubled[chars[at - 1]];
  if (at === 0) sum += chars[0] - 48;
  return sum % 10 === 0;
}
