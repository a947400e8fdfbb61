// JSON walk: strict RFC 8259 grammar over one text, leaves into TABLE. Held to json.reference.ts. The
// walk is a loop over two states, before and behind a value, with a stack of open containers, so that
// depth costs no machine stack; when TABLE is full it stops between two tokens and is called again.
import {
  expectedKey, expectNext, matchKey, pathChild, pathMember, shapesOfKey, UNKNOWN,
} from './paths';
import { clearGuard, isHex } from './text';
import { shapesInside } from './shapes';

const RECORD: u32 = 20;
const CAPACITY: u32 = TABLE_BYTES / 20;
const DEPTH_MAX: u32 = JSON_DEPTH_MAX;

/** Results beside a count of leaves. */
const FULL: i32 = -1;
const FAULT: i32 = -2;

/** Where the walk stands, kept from call to call while TABLE is full. */
let at: usize = 0;
let end: usize = 0;
let depth: u32 = 0;
/** Path of the value at `at`, and of the container around it. */
let path: u32 = 0;
let container: u32 = 0;
let inObject: bool = false;
/** Key before this one in the same object, 0 = none. */
let lastKey: u32 = 0;
let behind: bool = false;

let bias: u32 = 0;
let wanted: u32 = 0;
let emitVerdicts: u32 = 0;
let emitAll: bool = false;
let leaves: u32 = 0;

/** Set by `stringEnd`. */
let escaped: bool = false;

function fault(code: u32, where: usize): i32 {
  store<u32>(REPORT, where >= end ? <u32>JSON_FAULT_END : code);
  store<u32>(REPORT, <u32>min(where, end) - bias, 4);
  return FAULT;
}

/** Begins a walk of [start, stop). Leaves carry offsets relative to `from`. */
export function jsonBegin(
  start: usize, stop: usize, from: u32, root: u32, shapes: u32, verdicts: u32, all: bool,
): void {
  clearGuard(stop);
  at = start;
  end = stop;
  bias = from;
  path = root;
  container = root;
  wanted = shapes;
  emitVerdicts = verdicts;
  emitAll = all;
  depth = 0;
  inObject = false;
  lastKey = 0;
  behind = false;
}

// @ts-ignore: decorator
@inline
function skipSpace(from: usize): usize {
  let i = from;
  while (true) {
    const byte: u32 = load<u8>(i);
    if (byte > 0x20) return i;
    if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) return i;
    i++;
  }
}

function emitLeaf(leafPath: u32, from: usize, to: usize, kind: u32, shapes: u32): void {
  const record: usize = TABLE + leaves * RECORD;
  store<u32>(record, leafPath);
  store<u32>(record, <u32>from - bias, 4);
  store<u32>(record, <u32>to - bias, 8);
  store<u32>(record, kind, 12);
  store<u32>(record, shapes & wanted, 16);
  leaves++;
}

// @ts-ignore: decorator
@inline
function isWatched(leafPath: u32): bool {
  return emitAll || (load<u8>(PATH_VERDICTS + leafPath) & emitVerdicts) != 0;
}

/**
 * Walks on. Returns the number of leaves in TABLE at the end of the text, FULL when TABLE must be
 * emptied first (their number is then in REPORT), or FAULT with code and offset in REPORT.
 */
export function jsonWalk(): i32 {
  leaves = 0;
  while (true) {
    if (leaves + 2 > CAPACITY) {
      store<u32>(REPORT, leaves);
      return FULL;
    }
    const result = behind ? behindValue() : beforeValue();
    if (result == 1) return <i32>leaves;
    if (result == FAULT) return FAULT;
  }
}

/** Reads a scalar, or opens a container. */
function beforeValue(): i32 {
  at = skipSpace(at);
  const byte: u32 = load<u8>(at);
  if (byte == 0x22) return stringLeaf();
  if (byte == 0x7b) return openObject();
  if (byte == 0x5b) return openArray();
  if (byte == 0x2d || byte - 0x30 < 10) return numberLeaf();
  return literalLeaf(byte);
}

