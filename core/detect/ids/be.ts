/** Belgium: number of the national register (rijksregisternummer, numero de registre national). */
import { Shape } from '../../kernels/shapes.ts';
import { isDay, numberAt } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { longIdNames } from './shared-names.ts';

/** Latest year of birth in this century. */
const yearMax = 35;

/**
 * Royal decree of 3 April 1984: date of birth, day's serial, 97 less the number mod 97; with a 2 in
 * front for births from 2000. Months are 20 or 40 higher in BIS numbers; 00 where the date is unknown.
 */
export function isRijksregister(chars: Uint8Array): boolean {
  const month = numberAt(chars, 2, 4) % 20;
  const day = numberAt(chars, 4, 6);
  if (
    numberAt(chars, 2, 4) > 52 ||
    (month !== 0 && day !== 0 && !isDay(numberAt(chars, 0, 2), month, day))
  )
    return false;
  if (month > 12 || day > 31) return false;
  const body = numberAt(chars, 0, 9);
  const check = numberAt(chars, 9, 11);
  if (97 - (body % 97) === check) return true;
  return numberAt(chars, 0, 2) <= yearMax && 97 - ((2_000_000_000 + body) % 97) === check;
}

export const rijksregister: Detector = {
  id: 'pii.id.be',
  class: 'pii.id.be',
  shapes: Shape.DIGITS,
  chance: 0.004,
  fields: [
    ...longIdNames,
    'rijksregisternummer',
    'rijksregister',
    'rijksregister nr',
    'rrn',
    'insz',
    'niss',
    'registre national',
    'numero registre national',
    'numero de registre national',
    'numero national',
    'numero niss',
    'nn belge',
    'rijksregisternr',
    'national register',
    'national register number',
    'belgian national number',
    'nationaal nummer',
    'nrn',
    'national number',
  ],
  tokens: [
    {
      digits: true,
      lengths: [11],
      weight: 1,
      layouts: {
        '2.2.2-3.2': 5,
        '2.2.2.3.2': 4.5,
        '2.2.2-3-2': 4.5,
        '6-3-2': 3.5,
        '6 3 2': 3,
        '2 2 2 3 2': 3,
        '2-2-2-3-2': 3.5,
      },
      check: isRijksregister,
    },
  ],
};
