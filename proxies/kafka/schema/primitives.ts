/**
 * Kafka's primitive types over `core/bytes` (protocol guide, "Protocol Primitive Types"; KIP-482 for
 * the compact forms). Integers are big-endian; lengths of compact types are unsigned varints of
 * length + 1, with 0 for null.
 */
import { isUtf8 } from 'node:buffer';
import { Reader } from '../../../core/bytes/reader.ts';
import type { Writer } from '../../../core/bytes/writer.ts';
import { TidegateError } from '../../../core/errors.ts';

export const malformed = 'TG-KAFKA-0003';

export function readerOf(bytes: Uint8Array, start = 0, end = bytes.length): Reader {
  return new Reader(bytes, malformed, start, end);
}

/** Unsigned varint of at most 32 bits. */
export function readUvarint(reader: Reader): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = reader.u8();
    if (shift === 28 && byte > 0x0f) break;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  throw reader.fail('varint is longer than 32 bits');
}

export function writeUvarint(writer: Writer, value: number): void {
  while (value >= 0x80) {
    writer.u8((value % 0x80) | 0x80);
    value = Math.floor(value / 0x80);
  }
  writer.u8(value);
}

export function uvarintSize(value: number): number {
  let size = 1;
  for (; value >= 0x80; value = Math.floor(value / 0x80)) size++;
  return size;
}

/** Length of a string, bytes or array; -1 for null. `width` is that of the classic form in bytes. */
export function readLength(reader: Reader, compact: boolean, width: 2 | 4): number {
  const length = compact ? readUvarint(reader) - 1 : width === 2 ? reader.i16be() : reader.i32be();
  if (length < -1) throw reader.fail('length is negative');
  return length;
}

export function writeLength(writer: Writer, compact: boolean, width: 2 | 4, length: number): void {
  if (compact) writeUvarint(writer, length + 1);
  else if (width === 2) writer.i16be(length);
  else writer.i32be(length);
}

/** A string, which must be valid UTF-8 so that it can be written back as it was. Null where allowed. */
export function readString(reader: Reader, compact: boolean, nullable: boolean): string | null {
  const length = readLength(reader, compact, 2);
  if (length < 0) {
    if (!nullable) throw reader.fail('string must not be null');
    return null;
  }
  const bytes = reader.take(length);
  const text = bytes.toString('utf8');
  if (text.includes('\ufffd') && !isUtf8(bytes)) throw reader.fail('string is not UTF-8');
  return text;
}

/** Throws where the classic form cannot hold the string (32,767 bytes). */
export function writeString(writer: Writer, compact: boolean, value: string | null): void {
  if (value === null) {
    writeLength(writer, compact, 2, -1);
    return;
  }
  const bytes = Buffer.from(value, 'utf8');
  if (!compact && bytes.length > 32_767) throw new TidegateError(malformed, 'string is too long');
  writeLength(writer, compact, 2, bytes.length);
  writer.raw(bytes);
}
