/** Canada: Social Insurance Number. */
import { Shape } from '../../kernels/shapes.ts';
import { luhn } from '../check/luhn.ts';
import type { Detector } from '../detector.ts';
import { nationalIdNames } from './shared-names.ts';

/** Service Canada: nine digits, Luhn; numbers led by 8 are those of businesses. */
export function isSin(chars: Uint8Array): boolean {
  return chars[0] !== 56 && luhn(chars, 9);
}

export const sin: Detector = {
  id: 'pii.id.ca',
  class: 'pii.id.ca',
  shapes: Shape.DIGITS,
  chance: 0.08,
  fields: [
    ...nationalIdNames,
    'sin',
    'social insurance',
    'social ins',
    'social insurance number',
    'social insurance no',
    'numero assurance sociale',
    'sin number',
    'sin no',
    'canadian sin',
    'numero d assurance sociale',
    'assurance sociale',
    'nas',
  ],
  tokens: [
    {
      digits: true,
      lengths: [9],
      weight: -1.8,
      layouts: { '3-3-3': 0.4, '3 3 3': -0.4, '3.3.3': -0.8 },
      check: isSin,
    },
  ],
};
