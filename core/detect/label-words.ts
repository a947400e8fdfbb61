/** What the words before a separator name: as `labelBefore` and `NameIndex.ending`, but without a string. */
import { type KnownWords, Role } from './known-words.ts';
import { isBlankOrQuote, labelStart, labelWords } from './label-names.ts';
import type { Entry, NameIndex } from './names.ts';
import { NearWords } from './near-words.ts';

const apostrophe = 39;

export class LabelWords {
  readonly #known: KnownWords;
  readonly #words: NearWords;
  /** Per known word: what it names behind other words, and as the only ones. */
  readonly #behind: (readonly Entry[] | undefined)[] = [];
  readonly #alone: (readonly Entry[] | undefined)[] = [];
  /** The label at hand: where it begins and ends, and its quote that is still open. */
  start = 0;
  stop = 0;
  open = '';
  /** Its quote is its own first character. */
  isQuoted = false;
  /** It stands between colons, as in `arn:aws:secretsmanager:eu:1:secret:name`. */
  between = false;
  /** It has any words. */
  hasWords = false;
  /** It is `value`, which another word names. */
  isPaired = false;

  constructor(known: KnownWords, names: NameIndex) {
    this.#known = known;
    this.#words = new NearWords(known, names);
  }

  /** Reads the label that ends at `end`; false where it is not ASCII. */
  read(text: string, end: number): boolean {
    let stop = end;
    while (stop > 0 && isBlankOrQuote(text.charCodeAt(stop - 1))) stop -= 1;
    const begin = labelStart(text, stop);
    const start = behindQuoted(text, begin, stop);
    this.start = start;
    this.stop = stop;
    this.open = '';
    this.between = false;
    this.hasWords = false;
    this.isPaired = false;
    if (start === stop) return true;
    const words = this.#words;
    if (!words.cutName(text, start, stop)) return false;
    const first = text.charCodeAt(start);
    this.isQuoted = first === apostrophe && !hasCode(text, stop, end, apostrophe);
    if (this.isQuoted) this.open = "'";
    else {
      this.#takeName();
      const before = start > 0 ? text.charCodeAt(start - 1) : 0;
      const quotes = (before === 34 || before === apostrophe || before === 96) && first !== 32;
      if (quotes && !hasCode(text, stop, end, before)) this.open = text[start - 1];
      this.between = before === 58 && stop === end && isOneWord(text, start, stop);
    }
    this.hasWords = words.count > 0;
    this.isPaired = words.count === 1 && (this.#roleOf(0) & Role.value) !== 0;
    return true;
  }

  #roleOf(at: number): number {
    const id = this.#words.idOf(at);
    return id < 0 ? 0 : this.#known.roles[id];
  }

  /** Leaves out what a sentence hangs on to a name: `password for bob`, `the token is`. */
  #takeName(): void {
    const words = this.#words;
    for (let at = 0; at < words.count; at += 1) {
      if ((this.#roleOf(at) & Role.purpose) === 0) continue;
      if (at === 0) break;
      let whom = words.count - at - 1;
      for (let next = at + 1; next < words.count; next += 1) if (words.isNumber(next)) whom = 3;
      // `password for bob: ...`; "failed password for root from 2001:db8::1" is another matter.
      words.cutOff(whom > 2 ? 0 : at);
      break;
    }
    while (words.count > 1 && (this.#roleOf(words.count - 1) & Role.linking) !== 0) {
      words.cutOff(words.count - 1);
    }
  }

  /** Entries of the longest name that the words end with, riders such as a number left out. */
  entries(): readonly Entry[] | undefined {
    const words = this.#words;
    const first = Math.max(0, words.count - labelWords);
    while (words.count > first + 1 && this.#isRider(words.count - 1)) words.cutOff(words.count - 1);
    for (let at = first; at < words.count; at += 1) {
      const found = words.longest(at);
      if (!found || at + words.length !== words.count) continue;
      return this.#named(words.found, found, at === first);
    }
    return undefined;
  }

  #isRider(at: number): boolean {
    return this.#words.isNumber(at) || (this.#roleOf(at) & Role.rider) !== 0;
  }

  #named(id: number, entries: readonly Entry[], alone: boolean): readonly Entry[] {
    const table = alone ? this.#alone : this.#behind;
    table[id] ??= entries.filter(({ detector, compound }) => {
      return detector >= 0 && !(compound && alone);
    });
    return table[id];
  }
}

/** `user='app' password=`: the quote closes what stands before the name. */
function behindQuoted(text: string, start: number, stop: number): number {
  if (start === stop || text.charCodeAt(start) !== apostrophe) return start;
  const limit = Math.min(stop, start + 43);
  for (let at = start + 1; at + 1 < limit; at += 1) {
    if (text.charCodeAt(at) !== apostrophe) continue;
    return text.charCodeAt(at + 1) === 32 ? at + 2 : start;
  }
  return start;
}

function hasCode(text: string, from: number, to: number, code: number): boolean {
  for (let at = from; at < to; at += 1) if (text.charCodeAt(at) === code) return true;
  return false;
}

/** Letters, digits, underscores, full stops and hyphens alone. */
function isOneWord(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === apostrophe || code >= 128) return false;
  }
  return true;
}
