/** Replaces ranges of a text by others. */
import { TidegateError } from '../errors.ts';
import { guardBytes, heap, heapBuffer, regions, words } from './memory.ts';
import { kernels } from './module.ts';
import { spliceReference } from './splice.reference.ts';

/** Replacements as flat arrays; `core/bytes/edits.ts` has this form. */
export interface SpliceEdits {
  readonly count: number;
  /** Replaced ranges [starts[i], ends[i]) of the source, ascending and apart. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Their replacements [froms[i], tos[i]) in `scratch`. */
  readonly froms: Int32Array;
  readonly tos: Int32Array;
  readonly scratch: Uint8Array;
  readonly scratchUsed: number;
}

const input = regions.INPUT;
const output = regions.OUTPUT;
const table = regions.TABLE;
const tableAt = table.start / 4;
const rows = 4;
/** With fewer edits, pieces of JavaScript cost less than the way in and out. */
const countMin = 3;

/**
 * Bytes [start, end) of `source` with edits [first, last) made. The result is the caller's own.
 * Throws `TG-CORE-0013` when edits do not ascend, overlap, or leave their bounds.
 */
export function splice(
  source: Uint8Array,
  start: number,
  end: number,
  edits: SpliceEdits,
  first = 0,
  last: number = edits.count,
): Uint8Array {
  const count = last - first;
  const bytes = end - start;
  const scratchBytes = edits.scratchUsed;
  const fits =
    bytes + scratchBytes + 2 * guardBytes <= input.bytes &&
    bytes + scratchBytes <= output.bytes &&
    count * rows * 4 <= table.bytes;
  if (!fits || count < countMin || source.buffer === heapBuffer) {
    return spliceReference(source, start, end, edits, first, last);
  }
  heap.set(source.subarray(start, end), input.start);
  const scratch = input.start + bytes + guardBytes;
  heap.set(edits.scratch.subarray(0, scratchBytes), scratch);
  for (let i = 0; i < count; i++) {
    words[tableAt + i] = edits.starts[first + i];
    words[tableAt + count + i] = edits.ends[first + i];
    words[tableAt + 2 * count + i] = edits.froms[first + i];
    words[tableAt + 3 * count + i] = edits.tos[first + i];
  }
  const to = kernels.splice(
    input.start,
    input.start + bytes,
    input.start - start,
    table.start,
    count,
    scratch,
    scratch + scratchBytes,
    output.start,
  );
  if (to === 0) throw new TidegateError('TG-CORE-0013', 'edits out of order');
  return heap.slice(output.start, to);
}
