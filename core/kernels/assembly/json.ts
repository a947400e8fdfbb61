// JSON walk: strict RFC 8259 grammar over one text, leaves into TABLE. Held to json.reference.ts. One
// loop reads a key, a value and what stands behind it, with a stack of open containers, so that depth
// costs no machine stack; when TABLE is full it stops in front of a value and is called again.
import {
  beginScalars, classedEnd, encoded, escaped, interesting, numberEnd, numberShapes, report, stringEnd,
} from './json-scalars';
import {
  expectedKey, expectNext, isShared, matchKey, pathChild, pathMember, shapesOfKey,
} from './paths';
import { isDull } from './dull';
import { formLabel } from './forms';
import { beginLeaves, passingLeaf, shapesInside } from './shapes';
import { clearGuard } from './text';

const RECORD: usize = 20;
const TABLE_LIMIT: usize = TABLE + TABLE_BYTES - 2 * 20;
const FRAME: usize = 16;
const STACK_LIMIT: usize = JSON_STACK + <usize>JSON_DEPTH_MAX * 16;

/** Results beside a count of leaves. */
const FULL: i32 = -1;
const FAULT: i32 = -2;

/** Where the walk stands while TABLE is full. */
let savedAt: usize = 0;
let savedFrame: usize = 0;
let savedPath: u32 = 0;
let savedContainer: u32 = 0;
let savedLastKey: u32 = 0;
let savedInObject: bool = false;
let savedNeedKey: bool = false;

/** What is asked for, the same for the whole walk. */
let end: usize = 0;
let bias: u32 = 0;
let wanted: u32 = 0;
let emitVerdicts: u32 = 0;
let emitAll: bool = false;
let planNumber: u32 = 0;

/** End of the leaves in TABLE. */
let leafAt: usize = 0;

/** The bytes behind the text, which may be the next text's, are put back when the walk is done. */
function saveGuard(stop: usize): void {
  for (let i: usize = 0; i < 64; i += 16) v128.store(SAVED + i, v128.load(stop + i));
}

function restoreGuard(): void {
  for (let i: usize = 0; i < 64; i += 16) v128.store(end + i, v128.load(SAVED + i));
}

function fault(code: u32, where: usize): i32 {
  report(code, where);
  return FAULT;
}

// @ts-ignore: decorator
@inline
function isSpace(byte: u32): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09;
}

// @ts-ignore: decorator
@inline
function skipSpace(from: usize): usize {
  let i = from;
  while (isSpace(load<u8>(i))) i++;
  return i;
}

function emitLeaf(leafPath: u32, from: usize, to: usize, kind: u32, shapes: u32): void {
  const record = leafAt;
  store<u32>(record, leafPath);
  store<u32>(record, <u32>from - bias, 4);
  store<u32>(record, <u32>to - bias, 8);
  store<u32>(record, kind, 12);
  store<u32>(record, shapes & wanted, 16);
  leafAt = record + RECORD;
}

/** A string at a path whose strings the caller judges, with what the form of the path says of it. */
function emitKnown(leafPath: u32, from: usize, to: usize): void {
  const form: u32 = load<u8>(PATH_FORMS + leafPath);
  const told = form && to - from <= <usize>FORM_BYTES_MAX ? (form << 8) | formLabel(form, from, to) : 0;
  emitLeaf(leafPath, from, to, JSON_KIND_STRING | JSON_UNTOLD, 0);
  store<u32>(leafAt - RECORD, told, 16);
}

// @ts-ignore: decorator
@inline
function isWatched(leafPath: u32): bool {
  return (load<u8>(PATH_VERDICTS + leafPath) & emitVerdicts) != 0 || emitAll;
}

/** Whether the string, which has no shape, is dull to the plan that alone wants it. */
// @ts-ignore: decorator
@inline
function letsGo(leafPath: u32, from: usize, to: usize): bool {
  const verdict: u32 = load<u8>(PATH_VERDICTS + leafPath);
  if (planNumber == 0 || encoded || emitAll || (verdict & emitVerdicts) != VERDICT_WANTED) return false;
  return isDull(leafPath, planNumber, from, to);
}

/** Whether strings at the path are judged by the caller, without their shapes. */
// @ts-ignore: decorator
@inline
function isKnown(leafPath: u32): bool {
  return (load<u8>(PATH_VERDICTS + leafPath) & emitVerdicts & VERDICT_KNOWN) != 0;
}

/**
 * Walks [start, stop). Leaves carry offsets relative to `from`. Returns the number of leaves in TABLE
 * at the end of the text, FULL when TABLE must be emptied first (their number is then in REPORT),
 * after which `jsonResume` goes on, or FAULT with code and offset in REPORT.
 */
export function jsonWalk(
  start: usize, stop: usize, from: u32, root: u32, shapes: u32, verdicts: u32, all: bool,
  plan: u32,
): i32 {
  saveGuard(stop);
  clearGuard(stop);
  beginScalars(stop, from);
  end = stop;
  bias = from;
  wanted = shapes;
  emitVerdicts = verdicts;
  emitAll = all;
  planNumber = plan;
  savedAt = start;
  savedFrame = JSON_STACK;
  savedPath = root;
  savedContainer = root;
  savedLastKey = 0;
  savedInObject = false;
  savedNeedKey = false;
  if (shapes) beginLeaves(start, stop, shapes);
  return jsonResume();
}

/** Goes on where TABLE was full. */
export function jsonResume(): i32 {
  const result = walk();
  if (result != FULL) restoreGuard();
  return result;
}

