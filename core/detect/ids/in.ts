/** India: Aadhaar and permanent account number. */
import { Shape } from '../../kernels/shapes.ts';
import { areDigits, areLetters, verhoeff } from '../check/digits.ts';
import { luhn } from '../check/luhn.ts';
import type { Detector } from '../detector.ts';
import { never } from '../weigh.ts';
import { longIdNames, taxIdNames } from './shared-names.ts';

/** UIDAI: twelve digits, not led by 0 or 1, Verhoeff; palindromes are not given out. */
export function isAadhaar(chars: Uint8Array): boolean {
  if (chars[0] < 50 || !verhoeff(chars, 12)) return false;
  for (let at = 0; at < 6; at += 1) if (chars[at] !== chars[11 - at]) return true;
  return false;
}

const holders = 'ABCEFGHJLPT';

/** Income Tax Department: five letters, the fourth for the kind of holder, four digits, a letter. */
export function isPermanentAccount(chars: Uint8Array, length: number): boolean {
  if (length !== 10 || !areLetters(chars, 0, 5) || !areDigits(chars, 5, 9)) return false;
  if (!areLetters(chars, 9, 10)) return false;
  return holders.includes(String.fromCharCode(chars[3]));
}

const twelve = new Uint8Array(12);

/**
 * Generators of test data begin with 0 or 1 as well, or put Luhn's digit in the place of Verhoeff's; good
 * where the name speaks.
 */
function testDataWeight(text: string): number {
  const value = text.trim();
  if (!/^\d{4}([ -]?)\d{4}\1\d{4}$/.test(value)) return never;
  const digits = value.replace(/[ -]/g, '');
  // What a mask has left of a number.
  if (digits.endsWith('00000000')) return never;
  for (let at = 0; at < twelve.length; at += 1) twelve[at] = digits.charCodeAt(at);
  if (verhoeff(twelve, twelve.length)) return 0;
  return luhn(twelve, twelve.length) ? -1 : never;
}

export const aadhaar: Detector = {
  id: 'pii.id.in_aadhaar',
  class: 'pii.id.in_aadhaar',
  shapes: Shape.DIGITS,
  chance: 0.08,
  fields: [
    ...longIdNames,
    'aadhaar',
    'aadhar',
    'adhaar',
    'aadhaar number',
    'aadhaar no',
    'aadhar number',
    'aadhar no',
    'uidai',
    'uid number',
    'uidai number',
    'uidai id',
    'adhar',
    'adhar number',
    'adhaar number',
    'aadhaar id',
    'aadhaar card',
    'aadhar card',
    'aadhaar card number',
    'aadhar card number',
    'aadhaar card no',
    'uid aadhaar',
    'aadhar id',
    'aadhar uid',
    'aadhaar uid',
    'aadhaar id number',
    'aadhar id number',
    'aadhaar id no',
    'aadhaar identification number',
  ],
  types: ['integer'],
  tokens: [
    {
      digits: true,
      lengths: [12],
      weight: -1.5,
      layouts: { '4 4 4': 1.2, '4-4-4': 1 },
      check: isAadhaar,
    },
  ],
  value: testDataWeight,
};

export const permanentAccount: Detector = {
  id: 'pii.id.in_pan',
  class: 'pii.id.in_pan',
  shapes: Shape.CODE,
  chance: 0.05,
  fields: [
    ...taxIdNames,
    'pan',
    'pan number',
    'pan no',
    'pan card',
    'pan card number',
    'pancard',
    'permanent account number',
    'income tax pan',
    'indian pan',
    'pan id',
    'pan india',
  ],
  tokens: [{ digits: false, lengths: [10], weight: 1.5, check: isPermanentAccount }],
  value: (text) => (/^\s*[A-Za-z]{5}\d{4}[A-Za-z]\s*$/.test(text) ? 0 : never),
};
