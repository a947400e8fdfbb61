/** Bytes [start, end) as a string, one character a byte. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  const view =
    bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return view.toString('latin1', start, end);
}
