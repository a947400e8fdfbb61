/**
 * How values sit in BSON, as carriers for detection and masks. Texts are what a reader sees; what
 * `encode` gives replaces the value's own bytes, and bson/rewrite.ts repairs what encloses them.
 */
import type { Carrier, ValueType } from '../../../core/inspect/carrier.ts';
import { isSmallDouble, isSmallInteger } from '../../../core/inspect/small.ts';
import { BinarySubtype } from '../constants.ts';
import { decimal128Bytes, decimal128Text } from './decimal128.ts';
import { latin1, readInt32, utf8 } from './walker.ts';

type Encode = Carrier['encode'];
type Text = Carrier['text'];

/** Eight bytes that are read as a number: no view is made for each value. */
const scratch = new Uint8Array(8);
const scratchView = new DataView(scratch.buffer);

function load(bytes: Uint8Array, start: number): void {
  for (let i = 0; i < 8; i++) scratch[i] = bytes[start + i];
}

const doubleText: Text = (bytes, start) => {
  load(bytes, start);
  return String(scratchView.getFloat64(0, true));
};

const int64Text: Text = (bytes, start) => {
  load(bytes, start);
  return String(scratchView.getBigInt64(0, true));
};

const within = (bytes: Uint8Array, bound: number): Uint8Array | undefined =>
  bound > 0 && bytes.length > bound ? undefined : bytes;

const zeros: Carrier['zero'] = (_bytes, start, end) => new Uint8Array(end - start);
const nothing: Carrier['zero'] = () => new Uint8Array(0);

function carrier(
  name: string,
  type: ValueType,
  text: Text,
  encode: Encode,
  options: Partial<Pick<Carrier, 'inline' | 'nullable' | 'zero' | 'small'>> = {},
): Carrier {
  const { inline = false, nullable = true, zero = zeros, small } = options;
  return { name: `bson:${name}`, type, inline, nullable, text, encode, zero, small };
}

const encodeUtf8: Encode = (value, _bytes, _start, _end, bound) =>
  within(Buffer.from(value, 'utf8'), bound);

/** Names and patterns are cstrings, which cannot hold a zero. */
const encodeCstring: Encode = (value, _bytes, _start, _end, bound) =>
  value.includes('\0') ? undefined : within(Buffer.from(value, 'utf8'), bound);

const wholeNumber = /^[+-]?\d{1,40}$/;

const encodeInt32: Encode = (value) => {
  if (!wholeNumber.test(value)) return undefined;
  const number = Number(value);
  if (number < -2147483648 || number > 2147483647) return undefined;
  const out = Buffer.allocUnsafe(4);
  out.writeInt32LE(number);
  return out;
};

const encodeInt64: Encode = (value) => {
  if (!wholeNumber.test(value)) return undefined;
  const number = BigInt(value.startsWith('+') ? value.slice(1) : value);
  if (BigInt.asIntN(64, number) !== number) return undefined;
  const out = Buffer.allocUnsafe(8);
  out.writeBigInt64LE(number);
  return out;
};

const encodeDouble: Encode = (value) => {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) return undefined;
  const out = Buffer.allocUnsafe(8);
  out.writeDoubleLE(number);
  return out;
};

const dateText: Text = (bytes, start) => {
  load(bytes, start);
  const milliseconds = Number(scratchView.getBigInt64(0, true));
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? String(milliseconds) : date.toISOString();
};

const encodeDate: Encode = (value) => {
  const milliseconds = Date.parse(value);
  if (Number.isNaN(milliseconds)) return undefined;
  const out = Buffer.allocUnsafe(8);
  out.writeBigInt64LE(BigInt(milliseconds));
  return out;
};

const encodeObjectId: Encode = (value) =>
  /^[0-9a-fA-F]{24}$/.test(value) ? Buffer.from(value, 'hex') : undefined;

const encodeBoolean: Encode = (value) => {
  if (value === 'true' || value === '1') return Uint8Array.of(1);
  return value === 'false' || value === '0' ? Uint8Array.of(0) : undefined;
};

const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const unprintable = /[\u0000-\u0008\u000e-\u001f\u007f]/;