function stringLeaf(): i32 {
  const from = at + 1;
  const to = stringEnd(from);
  if (to == 0) return FAULT;
  const shapes = wanted ? shapesInside(from, to, wanted) : 0;
  if (shapes || isWatched(path)) {
    emitLeaf(path, from, to, JSON_KIND_STRING | (escaped ? JSON_ESCAPED : 0), shapes);
  }
  at = to + 1;
  behind = true;
  return 0;
}

/** Position of the closing quote of a string whose text begins at `from`, or 0 after a fault. */
function stringEnd(from: usize): usize {
  const quote = i8x16.splat(0x22);
  const slash = i8x16.splat(0x5c);
  const space = i8x16.splat(0x20);
  escaped = false;
  let i = from;
  while (true) {
    const bytes = v128.load(i);
    const stops = i8x16.bitmask(v128.or(
      v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, slash)),
      i8x16.lt_u(bytes, space),
    ));
    if (stops == 0) {
      i += 16;
      continue;
    }
    i += ctz(stops);
    const byte: u32 = load<u8>(i);
    if (byte == 0x22) return i;
    if (byte != 0x5c) {
      fault(JSON_FAULT_CONTROL, i);
      return 0;
    }
    escaped = true;
    const next: u32 = load<u8>(i + 1);
    if (next == 0x75) {
      for (let digit: usize = 2; digit < 6; digit++) {
        if (!isHex(load<u8>(i + digit))) {
          fault(JSON_FAULT_ESCAPE, i + digit);
          return 0;
        }
      }
      i += 6;
    } else if (
      next == 0x6e || next == 0x22 || next == 0x5c || next == 0x2f || next == 0x72 ||
      next == 0x74 || next == 0x62 || next == 0x66
    ) {
      i += 2;
    } else {
      fault(JSON_FAULT_ESCAPE, i + 1);
      return 0;
    }
  }
}

// @ts-ignore: decorator
@inline
function skipDigits(from: usize): usize {
  let i = from;
  while (<u32>load<u8>(i) - 0x30 < 10) i++;
  return i;
}

function numberLeaf(): i32 {
  const from = at;
  let i = from;
  const negative = load<u8>(i) == 0x2d;
  if (negative) i++;
  const whole = i;
  i = skipDigits(i);
  const wholeDigits = i - whole;
  if (wholeDigits == 0 || (wholeDigits > 1 && load<u8>(whole) == 0x30)) {
    return fault(JSON_FAULT_NUMBER, wholeDigits == 0 ? i : whole + 1);
  }
  let plain = !negative;
  if (load<u8>(i) == 0x2e) {
    plain = false;
    const fraction = skipDigits(i + 1);
    if (fraction == i + 1) return fault(JSON_FAULT_NUMBER, fraction);
    i = fraction;
  }
  let shapes: u32 = 0;
  if ((load<u8>(i) | 0x20) == 0x65) {
    plain = false;
    const sign: u32 = load<u8>(i + 1);
    const first = sign == 0x2b || sign == 0x2d ? i + 2 : i + 1;
    if (sign != 0x2d) shapes = SHAPE_DIGITS;
    i = skipDigits(first);
    if (i == first) return fault(JSON_FAULT_NUMBER, i);
  }
  at = i;
  behind = true;
  const length = i - from;
  if (shapes == 0 && length >= 7 && wanted & SHAPE_DIGITS) {
    if (plain) {
      const isEpoch = load<u8>(from) == 0x31 &&
        (length == 10 || length == 13 || length == 16 || length == 19);
      if (!isEpoch) shapes = SHAPE_DIGITS;
    } else shapes = shapesInside(from, i, SHAPE_DIGITS);
  }
  shapes &= wanted;
  if (shapes || isWatched(path)) emitLeaf(path, from, i, JSON_KIND_NUMBER, shapes);
  return 0;
}

