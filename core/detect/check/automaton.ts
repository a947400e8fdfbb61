/**
 * Patterns as tables: whether bytes match a regular expression as a whole, at a look-up a byte and
 * without a string. For what is asked often: numbering plans, tokens of providers. Groups, classes,
 * alternatives and counts are understood; of assertions only a negative one at the very end, which a
 * whole match always satisfies.
 */
import { limits } from '../../limits.ts';

/** A position of the pattern: the bytes that it takes, or none where it only branches. */
interface Node {
  readonly takes: Uint8Array | undefined;
  readonly next: number[];
}

/** A piece of the machine: where it begins, and the node whose `next` leads on from it. */
interface Piece {
  readonly start: number;
  readonly end: number;
}

class Unsupported extends Error {}

const classes: Readonly<Record<string, (code: number) => boolean>> = {
  d: (code) => code >= 48 && code <= 57,
  w: (code) => /\w/.test(String.fromCharCode(code)),
  s: (code) => /\s/.test(String.fromCharCode(code)),
};

const setOf = (accepts: (code: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: 128 }, (_, code) => (accepts(code) ? 1 : 0));

/** Reads a pattern into nodes by recursive descent (Thompson's construction). */
class Reader {
  readonly nodes: Node[];
  readonly #source: string;
  readonly #ignoreCase: boolean;
  #at = 0;

  constructor({ source, ignoreCase }: RegExp, nodes: Node[]) {
    this.#source = source;
    this.#ignoreCase = ignoreCase;
    this.nodes = nodes;
  }

  read(): Piece {
    const piece = this.#alternatives();
    if (this.#at < this.#source.length) throw new Unsupported();
    return piece;
  }

  #node(takes?: Uint8Array, ...next: number[]): number {
    if (this.nodes.length >= limits.automaton_states_max * 4) throw new Unsupported();
    this.nodes.push({ takes, next });
    return this.nodes.length - 1;
  }

