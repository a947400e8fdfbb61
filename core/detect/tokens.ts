/**
 * The tables that lead from groups of letters and digits to the token rules that may read them: by
 * length for unseparated tokens, by a trie of lengths and separators for separated ones. A text is
 * read once, whatever the number of rules.
 */
import type { Detector, TokenRule } from './detector.ts';
import { digitBit, Gap, type Groups, gapKinds, gluedBit, letterBit } from './groups.ts';
import { never } from './weigh.ts';

/** Longest group that a layout may have, and so the longest unseparated token: an IBAN is 34. */
const lengthMax = 40;
/** Groups in one token. */
const groupsMax = 9;
function gapOfCode(code: number): number {
  if (code === 32) return Gap.space;
  if (code === 45) return Gap.hyphen;
  if (code === 46) return Gap.dot;
  return code === 47 ? Gap.slash : Gap.none;
}

/** Weight that a token loses as a part of something longer. */
const embeddedCost = 2.5;
/** ... and as the digits behind a decimal point, of which a name or a word must say that they are more. */
const fractionCost = 3.5;

function isCompound(gap: number): boolean {
  return gap === Gap.hyphen || gap === Gap.dot || gap === Gap.slash;
}

/** True for digits behind `digit.`: `0.4402743159816678`, but not `No.4402743159816678`. */
function isFraction(text: string, start: number): boolean {
  return text.charCodeAt(start - 1) === 46 && kinds[text.charCodeAt(start - 2)] === digitBit;
}

/** A rule with its detector and the weight of one of its forms; what is asked most stands in it. */
interface Reader {
  readonly detector: number;
  readonly rule: TokenRule;
  readonly weight: number;
  readonly digits: boolean;
  readonly check: TokenRule['check'];
}

function readerOf(detector: number, rule: TokenRule, weight: number): Reader {
  return { detector, rule, weight, digits: rule.digits, check: rule.check };
}

/** What each byte is in a token: `digitBit`, `letterBit`, 0 for all others. */
const kinds = new Uint8Array(256);
for (let code = 48; code <= 57; code += 1) kinds[code] = digitBit;
for (let code = 65; code <= 90; code += 1) {
  kinds[code] = letterBit;
  kinds[code + 32] = letterBit;
}

export interface TokenSink {
  /** A token [start, end) of the text that `detector` accepts. */
  token(detector: number, start: number, end: number, weight: number): void;
}

const gapOfChar: Readonly<Record<string, number>> = {
  ' ': Gap.space,
  '-': Gap.hyphen,
  '.': Gap.dot,
  '/': Gap.slash,
  '~': Gap.mixed,
};

export class TokenTables {
  #digits: Reader[][] = Array.from({ length: lengthMax + 1 }, () => []);
  #codes: Reader[][] = Array.from({ length: lengthMax + 1 }, () => []);
  /** Trie: node x (length, gap) -> node; 0 is none. */
  #next: Int16Array[] = [new Int16Array((lengthMax + 1) * gapKinds)];
  /** Trie: node x length -> index into `#ends`; 0 is none. */
  #last: Int16Array[] = [new Int16Array(lengthMax + 1)];
  #ends: Reader[][] = [[]];
  /** Whether the token at hand is part of something longer. */
  #embedded = false;
  /** Whether it is the digits behind a decimal point. */
  #fraction = false;
  /** Kind and number of the characters that `#readersOf` noted. */
  #kind = 0;
  #length = 0;
  #chars = new Uint8Array(lengthMax * groupsMax);

  constructor(detectors: readonly Detector[]) {
    for (const [detector, one] of detectors.entries()) {
      for (const rule of one?.tokens ?? []) {
        for (const length of rule.lengths) {
          const table = rule.digits ? this.#digits : this.#codes;
          table[length].push(readerOf(detector, rule, rule.weight));
        }
        for (const [layout, weight] of Object.entries(rule.layouts ?? {})) {
          this.#addLayout(layout, readerOf(detector, rule, weight));
        }
      }
    }
  }

