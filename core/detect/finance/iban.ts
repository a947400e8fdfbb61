/** International bank account numbers: ISO 13616 with the lengths of the SWIFT registry, mod 97. */
import { Shape } from '../../kernels/shapes.ts';
import { mod97 } from '../check/digits.ts';
import type { Candidate, Detector, Hits } from '../detector.ts';
import { latin1 } from '../latin1.ts';
import { never } from '../weigh.ts';

/** IBAN Registry, release 99, with the further countries that print such numbers. */
const lengths = new Uint8Array(32 * 32);
for (const entry of (
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 ' +
  'EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 ' +
  'IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 ' +
  'NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 ' +
  'SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30 DZ26 AO25 BJ28 BF28 CM27 CV25 CF27 TD27 KM27 CG27 CI28 ' +
  'GA27 GQ27 GW25 IR26 MG27 ML28 MA28 MZ25 NE28 SN28 TG28'
).split(' ')) {
  lengths[countryOf(entry.charCodeAt(0), entry.charCodeAt(1))] = Number(entry.slice(2));
}

/** A number for two letters in any case. */
function countryOf(first: number, second: number): number {
  return ((first & 31) << 5) | (second & 31);
}

const chars = new Uint8Array(64);

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/**
 * End of the number that begins at `start`, or -1. Single separators may stand between characters;
 * the check runs over the country's length and nothing else.
 */
export function ibanEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  const second = text.charCodeAt(start + 1);
  if (!isLetter(first) || !isLetter(second)) return -1;
  const length = lengths[countryOf(first, second)];
  if (length === 0) return -1;
  let count = 0;
  let hyphens = 0;
  let at = start;
  while (count < length && at < text.length) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) chars[count++] = code;
    else if (isLetter(code)) chars[count++] = code >= 97 ? code - 32 : code;
    else if (count === 0 || !(code === 32 || code === 45 || code === 46)) return -1;
    else if (!isDigit(text.charCodeAt(at + 1)) && !isLetter(text.charCodeAt(at + 1))) return -1;
    // With hyphens only in fours, which keeps parts of UUIDs out.
    else if (code === 45) {
      hyphens += 1;
      if (count !== hyphens * 4) return -1;
    }
    at += 1;
  }
  if (count < length) return -1;
  const next = text.charCodeAt(at);
  if (isDigit(next) || isLetter(next) || next === 95) return -1;
  if (!isDigit(chars[2]) || !isDigit(chars[3])) return -1;
  const rest = mod97(chars, 0, 4, mod97(chars, 4, length));
  return rest === 1 ? at : -1;
}

function isWord(code: number): boolean {
  return isDigit(code) || isLetter(code) || code === 95;
}

export const iban: Detector = {
  id: 'fin.iban',
  class: 'fin.iban',
  shapes: Shape.CODE,
  chance: 0.005,
  fields: [
    'iban',
    'iban number',
    'iban no',
    'iban nr',
    'international bank account number',
    'bank account iban',
    'kontonummer iban',
    'bankverbindung',
    'iban code',
    'iban account',
    'iban account number',
    'iban acc',
    'bank iban',
    'payee iban',
    'sepa iban',
    'cuenta iban',
    'codice iban',
    'code iban',
    'iban nummer',
    'numero iban',
    'iban beneficiaire',
    'iban klant',
    'compte iban',
    'conto iban',
    'iban numarasi',
    'iban hesap',
  ],
  whole(bytes, start, end) {
    if (end - start < 15) return never;
    const text = latin1(bytes, start, end);
    return ibanEnd(text, 0) === text.length ? 5 : never;
  },
  find({ text }: Candidate, hits: Hits): void {
    const last = text.length - 15;
    for (let at = 0; at <= last; at += 1) {
      // Two letters and two digits; a space may part them.
      if (!isLetter(text.charCodeAt(at))) continue;
      if (at > 0 && isWord(text.charCodeAt(at - 1))) continue;
      if (!isLetter(text.charCodeAt(at + 1))) continue;
      const third = text.charCodeAt(at + 2);
      if (!isDigit(third) && !(third === 32 && isDigit(text.charCodeAt(at + 3)))) continue;
      const end = ibanEnd(text, at);
      if (end < 0) continue;
      hits.add(at, end, 5);
      at = end - 1;
    }
  },
};
