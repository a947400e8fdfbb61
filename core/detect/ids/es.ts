/** Spain: DNI and NIE. */
import { Shape } from '../../kernels/shapes.ts';
import { areDigits, numberAt } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { longIdNames, taxIdNames } from './shared-names.ts';

const letters = 'TRWAGMYFPDXBNJZSQVHLCKE';

/** Ministerio del Interior: the letter is the number mod 23 in a table. */
export function isDni(chars: Uint8Array, length: number): boolean {
  if (length !== 9 || !areDigits(chars, 0, 8)) return false;
  return letters.charCodeAt(numberAt(chars, 0, 8) % 23) === chars[8];
}

/** Seven digits and the letter. */
function isShortDni(chars: Uint8Array, length: number): boolean {
  if (length !== 8 || !areDigits(chars, 0, 7)) return false;
  return letters.charCodeAt(numberAt(chars, 0, 7) % 23) === chars[7];
}

/** The same, with the leading X, Y, Z counted as 0, 1, 2. */
export function isNie(chars: Uint8Array, length: number): boolean {
  if (length !== 9 || chars[0] < 88 || chars[0] > 90 || !areDigits(chars, 1, 8)) return false;
  const number = (chars[0] - 88) * 10_000_000 + numberAt(chars, 1, 8);
  return letters.charCodeAt(number % 23) === chars[8];
}

export const dni: Detector = {
  id: 'pii.id.es_dni',
  class: 'pii.id.es_dni',
  shapes: Shape.CODE,
  chance: 0.04,
  fields: [
    ...taxIdNames,
    ...longIdNames,
    'dni',
    'nif',
    'dni nif',
    'nif cliente',
    'nif titular',
    'dni cliente',
    'dni titular',
    'dni paciente',
    'nif dni',
    'numero dni',
    'documento identidad',
    'documento nacional de identidad',
    'documento de identidad',
    'doc identidad',
    'num dni',
    'dni number',
  ],
  tokens: [
    {
      digits: false,
      lengths: [9],
      weight: 1.5,
      layouts: { '8-1': 2, '8 1': 1.2, '2.3.3-1': 3.5, '2.3.3.1': 3 },
      check: isDni,
    },
    // Old numbers without the nought in front.
    {
      digits: false,
      lengths: [8],
      weight: -2,
      layouts: { '7-1': 0.2, '1.3.3-1': 3 },
      check: isShortDni,
    },
  ],
};

export const nie: Detector = {
  id: 'pii.id.es_nie',
  class: 'pii.id.es_nie',
  shapes: Shape.CODE,
  chance: 0.005,
  fields: [
    ...taxIdNames,
    ...longIdNames,
    'nie',
    'numero nie',
    'numero de identidad de extranjero',
    'dni',
    'nif',
    'dni nie',
    'nie cliente',
    'nie titular',
    'nif cliente',
    'nif titular',
    'documento identidad',
    'documento de identidad',
  ],
  tokens: [
    {
      digits: false,
      lengths: [9],
      weight: 2,
      layouts: { '1-7-1': 4, '1 7 1': 3, '8-1': 2.5, '1-8': 2.5 },
      check: isNie,
    },
  ],
};
