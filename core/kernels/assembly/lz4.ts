// LZ4 blocks (lz4_Block_format.md). Copies go sixteen bytes at a time and may write up to 15 bytes
// past what they copy; the regions' guards and the blocks' own limits leave room for that.

export const MIN_MATCH: u32 = 4;
/** No match may begin within the last 12 bytes nor reach into the last 5 (the format's end rules). */
const LAST_MATCH_START: usize = 12;
const LAST_LITERALS: usize = 5;
/** 16 KB of positions: half of a core's nearest cache. */
export const HASH_BITS: u32 = 13;
/** An odd multiplier, for the high bits of its product to depend on all eight bytes. */
const HASH_FACTOR: u64 = 0xcf1bbcdcb7a56463;
/** After 2^3 misses in a row the search begins to skip. */
export const SKIP_TRIGGER: u32 = 3;

export const FAULT_MALFORMED: u32 = 1;
export const FAULT_TOO_LONG: u32 = 2;

/** Reports a fault and where it was found; returns 0. */
export function fault(kind: u32, at: usize): usize {
  store<u32>(REPORT, kind);
  store<u32>(REPORT, <u32>at, 4);
  return 0;
}

// @ts-ignore: decorator
@inline
export function copyForward(to: usize, from: usize, bytes: usize): void {
  let done: usize = 0;
  do {
    v128.store(to + done, v128.load(from + done));
    done += 16;
  } while (done < bytes);
}

/** Fills LZ4_PATTERNS: for each offset below 16, which of its bytes stands at each of sixteen places. */
export function lz4Init(): void {
  for (let offset: usize = 1; offset < 16; offset++) {
    for (let i: usize = 0; i < 16; i++) store<u8>(LZ4_PATTERNS + offset * 16 + i, <u8>(i % offset));
  }
}

/** Copies `bytes` bytes that begin `offset` < 16 bytes before `to`, repeating themselves. */
export function copyRepeating(to: usize, offset: usize, bytes: usize): void {
  const pattern = v128.load(LZ4_PATTERNS + offset * 16);
  v128.store(to, i8x16.swizzle(v128.load(to - offset), pattern));
  if (bytes <= 16) return;
  // From here on sixteen bytes are there, which repeat at any multiple of the offset.
  const distance = offset * ((15 + offset) / offset);
  copyForward(to + 16, to + 16 - distance, bytes - 16);
}

/**
 * Decodes one block [from, end) to `to`; matches may reach back to `low`. Returns the end of what
 * was written, or 0 with a report: 1 malformed, 2 longer than up to `limit`.
 */
export function lz4Decode(from: usize, end: usize, to: usize, limit: usize, low: usize): usize {
  let source = from;
  let target = to;
  while (source < end) {
    const start = source;
    const token: u32 = load<u8>(source++);
    let literals: usize = token >> 4;
    const isShort = literals != 15;
    if (!isShort) {
      let more: u32 = 255;
      while (more == 255) {
        if (source >= end) return fault(FAULT_MALFORMED, source);
        more = load<u8>(source++);
        literals += more;
      }
    }
    if (literals > end - source) return fault(FAULT_MALFORMED, start);
    if (literals > limit - target) return fault(FAULT_TOO_LONG, start);
    // Sixteen bytes at once where that is enough: a loop of changing length costs more.
    if (isShort) v128.store(target, v128.load(source));
    else copyForward(target, source, literals);
    source += literals;
    target += literals;
    if (source == end) return target;
    if (end - source < 2) return fault(FAULT_MALFORMED, source);
    const offset: usize = load<u16>(source);
    source += 2;
    if (offset == 0 || offset > target - low) return fault(FAULT_MALFORMED, source - 2);
    let length: usize = token & 15;
    if (length == 15) {
      let more: u32 = 255;
      while (more == 255) {
        if (source >= end) return fault(FAULT_MALFORMED, source);
        more = load<u8>(source++);
        length += more;
      }
    }
    length += MIN_MATCH;
    if (length > limit - target) return fault(FAULT_TOO_LONG, start);
    if (offset < 16) copyRepeating(target, offset, length);
    else {
      v128.store(target, v128.load(target - offset));
      if (length > 16) copyForward(target + 16, target + 16 - offset, length - 16);
    }
    target += length;
  }
  // A block ends with literals; one that ends with a match, or is empty, is malformed.
  return fault(FAULT_MALFORMED, source);
}

