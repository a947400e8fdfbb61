/**
 * Chains: words with digits that no unit lets go, joined by gaps, and what they raise. The rules are
 * told in `shapes.ts`.
 */
import { isAlnum, isDigit, isHex, isLetter, isWordByte } from './ascii.ts';
import { Shape } from './shapes.ts';
import {
  dateAt,
  dot,
  type Emit,
  gapBytesMax,
  hyphen,
  isBoundary,
  isSeparator,
  quadAt,
  twoDigits,
  unit,
} from './shapes.units.ts';

/** Emits DIGITS, CODE, DOTTED, DATE and hyphenated or dotted COLON candidates. */
export function scanChains(bytes: Uint8Array, start: number, end: number, emit: Emit): void {
  let floor = start;
  for (;;) {
    let word = floor;
    while (word < end && !isDigit(bytes[word])) word++;
    if (word === end) return;
    while (word > floor && isWordByte(bytes, start, word - 1)) word--;
    floor = unit(bytes, start, end, word, emit) || chain({ bytes, start, end, floor, emit }, word);
  }
}

type Text = { bytes: Uint8Array; start: number; end: number; floor: number; emit: Emit };

/** Follows the chain of words that begins at `first`, emits what it raises, returns its end. */
function chain(text: Text, first: number): number {
  const { bytes, start, end, emit } = text;
  const lead = leadingLetters(text, first);
  let isIban = false;
  let letters = lead;
  let digits = 0;
  let run = 0;
  let shapes = 0;
  let chainEnd = first;
  macs(text, first);
  for (let word = first; ; ) {
    const facts = factsOfWord(bytes, word, end);
    const { to } = facts;
    isIban ||= isIbanStart(bytes, word, end);
    if (facts.digits === 0) {
      if (facts.letters > 2 && !(facts.letters === 4 && isIban)) break;
      run = 0;
    } else if (isHexWord(bytes, word, facts)) {
      if (word > first) break;
      if (facts.longest >= 13) shapes |= Shape.DIGITS;
      chainEnd = to;
      break;
    } else {
      const length = to - word;
      if (facts.letters && facts.digits >= 4 && length >= 6 && length <= 42) shapes |= Shape.CODE;
      if (facts.longest >= 7 || run + facts.leading >= 7) shapes |= Shape.DIGITS;
      run = facts.letters === 0 ? run + facts.digits : facts.trailing;
      digits += facts.digits;
      if (facts.letters === 0) numbers(text, word, facts.to, word === first);
    }
    letters += facts.letters;
    if (word > first) mac(text, word);
    chainEnd = to;
    const next = nextWord(bytes, start, end, to);
    if (!next) break;
    word = next;
  }
  if (letters > 0 && digits >= 6) shapes |= Shape.CODE;
  if (shapes) emit(shapes, first - (lead ? lead + 1 : 0), chainEnd);
  return chainEnd;
}

/** Begin of the word behind a gap at `from`, or 0. */
function nextWord(bytes: Uint8Array, start: number, end: number, from: number): number {
  let i = from;
  while (i < end && i - from < gapBytesMax && isSeparator(bytes[i])) i++;
  return i > from && i < end && isWordByte(bytes, start, i) ? i : 0;
}

/** Length of a word of one or two letters that stands one separator before `word`, else 0. */
function leadingLetters({ bytes, start, floor }: Text, word: number): number {
  if (word - 1 < floor || !isSeparator(bytes[word - 1])) return 0;
  let count = 0;
  let i = word - 2;
  while (count < 3 && i >= floor && isWordByte(bytes, start, i)) {
    count++;
    i--;
  }
  return count === 1 || count === 2 ? count : 0;
}

function isIbanStart(bytes: Uint8Array, word: number, end: number): boolean {
  const [a, b] = [bytes[word], bytes[word + 1]];
  if (!isLetter(a) || word + 4 >= end || !isLetter(b)) return false;
  return twoDigits(bytes, word + 2, end) && !isAlnum(bytes[word + 4]);
}

type WordFacts = {
  to: number;
  letters: number;
  digits: number;
  /** Digits at the begin, at the end, and the longest run of them. */
  leading: number;
  trailing: number;
  longest: number;
  changes: number;
  isHex: boolean;
};

function factsOfWord(bytes: Uint8Array, word: number, end: number): WordFacts {
  let to = word;
  let letters = 0;
  let leading = 0;
  let run = 0;
  let longest = 0;
  let changes = 0;
  let hex = true;
  for (; to < end && isAlnum(bytes[to]); to++) {
    const digit = isDigit(bytes[to]);
    if (to > word && digit !== isDigit(bytes[to - 1])) changes++;
    if (digit) {
      run++;
      if (letters === 0) leading = run;
      longest = Math.max(longest, run);
    } else {
      letters++;
      run = 0;
    }
    hex &&= isHex(bytes[to]);
  }
  const digits = to - word - letters;
  return { to, letters, digits, leading, trailing: run, longest, changes, isHex: hex };
}

function isHexWord(bytes: Uint8Array, word: number, facts: WordFacts): boolean {
  const length = facts.to - word;
  if (!facts.isHex || length < 8 || facts.changes < 5) return false;
  let head = 0;
  while (head < 6 && isLetter(bytes[word + head])) head++;
  if (length === 16 && head === 6) return false;
  return !(length <= 28 && head === 2 && isDigit(bytes[word + 3]));
}

/**
 * Dates and dotted quads that begin at the word of digits [word, to) inside a chain. None begins behind
 * the joint that it has itself, unless there the chain begins.
 */
function numbers({ bytes, end, emit }: Text, word: number, to: number, isFirst: boolean): void {
  if (!isFirst && bytes[word - 1] === bytes[to]) return;
  const date = dateAt(bytes, word, end);
  if (date && isBoundary(bytes, date, end)) emit(Shape.DATE, word, date);
  const quad = quadAt(bytes, word, end);
  if (quad) emit(Shape.DOTTED, word, quad);
}

/** MAC addresses that begin at `word` or, in groups without digits, up to five groups before it. */
function macs(text: Text, word: number): void {
  for (const [size, joint, groups] of macForms) {
    let from = word;
    for (let back = 0; ; back++) {
      mac(text, from, size);
      const before = from - size - 1;
      if (back === groups - 1 || before < text.floor || text.bytes[from - 1] !== joint) break;
      if (!isHexGroup(text, before, size)) break;
      from = before;
    }
  }
}

const macForms = [
  [2, hyphen, 6],
  [4, dot, 3],
] as const;

/** Emits COLON where six pairs joined by hyphens or three groups of four by dots begin at `from`. */
function mac(text: Text, from: number, onlySize = 0): void {
  for (const [size, joint, groups] of macForms) {
    if (onlySize && size !== onlySize) continue;
    const isJoined = (i: number) => i < text.end && text.bytes[i] === joint;
    let group = 0;
    let to = from + size;
    while (isHexGroup(text, to - size, size)) {
      group++;
      if (group === groups || !isJoined(to)) break;
      to += 1 + size;
    }
    if (group === groups) text.emit(Shape.COLON, from, to);
  }
}

/** A whole word of `size` hex digits at `from`. */
function isHexGroup({ bytes, start, end }: Text, from: number, size: number): boolean {
  if (from < start || from + size > end || isWordByte(bytes, start, from - 1)) return false;
  for (let i = from; i < from + size; i++) {
    if (!isHex(bytes[i]) || !isWordByte(bytes, start, i)) return false;
  }
  return from + size === end || !isAlnum(bytes[from + size]);
}
