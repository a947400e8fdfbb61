/**
 * What a resume token tells of the document that it stands behind. Its `_data` is a KeyString in
 * hexadecimal: time, version, collection, and last the document's key in the clear. Drivers send tokens
 * back as they came, so nothing in them can be masked. Source: src/mongo/db/storage/key_string and
 * src/mongo/db/pipeline/resume_token of the server.
 */

/** First byte of a value; numbers have one for each sign and size. */
const KeyType = {
  numericPositive1: 43,
  numericPositive8: 50,
  numericNegative8: 32,
  numericNegative1: 39,
  numericZero: 41,
  string: 60,
  object: 70,
  binary: 90,
  objectId: 100,
  boolFalse: 110,
  boolTrue: 111,
  date: 120,
  timestamp: 130,
} as const;

export type KeyKind = 'text' | 'integer' | 'other';

/** A value of the document's key, in bytes [start, end) of the token. */
export type KeyVisitor = (name: string, kind: KeyKind, start: number, end: number) => void;

const depthMax = 32;

/** Reads the one key string. Anything that it does not know ends it: the rest is one value. */
class Reader {
  at = 0;
  readonly bytes: Uint8Array;
  #visit: KeyVisitor;

  constructor(bytes: Uint8Array, visit: KeyVisitor) {
    this.bytes = bytes;
    this.#visit = visit;
  }

  /** Values at the top are shown only inside documents: the rest is the token's own. */
  run(): void {
    while (this.at < this.bytes.length) {
      const isObject = this.bytes[this.at] === KeyType.object;
      if (isObject) {
        this.at++;
        if (!this.#object('', 0)) return;
      } else if (!this.#value('', false, 0)) return;
    }
  }

  /** `type name\0 value` until a zero. */
  #object(prefix: string, depth: number): boolean {
    if (depth > depthMax) return this.#rest(prefix);
    while (this.at < this.bytes.length && this.bytes[this.at] !== 0) {
      const end = this.bytes.indexOf(0, this.at + 1);
      if (end < 0) return this.#rest(prefix);
      const name = Buffer.from(this.bytes.subarray(this.at + 1, end)).toString('utf8');
      this.at = end + 1;
      if (!this.#value(prefix === '' ? name : `${prefix}.${name}`, true, depth)) return false;
    }
    this.at++;
    return true;
  }

  #value(name: string, isShown: boolean, depth: number): boolean {
    const type = this.bytes[this.at++];
    switch (type) {
      case KeyType.string:
        return this.#string(name, isShown);
      case KeyType.object:
        return this.#object(name, depth + 1);
      case KeyType.objectId:
        return this.#fixed(name, isShown, 'other', 12);
      case KeyType.date:
      case KeyType.timestamp:
        return this.#fixed(name, isShown, 'other', 8);
      case KeyType.binary:
        // Size, subtype, bytes; longer ones have another size.
        if (this.bytes[this.at] === 0xff) return this.#rest(name);
        return this.#fixed(name, isShown, 'other', 2 + this.bytes[this.at]);
      case KeyType.numericZero:
      case KeyType.boolFalse:
      case KeyType.boolTrue:
        return true;
      default:
        return this.#number(type, name, isShown);
    }
  }

  #number(type: number, name: string, isShown: boolean): boolean {
    const isPositive = type >= KeyType.numericPositive1 && type <= KeyType.numericPositive8;
    const isNegative = type >= KeyType.numericNegative8 && type <= KeyType.numericNegative1;
    if (!isPositive && !isNegative) {
      // What has no bytes of its own (null, the ends of the order), or a form that is not read here.
      return isShown && type >= 30 ? this.#rest(name) : true;
    }
    const size = isPositive
      ? type - KeyType.numericPositive1 + 1
      : KeyType.numericNegative1 - type + 1;
    const last = this.bytes[this.at + size - 1];
    const isWhole = ((isPositive ? last : ~last) & 1) === 0;
    if (!isWhole) return this.#rest(name);
    this.at--;
    return this.#fixed(name, isShown, 'integer', size + 1);
  }

  #string(name: string, isShown: boolean): boolean {
    let end = this.at;
    while (end < this.bytes.length && !(this.bytes[end] === 0 && this.bytes[end + 1] !== 0xff)) {
      end++;
    }
    const isDone = this.#fixed(name, isShown, 'text', end - this.at);
    this.at++;
    return isDone;
  }

  #fixed(name: string, isShown: boolean, kind: KeyKind, size: number): boolean {
    const end = Math.min(this.at + size, this.bytes.length);
    if (isShown && end > this.at) this.#visit(name, kind, this.at, end);
    this.at = end;
    return true;
  }

  #rest(name: string): boolean {
    this.#visit(name, 'other', this.at, this.bytes.length);
    this.at = this.bytes.length;
    return false;
  }
}

/** Shows the values of the document's key in the token `bytes`. */
export function eachKeyValue(bytes: Uint8Array, visit: KeyVisitor): void {
  new Reader(bytes, visit).run();
}

/** The whole number of kind `integer` at [start, end), its type byte first. */
export function keyInteger(bytes: Uint8Array, start: number, end: number): bigint {
  const isPositive = bytes[start] >= KeyType.numericPositive1;
  let value = 0n;
  for (let at = start + 1; at < end; at++) {
    value = (value << 8n) | BigInt(isPositive ? bytes[at] : ~bytes[at] & 0xff);
  }
  return isPositive ? value >> 1n : -(value >> 1n);
}
