/**
 * Rows: where each value stands, in text rows ("Text Resultset Row") and binary rows ("Binary
 * Protocol Resultset Row"), pushed into the inspector; and rows written again with edited values,
 * length prefixes and null bitmap.
 */
import type { Edits } from '../../core/bytes/edits.ts';
import { TidegateError } from '../../core/errors.ts';
import type { Inspector } from '../../core/inspect/inspector.ts';
import { asBuffer } from './charsets.ts';
import { Form, hasForm } from './forms.ts';
import { lenencSize, putLenenc } from './framing.ts';
import type { LookedColumn, Result } from './results.ts';

const malformed = (detail: string, at: number): TidegateError =>
  new TidegateError('TG-MYSQL-0002', detail, at);

/** The value that was read last: [start, end) without its length prefix, which begins at `at`. */
class Cursor {
  at = 0;
  start = 0;
  end = 0;

  /** Reads a length-encoded value that begins at `at`. */
  lenenc(bytes: Uint8Array, at: number, rowEnd: number): void {
    const first = at < rowEnd ? bytes[at] : 0xff;
    let start = at + 1;
    let length = first;
    if (first >= 0xfb) {
      if (first === 0xfc && at + 3 <= rowEnd) {
        length = bytes[at + 1] | (bytes[at + 2] << 8);
        start = at + 3;
      } else if (first === 0xfd && at + 4 <= rowEnd) {
        length = bytes[at + 1] | (bytes[at + 2] << 8) | (bytes[at + 3] << 16);
        start = at + 4;
      } else if (first === 0xfe && at + 9 <= rowEnd) {
        const high = bytes[at + 5] | bytes[at + 6] | bytes[at + 7] | bytes[at + 8];
        length =
          bytes[at + 1] +
          bytes[at + 2] * 0x100 +
          bytes[at + 3] * 0x10000 +
          bytes[at + 4] * 0x1000000;
        if (high !== 0) throw malformed('value length', at);
        start = at + 9;
      } else throw malformed('value length', at);
    }
    if (length > rowEnd - start) throw malformed('value', at);
    this.at = at;
    this.start = start;
    this.end = start + length;
  }

  fixed(at: number, width: number, rowEnd: number): void {
    if (width > rowEnd - at) throw malformed('value', at);
    this.at = at;
    this.start = at;
    this.end = at + width;
  }
}

const nullMarker = 0xfb;
/** The null bitmap of a binary row begins with two unused bits. */
const bitmapOffset = 2;
const bitmapAt = 1;

const bitmapBytes = (columns: number): number => (columns + 7 + bitmapOffset) >> 3;

function isNull(bytes: Uint8Array, rowAt: number, column: number): boolean {
  const bit = column + bitmapOffset;
  return (bytes[rowAt + bitmapAt + (bit >> 3)] & (1 << (bit & 7))) !== 0;
}

/** Whether a value is looked at as its column's type would have it. */
const fits = (column: LookedColumn, bytes: Uint8Array, start: number, end: number): boolean =>
  column.form === Form.any || start === end || hasForm(column.form, bytes, start, end);

const cursor = new Cursor();

/**
 * Pushes the looked-at values of the row whose payload is [at, end). Every column is read and the
 * row must end with the last of them, so that no byte of it goes on unknown.
 */
export function walkRow(
  result: Result,
  bytes: Uint8Array,
  at: number,
  end: number,
  inspector: Inspector,
): void {
  const { looked, count } = result;
  let position = firstValueAt(result, bytes, at, end);
  for (let i = 0; i < count; i++) {
    const present = moveTo(result, bytes, at, i, position, end);
    const { start, end: valueEnd } = cursor;
    position = valueEnd;
    const column = looked[i];
    if (!present || column === undefined) continue;
    const { form, bound } = column;
    const fit = form === Form.any || start === valueEnd || hasForm(form, bytes, start, valueEnd);
    const paths = fit ? column.paths : column.rawPaths;
    const carrier = fit ? column.carrier : column.raw;
    for (let p = 0; p < paths.length; p++) {
      inspector.leaf(carrier, start, valueEnd, paths[p], bound);
    }
    const { disguised } = column;
    for (let d = 0; d < disguised.length; d++) {
      inspector.leaf(disguised[d].carrier, start, valueEnd, disguised[d].path, bound);
    }
  }
  if (position !== end) throw malformed('bytes behind the last column', position);
}

function firstValueAt(result: Result, bytes: Uint8Array, at: number, end: number): number {
  if (!result.binary) return at;
  const first = at + bitmapAt + bitmapBytes(result.count);
  if (first > end || bytes[at] !== 0) throw malformed('binary row', at);
  return first;
}

/** Puts the cursor on the value of column `i`; false where it is null (the cursor steps over it). */
function moveTo(
  result: Result,
  bytes: Uint8Array,
  rowAt: number,
  i: number,
  at: number,
  end: number,
): boolean {
  if (!result.binary) {
    if (at < end && bytes[at] === nullMarker) {
      cursor.at = at;
      cursor.end = at + 1;
      return false;
    }
    // The length of most values is one byte.
    const length = at < end ? bytes[at] : nullMarker;
    if (length < nullMarker && length < end - at) {
      cursor.at = at;
      cursor.start = at + 1;
      cursor.end = at + 1 + length;
    } else cursor.lenenc(bytes, at, end);
    return true;
  }
  if (isNull(bytes, rowAt, i)) {
    cursor.at = at;
    cursor.end = at;
    return false;
  }
  const width = result.widths[i];
  if (width >= 0) cursor.fixed(at, width, end);
  else {
    cursor.lenenc(bytes, at, end);
    if (width === -2 && !isTemporal(bytes, cursor.start, cursor.end)) {
      throw malformed('temporal value', at);
    }
  }
  return true;
}

