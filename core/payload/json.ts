/** JSON inside values: leaves with their paths, and the shapes of their text. */
export const JsonKind = { string: 0, number: 1, literal: 2, key: 3 } as const;

/** Leaves of one JSON text, reused from text to text. */
export class JsonLeaves {
  count = 0;
  path(_i: number): number {
    return -1;
  }
  kind(_i: number): number {
    return JsonKind.string;
  }
  start(_i: number): number {
    return 0;
  }
  end(_i: number): number {
    return 0;
  }
  escaped(_i: number): boolean {
    return false;
  }
  shapes(_i: number): number {
    return 0;
  }
}

/** True when the first byte that is not white space opens an object or a list. */
export function holdsJson(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && (bytes[at] === 0x20 || (bytes[at] >= 9 && bytes[at] <= 13))) at++;
  return at < end && (bytes[at] === 0x7b || bytes[at] === 0x5b);
}

export function walkJson(
  _bytes: Uint8Array,
  _start: number,
  _end: number,
  leaves: JsonLeaves,
  _wanted: number,
): boolean {
  leaves.count = 0;
  return false;
}

export function pathSteps(_kernelPath: number): (string | undefined)[] {
  return [];
}
