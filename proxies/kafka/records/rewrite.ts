/**
 * What becomes of single records, as edits of the batch's plain bytes: the edits of its leaves with
 * the lengths that count them, nothing at all, or a record with nothing left of it but its place.
 */
import type { Edits } from '../../../core/bytes/edits.ts';
import { droppedHeader } from '../constants.ts';
import type { RecordReader } from './record-reader.ts';
import { putVarint, varintSize } from './varint.ts';

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

const varint = new Uint8Array(5);

/** The length that stands at [start, end) becomes `value`. */
function editLength(batch: Edits, start: number, end: number, value: number): void {
  batch.replaceBy(0, start, end, varint, 0, putVarint(varint, 0, value));
}

/** Appends edits [first, last) of the current record's leaves, and of the lengths around them. */
export function editRecord(
  record: RecordReader,
  leaves: LeafTable,
  edits: Edits,
  first: number,
  last: number,
  batch: Edits,
): void {
  let size = record.recordEnd - record.body;
  for (let i = first; i < last; ) {
    const next = groupEnd(edits, i, last);
    const leaf = edits.leaf[i];
    const length = newLength(edits, i, next, leaves);
    size += varintSize(length) + Math.max(length, 0) - (leaves.ends[leaf] - leaves.lengths[leaf]);
    i = next;
  }
  editLength(batch, record.recordStart, record.body, size);
  for (let i = first; i < last; ) {
    const next = groupEnd(edits, i, last);
    const leaf = edits.leaf[i];
    const length = newLength(edits, i, next, leaves);
    const isNull = length < 0;
    const lengthEnd = isNull ? leaves.ends[leaf] : leaves.starts[leaf];
    editLength(batch, leaves.lengths[leaf], lengthEnd, length);
    for (let k = i; k < next && !isNull; k++) {
      const { starts, ends, scratch, froms, tos } = edits;
      batch.replaceBy(0, starts[k], ends[k], scratch, froms[k], tos[k]);
    }
    i = next;
  }
}

const marker = Buffer.from(droppedHeader, 'latin1');
/** Null key, null value, one header with the marker's name and an empty value. */
const scrubbedTail = Buffer.from([0x01, 0x01, 0x02, marker.length << 1, ...marker, 0x00]);

/**
 * A record with nothing left of it but its place: [from, to) of `source` are attributes, timestamp
 * delta and offset delta of the record that it stands for.
 */
export function scrubbed(source: Uint8Array, from: number, to: number): Uint8Array {
  const size = to - from + scrubbedTail.length;
  const record = new Uint8Array(varintSize(size) + size);
  const at = putVarint(record, 0, size);
  record.set(source.subarray(from, to), at);
  record.set(scrubbedTail, at + to - from);
  return record;
}

/** The current record goes, all of it. */
export function removeRecord(record: RecordReader, batch: Edits): void {
  batch.replaceBy(0, record.recordStart, record.recordEnd, varint, 0, 0);
}

/** The current record keeps its place only. */
export function scrubRecord(record: RecordReader, batch: Edits): void {
  const rest = scrubbed(record.bytes, record.body, record.keyLength);
  batch.replace(0, record.recordStart, record.recordEnd, rest);
}
