// Chains of words with digits. Held to shapes.chains.ts, which names the rules.
import { emit } from './found';
import {
  byteAt, classesOf, hexBits, isAlnum, isDigit, isHex, isLetter, isSeparator, isWordByte, textEnd,
  textStart, vector,
} from './text';
import { claimToken } from './tokens';
import { dateAt, epoch, isBoundary, isUuid, quadAt, unit } from './units';

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
/** Letters in front of the first digit. */
let headLetters: u32 = 0;

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

/** Begin of the word that holds the byte at `inside`, byte by byte. */
export function wordStart(inside: usize, floor: usize): usize {
  let word = inside;
  while (word > floor && isWordByte(word - 1)) word--;
  return word;
}

/** End of the UUID, hex word or lone word of `length` bytes at `word` that raises nothing else, or 0. */
// @ts-ignore: decorator
@inline
function passingWord(word: usize, length: u32, digitBits: u32): usize {
  const next = byteAt(word + length);
  const before: u32 = word > textStart ? <u32>load<u8>(word - 1) : 0;
  if (length >= 8) {
    if (length == 8 && next == 0x2d && before != 0x2b && isUuid(word) && isBoundary(word + 36)) {
      claimToken(word, word + 36);
      return word + 36;
    }
    const whole: u32 = (1 << length) - 1;
    const hex = hexBits(v128.load(word)) | (hexBits(v128.load(word, 16)) << 16);
    const changes = popcnt((digitBits ^ (digitBits >> 1)) & (whole >> 1));
    const head = ctz(digitBits);
    const named = (length == 16 && head >= 6) ||
      (length <= 28 && head == 2 && (digitBits & 8) != 0);
    if ((hex & whole) == whole && changes >= 5 && !named) {
      const four = digitBits & (digitBits >> 1) & (digitBits >> 2) & (digitBits >> 3);
      if ((four & (four >> 4) & (four >> 8) & (four >> 9)) != 0) return 0;
      claimToken(word, word + length);
      return word + length;
    }
  }
  // A word that nothing joins to others.
  if (isSeparator(next) || isSeparator(before)) return 0;
  const to = word + length;
  if (popcnt(digitBits) > 3) {
    const four = digitBits & (digitBits >> 1) & (digitBits >> 2) & (digitBits >> 3);
    const shapes: u32 = (four & (four >> 3) ? SHAPE_DIGITS : 0) | (length >= 6 ? SHAPE_CODE : 0);
    if (shapes) emit(shapes, word, to);
  }
  return to;
}

/** End of the number of `length` digits at `word`, with what belongs to it, if it raises nothing, or 0. */
// @ts-ignore: decorator
@inline
function passingNumber(word: usize, length: u32, digitBits: u32, alnum: u32): usize {
  const next = byteAt(word + length);
  const before: u32 = word > textStart ? <u32>load<u8>(word - 1) : 0;
  if (before == 0x2b) return 0;
  if (length == 4 && (digitBits & 0x7ffff) == 0x6db6f) return isoTime(word, digitBits);
  if (next == 0x2e && length <= 6) {
    const fraction = ctz(~(digitBits >> (length + 1)));
    const to = word + length + 1 + fraction;
    const behind = byteAt(to);
    if (length + fraction > 30) return 0;
    if (fraction != 0) {
      if (behind == 0x2e && length <= 3 && fraction <= 3) {
        return quad(word, length, fraction, digitBits);
      }
      return isAlnum(behind) || behind == 0x5f || isSeparator(behind) ? 0 : to;
    }
  }
  if (length >= 6 && !isSeparator(next) && !isSeparator(before)) {
    const to = epoch(word, length);
    if (to) return to;
    if (next == 0x2e) return 0;
    if (length >= 7) emit(SHAPE_DIGITS, word, word + length);
    return word + length;
  }
  if (length >= 6) return isSeparator(next) ? 0 : epoch(word, length);
  if ((length == 2 && before == 0x2d) || (length == 4 && before == 0x2e)) return 0;
  return shortChain(word, length, digitBits, alnum);
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
      digits = length;
      wordEnd = word + at + length;
      numbers(word + at);
      if (length == 2) macPairs(word + at);
    }
    at += length;
    at += ctz(digitBits >> at | 1 << (span - at));
  }
  const to = word + (32 - clz(chainDigits));
  if (popcnt(chainDigits) >= 7) emit(SHAPE_DIGITS, word, to);
  return to;
}

