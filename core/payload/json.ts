/** Where a value may hold JSON. */

/**
 * Offset at which a JSON object or list begins in bytes [start, end): behind white space and a UTF-8
 * byte order mark. -1 where the first other byte opens neither.
 */
export function jsonStart(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  if (end - at >= 3 && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) {
    at += 3;
  }
  while (at < end && (bytes[at] === 0x20 || (bytes[at] >= 0x09 && bytes[at] <= 0x0d))) at++;
  return at < end && (bytes[at] === 0x7b || bytes[at] === 0x5b) ? at : -1;
}
