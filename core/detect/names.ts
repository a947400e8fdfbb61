/**
 * Names as evidence. A field's name, or the words before a value in a text, are cut into plain words
 * and looked up in one dictionary made from the `fields` and `keywords` of all detectors. The
 * longest entry wins: `email address` is an e-mail, though `address` alone is an address.
 */
import type { Detector } from './detector.ts';
import { withoutLookAlikes } from './look-alikes.ts';
import { notItWords, otherWords, personWords, stopNames, thingWords } from './words.ts';

const longestEntryWords = 5;

/** Stands in an entry for the name of something that no detector seeks. */
const nothing = -1;

export interface Entry {
  readonly detector: number;
  /** Evidence only beside a word for a person. */
  readonly weak: boolean;
  /** From `keywords`: evidence in texts, not as the name of a field. */
  readonly textOnly: boolean;
  /** Evidence only as the last word of a longer name. */
  readonly compound: boolean;
  /** Only where the name of the field ends with it: `user`, but not `user_theme`. */
  readonly last?: boolean;
}

/** What the name of a field says. */
export interface NameEvidence {
  /** Detectors it names, by index. */
  readonly named: readonly number[];
  /** Detectors it would name if a person stood beside it: the value must speak for itself. */
  readonly weak: readonly number[];
  /** It names something else: an order number, a hash, a time. */
  readonly other: boolean;
}

/** Words of a name: camelCase, snake_case, kebab-case and letters beside digits are parted. */
export function wordsOf(name: string): string[] {
  const plain = /^[\x20-\x7e]*$/.test(name) ? name : plainLetters(name);
  const words: string[] = [];
  for (const part of plain.split(/[^A-Za-z0-9]+/)) {
    const cut = part.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[A-Z]|\d+/g);
    if (cut) for (const word of cut) words.push(word.toLowerCase());
  }
  const glued = words.length > 0 ? gluedName.exec(words[words.length - 1]) : null;
  if (glued) words.splice(-1, 1, glued[1], glued[2]);
  if (words.length === 0 && !isAscii.test(plain)) return wordsBeyondAscii(plain);
  return words;
}

/** Names of secrets written as one word with what they open: `dbpassword`, `mailgunapikey`. */
const gluedName =
  /^([a-z]{1,24})(password|passwd|passphrase|apikey|apitoken|accesstoken|authtoken|clientsecret|secretkey|accesskey|privatekey|secret|token)$/;
/** The same names, the shortest first: so much as possible is what stands before. */
export const gluedTails: readonly string[] =
  'token secret passwd apikey password apitoken secretkey accesskey authtoken passphrase privatekey accesstoken clientsecret'.split(
    ' ',
  );

/** Words of a name in another script, as they stand: `телефон`, `電話番号`. */
function wordsBeyondAscii(plain: string): string[] {
  return plain.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
}

/** Letters and digits parted, as `wordsOf` parts them: `address1` as `address 1`. */
function partDigits(name: string): string {
  return name.replace(/(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])/g, ' ');
}

/** Letters without their marks: `Straße` as `strasse`, `número` as `numero`. */
export function plainLetters(text: string): string {
  return isAscii.test(text) ? text : withoutMarks(text);
}

/** Han, kana and Hangul. */
const unspaced = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;

const isAscii = /^[\x00-\x7f]*$/;

function withoutMarks(text: string): string {
  return withoutLookAlikes(text)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/ß/g, 'ss')
    .replace(/[øØ]/g, 'o')
    .replace(/[æÆ]/g, 'ae')
    .replace(/[łŁ]/g, 'l')
    .replace(/ı/g, 'i')
    .normalize('NFC');
}

/** Words that a name may end with and still be the same name: `token_2`, `SECRET_VALUE`, `KEY_PROD`. */
export function isRider(word: string): boolean {
  return /^\d+$/.test(word) || riders.has(word);
}

export const riders: ReadonlySet<string> = new Set(
  'value string text plain raw prod production dev test staging live old new current default'.split(
    ' ',
  ),
);

/** Words that say which or in what form, not what: the name of the object or list around says that. */
function isGeneric(word: string): boolean {
  return genericWords.has(word) || isRider(word);
}

const genericWords: ReadonlySet<string> = new Set(
  (
    'number no nr full formatted display primary secondary main home work office personal private business mobile ' +
    'international national e164 original normalized entry item content'
  ).split(' '),
);

/** Ways to write that a name is of a number. */
const numberWords: readonly string[] = ['number', 'no', 'num', 'nr', 'nbr'];

/** The same before what is numbered, in French, Italian, Spanish, Portuguese and Polish. */
const numberBefore: readonly string[] = ['numero', 'no', 'num', 'nro', 'nr', 'n', 'numer'];

