/**
 * Generic codec of Kafka messages over compiled structs: bytes to plain objects and back. Objects
 * carry the fields of the version under their names with a small first letter. int64 is a bigint, a
 * uuid 32 hexadecimal digits, bytes and records are views of the input. A tagged field that is
 * absent is an absent property, one that we do not know stays under `unknownTags`, so that a decoded
 * message is written back byte-identical.
 */
import type { Reader } from '../../../core/bytes/reader.ts';
import { Writer } from '../../../core/bytes/writer.ts';
import { TidegateError } from '../../../core/errors.ts';
import { limits } from '../../../core/limits.ts';
import type { Field, Struct } from './compile.ts';
import { bodyStruct } from './compile.ts';
import {
  malformed,
  readerOf,
  readLength,
  readString,
  readUvarint,
  writeLength,
  writeString,
  writeUvarint,
} from './primitives.ts';

export interface UnknownTag {
  tag: number;
  bytes: Uint8Array;
}

export type KafkaValue =
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | null
  | undefined
  | readonly KafkaValue[]
  | KafkaStruct
  | UnknownTag[];

export interface KafkaStruct {
  [name: string]: KafkaValue;
}

export const zeroUuid = '0'.repeat(32);
const overLimit = 'TG-KAFKA-0004';

/** Decodes one struct at the reader's position and moves past it. */
export function decodeStruct(struct: Struct, reader: Reader): KafkaStruct {
  const value: KafkaStruct = {};
  for (const field of struct.fields) value[field.name] = decodeField(field, reader);
  if (struct.flexible) decodeTags(struct, reader, value);
  return value;
}

/** Decodes one field in the form that its place asks for. */
export function decodeField(field: Field, reader: Reader): KafkaValue {
  if (field.type === 'array') return decodeArray(field, reader);
  if (field.type === 'struct') return decodeMember(field, reader);
  return decodeScalar(field, reader);
}

function decodeScalar(field: Field, reader: Reader): KafkaValue {
  switch (field.type) {
    case 'bool':
      return decodeBool(reader);
    case 'int8':
      return (reader.u8() << 24) >> 24;
    case 'int16':
      return reader.i16be();
    case 'uint16':
      return reader.i16be() & 0xffff;
    case 'int32':
      return reader.i32be();
    case 'uint32':
      return reader.i32be() >>> 0;
    case 'int64':
      return reader.i64be();
    case 'float64':
      return reader.take(8).readDoubleBE(0);
    case 'uuid':
      return reader.take(16).toString('hex');
    case 'string':
      return readString(reader, field.compact, field.nullable);
    default:
      return decodeBytes(field, reader);
  }
}

/** A byte other than 0 and 1 could not be written back as it was. */
function decodeBool(reader: Reader): boolean {
  const byte = reader.u8();
  if (byte > 1) throw reader.fail('boolean is neither 0 nor 1');
  return byte === 1;
}

function decodeBytes(field: Field, reader: Reader): Uint8Array | null {
  const length = readLength(reader, field.compact, 4);
  if (length >= 0) return reader.take(length);
  if (!field.nullable) throw reader.fail(`${field.name} must not be null`);
  return null;
}

/** Count of an array, checked against its limit and against the bytes that are left. */
export function readCount(field: Field, reader: Reader): number {
  const at = reader.position;
  const count = readLength(reader, field.compact, 4);
  if (count < 0 && !field.nullable) throw reader.fail(`${field.name} must not be null`);
  if (count > limits.kafka_array_count_max) throw new TidegateError(overLimit, field.name, at);
  // Every member of every array takes at least one byte.
  if (count > reader.left) throw reader.fail(`${field.name} is longer than the message`);
  return count;
}

function decodeArray(field: Field, reader: Reader): KafkaValue[] | null {
  const count = readCount(field, reader);
  if (count < 0) return null;
  const element = field.element as Field;
  const members: KafkaValue[] = [];
  for (let i = 0; i < count; i++) members.push(decodeField(element, reader));
  return members;
}

/** A struct in its place; a nullable one is led by a byte, -1 for null and 1 otherwise (KIP-893). */
function decodeMember(field: Field, reader: Reader): KafkaStruct | null {
  if (field.nullable) {
    const present = reader.u8();
    if (present === 0xff) return null;
    if (present !== 1) throw reader.fail(`${field.name} is neither null nor present`);
  }
  return decodeStruct(field.struct as Struct, reader);
}

function decodeTags(struct: Struct, reader: Reader, value: KafkaStruct): void {
  const at = reader.position;
  const count = readUvarint(reader);
  if (count > limits.kafka_tagged_fields_count_max) {
    throw new TidegateError(overLimit, 'tagged fields', at);
  }
  let last = -1;
  for (let i = 0; i < count; i++) {
    const tag = readUvarint(reader);
    // KIP-482: tags ascend. Another order could not be written back as it was.
    if (tag <= last) throw reader.fail('tagged fields are out of order');
    last = tag;
    const bytes = reader.take(readUvarint(reader));
    const known = struct.tagged.find((field) => field.tag === tag);
    if (known) value[known.name] = decodeTagged(known, bytes, reader);
    else pushTag(value, { tag, bytes });
  }
}

