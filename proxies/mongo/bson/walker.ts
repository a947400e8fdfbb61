/**
 * BSON over offsets: where a value ends, whether its bytes are well formed. Nothing is decoded and
 * nothing allocated. Every length is checked against the end of its container before it is used.
 * Source: bsonspec.org, version 1.1.
 */
import { TidegateError } from '../../../core/errors.ts';
import { limits } from '../../../core/limits.ts';
import { BsonType } from '../constants.ts';

/** Shortest document: int32 length and the closing zero. */
export const emptyDocumentBytes = 5;

export function malformed(detail: string, offset: number): TidegateError {
  return new TidegateError('TG-MONGO-0002', detail, offset);
}

export function readInt32(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}

export function writeInt32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value & 0xff;
  bytes[at + 1] = (value >> 8) & 0xff;
  bytes[at + 2] = (value >> 16) & 0xff;
  bytes[at + 3] = (value >>> 24) & 0xff;
}

/** End of the document that begins at `start`; checked against `limit` and its closing zero. */
export function documentEnd(bytes: Uint8Array, start: number, limit: number): number {
  if (limit - start < emptyDocumentBytes) throw malformed('document is cut off', start);
  const length = readInt32(bytes, start);
  if (length < emptyDocumentBytes || length > limit - start) {
    throw malformed(`document length ${length}`, start);
  }
  const end = start + length;
  if (bytes[end - 1] !== 0) throw malformed('document does not end in zero', end - 1);
  return end;
}

/** Offset of the zero that ends the cstring at `start`. */
export function cstringEnd(bytes: Uint8Array, start: number, limit: number): number {
  let at = start;
  while (at < limit && bytes[at] !== 0) at++;
  if (at >= limit) throw malformed('name or cstring is not closed', start);
  return at;
}

function fixedEnd(start: number, size: number, limit: number): number {
  if (size > limit - start) throw malformed('value is cut off', start);
  return start + size;
}

/** End of the int32-prefixed string at `start`, its closing zero included. */
export function stringEnd(bytes: Uint8Array, start: number, limit: number): number {
  if (limit - start < 5) throw malformed('string is cut off', start);
  const length = readInt32(bytes, start);
  if (length < 1 || length > limit - start - 4) throw malformed(`string length ${length}`, start);
  const end = start + 4 + length;
  if (bytes[end - 1] !== 0) throw malformed('string does not end in zero', end - 1);
  return end;
}

function binaryEnd(bytes: Uint8Array, start: number, limit: number): number {
  if (limit - start < 5) throw malformed('binary is cut off', start);
  const length = readInt32(bytes, start);
  if (length < 0 || length > limit - start - 5) throw malformed(`binary length ${length}`, start);
  return start + 5 + length;
}

function codeWithScopeEnd(bytes: Uint8Array, start: number, limit: number): number {
  if (limit - start < 14) throw malformed('code with scope is cut off', start);
  const length = readInt32(bytes, start);
  if (length < 14 || length > limit - start) {
    throw malformed(`code with scope length ${length}`, start);
  }
  const end = start + length;
  const scope = stringEnd(bytes, start + 4, end);
  if (documentEnd(bytes, scope, end) !== end) throw malformed('scope has a wrong length', scope);
  return end;
}

/** Offset behind the value of `type` at `start`. Does not descend into documents and arrays. */
export function valueEnd(bytes: Uint8Array, type: number, start: number, limit: number): number {
  switch (type) {
    case BsonType.double:
    case BsonType.date:
    case BsonType.timestamp:
    case BsonType.int64:
      return fixedEnd(start, 8, limit);
    case BsonType.int32:
      return fixedEnd(start, 4, limit);
    case BsonType.string:
    case BsonType.code:
    case BsonType.symbol:
      return stringEnd(bytes, start, limit);
    case BsonType.document:
    case BsonType.array:
      return documentEnd(bytes, start, limit);
    case BsonType.binary:
      return binaryEnd(bytes, start, limit);
    case BsonType.objectId:
      return fixedEnd(start, 12, limit);
    case BsonType.boolean:
      return fixedEnd(start, 1, limit);
    case BsonType.undefined:
    case BsonType.null:
    case BsonType.minKey:
    case BsonType.maxKey:
      return start;
    case BsonType.regex:
      return cstringEnd(bytes, cstringEnd(bytes, start, limit) + 1, limit) + 1;
    case BsonType.dbPointer:
      return fixedEnd(stringEnd(bytes, start, limit), 12, limit);
    case BsonType.codeWithScope:
      return codeWithScopeEnd(bytes, start, limit);
    case BsonType.decimal128:
      return fixedEnd(start, 16, limit);
    default:
      throw malformed(`element type 0x${type.toString(16)}`, start);
  }
}

/** Called for each element; offsets of its type byte, name, the name's zero, value and end. */
export type ElementVisitor = (
  type: number,
  nameStart: number,
  nameEnd: number,
  valueStart: number,
  end: number,
) => void;

/** Visits the elements of one level of the document at `start` and returns the document's end. */
export function eachElement(
  bytes: Uint8Array,
  start: number,
  limit: number,
  visit: ElementVisitor,
): number {
  const end = documentEnd(bytes, start, limit);
  const last = end - 1;
  let at = start + 4;
  while (at < last) {
    const type = bytes[at];
    const nameStart = at + 1;
    const nameEnd = cstringEnd(bytes, nameStart, last);
    const next = valueEnd(bytes, type, nameEnd + 1, last);
    visit(type, nameStart, nameEnd, nameEnd + 1, next);
    at = next;
  }
  return end;
}

/** Checks the whole tree of the document at `start`; returns its end. */
export function validate(bytes: Uint8Array, start: number, limit: number, depth = 0): number {
  if (depth > limits.mongo_document_depth_max) {
    throw new TidegateError('TG-MONGO-0003', `${depth} levels`, start);
  }
  return eachElement(bytes, start, limit, (type, _name, _nameEnd, value, end) => {
    if (type === BsonType.document || type === BsonType.array) {
      validate(bytes, value, end, depth + 1);
    } else if (type === BsonType.codeWithScope) {
      validate(bytes, value + 4 + 4 + readInt32(bytes, value + 4), end, depth + 1);
    }
  });
}

export function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}

export function utf8(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
