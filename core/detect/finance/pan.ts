/**
 * Payment card numbers (PAN): ISO/IEC 7812 with the ranges and lengths that the schemes publish, and
 * Luhn's check digit.
 */
import { Shape } from '../../kernels/shapes.ts';
import { isUniform, numberAt } from '../check/digits.ts';
import { luhn } from '../check/luhn.ts';
import type { Detector } from '../detector.ts';
import { panNames } from './card-names.ts';

const hipercard = new Set([384_100, 384_140, 384_160]);

/** Elo beside the ranges of Visa and Discover: Brazil; within those of no other scheme but Maestro. */
function isElo(six: number): boolean {
  return six === 627_780 || six === 636_297 || six === 636_368;
}

/** The scheme whose ranges and lengths the number fits, or '' when none does. */
export function brandOf(chars: Uint8Array, length: number): string {
  const six = numberAt(chars, 0, 6);
  const two = Math.floor(six / 10_000);
  const four = Math.floor(six / 100);
  if (chars[0] === 52) return length === 16 || length === 13 || length === 19 ? 'visa' : '';
  if (two === 34 || two === 37) return length === 15 ? 'amex' : '';
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) {
    return length === 16 ? 'mastercard' : '';
  }
  if (four >= 2200 && four <= 2204) return length >= 16 && length <= 19 ? 'mir' : '';
  if (two === 35) return length >= 16 && length <= 19 ? 'jcb' : '';
  if (four === 2131 || four === 1800) return length === 15 ? 'jcb' : '';
  if (four === 6011 || two === 65 || (six >= 644_000 && six <= 649_999)) {
    return length >= 16 && length <= 19 ? 'discover' : '';
  }
  if (two === 62 || two === 81) return length >= 16 && length <= 19 ? 'unionpay' : '';
  const diners = (six >= 300_000 && six <= 305_999) || two === 36 || two === 38 || two === 39;
  if (diners || four === 3095) return length >= 14 && length <= 19 ? 'diners' : '';
  if (four === 2014 || four === 2149) return length === 15 ? 'enroute' : '';
  if (six >= 306_000 && six <= 309_999) return length === 14 ? 'carteblanche' : '';
  if (two === 60 || two === 82 || six === 508_500) return length === 16 ? 'rupay' : '';
  if (four === 9792) return length === 16 ? 'troy' : '';
  if (isElo(six) || hipercard.has(six)) return length === 16 ? 'elo' : '';
  if (four === 9704) return length === 16 || length === 19 ? 'napas' : '';
  if (four === 8600 || four === 9860) return length === 16 ? 'uzcard' : '';
  const maestro =
    four === 604 || two === 50 || (two >= 56 && two <= 58) || two === 63 || two === 67;
  if (maestro) return length >= 12 && length <= 19 ? 'maestro' : '';
  return '';
}

export function isCardNumber(chars: Uint8Array, length: number): boolean {
  return luhn(chars, length) && brandOf(chars, length) !== '' && !isUniform(chars, length);
}

const rare = new Set(['', 'enroute', 'carteblanche', 'maestro', 'rupay', 'elo', 'napas', 'uzcard']);

/** Of schemes and lengths of nearly all cards in use; the rest covers a tenth of all numbers. */
function isCommonCard(chars: Uint8Array, length: number): boolean {
  if (!luhn(chars, length)) return false;
  const brand = brandOf(chars, length);
  if (brand === 'visa') return length === 16 && !isUniform(chars, length);
  if (rare.has(brand) || isUniform(chars, length)) return false;
  return length === (brand === 'amex' ? 15 : brand === 'diners' ? 14 : 16);
}

const layouts = {
  '4 4 4 4': 3.5,
  '4-4-4-4': 3.5,
  '4.4.4.4': 3,
  '4 6 5': 3.5,
  '4-6-5': 3.5,
  '4 6 4': 3.5,
  '4-6-4': 3.5,
  '4 4 4 4 3': 3.5,
  '4-4-4-4-3': 3.5,
  '4 4 4 4 2': 3.5,
  '4-4-4-4-2': 3.5,
  '4 4 4 4 1': 3.5,
  '4~4~4~4': 2.5,
} as const;

const rareLayouts = {
  '4 4 4': 1,
  '4 4 4 1': 1.5,
  '4-4-4-1': 1.5,
  '4-4-4': 1,
  '4 4 5': 2.5,
  '4-4-5': 2.5,
  '4 4 4 3': 2.5,
  '4-4-4-3': 2.5,
  '6 13': 3,
  '6-13': 3,
  '8 8': 2.3,
  '8-8': 2.3,
  '4 4 8': 2.3,
  '4-4-8': 2.3,
  '4-12': 2.3,
  '4 12': 2.3,
  '6-10': 2.3,
  '6 10': 2.3,
} as const;

export const pan: Detector = {
  id: 'pci.pan',
  class: 'pci.pan',
  shapes: Shape.DIGITS,
  chance: 0.05,
  loose: { below: 0.4, chance: 0.3 },
  fields: panNames,
  keywords: [
    'card',
    'cc',
    'visa',
    'mastercard',
    'amex',
    'american express',
    'maestro',
    'karte',
    'carte',
    'kaart',
  ],
  tokens: [
    {
      digits: true,
      inChains: true,
      lengths: [14, 15, 16],
      weight: 1.8,
      check: isCommonCard,
    },
    {
      digits: true,
      inChains: true,
      lengths: [19],
      weight: 0.5,
      check: (chars, length) => chars[0] === 52 && isCardNumber(chars, length),
    },
    {
      digits: true,
      inChains: true,
      lengths: [12, 13, 14, 15, 16, 17, 18, 19],
      weight: -0.4,
      layouts,
      check: isCardNumber,
    },
    { digits: true, lengths: [], weight: 0, layouts: rareLayouts, check: isCardNumber },
    // Universal Air Travel Plan: begins with 1, as many other numbers do.
    {
      digits: true,
      lengths: [15],
      weight: -2.5,
      layouts: { '4 5 6': 0, '4-5-6': 0, '4 6 5': 0, '4-6-5': 0 },
      check: (chars, length) => chars[0] === 49 && luhn(chars, length),
    },
  ],
  forms: [
    { pattern: /(?:4\d{3}|5[1-5]\d\d|2[3-6]\d\d|6011|65\d\d)\d{12}|3[47]\d{13}/, weight: 1.8 },
    {
      pattern: /(?:4\d{3}|5[1-5]\d\d|2[3-6]\d\d|6011|65\d\d)(?:(?: \d{4}){3}|(?:-\d{4}){3})/,
      weight: 3.5,
    },
    { pattern: /3[47]\d\d(?: \d{6} |-\d{6}-)\d{5}/, weight: 3.5 },
  ],
  formCheck: 'LUHN',
};

/** Schemes that are not known here: what passes Luhn where the name or a word says that it is a card. */
export const otherPan: Detector = {
  id: 'pci.pan.other',
  class: 'pci.pan',
  shapes: Shape.DIGITS,
  chance: 0.9,
  fields: panNames,
  keywords: pan.keywords,
  tokens: [
    {
      digits: true,
      inChains: true,
      lengths: [13, 14, 15, 16, 17, 18, 19],
      weight: -3.5,
      layouts: { '4 4 4 4': -1, '4-4-4-4': -1, '4 6 5': -1, '4-6-5': -1, '4 6 4': -1, '4-6-4': -1 },
      check: (chars, length) => luhn(chars, length) && !isUniform(chars, length),
    },
  ],
};
