/** Banks and accounts: BIC, ABA routing number, account numbers of one's own bank. */

import { Shape } from '../../kernels/shapes.ts';
import { areDigits, isUniform, numberAt, weighted } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { allMatches } from '../matches.ts';
import { codeWeight, countDigits } from '../value.ts';
import { never } from '../weigh.ts';
import { abaNames, accountNames, bicNames } from './bank-names.ts';

/** ISO 3166 codes that BICs carry at places 5 and 6. */
const countries = new Set(
  (
    'AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CD ' +
    'CF CG CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FM FO FR GA GB GD GE GF ' +
    'GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP ' +
    'KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ ' +
    'NA NC NE NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SI ' +
    'SK SL SM SN SO SR ST SV SX SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF ' +
    'WS XK YE YT ZA ZM ZW'
  ).split(' '),
);

const bicWord = /(?<![A-Za-z0-9_-])[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![A-Za-z0-9_-])/g;
const bicForm = /^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;

const isLetters = /^[A-Z]+$/;
const capitalsBefore = /([A-Z]{4,}) $/;
const capitalsBehind = /^ ([A-Z]{4,})/;
const wordsBeside = new Set(['SWIFT', 'IBAN', 'CODE', 'BANK']);
const beside = 24;

/** True in running text in capitals, of whose words many have the form of a code: `DOCUMENT`. */
function isAmongCapitals(text: string, start: number, end: number): boolean {
  const before = capitalsBefore.exec(text.slice(Math.max(0, start - beside), start));
  const behind = capitalsBehind.exec(text.slice(end, end + beside));
  return [before, behind].some((match) => match !== null && !wordsBeside.has(match[1]));
}

/** ISO 9362: institution, country, place, branch. */
export function isBic(text: string): boolean {
  return bicForm.test(text) && countries.has(text.slice(4, 6));
}

export const bic: Detector = {
  id: 'fin.bic',
  class: 'fin.bic',
  // Codes without digits have the form of words, so content alone shows only those with some.
  shapes: Shape.CODE,
  chance: 0.3,
  fields: bicNames,
  find({ text }, hits) {
    for (const match of allMatches(text, bicWord)) {
      const code = match[0];
      if (!countries.has(code.slice(4, 6))) continue;
      const end = match.index + code.length;
      const doubted = isLetters.test(code) && isAmongCapitals(text, match.index, end);
      hits.add(match.index, end, doubted ? -4 : -1.5);
    }
  },
  value: (text) => (isBic(text.trim().toUpperCase()) ? 1 : never),
};

const abaWeights = [3, 7, 1, 3, 7, 1, 3, 7, 1];

function isAbaCheck(chars: Uint8Array): boolean {
  return weighted(chars, abaWeights) % 10 === 0 && !isUniform(chars, 9);
}

/** American Bankers Association: Federal Reserve prefixes, weights 3 7 1, mod 10. */
export function isAba(chars: Uint8Array): boolean {
  const prefix = numberAt(chars, 0, 2);
  const known =
    (prefix >= 1 && prefix <= 12) ||
    (prefix >= 21 && prefix <= 32) ||
    (prefix >= 61 && prefix <= 72) ||
    prefix === 80;
  return known && isAbaCheck(chars);
}

export const aba: Detector = {
  id: 'fin.aba',
  class: 'fin.aba',
  shapes: Shape.DIGITS,
  chance: 0.1,
  fields: abaNames,
  tokens: [
    { digits: true, lengths: [9], weight: -2, layouts: { '4-4-1': 2.4 }, check: isAba },
    // Districts that no number was given out for stand in test data.
    { digits: true, lengths: [9], weight: -2.9, check: isAbaCheck },
  ],
};

export const account: Detector = {
  id: 'fin.account',
  class: 'fin.account',
  shapes: Shape.DIGITS,
  chance: 0.9,
  fields: accountNames,
  types: ['integer'],
  tokens: [
    {
      digits: true,
      lengths: [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18],
      weight: -2.6,
      layouts: { '2-6': -2.5, '3-6': -2.5, '3-7': -2.5, '4-6': -2.5, '4-7': -2.5, '6-8': -2.5 },
      check: () => true,
    },
    // Numbers of other countries' banks, with letters of the bank before or among the digits.
    {
      digits: false,
      lengths: [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24],
      weight: -2.6,
      check: (chars, length) => areDigits(chars, length - 8, length),
    },
  ],
  value: (text) => (countDigits(text) >= 5 ? codeWeight(text, 5, 30, 5) - 0.5 : never),
};