/** Text of binary data that is valid printable UTF-8, else undefined. */
function printable(bytes: Uint8Array, start: number, end: number): string | undefined {
  try {
    const text = utf8Decoder.decode(bytes.subarray(start, end));
    return unprintable.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

const binaryText: Text = (bytes, start, end) =>
  printable(bytes, start, end) ?? latin1(bytes, start, end);

const encodeBinary: Encode = (value, bytes, start, end, bound) => {
  if (printable(bytes, start, end) !== undefined) return within(Buffer.from(value, 'utf8'), bound);
  return /^[\u0000-\u00ff]*$/.test(value) ? within(Buffer.from(value, 'latin1'), bound) : undefined;
};

const filler = 0x2a;

/**
 * As `encodeBinary`, but of unchanged length: GridFS counts the bytes of its chunks. What lies
 * between the first and the last difference is cut, or filled with asterisks.
 */
const encodeChunk: Encode = (value, bytes, start, end, bound) => {
  const next = encodeBinary(value, bytes, start, end, bound);
  if (!next || next.length === end - start) return next;
  const old = bytes.subarray(start, end);
  const most = Math.min(old.length, next.length);
  let head = 0;
  while (head < most && old[head] === next[head]) head++;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === next[next.length - 1 - tail]) tail++;
  const out = Buffer.alloc(old.length, filler);
  out.set(next.subarray(0, Math.min(next.length - tail, old.length - tail)));
  out.set(old.subarray(old.length - tail), old.length - tail);
  return out;
};

const hexOf: Text = (bytes, start, end) =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('hex');

const uuidText: Text = (bytes, start, end) =>
  hexOf(bytes, start, end).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const encodeUuid: Encode = (value) => {
  const hex = value.replaceAll('-', '');
  return /^[0-9a-fA-F]{32}$/.test(hex) ? Buffer.from(hex, 'hex') : undefined;
};

/** Version and variant of a UUID stay when the rest is cleared (RFC 9562 section 4). */
const zeroUuid: Carrier['zero'] = (bytes, start) => {
  const out = new Uint8Array(16);
  out[6] = bytes[start + 6] & 0xf0;
  out[8] = bytes[start + 8] & 0xc0;
  return out;
};

/** Seconds and ordinal, as they stand. */
const encodeTimestamp: Encode = (value) =>
  /^[0-9a-fA-F]{16}$/.test(value) ? Buffer.from(value, 'hex') : undefined;

export const carriers = {
  string: carrier('string', 'text', utf8, encodeUtf8, { inline: true, zero: nothing }),
  code: carrier('code', 'text', utf8, encodeUtf8, { inline: true, zero: nothing }),
  symbol: carrier('symbol', 'text', utf8, encodeUtf8, { inline: true, zero: nothing }),
  regex: carrier('regex', 'text', utf8, encodeCstring, { zero: nothing }),
  key: carrier('key', 'text', utf8, encodeCstring, { nullable: false, zero: nothing }),
  int32: carrier('int32', 'integer', (b, s) => String(readInt32(b, s)), encodeInt32, {
    small: isSmallInteger,
  }),
  int64: carrier('int64', 'integer', int64Text, encodeInt64, { small: isSmallInteger }),
  double: carrier('double', 'double', doubleText, encodeDouble, { small: isSmallDouble }),
  decimal128: carrier('decimal128', 'decimal', decimal128Text, (value) => decimal128Bytes(value), {
    // An exponent of zero: all bytes zero would read 0E-6176.
    zero: () => decimal128Bytes('0') as Uint8Array,
  }),
  date: carrier('date', 'datetime', dateText, encodeDate),
  boolean: carrier('boolean', 'boolean', (b, s) => (b[s] ? 'true' : 'false'), encodeBoolean),
  objectId: carrier('objectId', 'objectid', hexOf, encodeObjectId),
  /** Internal times: rules on fields alone speak of them. */
  timestamp: carrier('timestamp', 'objectid', hexOf, encodeTimestamp),
  binary: carrier('binary', 'binary', binaryText, encodeBinary),
  /** `data` of a GridFS chunk. */
  chunk: carrier('binary:chunk', 'binary', binaryText, encodeChunk),
  uuid: carrier('binary:uuid', 'binary', uuidText, encodeUuid, { zero: zeroUuid }),
  /** Digests and vectors: their length is part of their meaning. */
  fixedBinary: carrier('binary:fixed', 'binary', latin1, (value, _bytes, start, end) => {
    const out = Buffer.from(value, 'latin1');
    return out.length === end - start ? out : undefined;
  }),
} as const;

/** Carrier of a binary's data by subtype; undefined where it is never looked at. */
export function binaryCarrier(subtype: number, length: number): Carrier | undefined {
  switch (subtype) {
    case BinarySubtype.encrypted:
      return undefined;
    case BinarySubtype.uuid:
    case BinarySubtype.uuidOld:
      return length === 16 ? carriers.uuid : carriers.binary;
    case BinarySubtype.md5:
    case BinarySubtype.vector:
      return carriers.fixedBinary;
    default:
      return carriers.binary;
  }
}