function walk(): i32 {
  let at = savedAt;
  let frame = savedFrame;
  let path = savedPath;
  let container = savedContainer;
  let lastKey = savedLastKey;
  let inObject = savedInObject;
  let needKey = savedNeedKey;
  leafAt = TABLE;
  while (true) {
    if (leafAt > TABLE_LIMIT) {
      savedAt = at;
      savedFrame = frame;
      savedPath = path;
      savedContainer = container;
      savedLastKey = lastKey;
      savedInObject = inObject;
      savedNeedKey = needKey;
      store<u32>(REPORT, <u32>(leafAt - TABLE) / <u32>RECORD);
      return FULL;
    }
    if (needKey) {
      if (load<u8>(at) != 0x22) return fault(JSON_FAULT_SYNTAX, at);
      const from = at + 1;
      const expected = expectedKey(container, lastKey);
      let to: usize = 0;
      const length: i32 = expected ? matchKey(expected, from) : -1;
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
      if (wanted & shapesOfKey(path)) keyLeaf(path, from, to);
      at = to + 1;
      if (load<u8>(at) != 0x3a) {
        at = skipSpace(at);
        if (load<u8>(at) != 0x3a) return fault(JSON_FAULT_SYNTAX, at);
      }
      at++;
    }
    let byte: u32 = load<u8>(at);
    if (byte <= 0x20) {
      at = skipSpace(at);
      byte = load<u8>(at);
    }
    if (byte == 0x22) {
      const from = at + 1;
      const to = wanted ? classedEnd(from) : stringEnd(from);
      if (to == 0) return FAULT;
      if (wanted && !encoded && isKnown(path)) {
        emitKnown(path, from, to);
      } else {
        const shapes = wanted && interesting ? leafShapes(from, to) : 0;
        if (shapes || isWatched(path) && !letsGo(path, from, to)) {
          emitLeaf(path, from, to, JSON_KIND_STRING | (escaped ? JSON_ESCAPED : 0), shapes);
        }
      }
      at = to + 1;
    } else if (byte - 0x30 < 10 || byte == 0x2d) {
      const to = numberEnd(at);
      if (to == 0) return FAULT;
      const shapes = numberShapes(at, to) & wanted;
      if (shapes || isWatched(path)) emitLeaf(path, at, to, JSON_KIND_NUMBER, shapes);
      at = to;
    } else if ((byte | 0x20) == 0x7b) {
      if (frame >= STACK_LIMIT) return fault(JSON_FAULT_DEPTH, at);
      at = skipSpace(at + 1);
      if (load<u8>(at) == byte + 2) {
        at++;
      } else {
        store<u32>(frame, container);
        store<u32>(frame, lastKey, 4);
        store<u32>(frame, inObject ? 1 : 0, 8);
        frame += FRAME;
        container = path;
        lastKey = 0;
        inObject = byte == 0x7b;
        needKey = inObject;
        if (!inObject) path = pathMember(container);
        continue;
      }
    } else {
      const to = literalEnd(at);
      if (to == 0) return fault(JSON_FAULT_SYNTAX, at);
      if (isWatched(path)) emitLeaf(path, at, to, literalKind(byte), 0);
      at = to;
    }
    // Behind a value: close containers until a comma or the end of the text.
    while (true) {
      byte = load<u8>(at);
      if (byte <= 0x20) {
        at = skipSpace(at);
        byte = load<u8>(at);
      }
      if (frame == JSON_STACK) {
        if (at != end) return fault(JSON_FAULT_TRAILING, at);
        return <i32>(<u32>(leafAt - TABLE) / <u32>RECORD);
      }
      if (byte == 0x2c) {
        at++;
        if (load<u8>(at) <= 0x20) at = skipSpace(at);
        needKey = inObject;
        if (!inObject) path = pathMember(container);
        break;
      }
      if (byte != <u32>(inObject ? 0x7d : 0x5d)) return fault(JSON_FAULT_SYNTAX, at);
      at++;
      frame -= FRAME;
      container = load<u32>(frame);
      lastKey = load<u32>(frame, 4);
      inObject = load<u32>(frame, 8) != 0;
    }
  }
}

// @ts-ignore: decorator
@inline
function leafShapes(from: usize, to: usize): u32 {
  const passing = passingLeaf(from, to);
  return passing >= 0 ? <u32>passing & wanted : shapesInside(from, to, wanted);
}

/** End of true, false or null at `from`, or 0. */
// @ts-ignore: decorator
@inline
function literalEnd(from: usize): usize {
  const word = load<u32>(from);
  if (word == 0x65757274 || word == 0x6c6c756e) return from + 4;
  return word == 0x736c6166 && load<u8>(from + 4) == 0x65 ? from + 5 : 0;
}

// @ts-ignore: decorator
@inline
function literalKind(first: u32): u32 {
  return first == 0x74 ? JSON_KIND_TRUE : first == 0x66 ? JSON_KIND_FALSE : JSON_KIND_NULL;
}

function keyLeaf(path: u32, from: usize, to: usize): void {
  const shapes = isShared(path) ? shapesInside(from, to, wanted) : shapesOfKey(path) & wanted;
  if (shapes == 0) return;
  let hasEscape = false;
  for (let i = from; i < to; i++) hasEscape = hasEscape || load<u8>(i) == 0x5c;
  emitLeaf(path, from, to, JSON_KIND_KEY | (hasEscape ? JSON_ESCAPED : 0), shapes);
}
