/** South Africa: identity number. */
import { Shape } from '../../kernels/shapes.ts';
import { isDay, numberAt } from '../check/digits.ts';
import { luhn } from '../check/luhn.ts';
import type { Detector } from '../detector.ts';
import { longIdNames } from './shared-names.ts';

/** Department of Home Affairs: yymmdd, sex, citizenship 0-2, Luhn. */
export function isIdentityNumber(chars: Uint8Array): boolean {
  if (!isDay(numberAt(chars, 0, 2), numberAt(chars, 2, 4), numberAt(chars, 4, 6))) return false;
  return chars[10] <= 50 && luhn(chars, 13);
}

export const identityNumber: Detector = {
  id: 'pii.id.za',
  class: 'pii.id.za',
  shapes: Shape.DIGITS,
  chance: 0.002,
  fields: [
    ...longIdNames,
    'id number',
    'id no',
    'sa id',
    'sa id number',
    'south african id',
    'identity number',
    'rsa id',
    'rsa id number',
    'za id',
  ],
  tokens: [
    {
      digits: true,
      lengths: [13],
      weight: 1,
      layouts: { '6 4 3': 3, '6 4 2 1': 3, '6 4 1 1 1': 3, '6-4-3': 2.5 },
      check: isIdentityNumber,
    },
  ],
};