/**
 * Whether [start, end) may be a binary date (0, 4, 7 or 11 bytes: year in two, month, day, hour ...) or
 * time (0, 8 or 12 bytes: sign, days in four, hour ...). Letters are no months and no signs.
 */
function isTemporal(bytes: Uint8Array, start: number, end: number): boolean {
  switch (end - start) {
    case 0:
      return true;
    case 4:
    case 7:
    case 11:
      return bytes[start + 2] <= 12 && bytes[start + 3] <= 31;
    case 8:
    case 12:
      return bytes[start] <= 1 && bytes[start + 5] <= 23;
    default:
      return false;
  }
}

/** Where rewritten rows go. */
export interface Sink {
  bytes: Uint8Array;
  position: number;
}

const shortCopyBytes = 32;

/** Copies [start, end) to the sink. Short ranges by hand: a call costs more than they do. */
export function copyTo(sink: Sink, bytes: Uint8Array, start: number, end: number): void {
  const length = end - start;
  if (length <= shortCopyBytes) {
    const to = sink.bytes;
    let position = sink.position;
    for (let i = start; i < end; i++) to[position++] = bytes[i];
    sink.position = position;
    return;
  }
  asBuffer(bytes).copy(sink.bytes, sink.position, start, end);
  sink.position += length;
}

/**
 * Writes the payload [at, end) to the sink with edits [first, last) made. The edits are those of
 * this row alone, and the leaves those that `walkRow` pushed.
 */
export function rewriteRow(
  result: Result,
  bytes: Uint8Array,
  at: number,
  end: number,
  edits: Edits,
  first: number,
  last: number,
  sink: Sink,
): void {
  const { looked, lastLooked } = result;
  const rowTo = sink.position;
  let position = firstValueAt(result, bytes, at, end);
  let copied = at;
  let leaf = 0;
  let edit = first;
  for (let i = 0; i <= lastLooked && edit < last; i++) {
    const present = moveTo(result, bytes, at, i, position, end);
    position = cursor.end;
    const column = looked[i];
    if (!present || column === undefined) continue;
    const fit = fits(column, bytes, cursor.start, cursor.end);
    const plain = leaf + (fit ? column.paths.length : column.rawPaths.length);
    leaf = plain + column.disguised.length;
    const from = edit;
    let whole = column.tainted;
    for (; edit < last && edits.leaf[edit] < leaf; edit++) whole ||= edits.leaf[edit] >= plain;
    if (edit === from) continue;
    const { at: valueAt, start, end: valueEnd } = cursor;
    copyTo(sink, bytes, copied, valueAt);
    copied = valueEnd;
    const nulled = writeValue(
      column,
      whole,
      result.widths[i] >= 0 && result.binary,
      bytes,
      start,
      valueEnd,
      edits,
      from,
      edit,
      sink,
    );
    if (!nulled) continue;
    if (result.binary) setNull(sink.bytes, rowTo, i);
    else sink.bytes[sink.position++] = nullMarker;
  }
  copyTo(sink, bytes, copied, end);
}

function setNull(bytes: Uint8Array, rowAt: number, column: number): void {
  const bit = column + bitmapOffset;
  bytes[rowAt + bitmapAt + (bit >> 3)] |= 1 << (bit & 7);
}

const hidden = '***';

/** Writes one edited value with its prefix; true (and nothing written) where it becomes null. */
function writeValue(
  column: LookedColumn,
  whole: boolean,
  fixed: boolean,
  bytes: Uint8Array,
  start: number,
  end: number,
  edits: Edits,
  first: number,
  last: number,
  sink: Sink,
): boolean {
  if (whole) {
    const carrier = fits(column, bytes, start, end) ? column.carrier : column.raw;
    if (carrier.type !== 'text' && carrier.nullable) return true;
    const value =
      (carrier.type === 'text' && carrier.encode(hidden, bytes, start, end, column.bound)) ||
      carrier.zero(bytes, start, end);
    writePrefixed(value, fixed, sink);
    return false;
  }
  let length = end - start;
  for (let e = first; e < last; e++) {
    if (edits.isNull[e] === 1) return true;
    length += edits.tos[e] - edits.froms[e] - (edits.ends[e] - edits.starts[e]);
  }
  if (!fixed) sink.position = putLenenc(sink.bytes, sink.position, length);
  let copied = start;
  for (let e = first; e < last; e++) {
    copyTo(sink, bytes, copied, edits.starts[e]);
    copyTo(sink, edits.scratch, edits.froms[e], edits.tos[e]);
    copied = edits.ends[e];
  }
  copyTo(sink, bytes, copied, end);
  return false;
}

function writePrefixed(value: Uint8Array, fixed: boolean, sink: Sink): void {
  if (!fixed) sink.position = putLenenc(sink.bytes, sink.position, value.length);
  copyTo(sink, value, 0, value.length);
}

/** Bytes by which one edit may at most lengthen a row beyond its own growth. */
export const editSlackBytes = 64 + lenencSize(2 ** 32);
