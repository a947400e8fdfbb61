// UNICODE: characters outside ASCII that might be something else to a reader.
import { emit } from './found';
import { textEnd } from './text';

/** Judges the bytes >= 0x80 from `at` on; returns the first that is below 0x80, or the end. */
export function unicodeAt(at: usize): usize {
  let i = at;
  let from: usize = 0;
  while (i < textEnd && load<u8>(i) >= 0x80) {
    const length = plainCharacter(i);
    if (length == 0) {
      if (from == 0) from = i;
      i++;
    } else {
      if (from != 0) emit(SHAPE_UNICODE, from, i);
      from = 0;
      i += length;
    }
  }
  if (from != 0) emit(SHAPE_UNICODE, from, i);
  return i;
}

// @ts-ignore: decorator
@inline
function isTail(at: usize): bool {
  return at < textEnd && (load<u8>(at) & 0xc0) == 0x80;
}

/** Length of a whole UTF-8 character that no normalisation makes dangerous, else 0. */
function plainCharacter(at: usize): u32 {
  const lead: u32 = load<u8>(at);
  if ((lead >= 0xc3 && lead <= 0xc9) || (lead >= 0xce && lead <= 0xd7)) return isTail(at + 1) ? 2 : 0;
  if (lead < 0xe2 || lead > 0xec || !isTail(at + 1) || !isTail(at + 2)) return 0;
  const second: u32 = load<u8>(at + 1);
  const third: u32 = load<u8>(at + 2);
  if (lead == 0xe2) {
    if (second == 0x82) return third == 0xac ? 3 : 0;
    if (second != 0x80) return 0;
    return (third >= 0x98 && third <= 0x9e) || third == 0xa2 || third == 0xa6 ? 3 : 0;
  }
  if (lead == 0xe3) return (second >= 0x81 && second <= 0x83) || second >= 0x90 ? 3 : 0;
  return lead == 0xea && second >= 0x98 && second <= 0xaf ? 0 : 3;
}
