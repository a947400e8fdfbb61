/** Passports and driving licences: no common form, so the name of the field or a word must speak. */
import { Shape } from '../../kernels/shapes.ts';
import { areDigits } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { codeWeight } from '../value.ts';

/** Up to two letters and at least five digits in all (ICAO 9303 allows nine characters). */
function isPassportNumber(chars: Uint8Array, length: number): boolean {
  let digits = 0;
  for (let at = 0; at < length; at += 1) if (areDigits(chars, at, at + 1)) digits += 1;
  return digits >= 5 || (digits >= 3 && length === 9);
}

export const passport: Detector = {
  id: 'pii.passport',
  class: 'pii.passport',
  shapes: Shape.DIGITS | Shape.CODE,
  chance: 0.9,
  fields: [
    'passport',
    'passport number',
    'passport no',
    'passport num',
    'passport nr',
    'passport id',
    'passportno',
    'travel document',
    'travel document number',
    'reisepass',
    'reisepassnummer',
    'passnummer',
    'pass nr',
    'passeport',
    'numero passeport',
    'numero de passeport',
    'pasaporte',
    'numero pasaporte',
    'numero de pasaporte',
    'passaporto',
    'numero passaporto',
    'passaporte',
    'numero passaporte',
    'numero do passaporte',
    'paspoort',
    'paspoortnummer',
  ],
  types: ['integer'],
  tokens: [
    { digits: true, lengths: [8, 9], weight: -2.4, check: () => true },
    { digits: false, lengths: [6, 7, 8, 9], weight: -2.2, check: isPassportNumber },
  ],
  value: (text) => codeWeight(text, 6, 12, 4),
};

export const driverLicense: Detector = {
  id: 'pii.driver_license',
  class: 'pii.driver_license',
  shapes: Shape.DIGITS | Shape.CODE,
  chance: 0.9,
  fields: [
    'driver license',
    'driver licence',
    'drivers license',
    'drivers licence',
    'driver s license',
    'driver s licence',
    'driver license number',
    'driver licence number',
    'drivers license number',
    'drivers licence number',
    'driver license no',
    'drivers license no',
    'driving license',
    'driving licence',
    'driving license number',
    'driving licence number',
    'driving licence no',
    'dl number',
    'dl no',
    'dl num',
    'dln',
    'license number',
    'licence number',
    'fuehrerschein',
    'fuhrerschein',
    'fuehrerscheinnummer',
    'fuhrerscheinnummer',
    'permis de conduire',
    'numero permis',
    'permis conduire',
    'licencia de conducir',
    'licencia conducir',
    'carnet de conducir',
    'permiso de conducir',
    'patente di guida',
    'numero patente',
    'carta de conducao',
    'cnh',
    'rijbewijs',
    'rijbewijsnummer',
  ],
  types: ['integer'],
  tokens: [
    { digits: true, lengths: [7, 8, 9, 10], weight: -2.6, check: () => true },
    {
      digits: false,
      lengths: [7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
      weight: -2.5,
      check: isPassportNumber,
    },
  ],
  value: (text) => codeWeight(text, 5, 20, 4),
};
