/**
 * Brings bytes into the kernels' INPUT region. A kernel clears the guard behind its input itself, so
 * for a view on the kernel memory the bytes there are saved and put back.
 */
import { guardBytes, heap, heapBuffer, regions } from './memory.ts';

const region = regions.INPUT;
const saved = regions.SAVED.start;

/** Up to here a loop is faster than `subarray` and `set`. */
const loopBytes = 24;

/** Most bytes that one call of a kernel takes in. */
export const inputBytesMax = region.bytes;

const steady = regions.STEADY;
/** Bytes [heldFrom, heldTo) of `held` stand in STEADY, or where they are pinned. */
let held: Uint8Array | undefined;
let heldFrom = 0;
let heldTo = 0;
/** Address of byte 0 of `held`. */
let base = 0;
/** A view on this memory whose bytes stay as they are while it is pinned, and its address. */
let pinned: Uint8Array | undefined;
let pinnedAt = 0;
/** How far `placeSteady` reads ahead; it doubles while a buffer is read on. */
let aheadBytes = 0;
const aheadBytesMin = 1_024;

/** Most bytes of one text for `placeSteady`. */
export const steadyBytesMax = steady.bytes;

/**
 * As `placeInput`, for texts of at most `steadyBytesMax` bytes that stay as they are until
 * `forgetSteady`: what lies behind them is brought in as well, so that the next text of the same
 * buffer is there already. Only for kernels that put back what they clear behind their input.
 */
export function placeSteady(bytes: Uint8Array, start: number, end: number): number {
  if (bytes !== held || start < heldFrom || end > heldTo) hold(bytes, start, end);
  return base + start;
}

function hold(bytes: Uint8Array, start: number, end: number): void {
  if (bytes === pinned) {
    held = bytes;
    heldFrom = 0;
    heldTo = bytes.length;
    base = pinnedAt;
    return;
  }
  const isNext = bytes === held && start >= heldFrom;
  aheadBytes = isNext ? Math.min(steady.bytes, Math.max(aheadBytesMin, aheadBytes * 2)) : 0;
  heldFrom = start;
  heldTo = Math.max(end, Math.min(bytes.length, start + aheadBytes));
  heap.set(bytes.subarray(heldFrom, heldTo), steady.start);
  base = steady.start - heldFrom;
  held = bytes;
}

/** `bytes` stand at `address` already and stay as they are until `unpin`: nothing need be brought in. */
export function pin(bytes: Uint8Array, address: number): void {
  pinned = bytes;
  pinnedAt = address;
}

export function unpin(bytes: Uint8Array): void {
  if (held === bytes) held = undefined;
  if (pinned === bytes) pinned = undefined;
}

/** What was placed may change from now on. */
export function forgetSteady(): void {
  held = undefined;
}

/**
 * Address of bytes [start, end) inside the kernel memory: where they are already, or a copy in
 * INPUT. At most `inputBytesMax` bytes. Valid until the next call of any kernel.
 */
export function placeInput(bytes: Uint8Array, start: number, end: number): number {
  if (bytes.buffer === heapBuffer) {
    const stop = bytes.byteOffset + end;
    heap.copyWithin(saved, stop, stop + guardBytes);
    return bytes.byteOffset + start;
  }
  const length = end - start;
  if (length <= loopBytes) {
    for (let i = 0; i < length; i++) heap[region.start + i] = bytes[start + i];
  } else if (length === bytes.length) {
    heap.set(bytes, region.start);
  } else {
    heap.set(bytes.subarray(start, end), region.start);
  }
  return region.start;
}

/** Puts back what a kernel cleared behind an input that was a view on its memory. */
export function releaseInput(bytes: Uint8Array, end: number): void {
  if (bytes.buffer !== heapBuffer) return;
  heap.copyWithin(bytes.byteOffset + end, saved, saved + guardBytes);
}

const encoder = new TextEncoder();
const view = heap.subarray(region.start, region.start + region.bytes);
/** Up to here a loop over ASCII is faster than the encoder. */
const loopCharacters = 24;

/** Writes `text` as UTF-8 to INPUT and returns its length in bytes. At most a third of INPUT long. */
export function placeText(text: string): number {
  if (text.length <= loopCharacters) {
    let i = 0;
    for (; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) break;
      heap[region.start + i] = unit;
    }
    if (i === text.length) return i;
  }
  return encoder.encodeInto(text, view).written;
}
