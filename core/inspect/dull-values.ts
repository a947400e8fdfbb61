/**
 * Short values of one field in which nothing was found: towns, states, kinds, which come again and
 * again. They are compared byte by byte, and forgotten when the field has learnt something since.
 */
const slots = 32;
const bytesMax = 16;

export class DullValues {
  readonly #bytes = new Uint8Array(slots * bytesMax);
  /** Length of the value in each slot, 0 = none. */
  readonly #lengths = new Uint8Array(slots);
  #lessons = 0;

  /** True when bytes [start, end) are known to be dull to a field of so many lessons. */
  has(bytes: Uint8Array, start: number, end: number, lessons: number): boolean {
    const length = end - start;
    if (length === 0 || length > bytesMax || lessons !== this.#lessons) return false;
    const slot = slotOf(bytes, start, length);
    if (this.#lengths[slot] !== length) return false;
    const at = slot * bytesMax;
    for (let i = 0; i < length; i++) if (this.#bytes[at + i] !== bytes[start + i]) return false;
    return true;
  }

  add(bytes: Uint8Array, start: number, end: number, lessons: number): void {
    const length = end - start;
    if (length === 0 || length > bytesMax) return;
    if (lessons !== this.#lessons) this.#lengths.fill(0);
    this.#lessons = lessons;
    const slot = slotOf(bytes, start, length);
    this.#lengths[slot] = length;
    const at = slot * bytesMax;
    for (let i = 0; i < length; i++) this.#bytes[at + i] = bytes[start + i];
  }
}

function slotOf(bytes: Uint8Array, start: number, length: number): number {
  const middle = bytes[start + (length >> 1)];
  const mixed = bytes[start] * 7 + middle * 5 + bytes[start + length - 1] * 3 + length;
  return (mixed ^ (mixed >> 5)) & (slots - 1);
}
