// The table of paths: one entry per (parent, key), exact, kept for the life of the process. Entries
// are found by a seeded hash of all key bytes, of which at most PROBES_MAX slots are looked at, so
// that no choice of keys makes a look-up slow; keys are compared in full. The keys of one object
// beyond a number share one path, below which paths go on. Beyond any other bound a key gets the path
// UNKNOWN, whose children are UNKNOWN too.
import { lookAnywhere, shapesInside } from './shapes';

const ENTRY_BYTES: usize = 64;
/** Fields of an entry. The first sixteen key bytes lie in the entry itself, padded with zeros. */
const PARENT: usize = 0;
const KEY_AT: usize = 4;
const KEY_BYTES: usize = 8;
const HASH: usize = 12;
const SHAPES: usize = 16;
/** Id of the path of the members of this list, 0 = not met yet. */
const MEMBER: usize = 20;
/** Id of the key that last followed this one in its object, and of the first key of this object. */
const NEXT: usize = 24;
const FIRST: usize = 28;
const KEY_HEAD: usize = 32;
const CHILDREN: usize = 48;
/** Id of the path that the keys share for which this object had no more room, 0 = not met yet. */
const OTHER: usize = 52;

const SLOTS: u32 = PATH_SLOTS_BYTES / 4;
const PROBES_MAX: u32 = 16;
const COUNT_MAX: u32 = PATHS_MAX;
const CHILDREN_MAX: u32 = PATH_CHILDREN_MAX;
const KEY_MAX: u32 = PATH_KEY_BYTES_MAX;
const KEYS_END: usize = PATH_KEYS + PATH_KEYS_BYTES;
export const ROOT: u32 = 0;
export const UNKNOWN: u32 = 1;

let paths: u32 = 2;
let keysUsed: usize = PATH_KEYS;
let seedA: u64 = 0;
let seedB: u64 = 0;

/** Begins with the paths ROOT and UNKNOWN. The seeds are secret, so that hashes cannot be foreseen. */
export function pathsInit(a: u64, b: u64): void {
  seedA = a;
  seedB = b;
  store<u8>(PATH_VERDICTS + ROOT, 1);
  store<u8>(PATH_VERDICTS + UNKNOWN, 1);
  store<u32>(entryOf(UNKNOWN), u32.MAX_VALUE, SHAPES);
}

export function pathsCount(): u32 {
  return paths;
}

// @ts-ignore: decorator
@inline
function entryOf(path: u32): usize {
  return <usize>PATH_ENTRIES + <usize>path * ENTRY_BYTES;
}

/** All shapes where the path stands for many keys, each of which must be looked at. */
// @ts-ignore: decorator
@inline
export function shapesOfKey(path: u32): u32 {
  return load<u32>(entryOf(path), SHAPES);
}

/** Whether the path stands for many keys. */
export function isShared(path: u32): bool {
  return load<u32>(entryOf(path), KEY_AT) == 0;
}

export function pathParent(path: u32): u32 {
  return load<u32>(entryOf(path), PARENT);
}

/** Address of the key, 0 where the path has none. */
export function pathKey(path: u32): usize {
  return load<u32>(entryOf(path), KEY_AT);
}

export function pathKeyBytes(path: u32): u32 {
  return load<u32>(entryOf(path), KEY_BYTES);
}

/** Key expected after `before` in the object `parent` (0: its first key), 0 = none. */
// @ts-ignore: decorator
@inline
export function expectedKey(parent: u32, before: u32): u32 {
  return before ? load<u32>(entryOf(before), NEXT) : load<u32>(entryOf(parent), FIRST);
}

/** Remembers which key followed. */
// @ts-ignore: decorator
@inline
export function expectNext(parent: u32, before: u32, path: u32): void {
  if (parent == UNKNOWN || isShared(path) || (before && isShared(before))) return;
  if (before) store<u32>(entryOf(before), path, NEXT);
  else store<u32>(entryOf(parent), path, FIRST);
}

/** Length of the key of `path` if exactly it and a quote stand at `at`, else -1. */
// @ts-ignore: decorator
@inline
export function matchKey(path: u32, at: usize): i32 {
  const entry = entryOf(path);
  const length = load<u32>(entry, KEY_BYTES);
  const equal = i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(entry, KEY_HEAD)));
  if (length <= 16) {
    const differs = ~equal & ((1 << length) - 1);
    return differs == 0 && load<u8>(at + length) == 0x22 ? <i32>length : -1;
  }
  if (equal != 0xffff) return -1;
  if (load<u8>(at + length) != 0x22) return -1;
  return sameBytes(at, load<u32>(entry, KEY_AT), length) ? <i32>length : -1;
}

