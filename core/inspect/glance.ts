/** What is told of a value at a glance, before it is looked at. */
import type { Carrier } from './carrier.ts';
import type { PathPlan } from './path-plan.ts';

/** True for numbers and dates that no detector can tell anything of. */
export function isIdleNumber(
  path: PathPlan,
  carrier: Carrier,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (path.always) return false;
  return !path.reads(carrier.type) || carrier.small?.(bytes, start, end, path.digitsMin) === true;
}

/** Whether JSON may begin with this byte, a byte order mark or white space before it; see `jsonStart`. */
export const mayOpenJson = (byte: number): boolean =>
  byte <= 0x20 || byte === 0x7b || byte === 0x5b || byte === 0xef;

const plainBytesMax = 128;

/** Short ASCII without the marks of anything that must be decoded; see `knownVerdict`. */
export function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > plainBytesMax) return false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte >= 0x80 || byte === 0x5c || (byte >= 0x24 && byte <= 0x26)) return false;
  }
  return true;
}
