/**
 * Text as a reader sees it. A view is the text with escapes, entities and percent-encoding undone
 * and with characters that only look different written in ASCII, and for each of its characters the
 * range of the original that it was read from, so that what is found in a view is masked where it
 * stands.
 */
import { limits } from '../limits.ts';

export interface View {
  readonly text: string;
  /** For each character of `text`: where the characters it was read from begin in the original. */
  readonly starts: Int32Array;
  /** ... and where they end. */
  readonly ends: Int32Array;
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  commat: '@',
  period: '.',
  dot: '.',
  colon: ':',
  num: '#',
  sol: '/',
  plus: '+',
  hyphen: '-',
  dash: '-',
  minus: '-',
  equals: '=',
  lowbar: '_',
  shy: '',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  ndash: '-',
  mdash: '-',
  zwnj: '',
  zwj: '',
  lpar: '(',
  rpar: ')',
  lsqb: '[',
  rsqb: ']',
  lbrack: '[',
  rbrack: ']',
  comma: ',',
  semi: ';',
  percnt: '%',
  ast: '*',
  dollar: '$',
  excl: '!',
  quest: '?',
  bsol: '\\',
  numsp: ' ',
  hairsp: ' ',
  puncsp: ' ',
};

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
};

/** Escapes for which the scan does not raise ENCODED; see Shape. */
const quietEscapes = 'nrtbf"\\';

/** ASCII that a reader takes a character for; undefined where it is itself. Filled as met. */
const asciiOf = new Map<number, string | undefined>();
const memoMax = 4096;

function lookUp(code: number): string | undefined {
  const char = String.fromCodePoint(code);
  if (/\p{Cf}|\p{Mn}/u.test(char)) return '';
  if (/\p{Zs}/u.test(char)) return ' ';
  if (/\p{Pd}/u.test(char) || code === 0x2212) return '-';
  if (/\p{Nd}/u.test(char)) return String(digitOf(code));
  if (code === 0x3002 || code === 0xff61) return '.';
  const plain = char.normalize('NFKC');
  return plain !== char && /^[\x20-\x7e]+$/.test(plain) ? plain : undefined;
}

/** Decimal digits of every script stand in runs of ten, 0 first (Unicode, chapter 4.6). */
function digitOf(code: number): number {
  const plain = String.fromCodePoint(code).normalize('NFKC');
  if (plain >= '0' && plain <= '9') return Number(plain);
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
  return before % 10;
}

function asciiFor(code: number): string | undefined {
  if (asciiOf.has(code)) return asciiOf.get(code);
  const plain = lookUp(code);
  if (asciiOf.size < memoMax) asciiOf.set(code, plain);
  return plain;
}

/** One thing read: its text, and how many characters of the source it took. */
let readText = '';
let readLength = 0;
/** False for the escapes with which quotes and line breaks stand in any quoted text. */
let readTells = false;

function take(text: string, length: number, tells = true): boolean {
  readText = text;
  readLength = length;
  readTells = tells;
  return true;
}

function hex(text: string, from: number, length: number): number {
  let value = 0;
  for (let at = from; at < from + length; at += 1) {
    const code = text.charCodeAt(at) | 32;
    if (code >= 48 && code <= 57) value = value * 16 + code - 48;
    else if (code >= 97 && code <= 102) value = value * 16 + code - 87;
    else return -1;
  }
  return value;
}

/** RFC 3986 section 2.1, several bytes together as UTF-8. */
function readPercent(text: string, at: number): boolean {
  const first = hex(text, at + 1, 2);
  if (first < 0 || at + 2 >= text.length) return false;
  if (first < 0x80) return take(String.fromCharCode(first), 3);
  const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : -1;
  if (more < 0) return false;
  const bytes = [first];
  for (let index = 1; index <= more; index += 1) {
    const byte = text[at + index * 3] === '%' ? hex(text, at + index * 3 + 1, 2) : -1;
    if (byte < 0x80 || byte > 0xbf) return false;
    bytes.push(byte);
  }
  return take(Buffer.from(bytes).toString('utf8'), (more + 1) * 3);
}

