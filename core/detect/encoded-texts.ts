/**
 * Texts in an alphabet of sixteen, thirty-two or sixty-four characters (RFC 4648) inside a text: of
 * UTF-8, UTF-16, compressed, or among bytes that are none.
 */
import { constants, gunzipSync, inflateSync } from 'node:zlib';
import { limits } from '../limits.ts';

/** A run of such characters that decodes to text. */
export interface Encoded {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const values64 = new Int8Array(128).fill(-1);
for (const [value, char] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
].entries()) {
  values64[char.charCodeAt(0)] = value;
}
values64[45] = 62;
values64[95] = 63;

function valueAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? values64[code] : -1;
}

/** A Social Security number has 11 characters: 15 in base64, 22 in hex. */
const base64Min = 15;
const hexMin = 16;
const base32Min = 16;
/** Lines of such characters that are joined to one run have this length at least. */
const lineMin = 8;
/** Shorter runs of printable bytes among others are none that anybody wrote. */
const printableMin = 11;
/** Compressed texts that are looked into in one text. */
const inflatedMax = 16;

const headSize = 9;
const head = new Uint8Array(headSize);

/** Decodes the first characters from `at` on into `head`; false where they are not in the alphabet. */
function readHead(text: string, at: number): boolean {
  for (let quad = 0, to = 0; to < headSize; quad += 4, to += 3) {
    const a = valueAt(text, at + quad);
    const b = valueAt(text, at + quad + 1);
    const c = valueAt(text, at + quad + 2);
    const d = valueAt(text, at + quad + 3);
    if ((a | b | c | d) < 0) return false;
    const bits = (a << 18) | (b << 12) | (c << 6) | d;
    head[to] = bits >> 16;
    head[to + 1] = bits >> 8;
    head[to + 2] = bits;
  }
  return true;
}

function isPrintable(byte: number): boolean {
  return (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13;
}

/** Bytes that a character of UTF-8 still needs behind `byte`, where it needed `tails`; -1: it is no text. */
function tailsBehind(tails: number, byte: number): number {
  if (tails > 0) return (byte & 0xc0) === 0x80 ? tails - 1 : -1;
  if (isPrintable(byte)) return 0;
  if (byte < 0xc2 || byte >= 0xf5) return -1;
  return byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
}

/**
 * True when the first bytes from `at` on are UTF-8 of what people and programs write, the last character
 * perhaps cut off. Of random bytes few quads pass, so that most is known after the first.
 */
function beginsAsText(text: string, at: number): boolean {
  let tails = 0;
  for (let quad = at; quad < at + (headSize / 3) * 4; quad += 4) {
    const a = valueAt(text, quad);
    const b = valueAt(text, quad + 1);
    const c = valueAt(text, quad + 2);
    const d = valueAt(text, quad + 3);
    if ((a | b | c | d) < 0) return false;
    const bits = (a << 18) | (b << 12) | (c << 6) | d;
    for (let shift = 16; shift >= 0; shift -= 8) {
      tails = tailsBehind(tails, (bits >> shift) & 255);
      if (tails < 0) return false;
    }
  }
  return true;
}

/** `utf16le` where every other byte is nought, `utf16be` where it is the first of each two. */
function wideHead(): 'utf16le' | 'utf16be' | undefined {
  // A byte order mark stands for itself.
  const little = head[0] === 0xff && head[1] === 0xfe;
  const big = head[0] === 0xfe && head[1] === 0xff;
  const from = little || big ? 2 : 0;
  let even = true;
  let odd = true;
  for (let at = from; at < 8; at += 1) {
    if (at % 2 === 0) {
      if (head[at] !== 0) even = false;
      if (!isPrintable(head[at]) && head[at] < 0xa0) odd = false;
    } else {
      if (head[at] !== 0) odd = false;
      if (!isPrintable(head[at]) && head[at] < 0xa0) even = false;
    }
  }
  return odd ? 'utf16le' : even ? 'utf16be' : undefined;
}

/** RFC 1952 section 2.3.1 and RFC 1950 section 2.2. */
function packedHead(): 'gzip' | 'zlib' | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return 'gzip';
  const isZlib = head[0] === 0x78 && ((head[0] << 8) | head[1]) % 31 === 0;
  return isZlib && (head[1] & 0x20) === 0 ? 'zlib' : undefined;
}

