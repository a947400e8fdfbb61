/**
 * The JSON walk in plain TypeScript: what the kernel is held to, and what walks texts longer than the
 * kernel's input region. Grammar of RFC 8259, one token at a time, containers on a stack of our own.
 */
import { limits } from '../limits.ts';
import { isDigit, isHex } from './ascii.ts';
import {
  JsonFault,
  JsonKind,
  type JsonLeaves,
  jsonEscaped,
  jsonUntold,
  knownVerdict,
} from './json-leaves.ts';
import { Shape } from './shapes.ts';

/** What the walk asks of the path table and of the shapes. */
export interface WalkTools {
  child(parent: number, bytes: Uint8Array, start: number, end: number): number;
  member(parent: number): number;
  verdict(path: number): number;
  shapes(bytes: Uint8Array, start: number, end: number, wanted: number): number;
}

export interface WalkOptions {
  readonly wanted: number;
  readonly root: number;
  /** Leaves whose path's verdict has one of these bits are emitted whatever their shapes. */
  readonly verdicts: number;
  readonly all: boolean;
}

class Fault extends Error {
  readonly fault: JsonFault;
  readonly offset: number;
  constructor(fault: JsonFault, offset: number) {
    super();
    this.fault = fault;
    this.offset = offset;
  }
}

type Container = { path: number; isObject: boolean };

