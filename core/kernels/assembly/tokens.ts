// TOKEN and HEX: long runs of [A-Za-z0-9+/_=-].
import { emit } from './found';
import { isAlnum, isDigit, isHex, textEnd, textStart } from './text';
import { isUuid } from './units';

// @ts-ignore: decorator
@inline
function isTokenByte(byte: u32): bool {
  return isAlnum(byte) || byte == 0x2b || byte == 0x2d || byte == 0x2f || byte == 0x3d || byte == 0x5f;
}

/** Eight bytes of the classes' wide net begin at `at`: judges the run there, returns its end. */
export function tokenAt(at: usize, floor: usize): usize {
  if (!isTokenByte(load<u8>(at))) return at;
  let from = at;
  while (from > floor && isTokenByte(load<u8>(from - 1))) from--;
  let to = from;
  let digits: bool = false;
  let capitals: bool = false;
  let small: bool = false;
  let hex: bool = true;
  for (; to < textEnd; to++) {
    const byte: u32 = load<u8>(to);
    if (isDigit(byte)) digits = true;
    else if (byte - 0x41 < 26) capitals = true;
    else if (byte - 0x61 < 26) small = true;
    else if (!isTokenByte(byte)) break;
    if (!isHex(byte)) hex = false;
  }
  const length = to - from;
  if (length >= 16) {
    if (length == 36 && isUuid(from)) emit(SHAPE_HEX, from, to);
    else if (((capitals || small) && digits) || (capitals && small)) {
      emit(digits && hex ? SHAPE_HEX : SHAPE_TOKEN, from, to);
    }
  }
  return to;
}
