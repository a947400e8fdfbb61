/**
 * What becomes of a portion of a Fetch response: its batches are walked like those of a whole frame,
 * and each goes on as soon as it has been. The sizes in front of them are gone by then, so they stay:
 *
 * - Batches that became shorter are followed by the front of one that is not there (`padding.ts`).
 * - A batch that became too long for what is left of its field, that is corrupt or that policy
 *   blocks ends the field in the same way; the client asks for it again, and gets it, or the error,
 *   at the front of the next response.
 * - Where that befalls the first batch, the partition answers with an error and no batch.
 *
 * Of a batch nothing goes on before all of it has been inspected.
 */
import { TidegateError } from '../../../core/errors.ts';
import { Access, type Inspector } from '../../../core/inspect/inspector.ts';
import { ErrorCode, errorNames } from '../constants.ts';
import type { FrameInspection } from '../inspection.ts';
import { batchCount, batchSize } from '../records/batch.ts';
import { walker } from '../walk.ts';
import type { Arrival, Field, Segment } from './arrival.ts';
import { padding } from './padding.ts';

/** A tag that no version of the response uses; it is written in one byte, as that of the nodes is. */
const unusedTag = 0x7f;

/** Consecutive bytes of what goes on: of the portion, of the walker's memory, or others. */
interface Piece {
  readonly from: 'portion' | 'changed' | 'other';
  readonly start: number;
  readonly end: number;
  readonly bytes?: Uint8Array;
}

export class Departure {
  /** A partition could not be answered in its field: whole frames can be changed in size. */
  strained = false;
  #inspection: FrameInspection;
  #report: (error: TidegateError, native: string) => void;
  #pieces: Piece[] = [];
  #bytes: Uint8Array = new Uint8Array(0);
  /** What a position in the frame must be moved by to be an index of the portion. */
  #shift = 0;
  /** Up to here the portion has been dealt with. */
  #done = 0;
  #budget = 0;

  constructor(inspection: FrameInspection, report: (error: TidegateError, native: string) => void) {
    this.#inspection = inspection;
    this.#report = report;
  }

  /** Begins another frame, all of whose batches may decompress to `budget` bytes. */
  begin(budget: number): void {
    this.strained = false;
    this.#budget = budget;
  }

  /** Walks the portion that `arrival` told apart. */
  walk(arrival: Arrival, bytes: Uint8Array, inspector: Inspector): void {
    this.#pieces = [];
    this.#bytes = bytes;
    this.#shift = -arrival.taken;
    this.#done = 0;
    walker.begin(this.#budget);
    for (const segment of arrival.segments) {
      if (segment.kind === 'batches') this.#batches(segment, inspector);
      else if (segment.kind === 'withheld') this.#withheld(segment, inspector);
      else segment.field.opened = true;
      this.#close(segment);
    }
    this.#budget = walker.budget;
    const { nodes } = arrival;
    if (nodes && nodes.end + this.#shift <= bytes.length) this.#hideNodes(nodes.start, nodes.end);
    this.#keep(bytes.length);
  }

  /** What goes on of the walked portion. */
  seal(allocate: (bytes: number) => Buffer): Uint8Array[] {
    const bytes = this.#bytes;
    let changed = 0;
    for (const piece of this.#pieces) {
      if (piece.from === 'changed') changed += piece.end - piece.start;
    }
    const copy = changed > 0 ? allocate(changed) : undefined;
    let used = 0;
    const parts: Uint8Array[] = [];
    for (const { from, start, end, bytes: other } of this.#pieces) {
      if (from === 'portion') parts.push(bytes.subarray(start, end));
      else if (from === 'other') parts.push(other as Uint8Array);
      else if (copy) {
        walker.changed.bytes.copy(copy, used, start, end);
        parts.push(copy.subarray(used, used + end - start));
        used += end - start;
      }
    }
    this.#pieces = [];
    this.#bytes = new Uint8Array(0);
    return parts;
  }

  /** The portion goes on as it is, up to index `to`. */
  #keep(to: number): void {
    if (to > this.#done) this.#pieces.push({ from: 'portion', start: this.#done, end: to });
    this.#done = to;
  }

  #other(bytes: Uint8Array): void {
    this.#pieces.push({ from: 'other', start: 0, end: bytes.length, bytes });
  }

  #batches({ field, start, end }: Segment, inspector: Inspector): void {
    const stop = end + this.#shift;
    for (let at = start + this.#shift; at < stop; ) {
      const size = batchSize(this.#bytes, at, stop);
      if (field.withheld) this.#skip(at, at + size);
      else this.#batch(field, at, size, inspector);
      at += size;
    }
  }

  #skip(from: number, to: number): void {
    this.#keep(from);
    this.#done = to;
  }

