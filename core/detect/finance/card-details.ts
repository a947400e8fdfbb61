/** What stands beside a card number: verification code, expiry, contents of the magnetic stripe. */

import type { ValueType } from '../../inspect/carrier.ts';
import { Shape } from '../../kernels/shapes.ts';
import { luhn } from '../check/luhn.ts';
import { type Candidate, type Detector, deepScan, type Hits } from '../detector.ts';
import { allMatches } from '../matches.ts';
import { never } from '../weigh.ts';
import { cardExpiryNames, cvvNames, expiryNames, expiryPartNames } from './card-names.ts';

const cvvInText =
  /\b(?:cvv2?|cvc2?|csc|security code)\b\W{0,3}(?:(?:is|code|number|no)\W{1,3})?(\d{3,4})(?![\d./-])/gi;
const expiryInText =
  /\b(?:exp(?:ires?|iry|iration)?(?: date)?|valid (?:thru|until|through)|good thru|mm\/yy)\b\W{0,3}(?:is\W{1,2})?((?:0[1-9]|1[0-2]) ?[/-] ?(?:20)?\d\d)(?![\d/-])/gi;
/** Other ways to write it, behind what only a card says or beside a card. */
const otherExpiry =
  '((?:0[1-9]|1[0-2])(?:20)?[2-4]\\d|20\\d\\d[/-](?:0[1-9]|1[0-2])(?:-\\d\\d)?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.? (?:20)?\\d\\d)(?![\\d/-])';
const thruInText = new RegExp(
  `\\b(?:valid thru|good thru|card exp(?:iry|ires|iration)?(?: date)?)\\b\\W{0,3}${otherExpiry}`,
  'gi',
);
const expiryBesideCard = new RegExp(
  `\\bexp(?:ires?|iry|iration)?(?: date)?\\b\\W{0,3}${otherExpiry}`,
  'gi',
);

/** The same by names that other numbers have as well: where a card stands in the text. */
const cvvBesideCard =
  /\b(?:cid|cvn2?|ccv2?|cv2|card code|verification (?:code|value|number))\b\W{0,3}(?:is\W{1,3})?(\d{3,4})(?![\d./-])/gi;

/** In a text these are looked for where a card number stands as well. */
function besideCard({ shapes }: Candidate, hits: Hits): boolean {
  return (shapes & deepScan) !== 0 || hits.has('pci.pan');
}

function findBehind(text: string, pattern: RegExp, weight: number, hits: Hits): void {
  for (const match of allMatches(text, pattern)) {
    const end = match.index + match[0].length;
    hits.add(end - match[1].length, end, weight);
  }
}

export const cvv: Detector = {
  id: 'pci.cvv',
  class: 'pci.cvv',
  shapes: Shape.DIGITS,
  fields: cvvNames,
  types: ['integer'],
  numberDigitsMin: 12,
  find(candidate, hits) {
    if (!besideCard(candidate, hits)) return;
    findBehind(candidate.text, cvvInText, 1.5, hits);
    if (hits.has('pci.pan')) findBehind(candidate.text, cvvBesideCard, 1, hits);
  },
  value: (text, type) => (isCode(text) || (type === 'integer' && isShortCode(text)) ? 1 : never),
};

function isCode(text: string): boolean {
  return /^\s*\d{3,4}\s*$/.test(text);
}

/** Kept as a number, it has lost the noughts it began with. */
function isShortCode(text: string): boolean {
  return /^[1-9]\d?$/.test(text);
}

/** Under names that other things have as well, only as text: numbers are counted or point to a record. */
export const cardId: Detector = {
  id: 'pci.cvv.short',
  class: 'pci.cvv',
  shapes: 0,
  fields: ['$cid', 'cid code', 'cid number', '$secure code'],
  value: (text, type) => (type === 'text' && isCode(text) ? 0 : never),
};

/** Month and year as cards bear them: 04/27, 04/2027. */
const shortForm = /^(?:0[1-9]|1[0-2]|[1-9]) ?[/\-. ] ?(?:20)?\d\d$/;