/**
 * Where the position of the last eight bytes like those at `at` is kept. Eight rather than four: the
 * last place of four is in most texts that of one word, the last of eight that of a longer run, so
 * that there are fewer sequences to write and to read.
 */
// @ts-ignore: decorator
@inline
export function slotOf(at: usize): usize {
  return LZ4_HASH + (<usize>((load<u64>(at) * HASH_FACTOR) >>> (64 - HASH_BITS)) << 1);
}

// @ts-ignore: decorator
@inline
function writeLength(to: usize, length: usize): usize {
  while (length >= 255) {
    store<u8>(to++, 255);
    length -= 255;
  }
  store<u8>(to++, <u8>length);
  return to;
}

/** Writes a token, its literals [from, from + literals), and leaves the match length to the caller. */
// @ts-ignore: decorator
@inline
function writeLiterals(to: usize, from: usize, literals: usize, matchNibble: u32): usize {
  if (literals < 15) {
    store<u8>(to, <u8>((<u32>literals << 4) | matchNibble));
    v128.store(to, v128.load(from), 1);
    return to + 1 + literals;
  }
  store<u8>(to, <u8>(0xf0 | matchNibble));
  to = writeLength(to + 1, literals - 15);
  copyForward(to, from, literals);
  return to + literals;
}

/** Number of equal bytes at `a` and `b`, `a` not going past `stop`. */
// @ts-ignore: decorator
@inline
export function commonLength(a: usize, b: usize, stop: usize): usize {
  const start = a;
  while (a < stop) {
    const unequal = i8x16.bitmask(i8x16.ne(v128.load(a), v128.load(b)));
    if (unequal) return min<usize>(a + <usize>ctz(unequal), stop) - start;
    a += 16;
    b += 16;
  }
  return stop - start;
}

/** Number of equal bytes in front of `a` and `b`, at most `most`. */
// @ts-ignore: decorator
@inline
export function commonBefore(a: usize, b: usize, most: usize): usize {
  let length: usize = 0;
  while (length < most) {
    const difference = load<u64>(a - length - 8) ^ load<u64>(b - length - 8);
    if (difference) return min<usize>(length + <usize>(clz(difference) >> 3), most);
    length += 8;
  }
  return most;
}

/** Encodes [from, end), at most 64 KiB, as one independent block at `to`; returns its end. */
export function lz4Encode(from: usize, end: usize, to: usize): usize {
  let anchor = from;
  let target = to;
  if (end - from > LAST_MATCH_START) {
    memory.fill(LZ4_HASH, 0, 2 << HASH_BITS);
    const lastStart = end - LAST_MATCH_START;
    const matchStop = end - LAST_LITERALS;
    let source = from + 1;
    let misses: u32 = 1 << SKIP_TRIGGER;
    while (source <= lastStart) {
      const slot = slotOf(source);
      let candidate = from + load<u16>(slot);
      store<u16>(slot, <u16>(source - from));
      if (load<u32>(candidate) != load<u32>(source)) {
        source += misses++ >> SKIP_TRIGGER;
        continue;
      }
      misses = 1 << SKIP_TRIGGER;
      const length = commonLength(source + MIN_MATCH, candidate + MIN_MATCH, matchStop);
      const before = commonBefore(source, candidate, min<usize>(source - anchor, candidate - from));
      const whole = before + length;
      target = writeLiterals(target, anchor, source - before - anchor, min<u32>(<u32>whole, 15));
      store<u16>(target, <u16>(source - candidate));
      target += 2;
      if (whole >= 15) target = writeLength(target, whole - 15);
      source += MIN_MATCH + length;
      anchor = source;
      if (source <= lastStart) store<u16>(slotOf(source - 2), <u16>(source - 2 - from));
    }
  }
  return writeLiterals(target, anchor, end - anchor, 0);
}
