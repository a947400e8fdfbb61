/**
 * The definition of the shapes in plain TypeScript: what the compiled kernel is held to. The
 * rules are told in `shapes.ts`; the part about words with digits is in `shapes.units.ts` and `shapes.chains.ts`.
 */
import { isAlnum, isDigit, isHex, isLetter, isWordByte } from './ascii.ts';
import { type SecretLiteral, secretLiterals } from './secret-literals.ts';
import { scanChains } from './shapes.chains.ts';
import { allShapes, type Candidates, Shape } from './shapes.ts';
import { type Emit, isUuid } from './shapes.units.ts';

/** Union of the shapes of bytes [start, end), without those that `wanted` leaves out. */
export function shapesOfReference(
  bytes: Uint8Array,
  start: number,
  end: number,
  wanted: number = allShapes,
  literals: readonly SecretLiteral[] = secretLiterals,
): number {
  let found = 0;
  findShapes(bytes, start, end, literals, (shapes) => {
    found |= shapes;
  });
  return found & wanted;
}

/** All candidates of bytes [start, end) into `into`; returns how many. See `scan`. */
export function scanReference(
  bytes: Uint8Array,
  start: number,
  end: number,
  wanted: number,
  into: Candidates,
  literals: readonly SecretLiteral[] = secretLiterals,
): number {
  into.count = 0;
  findShapes(bytes, start, end, literals, (shapes, from, to) => {
    if (shapes & wanted) into.push(shapes & wanted, from, to);
  });
  return into.count;
}

function findShapes(
  bytes: Uint8Array,
  start: number,
  end: number,
  literals: readonly SecretLiteral[],
  emit: Emit,
): void {
  scanChains(bytes, start, end, emit);
  scanAt(bytes, start, end, emit);
  scanColons(bytes, start, end, emit);
  scanTokens(bytes, start, end, emit);
  scanEncoded(bytes, start, end, emit);
  scanUnicode(bytes, start, end, emit);
  scanNested(bytes, start, end, emit);
  scanSecrets(bytes, start, end, literals, emit);
}

function scanAt(bytes: Uint8Array, start: number, end: number, emit: Emit): void {
  for (let i = start + 1; i < end - 1; i++) {
    if (bytes[i] !== 0x40 || bytes[i - 1] <= 0x20) continue;
    const next = bytes[i + 1];
    if (isAlnum(next) || next === 0x5b || next >= 0x80) emit(Shape.AT, i, i + 1);
  }
}

function scanColons(bytes: Uint8Array, start: number, end: number, emit: Emit): void {
  const inRun = (i: number) => i >= start && i < end && (isHex(bytes[i]) || bytes[i] === 0x3a);
  for (let i = start; i < end; i++) {
    if (bytes[i] !== 0x3a) continue;
    let from = i;
    while (inRun(from - 1)) from--;
    let to = i;
    while (inRun(to)) to++;
    if (isAddressRun(bytes, start, end, from, to)) emit(Shape.COLON, from, to);
    i = to;
  }
}

function isAddressRun(
  bytes: Uint8Array,
  start: number,
  end: number,
  from: number,
  to: number,
): boolean {
  if (isWordByte(bytes, start, from - 1) || (to < end && isAlnum(bytes[to]))) return false;
  let colons = 0;
  let digits = 0;
  let double = false;
  for (let i = from; i < to; i++) {
    if (bytes[i] !== 0x3a) digits++;
    else {
      colons++;
      double ||= i > from && bytes[i - 1] === 0x3a;
    }
  }
  return digits > 0 && (double || colons >= 5);
}

const isTokenByte = (byte: number): boolean =>
  isAlnum(byte) || [0x2b, 0x2f, 0x5f, 0x3d, 0x2d].includes(byte);

function scanTokens(bytes: Uint8Array, start: number, end: number, emit: Emit): void {
  for (let from = start; from < end; from++) {
    if (!isTokenByte(bytes[from])) continue;
    let to = from;
    while (to < end && isTokenByte(bytes[to])) to++;
    if (to - from >= 16) {
      const shape = tokenShape(bytes, from, to);
      if (shape) emit(shape, from, to);
    }
    from = to;
  }
}

