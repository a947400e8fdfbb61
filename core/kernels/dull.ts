/**
 * Strings of JSON that the walk lets go although their path is `wantedVerdict`: those of the caller's
 * plan that were looked at before, and those with a form in which nothing can be. What was found to be
 * dull is so until the caller says otherwise. A path is held for one plan at a time.
 */
import { dullBytesMax } from './constants.ts';
import { placeInput, releaseInput } from './input.ts';
import { heap, regions, words } from './memory.ts';
import { kernels } from './module.ts';
import { unknownPath } from './paths.ts';

const owners = regions.PATH_DULL.start / 4;
const foreign = regions.PATH_FOREIGN.start;

/** Values are kept under a number that no path has had before. */
let lastToken = 0;

/** Holds `path` for `plan` (a number above 0), and forgets what was known of it. */
export function holdDull(path: number, plan: number): void {
  if (path === unknownPath) return;
  words[owners + path * 2] = plan;
  words[owners + path * 2 + 1] = 0;
  heap[foreign + path] = 0;
}

/** True when `path` is held for `plan`. */
export function holdsDull(path: number, plan: number): boolean {
  return words[owners + path * 2] === plan;
}

/** Forgets what is known of `path`, if it is held for `plan`. */
export function forgetDull(path: number, plan: number): void {
  if (holdsDull(path, plan)) holdDull(path, 0);
}

/** Has strings of a form (see `addForm`) at `path`, which is held, let go. */
export function setForeign(path: number, form: number): void {
  heap[foreign + path] = form;
}

/** Has bytes [start, end), a string of ASCII without escapes at `path`, which is held, let go. */
export function addDull(path: number, bytes: Uint8Array, start: number, end: number): void {
  if (end - start > dullBytesMax) return;
  if (words[owners + path * 2 + 1] === 0) {
    lastToken = (lastToken + 1) >>> 0 || 1;
    words[owners + path * 2 + 1] = lastToken;
  }
  const at = placeInput(bytes, start, end);
  kernels.addDull(path, at, end - start);
  releaseInput(bytes, end);
}