/** End of a chain of fewer than six digits and, behind them, words without digits; 0 if there is more. */
// @ts-ignore: decorator
@inline
function shortChain(word: usize, length: u32, digitBits: u32, alnum: u32): usize {
  let to = length;
  while (isSeparator(byteAt(word + to))) {
    let next = to + 1;
    while (next < to + 3 && isSeparator(byteAt(word + next))) next++;
    if (next > 29) return 0;
    const letters = ctz(~(alnum >> next));
    if (letters == 0) break;
    if (digitBits & (((1 << letters) - 1) << next)) return 0;
    if (letters > 2) break;
    if (next + letters > 30) return 0;
    to = next + letters;
  }
  return word + to;
}

/** End of an IPv4 address whose first two parts have `first` and `second` digits, else 0. */
function quad(word: usize, first: u32, second: u32, digitBits: u32): usize {
  const thirdAt = first + second + 2;
  const third = ctz(~(digitBits >> thirdAt));
  const fourthAt = thirdAt + third + 1;
  const fourth = ctz(~(digitBits >> fourthAt));
  const to = word + fourthAt + fourth;
  if (third - 1 > 2 || fourth - 1 > 2 || byteAt(word + fourthAt - 1) != 0x2e) return 0;
  const isSmall = fitsByte(word, first) & fitsByte(word + first + 1, second) &
    fitsByte(word + thirdAt, third) & fitsByte(word + fourthAt, fourth);
  const behind = byteAt(to);
  if (!isSmall || isAlnum(behind) || behind == 0x5f || behind == 0x2e || behind == 0x2d) return 0;
  emit(SHAPE_DOTTED, word, to);
  return to;
}

/** 1 when the one to three digits at `at` make a number up to 255. */
// @ts-ignore: decorator
@inline
function fitsByte(at: usize, count: u32): u32 {
  const value = <u32>load<u8>(at) * 100 + <u32>load<u8>(at + 1) * 10 + load<u8>(at + 2) - 5328;
  return <u32>(count < 3) | <u32>(value <= 255);
}

/** One bit for each of 32 bytes that is a digit. */
// @ts-ignore: decorator
@inline
function digitBits32(at: usize): u32 {
  const zero = vector(VECTOR_ZERO_DIGIT);
  const ten = vector(VECTOR_TEN);
  return i8x16.bitmask(i8x16.lt_u(i8x16.sub(v128.load(at), zero), ten)) |
    (i8x16.bitmask(i8x16.lt_u(i8x16.sub(v128.load(at, 16), zero), ten)) << 16);
}

/** Whether the 32 bytes at `from`, a whole word, are a hex word that raises nothing else. */
export function isHexWord32(from: usize): bool {
  if ((hexBits(v128.load(from)) & hexBits(v128.load(from, 16))) != 0xffff) return false;
  const digitBits = digitBits32(from);
  if (popcnt((digitBits ^ (digitBits >> 1)) & 0x7fffffff) < 5) return false;
  const four = digitBits & (digitBits >> 1) & (digitBits >> 2) & (digitBits >> 3);
  return (four & (four >> 4) & (four >> 8) & (four >> 9)) == 0;
}

/** End of a time at `from`, told as `isoTime` does, or 0. The text is 19 to 31 bytes long. */
export function isTimeLeaf(from: usize): usize {
  const digitBits = digitBits32(from) & ((1 << <u32>(textEnd - from)) - 1);
  return (digitBits & 0x7ffff) == 0x6db6f ? isoTime(from, digitBits) : 0;
}

