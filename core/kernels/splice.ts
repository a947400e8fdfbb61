/** Replaces ranges of a text by others. */
import { TidegateError } from '../errors.ts';
import type { Sink } from './gathered.ts';
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
  const bytes = last - first < countMin ? -1 : spliceInside(source, start, end, edits, first, last);
  if (bytes < 0) return spliceReference(source, start, end, edits, first, last);
  return heap.slice(output.start, output.start + bytes);
}

/** As `splice`, appended to memory of the caller, which must not be that of `source`. */
export function spliceInto(
  source: Uint8Array,
  start: number,
  end: number,
  edits: SpliceEdits,
  into: Sink,
): void {
  const { count } = edits;
  const length = count < countMin ? -1 : spliceInside(source, start, end, edits, 0, count);
  const text =
    length < 0
      ? spliceReference(source, start, end, edits, 0, count)
      : heap.subarray(output.start, output.start + length);
  into.reserve(text.length);
  into.bytes.set(text, into.used);
  into.used += text.length;
}

/**
 * As `splice`, for kernels that go on with the result: it stands at the beginning of OUTPUT until
 * the next call of any kernel. Returns its length, or -1 where it could be too long.
 */
export function spliceInside(
  source: Uint8Array,
  start: number,
  end: number,
  edits: SpliceEdits,
  first: number,
  last: number,
): number {
  const count = last - first;
  const bytes = end - start;
  const scratchBytes = edits.scratchUsed;
  const fits =
    bytes + scratchBytes + 2 * guardBytes <= input.bytes &&
    bytes + scratchBytes <= output.bytes &&
    count * rows * 4 <= table.bytes;
  if (!fits) return -1;
  const isHere = source.buffer === heapBuffer;
  const from = isHere ? source.byteOffset + start : input.start;
  if (!isHere) heap.set(source.subarray(start, end), input.start);
  const scratch = input.start + (isHere ? 0 : bytes + guardBytes);
  heap.set(edits.scratch.subarray(0, scratchBytes), scratch);
  fillTable(edits, first, count);
  const to = kernels.splice(
    from,
    from + bytes,
    from - start,
    table.start,
    count,
    scratch,
    scratch + scratchBytes,
    output.start,
  );
  if (to === 0) throw new TidegateError('TG-CORE-0013', 'edits out of order');
  return to - output.start;
}

function fillTable({ starts, ends, froms, tos }: SpliceEdits, first: number, count: number): void {
  for (let i = 0; i < count; i++) {
    words[tableAt + i] = starts[first + i];
    words[tableAt + count + i] = ends[first + i];
    words[tableAt + 2 * count + i] = froms[first + i];
    words[tableAt + 3 * count + i] = tos[first + i];
  }
}
