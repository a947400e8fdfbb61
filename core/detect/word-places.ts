/**
 * The places in a text where a word or name stands that says something of a number beside it. Read in
 * one pass, and only as far as it is asked for; what has none nearby need not be looked at further.
 */
import { hashOfBoth, hashOn, type KnownWords, Role } from './known-words.ts';
import { foreign, kindAt, kindOf } from './near-words.ts';

/** Names begun and not ended that are followed at once. */
const openMax = 4;

export class WordPlaces {
  readonly #known: KnownWords;
  #text = '';
  /** Characters [#from, #to) were read. */
  #from = 0;
  #to = 0;
  #starts = new Int32Array(64);
  #count = 0;
  /** The place that was asked for last. */
  #last = 0;
  /** Begins of names: where they stand, their hash so far, and words that may follow. */
  readonly #openAt = new Int32Array(openMax);
  readonly #openHash = new Int32Array(openMax);
  readonly #openLeft = new Int32Array(openMax);
  #open = 0;

  constructor(known: KnownWords) {
    this.#known = known;
  }

  begin(text: string): void {
    this.#text = text;
    this.#from = 0;
    this.#to = 0;
    this.#count = 0;
    this.#last = 0;
    this.#open = 0;
  }

  /** True when a telling word begins in [start, end). */
  any(start: number, end: number): boolean {
    if (this.#to === 0 || start < this.#from) this.#restart(start);
    if (end > this.#to) this.#read(Math.min(this.#text.length, end + 64));
    const starts = this.#starts;
    let at = this.#last;
    while (at > 0 && starts[at - 1] >= start) at -= 1;
    while (at < this.#count && starts[at] < start) at += 1;
    this.#last = at;
    return at < this.#count && starts[at] < end;
  }

  #restart(start: number): void {
    this.#from = this.#to === 0 ? start : 0;
    this.#to = this.#from;
    this.#count = 0;
    this.#last = 0;
    this.#open = 0;
  }

  /** Reads on up to `limit` and the end of the word there. */
  #read(limit: number): void {
    const text = this.#text;
    const end = text.length;
    let at = this.#to;
    while (at < end) {
      const kind = kindAt(text, at);
      if (kind === 0) {
        at += 1;
      } else if (kind === foreign) {
        this.#add(at);
        this.#open = 0;
        while (at < end && kindAt(text, at) !== 0) at += 1;
      } else {
        at = this.#word(at, kind === 3);
      }
      if (at >= limit) break;
    }
    this.#to = at;
  }

  #word(start: number, ofDigits: boolean): number {
    const text = this.#text;
    let at = start;
    let hash = 0;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      const kind = code < 128 ? kindOf[code] : foreign;
      if (kind === foreign) {
        // Of a run that goes on in other letters nothing is told here.
        this.#add(start);
        return at;
      }
      if (kind === 0 || (kind === 3) !== ofDigits) break;
      hash = hashOn(hash, kind === 2 ? code + 32 : code);
    }
    const length = at - start;
    if (this.#open > 0) this.#goOn(hash, length);
    if (length > 64 || ofDigits) return at;
    const known = this.#known;
    const id = known.find(hash);
    if (id < 0) return at;
    if ((known.roles[id] & Role.other) !== 0 || known.entries[id].length > 0) this.#add(start);
    else if (known.begins[id] > 1) this.#begin(start, hash, known.begins[id] - 1);
    return at;
  }

  #begin(start: number, hash: number, left: number): void {
    if (this.#open === openMax) {
      // Too many to follow: the oldest counts as if it had been found.
      this.#add(this.#openAt[0]);
      this.#drop(0);
    }
    this.#openAt[this.#open] = start;
    this.#openHash[this.#open] = hash;
    this.#openLeft[this.#open] = left;
    this.#open += 1;
  }

  #drop(index: number): void {
    for (let at = index + 1; at < this.#open; at += 1) {
      this.#openAt[at - 1] = this.#openAt[at];
      this.#openHash[at - 1] = this.#openHash[at];
      this.#openLeft[at - 1] = this.#openLeft[at];
    }
    this.#open -= 1;
  }

  #goOn(hash: number, length: number): void {
    for (let at = 0; at < this.#open; ) {
      const both = length > 64 ? 0 : hashOfBoth(this.#openHash[at], hash, length);
      const id = this.#known.find(both);
      this.#openHash[at] = both;
      this.#openLeft[at] -= 1;
      if (id >= 0 && this.#known.entries[id].length > 0) {
        this.#add(this.#openAt[at]);
        this.#drop(at);
      } else if (this.#openLeft[at] === 0 || length > 64) this.#drop(at);
      else at += 1;
    }
  }

  /** Places come nearly in order: that of a name is known when it ends. */
  #add(start: number): void {
    if (this.#count === this.#starts.length) {
      const more = new Int32Array(this.#count * 2);
      more.set(this.#starts);
      this.#starts = more;
    }
    let at = this.#count;
    while (at > 0 && this.#starts[at - 1] > start) {
      this.#starts[at] = this.#starts[at - 1];
      at -= 1;
    }
    this.#starts[at] = start;
    this.#count += 1;
  }
}
