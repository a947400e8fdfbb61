// Splice: a text with ranges replaced, in one pass. Copies go sixteen bytes at a time and may write
// up to 15 bytes too far, which the next copy or the guard takes.

// @ts-ignore: decorator
@inline
function append(to: usize, from: usize, bytes: usize): usize {
  let done: usize = 0;
  while (done < bytes) {
    v128.store(to + done, v128.load(from + done));
    done += 16;
  }
  return to + bytes;
}

/**
 * Writes [source, end) to `to` with `count` edits made; returns the end of what was written, or 0
 * when the edits do not ascend, overlap or leave their bounds. `table` holds four rows of `count`
 * words: starts and ends (addresses less `bias`), froms and tos (offsets from `scratch`). The caller
 * has seen to it that all fits.
 */
export function splice(
  source: usize, end: usize, bias: u32, table: usize, count: u32, scratch: usize,
  scratchEnd: usize, to: usize,
): usize {
  const row: usize = <usize>count * 4;
  let at = source;
  for (let i: usize = 0; i < row; i += 4) {
    const start: usize = load<u32>(table + i) + bias;
    const stop: usize = load<u32>(table + row + i) + bias;
    const from = scratch + load<u32>(table + 2 * row + i);
    const until = scratch + load<u32>(table + 3 * row + i);
    if (start < at || stop < start || stop > end) return 0;
    if (from < scratch || until < from || until > scratchEnd) return 0;
    to = append(to, at, start - at);
    to = append(to, from, until - from);
    at = stop;
  }
  return append(to, at, end - at);
}
