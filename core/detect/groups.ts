/**
 * Cuts a text into groups: maximal runs of ASCII letters and digits, with what stands between them.
 * Numbers and codes are then looked for among groups, never by a pattern over the text, so that the
 * cost is one pass whatever the number of detectors.
 */

/** What a group is made of (bits). */
export const digitBit = 1;
export const letterBit = 2;
/** An underscore or a letter beyond ASCII touches it: part of a longer word. */
export const gluedBit = 4;

/** What stands between two groups. */
export const Gap = { none: 0, space: 1, hyphen: 2, dot: 3, slash: 4, mixed: 5 } as const;
export const gapKinds = 6;

/** Groups of one stretch of text; the arrays are reused from stretch to stretch. */
export class Groups {
  count = 0;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly kind: Uint8Array;
  /** What stands between this group and the next one; `Gap.none` where they do not join. */
  readonly gap: Uint8Array;
  readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.start = new Int32Array(capacity + 1);
    this.end = new Int32Array(capacity + 1);
    this.kind = new Uint8Array(capacity + 1);
    this.gap = new Uint8Array(capacity + 1);
  }

  /**
   * Cuts text [from, to) into groups. Stops when the arrays are full and returns where it stopped,
   * always between two groups.
   */
  cut(text: string, from: number, to: number): number {
    let count = 0;
    let at = from;
    while (at < to) {
      let bit = classOf(text.charCodeAt(at));
      if (bit === 0) {
        at += 1;
        continue;
      }
      if (count === this.capacity) break;
      const start = at;
      let kind = 0;
      do {
        kind |= bit;
        at += 1;
        bit = at < to ? classOf(text.charCodeAt(at)) : 0;
        if (bit === letterBit && kind === digitBit && isExtension(text, start, at)) bit = 0;
      } while (bit !== 0);
      this.start[count] = start;
      this.end[count] = at;
      this.kind[count] = kind;
      this.gap[count] = Gap.none;
      if (count > 0) this.gap[count - 1] = gapOf(text, this.end[count - 1], start);
      count += 1;
    }
    this.count = count;
    return at;
  }
}

/** True at the `x` of a telephone's extension, `4567x89`, which ends the number before it. */
function isExtension(text: string, start: number, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code !== 120 && code !== 88) return false;
  const next = text.charCodeAt(at + 1);
  return next >= 48 && next <= 57 && (at - start === 4 || at - start >= 7);
}

const classes = new Uint8Array(128);
for (let code = 48; code <= 57; code += 1) classes[code] = digitBit;
for (let code = 65; code <= 90; code += 1) classes[code] = letterBit;
for (let code = 97; code <= 122; code += 1) classes[code] = letterBit;
classes[95] = gluedBit;

/** Bits of a UTF-16 code unit; letters beyond ASCII glue, spaces and punctuation beyond it part. */
function classOf(code: number): number {
  if (code < 128) return classes[code];
  return isForeignLetter(code) ? gluedBit : 0;
}

/**
 * Letters of the alphabets that part words by spaces, roughly. Ideographs, kana and Hangul stand
 * directly beside numbers in ordinary writing, so they part.
 */
function isForeignLetter(code: number): boolean {
  if (code < 0xc0) return code === 0xaa || code === 0xb5 || code === 0xba;
  return code !== 0xd7 && code !== 0xf7 && code < 0x2000;
}

// Separators are ASCII: those of typography become so where a text is read, see reading.ts.

function gapOf(text: string, from: number, to: number): number {
  const length = to - from;
  if (length > 3) return Gap.none;
  const first = text.charCodeAt(from);
  if (length === 1) {
    if (first === 32) return Gap.space;
    if (first === 45) return Gap.hyphen;
    if (first === 46) return Gap.dot;
    if (first === 47) return Gap.slash;
    return first === 40 || first === 41 ? Gap.mixed : Gap.none;
  }
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    const joins =
      code === 32 || code === 45 || code === 46 || code === 47 || code === 40 || code === 41;
    if (!joins) return Gap.none;
  }
  return Gap.mixed;
}