/** End of `YYYY-MM-DD?hh:mm:ss...` at `word`, whose digits stand where they should, else 0. */
// @ts-ignore: decorator
@inline
function isoTime(word: usize, digitBits: u32): usize {
  const joint: u32 = load<u8>(word + 10);
  const month: u32 = load<u16>(word + 5) - 0x3030;
  const day: u32 = load<u16>(word + 8) - 0x3030;
  const isTime: u32 = <u32>(load<u8>(word + 4) == 0x2d) & <u32>(load<u8>(word + 7) == 0x2d) &
    <u32>(load<u8>(word + 13) == 0x3a) & <u32>(load<u8>(word + 16) == 0x3a) &
    (<u32>((joint | 0x20) == 0x74) | <u32>(joint == 0x20)) &
    <u32>((month & 0xff) * 10 + (month >> 8) - 1 < 12) &
    <u32>((day & 0xff) * 10 + (day >> 8) - 1 < 31);
  if (!isTime) return 0;
  if (load<u32>(word + 11) == 0x303a3030 && load<u8>(word + 15) == 0x30) return 0;
  let to = word + 19;
  let behind = byteAt(to);
  if (behind == 0x2e || behind == 0x2c) {
    const fraction = ctz(~(digitBits >> 20));
    if (fraction - 1 > 8) return 0;
    to += 1 + fraction;
    behind = byteAt(to);
  }
  if ((behind | 0x20) == 0x7a) behind = byteAt(++to);
  else if (behind == 0x2b || behind == 0x2d) return 0;
  return isAlnum(behind) || behind == 0x5f ? 0 : to;
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
      claimToken(word, wordEnd);
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

/** Facts of the word at `word`, which is longest up to fifteen bytes. */
function factsOfWord(word: usize): void {
  const bytes = v128.load(word);
  const classes = classesOf(
    bytes,
    v128.load(SHAPE_TABLES + AT_CLASS_LOW),
    v128.load(SHAPE_TABLES + AT_CLASS_HIGH),
    vector(VECTOR_NIBBLE),
  );
  const others = i8x16.bitmask(
    i8x16.eq(v128.and(classes, vector(VECTOR_ALNUM)), i8x16.splat(0)),
  );
  const left = <u32>(textEnd - word);
  if (others == 0 && left > 15) return factsOfLongWord(word);
  const length = min<u32>(ctz(others | 0x10000), left);
  const whole: u32 = (1 << length) - 1;
  const digitBits = i8x16.bitmask(classes) & whole;
  wordEnd = word + length;
  digits = popcnt(digitBits);
  letters = length - digits;
  leading = ctz(~digitBits);
  headLetters = ctz(digitBits);
  trailing = letters == 0 ? length : clz(~(digitBits << (32 - length)));
  changes = popcnt((digitBits ^ (digitBits >> 1)) & (whole >> 1));
  allHex = (hexBits(bytes) & whole) == whole;
  const four = digitBits & (digitBits >> 1) & (digitBits >> 2) & (digitBits >> 3);
  hasSeven = (four & (four >> 3)) != 0;
  hasThirteen = (four & (four >> 4) & (four >> 8) & (four >> 9)) != 0;
}

/** The same for a word that is longer than sixteen bytes. */
function factsOfLongWord(word: usize): void {
  const low = v128.load(SHAPE_TABLES + AT_CLASS_LOW);
  const high = v128.load(SHAPE_TABLES + AT_CLASS_HIGH);
  const nibble = vector(VECTOR_NIBBLE);
  const alnum = vector(VECTOR_ALNUM);
  let digitBits: u64 = 0;
  let hex: u64 = 0;
  let length: u32 = 0;
  while (length < 64) {
    const bytes = v128.load(word + length);
    const classes = classesOf(bytes, low, high, nibble);
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
  if (length >= 64 && left > 64) return factsOfVeryLongWord(word);
  if (length > left) length = left;
  const whole: u64 = length == 64 ? u64.MAX_VALUE : ((<u64>1) << length) - 1;
  digitBits &= whole;
  wordEnd = word + length;
  digits = <u32>popcnt(digitBits);
  letters = length - digits;
  leading = <u32>ctz(~digitBits);
  headLetters = <u32>ctz(digitBits);
  trailing = letters == 0 ? length : <u32>clz(~(digitBits << (64 - length)));
  changes = <u32>popcnt((digitBits ^ (digitBits >> 1)) & (whole >> 1));
  allHex = (hex & whole) == whole;
  const four = digitBits & (digitBits >> 1) & (digitBits >> 2) & (digitBits >> 3);
  hasSeven = (four & (four >> 3)) != 0;
  hasThirteen = hasSeven && (four & (four >> 4) & (four >> 8) & (four >> 9)) != 0;
}

function factsOfVeryLongWord(word: usize): void {
  let to = word;
  let run: u32 = 0;
  let longest: u32 = 0;
  let wasDigit: bool = isDigit(load<u8>(word));
  letters = 0;
  leading = 0;
  headLetters = 0;
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
      if (run == <u32>(to + 1 - word) - letters) headLetters = letters;
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
  if (length == 16 && headLetters >= 6) return false;
  return !(length <= 28 && headLetters == 2 && isDigit(load<u8>(word + 3)));
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
