/** Personal numbers of Sweden, Finland, Denmark and Norway: a date of birth and a serial. */

import { Shape } from '../../kernels/shapes.ts';
import { areDigits, isDay, numberAt, weighted } from '../check/digits.ts';
import { luhn } from '../check/luhn.ts';
import type { Detector, Hits } from '../detector.ts';
import { allMatches } from '../matches.ts';
import { longIdNames, nationalIdNames } from './shared-names.ts';

const ten = new Uint8Array(10);

/** Skatteverket, SKV 704: (yy)yymmdd-nnnn, Luhn over the last ten; day 61-91 in co-ordination numbers. */
export function isPersonnummer(chars: Uint8Array, length: number): boolean {
  const from = length - 10;
  if (from === 2) {
    const century = numberAt(chars, 0, 2);
    if (century < 18 || century > 20) return false;
  }
  const day = numberAt(chars, from + 4, from + 6);
  if (
    !isDay(
      numberAt(chars, from, from + 2),
      numberAt(chars, from + 2, from + 4),
      day > 60 ? day - 60 : day,
    )
  )
    return false;
  if (numberAt(chars, from + 6, from + 9) === 0) return false;
  for (let at = 0; at < 10; at += 1) ten[at] = chars[from + at];
  return luhn(ten, 10);
}

export const personnummer: Detector = {
  id: 'pii.id.se',
  class: 'pii.id.se',
  shapes: Shape.DIGITS,
  chance: 0.004,
  fields: [
    ...longIdNames,
    'personnummer',
    'personnr',
    'person nummer',
    'person nr',
    'pers nr',
    'persnr',
    'pnr',
    'samordningsnummer',
    'swedish personal number',
    'personal identity number',
    'person number',
    'svenskt personnummer',
    'personal number',
  ],
  tokens: [
    {
      digits: true,
      lengths: [10],
      weight: -0.8,
      layouts: { '6-4': 1.8, '6 4': 0.5 },
      check: isPersonnummer,
    },
    {
      digits: true,
      lengths: [12],
      weight: -1,
      layouts: { '8-4': 3.5, '8 4': 2 },
      check: isPersonnummer,
    },
    {
      digits: true,
      lengths: [12],
      weight: 1,
      check: (chars, length) => !isMinute(chars) && isPersonnummer(chars, length),
    },
  ],
  find: ({ text }, hits) => findPlus(text, swedishPlus, hits, isPersonnummer),
};

/**
 * Tells `accepts` of every run of six or eight digits, a plus and `tail`: the sign that the person is
 * a hundred or more, which no layout can express because a plus parts groups.
 */
function findPlus(text: string, pattern: RegExp, hits: Hits, accepts: Accepts): void {
  if (!text.includes('+')) return;
  for (const match of allMatches(text, pattern)) {
    const compact = match[0].toUpperCase().replace('+', '');
    for (let at = 0; at < compact.length; at += 1) plus[at] = compact.charCodeAt(at);
    if (accepts(plus, compact.length)) hits.add(match.index, match.index + match[0].length, 3);
  }
}

type Accepts = (chars: Uint8Array, length: number) => boolean;

const plus = new Uint8Array(16);
const swedishPlus = /(?<![\w.+-])(?:\d{6}|\d{8})\+\d{4}(?![\w+-])/g;
const finnishPlus = /(?<![\w.+-])\d{6}\+\d{3}[0-9A-Ya-y](?![\w+-])/g;

/** A minute of this century as `yyyymmddhhmm`, whatever the day: such numbers are times for the most part. */
function isMinute(chars: Uint8Array): boolean {
  return chars[0] === 50 && numberAt(chars, 8, 10) < 24 && numberAt(chars, 10, 12) < 60;
}

const hetuChecks = '0123456789ABCDEFHJKLMNPRSTUVWXY';

/** Number of the nine digits mod 31 in a table (Digital and Population Data Services Agency). */
function isHetuCheck(chars: Uint8Array, serial: number): boolean {
  if (!isDay(numberAt(chars, 4, 6), numberAt(chars, 2, 4), numberAt(chars, 0, 2))) return false;
  const number = numberAt(chars, 0, 6) * 1000 + numberAt(chars, serial, serial + 3);
  return hetuChecks.charCodeAt(number % 31) === chars[serial + 3];
}

