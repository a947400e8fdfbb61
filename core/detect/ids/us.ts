/** Identifiers of the United States: Social Security number and individual taxpayer number. */
import { Shape } from '../../kernels/shapes.ts';
import { numberAt } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { nationalIdNames, taxIdNames } from './shared-names.ts';

/** Numbers that were printed in advertisements and never given out since (SSA, "Misused SSNs"). */
const neverGiven = new Set([78_051_120, 219_099_999, 457_555_462]);

/** SSA: area 001-899 but 666, group 01-99, serial 0001-9999. There is no check digit. */
export function isSsn(chars: Uint8Array): boolean {
  const area = numberAt(chars, 0, 3);
  if (area === 0 || area === 666 || area >= 900) return false;
  if (numberAt(chars, 3, 5) === 0 || numberAt(chars, 5, 9) === 0) return false;
  const whole = numberAt(chars, 0, 9);
  return !neverGiven.has(whole) && whole % 111_111_111 !== 0;
}

/** IRS: 9xx, fourth and fifth digit 50-65, 70-88, 90-92, 94-99 (Internal Revenue Manual 3.21.263). */
export function isItin(chars: Uint8Array): boolean {
  if (chars[0] !== 57) return false;
  const group = numberAt(chars, 3, 5);
  return (
    (group >= 50 && group <= 65) ||
    (group >= 70 && group <= 88) ||
    (group >= 90 && group <= 92) ||
    group >= 94
  );
}

/** Weight of an SSN with hyphens. */
const hyphened = 1.3;

export const ssn: Detector = {
  id: 'pii.ssn',
  class: 'pii.ssn',
  shapes: Shape.DIGITS,
  chance: 0.89,
  fields: [
    ...nationalIdNames,
    'ssn',
    'social security',
    'social security number',
    'social security num',
    'social security no',
    'soc sec',
    'soc sec no',
    'soc sec num',
    'soc sec nbr',
    'soc sec number',
    'ss number',
    'ssn number',
    'ssn tin',
    'social sec',
    'social',
    'social security id',
    'ss',
    'ssnum',
    'ssn num',
    'ssn no',
    'ssn id',
    'soc sec id',
    'us social',
    'us ssn',
    'full ssn',
    'social insurance security number',
    'tin ssn',
    'ssn itin',
  ],
  tokens: [
    {
      digits: true,
      lengths: [9],
      weight: -2.2,
      layouts: { '3-2-4': hyphened, '3 2 4': 0.2, '3.2.4': -0.5, '3~2~4': -0.5 },
      check: isSsn,
    },
  ],
  // Without the areas of numbers that were never given.
  forms: [
    {
      pattern:
        /(?:0(?:0[1-9]|[1-689]\d|7[0-79])|[1-8](?:0\d|[2-57-9]\d|1[02-8]|6[0-57-9]))-(?:0[1-9]|[1-9]\d)-(?:[1-9]\d{3}|0[1-9]\d\d|00[1-9]\d|000[1-9])/,
      weight: hyphened,
    },
  ],
};

export const itin: Detector = {
  id: 'pii.id.us_itin',
  class: 'pii.id.us_itin',
  shapes: Shape.DIGITS,
  chance: 0.04,
  fields: [
    ...taxIdNames,
    'itin',
    'individual taxpayer identification number',
    'individual taxpayer number',
    'individual taxpayer id',
    'ssn',
    'itin number',
  ],
  tokens: [
    {
      digits: true,
      lengths: [9],
      weight: -2,
      layouts: { '3-2-4': 2, '3 2 4': 1 },
      check: isItin,
    },
  ],
};