/** Walks bytes [start, end) into `into`; see `walkJson`. */
export function walkJsonReference(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: JsonLeaves,
  options: WalkOptions,
  tools: WalkTools,
): number {
  into.clear();
  try {
    new Walk(bytes, start, end, into, options, tools).run();
    return into.count;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    into.clear();
    into.fault = error.offset >= end ? JsonFault.END : error.fault;
    into.faultOffset = Math.min(error.offset, end);
    return -1;
  }
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const literals = [
  { text: Buffer.from('true'), kind: JsonKind.TRUE },
  { text: Buffer.from('false'), kind: JsonKind.FALSE },
  { text: Buffer.from('null'), kind: JsonKind.NULL },
];
const shortEscapes = new Set(Buffer.from('"\\/bfnrt'));
const encodingMarks = new Set(Buffer.from('\\$%&'));
const spaces = new Set(Buffer.from(' \t\n\r'));

class Walk {
  #bytes: Uint8Array;
  #at: number;
  #end: number;
  #into: JsonLeaves;
  #options: WalkOptions;
  #tools: WalkTools;
  #open: Container[] = [];
  #path: number;

  constructor(
    bytes: Uint8Array,
    start: number,
    end: number,
    into: JsonLeaves,
    options: WalkOptions,
    tools: WalkTools,
  ) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#into = into;
    this.#options = options;
    this.#tools = tools;
    this.#path = options.root;
  }

  run(): void {
    for (;;) {
      if (this.#value()) continue;
      while (this.#isClosed());
      if (this.#open.length === 0) return;
    }
  }

  /** The byte at `at`, 0 behind the end. */
  #byte(at: number): number {
    return at < this.#end ? this.#bytes[at] : 0;
  }

  #skipSpace(from: number): number {
    let i = from;
    while (i < this.#end && spaces.has(this.#bytes[i])) i++;
    return i;
  }

  /** Reads a scalar or an empty container (false), or opens a container (true). */
  #value(): boolean {
    this.#at = this.#skipSpace(this.#at);
    const byte = this.#byte(this.#at);
    if (byte === 0x7b || byte === 0x5b) return this.#opens(byte === 0x7b);
    if (byte === quote) this.#string();
    else if (byte === 0x2d || isDigit(byte)) this.#number();
    else this.#literal();
    return false;
  }

  #opens(isObject: boolean): boolean {
    if (this.#open.length >= limits.json_depth_max) throw new Fault(JsonFault.DEPTH, this.#at);
    const container = { path: this.#path, isObject };
    this.#at = this.#skipSpace(this.#at + 1);
    if (this.#byte(this.#at) === (isObject ? 0x7d : 0x5d)) {
      this.#at++;
      return false;
    }
    this.#open.push(container);
    this.#enter(container);
    return true;
  }

  /** Sets the path of the next value in `container`, reading its key. */
  #enter(container: Container): void {
    if (!container.isObject) {
      this.#path = this.#tools.member(container.path);
      return;
    }
    if (this.#byte(this.#at) !== quote) throw new Fault(JsonFault.SYNTAX, this.#at);
    const from = this.#at + 1;
    const { to, escaped } = this.#stringEnd(from);
    this.#path = this.#tools.child(container.path, this.#bytes, from, to);
    const shapes = this.#tools.shapes(this.#bytes, from, to, this.#options.wanted);
    const kind = JsonKind.KEY | (escaped ? jsonEscaped : 0);
    if (shapes) this.#into.push(this.#path, from, to, kind, shapes);
    this.#at = this.#skipSpace(to + 1);
    if (this.#byte(this.#at) !== 0x3a) throw new Fault(JsonFault.SYNTAX, this.#at);
    this.#at++;
  }

  /** Reads what stands behind a value: true when a container was closed, false before a new value. */
  #isClosed(): boolean {
    this.#at = this.#skipSpace(this.#at);
    const container = this.#open.at(-1);
    if (!container) {
      if (this.#at !== this.#end) throw new Fault(JsonFault.TRAILING, this.#at);
      return false;
    }
    const byte = this.#byte(this.#at);
    if (byte === comma) {
      this.#at = this.#skipSpace(this.#at + 1);
      this.#enter(container);
      return false;
    }
    if (byte !== (container.isObject ? 0x7d : 0x5d)) throw new Fault(JsonFault.SYNTAX, this.#at);
    this.#at++;
    this.#open.pop();
    return true;
  }

  #emit(from: number, to: number, kind: number, shapes: number): void {
    const { all, verdicts } = this.#options;
    const watched = all || (this.#tools.verdict(this.#path) & verdicts) !== 0;
    if (shapes || watched) this.#into.push(this.#path, from, to, kind, shapes);
  }

  #isKnown(): boolean {
    const { wanted, verdicts } = this.#options;
    return wanted !== 0 && (this.#tools.verdict(this.#path) & verdicts & knownVerdict) !== 0;
  }

  #isEncoded(from: number, to: number): boolean {
    for (let i = from; i < to; i++) {
      const byte = this.#byte(i);
      if (byte >= 0x80 || encodingMarks.has(byte)) return true;
    }
    return false;
  }

  #string(): void {
    const from = this.#at + 1;
    const { to, escaped } = this.#stringEnd(from);
    this.#at = to + 1;
    if (this.#isKnown() && !this.#isEncoded(from, to)) {
      this.#into.push(this.#path, from, to, JsonKind.STRING | jsonUntold, 0);
      return;
    }
    const shapes = this.#tools.shapes(this.#bytes, from, to, this.#options.wanted);
    this.#emit(from, to, JsonKind.STRING | (escaped ? jsonEscaped : 0), shapes);
  }

  /** Position of the closing quote of a string whose text begins at `from`. */
  #stringEnd(from: number): { to: number; escaped: boolean } {
    let escaped = false;
    for (let i = from; ; ) {
      const byte = this.#byte(i);
      if (byte === quote) return { to: i, escaped };
      if (byte < 0x20) throw new Fault(JsonFault.CONTROL, i);
      if (byte !== backslash) {
        i++;
        continue;
      }
      escaped = true;
      const next = this.#byte(i + 1);
      if (next === 0x75) {
        for (let digit = i + 2; digit < i + 6; digit++) {
          if (!isHex(this.#byte(digit))) throw new Fault(JsonFault.ESCAPE, digit);
        }
        i += 6;
      } else if (shortEscapes.has(next)) i += 2;
      else throw new Fault(JsonFault.ESCAPE, i + 1);
    }
  }

  #digits(from: number): number {
    let i = from;
    while (isDigit(this.#byte(i))) i++;
    return i;
  }

  #number(): void {
    const from = this.#at;
    const whole = this.#byte(from) === 0x2d ? from + 1 : from;
    let to = this.#digits(whole);
    if (to === whole) throw new Fault(JsonFault.NUMBER, to);
    if (to > whole + 1 && this.#byte(whole) === 0x30) throw new Fault(JsonFault.NUMBER, whole + 1);
    if (this.#byte(to) === 0x2e) {
      const fraction = to + 1;
      to = this.#digits(fraction);
      if (to === fraction) throw new Fault(JsonFault.NUMBER, to);
    }
    let shapes = 0;
    if ((this.#byte(to) | 0x20) === 0x65) {
      const sign = this.#byte(to + 1);
      const first = sign === 0x2b || sign === 0x2d ? to + 2 : to + 1;
      if (sign !== 0x2d) shapes = Shape.DIGITS;
      to = this.#digits(first);
      if (to === first) throw new Fault(JsonFault.NUMBER, to);
    }
    this.#at = to;
    shapes |= this.#tools.shapes(this.#bytes, from, to, Shape.DIGITS);
    this.#emit(from, to, JsonKind.NUMBER, shapes & this.#options.wanted);
  }

  #literal(): void {
    const from = this.#at;
    const literal = literals.find(({ text }) => text.every((b, i) => this.#byte(from + i) === b));
    if (!literal) throw new Fault(JsonFault.SYNTAX, from);
    this.#at = from + literal.text.length;
    this.#emit(from, this.#at, literal.kind, 0);
  }
}
