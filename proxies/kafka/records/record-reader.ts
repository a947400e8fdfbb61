/**
 * Walks the records of one batch by offsets (protocol guide, "Record"): no object per record. The
 * fields of the reader describe the current record, then the current header.
 */
import { TidegateError } from '../../../core/errors.ts';

export class RecordReader {
  bytes: Uint8Array = new Uint8Array(0);
  /** The records stand in [start, end). */
  start = 0;
  /** Where the next record begins. */
  position = 0;
  end = 0;

  /** Where the current record's own length stands, and the body that it counts: [body, recordEnd). */
  recordStart = 0;
  body = 0;
  recordEnd = 0;
  /** Where the key's length stands; the key is [keyStart, keyEnd), or null when `keyStart` is -1. */
  keyLength = 0;
  keyStart = 0;
  keyEnd = 0;
  valueLength = 0;
  valueStart = 0;
  valueEnd = 0;
  /** Headers that `nextHeader` has still to give. */
  headersLeft = 0;
  /** Where the name's length stands, name and value of the current header; null when `headerStart` is -1. */
  nameLength = 0;
  nameStart = 0;
  nameEnd = 0;
  headerLength = 0;
  headerStart = 0;
  headerEnd = 0;

  #at = 0;

  /** Begins with the records in [start, end). */
  open(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.position = start;
    this.end = end;
  }

  /** Reads the next record up to its headers. The caller knows from the batch that there is one. */
  next(): void {
    this.recordStart = this.position;
    this.#at = this.position;
    this.recordEnd = this.end;
    const length = this.#varint();
    this.body = this.#at;
    if (length < 0 || length > this.end - this.#at) throw this.fail('record is cut short');
    this.recordEnd = this.#at + length;
    this.position = this.recordEnd;
    this.#at += 1; // attributes, unused
    this.#skipVarint(10); // timestamp delta
    this.#skipVarint(5); // offset delta
    this.keyLength = this.#at;
    const key = this.#varint();
    this.keyStart = key < 0 ? -1 : this.#at;
    this.keyEnd = this.#skip(key);
    this.valueLength = this.#at;
    const value = this.#varint();
    this.valueStart = value < 0 ? -1 : this.#at;
    this.valueEnd = this.#skip(value);
    this.headersLeft = this.#varint();
    // Each header takes two bytes at least, so this also bounds the loop over them.
    if (this.headersLeft < 0 || this.headersLeft > this.recordEnd - this.#at) {
      throw this.fail('count of headers is impossible');
    }
    if (this.headersLeft === 0) this.#close();
  }

  /** Moves to the next header; false when there are no more. */
  nextHeader(): boolean {
    if (this.headersLeft === 0) return false;
    this.headersLeft--;
    this.nameLength = this.#at;
    const name = this.#varint();
    if (name < 0) throw this.fail('name of a header must not be null');
    this.nameStart = this.#at;
    this.nameEnd = this.#skip(name);
    this.headerLength = this.#at;
    const value = this.#varint();
    this.headerStart = value < 0 ? -1 : this.#at;
    this.headerEnd = this.#skip(value);
    if (this.headersLeft === 0) this.#close();
    return true;
  }

  /** Throws unless the batch ends where its last record ends. */
  finish(): void {
    if (this.position !== this.end) throw this.fail('bytes are left behind the last record');
  }

  fail(detail: string): TidegateError {
    return new TidegateError('TG-KAFKA-0006', detail, this.#at);
  }

  #close(): void {
    if (this.#at !== this.recordEnd) throw this.fail('record is longer than its fields');
  }

  #skip(length: number): number {
    if (length > this.recordEnd - this.#at) throw this.fail('field reaches over its record');
    if (length > 0) this.#at += length;
    return this.#at;
  }

  #varint(): number {
    const bytes = this.bytes;
    let at = this.#at;
    let raw = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (at >= this.recordEnd) break;
      const byte = bytes[at++];
      raw |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.#at = at;
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw this.fail('varint is cut short or too long');
  }

  #skipVarint(most: number): void {
    const stop = Math.min(this.recordEnd, this.#at + most);
    for (let at = this.#at; at < stop; at++) {
      if (this.bytes[at] < 0x80) {
        this.#at = at + 1;
        return;
      }
    }
    throw this.fail('varint is cut short or too long');
  }
}