const hetuCenturies = 'ABCDEFYXWVU';

/** ddmmyyCnnnX; the century sign is a letter here, or a hyphen left out by the layout. */
export function isHetu(chars: Uint8Array, length: number): boolean {
  if (!areDigits(chars, 0, 6)) return false;
  if (length === 10) return areDigits(chars, 6, 9) && isHetuCheck(chars, 6);
  if (!hetuCenturies.includes(String.fromCharCode(chars[6]))) return false;
  return areDigits(chars, 7, 10) && isHetuCheck(chars, 7);
}

export const hetu: Detector = {
  id: 'pii.id.fi',
  class: 'pii.id.fi',
  shapes: Shape.CODE | Shape.DIGITS,
  chance: 0.002,
  fields: [
    ...longIdNames,
    'hetu',
    'henkilotunnus',
    'personbeteckning',
    'finnish personal identity code',
    'personal identity code',
    'finnish ssn',
    'finnish id',
    'sotu',
    'person identity code',
    'sosiaaliturvatunnus',
    'henkilotunnus asiakas',
  ],
  tokens: [
    { digits: false, lengths: [11], weight: 3.5, layouts: { '6-4': 4 }, check: isHetu },
    { digits: true, lengths: [], weight: 0, layouts: { '6-4': 1.7 }, check: isHetu },
  ],
  find: ({ text }, hits) => findPlus(text, finnishPlus, hits, isHetu),
};

const cprWeights = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/** CPR-kontoret: ddmmyy-nnnn. Numbers given out since 2007 need not pass mod 11. */
function isCprDate(chars: Uint8Array): boolean {
  return isDay(numberAt(chars, 4, 6), numberAt(chars, 2, 4), numberAt(chars, 0, 2));
}

export function isCpr(chars: Uint8Array): boolean {
  return isCprDate(chars) && weighted(chars, cprWeights) % 11 === 0;
}

export const cpr: Detector = {
  id: 'pii.id.dk',
  class: 'pii.id.dk',
  shapes: Shape.DIGITS,
  chance: 0.04,
  fields: [
    ...nationalIdNames,
    'cpr',
    'cpr nummer',
    'cpr nr',
    'cprnummer',
    'cprnr',
    'cpr number',
    'personnummer',
    'cpr no',
    'cpr id',
    'patient cpr',
    'personnr',
  ],
  tokens: [
    {
      digits: true,
      lengths: [10],
      weight: -1.2,
      layouts: { '6-4': 1.6, '6 4': 0.4 },
      check: isCpr,
    },
    {
      digits: true,
      lengths: [10],
      weight: -2.8,
      layouts: { '6-4': 0.1, '6 4': -1 },
      check: (chars) => isCprDate(chars) && !isCpr(chars),
    },
  ],
};

const firstWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
const secondWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/** Skatteetaten: ddmmyy, serial, two mod 11 digits; day 41-71 in D-numbers, month 41-52 in H-numbers. */
export function isFodselsnummer(chars: Uint8Array): boolean {
  const day = numberAt(chars, 0, 2) % 40;
  const month = numberAt(chars, 2, 4) % 40;
  if (!isDay(numberAt(chars, 4, 6), month, day)) return false;
  return weighted(chars, firstWeights) % 11 === 0 && weighted(chars, secondWeights) % 11 === 0;
}

export const fodselsnummer: Detector = {
  id: 'pii.id.no',
  class: 'pii.id.no',
  shapes: Shape.DIGITS,
  chance: 0.002,
  fields: [
    ...longIdNames,
    'fodselsnummer',
    'fodselsnr',
    'fodsels nummer',
    'personnummer',
    'fnr',
    'foedselsnummer',
    'd nummer',
    'norwegian id',
    'personnr',
    'foedselsnr',
    'norsk fnr',
  ],
  tokens: [
    {
      digits: true,
      lengths: [11],
      weight: 1.8,
      layouts: { '6 5': 3.5, '6-5': 3 },
      check: isFodselsnummer,
    },
  ],
};
