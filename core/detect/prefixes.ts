/**
 * The table that leads from two characters to the rules whose tokens begin with them, so that one
 * pass over a text serves all prefixes.
 */
import type { Detector, Hits, PrefixRule } from './detector.ts';

interface Entry {
  readonly detector: number;
  readonly prefix: string;
  readonly rule: PrefixRule;
  /** Must not stand behind a letter or a digit. */
  readonly atWord: boolean;
  /** ... nor behind an underscore. */
  readonly atStart: boolean;
}

/** Hits whose detector the table sets before a rule reads. */
export interface DetectorHits extends Hits {
  detector: number;
}

export function isWordCode(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    code === 95
  );
}

const underscore = 95;
/** A prefix of so many characters may stand behind an underscore: `old_ghp_...`. */
const longPrefix = 4;

function isAlnumAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code !== underscore && isWordCode(code);
}

export class PrefixTable {
  /** First character x 128 + second -> index into `#lists`; 0 is none. */
  readonly #index = new Uint16Array(128 * 128);
  readonly #lists: Entry[][] = [[]];
  /** For each list, 1 where all of its prefixes must stand at the beginning of a word. */
  readonly #allAtWord: number[] = [1];

  constructor(detectors: readonly Detector[]) {
    for (const [detector, one] of detectors.entries()) {
      for (const rule of one?.prefixes ?? []) {
        for (const prefix of rule.prefixes) {
          const atWord = !rule.inside && isWordCode(prefix.charCodeAt(0));
          const atStart = atWord && prefix.length < longPrefix;
          this.#add({ detector, prefix, rule, atWord, atStart });
        }
      }
    }
  }

  #add(entry: Entry): void {
    const { prefix } = entry;
    if (prefix.length < 2) throw new RangeError('a prefix has two characters or more');
    const key = prefix.charCodeAt(0) * 128 + prefix.charCodeAt(1);
    if (this.#index[key] === 0) {
      if (this.#lists.length > 65_535) throw new RangeError('prefixes begin in too many ways');
      this.#allAtWord.push(1);
      this.#lists.push([]);
      this.#index[key] = this.#lists.length - 1;
    }
    this.#lists[this.#index[key]].push(entry);
    if (!entry.atWord) this.#allAtWord[this.#index[key]] = 0;
  }

  /** Asks the rules at every place of `text` where one of their prefixes stands. */
  read(text: string, hits: DetectorHits): void {
    const end = text.length - 1;
    let code = end >= 0 ? text.charCodeAt(0) : 0;
    for (let at = 0; at < end; at += 1) {
      const next = text.charCodeAt(at + 1);
      if (code < 128 && next < 128) {
        const list = this.#index[code * 128 + next];
        if (list !== 0 && (this.#allAtWord[list] === 0 || at === 0 || !isAlnumAt(text, at - 1))) {
          const behind = this.#ask(this.#lists[list], text, at, hits);
          if (behind > at + 1) {
            at = behind - 1;
            code = behind < text.length ? text.charCodeAt(behind) : 0;
            continue;
          }
        }
      }
      code = next;
    }
  }

  #ask(entries: readonly Entry[], text: string, at: number, hits: DetectorHits): number {
    const before = at > 0 ? text.charCodeAt(at - 1) : 32;
    const inWord = before !== underscore && isWordCode(before);
    for (const { detector, prefix, rule, atWord, atStart } of entries) {
      if ((inWord && atWord) || (before === underscore && atStart)) continue;
      if (!text.startsWith(prefix, at)) continue;
      hits.detector = detector;
      const behind = rule.read(text, at, hits);
      if (behind > at) return behind;
    }
    return -1;
  }
}
