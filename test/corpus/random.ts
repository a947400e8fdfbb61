/** A seeded source of numbers (mulberry32), so that the corpus is the same on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 up to but not including 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let value = this.#state;
    value = Math.imul(value ^ (value >>> 15), value | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number of [min, max]. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)];
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  digits(count: number): string {
    let text = '';
    for (let at = 0; at < count; at += 1) text += this.int(0, 9);
    return text;
  }

  chars(count: number, alphabet: string): string {
    let text = '';
    for (let at = 0; at < count; at += 1) text += alphabet[this.int(0, alphabet.length - 1)];
    return text;
  }

  /** Fills a form: `#` a digit, `%` a digit but 0, `?` a capital, `^` a small letter, `&` hex. */
  form(text: string): string {
    return text.replace(/[#%?^&]/g, (place) => {
      if (place === '#') return String(this.int(0, 9));
      if (place === '%') return String(this.int(1, 9));
      if (place === '?') return this.chars(1, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
      return place === '^'
        ? this.chars(1, 'abcdefghijklmnopqrstuvwxyz')
        : this.chars(1, '0123456789abcdef');
    });
  }
}

export const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const alphanumeric = `${letters}0123456789`;
