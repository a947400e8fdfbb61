// Chains of words with digits. Held to shapes.chains.ts, which names the rules.
import { emit, isOpen } from './found';
import { macPairs, macQuads, macs } from './macs';
import { passingNumber, passingWord } from './passing';
import {
  byteAt, classesOf, isAlnum, isDigit, isLetter, isSeparator, isWordByte, textEnd, textStart, vector,
} from './text';
import { claimToken } from './tokens';
import { dateAt, isBoundary, quadAt, unit } from './units';
import {
  digits, factsOfWord, hasSeven, hasThirteen, isHexWord, leading, letters, nextWord, trailing, wordEnd,
} from './words';

/**
 * Judges the unit or chain that begins at `word`, a word with a digit; returns its end. What passes
 * most often is told from bit masks of the first 32 bytes, since every step of a loop over bytes of
 * changing length costs a mispredicted branch.
 */
export function chainAt(word: usize, floor: usize): usize {
  const low = v128.load(SHAPE_TABLES + AT_CLASS_LOW);
  const high = v128.load(SHAPE_TABLES + AT_CLASS_HIGH);
  const nibble = vector(VECTOR_NIBBLE);
  const alnum = vector(VECTOR_ALNUM);
  const zero = i8x16.splat(0);
  const end = textEnd;
  const first = classesOf(v128.load(word), low, high, nibble);
  const second = classesOf(v128.load(word, 16), low, high, nibble);
  const left = end - word;
  const valid: u32 = left >= 32 ? u32.MAX_VALUE : (1 << <u32>left) - 1;
  const digitBits = (i8x16.bitmask(first) | (i8x16.bitmask(second) << 16)) & valid;
  const others = i8x16.bitmask(i8x16.eq(v128.and(first, alnum), zero)) |
    (i8x16.bitmask(i8x16.eq(v128.and(second, alnum), zero)) << 16) | ~valid;
  const length = ctz(others);
  if (length < 32) {
    const whole: u32 = (1 << length) - 1;
    if ((digitBits & whole) == whole) {
      const to = passingNumber(word, length, digitBits, ~others);
      if (to) return to;
    } else {
      const to = passingWord(word, length, digitBits & whole);
      if (to) return to;
      factsOfWord(word);
      return chain(word, floor);
    }
  }
  let to = unit(word);
  if (to) return to;
  if (length < 32) {
    const separators = (separatorBits(word) | (separatorBits(word + 16) << 16)) & valid;
    to = digitChain(word, floor, digitBits, separators);
    if (to) return to;
  }
  factsOfWord(word);
  if (letters != 0 && !hasThirteen && isHexWord(word)) {
    claimToken(word, wordEnd);
    return wordEnd;
  }
  return chain(word, floor);
}

/** One bit for each of sixteen bytes that is a separator. */
// @ts-ignore: decorator
@inline
function separatorBits(at: usize): u32 {
  return i8x16.bitmask(classesOf(
    v128.load(at),
    v128.load(SHAPE_TABLES + AT_SEPARATOR_LOW),
    v128.load(SHAPE_TABLES + AT_SEPARATOR_HIGH),
    vector(VECTOR_NIBBLE),
  ));
}

/** Judges a chain of digits and gaps without dots that ends within 32 bytes; its end, 0 for others. */
function digitChain(word: usize, floor: usize, digitBits: u32, separators: u32): usize {
  const span = ctz(~(digitBits | separators));
  const dots = i8x16.bitmask(i8x16.eq(v128.load(word), i8x16.splat(0x2e))) |
    (i8x16.bitmask(i8x16.eq(v128.load(word, 16), i8x16.splat(0x2e))) << 16);
  if (span == 32 || dots & ((1 << span) - 1) || isLetter(byteAt(word + span))) return 0;
  const inside: u32 = (1 << span) - 1;
  const wide = separators & (separators >> 1) & (separators >> 2) & (separators >> 3) & inside;
  const before: u32 = word > textStart ? <u32>load<u8>(word - 1) : 0;
  if (wide || (isSeparator(before) && (before == 0x2d || word - 2 >= floor && isWordByte(word - 2)))) {
    return 0;
  }
  const chainDigits = digitBits & inside;
  for (let at: u32 = 0; at < span; ) {
    const length = ctz(~(digitBits >> at));
    const joint = byteAt(word + at + length);
    if (length <= 4 && (joint == 0x2d || joint == 0x2f)) {
      numbers(word + at, length, at == 0);
      if (length == 2) macPairs(word + at);
    }
    at += length;
    at += ctz(digitBits >> at | 1 << (span - at));
  }
  const to = word + (32 - clz(chainDigits));
  if (popcnt(chainDigits) >= 7) emit(SHAPE_DIGITS, word, to);
  return to;
}