function literalLeaf(byte: u32): i32 {
  const from = at;
  let kind: u32 = 0;
  let length: usize = 4;
  if (load<u32>(from) == 0x65757274) kind = JSON_KIND_TRUE;
  else if (load<u32>(from) == 0x6c6c756e) kind = JSON_KIND_NULL;
  else if (byte == 0x66 && load<u32>(from + 1) == 0x65736c61) {
    kind = JSON_KIND_FALSE;
    length = 5;
  } else return fault(JSON_FAULT_SYNTAX, from);
  at = from + length;
  behind = true;
  if (isWatched(path)) emitLeaf(path, from, at, kind, 0);
  return 0;
}

/** Saves the container around the one that opens at `at`. */
function push(): i32 {
  if (depth >= DEPTH_MAX) return fault(JSON_FAULT_DEPTH, at);
  const frame: usize = JSON_STACK + depth * 12;
  store<u32>(frame, container);
  store<u32>(frame, lastKey, 4);
  store<u32>(frame, inObject ? 1 : 0, 8);
  depth++;
  container = path;
  lastKey = 0;
  return 0;
}

function pop(): void {
  depth--;
  const frame: usize = JSON_STACK + depth * 12;
  container = load<u32>(frame);
  lastKey = load<u32>(frame, 4);
  inObject = load<u32>(frame, 8) != 0;
  behind = true;
}

function openArray(): i32 {
  if (push() == FAULT) return FAULT;
  inObject = false;
  at = skipSpace(at + 1);
  if (load<u8>(at) == 0x5d) {
    at++;
    pop();
    return 0;
  }
  path = pathMember(container);
  behind = false;
  return 0;
}

function openObject(): i32 {
  if (push() == FAULT) return FAULT;
  inObject = true;
  at = skipSpace(at + 1);
  if (load<u8>(at) == 0x7d) {
    at++;
    pop();
    return 0;
  }
  return key();
}

/** Reads a key and its colon at `at`, and sets the path of the value behind them. */
function key(): i32 {
  if (load<u8>(at) != 0x22) return fault(JSON_FAULT_SYNTAX, at);
  const from = at + 1;
  const expected = expectedKey(container, lastKey);
  let to: usize = 0;
  let length: i32 = expected ? matchKey(expected, from) : -1;
  if (length >= 0) {
    path = expected;
    to = from + length;
  } else {
    to = stringEnd(from);
    if (to == 0) return FAULT;
    path = pathChild(container, from, <u32>(to - from));
    expectNext(container, lastKey, path);
  }
  lastKey = path;
  if (wanted) keyLeaf(from, to);
  at = skipSpace(to + 1);
  if (load<u8>(at) != 0x3a) return fault(JSON_FAULT_SYNTAX, at);
  at++;
  behind = false;
  return 0;
}

function keyLeaf(from: usize, to: usize): void {
  const shapes = path == UNKNOWN ? shapesInside(from, to, wanted) : shapesOfKey(path) & wanted;
  if (shapes == 0) return;
  let hasEscape = false;
  for (let i = from; i < to; i++) hasEscape = hasEscape || load<u8>(i) == 0x5c;
  emitLeaf(path, from, to, JSON_KIND_KEY | (hasEscape ? JSON_ESCAPED : 0), shapes);
}

/** Reads what stands behind a value. Returns 1 at the end of the text. */
function behindValue(): i32 {
  at = skipSpace(at);
  const byte: u32 = load<u8>(at);
  if (depth == 0) {
    if (at != end) return fault(JSON_FAULT_TRAILING, at);
    return 1;
  }
  if (byte == 0x2c) {
    at = skipSpace(at + 1);
    if (inObject) return key();
    path = pathMember(container);
    behind = false;
    return 0;
  }
  if (byte != (inObject ? 0x7d : 0x5d)) return fault(JSON_FAULT_SYNTAX, at);
  at++;
  pop();
  return 0;
}
