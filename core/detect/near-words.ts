/**
 * The words of a short stretch of text, by their hashes: no string is made of those that are ASCII.
 * Words in other letters are read with their marks taken off, and remembered.
 */
import { hashOf, hashOfBoth, hashOn, type KnownWords } from './known-words.ts';
import { type Entry, gluedTails, type NameIndex, plainLetters } from './names.ts';

/** What a character is: 0 none of these, then small letters, capitals, digits, and all beyond ASCII. */
export const kindOf = new Uint8Array(128);
for (let code = 48; code <= 57; code += 1) kindOf[code] = 3;
for (let code = 65; code <= 90; code += 1) kindOf[code] = 2;
for (let code = 97; code <= 122; code += 1) kindOf[code] = 1;
export const foreign = 4;

const gluedLast = [...new Set(gluedTails.map((tail) => tail.charCodeAt(tail.length - 1)))];
const known_count_max = 4_096;

/** A word beyond ASCII, and the names in a run of Han, kana or Hangul. */
interface Foreign {
  readonly word: string;
  readonly hash: number;
  readonly inRun: readonly Entry[];
}

export class NearWords {
  count = 0;
  readonly #known: KnownWords;
  readonly #names: NameIndex;
  #text = '';
  readonly #starts: number[] = [];
  readonly #lengths: number[] = [];
  readonly #hashes: number[] = [];
  /** Where it is not in the text as it stands. */
  readonly #foreign: (Foreign | undefined)[] = [];
  #remembered = new Map<string, readonly Foreign[]>();
  /** The name that `longest` found, and how many words it has here. */
  found = -1;
  length = 0;

  constructor(known: KnownWords, names: NameIndex) {
    this.#known = known;
    this.#names = names;
  }

  /** Cuts text [start, end) into words; letters and digits part. */
  cut(text: string, start: number, end: number): void {
    this.#text = text;
    this.count = 0;
    let at = start;
    while (at < end) {
      const kind = kindAt(text, at);
      if (kind === 0) at += 1;
      else at = this.#run(at, end);
    }
  }

  /** Cuts the ASCII name in [start, end) into words as `wordsOf` does; false where it is not ASCII. */
  cutName(text: string, start: number, end: number): boolean {
    this.#text = text;
    this.count = 0;
    let at = start;
    while (at < end) {
      const kind = kindAt(text, at);
      if (kind === foreign) return false;
      if (kind === 0) {
        at += 1;
        continue;
      }
      const stop = wordEnd(text, at, end, kind);
      this.#push(at, stop - at, hashBetween(text, at, stop), undefined);
      at = stop;
    }
    if (this.count > 0) this.#partGlued(this.count - 1);
    return true;
  }