/** A month in letters and a year: `Dec 2027`, `December '27`. */
const monthInLetters =
  /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[ .,/'-]{1,2}(?:20)?\d\d$/i;

/** Under a bare `expiry`: to the month, as only cards expire, in the forms of systems as well. */
function monthWeight(text: string, type: ValueType): number {
  const value = text.trim();
  if (shortForm.test(value)) return 1;
  if (monthInLetters.test(value) || /^20\d\d-(?:0[1-9]|1[0-2])$/.test(value)) return 0;
  return type === 'text' && /^(?:0[1-9]|1[0-2])(?:20)?[2-4]\d$/.test(value) ? -1 : never;
}

/** The same, and as systems keep it: 2027-04, 0427, a date. */
function expiryWeight(text: string): number {
  const value = text.trim();
  if (shortForm.test(value)) return 1.5;
  if (monthInLetters.test(value)) return 1;
  if (/^20\d\d ?[/\-.]? ?(?:0[1-9]|1[0-2])(?:-\d\d)?$/.test(value)) return 1;
  return /^(?:0[1-9]|1[0-2])(?:20)?\d\d$/.test(value) ? 0.5 : never;
}

export const cardExpiry: Detector = {
  id: 'pci.expiry',
  class: 'pci.expiry',
  shapes: Shape.DIGITS,
  fields: cardExpiryNames,
  types: ['integer'],
  numberDigitsMin: 12,
  find(candidate, hits) {
    if (!besideCard(candidate, hits)) return;
    findBehind(candidate.text, expiryInText, 1, hits);
    findBehind(candidate.text, thruInText, 1, hits);
    if (hits.has('pci.pan')) findBehind(candidate.text, expiryBesideCard, 1, hits);
  },
  value: (text) => expiryWeight(text),
};

/** Under names that all kinds of things have, only what looks like a card's. */
export const expiry: Detector = {
  id: 'pci.expiry.short',
  class: 'pci.expiry',
  shapes: 0,
  fields: expiryNames,
  value: (text, type) => monthWeight(text, type),
};

/** Month or year alone, as programs keep them: 3, 03, 2030, 30. */
export const expiryPart: Detector = {
  id: 'pci.expiry.part',
  class: 'pci.expiry',
  shapes: 0,
  fields: expiryPartNames,
  types: ['integer'],
  value: (text) => (/^\s*(?:0?[1-9]|1[0-2]|20[2-4]\d|[2-4]\d)\s*$/.test(text) ? 0 : never),
};

const one = /%?B(\d{12,19})\^[^^?\r\n]{2,26}\^\d{4}[\d^][^?\r\n]{0,64}\??/g;
/**
 * With the sentinels of the stripe, or bare as terminals pass it on; `D` stands for the separator in
 * field 57 of EMV. Year and month of expiry, three digits of service code, what the issuer likes.
 */
const two = /(?<![\w=])[;+]?(\d{12,19})[=D](?:\d\d(?:0[1-9]|1[0-2])|=)\d{3}[\d=]{0,32}F?\??/g;

function passesLuhn(digits: string): boolean {
  return luhn(Buffer.from(digits, 'latin1'), digits.length);
}

/** ISO/IEC 7813: track 1 format B and track 2. */
export const track: Detector = {
  id: 'pci.track',
  class: 'pci.track',
  shapes: Shape.DIGITS,
  chance: 0.001,
  fields: [
    'track',
    'track1',
    'track 1',
    'track2',
    'track 2',
    'track data',
    'track1 data',
    'track2 data',
    'track2 equivalent data',
    'track 2 equivalent data',
    'card track',
    'swipe data',
    'track 1 data',
    'track 2 data',
    'magstripe',
    'magnetic stripe',
    'mag stripe',
    'stripe data',
  ],
  numberDigitsMin: 12,
  find({ text }, hits) {
    if (text.includes('^')) {
      for (const match of allMatches(text, one)) {
        if (passesLuhn(match[1])) hits.add(match.index, match.index + match[0].length, 6);
      }
    }
    if (text.includes('=') || text.includes('D')) {
      for (const match of allMatches(text, two)) {
        if (passesLuhn(match[1])) hits.add(match.index, match.index + match[0].length, 6);
      }
    }
  },
};