function inflated(bytes: Buffer, packed: 'gzip' | 'zlib'): string | undefined {
  const options = {
    finishFlush: constants.Z_SYNC_FLUSH,
    maxOutputLength: limits.detect_inflated_bytes_max,
  };
  try {
    const plain = packed === 'gzip' ? gunzipSync(bytes, options) : inflateSync(bytes, options);
    return readable(plain);
  } catch {
    return undefined;
  }
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

/** The bytes as text; where they are none, what is printable of them, if that is long enough. */
function readable(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return isReadable(text) ? text : printableOf(bytes);
}

function printableOf(bytes: Buffer): string | undefined {
  let run = 0;
  let longest = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    run = isPrintable(bytes[at]) ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  if (longest < printableMin) return undefined;
  for (let at = 0; at < bytes.length; at += 1) if (!isPrintable(bytes[at])) bytes[at] = 10;
  return bytes.toString('latin1');
}

/** The end of the run that begins at `from`. */
function runEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && valueAt(text, at) >= 0) at += 1;
  return at;
}

/** Begin of the line behind the break at `at`, spaces before it left out (RFC 2045 section 6.8), or -1. */
function nextLine(text: string, at: number): number {
  let next = at;
  if (text.charCodeAt(next) === 13) next += 1;
  if (text.charCodeAt(next) !== 10) return -1;
  next += 1;
  while (next < at + 16 && (text.charCodeAt(next) === 32 || text.charCodeAt(next) === 9)) next += 1;
  return valueAt(text, next) >= 0 ? next : -1;
}

/** End of the lines that go on behind a first one which ends at `end`: all but the last as long as it. */
function linesEnd(text: string, start: number, end: number): number {
  const length = end - start;
  let to = end;
  for (;;) {
    const line = nextLine(text, to);
    if (line < 0) return to;
    const stop = runEnd(text, line);
    if (stop - line > length) return to;
    to = stop;
    if (stop - line < length) return to;
  }
}

function padded(text: string, end: number): number {
  let to = end;
  while (to < end + 2 && text.charCodeAt(to) === 61) to += 1;
  return to;
}

function nibble(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = (code | 32) - 87;
  return letter >= 10 && letter <= 15 ? letter : -1;
}

/** True for hex of which the first bytes are those of a text: of random bytes one in fifty begins so. */
function isHexText(text: string, start: number, end: number): boolean {
  if ((end - start) % 2 !== 0 || end - start < hexMin) return false;
  let tails = 0;
  for (let at = start; at < end; at += 2) {
    const high = nibble(text.charCodeAt(at));
    const low = nibble(text.charCodeAt(at + 1));
    if ((high | low) < 0) return false;
    if (at >= start + hexMin) continue;
    tails = tailsBehind(tails, high * 16 + low);
    if (tails < 0) return false;
  }
  return true;
}

function hexText(text: string, start: number, end: number): Encoded | undefined {
  // `0x6a6f`, and `\x6a6f` of PostgreSQL.
  const isPrefixed = (at: number): boolean => (text.charCodeAt(at) | 32) === 120;
  const from = isPrefixed(start + 1) ? start + 2 : isPrefixed(start) ? start + 1 : start;
  if (!isHexText(text, from, end)) return undefined;
  const decoded = Buffer.from(text.slice(from, end), 'hex').toString('utf8');
  return isReadable(decoded) ? { start: from, end, text: decoded } : undefined;
}

const letters32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32Text(text: string, start: number, end: number): Encoded | undefined {
  if (end - start < base32Min || !/^[A-Z2-7]+$/.test(text.slice(start, end))) return undefined;
  const bytes = Buffer.alloc(((end - start) * 5) >> 3);
  let bits = 0;
  let held = 0;
  let to = 0;
  for (let at = start; at < end; at += 1) {
    held = ((held << 5) | letters32.indexOf(text[at])) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[to] = held >> bits;
    if (!isPrintable(bytes[to])) return undefined;
    to += 1;
  }
  return { start, end: padded(text, end), text: bytes.toString('latin1', 0, to) };
}

/** Places at which a text may begin in a run: its first four, and behind a separator in it. */
const separatorsMax = 4;

