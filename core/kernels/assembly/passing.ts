// What passes most often, told from bit masks of the first 32 bytes of a word: UUIDs, hex words, times,
// decimals, addresses, short and lone numbers. Each function gives the end of what it has judged, or 0
// to have it judged by the rules one by one (units.ts, chains.ts).
import { emit } from './found';
import {
  byteAt, hexBits, isAlnum, isSeparator, textEnd, textStart, vector,
} from './text';
import { claimToken } from './tokens';
import { epoch, isBoundary, isUuid } from './units';

/** End of the UUID, hex word or lone word of `length` bytes at `word` that raises nothing else, or 0. */
// @ts-ignore: decorator
@inline
export function passingWord(word: usize, length: u32, digitBits: u32): usize {
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
export function passingNumber(word: usize, length: u32, digitBits: u32, alnum: u32): usize {
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
    if (next + letters > 30 || digitBits & (((1 << letters) - 1) << next)) return 0;
    if (letters > 2) break;
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
