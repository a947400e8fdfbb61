/** Health: record numbers, NPI, DEA, diagnoses. */

import { Shape } from '../../kernels/shapes.ts';
import { areDigits, areLetters } from '../check/digits.ts';
import { luhn } from '../check/luhn.ts';
import { type Detector, deepScan } from '../detector.ts';
import { allMatches } from '../matches.ts';
import { codeWeight } from '../value.ts';
import { never } from '../weigh.ts';
import { deaNames, icdNames, mrnNames, npiNames } from './names.ts';

export { insurance, member, policy } from './insurance.ts';

const prefixed = new Uint8Array(15);
prefixed.set([56, 48, 56, 52, 48]);

/** CMS, "Requirements for National Provider Identifier": Luhn behind 80840; begins with 1 or 2. */
export function isNpi(chars: Uint8Array): boolean {
  if (chars[0] !== 49 && chars[0] !== 50) return false;
  for (let at = 0; at < 10; at += 1) prefixed[5 + at] = chars[at];
  return luhn(prefixed, 15);
}

export const npi: Detector = {
  id: 'med.npi',
  class: 'med.npi',
  shapes: Shape.DIGITS,
  chance: 0.1,
  fields: npiNames,
  tokens: [{ digits: true, lengths: [10], weight: -1.8, layouts: { '4-3-3': -1 }, check: isNpi }],
};

const registrants = 'ABCDEFGHJKLMPRSTUX';

/** DEA, 21 CFR 1301: two letters, six digits, check digit (a+c+e) + 2(b+d+f). */
export function isDea(chars: Uint8Array, length: number): boolean {
  if (length !== 9 || !areDigits(chars, 2, 9)) return false;
  if (!registrants.includes(String.fromCharCode(chars[0]))) return false;
  if (!areLetters(chars, 1, 2) && chars[1] !== 57) return false;
  const digit = (at: number): number => chars[2 + at] - 48;
  return (digit(0) + digit(2) + digit(4) + 2 * (digit(1) + digit(3) + digit(5))) % 10 === digit(6);
}

export const dea: Detector = {
  id: 'med.dea',
  class: 'med.dea',
  shapes: Shape.CODE,
  chance: 0.06,
  fields: deaNames,
  tokens: [
    {
      digits: false,
      lengths: [9],
      weight: 0.7,
      layouts: { '2 7': 0.7, '2-7': 0.7 },
      check: (chars, length) => chars[1] !== 57 && isDea(chars, length),
    },
    // Those of businesses: a letter and eight digits, as many other numbers are.
    {
      digits: false,
      lengths: [9],
      weight: -0.5,
      check: (chars, length) => chars[1] === 57 && isDea(chars, length),
    },
  ],
};

/** Too few digits for the scan to show, so only texts at rest are searched. */
const shortRecord = /\b(?:MRN|medical record (?:no\.?|number))\W{1,3}(\d{5,6})(?![\w.-])/gi;

export const mrn: Detector = {
  id: 'med.mrn',
  class: 'med.mrn',
  shapes: Shape.DIGITS | Shape.CODE,
  chance: 0.9,
  fields: mrnNames,
  types: ['integer'],
  tokens: [
    {
      digits: true,
      lengths: [7, 8, 9, 10, 11, 12],
      weight: -2.5,
      layouts: { '3-2-3': -2.3, '2-2-2': -2.4, '3-3-2': -2.4 },
      check: () => true,
    },
    {
      digits: false,
      lengths: [6, 7, 8, 9, 10, 11, 12],
      weight: -2.5,
      layouts: {
        '3-6': -2.3,
        '3-7': -2.3,
        '3-8': -2.3,
        '2-6': -2.3,
        '2-7': -2.3,
        '2-8': -2.3,
        '1-7': -2.3,
        '3-3-3': -2.4,
        '3-3-4': -2.4,
      },
      check: () => true,
    },
  ],
  find({ text, shapes }, hits) {
    if ((shapes & deepScan) === 0) return;
    for (const match of allMatches(text, shortRecord)) {
      const end = match.index + match[0].length;
      hits.add(end - match[1].length, end, 1);
    }
  },
  value: (text) => codeWeight(text, 4, 20, 4) - 0.5,
};

/** ICD-10-CM and ICD-10: letter, digit, digit or letter, up to four more behind an optional dot. */
const icdForm = /^[A-Z]\d[0-9AB](?:\.?[0-9A-Z]{1,4})?$/;

/** In texts with the dot, or of four digits and letters or more, and beside a word for it. */
const icdInText = /(?<![\w.-])[A-Z]\d[0-9AB](\.)?[0-9][0-9A-Z]{0,3}(?![\w-])/g;

/** Three places without a dot, directly behind a name for them that nothing else has. */
const icdShort =
  /\b(?:icd(?:[ -]?10)?(?:[ -]cm)?(?: code)?|dx(?: code)?|diagnosis code)\W{1,3}([A-Z]\d[0-9AB])(?![\w.-])/gi;

export const icd10: Detector = {
  id: 'med.icd10',
  class: 'med.icd10',
  shapes: 0,
  chance: 0.2,
  fields: icdNames,
  find({ text }, hits) {
    for (const match of allMatches(text, icdShort)) {
      const end = match.index + match[0].length;
      hits.add(end - match[1].length, end, 0.5);
    }
    for (const match of allMatches(text, icdInText)) {
      const end = match.index + match[0].length;
      // `B265` is a room or a shelf as well, and so are all values of a field of such.
      const bare = hits.context(match.index, end) > 0 ? -2.5 : -4.5;
      hits.add(match.index, end, match[1] ? -1.5 : bare);
    }
  },
  value: (text) => (icdForm.test(text.trim().toUpperCase()) ? 1.5 : never),
};
