/** Identifiers of the United Kingdom: National Insurance number and NHS number. */
import { Shape } from '../../kernels/shapes.ts';
import { areDigits, areLetters, isUniform, weighted } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { never } from '../weigh.ts';
import { nationalIdNames } from './shared-names.ts';

const notFirst = new Set([...'DFIQUV'].map((letter) => letter.charCodeAt(0)));
const notSecond = new Set([...'DFIOQUV'].map((letter) => letter.charCodeAt(0)));
const notTogether = new Set(['BG', 'GB', 'KN', 'NK', 'NT', 'TN', 'ZZ']);

/** HMRC, National Insurance Manual NIM39110: two letters, six digits, A to D. */
export function isNino(chars: Uint8Array, length: number): boolean {
  if (length !== 9 || !areLetters(chars, 0, 2) || !areDigits(chars, 2, 8)) return false;
  if (chars[8] < 65 || chars[8] > 68) return false;
  if (notFirst.has(chars[0]) || notSecond.has(chars[1])) return false;
  return !notTogether.has(String.fromCharCode(chars[0], chars[1]));
}

const nhsWeights = [10, 9, 8, 7, 6, 5, 4, 3, 2];

/** NHS Data Dictionary, "NHS NUMBER": mod 11 with weights 10 to 2. */
export function isNhs(chars: Uint8Array): boolean {
  const check = (11 - (weighted(chars, nhsWeights) % 11)) % 11;
  return check !== 10 && check === chars[9] - 48 && !isUniform(chars, 10);
}

export const nino: Detector = {
  id: 'pii.id.gb_nino',
  class: 'pii.id.gb_nino',
  shapes: Shape.CODE,
  chance: 0.02,
  fields: [
    ...nationalIdNames,
    'ssn',
    'social security number',
    'nino',
    'ni number',
    'ni no',
    'ni num',
    'ni nr',
    'national insurance',
    'national insurance no',
    'nat insurance number',
    'nat insurance no',
    'national insurance number',
    'nat ins',
    'uk nino',
  ],
  tokens: [
    {
      digits: false,
      lengths: [9],
      weight: 2,
      layouts: {
        '2 2 2 2 1': 4,
        '2-2-2-2-1': 4,
        '2 6 1': 3.5,
        '2-6-1': 3.5,
        '8 1': 2,
        '2 7': 2,
      },
      check: isNino,
    },
  ],
  // Temporary numbers and those of specimens: prefixes that are not given out, any last letter.
  value: (text) => (/^\s*[A-Za-z]{2} ?\d\d ?\d\d ?\d\d ?[A-Za-z]?\s*$/.test(text) ? -1 : never),
};

export const nhs: Detector = {
  id: 'pii.id.gb_nhs',
  class: 'pii.id.gb_nhs',
  shapes: Shape.DIGITS,
  chance: 0.09,
  fields: [
    'nhs',
    'nhs number',
    'nhs no',
    'nhs patient number',
    'nhs identifier',
    'nhs num',
    'nhs id',
    'nhsno',
  ],
  tokens: [
    {
      digits: true,
      lengths: [10],
      weight: -1.8,
      layouts: { '3 3 4': -0.6, '3-3-4': -1 },
      check: isNhs,
    },
  ],
};
