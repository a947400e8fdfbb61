// Raw Snappy blocks (format_description.txt). Copies go sixteen bytes at a time and may write up to 15
// bytes past what they copy, as in lz4.ts, whose search for matches the encoder shares.
import {
  commonBefore, commonLength, copyForward, copyRepeating, fault, FAULT_MALFORMED, FAULT_TOO_LONG,
  HASH_BITS, MIN_MATCH, SKIP_TRIGGER, slotOf,
} from './lz4';

/** Literals of up to so many bytes have their length in the tag. */
const TAG_LITERALS: usize = 60;
/** Matches are searched within stretches of 64 KiB, and do not begin in the last bytes of one. */
const STRETCH: usize = 65536;
const MARGIN: usize = 16;
/** The longest copy of one element. */
const COPY_MAX: usize = 64;

/**
 * Decodes the elements [from, end) of one block to `to`; copies may reach back to `to`. Returns the
 * end of what was written, or 0 with a report: 1 malformed, 2 longer than up to `limit`.
 */
export function snappyDecode(from: usize, end: usize, to: usize, limit: usize): usize {
  let source = from;
  let target = to;
  while (source < end) {
    const start = source;
    const tag: u32 = load<u8>(source++);
    const kind = tag & 3;
    let length: usize = (tag >> 2) + 1;
    if (kind == 0) {
      if (length > TAG_LITERALS) {
        const width: usize = length - TAG_LITERALS;
        if (width > end - source) return fault(FAULT_MALFORMED, start);
        const rest: u32 = load<u32>(source) & (u32.MAX_VALUE >> (32 - (<u32>width << 3)));
        if (rest == u32.MAX_VALUE) return fault(FAULT_MALFORMED, start);
        length = <usize>rest + 1;
        source += width;
      }
      if (length > end - source) return fault(FAULT_MALFORMED, start);
      if (length > limit - target) return fault(FAULT_TOO_LONG, start);
      copyForward(target, source, length);
      source += length;
      target += length;
      continue;
    }
    let offset: usize;
    if (kind == 1) {
      if (source >= end) return fault(FAULT_MALFORMED, start);
      length = ((tag >> 2) & 7) + 4;
      offset = <usize>((tag >> 5) << 8) | load<u8>(source);
      source += 1;
    } else if (kind == 2) {
      if (end - source < 2) return fault(FAULT_MALFORMED, start);
      offset = load<u16>(source);
      source += 2;
    } else {
      if (end - source < 4) return fault(FAULT_MALFORMED, start);
      offset = load<u32>(source);
      source += 4;
    }
    if (offset == 0 || offset > target - to) return fault(FAULT_MALFORMED, start);
    if (length > limit - target) return fault(FAULT_TOO_LONG, start);
    if (offset < 16) copyRepeating(target, offset, length);
    else copyForward(target, target - offset, length);
    target += length;
  }
  return target;
}

// @ts-ignore: decorator
@inline
function writeLiteral(to: usize, from: usize, length: usize): usize {
  if (length == 0) return to;
  const last = <u32>length - 1;
  if (last < TAG_LITERALS) store<u8>(to++, <u8>(last << 2));
  else if (last < 256) {
    store<u16>(to, <u16>((TAG_LITERALS << 2) | (last << 8)));
    to += 2;
  } else {
    store<u8>(to, <u8>((TAG_LITERALS + 1) << 2));
    store<u16>(to, <u16>last, 1);
    to += 3;
  }
  copyForward(to, from, length);
  return to + length;
}

// @ts-ignore: decorator
@inline
function writeCopy(to: usize, offset: usize, length: usize): usize {
  while (length > COPY_MAX) {
    // What is left is never shorter than a match.
    const part = length < COPY_MAX + MIN_MATCH ? COPY_MAX - MIN_MATCH : COPY_MAX;
    store<u8>(to, <u8>(((<u32>part - 1) << 2) | 2));
    store<u16>(to, <u16>offset, 1);
    to += 3;
    length -= part;
  }
  if (length < 12 && offset < 2048) {
    store<u16>(to, <u16>(((offset >> 8) << 5) | ((length - 4) << 2) | 1 | ((offset & 0xff) << 8)));
    return to + 2;
  }
  store<u8>(to, <u8>(((<u32>length - 1) << 2) | 2));
  store<u16>(to, <u16>offset, 1);
  return to + 3;
}

/** Encodes [from, end) as the elements of one block at `to`; returns their end. */
export function snappyEncode(from: usize, end: usize, to: usize): usize {
  let target = to;
  for (let at = from; at < end; at += STRETCH) target = stretch(at, min(end, at + STRETCH), target);
  return target;
}

function stretch(from: usize, end: usize, to: usize): usize {
  let anchor = from;
  let target = to;
  if (end - from > MARGIN) {
    memory.fill(LZ4_HASH, 0, 2 << HASH_BITS);
    const lastStart = end - MARGIN;
    let source = from + 1;
    let misses: u32 = 1 << SKIP_TRIGGER;
    while (source <= lastStart) {
      const slot = slotOf(source);
      const candidate = from + load<u16>(slot);
      store<u16>(slot, <u16>(source - from));
      if (load<u32>(candidate) != load<u32>(source)) {
        source += misses++ >> SKIP_TRIGGER;
        continue;
      }
      misses = 1 << SKIP_TRIGGER;
      const length = commonLength(source + MIN_MATCH, candidate + MIN_MATCH, end);
      const before = commonBefore(source, candidate, min<usize>(source - anchor, candidate - from));
      target = writeLiteral(target, anchor, source - before - anchor);
      target = writeCopy(target, source - candidate, before + MIN_MATCH + length);
      source += MIN_MATCH + length;
      anchor = source;
      if (source <= lastStart) store<u16>(slotOf(source - 2), <u16>(source - 2 - from));
    }
  }
  return writeLiteral(target, anchor, end - anchor);
}
