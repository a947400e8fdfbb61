/** Passports and driving licences: no common form, so the name of the field or a word must speak. */
import { Shape } from '../../kernels/shapes.ts';
import { areDigits, areLetters, numberAt } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { codeWeight, isMasked } from '../value.ts';
import { never } from '../weigh.ts';
import { driverLicenseNames, passportNames } from './paper-names.ts';

function digitsOf(chars: Uint8Array, length: number): number {
  let digits = 0;
  for (let at = 0; at < length; at += 1) if (areDigits(chars, at, at + 1)) digits += 1;
  return digits;
}

/** Up to two letters and at least five digits in all (ICAO 9303 allows nine characters). */
function isPassportNumber(chars: Uint8Array, length: number): boolean {
  const digits = digitsOf(chars, length);
  return digits >= 5 || (digits >= 3 && length === 9);
}

function isLicenceNumber(chars: Uint8Array, length: number): boolean {
  return digitsOf(chars, length) >= (length < 12 ? 4 : 3);
}

/**
 * Great Britain (DVLA, "Driver number"): five letters of the surname filled up with nines, year and
 * month of birth (50 more for women), day, initials or 9, two characters, two letters.
 */
export function isBritishDriver(chars: Uint8Array, length: number): boolean {
  if (length !== 16 && length !== 18) return false;
  let letters = 0;
  while (letters < 5 && chars[letters] >= 65) letters += 1;
  for (let at = letters; at < 5; at += 1) if (chars[at] !== 57) return false;
  if (letters === 0 || !areDigits(chars, 5, 11)) return false;
  const month = numberAt(chars, 6, 8) % 50;
  const day = numberAt(chars, 8, 10);
  if (month < 1 || month > 12 || day < 1 || day > 31 || chars[6] > 54) return false;
  const initials = isLetterOrNine(chars[11]) && isLetterOrNine(chars[12]);
  if (!initials || !areDigits(chars, 13, 14) || !areLetters(chars, 14, 16)) return false;
  return length === 16 || areDigits(chars, 16, 18);
}

function isLetterOrNine(code: number): boolean {
  return code >= 65 || code === 57;
}

/**
 * A number of a paper in a field named for it: `lengthMin` characters or more with a digit among
 * them. Germany and others draw from letters and digits alike, so some have hardly any digit.
 */
function paperWeight(text: string, lengthMin: number, lengthMax: number): number {
  const usual = codeWeight(text, lengthMin, lengthMax, 4);
  if (usual > never) return usual;
  const value = text.trim();
  if (value.length < 8 || value.length > lengthMax || isMasked(value)) return never;
  return /^(?=[A-Z0-9]*\d)[A-Z0-9]+$/.test(value) ? 0 : never;
}

export const passport: Detector = {
  id: 'pii.passport',
  class: 'pii.passport',
  shapes: Shape.DIGITS | Shape.CODE,
  chance: 0.9,
  fields: passportNames,
  types: ['integer'],
  tokens: [
    { digits: true, lengths: [8, 9], weight: -2.4, check: () => true },
    { digits: false, lengths: [6, 7, 8, 9], weight: -2.2, check: isPassportNumber },
  ],
  value: (text) => paperWeight(text, 6, 12),
};

export const driverLicense: Detector = {
  id: 'pii.driver_license',
  class: 'pii.driver_license',
  shapes: Shape.DIGITS | Shape.CODE,
  chance: 0.9,
  fields: driverLicenseNames,
  keywords: ['dl'],
  types: ['integer'],
  tokens: [
    { digits: true, lengths: [7, 8, 9, 10], weight: -2.6, check: () => true },
    {
      digits: false,
      lengths: [7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
      weight: -2.5,
      // Illinois, Florida, Ontario and others print theirs in groups.
      layouts: { '4-4-4': -2.3, '4-3-2-3-1': -2, '5-5-5': -2.3, '4-3-3': -2.5 },
      check: isLicenceNumber,
    },
    {
      digits: false,
      lengths: [16, 18],
      weight: 2.5,
      layouts: { '16 2': 3, '5 6 5': 3, '5 6 5 2': 3 },
      check: isBritishDriver,
    },
  ],
  value: (text) => paperWeight(text, 5, 20),
};
