/** Portugal: numero de identificacao fiscal. */
import { Shape } from '../../kernels/shapes.ts';
import { numberAt, weighted } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { nationalIdNames, taxIdNames } from './shared-names.ts';

const nifWeights = [9, 8, 7, 6, 5, 4, 3, 2];
const twoDigitPrefixes = new Set([45, 70, 71, 72, 74, 75, 77, 78, 79, 90, 91, 98, 99]);

/** Decreto-Lei 14/2013 and the note on its check digit: mod 11, 10 and 11 count as 0. */
export function isNif(chars: Uint8Array): boolean {
  const first = chars[0] - 48;
  const begins =
    first === 1 || first === 2 || first === 3 || first === 5 || first === 6 || first === 8;
  if (!begins && !twoDigitPrefixes.has(numberAt(chars, 0, 2))) return false;
  const rest = weighted(chars, nifWeights) % 11;
  return (rest < 2 ? 0 : 11 - rest) === chars[8] - 48;
}

export const nif: Detector = {
  id: 'pii.id.pt',
  class: 'pii.id.pt',
  shapes: Shape.DIGITS,
  chance: 0.08,
  fields: [
    ...taxIdNames,
    ...nationalIdNames,
    'nif',
    'numero de identificacao fiscal',
    'numero identificacao fiscal',
    'contribuinte',
    'numero contribuinte',
    'numero de contribuinte',
    'num contribuinte',
    'nif cliente',
    'nif titular',
    'nif paciente',
    'no contribuinte',
    'n contribuinte',
    'nif number',
    'nif pt',
  ],
  tokens: [
    {
      digits: true,
      lengths: [9],
      weight: -1.8,
      layouts: { '3 3 3': -0.6, '3.3.3': -0.8, '3-3-3': -1 },
      check: isNif,
    },
  ],
};