/** A name as it stands and, where it begins or ends with a word for a number, with each of the others. */
function inOtherWords(words: readonly string[]): readonly (readonly string[])[] {
  const last = words.length - 1;
  if (last > 0 && numberWords.includes(words[last])) {
    return numberWords.map((word) => [...words.slice(0, -1), word]);
  }
  if (last > 0 && words[0] === 'numero') {
    const named = words.slice(words[1] === 'de' ? 2 : 1);
    if (named.length > 0) {
      return numberBefore.flatMap((word) => [
        [word, ...named],
        [word, 'de', ...named],
      ]);
    }
  }
  return [words];
}

function isSame(a: Entry, b: Entry): boolean {
  return a.detector === b.detector && a.textOnly === b.textOnly && a.weak === b.weak;
}

export class NameIndex {
  #entries = new Map<string, Entry[]>();
  /** Words that begin an entry, and how many words the longest such entry has. */
  #begins = new Map<string, number>();
  /** Names in scripts that put no spaces between words. */
  readonly #unspaced: string[] = [];
  /** Detectors whose names also stand in the plural over a list: of persons and networks. */
  readonly #inPlural = new Set<number>();

  constructor(detectors: readonly Detector[]) {
    for (const [index, detector] of detectors.entries()) {
      if (/^(?:pii|net)\./.test(detector.class)) this.#inPlural.add(index);
      for (const name of detector.fields ?? []) this.#add(name, index, false);
      for (const name of detector.keywords ?? []) this.#add(name, index, true);
    }
    for (const name of stopNames) this.#add(name, nothing, false);
  }

