/**
 * The words that stand around a place in a text, and what they say: key words of detectors, or words
 * for something else. Looked up only for finds that cannot stand by themselves.
 */
import { type NameIndex, plainLetters } from './names.ts';
import { weights } from './weigh.ts';
import { otherWordsInText } from './words.ts';

/** Characters looked at before and behind. */
const before = 64;
const behind = 24;
const wordsMax = 12;
/** A word for something else counts only as one of the last before the place. */
const otherNear = 4;
const none: readonly string[] = [];
const anyLetter = /[^\x00-\x40]/;

export class Surroundings {
  readonly #names: NameIndex;
  /** Per detector: the look-up in which a key word of it was seen. */
  readonly #seen: Int32Array;
  #round = 0;
  #text = '';
  #start = -1;
  #other = false;
  /** Whether there are words at all; undefined until it is asked. */
  #hasLetters: boolean | undefined;

  constructor(names: NameIndex, detectors: number) {
    this.#names = names;
    this.#seen = new Int32Array(detectors);
  }

  begin(text: string): void {
    this.#text = text;
    this.#start = -1;
    this.#hasLetters = undefined;
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
    const all = this.#before(start);
    // `called about order 12345678`: the nearer noun says what the number is.
    const words = all.slice(Math.max(0, nearestOther(all)));
    this.#lookUp(words);
    for (const word of words.slice(-otherNear)) if (otherWordsInText.has(word)) this.#other = true;
    this.#lookUp(this.#behind(end));
  }

  #lookUp(words: readonly string[]): void {
    let at = 0;
    while (at < words.length) {
      const found = this.#names.longest(words, at);
      for (const { detector } of found?.entries ?? this.#names.inRun(words[at])) {
        if (detector >= 0) this.#seen[detector] = this.#round;
      }
      at += found?.length ?? 1;
    }
  }

  /** Words before `start`, in order, back to the last number or line break. */
  #before(start: number): readonly string[] {
    const floor = Math.max(0, start - before);
    let at = start;
    let digits = 0;
    let hasLetters = false;
    while (at > floor) {
      const code = this.#text.charCodeAt(at - 1);
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
    if (!hasLetters) return none;
    return cut(this.#text.slice(at, start)).slice(-wordsMax);
  }

  /** True for the line break behind a label that stands on a line of its own: `Phone:`. */
  #isLabelLine(at: number): boolean {
    let last = at - 1;
    while (last > 0 && this.#text.charCodeAt(last) <= 32) last -= 1;
    return this.#text.charCodeAt(last) === 58;
  }

  #behind(end: number): readonly string[] {
    const limit = Math.min(this.#text.length, end + behind);
    let at = end;
    let hasLetters = false;
    while (at < limit) {
      const code = this.#text.charCodeAt(at);
      if (code === 10 || code === 13 || code === 46 || code === 44 || code === 59) break;
      if (code >= 48 && code <= 57) break;
      hasLetters ||= code >= 65;
      at += 1;
    }
    if (!hasLetters) return none;
    return cut(this.#text.slice(end, at));
  }
}

/** Words between a noun and the number that it names. */
const betweenWords = new Set('number numbers no nr num id code is was the of'.split(' '));

/** Index of the word for something else that stands directly before the place, or -1. */
function nearestOther(words: readonly string[]): number {
  let at = words.length - 1;
  while (at >= 0 && betweenWords.has(words[at])) at -= 1;
  return at >= 0 && otherWordsInText.has(words[at]) ? at : -1;
}

/** Words of `text` in small letters; letters and digits part. */
function cut(text: string): string[] {
  const words: string[] = [];
  let kind = 0;
  let start = 0;
  let capitals = false;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : 32;
    if (code >= 0x80) return wordsBeyondAscii(text);
    const small = code >= 97 && code <= 122;
    const capital = code >= 65 && code <= 90;
    const next = small || capital ? 1 : code >= 48 && code <= 57 ? 2 : 0;
    if (next !== kind) {
      if (kind !== 0) {
        const word = text.slice(start, at);
        words.push(capitals ? word.toLowerCase() : word);
      }
      kind = next;
      start = at;
      capitals = false;
    }
    capitals ||= capital;
  }
  return words;
}

function wordsBeyondAscii(text: string): string[] {
  return (
    plainLetters(text)
      .toLowerCase()
      .match(/[a-z]+|[0-9]+|[\p{L}\p{M}]+/gu) ?? []
  );
}
