/** Forms in which national numbers are written in countries whose habits tell them from other numbers. */
import type { TokenRule } from '../detector.ts';
import { isNorthAmerican } from './phone-plan.ts';

/** An extension behind a number: `x123`, `ext. 123`. */
const extension = /^\s?(?:,\s?)?(?:x|ext\.?|extension|#)\s?\d{1,6}(?![\w])/i;

function northAmerican(chars: Uint8Array, length: number): boolean {
  if (length === 11) return chars[0] === 49 && isNorthAmerican(chars, 1);
  return isNorthAmerican(chars, 0);
}

/** Brazil: area code without noughts, mobiles of nine digits led by 9, landlines led by 2-5 (Anatel). */
function brazilian(chars: Uint8Array, length: number): boolean {
  if (chars[0] === 48 || chars[1] === 48) return false;
  return length === 11 ? chars[2] === 57 : chars[2] >= 50 && chars[2] <= 53;
}

/** China: mobiles begin with 13 to 19. */
function chineseMobile(chars: Uint8Array): boolean {
  return chars[0] === 49 && chars[1] >= 51;
}

/** India: mobiles begin with 6 to 9. */
function indianMobile(chars: Uint8Array): boolean {
  return chars[0] >= 54;
}

/** Russia and its neighbours dial 8 before national numbers, Turkey 0; written with the last four parted. */
function eastern(chars: Uint8Array, length: number): boolean {
  if (length === 10) return chars[0] !== 48;
  return chars[0] === 56 || chars[0] === 55 || (chars[0] === 48 && chars[1] !== 48);
}

/** End of the number that ends at `end`, its extension included. */
export function withExtension(text: string, end: number): number {
  const code = text.charCodeAt(end);
  // Most numbers have none: look before a pattern is tried.
  if (code !== 32 && code !== 120 && code !== 88 && code !== 44 && code !== 35 && code !== 101)
    return end;
  const match = extension.exec(text.slice(end, end + 20));
  return match ? end + match[0].length : end;
}

/** Start of the number with the brackets and plus sign before its first group. */
export function withPrefix(text: string, start: number): number {
  let at = start;
  if (at > 0 && text.charCodeAt(at - 1) === 40) at -= 1;
  if (at > 0 && text.charCodeAt(at - 1) === 43) at -= 1;
  return at;
}

export const phoneForms: readonly TokenRule[] = [
  {
    digits: true,
    lengths: [10],
    weight: -2.8,
    layouts: {
      '3-3-4': 1.5,
      '3.3.4': 1.2,
      '3 3 4': 0.4,
      '3~3-4': 2.5,
      '3~3 4': 2.2,
      '3~3.4': 2.2,
      '3 3-4': 1.5,
      '3-3 4': 1,
      '1-3-3-4': 2,
      '1.3.3.4': 1.8,
      '1 3 3 4': 1,
      '1~3~3-4': 2.5,
      '1-3~3-4': 2,
      '1 3-3-4': 2,
      '1 3.3.4': 1.5,
      '3/3-4': 1.5,
    },
    widenStart: withPrefix,
    widenEnd: withExtension,
    check: northAmerican,
  },
  // Made-up numbers keep the form and not the plan.
  {
    digits: true,
    lengths: [],
    weight: 0,
    layouts: {
      '3-3-4': 0.4,
      '3.3.4': 0.3,
      '3~3-4': 1.5,
      '1-3-3-4': 0.6,
      '3 3-4': 0.3,
      '1 3 3-4': 0.5,
      '1 3-3-4': 0.6,
    },
    widenStart: withPrefix,
    widenEnd: withExtension,
    check: (chars, length) => !northAmerican(chars, length),
  },
  {
    digits: true,
    lengths: [],
    weight: 0,
    layouts: {
      '2~5-4': 2.5,
      '2~4-4': 2,
      '2 5-4': 1.5,
      '2 4-4': 0.8,
      '2-5-4': 1,
      '2~5 4': 1.5,
    },
    widenStart: withPrefix,
    check: brazilian,
  },
  {
    digits: true,
    lengths: [],
    weight: 0,
    layouts: { '2~5-4': 0.8, '2~4-4': 0.6 },
    widenStart: withPrefix,
    check: (chars, length) => !brazilian(chars, length),
  },
  {
    digits: true,
    lengths: [11],
    weight: -1,
    layouts: { '3 4 4': 1.2, '3-4-4': 1.4 },
    check: chineseMobile,
  },
  {
    digits: true,
    lengths: [],
    weight: 0,
    layouts: {
      '1~3~3-2-2': 2.5,
      '1~3~3 2 2': 2.5,
      '1 3 3-2-2': 1.8,
      '1-3-3-2-2': 1.5,
      '1 3 3 2 2': 1,
      '1 3 3 4': 0.8,
      '3~3-2-2': 2,
    },
    widenStart: withPrefix,
    check: eastern,
  },
  {
    digits: true,
    lengths: [],
    weight: 0,
    layouts: { '5 5': 0.3, '5-5': 0.3 },
    check: indianMobile,
  },
];
