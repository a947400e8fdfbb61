/**
 * A lexer of SQL as MySQL and MariaDB read it: quotes with doubled quotes and backslashes, the three
 * kinds of comment, executable comments, user and system variables, charset introducers. It works on
 * bytes and knows no grammar; `lineage.ts` reads its tokens.
 *
 * Two things cannot be told from the bytes alone, so they are options and the caller lexes both
 * ways: whether a backslash escapes (sql_mode NO_BACKSLASH_ESCAPES), and whether an executable
 * comment is executed (the server's version).
 */
import { Ascii } from './ascii.ts';

export const Token = {
  end: 0,
  word: 1,
  quotedName: 2,
  /** A string in double quotes, which under ANSI_QUOTES is a name. */
  doubleQuoted: 3,
  string: 4,
  number: 5,
  /** `@name`; [start, end) is the name. */
  variable: 6,
  /** `@@name` */
  systemVariable: 7,
  parameter: 8,
  punctuation: 9,
} as const;
export type Token = (typeof Token)[keyof typeof Token];

export interface LexerOptions {
  readonly backslashEscapes: boolean;
  /** Whether `/*!NNNNN` and `/*M!NNNNN` comments are code; version 0 where none is written. */
  readonly executes: (version: number, mariaOnly: boolean) => boolean;
}

const isSpace = (c: number): boolean => c <= 0x20;
const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39;

/** Characters of an unquoted name: letters, digits, `_`, `$`, and everything beyond ASCII. */
const nameByte = new Uint8Array(256);
for (let c = 0; c < 256; c++) {
  const letter = (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a);
  if (letter || isDigit(c) || c === 0x5f || c === 0x24 || c >= 0x80) nameByte[c] = 1;
}

/** Literals up to this length are read byte by byte, which is cheaper than a search. */
const farBytes = 64;

export class Lexer {
  readonly bytes: Buffer;
  position: number;
  readonly end: number;
  /** The token at hand: its kind, its inner text [start, tokenEnd), and a byte if punctuation. */
  kind: Token = Token.end;
  start = 0;
  tokenEnd = 0;
  byte = 0;
  /** An executable comment was met, or a backslash in quotes: the text may be read otherwise. */
  sawExecutable = false;
  sawBackslash = false;
  /** The string at hand is x'..', b'..' or n'..'. */
  prefixed = false;
  #options: LexerOptions;
  #openExecutables = 0;

