/**
 * Codecs of the packets that carry state: OK, EOF, ERR, column definitions, prepare replies. Each
 * takes the payload (without packet header) as [at, end) of some bytes and checks every length.
 */
import { Reader } from '../../core/bytes/reader.ts';
import { Writer } from '../../core/bytes/writer.ts';
import { TidegateError } from '../../core/errors.ts';
import type { ColumnCarrier } from './carriers.ts';
import { charsetOf } from './charsets.ts';
import { ColumnFlag, FieldType, Marker, SessionTrack, Status } from './constants.ts';
import { frameMessage } from './framing.ts';

/** A reader over payload bytes whose faults are TG-MYSQL-0002 with the offset. */
export function payloadReader(bytes: Uint8Array, at = 0, end = bytes.length): Reader {
  return new Reader(bytes, 'TG-MYSQL-0002', at, end);
}

/** A length-encoded integer. Values beyond 2^53 lose precision, and are no length that we accept. */
export function readLenenc(reader: Reader): number {
  const first = reader.u8();
  if (first < 0xfb) return first;
  if (first === 0xfc) return reader.u16le();
  if (first === 0xfd) return reader.u24le();
  if (first !== 0xfe) throw reader.fail('no length-encoded integer');
  const low = reader.u32le();
  return reader.u32le() * 0x1_0000_0000 + low;
}

/** A length-encoded string, as a view. */
export function readLenencBytes(reader: Reader): Buffer {
  return reader.take(readLenenc(reader));
}

export function readLenencText(reader: Reader): string {
  return readLenencBytes(reader).toString('utf8');
}

export interface OkPacket {
  status: number;
  /** Default schema that the server tells through session tracking, else undefined. */
  schema: string | undefined;
}

/**
 * An OK packet (header 0x00, or 0xFE in the place of EOF). `tracks`: CLIENT_SESSION_TRACK is agreed.
 */
export function readOk(bytes: Uint8Array, at: number, end: number, tracks: boolean): OkPacket {
  const reader = payloadReader(bytes, at + 1, end);
  readLenenc(reader);
  readLenenc(reader);
  const status = reader.u16le();
  reader.skip(2);
  if (!tracks || !(status & Status.sessionStateChanged) || reader.left === 0) {
    return { status, schema: undefined };
  }
  readLenencBytes(reader);
  const entries = readLenencBytes(reader);
  if (reader.left > 0) throw reader.fail('OK packet');
  return { status, schema: trackedSchema(entries) };
}

function trackedSchema(entries: Buffer): string | undefined {
  const reader = payloadReader(entries);
  let schema: string | undefined;
  while (reader.left > 0) {
    const type = readLenenc(reader);
    const data = readLenencBytes(reader);
    if (type === SessionTrack.schema) schema = readLenencText(payloadReader(data));
  }
  return schema;
}

/**
 * Status flags of the packet that ends rows: an EOF packet of five bytes, or an OK packet with the
 * header 0xFE (CLIENT_DEPRECATE_EOF). Old query caches send EOF in spite of DEPRECATE_EOF. Rows leave
 * nothing to count and nothing to say, so anything more is a row gone wrong, and is refused.
 */
export function endStatus(bytes: Uint8Array, at: number, end: number): number {
  if (end - at === 5) return bytes[at + 3] | (bytes[at + 4] << 8);
  const reader = payloadReader(bytes, at + 1, end);
  const counted = readLenenc(reader) + readLenenc(reader);
  const status = reader.u16le();
  reader.skip(2);
  if (reader.left > 0) readLenencBytes(reader);
  if (reader.left > 0 && status & Status.sessionStateChanged) readLenencBytes(reader);
  if (counted !== 0 || reader.left > 0) throw reader.fail('end of rows');
  return status;
}

export interface ErrPacket {
  errno: number;
  /** Where the message begins, behind the SQLSTATE where there is one. */
  messageAt: number;
}

/** An ERR packet. */
export function readErr(bytes: Uint8Array, at: number, end: number): ErrPacket {
  if (end - at < 3) throw new TidegateError('TG-MYSQL-0002', 'ERR packet', at);
  const errno = bytes[at + 1] | (bytes[at + 2] << 8);
  const hasState = end - at >= 9 && bytes[at + 3] === 0x23;
  return { errno, messageAt: hasState ? at + 9 : at + 3 };
}

