/**
 * The words of all names in one table by a hash that can be counted while a text is read, so that
 * looking for names in a text makes no string. Of two words written together the hash follows from
 * those of each, as names are found whether written together or apart.
 */
import { type Entry, type NameIndex, riders } from './names.ts';
import { betweenWords, linkingVerbs } from './sentence-words.ts';
import { otherWordsInText } from './words.ts';

const factor = 0x01000193;
/** Longest text of which the hash can be continued. */
const lengthMax = 128;

/** Powers of `factor`, by which a hash moves when so many characters follow. */
const powers = new Int32Array(lengthMax + 1);
powers[0] = 1;
for (let at = 1; at <= lengthMax; at += 1) powers[at] = Math.imul(powers[at - 1], factor);

/** The hash of a text by that of its head and of one further character, in small letters. */
export const hashOn = (hash: number, code: number): number => (Math.imul(hash, factor) + code) | 0;

export const hashOfBoth = (head: number, tail: number, tailLength: number): number =>
  (Math.imul(head, powers[tailLength]) + tail) | 0;

export function hashOf(word: string): number {
  let hash = 0;
  for (let at = 0; at < word.length; at += 1) hash = hashOn(hash, word.charCodeAt(at));
  return hash;
}

/** What a word is beside a part of names (bits). */
export const Role = { other: 1, between: 2, rider: 4, linking: 8, purpose: 16, value: 32 } as const;

const roles: readonly (readonly [bit: number, words: Iterable<string>])[] = [
  [Role.other, otherWordsInText],
  [Role.between, betweenWords],
  [Role.rider, riders],
  [Role.linking, linkingVerbs],
  [Role.purpose, ['for']],
  [Role.value, ['val', 'value']],
];

const noEntries: readonly Entry[] = [];

export class KnownWords {
  readonly #slots: Int32Array;
  readonly #shift: number;
  readonly #hashes: Int32Array;
  readonly words: readonly string[];
  /** Per word: how many words the longest name that begins with it has; 0 where none does. */
  readonly begins: Uint8Array;
  /** Per word: what it names by itself, or put together from several. */
  readonly entries: readonly (readonly Entry[])[];
  /** Per word: bits of `Role`. */
  readonly roles: Uint8Array;

  constructor(names: NameIndex) {
    const words = [...new Set([...names.words(), ...roles.flatMap(([, list]) => [...list])])];
    this.words = words;
    this.begins = Uint8Array.from(words, (word) => names.beginning(word));
    this.entries = words.map((word) => names.entriesOf(word) ?? noEntries);
    const ids = new Map(words.map((word, id) => [word, id]));
    this.roles = new Uint8Array(words.length);
    for (const [bit, list] of roles) {
      for (const word of list) this.roles[ids.get(word) as number] |= bit;
    }
    this.#hashes = Int32Array.from(words, hashOf);
    const bits = Math.ceil(Math.log2(words.length * 3));
    this.#shift = 32 - bits;
    this.#slots = new Int32Array(1 << bits).fill(-1);
    for (let id = 0; id < words.length; id += 1) {
      let slot = this.#slotOf(this.#hashes[id]);
      while (this.#slots[slot] >= 0) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = id;
    }
  }

  #slotOf(hash: number): number {
    return Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> this.#shift;
  }

  /** The word of this hash, -1 where none has it. Whether it is the same word is for the caller to see. */
  find(hash: number): number {
    let slot = this.#slotOf(hash);
    for (;;) {
      const id = this.#slots[slot];
      if (id < 0 || this.#hashes[id] === hash) return id;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
  }

  /** True when characters from `from` on of word `id` are those of text [start, end), in any case. */
  isAt(id: number, from: number, text: string, start: number, end: number): boolean {
    const word = this.words[id];
    for (let at = start; at < end; at += 1) {
      const code = text.charCodeAt(at);
      const small = code >= 65 && code <= 90 ? code + 32 : code;
      if (word.charCodeAt(from + at - start) !== small) return false;
    }
    return true;
  }
}
