/** Encodes values to BSON, for our own documents: refusals, questions, the demonstration server. */
import { Writer } from '../../../core/bytes/writer.ts';
import { TidegateError } from '../../../core/errors.ts';
import { limits } from '../../../core/limits.ts';
import { BsonType } from '../constants.ts';
import {
  Binary,
  Code,
  DbPointer,
  Decimal128,
  type Document,
  Double,
  FarDate,
  isDocument,
  MaxKey,
  MinKey,
  ObjectId,
  Regex,
  Symbol_,
  Timestamp,
  type Value,
} from './values.ts';

const isInt32 = (value: number): boolean => value === (value | 0) && !Object.is(value, -0);

function cstring(out: Writer, text: string): void {
  if (text.includes('\0')) throw new TidegateError('TG-MONGO-0002', 'zero inside a cstring');
  out.utf8(text).u8(0);
}

function element(out: Writer, type: number, name: string): void {
  out.u8(type);
  cstring(out, name);
}

function string(out: Writer, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  out
    .i32le(bytes.length + 1)
    .raw(bytes)
    .u8(0);
}

function double(out: Writer, value: number): void {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeDoubleLE(value);
  out.raw(bytes);
}

function writeCode(out: Writer, name: string, value: Code, depth: number): void {
  if (!value.scope) {
    element(out, BsonType.code, name);
    string(out, value.code);
    return;
  }
  element(out, BsonType.codeWithScope, name);
  const at = out.length;
  out.i32le(0);
  string(out, value.code);
  writeInto(out, value.scope, depth + 1);
  out.patchI32le(at, out.length - at);
}

function writeNumber(out: Writer, name: string, value: number): void {
  if (isInt32(value)) {
    element(out, BsonType.int32, name);
    out.i32le(value);
  } else {
    element(out, BsonType.double, name);
    double(out, value);
  }
}

function writePrimitive(out: Writer, name: string, value: Value): boolean {
  switch (typeof value) {
    case 'string':
      element(out, BsonType.string, name);
      string(out, value);
      return true;
    case 'number':
      writeNumber(out, name, value);
      return true;
    case 'bigint':
      element(out, BsonType.int64, name);
      out.i64le(value);
      return true;
    case 'boolean':
      element(out, BsonType.boolean, name);
      out.u8(value ? 1 : 0);
      return true;
    case 'undefined':
      element(out, BsonType.undefined, name);
      return true;
    default:
      return false;
  }
}

function writeBytes(out: Writer, name: string, value: Value): boolean {
  if (value instanceof ObjectId) {
    element(out, BsonType.objectId, name);
    out.raw(value.bytes);
  } else if (value instanceof Binary) {
    element(out, BsonType.binary, name);
    out.i32le(value.bytes.length).u8(value.subtype).raw(value.bytes);
  } else if (value instanceof Uint8Array) {
    element(out, BsonType.binary, name);
    out.i32le(value.length).u8(0).raw(value);
  } else if (value instanceof Decimal128) {
    element(out, BsonType.decimal128, name);
    out.raw(value.bytes);
  } else return false;
  return true;
}

function writeScalarClass(out: Writer, name: string, value: Value): boolean {
  if (value instanceof Date) {
    element(out, BsonType.date, name);
    out.i64le(BigInt(value.getTime()));
  } else if (value instanceof FarDate) {
    element(out, BsonType.date, name);
    out.i64le(value.milliseconds);
  } else if (value instanceof Double) {
    element(out, BsonType.double, name);
    double(out, value.value);
  } else if (value instanceof Timestamp) {
    element(out, BsonType.timestamp, name);
    out.i64le(BigInt.asIntN(64, value.value));
  } else if (value instanceof MinKey) element(out, BsonType.minKey, name);
  else if (value instanceof MaxKey) element(out, BsonType.maxKey, name);
  else return false;
  return true;
}

function writeTextClass(out: Writer, name: string, value: Value, depth: number): boolean {
  if (value instanceof Regex) {
    element(out, BsonType.regex, name);
    cstring(out, value.pattern);
    cstring(out, value.options);
  } else if (value instanceof Code) writeCode(out, name, value, depth);
  else if (value instanceof Symbol_) {
    element(out, BsonType.symbol, name);
    string(out, value.text);
  } else if (value instanceof DbPointer) {
    element(out, BsonType.dbPointer, name);
    string(out, value.namespace);
    out.raw(value.id.bytes);
  } else return false;
  return true;
}

/** Appends one element. Throws where the value is none that BSON can hold. */
export function writeElement(out: Writer, name: string, value: Value, depth = 0): void {
  if (writePrimitive(out, name, value)) return;
  if (value === null) element(out, BsonType.null, name);
  else if (Array.isArray(value)) {
    element(out, BsonType.array, name);
    writeArray(out, value, depth + 1);
  } else if (isDocument(value)) {
    element(out, BsonType.document, name);
    writeInto(out, value, depth + 1);
  } else if (
    !writeBytes(out, name, value) &&
    !writeScalarClass(out, name, value) &&
    !writeTextClass(out, name, value, depth)
  ) {
    throw new TidegateError('TG-MONGO-0002', 'value has no BSON type');
  }
}

function writeArray(out: Writer, list: readonly Value[], depth: number): void {
  const at = begin(out, depth);
  for (let i = 0; i < list.length; i++) writeElement(out, String(i), list[i], depth);
  finish(out, at);
}

function writeInto(out: Writer, document: Document, depth: number): void {
  const at = begin(out, depth);
  for (const name of Object.keys(document)) writeElement(out, name, document[name], depth);
  finish(out, at);
}

function begin(out: Writer, depth: number): number {
  if (depth > limits.mongo_document_depth_max) {
    throw new TidegateError('TG-MONGO-0003', `${depth} levels`);
  }
  const at = out.length;
  out.i32le(0);
  return at;
}

function finish(out: Writer, at: number): void {
  out.u8(0);
  out.patchI32le(at, out.length - at);
}

/** The BSON of `document`, in bytes of its own. */
export function writeDocument(document: Document): Uint8Array {
  const out = new Writer();
  writeInto(out, document, 0);
  return out.bytes();
}