function tokenShape(bytes: Uint8Array, from: number, to: number): number {
  let digits = 0;
  let capitals = 0;
  let small = 0;
  let hex = 0;
  for (let i = from; i < to; i++) {
    if (isDigit(bytes[i])) digits++;
    else if (isLetter(bytes[i])) bytes[i] < 0x60 ? capitals++ : small++;
    if (isHex(bytes[i])) hex++;
  }
  const letters = capitals + small;
  if (to - from === 36 && isUuid(bytes, from, to)) return Shape.HEX;
  if (!(letters && digits) && !(capitals && small)) return 0;
  return digits && hex === to - from ? Shape.HEX : Shape.TOKEN;
}

function scanEncoded(bytes: Uint8Array, start: number, end: number, emit: Emit): void {
  const harmless = new Set([...'nrtbf"\\'].map((char) => char.charCodeAt(0)));
  for (let i = start; i + 1 < end; i++) {
    const byte = bytes[i];
    const next = bytes[i + 1];
    if (byte === 0x5c) {
      if (!harmless.has(next)) emit(Shape.ENCODED, i, i + 2);
    } else if (byte === 0x25) {
      if (isPercent(bytes, i, end)) emit(Shape.ENCODED, i, i + 3);
    } else if (byte === 0x26) {
      if (isEntity(bytes, i, end)) emit(Shape.ENCODED, i, i + 2);
    }
  }
}

/** `%` with two hexadecimal digits, or with `u` and four (ECMA-262, annex B.2.1). */
function isPercent(bytes: Uint8Array, at: number, end: number): boolean {
  const isWide = (bytes[at + 1] | 0x20) === 0x75;
  const [from, to] = isWide ? [at + 2, at + 6] : [at + 1, at + 3];
  for (let i = from; i < to; i++) if (i >= end || !isHex(bytes[i])) return false;
  return true;
}

/** `&#`, or `&` with 2 to 24 letters or digits and `;`. */
function isEntity(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at + 1] === 0x23) return true;
  let i = at + 1;
  while (i < end && i - at <= 25 && isAlnum(bytes[i])) i++;
  const name = i - at - 1;
  return name >= 2 && name <= 24 && i < end && bytes[i] === 0x3b;
}

/** Characters side by side that raise UNICODE are one candidate. */
function scanUnicode(bytes: Uint8Array, start: number, end: number, emit: Emit): void {
  let from = -1;
  for (let i = start; i <= end; ) {
    const length = i < end && bytes[i] >= 0x80 ? plainCharacter(bytes, i, end) : 1;
    if (length === 0 && from < 0) from = i;
    if (length > 0 && from >= 0) {
      emit(Shape.UNICODE, from, i);
      from = -1;
    }
    i += length || 1;
  }
}

/** Length in bytes of a whole UTF-8 character that no normalisation makes dangerous, else 0. */
function plainCharacter(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at];
  const isTail = (i: number) => i < end && (bytes[i] & 0xc0) === 0x80;
  if ((lead >= 0xc3 && lead <= 0xc9) || (lead >= 0xce && lead <= 0xd7)) {
    return isTail(at + 1) ? 2 : 0;
  }
  if (lead < 0xe2 || lead > 0xec || !isTail(at + 1) || !isTail(at + 2)) return 0;
  const second = bytes[at + 1];
  const third = bytes[at + 2];
  if (lead === 0xe2) {
    // U+2018-U+201E quotes, U+2022 bullet, U+2026 ellipsis, U+20AC euro.
    const quote = second === 0x80 && third >= 0x98 && third <= 0x9e;
    const mark = second === 0x80 && (third === 0xa2 || third === 0xa6);
    return quote || mark || (second === 0x82 && third === 0xac) ? 3 : 0;
  }
  // U+3041-U+30FF kana, U+3400 and above ideographs and Hangul; not U+3000 nor U+31xx-U+33xx.
  if (lead === 0xe3) return (second >= 0x81 && second <= 0x83) || second >= 0x90 ? 3 : 0;
  return lead === 0xea && second >= 0x98 && second <= 0xaf ? 0 : 3;
}

