/** Shapes of a text, and scans for where they stand. The rules are in `shapes.ts`. */
import {
  inputBytesMax,
  placeInput,
  placeSteady,
  placeText,
  releaseInput,
  steadyBytesMax,
} from './input.ts';
import { regions, words } from './memory.ts';
import { kernels } from './module.ts';
import { type SecretLiteral, secretLiterals } from './secret-literals.ts';
import { fillClassTables, fillLiterals } from './shapes.tables.ts';
import { allShapes, Candidates, candidateWords, Shape } from './shapes.ts';

fillClassTables();
fillLiterals(secretLiterals);

const table = regions.TABLE.start / 4;
const input = regions.INPUT;
/**
 * Longer texts are read in pieces that overlap by this much, so that everything stands well inside
 * some piece; what only the border of a piece makes of it is raised besides.
 */
const overlapBytes = 64 * 1024;

/**
 * Replaces the texts whose presence raises SECRET, for all that is read from now on.
 */
export function setSecretLiterals(next: readonly SecretLiteral[]): void {
  fillLiterals(next);
  kernels.pathsReshape();
}

/** Union of the shapes of bytes [start, end), without those that `wanted` leaves out. */
export function shapesOf(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
  wanted: number = allShapes,
): number {
  const stop = Math.min(end, start + inputBytesMax);
  const at = placeInput(bytes, start, stop);
  const shapes = kernels.shapesOf(at, at + stop - start, wanted);
  releaseInput(bytes, stop);
  if (stop === end) return shapes;
  return shapes | shapesOf(bytes, stop - overlapBytes, end, wanted & ~Shape.NESTED);
}

/** Most ranges of one call of `shapesOfEach`. */
export const rangesMax = Math.floor(regions.TABLE.bytes / 8);

/**
 * Shapes of `count` ranges inside bytes [from, to), at most `rangesMax`, in one call. `ranges` holds
 * pairs of start and end, offsets into `bytes`; each start is replaced by that range's shapes. The
 * bytes stay as they are until `forgetSteady`.
 */
export function shapesOfEach(
  bytes: Uint8Array,
  from: number,
  to: number,
  ranges: Int32Array,
  count: number,
  wanted: number,
): void {
  if (to - from > inputBytesMax) {
    for (let i = 0; i < count * 2; i += 2) {
      ranges[i] = shapesOf(bytes, ranges[i], ranges[i + 1], wanted);
    }
    return;
  }
  const keeps = to - from <= steadyBytesMax;
  const at = keeps ? placeSteady(bytes, from, to) : placeInput(bytes, from, to);
  for (let i = 0; i < count * 2; i++) words[table + i] = ranges[i];
  kernels.shapesOfEach(at - from, regions.TABLE.start, count, wanted);
  for (let i = 0; i < count * 2; i += 2) ranges[i] = words[table + i];
}

/** Shapes of a string as UTF-8: what `shapesOf` says of its bytes. */
export function shapesOfText(text: string, wanted: number = allShapes): number {
  if (text.length * 3 > inputBytesMax) {
    const bytes = Buffer.from(text);
    return shapesOf(bytes, 0, bytes.length, wanted);
  }
  return kernels.shapesOf(input.start, input.start + placeText(text), wanted);
}

const shared = new Candidates();

/**
 * Finds where the `wanted` shapes stand in bytes [start, end): fills `into` (by default
 * `scan.candidates`, which the next scan overwrites) and returns how many candidates there are. Time
 * is linear. A text with more than about 100,000 candidates ends in one wide one that holds the rest.
 */
export function scan(
  bytes: Uint8Array,
  start: number,
  end: number,
  wanted: number = allShapes,
  into: Candidates = shared,
): number {
  into.count = 0;
  let stop = Math.min(end, start + inputBytesMax);
  scanPiece(bytes, start, stop, wanted, into);
  while (stop < end) {
    start = stop - overlapBytes;
    stop = Math.min(end, start + inputBytesMax);
    scanPiece(bytes, start, stop, wanted & ~Shape.NESTED, into);
  }
  return into.count;
}

function scanPiece(
  bytes: Uint8Array,
  start: number,
  end: number,
  wanted: number,
  into: Candidates,
): void {
  const at = placeInput(bytes, start, end);
  const count = kernels.scan(at, at + end - start, wanted, at - start);
  releaseInput(bytes, end);
  if (count === 0) return;
  into.reserve(into.count + count);
  const to = into.count * candidateWords;
  for (let i = 0; i < count * candidateWords; i++) into.words[to + i] = words[table + i];
  into.count += count;
}
scan.candidates = shared;
