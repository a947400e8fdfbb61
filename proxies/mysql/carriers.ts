/**
 * How each column type sits in text and binary rows: one carrier for every kind of column that
 * behaves alike, shared by all connections of the process.
 */
import type { Carrier, ValueType } from '../../core/inspect/carrier.ts';
import { isSmallDouble, isSmallFloat, isSmallInteger } from '../../core/inspect/small.ts';
import { asBuffer, binaryCharset, type Charset, charsetOf, columnBound } from './charsets.ts';
import { ColumnFlag, FieldType, fixedWidths } from './constants.ts';
import { fromWide } from './disguises.ts';
import { Form, formOf } from './forms.ts';
import { type Column, isNullable, isUnsigned } from './packets.ts';
import { isShort, isSmallDecimal } from './small.ts';
import { dateCarrier, datetimeCarrier, timeCarrier } from './temporal.ts';

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  asBuffer(bytes).toString('latin1', start, end);

const empty = Buffer.alloc(0);

/** A value that is replaced as a whole and has no substitute but its zero. */
const unfit = (): undefined => undefined;

function cutToFit(text: string, charset: Charset, bound: number): Uint8Array | undefined {
  const whole = charset.encode(text);
  if (!whole || bound === 0 || whole.length <= bound) return whole;
  const characters = [...text];
  for (let count = characters.length - 1; count >= 0; count--) {
    const bytes = charset.encode(characters.slice(0, count).join(''));
    if (bytes && bytes.length <= bound) return bytes;
  }
  return undefined;
}

/** CHAR, VARCHAR and TEXT. */
function textCarrier(charset: Charset, nullable: boolean): Carrier {
  return {
    name: `mysql:string:${charset.name}`,
    type: 'text',
    inline: charset.inline,
    nullable,
    text: (bytes, start, end) => charset.decode(bytes, start, end),
    encode: (value, _bytes, _start, _end, bound) => cutToFit(value, charset, bound),
    zero: () => empty,
  };
}