function textStart(text: string, start: number, end: number): number {
  const last = end - base64Min;
  for (let at = start; at <= last && at < start + 4; at += 1) {
    if (beginsAsText(text, at)) return at;
  }
  let separators = 0;
  for (let at = start; at < last && separators < separatorsMax; at += 1) {
    if (values64[text.charCodeAt(at)] < 62) continue;
    separators += 1;
    if (beginsAsText(text, at + 1)) return at + 1;
  }
  return -1;
}

/** True when bytes of base64 in [start, end) hold so many printable ones in a row. */
function holdsPrintable(text: string, start: number, end: number): boolean {
  let run = 0;
  let held = 0;
  let bits = 0;
  for (let at = start; at < end; at += 1) {
    const value = valueAt(text, at);
    if (value < 0) break;
    held = ((held << 6) | value) & 0x3fff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    run = isPrintable((held >> bits) & 255) ? run + 1 : 0;
    if (run >= printableMin) return true;
  }
  return false;
}

class Reader {
  readonly #text: string;
  readonly #found: Encoded[];
  #inflated = 0;
  /** Up to here lines were joined already, to no avail. */
  #joinedTo = 0;

  constructor(text: string, found: Encoded[]) {
    this.#text = text;
    this.#found = found;
  }

  /** Looks at the run [start, end); gives the end of what was read. */
  run(start: number, end: number): number {
    const text = this.#text;
    const one = hexText(text, start, end) ?? base32Text(text, start, end);
    if (one) {
      this.#found.push(one);
      return one.end;
    }
    if (end - start >= lineMin && start >= this.#joinedTo) {
      const to = linesEnd(text, start, end);
      if (to > end && this.#lines(start, to)) return to;
      this.#joinedTo = to;
    }
    const stop = padded(text, end);
    const decoded = this.#base64(text, start, end, stop);
    if (decoded) this.#found.push(decoded);
    return end;
  }

  /** Lines [start, end) as one run. */
  #lines(start: number, end: number): boolean {
    if (end - start > limits.detect_base64_chars_max) return false;
    const stop = padded(this.#text, end);
    const run = this.#text.slice(start, stop).replace(/\s+/g, '');
    const decoded = this.#base64(run, 0, run.length - (stop - end), run.length);
    if (decoded) this.#found.push({ start: start + decoded.start, end: stop, text: decoded.text });
    return decoded !== undefined;
  }

  #base64(text: string, start: number, end: number, stop: number): Encoded | undefined {
    if (stop - start < base64Min || end - start > limits.detect_base64_chars_max) return undefined;
    const from = textStart(text, start, end);
    if (from >= 0) {
      const decoded = Buffer.from(text.slice(from, stop), 'base64').toString('utf8');
      if (isReadable(decoded)) return { start: from, end: stop, text: decoded };
    }
    const begin = values64[text.charCodeAt(start)] < 62 ? start : start + 1;
    const decoded = this.#bytes(text, begin, stop);
    return decoded === undefined ? undefined : { start: begin, end: stop, text: decoded };
  }

  /** UTF-16, compressed text, or what is printable among bytes. */
  #bytes(text: string, start: number, stop: number): string | undefined {
    if (!readHead(text, start)) return undefined;
    const wide = wideHead();
    const packed = packedHead();
    if (!wide && !packed && !holdsPrintable(text, start, stop)) return undefined;
    const bytes = Buffer.from(text.slice(start, stop), 'base64');
    if (wide === 'utf16le') return bytes.toString('utf16le');
    if (wide === 'utf16be') {
      return bytes
        .subarray(0, bytes.length & ~1)
        .swap16()
        .toString('utf16le');
    }
    if (packed && this.#inflated < inflatedMax) {
      this.#inflated += 1;
      const plain = inflated(bytes, packed);
      if (plain !== undefined) return plain;
    }
    return printableOf(bytes);
  }
}

/** Runs in `text` that hold text. */
export function encodedTexts(text: string): Encoded[] {
  const found: Encoded[] = [];
  const reader = new Reader(text, found);
  for (let at = 0; at + base64Min <= text.length; ) {
    if (valueAt(text, at) < 0) {
      at += 1;
      continue;
    }
    const end = runEnd(text, at);
    at = Math.max(end, reader.run(at, end));
  }
  return found;
}
