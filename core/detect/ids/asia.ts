/** China, Japan, Korea and Singapore: resident id, My Number, resident registration number, NRIC. */
import { Shape } from '../../kernels/shapes.ts';
import { areDigits, isDay, isUniform, numberAt, weighted } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { never } from '../weigh.ts';
import { longIdNames } from './shared-names.ts';

const cnWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const cnChecks = '10X98765432';

/** GB 11643-1999: region, date of birth, serial, ISO 7064 mod 11-2. */
export function isResidentId(chars: Uint8Array, length: number): boolean {
  if (length !== 18 || !areDigits(chars, 0, 17)) return false;
  const province = numberAt(chars, 0, 2);
  if (province < 11 || province > 91) return false;
  const year = numberAt(chars, 6, 10);
  if (year < 1900 || year > 2099) return false;
  if (!isDay(year, numberAt(chars, 10, 12), numberAt(chars, 12, 14))) return false;
  return cnChecks.charCodeAt(weighted(chars, cnWeights) % 11) === chars[17];
}

export const residentId: Detector = {
  id: 'pii.id.cn',
  class: 'pii.id.cn',
  shapes: Shape.DIGITS | Shape.CODE,
  chance: 0.0001,
  fields: [
    ...longIdNames,
    'resident id',
    'resident identity',
    'resident identity card',
    'id card',
    'id card number',
    'id card no',
    'shenfenzheng',
    'shen fen zheng',
    'chinese id',
    'sfz',
    'sfzh',
    'citizen id',
    'idcard',
    'identity card',
    'identity card number',
    'identity card no',
    'id no',
    'id number',
    'national id',
    '身份证',
    '身份證',
    '身份证号',
    '身份证号码',
    '身份證字號',
    '证件号码',
    '居民身份证',
    '居民身份证号',
    '居民身份证号码',
    '身份证编号',
    '证件号',
    '身份證號碼',
    'zjhm',
    'resident identity number',
    'shenfenzheng hao',
    'sfz number',
    'citizen identity number',
  ],
  tokens: [
    { digits: true, lengths: [18], weight: 3, layouts: { '6 8 4': 4 }, check: isResidentId },
    { digits: false, lengths: [18], weight: 4, layouts: { '6 8 4': 4 }, check: isResidentId },
    { digits: true, lengths: [15], weight: -2.2, check: isOldResidentId },
  ],
};

/** Up to 1999 (GB 11643-1989): fifteen digits, two for the year, and no check. */
function isOldResidentId(chars: Uint8Array): boolean {
  const province = numberAt(chars, 0, 2);
  if (province < 11 || province > 82) return false;
  return isDay(numberAt(chars, 6, 8), numberAt(chars, 8, 10), numberAt(chars, 10, 12));
}

const jpWeights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/** Ministry of Internal Affairs, ordinance 85 of 2014, article 5: mod 11. */
export function isMyNumber(chars: Uint8Array): boolean {
  const rest = weighted(chars, jpWeights) % 11;
  return (rest <= 1 ? 0 : 11 - rest) === chars[11] - 48 && !isUniform(chars, 12);
}

const twelve = new Uint8Array(12);

function isMyNumberText(text: string): boolean {
  const value = text.trim();
  if (!/^\d{4}([ -]?)\d{4}\1\d{4}$/.test(value)) return false;
  const digits = value.replace(/[ -]/g, '');
  for (let at = 0; at < twelve.length; at += 1) twelve[at] = digits.charCodeAt(at);
  return isMyNumber(twelve);
}

export const myNumber: Detector = {
  id: 'pii.id.jp',
  class: 'pii.id.jp',
  shapes: Shape.DIGITS,
  chance: 0.09,
  fields: [
    ...longIdNames,
    'my number',
    'mynumber',
    'kojin bango',
    'individual number',
    'jp my number',
    'my number card',
    'マイナンバー',
    '個人番号',
    'マイナンバーカード',
    '個人番号カード',
    'my number id',
    'individual number jp',
  ],
  tokens: [
    {
      digits: true,
      lengths: [12],
      weight: -1.6,
      layouts: { '4 4 4': 0.3, '4-4-4': 0.5 },
      check: isMyNumber,
    },
  ],
  // "My number" is said of telephones as well, so the check must speak.
  value: (text) => (isMyNumberText(text) ? 3 : never),
};

