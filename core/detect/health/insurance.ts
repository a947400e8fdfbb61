/** Numbers of health insurance: Medicare's MBI, the German KVNR, and what stands under names for them. */
import { Shape } from '../../kernels/shapes.ts';
import { areDigits, areLetters } from '../check/digits.ts';
import { type Detector, deepScan } from '../detector.ts';
import { codeWeight } from '../value.ts';

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

export const insurance: Detector = {
  id: 'med.insurance',
  class: 'med.insurance',
  shapes: Shape.CODE,
  chance: 0.1,
  fields: [
    'health insurance',
    'health insurance number',
    'health insurance id',
    'health insurance no',
    'insurance member id',
    'insurance member number',
    'insurance id',
    'insurance id number',
    'insurance number',
    'insurance no',
    'insurance num',
    'insurance nr',
    'health insurance num',
    'insurance policy number',
    'insurance subscriber id',
    'insurance group number',
    'coverage member id',
    'plan member id',
    'health plan id',
    'health plan number',
    'health plan beneficiary number',
    'beneficiary id',
    'mbi',
    'medicare id',
    'medicare beneficiary identifier',
    'medicare beneficiary id',
    'medicare beneficiary number',
    'hicn',
    'medicaid id',
    'medicaid number',
    'member id card',
    'subscriber id',
    'krankenversicherungsnummer',
    'krankenversichertennummer',
    'krankenversicherten nr',
    'krankenkassennummer',
    'egk nummer',
    'kvnr',
    'kv nummer',
    'kv nr',
    'versichertennummer',
    'versicherten nr',
    'versicherungsnummer',
    'carte vitale',
    'numero mutuelle',
    'tarjeta sanitaria',
    'tessera sanitaria',
    'cartao sus',
    'cns',
    'zorgverzekeringsnummer',
    'polisnummer zorg',
    'ehic',
    'health card number',
    'ohip',
    'group member id',
  ],
  keywords: ['member id', 'krankenkasse'],
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
    for (const match of text.matchAll(parted)) {
      const compact = match[0].replace(/[- ]/g, '').toUpperCase();
      for (let at = 0; at < compact.length; at += 1) chars[at] = compact.charCodeAt(at);
      if (isMbi(chars, compact.length)) hits.add(match.index, match.index + match[0].length, 4);
    }
  },
  value: (text) => codeWeight(text, 5, 24, 4),
};
