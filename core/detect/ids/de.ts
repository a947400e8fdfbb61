/** Germany: tax identification number (Steuer-IdNr.). */
import { Shape } from '../../kernels/shapes.ts';
import { mod11x10 } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { nationalIdNames, taxIdNames } from './shared-names.ts';

const counts = new Uint8Array(10);

/**
 * Section 139b Abgabenordnung and the note of the Bundeszentralamt fuer Steuern on its check digit:
 * not led by 0; among the first ten digits exactly one stands twice or three times; ISO 7064 mod 11,10.
 */
export function isSteuerId(chars: Uint8Array): boolean {
  if (chars[0] === 48) return false;
  counts.fill(0);
  for (let at = 0; at < 10; at += 1) counts[chars[at] - 48] += 1;
  let repeated = 0;
  for (const count of counts) {
    if (count > 3) return false;
    if (count > 1) repeated += 1;
  }
  return repeated === 1 && mod11x10(chars, 11);
}

export const steuerId: Detector = {
  id: 'pii.id.de',
  class: 'pii.id.de',
  shapes: Shape.DIGITS,
  chance: 0.004,
  fields: [
    ...taxIdNames,
    ...nationalIdNames,
    'steuer id',
    'steuerid',
    'steuer idnr',
    'steuer identifikationsnummer',
    'steueridentifikationsnummer',
    'steuerliche identifikationsnummer',
    'idnr',
    'steueridentnummer',
    'steuer ident nr',
    'steuer identnummer',
    'steuernummer',
    'steuer nr',
    'german tax id',
    'de tax id',
    'national id',
  ],
  tokens: [
    {
      digits: true,
      lengths: [11],
      weight: 1,
      layouts: { '2 3 3 3': 3, '2-3-3-3': 2.5, '2 2 3 3 1': 1.5 },
      check: isSteuerId,
    },
    // Numbers made for tests often have the check digit alone.
    {
      digits: true,
      lengths: [11],
      weight: -2.4,
      layouts: { '2 3 3 3': -0.5 },
      check: (chars) => !isSteuerId(chars) && chars[0] !== 48 && mod11x10(chars, 11),
    },
  ],
};
