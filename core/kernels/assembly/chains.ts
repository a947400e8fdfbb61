// Chains of words with digits. Held to shapes.chains.ts, which names the rules.
import { emit } from './found';
import {
  byteAt, classesOf, hexBits, isAlnum, isDigit, isHex, isLetter, isSeparator, isWordByte, textEnd,
  textStart,
} from './text';
import { dateAt, isBoundary, quadAt, unit } from './units';

/** Facts of the word last looked at. */
let wordEnd: usize = 0;
let letters: u32 = 0;
let digits: u32 = 0;
let leading: u32 = 0;
let trailing: u32 = 0;
/** A run of at least 7, of at least 13 digits inside the word. */
let hasSeven: bool = false;
let hasThirteen: bool = false;
let changes: u32 = 0;
let allHex: bool = false;

/** Judges the unit or chain around the digit at `digit`; returns its end. */
export function chainAt(digit: usize, floor: usize): usize {
  let word = digit;
  while (word > floor && isWordByte(word - 1)) word--;
  const to = unit(word);
  if (to) return to;
  factsOfWord(word);
  // Most numbers in prose: up to three digits that nothing follows nor joins.
  if (letters == 0 && digits <= 3 && !isSeparator(byteAt(wordEnd))) {
    const before: u32 = word > textStart ? <u32>load<u8>(word - 1) : 0;
    if (before != 0x2d && before != 0x2e) return wordEnd;
  }
  return chain(word, floor);
}

