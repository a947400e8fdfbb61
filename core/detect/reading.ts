/**
 * Text as a reader sees it. A view is the text with escapes, entities and percent-encoding undone
 * and with characters that only look different written in ASCII, and for each of its characters the
 * range of the original that it was read from, so that what is found in a view is masked where it
 * stands.
 */
import { limits } from '../limits.ts';
import {
  readBytes,
  readEntity,
  readEscape,
  readHeaderWord,
  readPercent,
  readShifted,
  take,
  taken,
} from './read-escapes.ts';
import { asciiFor, tagAt, twinAt } from './read-letters.ts';

export interface View {
  readonly text: string;
  /** For each character of `text`: where the characters it was read from begin in the original. */
  readonly starts: Int32Array;
  /** ... and where they end. */
  readonly ends: Int32Array;
}

/** UTF-8 that was taken for latin1, `Â\u00a0`: the characters are its bytes. */
function readMistaken(text: string, at: number, first: number): boolean {
  const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  let code = first & (0x3f >> more);
  for (let index = 1; index <= more; index += 1) {
    const byte = text.charCodeAt(at + index);
    if (!(byte >= 0x80 && byte <= 0xbf)) return false;
    code = (code << 6) | (byte & 0x3f);
  }
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
  return take(String.fromCodePoint(code), more + 1);
}

function readForeign(text: string, at: number): boolean {
  const code = text.codePointAt(at) as number;
  if (code >= 0xc2 && code <= 0xf4 && readMistaken(text, at, code)) return true;
  const length = code > 0xffff ? 2 : 1;
  if (code >= 0x370 && code < 0x530) {
    const twin = twinAt(text, at);
    if (twin !== undefined) return take(twin, length);
  }
  const plain = (length === 2 ? tagAt(text, at) : undefined) ?? asciiFor(code);
  return plain !== undefined && take(plain, length);
}

const colour = /\x1b\[[0-9;]{0,16}[A-Za-z]/y;

/** Control characters are not seen; white space is. What sets the colour of a terminal goes with it. */
function readControl(text: string, at: number, code: number): boolean {
  if (code >= 9 && code <= 13) return false;
  if (code !== 27) return take('', 1);
  colour.lastIndex = at;
  return take('', colour.exec(text)?.[0].length ?? 1);
}

function readAt(text: string, at: number, code: number): boolean {
  if (code === 37) return readPercent(text, at);
  if (code === 38) return readEntity(text, at);
  if (code === 92) return readEscape(text, at);
  if (code === 43) return readShifted(text, at);
  return code < 32 || code === 127 ? readControl(text, at, code) : readForeign(text, at);
}

/** What stands between the quotes of a JSON string, its escapes undone. */
export function readJsonString(text: string): View | undefined {
  return readWith(
    text,
    (at, code) => code === 92 && readEscape(text, at) && take(taken.text, taken.length),
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

/** Characters at which something may be read otherwise than it stands. */
const special = new Uint8Array(128);
special.fill(1, 0, 32);
special.fill(0, 9, 14);
for (const code of [37, 38, 43, 92, 127]) special[code] = 1;

/** The text read once, or undefined where nothing in it reads otherwise than it stands. */
function readOnce(text: string): View | undefined {
  const form = text.includes('%') && text.includes('+');
  return readWith(text, (at, code) => {
    if (code < 128 && special[code] === 0) return false;
    if (code === 43 && form && isFormSpace(text, at)) return take(' ', 1, false);
    return readAt(text, at, code);
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
    tells ||= taken.tells;
    out += text.slice(kept, at) + taken.text;
    const end = at + taken.length;
    for (let index = 0; index < taken.text.length; index += 1) origins.push(at, end);
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

/** Reads on what `first` shows, layer below layer down to the limit. */
function readOn(first: View | undefined): View | undefined {
  let view = first;
  for (let depth = 1; view && depth < limits.nested_decode_depth_max; depth += 1) {
    const inner = readOnce(view.text);
    if (!inner) break;
    view = compose(view, inner);
  }
  return view;
}

/** The text as read, layer below layer down to the limit; undefined where it stands as it reads. */
export function read(text: string): View | undefined {
  return readOn(readOnce(text));
}

/** `=40` before a letter, a line that is broken off, a word of a header; or two such bytes in one word. */
const quotedSign =
  /=(?:(?:40|2[0DE]|3D)(?=[A-Za-z=])|\r?\n|\?[\w-]{2,20}\?[QqBb]\?|[2-7C-F][0-9A-F][^=&\s]{0,64}=[2-7C-F][0-9A-F])/;

/**
 * The text read as a body or a header of mail (RFC 2045 section 6.7, RFC 2047), and on from there. A
 * reading of its own: `a=4111` is a name and a value everywhere else.
 */
function readQuoted(text: string): View | undefined {
  if (!quotedSign.test(text)) return undefined;
  return readOn(readWith(text, (at, code) => code === 61 && readQuotedAt(text, at)));
}

function readQuotedAt(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (next === 10) return take('', 2);
  if (next === 13) return text.charCodeAt(at + 2) === 10 && take('', 3);
  if (next === 63) return readHeaderWord(text, at);
  return readBytes(text, at, '=') && (taken.text >= ' ' || /[\r\n\t]/.test(taken.text));
}

const spread = /(?<!\S)\S(?: {1,3}\S){7,}(?!\S)/;

/** Letters set apart, `4 1 1 1  1 1 1 1`: read without the spaces between single characters. */
function readSpread(text: string): View | undefined {
  if (!spread.test(text)) return undefined;
  return readWith(text, (at, code) => {
    return code === 32 && isEdge(text, at - 2) && isEdge(text, at + 2) && take('', 1);
  });
}

function isEdge(text: string, at: number): boolean {
  return at < 0 || at >= text.length || text.charCodeAt(at) === 32;
}

/**
 * The ways in which a text can be read, none where it stands as it reads. `shown`: its shapes say that
 * there is something to read; others have only what looks like a token. `deep`: also those of which no
 * shape tells.
 */
export function readings(text: string, shown: boolean, deep: boolean): readonly View[] {
  const views: View[] = [];
  const plain = shown || text.includes('+A') ? read(text) : undefined;
  if (plain) views.push(plain);
  const quoted = text.includes('=') ? readQuoted(text) : undefined;
  if (quoted) views.push(quoted);
  const spread = deep ? readSpread(plain?.text ?? text) : undefined;
  if (spread) views.push(plain ? compose(plain, spread) : spread);
  return views;
}
