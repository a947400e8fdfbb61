// MAC addresses in groups joined by hyphens or dots.
import { emit } from './found';
import { byteAt, isAlnum, isHex, isWordByte, textEnd, textStart } from './text';

/** MAC addresses that begin at `word` or, in groups without digits, up to five groups before it. */
export function macs(word: usize, floor: usize, length: usize): void {
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

export function macPairs(from: usize): void {
  if (byteAt(from + 2) != 0x2d) return;
  for (let group = 0; group < 6; group++) {
    const at = from + group * 3;
    if (!isHexGroup(at, 2)) return;
    if (group < 5 && byteAt(at + 2) != 0x2d) return;
  }
  emit(SHAPE_COLON, from, from + 17);
}

export function macQuads(from: usize): void {
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