  constructor(bytes: Uint8Array, start: number, end: number, options: LexerOptions) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.position = start;
    this.end = end;
    this.#options = options;
  }

  /** Moves to the next token and returns its kind. */
  next(): Token {
    this.#skip();
    if (this.position >= this.end) {
      this.kind = Token.end;
      this.start = this.end;
      this.tokenEnd = this.end;
      return Token.end;
    }
    const c = this.bytes[this.position];
    if (nameByte[c] === 1) return this.#wordOrNumber(c);
    if (c === Ascii.quote) return this.#quoted(Token.string, Ascii.quote);
    if (c === Ascii.doubleQuote) return this.#quoted(Token.doubleQuoted, Ascii.doubleQuote);
    if (c === Ascii.backtick) return this.#quoted(Token.quotedName, Ascii.backtick);
    if (c === Ascii.at) return this.#variable();
    if (c === Ascii.dot && isDigit(this.#peek(1))) return this.#number();
    return this.#punctuation(c);
  }

  /** Text of the token, doubled quotes and escapes left as they are written. */
  text(): string {
    return this.bytes.toString('utf8', this.start, this.tokenEnd);
  }

  /** The characters that the string at hand stands for; control characters as white space. */
  literal(): string {
    const text = this.text().replace(/''|""/g, (pair) => pair[0]);
    if (!this.#options.backslashEscapes) return text;
    return text.replace(/\\(.)/gs, (_, escaped: string) =>
      '0bnrtZ'.includes(escaped) ? ' ' : escaped,
    );
  }

  /** True where the token at hand is followed by `(`: a function, never a column. */
  callFollows(): boolean {
    let at = this.position;
    while (at < this.end && isSpace(this.bytes[at])) at++;
    return at < this.end && this.bytes[at] === Ascii.openParenthesis;
  }

  #peek(ahead: number): number {
    const index = this.position + ahead;
    return index < this.end ? this.bytes[index] : 0;
  }

  #take(kind: Token, start: number, end: number, next: number): Token {
    this.kind = kind;
    this.start = start;
    this.tokenEnd = end;
    this.position = Math.min(next, this.end);
    return kind;
  }

  #punctuation(c: number): Token {
    this.byte = c;
    const kind = c === 0x3f ? Token.parameter : Token.punctuation;
    return this.#take(kind, this.position, this.position + 1, this.position + 1);
  }

  #nameEnd(from: number): number {
    let index = from;
    while (index < this.end && nameByte[this.bytes[index]] === 1) index++;
    return index;
  }

  #wordOrNumber(first: number): Token {
    const start = this.position;
    const end = this.#nameEnd(start);
    if (end - start === 1 && this.#peek(1) === Ascii.quote && isPrefix(first)) {
      // x'41', b'01', n'text': the prefix belongs to the string.
      this.position++;
      this.#quoted(Token.string, Ascii.quote);
      this.prefixed = true;
      return Token.string;
    }
    if (isDigit(first) && !this.#afterDot(start) && isNumeric(this.bytes, start, end)) {
      return this.#number();
    }
    return this.#take(Token.word, start, end, end);
  }

  /** `t.1a` is a name, never a number. */
  #afterDot(start: number): boolean {
    return start > 0 && this.bytes[start - 1] === Ascii.dot && this.kind !== Token.number;
  }

  #number(): Token {
    const start = this.position;
    let index = start;
    while (index < this.end) {
      const c = this.bytes[index];
      const before = index > start ? this.bytes[index - 1] | 0x20 : 0;
      const sign =
        (c === Ascii.minus || c === 0x2b) && before === 0x65 && this.bytes[start + 1] !== 0x78;
      if (nameByte[c] !== 1 && c !== Ascii.dot && !sign) break;
      index++;
    }
    return this.#take(Token.number, start, index, index);
  }

  #quoted(kind: Token, mark: number): Token {
    const start = this.position + 1;
    const escapes = mark !== Ascii.backtick;
    this.prefixed = false;
    let index = start;
    const far = start + farBytes;
    while (index < this.end) {
      if (index >= far && !(escapes && this.#backslashAhead(index))) {
        // A long literal without a backslash: leap to the next mark.
        const found = this.bytes.indexOf(mark, index);
        index = found < 0 || found > this.end ? this.end : found;
        if (index >= this.end) break;
      }
      const c = this.bytes[index];
      if (c === Ascii.backslash && escapes) {
        this.sawBackslash = true;
        if (this.#options.backslashEscapes) index++;
      } else if (c === mark) {
        if (index + 1 >= this.end || this.bytes[index + 1] !== mark) break;
        index++;
      }
      index++;
    }
    return this.#take(kind, start, Math.min(index, this.end), index + 1);
  }

  /** Position of the first backslash at or behind one that was asked for; -1 before any was. */
  #backslash = -1;

  #backslashAhead(index: number): boolean {
    if (this.#backslash < index) {
      const found = this.bytes.indexOf(Ascii.backslash, index);
      this.#backslash = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#backslash < this.end;
  }

  #variable(): Token {
    if (this.#peek(1) === Ascii.at) {
      const start = this.position + 2;
      const end = this.#nameEnd(start);
      return this.#take(Token.systemVariable, start, end, end);
    }
    const c = this.#peek(1);
    if (c === Ascii.quote || c === Ascii.doubleQuote || c === Ascii.backtick) {
      this.position++;
      return this.#quoted(Token.variable, c);
    }
    const start = this.position + 1;
    let end = start;
    while (end < this.end && (nameByte[this.bytes[end]] === 1 || this.bytes[end] === Ascii.dot))
      end++;
    return this.#take(Token.variable, start, end, end);
  }

  /** Steps over white space, comments, and the marks of executable comments. */
  #skip(): void {
    while (this.position < this.end) {
      const c = this.bytes[this.position];
      if (isSpace(c)) this.position++;
      else if (c === Ascii.hash) this.#skipLine();
      else if (c === Ascii.minus && this.#peek(1) === Ascii.minus && this.#dashComment())
        this.#skipLine();
      else if (c === Ascii.slash && this.#peek(1) === Ascii.star) this.#blockComment();
      else if (c === Ascii.star && this.#peek(1) === Ascii.slash && this.#openExecutables > 0) {
        this.#openExecutables--;
        this.position += 2;
      } else return;
    }
  }

  /** `--` begins a comment only where white space or the end follows. */
  #dashComment(): boolean {
    return this.position + 2 >= this.end || isSpace(this.bytes[this.position + 2]);
  }

  #skipLine(): void {
    const found = this.bytes.indexOf(Ascii.newline, this.position);
    this.position = found < 0 || found >= this.end ? this.end : found + 1;
  }

  #blockComment(): void {
    const maria = (this.#peek(2) | 0x20) === 0x6d && this.#peek(3) === Ascii.exclamation;
    if (!maria && this.#peek(2) !== Ascii.exclamation)
      return this.#skipComment(this.position + 2, false);
    this.sawExecutable = true;
    let index = this.position + (maria ? 4 : 3);
    const first = index;
    while (index < this.end && index - first < 6 && isDigit(this.bytes[index])) index++;
    const digits = index - first;
    if (digits < 5) index = first;
    const version = digits < 5 ? 0 : Number(this.bytes.toString('latin1', first, index));
    if (!this.#options.executes(version, maria)) return this.#skipComment(index, true);
    this.#openExecutables++;
    this.position = index;
  }

  /** An executable comment that is not executed may hold plain comments; a plain one may not. */
  #skipComment(from: number, nested: boolean): void {
    let index = from;
    let depth = 1;
    while (index < this.end) {
      if (
        this.bytes[index] === Ascii.star &&
        this.bytes[index + 1] === Ascii.slash &&
        index + 1 < this.end
      ) {
        index += 2;
        if (--depth === 0) break;
      } else if (
        nested &&
        this.bytes[index] === Ascii.slash &&
        this.bytes[index + 1] === Ascii.star
      ) {
        depth++;
        index += 2;
      } else index++;
    }
    this.position = index;
  }
}

/** The letters of x'..', b'..' and n'..'. */
function isPrefix(c: number): boolean {
  const letter = c | 0x20;
  return letter === 0x78 || letter === 0x62 || letter === 0x6e;
}

/** Whether a run of name characters that begins with a digit is a number: 12, 1e5, 0x1F, 0b01. */
function isNumeric(bytes: Uint8Array, start: number, end: number): boolean {
  const second = bytes[start + 1];
  if (bytes[start] === 0x30 && end - start > 2 && (second === 0x78 || second === 0x62)) return true;
  for (let i = start; i < end; i++) {
    const c = bytes[i];
    if (!isDigit(c) && (c | 0x20) !== 0x65) return false;
  }
  return true;
}
