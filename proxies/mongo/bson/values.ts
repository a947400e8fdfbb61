/**
 * What BSON has and JavaScript has not, as small classes. Plain numbers are int32 where they are
 * whole and fit, else double; int64 is bigint; Date, RegExp-free patterns, bytes and the rest are
 * here. A decoded tree encodes back to the same bytes.
 */

/** A double that happens to be whole: decoded as this, so that it stays a double. */
export class Double {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
  valueOf(): number {
    return this.value;
  }
  toJSON(): number {
    return this.value;
  }
}

export class ObjectId {
  /** Twelve bytes: seconds, random, counter. */
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
  toString(): string {
    return Buffer.from(this.bytes).toString('hex');
  }
  toJSON(): string {
    return this.toString();
  }
  static fromHex(hex: string): ObjectId {
    return new ObjectId(Buffer.from(hex, 'hex'));
  }
}

/** Sixteen bytes, IEEE 754-2008 decimal128 with binary integer significand, little-endian. */
export class Decimal128 {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

export class Binary {
  readonly subtype: number;
  readonly bytes: Uint8Array;
  constructor(subtype: number, bytes: Uint8Array) {
    this.subtype = subtype;
    this.bytes = bytes;
  }
}

/** Internal replication time: seconds in the high 32 bits, ordinal in the low. */
export class Timestamp {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** A date beyond what a JavaScript Date can hold. Milliseconds since 1970. */
export class FarDate {
  readonly milliseconds: bigint;
  constructor(milliseconds: bigint) {
    this.milliseconds = milliseconds;
  }
}

export class Regex {
  readonly pattern: string;
  readonly options: string;
  constructor(pattern: string, options: string) {
    this.pattern = pattern;
    this.options = options;
  }
}

export class Code {
  readonly code: string;
  readonly scope: Document | undefined;
  constructor(code: string, scope?: Document) {
    this.code = code;
    this.scope = scope;
  }
}

export class Symbol_ {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export class DbPointer {
  readonly namespace: string;
  readonly id: ObjectId;
  constructor(namespace: string, id: ObjectId) {
    this.namespace = namespace;
    this.id = id;
  }
}

export class MinKey {
  readonly kind = 'minKey';
}
export class MaxKey {
  readonly kind = 'maxKey';
}

export type Value =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Date
  | Double
  | ObjectId
  | Decimal128
  | Binary
  | Timestamp
  | FarDate
  | Regex
  | Code
  | Symbol_
  | DbPointer
  | MinKey
  | MaxKey
  | Value[]
  | Document;

export interface Document {
  [name: string]: Value;
}

/** True for a plain document: not a list and not one of the value classes. */
export function isDocument(value: Value): value is Document {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
