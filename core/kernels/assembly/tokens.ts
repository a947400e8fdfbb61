// TOKEN and HEX: long runs of [A-Za-z0-9+/_=-].
import { emit } from './found';
import { isAlnum, isHex, textEnd } from './text';
import { tokenSecrets } from './secrets';
import { isUuid } from './units';

// @ts-ignore: decorator
@inline
function isTokenByte(byte: u32): bool {
  return isAlnum(byte) || byte == 0x2b || byte == 0x2d || byte == 0x2f || byte == 0x3d || byte == 0x5f;
}

// @ts-ignore: decorator
@inline
function between(bytes: v128, from: i8, count: i8): v128 {
  return i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(from)), i8x16.splat(count));
}

/** Eight bytes of the classes' wide net begin at `at`: judges the run there, returns its end. */
export function tokenAt(at: usize, floor: usize, withSecrets: bool): usize {
  if (!isTokenByte(load<u8>(at))) return at;
  let from = at;
  while (from > floor && isTokenByte(load<u8>(from - 1))) from--;
  let to = from;
  let digits: u32 = 0;
  let capitals: u32 = 0;
  let small: u32 = 0;
  let others: u32 = 0;
  let beyondHex: u32 = 0;
  while (true) {
    const bytes = v128.load(to);
    const isDigit = between(bytes, 0x30, 10);
    const isCapital = between(bytes, 0x41, 26);
    const isSmall = between(bytes, 0x61, 26);
    const isMark = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x2d)), i8x16.eq(bytes, i8x16.splat(0x2f))),
      v128.or(
        i8x16.eq(bytes, i8x16.splat(0x5f)),
        v128.or(i8x16.eq(bytes, i8x16.splat(0x2b)), i8x16.eq(bytes, i8x16.splat(0x3d))),
      ),
    );
    const isLetter = v128.or(isCapital, isSmall);
    const inside = i8x16.bitmask(v128.or(v128.or(isDigit, isLetter), isMark));
    const left = textEnd - to;
    const length = min<u32>(ctz(~inside | 0x10000), left < 16 ? <u32>left : 16);
    const mask: u32 = (1 << length) - 1;
    digits |= i8x16.bitmask(isDigit) & mask;
    capitals |= i8x16.bitmask(isCapital) & mask;
    small |= i8x16.bitmask(isSmall) & mask;
    others |= i8x16.bitmask(isMark) & mask;
    const folded = v128.or(bytes, i8x16.splat(0x20));
    beyondHex |= i8x16.bitmask(v128.andnot(isLetter, between(folded, 0x61, 6))) & mask;
    to += length;
    if (length < 16) break;
  }
  const length = to - from;
  if (length >= 16) {
    if (length == 36 && isUuid(from)) emit(SHAPE_HEX, from, to);
    else if (((capitals | small) != 0 && digits != 0) || (capitals != 0 && small != 0)) {
      const isHexRun = digits != 0 && (others | beyondHex) == 0;
      emit(isHexRun ? SHAPE_HEX : SHAPE_TOKEN, from, to);
      if (!isHexRun && withSecrets) tokenSecrets(from, to);
    }
  }
  return to;
}
