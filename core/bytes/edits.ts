/**
 * A list of replacements over source bytes, kept in flat arrays and reused from frame to frame. An
 * edit belongs to a leaf; the protocol's `seal` repairs what encloses that leaf (length prefixes,
 * checksums, type bytes of a null).
 */
const initialCount = 64;
const initialScratchBytes = 4096;
/** Up to here a loop is faster than a call. */
const loopBytes = 24;

export class Edits {
  count = 0;
  /** Replaced range of edit i in the unit's source bytes: [starts[i], ends[i]). */
  starts = new Int32Array(initialCount);
  ends = new Int32Array(initialCount);
  /** Replacement of edit i in `scratch`: [froms[i], tos[i]). */
  froms = new Int32Array(initialCount);
  tos = new Int32Array(initialCount);
  /** Index of the leaf within its unit, as `Inspector.leaf` returned it. */
  leaf = new Int32Array(initialCount);
  /** 1 where the whole leaf becomes null; then the replacement is empty. */
  isNull = new Uint8Array(initialCount);
  scratch = new Uint8Array(initialScratchBytes);
  scratchUsed = 0;

  clear(): void {
    this.count = 0;
    this.scratchUsed = 0;
  }

  /** Appends the replacement of [start, end) by `bytes`. Edits of one unit ascend and never overlap. */
  replace(leaf: number, start: number, end: number, bytes: Uint8Array): void {
    const from = this.scratchUsed;
    const to = from + bytes.length;
    if (to > this.scratch.length) this.#growScratch(to);
    this.scratch.set(bytes, from);
    this.scratchUsed = to;
    this.#push(leaf, start, end, from, to, 0);
  }

  /** As `replace`, by a text of ASCII, which is written where it is to stand. */
  replaceAscii(leaf: number, start: number, end: number, text: string): void {
    const from = this.scratchUsed;
    const to = from + text.length;
    if (to > this.scratch.length) this.#growScratch(to);
    for (let i = 0; i < text.length; i++) this.scratch[from + i] = text.charCodeAt(i);
    this.scratchUsed = to;
    this.#push(leaf, start, end, from, to, 0);
  }

  /** As `replace`, by bytes [from, to) of `source`. */
  replaceBy(
    leaf: number,
    start: number,
    end: number,
    source: Uint8Array,
    from: number,
    to: number,
  ): void {
    const at = this.scratchUsed;
    const count = to - from;
    if (at + count > this.scratch.length) this.#growScratch(at + count);
    if (count <= loopBytes) for (let i = 0; i < count; i++) this.scratch[at + i] = source[from + i];
    else this.scratch.set(source.subarray(from, to), at);
    this.scratchUsed = at + count;
    this.#push(leaf, start, end, at, at + count, 0);
  }

  /** Appends "this leaf becomes null". */
  nullify(leaf: number, start: number, end: number): void {
    this.#push(leaf, start, end, this.scratchUsed, this.scratchUsed, 1);
  }

  /** Bytes by which edits [first, last) change the length of what holds them. */
  delta(first = 0, last = this.count): number {
    let sum = 0;
    for (let i = first; i < last; i++) {
      sum += this.tos[i] - this.froms[i] - (this.ends[i] - this.starts[i]);
    }
    return sum;
  }

  /** The replacement bytes of edit i, as a view that the next `replace` may invalidate. */
  replacement(i: number): Uint8Array {
    return this.scratch.subarray(this.froms[i], this.tos[i]);
  }

  #push(leaf: number, start: number, end: number, from: number, to: number, isNull: number): void {
    const i = this.count;
    if (i === this.starts.length) this.#growTable();
    this.starts[i] = start;
    this.ends[i] = end;
    this.froms[i] = from;
    this.tos[i] = to;
    this.leaf[i] = leaf;
    this.isNull[i] = isNull;
    this.count = i + 1;
  }

  #growTable(): void {
    const grown = (old: Int32Array) => {
      const next = new Int32Array(old.length * 2);
      next.set(old);
      return next;
    };
    this.starts = grown(this.starts);
    this.ends = grown(this.ends);
    this.froms = grown(this.froms);
    this.tos = grown(this.tos);
    this.leaf = grown(this.leaf);
    const nulls = new Uint8Array(this.isNull.length * 2);
    nulls.set(this.isNull);
    this.isNull = nulls;
  }

  #growScratch(atLeast: number): void {
    let size = this.scratch.length * 2;
    while (size < atLeast) size *= 2;
    const next = new Uint8Array(size);
    next.set(this.scratch.subarray(0, this.scratchUsed));
    this.scratch = next;
  }
}
