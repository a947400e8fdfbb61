/** Australia: tax file number and Medicare card number. */
import { Shape } from '../../kernels/shapes.ts';
import { isUniform, weighted } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { taxIdNames } from './shared-names.ts';

const nineWeights = [1, 4, 3, 7, 5, 8, 6, 9, 10];
const eightWeights = [10, 7, 8, 4, 6, 3, 5, 1];

/** Australian Taxation Office: mod 11; eight digits in old numbers, nine in new ones. */
export function isTfn(chars: Uint8Array, length: number): boolean {
  const weights = length === 9 ? nineWeights : eightWeights;
  return weighted(chars, weights) % 11 === 0 && !isUniform(chars, length);
}

const medicareWeights = [1, 3, 7, 9, 1, 3, 7, 9];

/** Services Australia: first digit 2-6, ninth digit mod 10, tenth the issue, eleventh the person. */
export function isMedicare(chars: Uint8Array): boolean {
  if (chars[0] < 50 || chars[0] > 54 || chars[9] === 48) return false;
  return weighted(chars, medicareWeights) % 10 === chars[8] - 48;
}

export const tfn: Detector = {
  id: 'pii.id.au_tfn',
  class: 'pii.id.au_tfn',
  shapes: Shape.DIGITS,
  chance: 0.09,
  fields: [
    ...taxIdNames,
    'tfn',
    'tax file',
    'tax file number',
    'tax file no',
    'tfn number',
    'australian tfn',
  ],
  tokens: [
    {
      digits: true,
      lengths: [9],
      weight: -1.8,
      layouts: { '3 3 3': -0.3, '3-3-3': -0.8, '3.3.3': -0.8 },
      check: isTfn,
    },
    {
      digits: true,
      lengths: [8],
      weight: -2,
      layouts: { '3 3 2': -0.5, '2 3 3': -0.8 },
      check: isTfn,
    },
  ],
};

export const medicare: Detector = {
  id: 'pii.id.au_medicare',
  class: 'pii.id.au_medicare',
  shapes: Shape.DIGITS,
  chance: 0.04,
  fields: [
    'medicare',
    'medicare number',
    'medicare no',
    'medicare card',
    'medicare card number',
    'medicare card no',
    'medicare num',
    'australian medicare',
  ],
  tokens: [
    {
      digits: true,
      lengths: [10, 11],
      weight: -1.5,
      layouts: {
        '4 5 1': 2.5,
        '4-5-1': 2.5,
        '4 5 1 1': 3,
        '4 5 1/1': 3,
        '4-5-1-1': 3,
        '4 5 2': 1.5,
        '4 5/1': 2,
        '10/1': 2.2,
        '3 3 3 1': -0.5,
        '3 3 3 1 1': 0,
      },
      check: isMedicare,
    },
  ],
};
