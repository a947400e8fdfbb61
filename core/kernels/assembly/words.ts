// Words: where they begin and end, and the facts that the rules ask about.
import {
  classesOf, digitsOfEight, hexBits, isDigit, isHex, isLetter, isSeparator, isWordByte, textEnd, vector,
} from './text';

/** Facts of the word last looked at. */
export let wordEnd: usize = 0;
export let letters: u32 = 0;
export let digits: u32 = 0;
export let leading: u32 = 0;
export let trailing: u32 = 0;
/** A run of at least 7, of at least 13 digits inside the word. */
export let hasSeven: bool = false;
export let hasThirteen: bool = false;
export let changes: u32 = 0;
export let allHex: bool = false;
/** Letters in front of the first digit. */
export let headLetters: u32 = 0;

/** Begin of the word that holds the byte at `inside`, byte by byte. */
export function wordStart(inside: usize, floor: usize): usize {
  let word = inside;
  while (word > floor && isWordByte(word - 1)) word--;
  return word;
}

// @ts-ignore: decorator
@inline
export function nextWord(from: usize): usize {
  let i = from;
  while (i < textEnd && i - from < 3 && isSeparator(load<u8>(i))) i++;
  return i > from && i < textEnd && isWordByte(i) ? i : 0;
}

/** Facts of the word at `word`, which is longest up to fifteen bytes. */
export function factsOfWord(word: usize): void {
  const few = digitsOfEight(load<u64>(word));
  if (few - 1 < 6 && (word + few >= textEnd || !isLetter(load<u8>(word + few)))) {
    return factsOfFewDigits(word, min<u32>(few, <u32>(textEnd - word)));
  }
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

/** The same for a word of one to six digits. */
// @ts-ignore: decorator
@inline
function factsOfFewDigits(word: usize, count: u32): void {
  wordEnd = word + count;
  letters = 0;
  digits = count;
  leading = count;
  trailing = count;
  headLetters = 0;
  changes = 0;
  allHex = true;
  hasSeven = false;
  hasThirteen = false;
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

export function isHexWord(word: usize): bool {
  const length = wordEnd - word;
  if (!allHex || length < 8 || changes < 5) return false;
  if (length == 16 && headLetters >= 6) return false;
  return !(length <= 28 && headLetters == 2 && isDigit(load<u8>(word + 3)));
}
