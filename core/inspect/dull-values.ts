/**
 * Short values of one field in which nothing was found: towns, states, kinds, which come again and
 * again. They are compared byte by byte, and forgotten when the field has learnt something since.
 */
const bytesMax = 16;
/** Places where a value may stand. */
const ways = 2;
const sets = 32;

export class DullValues {
  readonly #bytes = new Uint8Array(sets * ways * bytesMax);
  /** Length of the value in each slot, 0 = none. */
  readonly #lengths = new Uint8Array(sets * ways);
  #lessons = 0;

  /** True when bytes [start, end) are known to be dull to a field of so many lessons. */
  has(bytes: Uint8Array, start: number, end: number, lessons: number): boolean {
    const length = end - start;
    if (length === 0 || length > bytesMax || lessons !== this.#lessons) return false;
    const slot = slotOf(bytes, start, end);
    return this.#holds(slot, bytes, start, length) || this.#holds(slot + 1, bytes, start, length);
  }

  #holds(slot: number, bytes: Uint8Array, start: number, length: number): boolean {
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
    const first = slotOf(bytes, start, end);
    // The newest stands first; of the others the oldest makes room.
    this.#bytes.copyWithin((first + 1) * bytesMax, first * bytesMax, (first + 1) * bytesMax);
    this.#lengths[first + 1] = this.#lengths[first];
    this.#lengths[first] = length;
    const at = first * bytesMax;
    for (let i = 0; i < length; i++) this.#bytes[at + i] = bytes[start + i];
  }
}

/** First slot of the set in which the value may stand. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let i = start; i < end; i++) hash = Math.imul(hash, 31) + bytes[i];
  return (Math.imul(hash, 0x9e3779b1) >>> 27) * ways;
}