function sameBytes(a: usize, b: usize, bytes: u32): bool {
  let i: u32 = 0;
  for (; i + 8 <= bytes; i += 8) {
    if (load<u64>(a + i) != load<u64>(b + i)) return false;
  }
  for (; i < bytes; i++) {
    if (load<u8>(a + i) != load<u8>(b + i)) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function mix(a: u64, b: u64): u64 {
  const x = (a ^ seedA) * 0x9e3779b97f4a7c15;
  const y = (b ^ seedB) * 0xc2b2ae3d27d4eb4f;
  const z = (x ^ (x >> 32)) + rotl<u64>(y ^ (y >> 29), 27);
  return (z ^ (z >> 31)) * 0xd6e8feb86659fd93;
}

function hashOf(parent: u32, key: usize, bytes: u32): u32 {
  let hash = mix((<u64>parent << 32) | bytes, seedB);
  let i: u32 = 0;
  for (; i + 8 <= bytes; i += 8) hash = mix(hash, load<u64>(key + i));
  if (i < bytes) {
    let tail: u64 = 0;
    for (let shift: u64 = 0; i < bytes; i++, shift += 8) tail |= (<u64>load<u8>(key + i)) << shift;
    hash = mix(hash, tail);
  }
  return <u32>(hash >> 32);
}

/** Path of `key` inside `parent`: found, added, or UNKNOWN beyond the bounds. */
export function pathChild(parent: u32, key: usize, bytes: u32): u32 {
  if (parent == UNKNOWN) return UNKNOWN;
  const hash = hashOf(parent, key, bytes);
  for (let probe: u32 = 0; probe < PROBES_MAX; probe++) {
    const slot: usize = PATH_SLOTS + ((hash + probe) & (SLOTS - 1)) * 4;
    const path = load<u32>(slot);
    if (path == 0) return addPath(slot, parent, key, bytes, hash);
    const entry = entryOf(path);
    if (
      load<u32>(entry, HASH) == hash && load<u32>(entry, PARENT) == parent &&
      load<u32>(entry, KEY_BYTES) == bytes && sameBytes(key, load<u32>(entry, KEY_AT), bytes)
    ) {
      return path;
    }
  }
  return UNKNOWN;
}

/** As `pathChild`, for a key that is not part of a text under the walk. */
export function pathAdd(parent: u32, key: usize, bytes: u32): u32 {
  lookAnywhere();
  return pathChild(parent, key, bytes);
}

function addPath(slot: usize, parent: u32, key: usize, bytes: u32, hash: u32): u32 {
  const children = load<u32>(entryOf(parent), CHILDREN);
  if (children >= CHILDREN_MAX) return otherPath(parent);
  if (paths >= COUNT_MAX || bytes > KEY_MAX || keysUsed + bytes > KEYS_END) return UNKNOWN;
  const path = newPath(parent);
  const entry = entryOf(path);
  memory.copy(keysUsed, key, bytes);
  memory.copy(entry + KEY_HEAD, key, min<u32>(bytes, 16));
  store<u32>(entry, <u32>keysUsed, KEY_AT);
  store<u32>(entry, bytes, KEY_BYTES);
  store<u32>(entry, hash, HASH);
  store<u32>(entry, shapesInside(key, key + bytes, u32.MAX_VALUE), SHAPES);
  keysUsed += bytes;
  store<u32>(entryOf(parent), children + 1, CHILDREN);
  store<u32>(slot, path);
  return path;
}

/** The path of all keys of `parent` beyond those that have one each. */
function otherPath(parent: u32): u32 {
  const known = load<u32>(entryOf(parent), OTHER);
  if (known) return known;
  if (paths >= COUNT_MAX) return UNKNOWN;
  const path = newPath(parent);
  store<u32>(entryOf(path), u32.MAX_VALUE, SHAPES);
  store<u32>(entryOf(parent), path, OTHER);
  return path;
}

/** Whether the path is that of many keys, and not of the members of a list. */
export function pathIsOther(path: u32): bool {
  return path > UNKNOWN && load<u32>(entryOf(pathParent(path)), OTHER) == path;
}

function newPath(parent: u32): u32 {
  const path = paths++;
  store<u32>(entryOf(path), parent, PARENT);
  store<u8>(PATH_VERDICTS + path, 1);
  return path;
}

/** A path without parent or key, under which a caller hangs texts of its own kind. */
export function pathRoot(): u32 {
  return paths < COUNT_MAX ? newPath(ROOT) : UNKNOWN;
}

/** Path of the members of the list `parent`. */
export function pathMember(parent: u32): u32 {
  if (parent == UNKNOWN) return UNKNOWN;
  const known = load<u32>(entryOf(parent), MEMBER);
  if (known) return known;
  if (paths >= COUNT_MAX) return UNKNOWN;
  const path = newPath(parent);
  store<u32>(entryOf(parent), path, MEMBER);
  return path;
}

/** Finds the shapes of all keys again, after the secret literals changed. */
export function pathsReshape(): void {
  lookAnywhere();
  for (let path: u32 = 2; path < paths; path++) {
    const entry = entryOf(path);
    const key: usize = load<u32>(entry, KEY_AT);
    if (key == 0) continue;
    store<u32>(entry, shapesInside(key, key + load<u32>(entry, KEY_BYTES), u32.MAX_VALUE), SHAPES);
  }
}
