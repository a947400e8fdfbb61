/** Italy: codice fiscale. */
import { Shape } from '../../kernels/shapes.ts';
import { areLetters } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { longIdNames, taxIdNames } from './shared-names.ts';

/** DM 345 of 23 December 1976: values of the characters at odd places; letters count as digits do. */
const oddValues = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];
const months = 'ABCDEHLMPRST';
/** Letters that stand for digits where two people would have the same code (omocodia). */
const omocodia = 'LMNPQRSTUV';
const digitPlaces = [6, 7, 9, 10, 12, 13, 14];

/** Digit at a place where a digit belongs, or -1. */
function digitAt(chars: Uint8Array, at: number): number {
  const code = chars[at];
  if (code >= 48 && code <= 57) return code - 48;
  return omocodia.indexOf(String.fromCharCode(code));
}

export function isCodiceFiscale(chars: Uint8Array, length: number): boolean {
  if (length !== 16 || !areLetters(chars, 0, 6)) return false;
  if (!areLetters(chars, 11, 12) || !areLetters(chars, 15, 16)) return false;
  if (!months.includes(String.fromCharCode(chars[8]))) return false;
  for (const place of digitPlaces) if (digitAt(chars, place) < 0) return false;
  const day = digitAt(chars, 9) * 10 + digitAt(chars, 10);
  if (!((day >= 1 && day <= 31) || (day >= 41 && day <= 71))) return false;
  let sum = 0;
  for (let at = 0; at < 15; at += 1) {
    const value = chars[at] >= 65 ? chars[at] - 65 : chars[at] - 48;
    sum += at % 2 === 0 ? oddValues[value] : value;
  }
  return sum % 26 === chars[15] - 65;
}

export const codiceFiscale: Detector = {
  id: 'pii.id.it',
  class: 'pii.id.it',
  shapes: Shape.CODE,
  chance: 0.001,
  fields: [
    ...taxIdNames,
    ...longIdNames,
    'codice fiscale',
    'cod fiscale',
    'cod fisc',
    'cf',
    'codicefiscale',
    'fiscal code',
    'cod fis',
    'c f',
  ],
  tokens: [
    {
      digits: false,
      lengths: [16],
      weight: 5,
      layouts: { '3 3 5 5': 5, '3 3 5 4 1': 5, '3-3-5-5': 5, '6 5 5': 5 },
      check: isCodiceFiscale,
    },
  ],
};
