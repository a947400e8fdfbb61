/** Turkiye: TCKN, the identity number of citizens. */
import { Shape } from '../../kernels/shapes.ts';
import type { Detector } from '../detector.ts';
import { longIdNames, taxIdNames } from './shared-names.ts';

/** Directorate General of Civil Registration: two check digits over the odd and even places. */
export function isTckn(chars: Uint8Array): boolean {
  if (chars[0] === 48) return false;
  let odd = 0;
  let even = 0;
  for (let at = 0; at < 9; at += 1) {
    if (at % 2 === 0) odd += chars[at] - 48;
    else even += chars[at] - 48;
  }
  const tenth = (((odd * 7 - even) % 10) + 10) % 10;
  if (tenth !== chars[9] - 48) return false;
  return (odd + even + tenth) % 10 === chars[10] - 48;
}

export const tckn: Detector = {
  id: 'pii.id.tr',
  class: 'pii.id.tr',
  shapes: Shape.DIGITS,
  chance: 0.01,
  fields: [
    ...longIdNames,
    ...taxIdNames,
    'tckn',
    'tc kimlik',
    'tc kimlik no',
    'tc kimlik numarasi',
    'kimlik no',
    'kimlik numarasi',
    'tc no',
    'turkish id',
    't c kimlik no',
    'vatandaslik no',
    'tc identity no',
    'tc kimlik numaram',
  ],
  tokens: [{ digits: true, lengths: [11], weight: 0.6, check: isTckn }],
};
