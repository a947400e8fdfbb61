/** Fills the tables of the shapes kernel: nibble tables of byte classes, and the secret literals. */
import {
  byteClasses,
  literalFields,
  literalFlags,
  literalHashFactor,
  shapeTables,
  tokenClasses,
  vectorBytes,
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
  PERCENT: [[2], [4, 5, 6]],
  COLON: [[3], [10, 13, 14]],
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

const tokenRectangles: Record<keyof typeof tokenClasses, [number[], number[]]> = {
  DIGIT: [[3], range(0, 9)],
  CAPITAL_LOW: [[4], range(1, 15)],
  CAPITAL_HIGH: [[5], range(0, 10)],
  SMALL_LOW: [[6], range(1, 15)],
  SMALL_HIGH: [[7], range(0, 10)],
  MARK: [[2], [11, 13, 15]],
  EQUALS: [[3], [13]],
  UNDERSCORE: [[5], [15]],
};

/** Fills the nibble tables of byte classes and the vectors of one byte. */
export function fillClassTables(): void {
  const enter = (low: number, high: number, bit: number, [highs, lows]: [number[], number[]]) => {
    for (const nibble of lows) heap[base + low + nibble] |= bit;
    for (const nibble of highs) heap[base + high + nibble] |= bit;
  };
  for (const name of Object.keys(byteClasses) as (keyof typeof byteClasses)[]) {
    enter(shapeTables.CLASS_LOW, shapeTables.CLASS_HIGH, byteClasses[name], rectangles[name]);
  }
  for (const name of Object.keys(tokenClasses) as (keyof typeof tokenClasses)[]) {
    enter(shapeTables.TOKEN_LOW, shapeTables.TOKEN_HIGH, tokenClasses[name], tokenRectangles[name]);
  }
  // space ( ) + - . / are the bytes 0x20, 0x28, 0x29, 0x2b, 0x2d, 0x2e and 0x2f.
  enter(shapeTables.SEPARATOR_LOW, shapeTables.SEPARATOR_HIGH, 0x80, [
    [2],
    [0, 8, 9, 11, 13, 14, 15],
  ]);
  heap.fill(0xff, base + shapeTables.PREFIX - 16, base + shapeTables.PREFIX + 16);
  Object.values(vectorBytes).forEach((byte, i) => {
    const at = base + shapeTables.VECTORS + i * 16;
    heap.fill(byte, at, at + 16);
  });
}

/**
 * Records and prose of the kind that passes every day: windows and buckets are chosen so that little
 * of it looks like a literal.
 */
const sample = Buffer.from(
  `{"id":"550e8400-e29b-41d4-a716-446655440000","createdAt":"2024-01-15T10:30:00.123Z","type":"order
.shipped","active":true,"score":12.5,"customer":{"firstName":"Maria","lastName":"Schmidt","phone":"+4
9 30 901820","address":{"street":"Main Street 12","city":"Berlin","country":"Germany"}},"items":[{"sk
u":"desk-042","quantity":3,"price":19.99,"description":"The quick brown fox jumped over the lazy dog 
and some other people were back through the year before they should have been there again"}],"status"
:null,"tags":["system","special","task-based"],"source":"https://www.example.com/path/index.html?page
=2&sort=asc"} INFO [main] request accepted from 10.0.0.1 after 120 ms, user agent Mozilla/5.0 (X11; L
inux x86_64); SELECT name, value FROM settings WHERE key = 'basic' AND account_id = 42 ORDER BY updat
ed_at DESC; WARN connection closed by upstream because the session was authorised for another access 
point; DEBUG cache miss, passing message to the next handler, which would process it in the usual way
 when all of the necessary information is available. Our company supports teams in making good decisio
ns about products, services and markets; please contact the office if you know where your package was
 delivered or what happened while you were away on business this morning or last Tuesday evening.`.replaceAll(
    '\n',
    '',
  ),
);

/** Both cases of a byte where case does not count. */
function variants(byte: number, ignoreCase: boolean): number[] {
  return ignoreCase && byte >= 0x61 && byte <= 0x7a ? [byte, byte - 0x20] : [byte];
}

const windowBytes = 3;

/** Three bytes in a row of a literal, as sets of low and of high nibbles. */
type Window = { literal: SecretLiteral; keyOffset: number; lows: number[]; highs: number[] };

function windowsOf(literal: SecretLiteral): Window[] {
  const bits = (at: number, nibble: (byte: number) => number): number =>
    variants(literal.text.charCodeAt(at), literal.ignoreCase === true).reduce(
      (set, byte) => set | (1 << nibble(byte)),
      0,
    );
  return range(0, literal.text.length - windowBytes).map((offset) => {
    const places = range(offset, offset + windowBytes - 1);
    return {
      literal,
      keyOffset: offset,
      lows: places.map((at) => bits(at, (byte) => byte & 15)),
      highs: places.map((at) => bits(at, (byte) => byte >> 4)),
    };
  });
}

/** Nibbles of one bucket: for each place of a window a set of low and of high nibbles, as bits. */
type Bucket = { lows: number[]; highs: number[] };

const united = (a: Bucket, b: Bucket): Bucket => ({
  lows: a.lows.map((set, i) => set | b.lows[i]),
  highs: a.highs.map((set, i) => set | b.highs[i]),
});

/** How many windows of the sample pass a bucket, and, to tell ties apart, how wide its sets are. */
function cost({ lows, highs }: Bucket): number {
  let passed = 0;
  for (let at = 0; at + windowBytes <= sample.length; at++) {
    let place = windowBytes - 1;
    while (place >= 0) {
      const byte = sample[at + place];
      if (!((lows[place] >> (byte & 15)) & 1 && (highs[place] >> (byte >> 4)) & 1)) break;
      place--;
    }
    if (place < 0) passed++;
  }
  const bits = (set: number): number => set.toString(2).replaceAll('0', '').length;
  const width = lows.reduce((product, low, i) => (product * bits(low) * bits(highs[i])) / 256, 1);
  return passed + width;
}

/** Puts each literal, by one of its rarest windows, into the bucket that then lets least more pass. */
function fillBuckets(literals: readonly SecretLiteral[]): {
  buckets: Bucket[];
  chosen: Window[];
} {
  const none = [0, 0, 0];
  const buckets: Bucket[] = range(0, 7).map(() => ({ lows: none, highs: none }));
  const costs = buckets.map(() => 0);
  const chosen = literals.map((literal): Window => {
    const rated = windowsOf(literal).map((window) => ({ window, cost: cost(window) }));
    const rarest = rated.sort((a, b) => a.cost - b.cost).slice(0, 2);
    let best = { window: rarest[0].window, bucket: 0, growth: Number.POSITIVE_INFINITY };
    for (const { window } of rarest) {
      for (let bucket = 0; bucket < buckets.length; bucket++) {
        const growth = cost(united(buckets[bucket], window)) - costs[bucket];
        if (growth < best.growth) best = { window, bucket, growth };
      }
    }
    buckets[best.bucket] = united(buckets[best.bucket], best.window);
    costs[best.bucket] = cost(buckets[best.bucket]);
    return best.window;
  });
  return { buckets, chosen };
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
  heap.fill(0, base + shapeTables.LITERAL_HEADS, base + regions.SHAPE_TABLES.bytes);
  const isMark = ({ text }: SecretLiteral) => text[0] === '$' || text[0] === ':';
  const names = literals.filter(({ named }) => named);
  const marked = literals.filter((one) => !one.named && !one.inToken && isMark(one));
  const inToken = literals.filter((one) => !one.named && one.inToken);
  const anywhere = literals.filter((one) => !one.named && !one.inToken && !isMark(one));
  let next = 1;
  const enter = (literal: SecretLiteral, keyOffset: number, where: number) => {
    next = writeLiteral(literal, keyOffset, where, next);
  };
  for (const literal of marked) enter(literal, 0, literalFlags.AT_MARK);
  for (const literal of inToken) enter(literal, literal.text.length - 3, literalFlags.IN_TOKEN);
  enterWindows(names, shapeTables.NAME_WINDOWS, ({ literal, keyOffset }) =>
    enter(literal, keyOffset, literalFlags.NAMED),
  );
  enterWindows(anywhere, shapeTables.ANY_WINDOWS, ({ literal, keyOffset }) =>
    enter(literal, keyOffset, literalFlags.ANYWHERE),
  );
  view.setUint32(base + shapeTables.HAS_ANY, anywhere.length > 0 ? 1 : 0, true);
}

/** Finds windows and buckets for `literals`, writes the tables at `at` and enters each literal. */
function enterWindows(
  literals: readonly SecretLiteral[],
  at: number,
  enter: (window: Window) => void,
): void {
  const { buckets, chosen } = fillBuckets(literals);
  writeBuckets(buckets, base + at);
  for (const window of chosen) enter(window);
}

function writeBuckets(buckets: Bucket[], at: number): void {
  heap.fill(0, at, at + windowBytes * 32);
  buckets.forEach(({ lows, highs }, bucket) => {
    for (let place = 0; place < windowBytes; place++) {
      for (let nibble = 0; nibble < 16; nibble++) {
        if ((lows[place] >> nibble) & 1) heap[at + place * 32 + nibble] |= 1 << bucket;
        if ((highs[place] >> nibble) & 1) heap[at + place * 32 + 16 + nibble] |= 1 << bucket;
      }
    }
  });
}

/** Enters a literal once for every spelling of the three bytes at `keyOffset`; returns the next number. */
function writeLiteral(
  literal: SecretLiteral,
  keyOffset: number,
  where: number,
  number: number,
): number {
  let flags = where;
  if (literal.ignoreCase) flags |= literalFlags.IGNORE_CASE;
  if (literal.atWord) flags |= literalFlags.AT_WORD;
  if (literal.userinfo) flags |= literalFlags.USERINFO;
  const spellings = (at: number): number[] =>
    variants(literal.text.charCodeAt(keyOffset + at), literal.ignoreCase === true);
  for (const a of spellings(0)) {
    for (const b of spellings(1)) {
      for (const c of spellings(2)) {
        const at = base + shapeTables.LITERALS + number * literalFields.BYTES;
        if (at + literalFields.BYTES > base + regions.SHAPE_TABLES.bytes) {
          throw new RangeError('too many secret literals for their table');
        }
        const hash = Math.imul(a | (b << 8) | (c << 16), literalHashFactor) >>> 20;
        const head = base + shapeTables.LITERAL_HEADS + hash * 2;
        view.setUint16(at + literalFields.NEXT, view.getUint16(head, true), true);
        view.setUint16(head, number, true);
        heap[at + literalFields.LENGTH] = literal.text.length;
        heap[at + literalFields.OFFSET] = keyOffset;
        heap[at + literalFields.FLAGS] = flags;
        heap.set(Buffer.from(literal.text, 'latin1'), at + literalFields.TEXT);
        number++;
      }
    }
  }
  return number;
}