  #alternatives(): Piece {
    const branches = [this.#sequence()];
    while (this.#take('|')) branches.push(this.#sequence());
    if (branches.length === 1) return branches[0];
    const end = this.#node();
    for (const branch of branches) this.nodes[branch.end].next.push(end);
    return { start: this.#node(undefined, ...branches.map(({ start }) => start)), end };
  }

  #sequence(): Piece {
    const start = this.#node();
    let end = start;
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at])) {
      if (this.#source.startsWith('(?!', this.#at)) {
        this.#lastAssertion();
        break;
      }
      const from = this.#at;
      const piece = this.#atom();
      const [least, most] = this.#count();
      const after = this.#at;
      end = this.#repeated(end, piece, from, least, most);
      this.#at = after;
    }
    return { start, end };
  }

  /** Appends `piece`, which was read from `from`, `least` to `most` times; further copies are read anew. */
  #repeated(before: number, piece: Piece, from: number, least: number, most: number): number {
    const end = this.#node();
    let at = before;
    for (let count = 0; count < Math.max(least, Math.min(most, 4096)); count += 1) {
      let copy = piece;
      if (count > 0) {
        this.#at = from;
        copy = this.#atom();
      }
      if (count >= least) this.nodes[at].next.push(end);
      this.nodes[at].next.push(copy.start);
      at = copy.end;
      if (most === Number.POSITIVE_INFINITY && count + 1 >= least) {
        this.nodes[at].next.push(copy.start);
        break;
      }
    }
    this.nodes[at].next.push(end);
    return end;
  }

  #count(): [number, number] {
    let counts: [number, number] = [1, 1];
    if (this.#take('?')) counts = [0, 1];
    else if (this.#take('*')) counts = [0, Number.POSITIVE_INFINITY];
    else if (this.#take('+')) counts = [1, Number.POSITIVE_INFINITY];
    else {
      const match = /^\{(\d+)(,?)(\d*)\}/.exec(this.#source.slice(this.#at, this.#at + 16));
      if (!match) return counts;
      this.#at += match[0].length;
      const least = Number(match[1]);
      const open = match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3]);
      counts = [least, match[2] === '' ? least : open];
    }
    // Lazy or not, a whole match is the same.
    this.#take('?');
    return counts;
  }

  #atom(): Piece {
    if (this.#take('(')) {
      if (this.#take('?') && !this.#take(':')) throw new Unsupported();
      const piece = this.#alternatives();
      if (!this.#take(')')) throw new Unsupported();
      return piece;
    }
    const takes = this.#take('[') ? this.#class() : this.#single(false);
    const node = this.#node(takes);
    const end = this.#node();
    this.nodes[node].next.push(end);
    return { start: node, end };
  }

  #class(): Uint8Array {
    const negated = this.#take('^');
    const takes = new Uint8Array(128);
    while (!this.#take(']')) {
      if (this.#at >= this.#source.length) throw new Unsupported();
      const first = this.#source.charCodeAt(this.#at);
      const one = this.#single(true);
      const isRange = this.#source[this.#at] === '-' && this.#source[this.#at + 1] !== ']';
      if (!isRange) for (let code = 0; code < 128; code += 1) takes[code] |= one[code];
      else {
        this.#at += 1;
        const last = this.#source.charCodeAt(this.#at);
        if (first === 92 || last === 92) throw new Unsupported();
        this.#at += 1;
        const range = this.#folded((code) => code >= first && code <= last);
        for (let code = 0; code < 128; code += 1) takes[code] |= range[code];
      }
    }
    return negated ? takes.map((bit) => 1 - bit) : takes;
  }

  #single(inClass: boolean): Uint8Array {
    const char = this.#source[this.#at];
    this.#at += 1;
    if (char === undefined || char > '\u007f') throw new Unsupported();
    if (!inClass && '^$'.includes(char)) throw new Unsupported();
    if (char === '.' && !inClass) return setOf((code) => code !== 10 && code !== 13);
    if (char !== '\\') return this.#folded((code) => code === char.charCodeAt(0));
    const escaped = this.#source[this.#at];
    this.#at += 1;
    const known = classes[escaped];
    if (known) return setOf(known);
    if (escaped === undefined || /[A-Za-z0-9]/.test(escaped)) throw new Unsupported();
    return setOf((code) => code === escaped.charCodeAt(0));
  }

  #folded(accepts: (code: number) => boolean): Uint8Array {
    if (!this.#ignoreCase) return setOf(accepts);
    return setOf((code) => {
      const char = String.fromCharCode(code);
      return accepts(char.toLowerCase().charCodeAt(0)) || accepts(char.toUpperCase().charCodeAt(0));
    });
  }

  #lastAssertion(): void {
    if (!/^\(\?![^()]*\)$/.test(this.#source.slice(this.#at))) throw new Unsupported();
    this.#at = this.#source.length;
  }

  #take(char: string): boolean {
    if (this.#source[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }
}

export class Automaton {
  /** State x 128 + byte -> state x 128; state 0 is dead, state 1 the first. */
  readonly next: Uint32Array;
  /** For each state which pattern a text that ends there matches, counted from 1; 0 is none. */
  readonly labels: Uint8Array;

  private constructor(next: Uint32Array, labels: Uint8Array) {
    this.next = next;
    this.labels = labels;
  }

  /** True when bytes [start, end) match as a whole. */
  matches(bytes: Uint8Array, start: number, end: number): boolean {
    const { next } = this;
    let row = 128;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at];
      if (byte > 127) return false;
      row = next[row + byte];
      if (row === 0) return false;
    }
    return this.labels[row >>> 7] !== 0;
  }

  /** The same with one of `gaps` between two digits wherever it stands. */
  parted(gaps: string): Automaton {
    const states = this.labels.length;
    const next = new Uint32Array(2 * this.next.length);
    next.set(this.next);
    for (let row = 128; row < this.next.length; row += 128) {
      // Behind a gap only the digits of the state before it are left.
      const behind = row + states * 128;
      for (let digit = 48; digit <= 57; digit += 1) {
        const target = this.next[row + digit];
        next[behind + digit] = target;
        if (target === 0) continue;
        for (const gap of gaps) next[target + gap.charCodeAt(0)] = target + states * 128;
      }
    }
    const labels = new Uint8Array(2 * states);
    labels.set(this.labels);
    return new Automaton(next, labels);
  }

  /** Undefined for what is not understood, or has more than `limits.automaton_states_max` states. */
  static of(...patterns: readonly RegExp[]): Automaton | undefined {
    const nodes: Node[] = [];
    try {
      const pieces = patterns.map((pattern) => new Reader(pattern, nodes).read());
      return Automaton.#determine(nodes, pieces);
    } catch (error) {
      if (error instanceof Unsupported) return undefined;
      throw error;
    }
  }

  /** The subset construction. */
  static #determine(nodes: readonly Node[], pieces: readonly Piece[]): Automaton {
    const starts = pieces.map(({ start }) => start);
    const sets: number[][] = [[], closure(nodes, starts)];
    const known = new Map<string, number>(sets.map((set, state) => [set.join(), state]));
    const rows: Uint32Array[] = [new Uint32Array(128)];
    for (let state = 1; state < sets.length; state += 1) {
      const row = new Uint32Array(128);
      const byReached = new Map<string, number>();
      for (let byte = 0; byte < 128; byte += 1) {
        const reached = sets[state].filter((node) => nodes[node].takes?.[byte] === 1);
        const same = reached.join();
        let number = byReached.get(same);
        if (number === undefined) {
          const target = closure(
            nodes,
            reached.flatMap((node) => nodes[node].next),
          );
          number = known.get(target.join()) ?? sets.push(target) - 1;
          if (number >= limits.automaton_states_max) throw new Unsupported();
          known.set(target.join(), number);
          byReached.set(same, number);
        }
        row[byte] = number * 128;
      }
      rows.push(row);
    }
    const next = new Uint32Array(rows.length * 128);
    for (const [state, row] of rows.entries()) next.set(row, state * 128);
    return new Automaton(
      next,
      Uint8Array.from(sets, (set) => pieces.findIndex(({ end }) => set.includes(end)) + 1),
    );
  }
}

/** All nodes that are reached from these without a byte, ascending. */
function closure(nodes: readonly Node[], from: readonly number[]): number[] {
  const met = new Set<number>();
  const open = [...from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (met.has(node)) continue;
    met.add(node);
    if (!nodes[node].takes) open.push(...nodes[node].next);
  }
  return [...met].sort((a, b) => a - b);
}
