/**
 * Which names say something of the values under them, for names that are too many to be kept: keys of
 * maps, or names that somebody makes up. All names that say the same are taken for one.
 */
import type { NameEvidence, NameIndex } from './names.ts';

/** Names whose answer is remembered. */
const known_count_max = 4_096;
/** Longer runs of digits are numbers, which say nothing in a name. */
const number = /\d{4,}/g;

export class SpokenNames {
  readonly #index: NameIndex;
  /** The first name that said it, by what names say. */
  readonly #first = new Map<string, string>();
  #known = new Map<string, string | undefined>();

  constructor(index: NameIndex) {
    this.#index = index;
  }

  /** A name that says what `name` says; undefined where it says nothing. */
  of(name: string): string | undefined {
    const key = name.replace(number, '0000');
    if (this.#known.has(key)) return this.#known.get(key);
    const answer = this.#answer(key);
    if (this.#known.size >= known_count_max) this.#known = new Map();
    this.#known.set(key, answer);
    return answer;
  }

  #answer(name: string): string | undefined {
    const said = keyOf(this.#index.field('', [name]));
    if (said === '') return undefined;
    const first = this.#first.get(said);
    if (first === undefined) this.#first.set(said, name);
    return first ?? name;
  }
}

/** '' where nothing is said. */
function keyOf({ named, weak, other }: NameEvidence): string {
  if (named.length === 0 && weak.length === 0 && !other) return '';
  return `${named} ${weak} ${other}`;
}
