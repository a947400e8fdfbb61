/** Ways to draw values whose check digits an independent library accepts. */
import stdnum from 'stdnum';
import type { Locale } from './people.ts';
import type { Random } from './random.ts';

export type Draw = (random: Random, locale: Locale) => string;
type Library = Record<string, Record<string, { validate(text: string): { isValid: boolean } }>>;
const library = stdnum.stdnum as unknown as Library;

/** Completes drawn bodies with check characters until the library accepts. */
export function valid(
  country: string,
  name: string,
  body: Draw,
  checks: number,
  alphabet = '0123456789',
): Draw {
  const validator = library[country][name];
  return (random, locale) => {
    for (;;) {
      const start = body(random, locale);
      const count = alphabet.length ** checks;
      const from = random.int(0, count - 1);
      for (let step = 0; step < count; step += 1) {
        let rest = (from + step) % count;
        let tail = '';
        for (let at = 0; at < checks; at += 1) {
          tail = alphabet[rest % alphabet.length] + tail;
          rest = Math.floor(rest / alphabet.length);
        }
        // The library takes 98 and 99 for check numbers of Belgium, which 97 less a remainder never is.
        if (country === 'BE' && tail > '97') continue;
        if (validator.validate(start + tail).isValid) return start + tail;
      }
    }
  };
}

export function two(value: number): string {
  return String(value).padStart(2, '0');
}

export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export function birthday(random: Random): Day {
  return { year: random.int(1940, 1999), month: random.int(1, 12), day: random.int(1, 28) };
}

export function yymmdd(random: Random): string {
  const { year, month, day } = birthday(random);
  return two(year % 100) + two(month) + two(day);
}

export function ddmmyy(random: Random): string {
  const { year, month, day } = birthday(random);
  return two(day) + two(month) + two(year % 100);
}

/** Puts separators into a number: `split('12345', '2-3')` is `12-345`. */
export function split(text: string, layout: string): string {
  let at = 0;
  return layout.replace(/\d+/g, (count) => {
    const part = text.slice(at, at + Number(count));
    at += Number(count);
    return part;
  });
}

/** In one of several layouts; '' leaves the number as it is. */
export function laid(draw: Draw, ...layouts: string[]): Draw {
  return (random, locale) => {
    const layout = random.pick(layouts);
    const text = draw(random, locale);
    return layout === '' ? text : split(text, layout);
  };
}

export function luhnDigit(body: string): string {
  let sum = 0;
  for (let at = body.length - 1, twice = true; at >= 0; at -= 1, twice = !twice) {
    const digit = Number(body[at]) * (twice ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return String((10 - (sum % 10)) % 10);
}

export function shuffled<T>(random: Random, list: T[]): T[] {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = random.int(0, at);
    [list[at], list[other]] = [list[other], list[at]];
  }
  return list;
}