const entityForm = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]{2,8}));?/y;

function readEntity(text: string, at: number): boolean {
  entityForm.lastIndex = at;
  const match = entityForm.exec(text);
  if (!match) return false;
  if (match[3] !== undefined) {
    const plain = entities[match[3]];
    return plain !== undefined && match[0].endsWith(';') && take(plain, match[0].length);
  }
  const code = match[1] !== undefined ? Number(match[1]) : Number.parseInt(match[2], 16);
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
  return take(String.fromCodePoint(code), match[0].length);
}

/** True at the first backslash of `\\\\u0040`, an escape of which the backslash was escaped again. */
function isDoubled(text: string, at: number): boolean {
  const kind = text[at + 2];
  return text[at + 1] === '\\' && (kind === 'u' || kind === 'x');
}

/** Escapes of JSON (RFC 8259 section 7) and of programming languages. */
function readEscape(text: string, at: number): boolean {
  const kind = text[at + 1];
  if (kind === 'u') {
    if (text[at + 2] === '{') {
      const close = text.slice(at, at + 11).indexOf('}') + at;
      const code = close > at ? hex(text, at + 3, close - at - 3) : -1;
      return code > 0 && code <= 0x10ffff && take(String.fromCodePoint(code), close - at + 1);
    }
    const code = at + 5 < text.length ? hex(text, at + 2, 4) : -1;
    return code >= 0 && take(String.fromCharCode(code), 6);
  }
  if (kind === 'x') {
    const code = at + 3 < text.length ? hex(text, at + 2, 2) : -1;
    return code >= 0 && take(String.fromCharCode(code), 4);
  }
  const plain = kind === undefined ? undefined : simpleEscapes[kind];
  return plain !== undefined && take(plain, 2, !quietEscapes.includes(kind) || isDoubled(text, at));
}

function readForeign(text: string, at: number): boolean {
  const code = text.codePointAt(at) as number;
  const plain = asciiFor(code);
  return plain !== undefined && take(plain, code > 0xffff ? 2 : 1);
}

function readAt(text: string, at: number, code: number): boolean {
  if (code === 37) return readPercent(text, at);
  if (code === 38) return readEntity(text, at);
  if (code === 92) return readEscape(text, at);
  return code >= 0x80 && readForeign(text, at);
}

/** What stands between the quotes of a JSON string, its escapes undone. */
export function readJsonString(text: string): View | undefined {
  return readWith(
    text,
    (at, code) => code === 92 && readEscape(text, at) && take(readText, readLength),
  );
}

