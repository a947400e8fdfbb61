/** Poland: PESEL. */
import { Shape } from '../../kernels/shapes.ts';
import { isDay, numberAt, weighted } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { longIdNames, taxIdNames } from './shared-names.ts';

/** Latest year of birth in this century. */
const yearMax = 35;
const peselWeights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1];

/** Act on the population register of 24 September 2010: the century is coded in the month. */
export function isPesel(chars: Uint8Array): boolean {
  const month = numberAt(chars, 2, 4);
  // 80 more for 18xx, 20 more for 20xx; nobody is born in 21xx or 22xx yet.
  if (month > 32 && month < 81) return false;
  if (month > 20 && month < 33 && numberAt(chars, 0, 2) > yearMax) return false;
  if (!isDay(numberAt(chars, 0, 2), month % 20, numberAt(chars, 4, 6))) return false;
  return weighted(chars, peselWeights) % 10 === 0;
}

export const pesel: Detector = {
  id: 'pii.id.pl',
  class: 'pii.id.pl',
  shapes: Shape.DIGITS,
  chance: 0.02,
  fields: [...longIdNames, ...taxIdNames, 'pesel', 'numer pesel', 'nr pesel', 'pesel number'],
  tokens: [{ digits: true, lengths: [11], weight: 0.3, check: isPesel }],
};
