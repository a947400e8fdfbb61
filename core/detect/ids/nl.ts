/** Netherlands: burgerservicenummer. */
import { Shape } from '../../kernels/shapes.ts';
import { numberAt, weighted } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { nationalIdNames } from './shared-names.ts';

const bsnWeights = [9, 8, 7, 6, 5, 4, 3, 2, -1];

/** Rijksdienst voor Identiteitsgegevens: the eleven-test with -1 for the last digit. */
export function isBsn(chars: Uint8Array): boolean {
  return weighted(chars, bsnWeights) % 11 === 0 && numberAt(chars, 0, 9) > 999_999;
}

const nine = Buffer.from('000000000');

function isShortBsn(chars: Uint8Array): boolean {
  nine.set(chars.subarray(0, 8), 1);
  return isBsn(nine);
}

export const bsn: Detector = {
  id: 'pii.id.nl',
  class: 'pii.id.nl',
  shapes: Shape.DIGITS,
  chance: 0.09,
  fields: [
    ...nationalIdNames,
    'bsn',
    'burgerservicenummer',
    'burger service nummer',
    'sofinummer',
    'sofi nummer',
    'bsn nummer',
    'bsnnummer',
    'bsn nr',
    'citizen service number',
    'bsn number',
    'sofi number',
    'burgerservice number',
    'bsn id',
  ],
  tokens: [
    // The nought that eight digits had before them is often left out.
    { digits: true, lengths: [8], weight: -2.6, check: isShortBsn },
    {
      digits: true,
      lengths: [9],
      weight: -1.8,
      layouts: { '4.2.3': 2, '4 2 3': 1, '3.3.3': -0.6, '3 3 3': -0.8, '3-3-3': -1 },
      check: isBsn,
    },
  ],
};