  /** `dbpassword` as `db password`. */
  #partGlued(at: number): void {
    const start = this.#starts[at];
    const length = this.#lengths[at];
    const end = start + length;
    if (length < 6 || kindAt(this.#text, start) === 3) return;
    const last = this.#text.charCodeAt(end - 1) | 32;
    if (!gluedLast.includes(last)) return;
    const word = this.#text.slice(start, end).toLowerCase();
    for (const tail of gluedTails) {
      const head = length - tail.length;
      if (head < 1 || head > 24 || !word.endsWith(tail)) continue;
      const cut = start + head;
      this.count = at;
      this.#push(start, head, hashBetween(this.#text, start, cut), undefined);
      this.#push(cut, tail.length, hashBetween(this.#text, cut, end), undefined);
      return;
    }
  }

  isNumber(at: number): boolean {
    return kindAt(this.#text, this.#starts[at]) === 3;
  }

  /** Lets go of the words from `count` on. */
  cutOff(count: number): void {
    this.count = count;
  }

  /** A run of letters and digits; gives its end. */
  #run(start: number, end: number): number {
    const text = this.#text;
    let at = start;
    const before = this.count;
    let first = start;
    let hash = 0;
    let ofDigits = kindAt(text, at) === 3;
    for (; at < end; at += 1) {
      const code = text.charCodeAt(at);
      const kind = code < 128 ? kindOf[code] : foreign;
      if (kind === 0) break;
      if (kind === foreign) {
        this.count = before;
        return this.#foreignRun(start, end);
      }
      if ((kind === 3) !== ofDigits) {
        this.#push(first, at - first, hash, undefined);
        ofDigits = !ofDigits;
        first = at;
        hash = 0;
      }
      hash = hashOn(hash, kind === 2 ? code + 32 : code);
    }
    this.#push(first, at - first, hash, undefined);
    return at;
  }

  #foreignRun(start: number, end: number): number {
    let at = start;
    while (at < end && kindAt(this.#text, at) !== 0) at += 1;
    for (const one of this.#foreignWords(this.#text.slice(start, at))) {
      this.#push(start, one.word.length, one.hash, one);
    }
    return at;
  }

  #foreignWords(run: string): readonly Foreign[] {
    const remembered = this.#remembered.get(run);
    if (remembered) return remembered;
    const words =
      plainLetters(run)
        .toLowerCase()
        .match(/[a-z]+|[0-9]+|[\p{L}\p{M}]+/gu) ?? [];
    const made = words.map((word) => {
      return { word, hash: hashOf(word), inRun: this.#names.inRun(word) };
    });
    if (this.#remembered.size >= known_count_max) this.#remembered = new Map();
    this.#remembered.set(run, made);
    return made;
  }

  #push(start: number, length: number, hash: number, word: Foreign | undefined): void {
    const at = this.count;
    this.#starts[at] = start;
    this.#lengths[at] = length;
    this.#hashes[at] = hash;
    this.#foreign[at] = word;
    this.count = at + 1;
  }

  /** The known word that word `at` is, or -1. */
  idOf(at: number): number {
    return this.#same(this.#known.find(this.#hashes[at]), at, at);
  }

  /** `id` where it is what words [first, last] are written together, else -1. */
  #same(id: number, first: number, last: number): number {
    if (id < 0) return -1;
    let from = 0;
    for (let at = first; at <= last; at += 1) {
      const length = this.#lengths[at];
      const foreign = this.#foreign[at];
      const start = this.#starts[at];
      const same = foreign
        ? this.#known.words[id].startsWith(foreign.word, from)
        : this.#known.isAt(id, from, this.#text, start, start + length);
      if (!same) return -1;
      from += length;
    }
    return from === this.#known.words[id].length ? id : -1;
  }

  /** What the longest name that begins at word `at` means, undefined where none does; sets `length`. */
  longest(at: number): readonly Entry[] | undefined {
    const id = this.idOf(at);
    const most = id < 0 ? 0 : this.#known.begins[id];
    if (most === 0) return undefined;
    let found: readonly Entry[] | undefined;
    if (this.#known.entries[id].length > 0) {
      found = this.#known.entries[id];
      this.length = 1;
      this.found = id;
    }
    let hash = this.#hashes[at];
    const end = Math.min(this.count, at + most);
    for (let next = at + 1; next < end; next += 1) {
      const tail = this.#lengths[next];
      if (tail > 64) break;
      hash = hashOfBoth(hash, this.#hashes[next], tail);
      const both = this.#same(this.#known.find(hash), at, next);
      if (both < 0 || this.#known.entries[both].length === 0) continue;
      found = this.#known.entries[both];
      this.length = next - at + 1;
      this.found = both;
    }
    return found;
  }

  /** Names in a run of Han, kana or Hangul. */
  inRun(at: number): readonly Entry[] | undefined {
    return this.#foreign[at]?.inRun;
  }
}

/** The end of the word of a name that begins at `start`: `API`, `Key`, `value`, `12`. */
function wordEnd(text: string, start: number, end: number, kind: number): number {
  let at = start + 1;
  if (kind === 2) {
    while (at < end && kindAt(text, at) === 2) at += 1;
    const isSmallNext = at < end && kindAt(text, at) === 1;
    if (!isSmallNext) return at;
    if (at - start > 1) return at - 1;
    kind = 1;
  }
  while (at < end && kindAt(text, at) === kind) at += 1;
  return at;
}

function hashBetween(text: string, start: number, end: number): number {
  let hash = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    hash = hashOn(hash, code >= 65 && code <= 90 ? code + 32 : code);
  }
  return hash;
}

export function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? kindOf[code] : foreign;
}
