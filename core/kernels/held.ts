/**
 * Bytes that stay in the kernels' memory between calls, so that what was decompressed there is walked
 * there: the one view that leaves this folder, with an explicit life.
 *
 * At most one is held in the process. Who holds it may read it, and hand it to any kernel, until
 * `letGo`; nobody may keep it longer, nor write to it. A decoder that would overwrite what is held
 * throws instead.
 */
import { TidegateError } from '../errors.ts';
import { pin, unpin } from './input.ts';
import { heapBuffer, regions } from './memory.ts';

const region = regions.HELD;
const poison = 0xee;

let held: Buffer | undefined;
let poisons = false;

/** Throws while something is held: its bytes would be overwritten. */
export function checkNothingHeld(): void {
  if (held) throw new TidegateError('TG-CORE-0013', 'kernel memory is held');
}

/** Gives out the first `bytes` bytes of HELD, which a decoder has just written. */
export function hold(bytes: number): Buffer {
  checkNothingHeld();
  held = Buffer.from(heapBuffer, region.start, bytes);
  pin(held, region.start);
  return held;
}

/** Ends the life of what is held, if anything is. */
export function letGo(): void {
  if (!held) return;
  unpin(held);
  if (poisons) held.fill(poison);
  held = undefined;
}

/** Has `letGo` overwrite what it lets go, so that a test finds whoever still reads it. */
export function poisonReleased(on: boolean): void {
  poisons = on;
}
