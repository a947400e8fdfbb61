/** Fills the tables of the shapes kernel: nibble tables of byte classes, and the secret literals. */
import {
  byteClasses,
  literalFields,
  literalFlags,
  literalHashFactor,
  shapeTables,
} from './constants.ts';
import { heap, regions } from './memory.ts';
import { type SecretLiteral, secretLiteralBounds } from './secret-literals.ts';

const base = regions.SHAPE_TABLES.start;
const view = new DataView(heap.buffer);

/** Per class: the high and the low nibbles whose combinations make it up. */
const rectangles: Record<keyof typeof byteClasses, [number[], number[]]> = {
  DIGIT: [[3], range(0, 9)],
  AT: [[4], [0]],
  BACKSLASH: [[5], [12]],
  PERCENT: [[2], [5, 6]],
  COLON: [[3], [10]],
  LETTER_LOW: [[4, 6], range(1, 15)],
  LETTER_HIGH: [[5, 7], range(0, 10)],
  TOKEN_MARK: [
    [2, 3, 5],
    [11, 13, 15],
  ],
};

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

export function fillClassTables(): void {
  heap.fill(0, base, base + 32);
  for (const [name, [highs, lows]] of Object.entries(rectangles)) {
    const bit = byteClasses[name as keyof typeof byteClasses];
    for (const low of lows) heap[base + shapeTables.CLASS_LOW + low] |= bit;
    for (const high of highs) heap[base + shapeTables.CLASS_HIGH + high] |= bit;
  }
}

/** How often a byte stands in records and prose, roughly: a thousandth each unless named here. */
function frequency(byte: number): number {
  const char = String.fromCharCode(byte);
  const letters = 'etaoinsrhldcumfpgwybvkxjqz';
  const rank = letters.indexOf(char);
  if (rank >= 0) return 0.06 / (1 + rank / 3);
  if (char >= '0' && char <= '9') return 0.02;
  if (char === ' ') return 0.1;
  if (char === '"') return 0.08;
  if (',:-._'.includes(char)) return 0.02;
  return byte < 0x20 || byte > 0x7e ? 0.0002 : 0.001;
}

/** Both cases of a byte where case does not count. */
function variants(byte: number, ignoreCase: boolean): number[] {
  return ignoreCase && byte >= 0x61 && byte <= 0x7a ? [byte, byte - 0x20] : [byte];
}

type Window = { literal: SecretLiteral; offset: number; places: number[][] };

const sum = (bytes: number[]): number => bytes.reduce((total, b) => total + frequency(b), 0);

/** The rarest three bytes in a row of a literal. */
function rarestWindow(literal: SecretLiteral): Window {
  let best: Window | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let offset = 0; offset + 3 <= literal.text.length; offset++) {
    const places = [0, 1, 2].map((i) =>
      variants(literal.text.charCodeAt(offset + i), literal.ignoreCase === true),
    );
    const rate = places.reduce((product, bytes) => product * sum(bytes), 1);
    if (rate < least) {
      least = rate;
      best = { literal, offset, places };
    }
  }
  return best as Window;
}

/** Nibbles of one bucket: for each of three places a set of low and of high nibbles, as bits. */
type Bucket = { lows: number[]; highs: number[] };

function widened(bucket: Bucket, window: Window): Bucket {
  const add = (sets: number[], nibble: (byte: number) => number) =>
    sets.map((set, i) => window.places[i].reduce((bits, byte) => bits | (1 << nibble(byte)), set));
  return { lows: add(bucket.lows, (b) => b & 15), highs: add(bucket.highs, (b) => b >> 4) };
}

/** Share of positions at which the bucket's nibble sets agree, going by `frequency`. */
function passRate(bucket: Bucket): number {
  let rate = 1;
  for (let place = 0; place < 3; place++) {
    let share = 0;
    for (let byte = 0; byte < 128; byte++) {
      const low = (bucket.lows[place] >> (byte & 15)) & 1;
      if (low && (bucket.highs[place] >> (byte >> 4)) & 1) share += frequency(byte);
    }
    rate *= share;
  }
  return rate;
}

/** Puts each window into the bucket that lets least more pass for it. */
function fillBuckets(windows: Window[]): Bucket[] {
  const buckets: Bucket[] = range(0, 7).map(() => ({ lows: [0, 0, 0], highs: [0, 0, 0] }));
  for (const window of windows) {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < buckets.length; i++) {
      const growth = passRate(widened(buckets[i], window)) - passRate(buckets[i]);
      if (growth < least) {
        least = growth;
        best = i;
      }
    }
    buckets[best] = widened(buckets[best], window);
  }
  return buckets;
}

/** Replaces the secret literals that raise SECRET. Throws on one that the tables cannot hold. */
export function fillLiterals(literals: readonly SecretLiteral[]): void {
  const { bytesMin, bytesMax, countMax } = secretLiteralBounds;
  if (literals.length > countMax) throw new RangeError(`more than ${countMax} secret literals`);
  for (const { text, ignoreCase } of literals) {
    const length = Buffer.byteLength(text);
    if (length !== text.length || length < bytesMin || length > bytesMax) {
      throw new RangeError(`secret literal '${text}' is not ${bytesMin} to ${bytesMax} of ASCII`);
    }
    if (ignoreCase && text !== text.toLowerCase()) {
      throw new RangeError(`secret literal '${text}' ignores case but has capitals`);
    }
  }
  const windows = literals.map(rarestWindow);
  writeBuckets(fillBuckets(windows));
  heap.fill(0, base + shapeTables.LITERAL_HEADS, base + regions.SHAPE_TABLES.bytes);
  let number = 1;
  for (const window of windows) number = writeLiteral(window, number);
}

function writeBuckets(buckets: Bucket[]): void {
  const at = base + shapeTables.TRIPLES;
  heap.fill(0, at, at + 96);
  buckets.forEach(({ lows, highs }, bucket) => {
    for (let place = 0; place < 3; place++) {
      for (let nibble = 0; nibble < 16; nibble++) {
        if ((lows[place] >> nibble) & 1) heap[at + place * 32 + nibble] |= 1 << bucket;
        if ((highs[place] >> nibble) & 1) heap[at + place * 32 + 16 + nibble] |= 1 << bucket;
      }
    }
  });
}

/** Enters a literal once for every spelling of its window; returns the next free number. */
function writeLiteral({ literal, offset, places }: Window, number: number): number {
  let flags = 0;
  if (literal.ignoreCase) flags |= literalFlags.IGNORE_CASE;
  if (literal.atWord) flags |= literalFlags.AT_WORD;
  if (literal.userinfo) flags |= literalFlags.USERINFO;
  for (const a of places[0]) {
    for (const b of places[1]) {
      for (const c of places[2]) {
        const at = base + shapeTables.LITERALS + number * literalFields.BYTES;
        if (at + literalFields.BYTES > base + regions.SHAPE_TABLES.bytes) {
          throw new RangeError('too many secret literals for their table');
        }
        const hash = Math.imul(a | (b << 8) | (c << 16), literalHashFactor) >>> 20;
        const head = base + shapeTables.LITERAL_HEADS + hash * 2;
        view.setUint16(at + literalFields.NEXT, view.getUint16(head, true), true);
        view.setUint16(head, number, true);
        heap[at + literalFields.LENGTH] = literal.text.length;
        heap[at + literalFields.OFFSET] = offset;
        heap[at + literalFields.FLAGS] = flags;
        heap.set(Buffer.from(literal.text, 'latin1'), at + literalFields.TEXT);
        number++;
      }
    }
  }
  return number;
}
