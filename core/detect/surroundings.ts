/**
 * The words that stand around a place in a text, and what they say: key words of detectors, or words
 * for something else. Looked up only for finds that cannot stand by themselves.
 */
import { hashOn, type KnownWords, Role } from './known-words.ts';
import type { NameIndex } from './names.ts';
import { foreign, kindAt, NearWords } from './near-words.ts';
import { weights } from './weigh.ts';
import { WordPlaces } from './word-places.ts';

/** Characters looked at before and behind. */
const before = 64;
const behind = 24;
const wordsMax = 12;
/** A word for something else counts only as one of the last before the place. */
const otherNear = 4;
const anyLetter = /[^\x00-\x40]/;

export class Surroundings {
  readonly #known: KnownWords;
  readonly #words: NearWords;
  readonly #places: WordPlaces;
  /** Per detector: the look-up in which a key word of it was seen. */
  readonly #seen: Int32Array;
  #round = 0;
  #text = '';
  #start = -1;
  #other = false;
  /** Whether there are words at all; undefined until it is asked. */
  #hasLetters: boolean | undefined;

  constructor(known: KnownWords, names: NameIndex, detectors: number) {
    this.#known = known;
    this.#words = new NearWords(this.#known, names);
    this.#places = new WordPlaces(this.#known);
    this.#seen = new Int32Array(detectors);
  }

  begin(text: string): void {
    this.#text = text;
    this.#start = -1;
    this.#hasLetters = undefined;
    this.#places.begin(text);
  }

  /** Weight of the words around [start, end) for or against `detector`. */
  weightOf(detector: number, start: number, end: number): number {
    if (start !== this.#start) this.#look(start, end);
    if (this.#seen[detector] === this.#round) return weights.keyword;
    return this.#other ? weights.otherWord : 0;
  }

  #look(start: number, end: number): void {
    this.#start = start;
    this.#round += 1;
    this.#other = false;
    this.#hasLetters ??= anyLetter.test(this.#text);
    if (!this.#hasLetters) return;
    if (this.#mayTellBefore(start)) this.#before(start);
    if (this.#mayTellBehind(end)) this.#behind(end);
  }

  /** False where no word before `start` says anything, without a look at the words themselves. */
  #mayTellBefore(start: number): boolean {
    const floor = Math.max(0, start - before);
    if (this.#places.any(floor, start)) return true;
    const text = this.#text;
    if (isWithin(text, start)) return true;
    return isWithin(text, floor) && this.#isKnownPart(floor, start);
  }

  /** True when a word that is cut off at `from` reads as a known one in what is left of it. */
  #isKnownPart(from: number, to: number): boolean {
    let hash = 0;
    for (let at = from; at < to; at += 1) {
      const kind = kindAt(this.#text, at);
      if (kind === foreign) return true;
      if (kind === 0 || kind === 3) break;
      const code = this.#text.charCodeAt(at);
      hash = hashOn(hash, kind === 2 ? code + 32 : code);
    }
    return this.#known.find(hash) >= 0;
  }

  #mayTellBehind(end: number): boolean {
    const text = this.#text;
    const limit = Math.min(text.length, end + behind);
    const first = end < limit ? text.charCodeAt(end) : 10;
    // Most numbers are followed by an end of some kind.
    if (isEnd(first)) return false;
    if (isWithin(text, end) || isWithin(text, limit)) return true;
    return this.#places.any(end, limit);
  }

  #tell(first: number): void {
    const words = this.#words;
    let at = first;
    while (at < words.count) {
      const found = words.longest(at);
      const length = found ? words.length : 1;
      const entries = found ?? words.inRun(at);
      if (entries) {
        for (const { detector } of entries) {
          if (detector >= 0) this.#seen[detector] = this.#round;
        }
      }
      at += length;
    }
  }

  /** Words before `start`, in order, back to the last number or line break. */
  #before(start: number): void {
    const text = this.#text;
    const floor = Math.max(0, start - before);
    let at = start;
    let digits = 0;
    let hasLetters = false;
    while (at > floor) {
      const code = text.charCodeAt(at - 1);
      if ((code === 10 && !this.#isLabelLine(at - 1)) || code === 59) break;
      if (code >= 48 && code <= 57) {
        digits += 1;
        if (digits > 3) break;
      } else {
        digits = 0;
        hasLetters ||= code >= 65;
      }
      at -= 1;
    }
    // No name is made of digits alone.
    if (!hasLetters) return;
    const words = this.#words;
    words.cut(text, at, start);
    // `called about order 12345678`: the nearer noun says what the number is.
    const first = Math.max(0, words.count - wordsMax, this.#nearestOther());
    this.#tell(first);
    for (let near = Math.max(first, words.count - otherNear); near < words.count; near += 1) {
      const id = words.idOf(near);
      if (id >= 0 && (this.#known.roles[id] & Role.other) !== 0) this.#other = true;
    }
  }

  /** Index of the word for something else that stands directly before the place, or -1. */
  #nearestOther(): number {
    const words = this.#words;
    const last = Math.max(0, words.count - wordsMax);
    for (let at = words.count - 1; at >= last; at -= 1) {
      const id = words.idOf(at);
      if (id >= 0 && (this.#known.roles[id] & Role.between) !== 0) continue;
      return id >= 0 && (this.#known.roles[id] & Role.other) !== 0 ? at : -1;
    }
    return -1;
  }

  /** True for the line break behind a label that stands on a line of its own: `Phone:`. */
  #isLabelLine(at: number): boolean {
    let last = at - 1;
    while (last > 0 && this.#text.charCodeAt(last) <= 32) last -= 1;
    return this.#text.charCodeAt(last) === 58;
  }

  #behind(end: number): void {
    const text = this.#text;
    const limit = Math.min(text.length, end + behind);
    let at = end;
    while (at < limit && !isEnd(text.charCodeAt(at))) at += 1;
    if (at === end) return;
    this.#words.cut(text, end, at);
    this.#tell(0);
  }
}

/** True for what ends the words behind a number: a line break, a full stop, another number. */
function isEnd(code: number): boolean {
  return (
    code === 10 ||
    code === 13 ||
    code === 46 ||
    code === 44 ||
    code === 59 ||
    (code >= 48 && code <= 57)
  );
}

/** True when a word goes on across `at`. */
function isWithin(text: string, at: number): boolean {
  if (at === 0 || at >= text.length) return false;
  const left = kindAt(text, at - 1);
  const right = kindAt(text, at);
  if (left === 0 || right === 0 || (left === 3) !== (right === 3)) {
    return left === foreign ? right !== 0 : right === foreign && left !== 0;
  }
  return true;
}