/** JSON must stay JSON: a substitute that is none becomes a JSON string. */
function jsonCarrier(charset: Charset, nullable: boolean): Carrier {
  return {
    ...textCarrier(charset, nullable),
    name: 'mysql:json',
    inline: false,
    encode: (value) => charset.encode(isJson(value) ? value : JSON.stringify(value)),
    zero: () => charset.encode('null') ?? empty,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** ENUM and SET come as strings, of which only members or the empty one are values of the column. */
function memberCarrier(charset: Charset, nullable: boolean): Carrier {
  return {
    ...textCarrier(charset, nullable),
    name: 'mysql:member',
    inline: false,
    encode: unfit,
  };
}

/** BINARY, VARBINARY and BLOB whose bytes are UTF-8: text to every reader, so text to us. */
const bytesAsText = (nullable: boolean): Carrier => ({
  ...textCarrier(charsetOf(45), nullable),
  name: 'mysql:bytes:text',
});

/** BINARY, VARBINARY and BLOB with other bytes. */
const rawBytes = (nullable: boolean): Carrier => ({
  name: 'mysql:bytes',
  type: 'binary',
  inline: false,
  nullable,
  text: latin1,
  encode(value, _bytes, _start, _end, bound) {
    if (!/^[\u0000-\u00ff]*$/.test(value)) return undefined;
    const bytes = Buffer.from(value, 'latin1');
    return bound > 0 && bytes.length > bound ? bytes.subarray(0, bound) : bytes;
  },
  zero: (_bytes, start, end) => Buffer.alloc(end - start),
});

/** VECTOR: four bytes a dimension, whose number is the column's. */
const vector = (nullable: boolean): Carrier => ({
  ...rawBytes(nullable),
  name: 'mysql:vector',
  encode: unfit,
});

/** SRID 0 and the well-known binary of POINT(0 0), little-endian. */
const originPoint = Buffer.from(`000000000101000000${'00'.repeat(16)}`, 'hex');

const geometry = (nullable: boolean): Carrier => ({
  ...rawBytes(nullable),
  name: 'mysql:geometry',
  encode: unfit,
  zero: () => originPoint,
});

/** BIT(n): big-endian bytes in both row formats. `column.length` counts bits. */
function bitCarrier(bits: number, nullable: boolean): Carrier {
  return {
    name: 'mysql:bit',
    type: 'integer',
    inline: false,
    nullable,
    text(bytes, start, end) {
      let value = 0n;
      for (let i = start; i < end; i++) value = (value << 8n) | BigInt(bytes[i]);
      return value.toString();
    },
    encode(value, _bytes, start, end) {
      if (!/^\d{1,20}$/.test(value) || BigInt(value) >= 1n << BigInt(bits)) return undefined;
      const hex = BigInt(value).toString(16);
      return hex.length > (end - start) * 2
        ? undefined
        : Buffer.from(hex.padStart((end - start) * 2, '0'), 'hex');
    },
    zero: (_bytes, start, end) => Buffer.alloc(end - start),
  };
}

function readInteger(b: Uint8Array, start: number, end: number, unsigned: boolean): string {
  const bytes = Buffer.from(b.buffer, b.byteOffset + start, end - start);
  if (bytes.length === 8) {
    return (unsigned ? bytes.readBigUInt64LE() : bytes.readBigInt64LE()).toString();
  }
  const value = unsigned ? bytes.readUIntLE(0, bytes.length) : bytes.readIntLE(0, bytes.length);
  return String(value);
}

/** Width in bits of the values that a type may hold (INT24 travels in four bytes). */
const integerBits: Readonly<Record<number, number>> = {
  [FieldType.tiny]: 8,
  [FieldType.short]: 16,
  [FieldType.int24]: 24,
  [FieldType.long]: 32,
  [FieldType.longlong]: 64,
};

function integerCarrier(type: number, unsigned: boolean, binary: boolean, nullable: boolean) {
  const bits = BigInt(integerBits[type]);
  const least = unsigned ? 0n : -(1n << (bits - 1n));
  const greatest = (1n << (unsigned ? bits : bits - 1n)) - 1n;
  const width = fixedWidths[type];
  const carrier: Carrier = {
    name: `mysql:${binary ? 'binary' : 'text'}:${unsigned ? 'uint' : 'int'}${bits}`,
    type: 'integer',
    inline: false,
    nullable,
    small: !binary ? isShort : width > 2 ? isSmallInteger : () => true,
    text: (bytes, start, end) =>
      binary ? readInteger(bytes, start, end, unsigned) : latin1(bytes, start, end),
    encode(text) {
      if (!/^-?\d{1,20}$/.test(text)) return undefined;
      const value = BigInt(text);
      if (value < least || value > greatest) return undefined;
      if (!binary) return Buffer.from(value.toString());
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(BigInt.asIntN(64, value));
      return bytes.subarray(0, width);
    },
    zero: () => (binary ? Buffer.alloc(width) : Buffer.from('0')),
  };
  return carrier;
}

/** YEAR: 0, or 1901 to 2155; four digits in text rows, two bytes in binary ones. */
function yearCarrier(binary: boolean, nullable: boolean): Carrier {
  const write = (year: number): Buffer =>
    binary ? Buffer.from([year, year >> 8]) : Buffer.from(String(year).padStart(4, '0'));
  return {
    ...integerCarrier(FieldType.short, true, binary, nullable),
    name: `mysql:${binary ? 'binary' : 'text'}:year`,
    encode(text) {
      const year = /^\d{1,4}$/.test(text) ? Number(text) : -1;
      return year === 0 || (year >= 1901 && year <= 2155) ? write(year) : undefined;
    },
    zero: () => write(0),
  };
}

/** DECIMAL: digits in both row formats, with the column's number of fraction digits. */
function decimalCarrier(scale: number, unsigned: boolean, nullable: boolean): Carrier {
  return {
    name: 'mysql:decimal',
    type: 'decimal',
    inline: false,
    nullable,
    small: isSmallDecimal,
    text: latin1,
    encode(text, _bytes, _start, _end, bound) {
      const match = /^(-?)0*(\d+)(?:\.(\d+))?$/.exec(text);
      if (!match || (unsigned && match[1] === '-')) return undefined;
      const fraction = (match[3] ?? '').slice(0, scale).padEnd(scale, '0');
      const value = `${match[1]}${match[2]}${scale > 0 ? `.${fraction}` : ''}`;
      return bound > 0 && value.length > bound ? undefined : Buffer.from(value);
    },
    zero: () => Buffer.from(scale > 0 ? `0.${'0'.repeat(scale)}` : '0'),
  };
}

function floatCarrier(width: 4 | 8, binary: boolean, nullable: boolean): Carrier {
  const view = (b: Uint8Array, start: number): Buffer =>
    Buffer.from(b.buffer, b.byteOffset + start, width);
  return {
    name: `mysql:${binary ? 'binary' : 'text'}:${width === 4 ? 'float' : 'double'}`,
    type: 'double',
    inline: false,
    nullable,
    small: !binary ? isSmallDecimal : width === 8 ? isSmallDouble : isSmallFloat,
    text(bytes, start, end) {
      if (!binary) return latin1(bytes, start, end);
      if (width === 8) return String(view(bytes, start).readDoubleLE());
      // A float has seven significant digits; the rest would be noise of the wider type.
      return String(Number(view(bytes, start).readFloatLE().toPrecision(7)));
    },
    encode(text) {
      const value = text.trim() === '' ? Number.NaN : Number(text);
      if (!Number.isFinite(value)) return undefined;
      if (!binary) return Buffer.from(String(value));
      const bytes = Buffer.alloc(width);
      if (width === 8) bytes.writeDoubleLE(value);
      else bytes.writeFloatLE(value);
      return bytes;
    },
    zero: () => (binary ? Buffer.alloc(width) : Buffer.from('0')),
  };
}

/** What a column needs to be walked. */
export interface ColumnCarrier {
  carrier: Carrier;
  /** What `carrier` takes values to be. */
  form: Form;
  /** Carrier of values that are not of that form; undefined where every value is. */
  raw: Carrier | undefined;
  /** Greatest length of a substitute in bytes, 0 where length says nothing. */
  bound: number;
}

/** Text in the place of a number or date, perhaps in characters of two or four bytes. */
function strayText(nullable: boolean): Carrier {
  const plain = textCarrier(charsetOf(45), nullable);
  return {
    ...plain,
    name: 'mysql:stray',
    inline: false,
    text(bytes, start, end) {
      const text = plain.text(bytes, start, end);
      return fromWide(text) ?? text;
    },
  };
}

const longTextBytes = 0xffffffff;

function build(column: Column, binary: boolean): ColumnCarrier {
  const nullable = isNullable(column);
  // A value that is none of its type is text to whoever reads it.
  const of = (carrier: Carrier, bound = 0, form = formOf(carrier.type, binary)): ColumnCarrier => {
    const raw = form === Form.any ? undefined : strayText(nullable);
    return { carrier, form, raw, bound };
  };
  const { type } = column;
  if (integerBits[type]) return of(integerCarrier(type, isUnsigned(column), binary, nullable));
  switch (type) {
    case FieldType.year:
      return of(yearCarrier(binary, nullable));
    case FieldType.float:
      return of(floatCarrier(4, binary, nullable));
    case FieldType.double:
      return of(floatCarrier(8, binary, nullable));
    case FieldType.decimal:
    case FieldType.newdecimal:
      return of(decimalCarrier(column.decimals, isUnsigned(column), nullable), column.length);
    case FieldType.date:
    case FieldType.newdate:
      return of(dateCarrier(binary, nullable));
    case FieldType.datetime:
    case FieldType.timestamp:
    case FieldType.datetime2:
    case FieldType.timestamp2:
      return of(datetimeCarrier(binary, nullable, column.decimals));
    case FieldType.time:
    case FieldType.time2:
      return of(timeCarrier(binary, nullable, column.decimals));
    case FieldType.bit:
      return of(bitCarrier(column.length, nullable), 0, Form.bit);
    case FieldType.vector:
      return of(vector(nullable));
    case FieldType.geometry:
      return of(geometry(nullable));
    default:
      return stringCarrier(column, nullable);
  }
}

function stringCarrier(column: Column, nullable: boolean): ColumnCarrier {
  const bound = column.length === longTextBytes ? 0 : column.length;
  if (column.json) {
    // MySQL says `binary` of its JSON type, and sends UTF-8.
    const charset = charsetOf(column.charset === binaryCharset ? 45 : column.charset);
    return { carrier: jsonCarrier(charset, nullable), form: Form.any, raw: undefined, bound };
  }
  const isMember =
    (column.flags & (ColumnFlag.enum | ColumnFlag.set)) !== 0 ||
    column.type === FieldType.enum ||
    column.type === FieldType.set;
  if (isMember) {
    const carrier = memberCarrier(charsetOf(column.charset), nullable);
    return { carrier, form: Form.any, raw: undefined, bound };
  }
  if (column.charset === binaryCharset) {
    return { carrier: bytesAsText(nullable), form: Form.utf8, raw: rawBytes(nullable), bound };
  }
  const charset = charsetOf(column.charset);
  const carrier = textCarrier(charset, nullable);
  // A VARCHAR(8) holds eight characters, whatever their bytes.
  const room = columnBound(charset, bound);
  if (!charset.wide) return { carrier, form: Form.any, raw: undefined, bound: room };
  return { carrier, form: Form.wide, raw: textCarrier(charsetOf(45), nullable), bound: room };
}

const shared = new Map<string, ColumnCarrier>();

/**
 * Carrier of a column's values in text or binary rows. The bound is the column's own, so it is part
 * of the key; distinct keys are as many as kinds of columns exist, and bounded all the same.
 */
export function columnCarrier(column: Column, binary: boolean): ColumnCarrier {
  const slot = binary ? 1 : 0;
  const own = column.carriers[slot];
  if (own) return own;
  const made = sharedCarrier(column, binary);
  column.carriers[slot] = made;
  return made;
}

function sharedCarrier(column: Column, binary: boolean): ColumnCarrier {
  const { type, charset, flags, length, decimals, json } = column;
  const kept =
    flags & (ColumnFlag.notNull | ColumnFlag.unsigned | ColumnFlag.enum | ColumnFlag.set);
  const key = `${binary ? 'b' : 't'}${type}:${charset}:${kept}:${length}:${decimals}:${json}`;
  const known = shared.get(key);
  if (known) return known;
  if (shared.size >= sharedCountMax) shared.clear();
  const made = build(column, binary);
  shared.set(key, made);
  return made;
}

const sharedCountMax = 8_192;

/**
 * Carrier by which field rules alone are asked of a path: no detector reads a null, so a path that
 * is not idle for it has a rule (or evidence) of its own.
 */
export const ruleProbe: Carrier = {
  name: 'mysql:probe',
  type: 'null' satisfies ValueType,
  inline: false,
  nullable: true,
  text: () => '',
  encode: unfit,
  zero: () => empty,
};

/** Carrier by which it is asked whether content is looked for at a path at all. */
export const contentProbe: Carrier = { ...ruleProbe, name: 'mysql:probe:content', type: 'integer' };

/** Text of errors and of statements: UTF-8, nothing that could be null. */
export const messageCarrier: Carrier = {
  ...textCarrier(charsetOf(45), false),
  name: 'mysql:message',
};