/** A framed ERR packet. `state` is left out before the client has said that it speaks 4.1. */
export function errPacket(
  sequence: number,
  error: { errno: number; state: string },
  message: string,
  withState = true,
): Buffer {
  const writer = new Writer(64).u8(Marker.error).u16le(error.errno);
  if (withState) writer.utf8(`#${error.state}`);
  return frameMessage(writer.utf8(message).bytes(), sequence);
}

/** A column definition (Protocol::ColumnDefinition41) with MariaDB's extended type information. */
export interface Column {
  schema: string;
  orgTable: string;
  name: string;
  orgName: string;
  /** Character set (collation id) of the values as they are sent; 63 for what is no text. */
  charset: number;
  /** Greatest length of a value in bytes. */
  length: number;
  type: number;
  flags: number;
  decimals: number;
  /** MariaDB: the column holds JSON text. */
  json: boolean;
  /** Its origin is told in characters that we cannot read. */
  garbled: boolean;
  /** Worked out when first needed, for columns are kept: `mysql:schema.table`, and its carriers. */
  resource: string | undefined;
  carriers: [ColumnCarrier | undefined, ColumnCarrier | undefined];
  /** Where COM_FIELD_LIST's default value begins, relative to the bytes read; the end if none. */
  defaultAt: number;
}

const fixedFieldsBytes = 12;

/**
 * A name in metadata. It comes in character_set_results: UTF-8, one of the sets that write ASCII as it is,
 * or UTF-16 and UTF-32, which are told by their zero bytes, for no name holds one.
 */
function readName(reader: Reader): string {
  const bytes = readLenencBytes(reader);
  if (!bytes.includes(0)) return bytes.toString('utf8');
  const charset = bytes[0] !== 0 ? 56 : bytes[1] === 0 && bytes.length % 4 === 0 ? 60 : 54;
  return charsetOf(charset).decode(bytes, 0, bytes.length);
}

/** Whether a name could not be read, so that it says nothing. */
const isGarbled = (name: string): boolean => name.includes('\ufffd') || name.includes('\0');

/** Reads the column definition in [at, end). `extended`: MariaDB extended metadata is agreed. */
export function readColumn(bytes: Uint8Array, at: number, end: number, extended: boolean): Column {
  const reader = payloadReader(bytes, at, end);
  readLenencBytes(reader); // catalogue, always "def"
  const schema = readName(reader);
  readLenencBytes(reader); // the table's alias
  const orgTable = readName(reader);
  const name = readName(reader);
  const orgName = readName(reader);
  const json = extended && isJsonFormat(readLenencBytes(reader));
  if (readLenenc(reader) !== fixedFieldsBytes) throw reader.fail('column definition');
  const charset = reader.u16le();
  const length = reader.u32le();
  const type = reader.u8();
  const flags = reader.u16le();
  const decimals = reader.u8();
  reader.skip(2);
  return {
    schema,
    orgTable,
    name,
    orgName,
    charset,
    length,
    type,
    flags,
    decimals,
    json: json || type === FieldType.json,
    garbled: isGarbled(schema) || isGarbled(orgTable) || isGarbled(orgName),
    resource: undefined,
    carriers: [undefined, undefined],
    defaultAt: reader.position,
  };
}

const extendedFormat = 1;

function isJsonFormat(info: Buffer): boolean {
  const reader = payloadReader(info);
  while (reader.left > 0) {
    const kind = reader.u8();
    const value = readLenencText(reader);
    if (kind === extendedFormat && value === 'json') return true;
  }
  return false;
}

export const isUnsigned = (column: Column): boolean => (column.flags & ColumnFlag.unsigned) !== 0;
export const isNullable = (column: Column): boolean => (column.flags & ColumnFlag.notNull) === 0;

export interface PrepareOk {
  statementId: number;
  columns: number;
  parameters: number;
}

/** The first packet of a successful COM_STMT_PREPARE reply. */
export function readPrepareOk(bytes: Uint8Array, at: number, end: number): PrepareOk {
  const reader = payloadReader(bytes, at + 1, end);
  return { statementId: reader.u32le(), columns: reader.u16le(), parameters: reader.u16le() };
}
