// TOKEN and HEX: long runs of [A-Za-z0-9+/_=-].
import { emit } from './found';
import { classesOf, hexBits, isAlnum, textEnd, textStart, vector } from './text';
import { tokenSecrets } from './secrets';
import { isUuid } from './units';

// @ts-ignore: decorator
@inline
function isTokenByte(byte: u32): bool {
  return isAlnum(byte) || byte == 0x2b || byte == 0x2d || byte == 0x2f || byte == 0x3d || byte == 0x5f;
}

const CAPITALS: u32 = TOKEN_CLASS_CAPITAL_LOW | TOKEN_CLASS_CAPITAL_HIGH;
const SMALL: u32 = TOKEN_CLASS_SMALL_LOW | TOKEN_CLASS_SMALL_HIGH;
const MARKS: u32 = TOKEN_CLASS_MARK | TOKEN_CLASS_EQUALS | TOKEN_CLASS_UNDERSCORE;

/** End of what has been judged in order. */
let judged: usize = 0;
/** One bit for each eight bytes from `base` on that begin inside a claimed run. */
let base: usize = 0;
let claims: u32 = 0;

export function beginTokens(): void {
  judged = textStart;
  base = textStart;
  claims = 0;
}

/** The next 64 bytes come: all up to `base` has been judged. */
// @ts-ignore: decorator
@inline
export function advanceTokens(): void {
  base += 64;
  claims >>= 8;
}

/** A hex word or UUID stands at [from, to), found out of order: judges it if it is a whole run. */
export function claimToken(from: usize, to: usize): void {
  if (from < judged || (from > textStart && isTokenByte(load<u8>(from - 1)))) return;
  if (to < textEnd && isTokenByte(load<u8>(to))) return;
  const first = from < base ? 0 : <u32>(from + 7 - base) >> 3;
  const last = <u32>(to - 1 - base) >> 3;
  if (last >= 31) return;
  if (to - from >= 16) emit(SHAPE_HEX, from, to);
  claims |= ((2 << last) - 1) & ((-1) << first);
}

/** Eight bytes of the classes' wide net begin at `at`: judges the run there. */
export function tokenAt(at: usize, withSecrets: bool): void {
  if (at < judged || (claims >> (<u32>(at - base) >> 3)) & 1 || !isTokenByte(load<u8>(at))) return;
  let from = at;
  while (from > judged && isTokenByte(load<u8>(from - 1))) from--;
  const low = v128.load(SHAPE_TABLES + AT_TOKEN_LOW);
  const high = v128.load(SHAPE_TABLES + AT_TOKEN_HIGH);
  const nibble = vector(VECTOR_NIBBLE);
  const zero = i8x16.splat(0);
  let to = from;
  let met = zero;
  while (true) {
    const classes = classesOf(v128.load(to), low, high, nibble);
    const outside = i8x16.bitmask(i8x16.eq(classes, zero)) | 0x10000;
    const left = textEnd - to;
    const length: usize = min<u32>(ctz(outside), left < 16 ? <u32>left : 16);
    met = v128.or(met, v128.and(classes, v128.load(SHAPE_TABLES + AT_PREFIX + 16 - length)));
    to += length;
    if (length < 16) break;
  }
  if (to - from >= 16) judge(from, to, met, withSecrets);
  judged = to;
}

/** Any byte of `met` with one of `classes`. */
// @ts-ignore: decorator
@inline
function has(met: u64, classes: u32): bool {
  return (met & (<u64>classes * 0x0101010101010101)) != 0;
}

function judge(from: usize, to: usize, met: v128, withSecrets: bool): void {
  const classes = i64x2.extract_lane(met, 0) | i64x2.extract_lane(met, 1);
  const marks = has(classes, MARKS);
  if (marks && to - from == 36 && isUuid(from)) return emit(SHAPE_HEX, from, to);
  const capitals = has(classes, CAPITALS);
  const small = has(classes, SMALL);
  const digits = has(classes, TOKEN_CLASS_DIGIT);
  if (!((capitals || small) && digits) && !(capitals && small)) return;
  if (!marks && digits && isAllHex(from, to)) return emit(SHAPE_HEX, from, to);
  emit(SHAPE_TOKEN, from, to);
  if (withSecrets) tokenSecrets(from, to);
}

function isAllHex(from: usize, to: usize): bool {
  let at = from;
  for (; at + 16 <= to; at += 16) {
    if (hexBits(v128.load(at)) != 0xffff) return false;
  }
  // The last sixteen bytes, some of them for the second time.
  return hexBits(v128.load(to - 16)) == 0xffff;
}
