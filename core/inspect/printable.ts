/**
 * What can be read in bytes that are no text: pictures, archives, ciphertext. Detectors need runs of
 * printable ASCII; the rest is passed over, since to read a large picture as letters takes seconds.
 */

/**
 * In shorter runs random bytes look like addresses of people and hosts once in ten megabytes, and a
 * picture would be changed.
 */
const runBytesMin = 12;
/** Shorter values are read as a whole. */
const bytesMin = 64;
/** Share of bytes that are not printable from which a value is no text: one in eight. */
const shareShift = 3;

const isPrintable = (byte: number): boolean =>
  (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d);

/** True when too much of bytes [start, end) is not printable ASCII for it to be text. */
export function isNoText(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < bytesMin) return false;
  let left = (end - start) >> shareShift;
  for (let i = start; i < end && left >= 0; i++) if (!isPrintable(bytes[i])) left--;
  return left < 0;
}

/** Calls `visit` for every run of printable ASCII in `bytes` that is long enough to hold anything. */
export function eachRun(bytes: Uint8Array, visit: (start: number, end: number) => void): void {
  let start = 0;
  for (let i = 0; i <= bytes.length; i++) {
    if (i < bytes.length && isPrintable(bytes[i])) continue;
    if (i - start >= runBytesMin) visit(start, i);
    start = i + 1;
  }
}