/** Spaces in the numbers of a form: `%2B44+20+7946+0958` (application/x-www-form-urlencoded). */
function isFormSpace(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const behind = text.charCodeAt(at + 1);
  const opens = behind === 37 && text.startsWith('28', at + 2);
  const encoded = text.charCodeAt(at - 3) === 37;
  const closes = encoded && text.startsWith('29', at - 2);
  return ((isDigit(before) && !encoded) || closes) && (isDigit(behind) || opens);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The text read once, or undefined where nothing in it reads otherwise than it stands. */
function readOnce(text: string): View | undefined {
  const form = text.includes('%') && text.includes('+');
  return readWith(text, (at, code) => {
    if (code === 43 && form) return isFormSpace(text, at) && take(' ', 1, false);
    const special = code === 37 || code === 38 || code === 92 || code >= 0x80;
    return special && readAt(text, at, code);
  });
}

/** Where the characters of a view come from; grows as ligatures and the like unfold. */
class Origins {
  #starts: Int32Array;
  #ends: Int32Array;
  size = 0;

  constructor(expected: number) {
    this.#starts = new Int32Array(expected);
    this.#ends = new Int32Array(expected);
  }

  push(start: number, end: number): void {
    if (this.size === this.#starts.length) this.#grow();
    this.#starts[this.size] = start;
    this.#ends[this.size] = end;
    this.size += 1;
  }

  #grow(): void {
    const starts = new Int32Array(this.size * 2 + 16);
    const ends = new Int32Array(this.size * 2 + 16);
    starts.set(this.#starts);
    ends.set(this.#ends);
    this.#starts = starts;
    this.#ends = ends;
  }

  view(text: string): View {
    const { size } = this;
    return { text, starts: this.#starts.subarray(0, size), ends: this.#ends.subarray(0, size) };
  }
}

function readWith(text: string, reads: (at: number, code: number) => boolean): View | undefined {
  const origins = new Origins(text.length);
  let out = '';
  let kept = 0;
  let tells = false;
  for (let at = 0; at < text.length; ) {
    if (!reads(at, text.charCodeAt(at))) {
      origins.push(at, at + 1);
      at += 1;
      continue;
    }
    tells ||= readTells;
    out += text.slice(kept, at) + readText;
    const end = at + readLength;
    for (let index = 0; index < readText.length; index += 1) origins.push(at, end);
    at = end;
    kept = end;
  }
  return tells ? origins.view(out + text.slice(kept)) : undefined;
}

function compose(outer: View, inner: View): View {
  const starts = new Int32Array(inner.text.length);
  const ends = new Int32Array(inner.text.length);
  for (let at = 0; at < starts.length; at += 1) {
    starts[at] = outer.starts[inner.starts[at]];
    ends[at] = outer.ends[inner.ends[at] - 1];
  }
  return { text: inner.text, starts, ends };
}

/** The text as read, layer below layer down to the limit; undefined where it stands as it reads. */
export function read(text: string): View | undefined {
  let view = readOnce(text);
  for (let depth = 1; view && depth < limits.nested_decode_depth_max; depth += 1) {
    const inner = readOnce(view.text);
    if (!inner) break;
    view = compose(view, inner);
  }
  return view;
}

const base64Values = new Int8Array(128).fill(-1);
for (const [value, char] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
].entries()) {
  base64Values[char.charCodeAt(0)] = value;
}
base64Values[45] = 62;
base64Values[95] = 63;

function valueAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? base64Values[code] : -1;
}

function isTextByte(byte: number): boolean {
  return (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13 || byte >= 0xc2;
}

/** Quick look: the first twelve characters decode to nine bytes of text. */
function beginsAsText(text: string, start: number): boolean {
  for (let quad = start; quad < start + 12; quad += 4) {
    const a = valueAt(text, quad);
    const b = valueAt(text, quad + 1);
    const c = valueAt(text, quad + 2);
    const d = valueAt(text, quad + 3);
    const bits = (a << 18) | (b << 12) | (c << 6) | d;
    if (!isTextByte((bits >> 16) & 255) || !isTextByte((bits >> 8) & 255)) return false;
    if (!isTextByte(bits & 255)) return false;
  }
  return true;
}

/** A run of base64 in a text that decodes to text. */
export interface Encoded {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const base64Min = 16;

/** Runs of base64 or base64url (RFC 4648) in `text` that hold text. */
export function encodedTexts(text: string): Encoded[] {
  const found: Encoded[] = [];
  let at = 0;
  while (at + base64Min <= text.length) {
    if (valueAt(text, at) < 0) {
      at += 1;
      continue;
    }
    const start = at;
    while (at < text.length && valueAt(text, at) >= 0) at += 1;
    let end = at;
    while (end < text.length && end < at + 2 && text.charCodeAt(end) === 61) end += 1;
    const length = at - start;
    at = end;
    if (length < base64Min || length > limits.detect_base64_chars_max) continue;
    if (!beginsAsText(text, start)) continue;
    const bytes = Buffer.from(text.slice(start, end), 'base64');
    const decoded = bytes.toString('utf8');
    if (isReadable(decoded)) found.push({ start, end, text: decoded });
  }
  return found;
}

/** True when nearly all of a decoded text is what people and programs write. */
function isReadable(text: string): boolean {
  let odd = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0xfffd || (code < 32 && code !== 9 && code !== 10 && code !== 13)) odd += 1;
  }
  return odd * 32 <= text.length;
}
