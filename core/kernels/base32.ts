/** The base32 form of digests. */

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

const codes = Uint8Array.from(alphabet, (character) => character.charCodeAt(0));

/** Sixteen characters of the ten bytes from `at` on, in one string: joined ones cost more to read. */
function sixteen(b: Uint8Array, at: number): string {
  return String.fromCharCode(
    codes[(b[at] >> 3) & 31],
    codes[((b[at] << 2) | (b[at + 1] >> 6)) & 31],
    codes[(b[at + 1] >> 1) & 31],
    codes[((b[at + 1] << 4) | (b[at + 2] >> 4)) & 31],
    codes[((b[at + 2] << 1) | (b[at + 3] >> 7)) & 31],
    codes[(b[at + 3] >> 2) & 31],
    codes[((b[at + 3] << 3) | (b[at + 4] >> 5)) & 31],
    codes[b[at + 4] & 31],
    codes[(b[at + 5] >> 3) & 31],
    codes[((b[at + 5] << 2) | (b[at + 6] >> 6)) & 31],
    codes[(b[at + 6] >> 1) & 31],
    codes[((b[at + 6] << 4) | (b[at + 7] >> 4)) & 31],
    codes[((b[at + 7] << 1) | (b[at + 8] >> 7)) & 31],
    codes[(b[at + 8] >> 2) & 31],
    codes[((b[at + 8] << 3) | (b[at + 9] >> 5)) & 31],
    codes[b[at + 9] & 31],
  );
}

/** First `characters` characters of the base32 form (RFC 4648, small letters, no padding). */
export function base32(bytes: Uint8Array, characters: number): string {
  if (characters === 16 && bytes.length >= 10) return sixteen(bytes, 0);
  const most = Math.min(characters, Math.ceil((bytes.length * 8) / 5));
  const padded = new Uint8Array(Math.ceil(most / 16) * 10);
  padded.set(bytes.subarray(0, padded.length));
  let text = '';
  for (let at = 0; text.length < most; at += 10) text += sixteen(padded, at);
  return text.slice(0, most);
}
