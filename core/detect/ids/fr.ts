/** France: NIR, the number of social security. */
import { Shape } from '../../kernels/shapes.ts';
import { areDigits, mod97, numberAt } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { longIdNames } from './shared-names.ts';

/**
 * INSEE: sex, year, month, department, commune, order, key = 97 - number mod 97. Corsica's 2A and 2B
 * count as 19 and 18. Months beyond 12 stand for incomplete dates.
 */
export function isNir(chars: Uint8Array, length: number): boolean {
  if (length !== 15) return false;
  const sex = chars[0] - 48;
  if (sex < 1 || (sex > 4 && sex < 7) || sex > 8) return false;
  const corsica = chars[5] === 50 && (chars[6] === 65 || chars[6] === 66);
  if (!areDigits(chars, 0, corsica ? 6 : 7) || !areDigits(chars, 7, 15)) return false;
  const month = numberAt(chars, 3, 5);
  const isMonth = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
  if (!isMonth) return false;
  let rest = mod97(chars, 0, 5);
  const department = corsica ? (chars[6] === 65 ? 19 : 18) : numberAt(chars, 5, 7);
  if (department === 0) return false;
  rest = (rest * 100 + department) % 97;
  rest = mod97(chars, 7, 13, rest);
  return 97 - rest === numberAt(chars, 13, 15);
}

const layouts = {
  '1 2 2 2 3 3 2': 5,
  '1-2-2-2-3-3-2': 5,
  '1.2.2.2.3.3.2': 5,
  '13 2': 3.5,
  '13-2': 3.5,
  '13~2': 3,
  '1 2 2 2 3 3~2': 4.5,
};

export const nir: Detector = {
  id: 'pii.id.fr',
  class: 'pii.id.fr',
  shapes: Shape.DIGITS | Shape.CODE,
  chance: 0.005,
  fields: [
    ...longIdNames,
    'nir',
    'insee',
    'numero insee',
    'securite sociale',
    'numero securite sociale',
    'numero de securite sociale',
    'no securite sociale',
    'num secu',
    'numero secu',
    'secu',
    'nss',
    'num ss',
    'numero ss',
    'n ss',
    'code nir',
    'num insee',
    'num securite sociale',
    'n securite sociale',
    'nir patient',
    'numero de secu',
    'securite sociale numero',
    'matricule insee',
    'insee id',
    'insee number',
  ],
  tokens: [
    {
      digits: true,
      lengths: [15],
      weight: 1.5,
      layouts,
      check: (chars, length) => chars[0] < 51 && isNir(chars, length),
    },
    // Numbers given for a time begin with 3, 4, 7 or 8; those of mobile phones do as well.
    {
      digits: true,
      lengths: [15],
      weight: -1,
      layouts,
      check: (chars, length) => chars[0] > 50 && isNir(chars, length),
    },
    { digits: false, lengths: [15], weight: 3, layouts, check: isNir },
  ],
};
