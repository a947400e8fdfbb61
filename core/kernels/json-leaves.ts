/** What a JSON walk gives: leaves as numbers in one table, and the codes beside it. */

export const JsonKind = { NULL: 0, FALSE: 1, TRUE: 2, NUMBER: 3, STRING: 4, KEY: 5 } as const;
export type JsonKind = (typeof JsonKind)[keyof typeof JsonKind];

/** Beside the kind: the string or key holds a backslash, so that its text is not its bytes. */
export const jsonEscaped = 8;

/**
 * Beside the kind: the path is `knownVerdict`, so that the shapes of the string were not told; in their
 * place stand the number of the form that the path has, times 256, and what that says of the string.
 */
export const jsonUntold = 16;

/**
 * Verdict bit of paths whose values the caller knows how to judge by themselves: strings there are
 * emitted without their shapes, which cost more than the rest of the walk, unless they hold a
 * backslash, `$`, `%`, `&` or a byte beyond ASCII.
 */
export const knownVerdict = 0x80;

/** Verdict bit of paths whose strings and numbers are wanted, but for those that dull.ts tells of. */
export const wantedVerdict = 2;

/** Why a text is not JSON as RFC 8259 has it, or not JSON that we follow. */
export const JsonFault = {
  /** Something else was due here. */
  SYNTAX: 1,
  /** A control byte inside a string. */
  CONTROL: 2,
  ESCAPE: 3,
  NUMBER: 4,
  /** Deeper than `limits.json_depth_max`. */
  DEPTH: 5,
  /** Something behind the value. */
  TRAILING: 6,
  /** The text ends too early. */
  END: 7,
} as const;
export type JsonFault = (typeof JsonFault)[keyof typeof JsonFault];

/** Words of one leaf: path, start, end, kind with flag, shapes. */
export const leafWords = 5;

/**
 * Leaves of one JSON text, reused from walk to walk and owned by the caller; a walk inside a leaf
 * takes another one. Offsets count in the bytes that were walked; those of strings and keys leave
 * out the quotes.
 */
export class JsonLeaves {
  count = 0;
  words = new Int32Array(256 * leafWords);
  /** Set when the walk failed. */
  fault: JsonFault | 0 = 0;
  faultOffset = 0;

  path(i: number): number {
    return this.words[i * leafWords];
  }
  start(i: number): number {
    return this.words[i * leafWords + 1];
  }
  end(i: number): number {
    return this.words[i * leafWords + 2];
  }
  kind(i: number): JsonKind {
    return (this.words[i * leafWords + 3] & 7) as JsonKind;
  }
  escaped(i: number): boolean {
    return (this.words[i * leafWords + 3] & jsonEscaped) !== 0;
  }
  /** True where `shapes` tells of a form instead; see `knownVerdict`. */
  untold(i: number): boolean {
    return (this.words[i * leafWords + 3] & jsonUntold) !== 0;
  }
  /** Those of the wanted shapes that the leaf carries. */
  shapes(i: number): number {
    return this.words[i * leafWords + 4];
  }

  clear(): void {
    this.count = 0;
    this.fault = 0;
    this.faultOffset = 0;
  }

  push(path: number, start: number, end: number, kind: number, shapes: number): void {
    this.reserve(this.count + 1);
    const at = this.count * leafWords;
    this.words[at] = path;
    this.words[at + 1] = start;
    this.words[at + 2] = end;
    this.words[at + 3] = kind;
    this.words[at + 4] = shapes;
    this.count++;
  }

  /** Makes room for `count` leaves in all. */
  reserve(count: number): void {
    if (count * leafWords <= this.words.length) return;
    const grown = new Int32Array(Math.max(count * leafWords, this.words.length * 2));
    grown.set(this.words.subarray(0, this.count * leafWords));
    this.words = grown;
  }
}