/** Follows the chain from its first word, whose facts are known. */
function chain(first: usize, floor: usize): usize {
  const lead = leadingLetters(first, floor);
  const iban = letters == 2 && digits == 2 && isIbanStart(first);
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
    if (digits == 0) {
      if (letters > 2 && !(letters == 4 && iban)) break;
      run = 0;
    } else if (isHexWord(word)) {
      if (word > first) break;
      if (hasThirteen) shapes |= SHAPE_DIGITS;
      chainEnd = wordEnd;
      break;
    } else {
      if (letters != 0 && digits >= 4 && length >= 6 && length <= 42) shapes |= SHAPE_CODE;
      if (hasSeven || run + leading >= 7) shapes |= SHAPE_DIGITS;
      run = letters == 0 ? run + digits : trailing;
      chainDigits += digits;
      if (letters == 0 && digits <= 4) numbers(word);
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

// @ts-ignore: decorator
@inline
function nextWord(from: usize): usize {
  let i = from;
  while (i < textEnd && i - from < 3 && isSeparator(load<u8>(i))) i++;
  return i > from && i < textEnd && isWordByte(i) ? i : 0;
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

/** Reads the word at `word` sixteen bytes at a time, up to 64 bytes; longer ones byte by byte. */
function factsOfWord(word: usize): void {
  const low = v128.load(SHAPE_TABLES + AT_CLASS_LOW);
  const high = v128.load(SHAPE_TABLES + AT_CLASS_HIGH);
  let digitBits: u64 = 0;
  let hex: u64 = 0;
  let length: u32 = 0;
  while (length < 64) {
    const bytes = v128.load(word + length);
    const classes = classesOf(bytes, low, high);
    const alnum = i8x16.splat(<i8>(CLASS_DIGIT | CLASS_LETTER_LOW | CLASS_LETTER_HIGH));
    const other = i8x16.bitmask(i8x16.eq(v128.and(classes, alnum), i8x16.splat(0)));
    digitBits |= (<u64>i8x16.bitmask(classes)) << length;
    hex |= (<u64>hexBits(bytes)) << length;
    if (other) {
      length += ctz(other);
      break;
    }
    length += 16;
  }
  const left = <u32>(textEnd - word);
  if (length >= 64 && left > 64) return factsOfLongWord(word);
  if (length > left) length = left;
  const whole: u64 = length == 64 ? u64.MAX_VALUE : ((<u64>1) << length) - 1;
  digitBits &= whole;
  wordEnd = word + length;
  digits = <u32>popcnt(digitBits);
  letters = length - digits;
  leading = <u32>ctz(~digitBits);
  trailing = letters == 0 ? length : <u32>clz(~(digitBits << (64 - length)));
  changes = <u32>popcnt((digitBits ^ (digitBits >> 1)) & (whole >> 1));
  allHex = (hex & whole) == whole;
  const four = digitBits & (digitBits >> 1) & (digitBits >> 2) & (digitBits >> 3);
  hasSeven = (four & (four >> 3)) != 0;
  hasThirteen = hasSeven && (four & (four >> 4) & (four >> 8) & (four >> 9)) != 0;
}

function factsOfLongWord(word: usize): void {
  let to = word;
  let run: u32 = 0;
  let longest: u32 = 0;
  let wasDigit: bool = isDigit(load<u8>(word));
  letters = 0;
  leading = 0;
  changes = 0;
  allHex = true;
  for (; to < textEnd; to++) {
    const byte: u32 = load<u8>(to);
    const digit = isDigit(byte);
    if (!digit && !isLetter(byte)) break;
    if (digit != wasDigit) changes++;
    wasDigit = digit;
    if (digit) {
      run++;
      if (letters == 0) leading = run;
      longest = max(longest, run);
    } else {
      letters++;
      run = 0;
    }
    if (!isHex(byte)) allHex = false;
  }
  wordEnd = to;
  digits = <u32>(to - word) - letters;
  trailing = run;
  hasSeven = longest >= 7;
  hasThirteen = longest >= 13;
}

function isHexWord(word: usize): bool {
  const length = wordEnd - word;
  if (!allHex || length < 8 || changes < 5) return false;
  let head: usize = 0;
  while (head < 6 && isLetter(load<u8>(word + head))) head++;
  if (length == 16 && head == 6) return false;
  return !(length <= 28 && head == 2 && isDigit(load<u8>(word + 3)));
}

function numbers(word: usize): void {
  const joint = byteAt(wordEnd);
  if (joint != 0x2d && joint != 0x2e && joint != 0x2f) return;
  const date = dateAt(word, digits);
  if (date && isBoundary(date)) emit(SHAPE_DATE, word, date);
  if (joint != 0x2e) return;
  const quad = quadAt(word);
  if (quad) emit(SHAPE_DOTTED, word, quad);
}

/** MAC addresses that begin at `word` or, in groups without digits, up to five groups before it. */
function macs(word: usize, floor: usize, length: usize): void {
  let from = word;
  if (length == 2) {
    for (let back = 0; ; back++) {
      macPairs(from);
      if (back == 5 || from - 3 < floor || load<u8>(from - 1) != 0x2d) return;
      if (!isHexGroup(from - 3, 2)) return;
      from -= 3;
    }
  }
  for (let back = 0; ; back++) {
    macQuads(from);
    if (back == 2 || from - 5 < floor || load<u8>(from - 1) != 0x2e) return;
    if (!isHexGroup(from - 5, 4)) return;
    from -= 5;
  }
}

function macPairs(from: usize): void {
  if (byteAt(from + 2) != 0x2d) return;
  for (let group = 0; group < 6; group++) {
    const at = from + group * 3;
    if (!isHexGroup(at, 2)) return;
    if (group < 5 && byteAt(at + 2) != 0x2d) return;
  }
  emit(SHAPE_COLON, from, from + 17);
}

function macQuads(from: usize): void {
  if (byteAt(from + 4) != 0x2e) return;
  for (let group = 0; group < 3; group++) {
    const at = from + group * 5;
    if (!isHexGroup(at, 4)) return;
    if (group < 2 && byteAt(at + 4) != 0x2e) return;
  }
  emit(SHAPE_COLON, from, from + 14);
}

/** A whole word of `size` hex digits at `from`. */
function isHexGroup(from: usize, size: usize): bool {
  if (from < textStart || from + size > textEnd || isWordByte(from - 1)) return false;
  for (let i = from; i < from + size; i++) {
    if (!isHex(load<u8>(i)) || !isWordByte(i)) return false;
  }
  return from + size == textEnd || !isAlnum(load<u8>(from + size));
}