/** Follows the chain from its first word, whose facts are known. */
function chain(first: usize, floor: usize): usize {
  const lead = leadingLetters(first, floor);
  let iban: bool = false;
  const length = wordEnd - first;
  if (length == 2 || length == 4) macs(first, floor, length);
  let chainLetters = lead;
  let chainDigits: u32 = 0;
  let run: u32 = 0;
  let shapes: u32 = 0;
  let chainEnd = first;
  let word = first;
  while (true) {
    const length = wordEnd - word;
    if (letters == 2 && digits == 2) iban = iban || isIbanStart(word);
    if (digits == 0) {
      if (letters > 2 && !(letters == 4 && iban)) break;
      run = 0;
    } else if (isHexWord(word)) {
      if (word > first) break;
      if (hasThirteen) shapes |= SHAPE_DIGITS;
      chainEnd = wordEnd;
      claimToken(word, wordEnd);
      break;
    } else {
      if (letters != 0 && digits >= 4 && length >= 6 && length <= 42) shapes |= SHAPE_CODE;
      if (hasSeven || run + leading >= 7) shapes |= SHAPE_DIGITS;
      run = letters == 0 ? run + digits : trailing;
      chainDigits += digits;
      if (letters == 0 && digits <= 4) numbers(word, digits, word == first);
    }
    chainLetters += letters;
    chainEnd = wordEnd;
    if (word > first) {
      if (length == 2) macPairs(word);
      else if (length == 4) macQuads(word);
    }
    const next = nextWord(chainEnd);
    if (next == 0) break;
    word = next;
    factsOfWord(word);
  }
  if (chainLetters > 0 && chainDigits >= 6) shapes |= SHAPE_CODE;
  if (shapes) emit(shapes, first - <usize>(lead ? lead + <u32>1 : <u32>0), chainEnd);
  return chainEnd;
}

/** Length of a word of one or two letters one separator before `word`, else 0. */
function leadingLetters(word: usize, floor: usize): u32 {
  if (word - 1 < floor || !isSeparator(load<u8>(word - 1))) return 0;
  let n: u32 = 0;
  let i = word - 2;
  while (n < 3 && i >= floor && isWordByte(i)) {
    n++;
    i--;
  }
  return n < 3 ? n : 0;
}

function isIbanStart(word: usize): bool {
  if (word + 4 >= textEnd) return false;
  if (!isLetter(load<u8>(word)) || !isLetter(load<u8>(word + 1))) return false;
  if (!isDigit(load<u8>(word + 2)) || !isDigit(load<u8>(word + 3))) return false;
  return !isAlnum(load<u8>(word + 4));
}

/**
 * Dates and dotted quads that begin at a word of `digits` digits inside a chain. None begins behind
 * the joint that it has itself, unless there the chain begins.
 */
function numbers(word: usize, digits: u32, isFirst: bool): void {
  const joint = byteAt(word + digits);
  if (joint != 0x2d && joint != 0x2e && joint != 0x2f) return;
  if (!isFirst && load<u8>(word - 1) == joint) return;
  if (isOpen(SHAPE_DATE)) {
    const date = dateAt(word, digits);
    if (date && isBoundary(date)) emit(SHAPE_DATE, word, date);
  }
  if (joint != 0x2e || !isOpen(SHAPE_DOTTED)) return;
  const quad = quadAt(word);
  if (quad) emit(SHAPE_DOTTED, word, quad);
}
