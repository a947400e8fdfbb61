/**
 * Names of fields as strings. The same few names come again and again, so the last one of each kind
 * is kept and recognised by its bytes, which is cheaper than to decode it anew.
 */
import { utf8 } from './walker.ts';

const slotCount = 1024;
const keptBytesMax = 32;

const names: Uint8Array[] = new Array(slotCount).fill(new Uint8Array(0));
const texts: string[] = new Array(slotCount).fill('');

/** The name in bytes [start, end). */
export function nameOf(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length === 0 || length > keptBytesMax) return utf8(bytes, start, end);
  const middle = bytes[start + (length >> 1)];
  const slot = (length * 131 + bytes[start] * 31 + middle * 7 + bytes[end - 1]) & (slotCount - 1);
  const kept = names[slot];
  if (kept.length === length) {
    let i = 0;
    while (i < length && kept[i] === bytes[start + i]) i++;
    if (i === length) return texts[slot];
  }
  const text = utf8(bytes, start, end);
  names[slot] = Uint8Array.prototype.slice.call(bytes, start, end);
  texts[slot] = text;
  return text;
}
