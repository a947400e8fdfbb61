/** Writes one record again with the edits of its leaves, or with nothing left of it but its place. */
import type { Edits } from '../../../core/bytes/edits.ts';
import { droppedHeader } from '../constants.ts';
import type { Output } from './output.ts';
import type { RecordReader } from './record-reader.ts';
import { varintSize } from './varint.ts';

const initialLeaves = 16;

/** Where the leaves of the record at hand stand; the index is the one that the inspector gave. */
export class LeafTable {
  /** Where the leaf's length stands, and its bytes [starts, ends). */
  lengths = new Int32Array(initialLeaves);
  starts = new Int32Array(initialLeaves);
  ends = new Int32Array(initialLeaves);

  set(leaf: number, length: number, start: number, end: number): void {
    if (leaf >= this.lengths.length) this.#grow(leaf);
    this.lengths[leaf] = length;
    this.starts[leaf] = start;
    this.ends[leaf] = end;
  }

  #grow(leaf: number): void {
    const size = Math.max(this.lengths.length * 2, leaf + 1);
    for (const name of ['lengths', 'starts', 'ends'] as const) {
      const grown = new Int32Array(size);
      grown.set(this[name]);
      this[name] = grown;
    }
  }
}

/** Index behind the last edit that belongs to the same leaf as edit `i`. */
function groupEnd(edits: Edits, i: number, last: number): number {
  let next = i + 1;
  while (next < last && edits.leaf[next] === edits.leaf[i]) next++;
  return next;
}

/** New length of the leaf of edits [i, next), -1 where it becomes null. */
function newLength(edits: Edits, i: number, next: number, leaves: LeafTable): number {
  for (let k = i; k < next; k++) if (edits.isNull[k] === 1) return -1;
  const leaf = edits.leaf[i];
  return leaves.ends[leaf] - leaves.starts[leaf] + edits.delta(i, next);
}

/** Appends the current record with edits [first, last) made. */
export function writeEdited(
  record: RecordReader,
  leaves: LeafTable,
  edits: Edits,
  first: number,
  last: number,
  out: Output,
): void {
  let size = record.recordEnd - record.body;
  for (let i = first; i < last; ) {
    const next = groupEnd(edits, i, last);
    const leaf = edits.leaf[i];
    const length = newLength(edits, i, next, leaves);
    size += varintSize(length) + Math.max(length, 0) - (leaves.ends[leaf] - leaves.lengths[leaf]);
    i = next;
  }
  out.varint(size);
  const source = record.bytes;
  let at = record.body;
  for (let i = first; i < last; ) {
    const next = groupEnd(edits, i, last);
    const leaf = edits.leaf[i];
    const length = newLength(edits, i, next, leaves);
    out.copy(source, at, leaves.lengths[leaf]);
    out.varint(length);
    if (length >= 0) writeLeaf(source, leaves.starts[leaf], leaves.ends[leaf], edits, i, next, out);
    at = leaves.ends[leaf];
    i = next;
  }
  out.copy(source, at, record.recordEnd);
}

function writeLeaf(
  source: Uint8Array,
  start: number,
  end: number,
  edits: Edits,
  first: number,
  last: number,
  out: Output,
): void {
  let at = start;
  for (let i = first; i < last; i++) {
    out.copy(source, at, edits.starts[i]);
    out.copy(edits.scratch, edits.froms[i], edits.tos[i]);
    at = edits.ends[i];
  }
  out.copy(source, at, end);
}

const marker = Buffer.from(droppedHeader, 'latin1');
/** Null key, null value, one header with the marker's name and an empty value. */
const scrubbedTail = Buffer.from([0x01, 0x01, 0x02, marker.length << 1, ...marker, 0x00]);

/**
 * Appends a record with nothing left of it but its place: [from, to) of `source` are attributes,
 * timestamp delta and offset delta of the record that it stands for.
 */
export function writeScrubbed(source: Uint8Array, from: number, to: number, out: Output): void {
  out.varint(to - from + scrubbedTail.length);
  out.copy(source, from, to);
  out.copy(scrubbedTail, 0, scrubbedTail.length);
}