function scanNested(bytes: Uint8Array, start: number, end: number, emit: Emit): void {
  let i = start;
  for (;;) {
    if (i < end && (bytes[i] === 0x20 || (bytes[i] >= 0x09 && bytes[i] <= 0x0d))) i++;
    else if (i + 1 < end && bytes[i] === 0x5c && [0x6e, 0x72, 0x74].includes(bytes[i + 1])) i += 2;
    else break;
  }
  if (i < end && (bytes[i] === 0x7b || bytes[i] === 0x5b)) emit(Shape.NESTED, i, end);
}

function scanSecrets(
  bytes: Uint8Array,
  start: number,
  end: number,
  literals: readonly SecretLiteral[],
  emit: Emit,
): void {
  const tokens: [number, number][] = [];
  scanTokens(bytes, start, end, (shape, from, to) => {
    if (shape === Shape.TOKEN) tokens.push([from, to]);
  });
  const inToken = (at: number) => tokens.some(([from, to]) => at >= from - 4 && at <= to);
  scanNames(bytes, start, end, literals, emit);
  for (const literal of literals.filter(({ named }) => !named)) {
    const length = literal.text.length;
    for (let i = start; i + length <= end; i++) {
      if (!matchesLiteral(bytes, i, literal)) continue;
      if (literal.inToken && !inToken(i + length)) continue;
      if (literal.atWord && isWordByte(bytes, start, i - 1)) continue;
      if (literal.userinfo && !hasUserinfo(bytes, i + length, end)) continue;
      emit(Shape.SECRET, i, i + length);
    }
  }
}

const marks = new Set(Buffer.from(':=>$'));
/** What may stand between a name and its mark. */
const overlooked = new Set(Buffer.from(' "\'\\]`'));
const nameBytesMax = 64;
const overlookedMax = 8;

function scanNames(
  bytes: Uint8Array,
  start: number,
  end: number,
  literals: readonly SecretLiteral[],
  emit: Emit,
): void {
  const named = literals.filter((literal) => literal.named);
  for (let mark = start; mark < end; mark++) {
    if (!marks.has(bytes[mark])) continue;
    let floor = mark;
    while (floor > start && mark - floor < nameBytesMax && !marks.has(bytes[floor - 1])) floor--;
    let to = mark;
    while (to > floor && mark - to < overlookedMax && overlooked.has(bytes[to - 1])) to--;
    let from = to;
    while (from > floor && bytes[from - 1] !== 0x22) from--;
    for (const literal of named) {
      for (let i = from; i + literal.text.length <= to; i++) {
        if (!matchesLiteral(bytes, i, literal)) continue;
        if (literal.atWord && isWordByte(bytes, start, i - 1)) continue;
        if (literal.userinfo && !hasUserinfo(bytes, i + literal.text.length, end)) continue;
        emit(Shape.SECRET, i, i + literal.text.length);
      }
    }
  }
}

function matchesLiteral(bytes: Uint8Array, at: number, literal: SecretLiteral): boolean {
  for (let i = 0; i < literal.text.length; i++) {
    let byte = bytes[at + i];
    if (literal.ignoreCase && byte >= 0x41 && byte <= 0x5a) byte |= 0x20;
    if (byte !== literal.text.charCodeAt(i)) return false;
  }
  return true;
}

/** Bytes of user information (RFC 3986 section 3.2.1) that are looked through for its `@`. */
export const userinfoBytesMax = 256;

function hasUserinfo(bytes: Uint8Array, at: number, end: number): boolean {
  const stop = Math.min(end, at + userinfoBytesMax);
  for (let i = at; i < stop; i++) {
    if (bytes[i] === 0x40) return i > at;
    if (bytes[i] <= 0x20 || [0x2f, 0x22, 0x3c, 0x3e, 0x3f, 0x23].includes(bytes[i])) return false;
  }
  return false;
}
