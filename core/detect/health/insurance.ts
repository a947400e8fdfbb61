/** Numbers of health insurance: Medicare's MBI, the German KVNR, and what stands under names for them. */

import { Shape } from '../../kernels/shapes.ts';
import { areDigits, areLetters } from '../check/digits.ts';
import { type Detector, deepScan } from '../detector.ts';
import { allMatches } from '../matches.ts';
import { codeWeight, isMasked } from '../value.ts';
import { never } from '../weigh.ts';
import { insuranceNames } from './names.ts';

/** Places of a Medicare Beneficiary Identifier: C 1-9, N 0-9, A a letter, E either. */
const mbiForm = 'CAENAENAANN';
/** S, L, O, I, B and Z are left out for their likeness to digits. */
const mbiLetters = 'ACDEFGHJKMNPQRTUVWXY';

/** CMS, "Understanding the New Medicare Beneficiary Identifier (MBI) Format". No check digit. */
export function isMbi(chars: Uint8Array, length: number): boolean {
  if (length !== mbiForm.length || chars[0] === 48) return false;
  for (let at = 0; at < length; at += 1) {
    const place = mbiForm[at];
    const isDigit = chars[at] <= 57;
    if (isDigit ? place === 'A' : place === 'C' || place === 'N') return false;
    if (!isDigit && !mbiLetters.includes(String.fromCharCode(chars[at]))) return false;
  }
  return true;
}

/**
 * Section 290 SGB V: a letter and eight digits; the tenth is the sum, mod 10, over the letter as two
 * digits and the eight digits, every other one doubled with its digits summed.
 */
export function isKvnr(chars: Uint8Array, length: number): boolean {
  if (length !== 10 || !areLetters(chars, 0, 1) || !areDigits(chars, 1, 10)) return false;
  const letter = chars[0] - 64;
  let sum = Math.floor(letter / 10) + doubled(letter % 10);
  for (let at = 1; at < 9; at += 1) {
    const digit = chars[at] - 48;
    sum += at % 2 === 1 ? digit : doubled(digit);
  }
  return sum % 10 === chars[9] - 48;
}

function doubled(digit: number): number {
  return digit > 4 ? digit * 2 - 9 : digit * 2;
}

/** As cards print it. Most have too few digits for the scan, so only texts at rest are searched. */
const parted =
  /(?<![\w-])[1-9][A-Za-z][0-9A-Za-z]\d([- ])[A-Za-z][0-9A-Za-z]\d\1[A-Za-z]{2}\d\d(?![\w-])/g;
const chars = new Uint8Array(mbiForm.length);

/** A letter to four before the digits, or one behind them. */
function isMember(chars: Uint8Array, length: number): boolean {
  let digits = 0;
  for (let at = 0; at < length; at += 1) if (areDigits(chars, at, at + 1)) digits += 1;
  return digits >= 6 && digits >= length - 5;
}

export const insurance: Detector = {
  id: 'med.insurance',
  class: 'med.insurance',
  shapes: Shape.CODE,
  chance: 0.1,
  fields: insuranceNames,
  keywords: ['krankenkasse'],
  types: ['integer'],
  tokens: [
    { digits: false, lengths: [11], weight: 2, check: isMbi },
    { digits: false, lengths: [10], weight: -1.5, check: isKvnr },
    // Carriers of the United States: a prefix of three letters and nine digits.
    {
      digits: false,
      lengths: [12],
      weight: -2.3,
      check: (chars, length) => areLetters(chars, 0, 3) && areDigits(chars, 3, length),
    },
  ],
  find({ text, shapes }, hits) {
    if ((shapes & deepScan) === 0) return;
    for (const match of allMatches(text, parted)) {
      const compact = match[0].replace(/[- ]/g, '').toUpperCase();
      for (let at = 0; at < compact.length; at += 1) chars[at] = compact.charCodeAt(at);
      if (isMbi(chars, compact.length)) hits.add(match.index, match.index + match[0].length, 4);
    }
  },
  value: (text) => codeWeight(text, 5, 24, 4),
};

/** Numbers of other carriers have no form of their own: in texts, behind a word for them. */
export const policy: Detector = {
  id: 'med.insurance.policy',
  class: 'med.insurance',
  shapes: Shape.DIGITS | Shape.CODE,
  chance: 0.9,
  keywords: [...insuranceNames, 'member id', 'member number'],
  tokens: [
    {
      digits: false,
      lengths: [8, 9, 10, 11, 12, 13],
      weight: -2.7,
      layouts: {
        '4 3 3': -2.7,
        '5 5': -2.7,
        '3-2-5': -2.7,
        '9-2': -2.7,
        '11-2': -2.7,
        '12-2': -2.7,
      },
      check: isMember,
    },
    {
      digits: true,
      lengths: [8, 9, 10, 11, 12],
      weight: -2.8,
      layouts: { '9-2': -2.7, '10-2': -2.7, '8-2': -2.7 },
      check: () => true,
    },
  ],
};

/**
 * Clubs and programs have members as well: here only what is written as carriers do, in capitals, with
 * six digits or more, never a count.
 */
const memberForm = /^(?=(?:[^0-9]*[0-9]){6})[A-Z0-9]{2,14}(?:[ -][A-Z0-9]{1,8}){0,3}$/;

export const member: Detector = {
  id: 'med.insurance.member',
  class: 'med.insurance',
  shapes: 0,
  fields: ['$member id', '$member number', '$member identifier', 'member id number'],
  value(text, type) {
    const value = text.trim();
    if (type !== 'text' || value.length < 8 || value.length > 20 || isMasked(value)) return never;
    return memberForm.test(value) ? 0 : never;
  },
};
