/** The JSON walk: leaves with path ids and shapes, in one pass over the bytes. */
import { inputBytesMax, placeInput, placeSteady, releaseInput, steadyBytesMax } from './input.ts';
import { walkJsonReference } from './json.reference.ts';
import { type JsonFault, type JsonLeaves, leafWords } from './json-leaves.ts';
import { regions, words } from './memory.ts';
import { kernels } from './module.ts';
import { childPath, memberPath, rootPath, verdictOf } from './paths.ts';
import { shapesOf } from './scan.ts';

/** In `emit`: every leaf. */
export const emitAll = 0x100;
/** In `emit`: leaves whose verdict has any bit set, so also those of new paths. */
export const emitAnyVerdict = 0xff;

const table = regions.TABLE.start / 4;
const report = regions.REPORT.start / 4;
const full = -1;
const tools = { child: childPath, member: memberPath, verdict: verdictOf, shapes: shapesOf };

/**
 * Walks bytes [start, end), which must be one JSON text of RFC 8259 (no byte order mark, nothing
 * behind it, at most `limits.json_depth_max` deep; duplicate keys are leaves each; UTF-8 is not
 * checked, invalid bytes raise UNICODE). Fills `into` and returns how many leaves it holds, or -1
 * when the text is not JSON: then `into.fault` and `into.faultOffset` tell why, and there are none.
 *
 * Emitted are: strings and numbers with a shape of `wanted`; keys with one (kind KEY, with the path
 * that they name); and every scalar whose path's verdict has a bit of `emit`. New paths have verdict
 * 1, so that each path is seen once by a caller whose `emit` holds bit 0, and judged by `setVerdict`.
 *
 * @param root path of the text itself; see `newRoot`.
 * @param steady true where `bytes` stay as they are until `forgetSteady`, so that the texts of one
 *   buffer are brought in together.
 * @param plan number under which strings were found to be dull, which are left out; see dull.ts.
 */
export function walkJson(
  bytes: Uint8Array,
  start: number,
  end: number,
  wanted: number,
  into: JsonLeaves,
  root: number = rootPath,
  emit: number = emitAnyVerdict,
  steady = false,
  plan = 0,
): number {
  const verdicts = emit & emitAnyVerdict;
  const all = (emit & emitAll) !== 0;
  if (end - start > inputBytesMax) {
    return walkJsonReference(bytes, start, end, into, { wanted, root, verdicts, all }, tools);
  }
  into.clear();
  const keeps = steady && end - start <= steadyBytesMax;
  const at = keeps ? placeSteady(bytes, start, end) : placeInput(bytes, start, end);
  const stop = at + end - start;
  let result = kernels.jsonWalk(at, stop, at - start, root, wanted, verdicts, all ? 1 : 0, plan);
  while (result === full) {
    take(words[report], into);
    result = kernels.jsonResume();
  }
  if (!keeps) releaseInput(bytes, end);
  if (result >= 0) {
    take(result, into);
    return into.count;
  }
  into.clear();
  into.fault = words[report] as JsonFault;
  into.faultOffset = words[report + 1];
  return -1;
}

function take(count: number, into: JsonLeaves): void {
  if (count === 0) return;
  into.reserve(into.count + count);
  const to = into.count * leafWords;
  for (let i = 0; i < count * leafWords; i++) into.words[to + i] = words[table + i];
  into.count += count;
}
