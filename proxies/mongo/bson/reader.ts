/**
 * Decodes BSON to values, for commands and for our own documents. Not on the way of the data:
 * results are walked over offsets (bson/walker.ts).
 */

import { TidegateError } from '../../../core/errors.ts';
import { limits } from '../../../core/limits.ts';
import { BsonType } from '../constants.ts';
import { nameOf } from './names.ts';
import {
  Binary,
  Code,
  DbPointer,
  Decimal128,
  type Document,
  Double,
  FarDate,
  MaxKey,
  MinKey,
  ObjectId,
  Regex,
  Symbol_,
  Timestamp,
  type Value,
} from './values.ts';
import { cstringEnd, eachElement, malformed, readInt32, utf8 } from './walker.ts';

const dateMax = 8_640_000_000_000_000n;

const view = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function copy(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes, start, end);
}

function readDate(milliseconds: bigint): Date | FarDate {
  return milliseconds >= -dateMax && milliseconds <= dateMax
    ? new Date(Number(milliseconds))
    : new FarDate(milliseconds);
}

function readDouble(value: number): number | Double {
  return Number.isInteger(value) ? new Double(value) : value;
}

function readBinary(bytes: Uint8Array, at: number, end: number): Binary {
  return new Binary(bytes[at + 4], copy(bytes, at + 5, end));
}

function readCodeWithScope(bytes: Uint8Array, at: number, end: number, depth: number): Code {
  const scope = at + 8 + readInt32(bytes, at + 4);
  return new Code(utf8(bytes, at + 8, scope - 1), readDocument(bytes, scope, end, depth + 1));
}

/** The value of `type` at [at, end), whose bounds the caller has checked. */
export function readValue(
  bytes: Uint8Array,
  type: number,
  at: number,
  end: number,
  depth = 0,
): Value {
  switch (type) {
    case BsonType.double:
      return readDouble(view(bytes).getFloat64(at, true));
    case BsonType.string:
      return utf8(bytes, at + 4, end - 1);
    case BsonType.document:
      return readDocument(bytes, at, end, depth + 1);
    case BsonType.array:
      return readArray(bytes, at, end, depth + 1);
    case BsonType.binary:
      return readBinary(bytes, at, end);
    case BsonType.objectId:
      return new ObjectId(copy(bytes, at, end));
    case BsonType.boolean:
      return bytes[at] !== 0;
    case BsonType.date:
      return readDate(view(bytes).getBigInt64(at, true));
    case BsonType.null:
      return null;
    case BsonType.int32:
      return readInt32(bytes, at);
    case BsonType.int64:
      return view(bytes).getBigInt64(at, true);
    default:
      return readRareValue(bytes, type, at, end, depth);
  }
}

function readRareValue(
  bytes: Uint8Array,
  type: number,
  at: number,
  end: number,
  depth: number,
): Value {
  switch (type) {
    case BsonType.undefined:
      return undefined;
    case BsonType.regex: {
      const zero = cstringEnd(bytes, at, end);
      return new Regex(utf8(bytes, at, zero), utf8(bytes, zero + 1, end - 1));
    }
    case BsonType.dbPointer:
      return new DbPointer(utf8(bytes, at + 4, end - 13), new ObjectId(copy(bytes, end - 12, end)));
    case BsonType.code:
      return new Code(utf8(bytes, at + 4, end - 1));
    case BsonType.symbol:
      return new Symbol_(utf8(bytes, at + 4, end - 1));
    case BsonType.codeWithScope:
      return readCodeWithScope(bytes, at, end, depth);
    case BsonType.timestamp:
      return new Timestamp(view(bytes).getBigUint64(at, true));
    case BsonType.decimal128:
      return new Decimal128(copy(bytes, at, end));
    case BsonType.minKey:
      return new MinKey();
    case BsonType.maxKey:
      return new MaxKey();
    default:
      throw malformed(`element type 0x${type.toString(16)}`, at);
  }
}

function checkDepth(depth: number, at: number): void {
  if (depth > limits.mongo_document_depth_max) {
    throw new TidegateError('TG-MONGO-0003', `${depth} levels`, at);
  }
}

/**
 * The document at `start`. A name that occurs twice is a fault: which of the two a server takes is
 * not ours to guess.
 */
export function readDocument(
  bytes: Uint8Array,
  start = 0,
  limit = bytes.length,
  depth = 0,
): Document {
  checkDepth(depth, start);
  const document: Document = {};
  eachElement(bytes, start, limit, (type, nameStart, nameEnd, at, end) => {
    const name = nameOf(bytes, nameStart, nameEnd);
    if (Object.hasOwn(document, name)) throw malformed('a name occurs twice', nameStart);
    // `__proto__` must become a field like any other.
    Object.defineProperty(document, name, {
      value: readValue(bytes, type, at, end, depth),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  });
  return document;
}

/** The array at `start`; its keys are taken to be in order. */
export function readArray(bytes: Uint8Array, start: number, limit: number, depth = 0): Value[] {
  checkDepth(depth, start);
  const list: Value[] = [];
  eachElement(bytes, start, limit, (type, _name, _nameEnd, at, end) => {
    list.push(readValue(bytes, type, at, end, depth));
  });
  return list;
}
