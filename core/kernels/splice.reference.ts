import { TidegateError } from '../errors.ts';
import type { SpliceEdits } from './splice.ts';

/** Bytes [start, end) of `source` with edits [first, last) made, piece by piece; see `splice`. */
export function spliceReference(
  source: Uint8Array,
  start: number,
  end: number,
  edits: SpliceEdits,
  first: number,
  last: number,
): Uint8Array {
  const { starts, ends, froms, tos, scratch, scratchUsed } = edits;
  const parts: Uint8Array[] = [];
  let at = start;
  for (let i = first; i < last; i++) {
    const inSource = starts[i] >= at && ends[i] >= starts[i] && ends[i] <= end;
    const inScratch = froms[i] >= 0 && tos[i] >= froms[i] && tos[i] <= scratchUsed;
    if (!inSource || !inScratch) throw new TidegateError('TG-CORE-0013', 'edits out of order');
    parts.push(source.subarray(at, starts[i]), scratch.subarray(froms[i], tos[i]));
    at = ends[i];
  }
  parts.push(source.subarray(at, end));
  return Buffer.concat(parts);
}