  #addLayout(layout: string, reader: Reader): void {
    const lengths = layout.split(/[ \-./~]/).map(Number);
    const gaps = [...layout.replace(/[0-9]/g, '')].map((char) => gapOfChar[char]);
    let node = 0;
    for (const [index, gap] of gaps.entries()) {
      const edge = lengths[index] * gapKinds + gap;
      if (this.#next[node][edge] === 0) {
        this.#next.push(new Int16Array((lengthMax + 1) * gapKinds));
        this.#last.push(new Int16Array(lengthMax + 1));
        this.#next[node][edge] = this.#next.length - 1;
      }
      node = this.#next[node][edge];
    }
    const length = lengths[lengths.length - 1];
    if (this.#last[node][length] === 0) {
      this.#ends.push([]);
      this.#last[node][length] = this.#ends.length - 1;
    }
    this.#ends[this.#last[node][length]].push(reader);
  }

  /** Reads all groups of `text` and tells `sink` what the rules accept. */
  read(text: string, groups: Groups, sink: TokenSink): void {
    for (let index = 0; index < groups.count; index += 1) {
      if ((groups.kind[index] & gluedBit) !== 0) continue;
      this.#single(text, groups, index, sink);
      if (groups.gap[index] !== Gap.none && this.#mayBegin(groups, index)) {
        this.#separated(text, groups, index, sink);
      }
    }
  }

  #single(text: string, groups: Groups, index: number, sink: TokenSink): void {
    const start = groups.start[index];
    const end = groups.end[index];
    const length = end - start;
    if (length > lengthMax) return;
    const kind = groups.kind[index];
    if ((kind & digitBit) === 0) return;
    const readers = kind === digitBit ? this.#digits[length] : this.#codes[length];
    if (readers.length === 0) return;
    this.#embedded = this.#isEmbedded(groups, index, index);
    this.#fraction = kind === digitBit && isFraction(text, start);
    this.#copy(text, start, end, 0);
    this.#ask(readers, text, length, kind, start, end, sink);
  }

  /**
   * Weight of bytes [start, end), a text that is one token of these rules and nothing else, `never`
   * otherwise. Separators of several characters are left to `read`.
   */
  whole(bytes: Uint8Array, start: number, end: number): number {
    const readers = this.#readersOf(bytes, start, end);
    return readers ? this.#heaviest(readers) : never;
  }

  /** True when `text` has the form that some rule reads, whatever its check says. */
  fits(text: string): boolean {
    const bytes = Buffer.from(text, 'utf8');
    const readers = this.#readersOf(bytes, 0, bytes.length);
    if (!readers) return false;
    return readers.some(({ digits }) => digits === (this.#kind === digitBit));
  }

  /** The rules that read a text of this form; its characters, their number and kind are noted. */
  #readersOf(bytes: Uint8Array, start: number, end: number): readonly Reader[] | undefined {
    if (end - start > lengthMax + groupsMax) return undefined;
    const chars = this.#chars;
    let size = 0;
    for (let at = start; at < end; at += 1) {
      const code = bytes[at];
      if (code < 48 || code > 57) return this.#mixedReadersOf(bytes, start, end);
      chars[size++] = code;
    }
    if (size === 0 || size > lengthMax) return undefined;
    this.#kind = digitBit;
    this.#length = size;
    return this.#digits[size];
  }

  #mixedReadersOf(bytes: Uint8Array, start: number, end: number): readonly Reader[] | undefined {
    let node = 0;
    let kind = 0;
    let length = 0;
    let size = 0;
    const chars = this.#chars;
    for (let at = start; at < end; at += 1) {
      const code = bytes[at];
      const bit = kinds[code];
      kind |= bit;
      if (bit === 0) {
        const gap = gapOfCode(code);
        if (gap === Gap.none || size === 0 || size > lengthMax) return undefined;
        node = this.#next[node][size * gapKinds + gap];
        if (node === 0) return undefined;
        size = 0;
        continue;
      }
      chars[length] = code >= 97 ? code - 32 : code;
      length += 1;
      size += 1;
    }
    if (size === 0 || size > lengthMax) return undefined;
    this.#kind = kind;
    this.#length = length;
    if (size < length) return this.#ends[this.#last[node][size]];
    return this.#codes[size];
  }

  #heaviest(readers: readonly Reader[]): number {
    const digits = this.#kind === digitBit;
    let best: number = never;
    for (let i = 0; i < readers.length; i += 1) {
      const reader = readers[i];
      if (reader.weight <= best || reader.digits !== digits) continue;
      if (reader.check(this.#chars, this.#length)) best = reader.weight;
    }
    return best;
  }

  /** True when some layout begins with a group of this length and the separator behind it. */
  #mayBegin(groups: Groups, index: number): boolean {
    const size = groups.end[index] - groups.start[index];
    return size <= lengthMax && this.#next[0][size * gapKinds + groups.gap[index]] !== 0;
  }

  #separated(text: string, groups: Groups, first: number, sink: TokenSink): void {
    let node = 0;
    let kind = 0;
    let length = 0;
    const stop = Math.min(groups.count, first + groupsMax);
    for (let index = first; index < stop; index += 1) {
      const size = groups.end[index] - groups.start[index];
      kind |= groups.kind[index];
      if (size > lengthMax || (kind & gluedBit) !== 0) return;
      this.#copy(text, groups.start[index], groups.end[index], length);
      length += size;
      const ends = this.#last[node][size];
      if (ends !== 0 && index > first && (kind & digitBit) !== 0) {
        this.#embedded = this.#isEmbedded(groups, first, index);
        this.#fraction = false;
        this.#ask(
          this.#ends[ends],
          text,
          length,
          kind,
          groups.start[first],
          groups.end[index],
          sink,
        );
      }
      const gap = groups.gap[index];
      if (gap === Gap.none) return;
      node = this.#next[node][size * gapKinds + gap];
      if (node === 0) return;
    }
  }

  /**
   * True when groups [first, last] are part of a longer chain of numbers or a compound: the same
   * separator goes on before or behind them. Of single groups, spaces part.
   */
  #isEmbedded(groups: Groups, first: number, last: number): boolean {
    const own = first === last ? Gap.hyphen : groups.gap[last - 1];
    const before = first > 0 ? groups.gap[first - 1] : Gap.none;
    const behind = groups.gap[last];
    if (own === Gap.space) {
      const numberBefore = before === Gap.space && groups.kind[first - 1] === digitBit;
      const numberBehind = behind === Gap.space && groups.kind[last + 1] === digitBit;
      return numberBefore || numberBehind;
    }
    return isCompound(before) || isCompound(behind);
  }

  /** Puts characters [start, end) at `to` of the buffer, in upper case. */
  #copy(text: string, start: number, end: number, to: number): void {
    const chars = this.#chars;
    for (let at = start; at < end; at += 1) {
      const code = text.charCodeAt(at);
      chars[to] = code >= 97 ? code - 32 : code;
      to += 1;
    }
  }

  #ask(
    readers: readonly Reader[],
    text: string,
    length: number,
    kind: number,
    start: number,
    end: number,
    sink: TokenSink,
  ): void {
    for (const { rule, detector, weight, digits, check } of readers) {
      if (digits !== (kind === digitBit)) continue;
      if (!check(this.#chars, length)) continue;
      const from = rule.widenStart ? rule.widenStart(text, start) : start;
      const to = rule.widenEnd ? rule.widenEnd(text, end) : end;
      const part = this.#embedded && !rule.inChains ? embeddedCost : 0;
      sink.token(detector, from, to, weight - (this.#fraction ? fractionCost : part));
    }
  }
}
