/** Switzerland: AHV number. */
import { Shape } from '../../kernels/shapes.ts';
import { weighted } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { longIdNames } from './shared-names.ts';

const eanWeights = [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1];

/** Central Compensation Office: the country code 756 and the check digit of EAN-13. */
export function isAhv(chars: Uint8Array): boolean {
  if (chars[0] !== 55 || chars[1] !== 53 || chars[2] !== 54) return false;
  return weighted(chars, eanWeights) % 10 === 0;
}

export const ahv: Detector = {
  id: 'pii.id.ch',
  class: 'pii.id.ch',
  shapes: Shape.DIGITS,
  chance: 0.0001,
  fields: [
    ...longIdNames,
    'ahv',
    'ahv nummer',
    'ahv nr',
    'ahvnr',
    'ahvnummer',
    'avs',
    'numero avs',
    'avs number',
    'no avs',
    'ahv number',
    'sozialversicherungsnummer',
    'numero ahv',
    'oasi number',
    'ahvn13',
    'navs13',
    'ahvn',
    'sv nummer',
    'svnr',
    'swiss ssn',
    'ahv versicherungsnummer',
    'ahv versichertennummer',
    'versichertennummer ahv',
    'numero assicurato avs',
    'numero d assure avs',
    'sozialversicherungsnr',
    'social security number ch',
    'swiss social security number',
    'oasi no',
    'ahvnr13',
    'ahv nr13',
    'nss ch',
    'numero de securite sociale avs',
  ],
  tokens: [
    {
      digits: true,
      lengths: [13],
      weight: 2.5,
      layouts: { '3.4.4.2': 5, '3 4 4 2': 5, '3-4-4-2': 5 },
      check: isAhv,
    },
  ],
};