  #add(name: string, detector: number, textOnly: boolean): void {
    const weak = name.startsWith('*');
    const compound = name.startsWith('+');
    const last = name.startsWith('$');
    const words = partDigits(weak || compound || last ? name.slice(1) : name).split(' ');
    const entry = { detector, weak, textOnly, compound, last };
    for (const same of inOtherWords(words)) this.#addWords(same, entry);
  }

  #addWords(words: readonly string[], entry: Entry): void {
    const key = words.join('');
    const list = this.#entries.get(key);
    if (!list) {
      this.#entries.set(key, [entry]);
      if (unspaced.test(key)) this.#unspaced.push(key);
    } else if (list.every((one) => !isSame(one, entry))) list.push(entry);
    this.#begins.set(words[0], Math.max(this.#begins.get(words[0]) ?? 0, words.length));
    // People write compounds together or apart as they like: `creditcard number`, `creditcardnumber`.
    for (let head = 2; head <= words.length; head += 1) {
      const joined = words.slice(0, head).join('');
      this.#begins.set(joined, Math.max(this.#begins.get(joined) ?? 0, words.length - head + 1));
    }
  }

  /** All words that begin a name, and names written together. */
  words(): string[] {
    return [...this.#begins.keys(), ...this.#entries.keys()];
  }

  /** Words of the longest name that begins with `word`, 0 where none does. */
  beginning(word: string): number {
    return Math.min(this.#begins.get(word) ?? 0, longestEntryWords);
  }

  /** What a name means that is written together. */
  entriesOf(name: string): readonly Entry[] | undefined {
    return this.#entries.get(name);
  }

  /** Entries of the longest name that begins at words[at]; `length` words long. */
  longest(words: readonly string[], at: number): { entries: Entry[]; length: number } | undefined {
    const most = this.#begins.get(words[at]);
    if (most === undefined) return undefined;
    let key = '';
    let found: { entries: Entry[]; length: number } | undefined;
    const end = Math.min(words.length, at + Math.min(most, longestEntryWords));
    for (let next = at; next < end; next += 1) {
      key += words[next];
      const entries = this.#entries.get(key);
      if (entries) found = { entries, length: next - at + 1 };
    }
    return found;
  }

  /** Entries of all names in a run of Han, kana or Hangul: `我的身份证号是`. */
  inRun(run: string): readonly Entry[] {
    if (!unspaced.test(run)) return [];
    const known = this.#unspaced.filter((name) => run.includes(name));
    return known.flatMap((name) => this.#entries.get(name) ?? []);
  }

  /** Entries of the longest name that the words end with, riders such as a number left out. */
  ending(all: readonly string[]): readonly Entry[] | undefined {
    let length = all.length;
    while (length > 1 && isRider(all[length - 1])) length -= 1;
    const words = all.slice(0, length);
    for (let at = 0; at < words.length; at += 1) {
      const found = this.longest(words, at);
      if (found && at + found.length === words.length) {
        return found.entries.filter(
          ({ detector, compound }) => detector !== nothing && !(compound && at === 0),
        );
      }
    }
    return undefined;
  }

  /** The words with the last of them in the singular, where only that is known: `phone_numbers`. */
  #singular(words: string[]): string[] {
    const last = words[words.length - 1] ?? '';
    if (last.length < 4 || !last.endsWith('s') || this.#isKnown(words)) return words;
    const single = [...words.slice(0, -1), last.slice(0, last.endsWith('sses') ? -2 : -1)];
    const entries = this.ending(single);
    return entries?.some(({ detector }) => this.#inPlural.has(detector)) ? single : words;
  }

  #isKnown(words: readonly string[]): boolean {
    return this.ending(words) !== undefined || otherWords.has(words[words.length - 1]);
  }

  /**
   * As `longest`, without what is evidence in texts only, and nothing where a longer name begins within it:
   * `cust addr`, `addr ln 1`.
   */
  #field(words: readonly string[], at: number): { entries: Entry[]; length: number } | undefined {
    const found = this.longest(words, at);
    if (!found || found.entries.every(({ textOnly }) => textOnly)) return undefined;
    for (let next = at + 1; next < at + found.length; next += 1) {
      if ((this.longest(words, next)?.length ?? 0) > found.length) return undefined;
    }
    return found;
  }

  /** What the name of the field at `steps` of `resource` says. */
  field(resource: string, steps: readonly string[]): NameEvidence {
    const named = steps.filter((step) => step !== '[]');
    if (named.length === 0) return { named: [], weak: [], other: false };
    const last = this.#singular(wordsOf(named[named.length - 1]));
    const parents = named.slice(-3, -1).flatMap((step) => this.#singular(wordsOf(step)));
    const about = aboutOf(resource, parents, last);
    const words = [...parents, ...last];
    const begin = parents.length;
    const strong = new Set<number>();
    const weak = new Set<number>();
    let at = 0;
    let end = 0;
    let stopped = false;
    const whole = this.#field(words, begin)?.length === last.length;
    while (at < words.length) {
      const found = this.#field(words, at);
      // `name.lastName`: what the last step says whole is not torn apart.
      const torn = found && whole && at < begin && at + found.length > begin;
      if (!found || (torn && at + found.length < words.length)) {
        at += 1;
        continue;
      }
      const reaches = at + found.length > begin;
      // `bsn_patient`: a person behind the name says whose it is.
      const owner = strong.size > 0 && found.length === 1 && personWords.has(words[at]);
      if (reaches && !owner) {
        // A later name within the last step is the head of it: `email_phone` is a phone.
        strong.clear();
        weak.clear();
        end = at + found.length;
        stopped = found.entries[0].detector === nothing;
        for (const entry of found.entries) {
          if (entry.textOnly || entry.detector === nothing) continue;
          if (entry.last && !words.slice(end).every(isRider)) continue;
          if (entry.compound && at <= begin) continue;
          if (!entry.weak) strong.add(entry.detector);
          else if (about === 'thing' || hasThing(words, begin, at, end)) continue;
          else if (about === 'person') strong.add(entry.detector);
          else weak.add(entry.detector);
        }
      }
      at += found.length;
    }
    if (stopped) return otherwise(true);
    // `emails[].value`, `phones.home`: the name stands above.
    if (end === 0 && named.length > 1 && last.every(isGeneric)) {
      return this.field(resource, named.slice(0, -1));
    }
    const tail = words.slice(Math.max(end, begin));
    const isPart = tail.join('').startsWith('last4');
    if (end > 0 && (isPart || tail.some((word) => notItWords.has(word)))) return otherwise(true);
    if (strong.size > 0) return { named: [...strong], weak: [], other: false };
    if (last.some((word) => otherWords.has(word))) return otherwise(true);
    return { named: [], weak: [...weak], other: false };
  }
}

/** Whether a record is about a person or a thing, by the names around a field, nearest first. */
function aboutOf(
  resource: string,
  parents: readonly string[],
  last: readonly string[],
): 'person' | 'thing' | 'unknown' {
  const names = wordsOf(resource.slice(resource.indexOf(':') + 1));
  const table = names.filter((word) => !tableWords.has(word));
  if (last.some(isPerson)) return 'person';
  for (const words of [parents, table]) {
    // The nearest decides: `customer.company.name`, `shop_customers`.
    for (let at = words.length - 1; at >= 0; at -= 1) {
      if (isPerson(words[at])) return 'person';
      if (isThing(words[at])) return 'thing';
    }
  }
  return 'unknown';
}

/** Words that say how something is kept, not what: `users_field_data`. */
const tableWords: ReadonlySet<string> = new Set(
  'data field fields table tables column index collection schema db database record row entity master mstr base'.split(
    ' ',
  ),
);

function isPerson(word: string): boolean {
  return personWords.has(word) || (word.endsWith('s') && personWords.has(word.slice(0, -1)));
}

/** `branch`, `branches`, `files`. */
function isThing(word: string): boolean {
  if (thingWords.has(word)) return true;
  return (
    word.endsWith('s') && (thingWords.has(word.slice(0, -1)) || thingWords.has(word.slice(0, -2)))
  );
}

function hasThing(words: readonly string[], begin: number, at: number, end: number): boolean {
  for (let index = begin; index < words.length; index += 1) {
    if ((index < at || index >= end) && thingWords.has(words[index])) return true;
  }
  return false;
}

function otherwise(other: boolean): NameEvidence {
  return { named: [], weak: [], other };
}