function pushTag(value: KafkaStruct, unknown: UnknownTag): void {
  const tags = value.unknownTags as UnknownTag[] | undefined;
  if (tags) tags.push(unknown);
  else value.unknownTags = [unknown];
}

function decodeTagged(field: Field, bytes: Buffer, outer: Reader): KafkaValue {
  const end = outer.position;
  const inner = readerOf(outer.bytes, end - bytes.length, end);
  const value = decodeField(field, inner);
  if (inner.left !== 0) throw inner.fail(`${field.name} is shorter than its size`);
  return value;
}

/** Value of a field that the caller left out: the definition's default, else the type's own. */
export function defaultValue(field: Field): KafkaValue {
  if (field.initial === 'null') return null;
  if (field.type === 'array') return [];
  if (field.type === 'struct') return {};
  if (field.type === 'records') return field.nullable ? null : new Uint8Array(0);
  return defaultScalar(field);
}

function defaultScalar(field: Field): KafkaValue {
  const { type, initial } = field;
  if (type === 'string') return initial ?? '';
  if (type === 'bool') return initial === 'true';
  if (type === 'int64') return BigInt(initial ?? 0);
  if (type === 'uuid') return zeroUuid;
  if (type === 'bytes') return new Uint8Array(0);
  return Number(initial ?? 0);
}

/** Writes a struct; fields left out get their defaults, tagged fields left out are not written. */
export function encodeStruct(struct: Struct, value: KafkaStruct, writer: Writer): void {
  for (const field of struct.fields) encodeField(field, value[field.name], writer);
  if (struct.flexible) encodeTags(struct, value, writer);
}

export function encodeField(field: Field, given: KafkaValue, writer: Writer): void {
  const value = given === undefined ? defaultValue(field) : given;
  if (value === null && !field.nullable) {
    throw new TidegateError(malformed, `${field.name} must not be null`);
  }
  if (field.type === 'array') encodeArray(field, value as KafkaValue[] | null, writer);
  else if (field.type === 'struct') encodeMember(field, value as KafkaStruct | null, writer);
  else encodeScalar(field, value, writer);
}

function encodeArray(field: Field, members: KafkaValue[] | null, writer: Writer): void {
  writeLength(writer, field.compact, 4, members === null ? -1 : members.length);
  const element = field.element as Field;
  for (const member of members ?? []) encodeField(element, member, writer);
}

function encodeMember(field: Field, value: KafkaStruct | null, writer: Writer): void {
  if (field.nullable) writer.u8(value === null ? 0xff : 1);
  if (value !== null) encodeStruct(field.struct as Struct, value, writer);
}

function encodeScalar(field: Field, value: KafkaValue, writer: Writer): void {
  switch (field.type) {
    case 'bool':
      writer.u8(value ? 1 : 0);
      break;
    case 'int8':
      writer.u8((value as number) & 0xff);
      break;
    case 'int16':
    case 'uint16':
      writer.i16be(((value as number) << 16) >> 16);
      break;
    case 'int32':
    case 'uint32':
      writer.i32be((value as number) | 0);
      break;
    case 'int64':
      writer.i64be(BigInt(value as bigint));
      break;
    default:
      encodeWide(field, value, writer);
  }
}

function encodeWide(field: Field, value: KafkaValue, writer: Writer): void {
  if (field.type === 'string') {
    writeString(writer, field.compact, value as string | null);
  } else if (field.type === 'uuid') {
    writer.raw(Buffer.from((value as string).padStart(32, '0'), 'hex'));
  } else if (field.type === 'float64') {
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeDoubleBE(value as number, 0);
    writer.raw(bytes);
  } else {
    const bytes = value as Uint8Array | null;
    writeLength(writer, field.compact, 4, bytes === null ? -1 : bytes.length);
    if (bytes) writer.raw(bytes);
  }
}

function encodeTags(struct: Struct, value: KafkaStruct, writer: Writer): void {
  const tags = [...((value.unknownTags as UnknownTag[] | undefined) ?? [])];
  for (const field of struct.tagged) {
    if (value[field.name] === undefined) continue;
    const content = new Writer();
    encodeField(field, value[field.name], content);
    tags.push({ tag: field.tag, bytes: content.bytes() });
  }
  tags.sort((a, b) => a.tag - b.tag);
  writeUvarint(writer, tags.length);
  for (const { tag, bytes } of tags) {
    writeUvarint(writer, tag);
    writeUvarint(writer, bytes.length);
    writer.raw(bytes);
  }
}

/**
 * Decodes the body of a message, which must fill [start, end). `T` is the caller's own idea of the
 * object; the codec fills exactly the fields of that version.
 */
export function decodeBody<T = KafkaStruct>(
  kind: 'request' | 'response',
  key: number,
  version: number,
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
): T {
  const reader = readerOf(bytes, start, end);
  const value = decodeStruct(bodyStruct(kind, key, version), reader);
  if (reader.left !== 0) throw reader.fail('message is longer than its fields');
  return value as T;
}

/** Encodes the body of a message. */
export function encodeBody(
  kind: 'request' | 'response',
  key: number,
  version: number,
  value: object,
): Buffer {
  const writer = new Writer();
  encodeStruct(bodyStruct(kind, key, version), value as KafkaStruct, writer);
  return writer.bytes();
}