const krWeights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];

function isRrnDate(chars: Uint8Array): boolean {
  const sex = chars[6] - 48;
  if (!isDay(numberAt(chars, 0, 2), numberAt(chars, 2, 4), numberAt(chars, 4, 6))) return false;
  return sex >= 0 && sex <= 9;
}

/** Resident Registration Act: yymmdd, sex and century, mod 11. Since October 2020 the rest is random. */
export function isRrn(chars: Uint8Array): boolean {
  const check = (11 - (weighted(chars, krWeights) % 11)) % 10;
  return isRrnDate(chars) && check === chars[12] - 48;
}

/** Test data has days that no month has: 0 to 31 of months 0 to 12, and a citizen's seventh digit. */
function isAlmostRrn(chars: Uint8Array): boolean {
  if (numberAt(chars, 2, 4) > 12 || numberAt(chars, 4, 6) > 31) return false;
  return chars[6] > 48 && chars[6] < 53 && !isRrnDate(chars);
}

export const rrn: Detector = {
  id: 'pii.id.kr',
  class: 'pii.id.kr',
  shapes: Shape.DIGITS,
  chance: 0.02,
  loose: { below: 0.35, chance: 0.05 },
  fields: [
    ...longIdNames,
    'rrn',
    'resident registration number',
    'resident registration',
    'jumin',
    'jumin number',
    'jumin bunho',
    'korean rrn',
    'jumin no',
    'juminno',
    'jumin deungnok beonho',
    '주민등록번호',
    '주민번호',
    '주민등록',
    '주민등록번호 뒷자리',
    'resident reg number',
    'resident reg no',
    'rrn number',
    'jumin deungnok number',
  ],
  tokens: [
    { digits: true, lengths: [13], weight: 0.4, layouts: { '6-7': 3.5, '6 7': 2 }, check: isRrn },
    {
      digits: true,
      lengths: [13],
      weight: -2,
      layouts: { '6-7': 1.5, '6 7': 0 },
      check: (chars) => isRrnDate(chars) && chars[6] > 48 && chars[6] < 57 && !isRrn(chars),
    },
    { digits: true, lengths: [], weight: 0, layouts: { '6-7': 0.3 }, check: isAlmostRrn },
  ],
};

const sgWeights = [2, 7, 6, 5, 4, 3, 2];
const sgLetters: Readonly<Record<string, readonly [offset: number, letters: string]>> = {
  S: [0, 'JZIHGFEDCBA'],
  T: [4, 'JZIHGFEDCBA'],
  F: [0, 'XWUTRQPNMLK'],
  G: [4, 'XWUTRQPNMLK'],
  M: [3, 'XWUTRQPNJLK'],
};

/** NRIC and FIN as the Immigration and Checkpoints Authority numbers them; the letter is mod 11. */
export function isNric(chars: Uint8Array, length: number): boolean {
  if (length !== 9 || !areDigits(chars, 1, 8)) return false;
  const series = sgLetters[String.fromCharCode(chars[0])];
  if (!series) return false;
  const rest = (weighted(chars, sgWeights, 1) + series[0]) % 11;
  return series[1].charCodeAt(rest) === chars[8];
}

export const nric: Detector = {
  id: 'pii.id.sg',
  class: 'pii.id.sg',
  shapes: Shape.CODE,
  chance: 0.05,
  fields: [
    ...longIdNames,
    'nric',
    'fin',
    'nric fin',
    'nric number',
    'nric no',
    'singapore nric',
    'fin number',
    'uinfin',
    'uin fin',
    'nric id',
    'ic number',
    'fin id',
  ],
  tokens: [{ digits: false, lengths: [9], weight: 2.2, check: isNric }],
};
