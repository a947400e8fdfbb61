/**
 * Text of JSON strings (RFC 8259, section 7): decoded as a reader sees it, with a map that leads
 * every character back to the bytes it was written with, and encoded again.
 */
import { TidegateError } from '../errors.ts';

const backslash = 0x5c;
const simpleEscapes: Readonly<Record<number, string>> = {
  34: '"',
  92: '\\',
  47: '/',
  98: '\b',
  102: '\f',
  110: '\n',
  114: '\r',
  116: '\t',
};

export interface DecodedText {
  readonly text: string;
  /** Byte offset at which character i (UTF-16 unit) begins; one more entry for the end. */
  readonly offsets: Int32Array;
}

/**
 * Decodes the inside of a JSON string, bytes [start, end) without the quotes.
 * @throws TidegateError TG-PAYLOAD-0001 for an escape that JSON does not know.
 */
export function decodeJsonText(bytes: Uint8Array, start: number, end: number): DecodedText {
  const offsets = new Int32Array(end - start + 1);
  let text = '';
  let at = start;
  let plainFrom = start;
  const flushPlain = () => {
    if (plainFrom < at) text = appendUtf8(text, bytes, plainFrom, at, offsets);
  };
  while (at < end) {
    if (bytes[at] !== backslash) {
      at++;
      continue;
    }
    flushPlain();
    const length = bytes[at + 1] === 0x75 ? 6 : 2;
    if (at + length > end) throw new TidegateError('TG-PAYLOAD-0001', 'cut escape', at);
    offsets[text.length] = at;
    text += length === 6 ? unicodeEscape(bytes, at) : simpleEscape(bytes, at);
    at += length;
    plainFrom = at;
  }
  flushPlain();
  offsets[text.length] = end;
  return { text, offsets: offsets.subarray(0, text.length + 1) };
}

function simpleEscape(bytes: Uint8Array, at: number): string {
  const char = simpleEscapes[bytes[at + 1]];
  if (char === undefined) throw new TidegateError('TG-PAYLOAD-0001', 'unknown escape', at);
  return char;
}

function unicodeEscape(bytes: Uint8Array, at: number): string {
  let code = 0;
  for (let i = at + 2; i < at + 6; i++) {
    const digit = Number.parseInt(String.fromCharCode(bytes[i]), 16);
    if (Number.isNaN(digit)) throw new TidegateError('TG-PAYLOAD-0001', 'bad \\u escape', at);
    code = code * 16 + digit;
  }
  return String.fromCharCode(code);
}

/** Appends UTF-8 bytes to `text`, noting where each of its UTF-16 units begins. */
function appendUtf8(
  text: string,
  bytes: Uint8Array,
  start: number,
  end: number,
  offsets: Int32Array,
): string {
  const added = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
  mapUtf8(added, text.length, start, offsets);
  return text + added;
}

/**
 * Byte offset of every UTF-16 unit of `text`, and of its end, where it was read from UTF-8 bytes
 * [start, end); undefined where those are no UTF-8.
 */
export function utf8Offsets(text: string, start: number, end: number): Int32Array | undefined {
  if (text.includes('\ufffd')) return undefined;
  const offsets = new Int32Array(text.length + 1);
  mapUtf8(text, 0, start, offsets);
  offsets[text.length] = end;
  return offsets;
}

/** Writes the byte offset of every UTF-16 unit of `text` into `offsets`, from index `first` on. */
function mapUtf8(text: string, first: number, start: number, offsets: Int32Array): void {
  let at = start;
  for (let i = 0; i < text.length; i++) {
    offsets[first + i] = at;
    const code = text.charCodeAt(i);
    if (code < 0x80) at += 1;
    else if (code < 0x800) at += 2;
    else if (code >= 0xd800 && code < 0xdc00) {
      // Both halves of a pair stand for the same four bytes.
      offsets[first + i + 1] = at;
      i++;
      at += 4;
    } else at += 3;
  }
}

/** The inside of a JSON string that reads `text`, as UTF-8. Lone surrogates are written as escapes. */
export function encodeJsonText(text: string): Buffer {
  if (isPlainJson(text)) return Buffer.from(text, 'latin1');
  return Buffer.from(JSON.stringify(text).slice(1, -1), 'utf8');
}

/** ASCII that JSON writes as it is. */
export function isPlainJson(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code >= 0x7f || code === 0x22 || code === backslash) return false;
  }
  return true;
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** True when `text` is a number as JSON writes it. */
export function isJsonNumber(text: string): boolean {
  return jsonNumber.test(text);
}