  #batch(field: Field, at: number, size: number, inspector: Inspector): void {
    const first = walker.changed.used;
    try {
      const verdict = this.#inspection.batch(
        field.topic,
        field.access,
        this.#bytes,
        at,
        size,
        inspector,
      );
      if (verdict === 'blocked') {
        const error = new TidegateError('TG-POLICY-0001', inspector.blockedBy);
        return this.#refuse(field, at, at + size, ErrorCode.topicAuthorizationFailed, error);
      }
      const length = verdict === 'changed' ? walker.changed.used - first : size;
      if (length > field.room) {
        walker.changed.used = first;
        return this.#tooLong(field, at, at + size);
      }
      field.room -= length;
      field.opened = true;
      if (batchCount(this.#bytes, at) > 0) field.advanced = true;
      if (verdict === 'same') return;
      this.#skip(at, at + size);
      this.#pieces.push({ from: 'changed', start: first, end: walker.changed.used });
    } catch (error) {
      // A fault of ours says nothing about the records: it ends the connection.
      if (!(error instanceof TidegateError)) throw error;
      walker.changed.used = first;
      this.#refuse(field, at, at + size, ErrorCode.corruptMessage, error);
    }
  }

  /** The batch has no place in its field; the client is made to ask for it once more. */
  #tooLong(field: Field, from: number, to: number): void {
    field.withheld = true;
    if (!field.advanced) this.strained = true;
    if (!field.opened) this.#fail(field, ErrorCode.replicaNotAvailable);
    this.#skip(from, to);
  }

  #refuse(field: Field, from: number, to: number, code: number, error: TidegateError): void {
    field.withheld = true;
    if (!field.advanced) this.strained = true;
    this.#report(error, errorNames[code]);
    if (!field.opened) this.#fail(field, code);
    this.#skip(from, to);
  }

  /** Sets the error code of a partition of which nothing has gone on. */
  #fail(field: Field, code: number): void {
    field.opened = true;
    const at = field.errorAt + this.#shift;
    this.#keep(at);
    this.#done = at + 2;
    const bytes = Buffer.alloc(2);
    bytes.writeInt16BE(code);
    this.#other(bytes);
  }

  #withheld({ field, start, end }: Segment, inspector: Inspector): void {
    const { access } = field;
    const from = start + this.#shift;
    const to = end + this.#shift;
    if (access === Access.block) {
      const error = new TidegateError('TG-POLICY-0001', inspector.blockedBy);
      if (!field.opened) this.#refuse(field, from, to, ErrorCode.topicAuthorizationFailed, error);
    } else if (access === 'unknown') {
      const error = new TidegateError('TG-KAFKA-0010');
      if (!field.opened) this.#refuse(field, from, to, ErrorCode.unknownTopicId, error);
    } else if (field.fault || !field.opened) {
      const error = field.fault ?? new TidegateError('TG-KAFKA-0006', 'no whole batch', start);
      field.fault = undefined;
      this.#refuse(field, from, to, ErrorCode.corruptMessage, error);
    }
    this.#skip(from, to);
  }

  /** At the end of its field, what is left of it is filled. */
  #close({ field, kind, end }: Segment): void {
    if (end !== field.end || kind === 'unread') return;
    if (field.room > 0) {
      this.#keep(end + this.#shift);
      for (const part of padding(field.room)) this.#other(part);
    }
    field.room = 0;
  }

  /**
   * Addresses of nodes (KIP-951) would have to be replaced by others of the same length, so they are
   * covered up. They are a hint: without it a client asks for metadata.
   */
  #hideNodes(start: number, end: number): void {
    const from = start + this.#shift - 1;
    const hidden = Buffer.alloc(end - start + 1);
    hidden[0] = unusedTag;
    let at = start + this.#shift;
    // The field's size stays as it is: a varint.
    for (let i = 1; ; i++, at++) {
      hidden[i] = this.#bytes[at];
      if (this.#bytes[at] < 0x80) break;
    }
    this.#skip(from, end + this.#shift);
    this.#other(hidden);
  }
}
