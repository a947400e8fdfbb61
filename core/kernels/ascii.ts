/** Classes of single bytes, for the reference implementations. */

export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

export const isLetter = (byte: number): boolean =>
  (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);

export const isAlnum = (byte: number): boolean => isDigit(byte) || isLetter(byte);

export const isHex = (byte: number): boolean =>
  isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);

/** Second bytes of the JSON escapes that are letters: n r t b f. */
const escapeLetters = new Set([...'nrtbf'].map((char) => char.charCodeAt(0)));

/**
 * Whether the byte at `at` belongs to a word: a letter or digit that is not the second half of an
 * escape such as \n. False in front of `start`.
 */
export function isWordByte(bytes: Uint8Array, start: number, at: number): boolean {
  if (at < start || !isAlnum(bytes[at])) return false;
  return !(at > start && bytes[at - 1] === 0x5c && escapeLetters.has(bytes[at]));
}
