/**
 * A carrier is how one kind of value sits in one protocol: a BSON int64, a MySQL DATE in a binary
 * row, a Kafka header. Protocols define theirs as constants; detection and masks see only the text
 * of the value and its type, so that forty detectors serve three protocols.
 */

export type ValueType =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'double'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'time'
  | 'binary'
  | 'objectid'
  | 'null';

export interface Carrier {
  /** Protocol and type as the protocol's specification names it: `bson:int64`, `mysql:binary:date`. */
  readonly name: string;
  readonly type: ValueType;
  /**
   * True when bytes [start, end) are the value's own UTF-8 text and a part of them may be replaced
   * where it stands. False when the value is replaced as a whole through `encode`.
   */
  readonly inline: boolean;
  /**
   * True where the bytes are a serialized structure of their own (a record's key or value) that has
   * fields even when we cannot read them. Where rules name fields, what cannot be read is then taken
   * for the worst: the strictest of them applies to the whole.
   */
  readonly payload?: boolean;
  /** True where the carrier can hold null; the conversation's `seal` then knows how to write it. */
  readonly nullable: boolean;
  /**
   * The value as a reader sees it: digits of a number, `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SS.fffZ` of
   * a date, decoded characters of a text, lower-case hex of an ObjectId; latin1 of plain bytes.
   */
  text(bytes: Uint8Array, start: number, end: number): string;
  /**
   * For numbers: true when the value surely has fewer than `digits` digits (7 to 19), or a fraction,
   * so that it need not be read as text to know that it says nothing by itself. Absent: never known.
   */
  small?(bytes: Uint8Array, start: number, end: number, digits: number): boolean;
  /**
   * The bytes that replace [start, end), or undefined where `value` does not fit (range, length in
   * bytes `bound`, 0 = unbounded). The caller then falls back to `zero`.
   */
  encode(
    value: string,
    bytes: Uint8Array,
    start: number,
    end: number,
    bound: number,
  ): Uint8Array | undefined;
  /** A value that always fits: empty text, 0, the same number of zero bytes, 1970-01-01. */
  zero(bytes: Uint8Array, start: number, end: number): Uint8Array;
}
