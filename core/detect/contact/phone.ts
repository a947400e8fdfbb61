/**
 * Telephone numbers: international ones by their plus sign, national ones by their punctuation, bare
 * digits only where the field, its values or a word nearby speak of a telephone.
 */
import { Shape } from '../../kernels/shapes.ts';
import type { Detector, Hits } from '../detector.ts';
import { digitBit, Gap, type Groups } from '../groups.ts';
import { countDigits, isMasked } from '../value.ts';
import { never } from '../weigh.ts';
import { phoneForms, withExtension, withPrefix } from './phone-forms.ts';
import { phoneFields, phoneWords } from './phone-names.ts';
import {
  internationalPattern,
  isInternational,
  isInternationalBytes,
  isPlainNational,
  isTrunkNational,
} from './phone-plan.ts';

const digitsMin = 7;
const digitsMax = 15;
const groupsMax = 8;

/** True for six digits that may be a day, a month and a year, as national identifiers have them. */
function isBirth(text: string, at: number): boolean {
  const month = Number(text.slice(at + 2, at + 4)) % 40;
  return month >= 1 && month <= 12;
}

/** Chains of other things that begin with 0: 01.02.2024, 018-67-0585, 010190-1234, 0-306-40615-2. */
function isOther(text: string, groups: Groups, first: number, last: number): boolean {
  const size = (index: number): number => groups.end[index] - groups.start[index];
  const [one, two, three] = [size(first), size(first + 1), size(first + 2)];
  if (last - first === 1) {
    // `043858/24` is the number of a paper and its year.
    if (two <= 2 && one >= 5 && groups.gap[first] === Gap.slash) return true;
    return one === 6 && (two === 4 || (two === 5 && isBirth(text, groups.start[first])));
  }
  // A date, with the hour behind it: `06/10/2013 17`.
  const sameGap = groups.gap[first] === groups.gap[first + 1];
  if (last - first >= 3 && one <= 2 && two <= 2 && three === 4 && sameGap) return true;
  // Four short groups are an address of a network; with leading noughts no detector takes it.
  if (last - first === 3)
    return one === 1 || (groups.gap[first] === Gap.dot && one <= 3 && size(last) <= 3);
  if (last - first < 2) return false;
  // Numbers parted by dots throughout are not joined to the next by something else: `01.02.03.04 12`.
  if (groups.gap[first] === Gap.dot && groups.gap[last - 1] !== Gap.dot) return true;
  if (last - first !== 2) return false;
  return (
    (one <= 2 && two <= 2 && (three === 4 || three === 2)) ||
    (one === 3 && two === 2 && three === 4)
  );
}

/** True when the chain goes on behind `last` as it goes on before it. */
function isCutShort(groups: Groups, first: number, last: number): boolean {
  const next = groups.gap[last];
  if (next === Gap.none) return false;
  // `02624595-2721-46bc`: a code goes on.
  if (groups.kind[last + 1] !== digitBit) {
    return next === Gap.hyphen && (groups.kind[last + 1] & digitBit) !== 0;
  }
  return next !== Gap.space || (last > first && groups.gap[last - 1] === Gap.space);
}

/** Last group of each chain that begins at the group at hand, and how many digits it has. */
const chainEnds = new Int32Array(groupsMax);
const chainDigits = new Int32Array(groupsMax);

/** Fills the two tables with the chains from `first` that have the digits of a number; their count. */
function chains(text: string, groups: Groups, first: number): number {
  // `phone=5551234567 200 12`: what goes on behind a space is the next thing.
  const alone = text.charCodeAt(groups.start[first] - 1) === 61;
  let digits = 0;
  let count = 0;
  const stop = Math.min(groups.count, first + groupsMax);
  for (let index = first; index < stop && groups.kind[index] === digitBit; index += 1) {
    digits += groups.end[index] - groups.start[index];
    if (digits > digitsMax + 2) break;
    if (digits >= digitsMin) {
      chainEnds[count] = index;
      chainDigits[count] = digits;
      count += 1;
    }
    if (groups.gap[index] === Gap.none || (alone && groups.gap[index] === Gap.space)) break;
  }
  return count;
}

/** Longest chain of digit groups from `first` that `accepts`; gives its last group or -1. */
function longest(
  text: string,
  groups: Groups,
  first: number,
  accepts: (digits: string) => boolean,
): number {
  const count = chains(text, groups, first);
  if (count === 0) return -1;
  let digits = '';
  for (let index = first; index <= chainEnds[count - 1]; index += 1) {
    digits += text.slice(groups.start[index], groups.end[index]);
  }
  for (let at = count - 1; at >= 0; at -= 1) {
    if (accepts(at === count - 1 ? digits : digits.slice(0, chainDigits[at]))) return chainEnds[at];
  }
  return -1;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** True behind the colon of a time of day, `12:04:07.105223`. */
function isTime(text: string, start: number): boolean {
  const digit = text.charCodeAt(start - 2);
  return text.charCodeAt(start - 1) === 58 && digit >= 48 && digit <= 57;
}

/** True at `[0701/114930:WARNING`, month, day and time as the logs of Chromium begin. */
function isStamp(text: string, start: number): boolean {
  return text.charCodeAt(start + 11) === 58 && text.charCodeAt(start + 4) === 47;
}

function findFrom(text: string, groups: Groups, first: number, hits: Hits): number {
  const start = groups.start[first];
  const before = start > 0 ? text.charCodeAt(start - 1) : 0;
  const plus = before === 43 || (before === 40 && text.charCodeAt(start - 2) === 43);
  if (plus) return findPlus(text, groups, first, hits);
  if (text.charCodeAt(start) !== 48 || groups.end[first] - start === 1) return -1;
  if (isTime(text, start) || isStamp(text, start)) return -1;
  const joined =
    first > 0 && groups.gap[first - 1] !== Gap.none && groups.gap[first - 1] !== Gap.space;
  if (joined && before !== 40) return -1;
  if (text.charCodeAt(start + 1) === 48) {
    const last = longest(text, groups, first, isInternationalPrefixed);
    if (last < 0 || isCutShort(groups, first, last)) return -1;
    const weight = (last === first ? -0.8 : 1.5) - chainCost(groups, first);
    hits.add(withPrefix(text, start), withExtension(text, groups.end[last]), weight);
    return last;
  }
  const last = longest(text, groups, first, isTrunkNational);
  if (last < 0 && before === 40) return findBracketed(text, groups, first, hits);
  if (last < 0 || isOther(text, groups, first, last) || isCutShort(groups, first, last)) return -1;
  hits.add(
    withPrefix(text, start),
    withExtension(text, groups.end[last]),
    trunkWeight(groups, first, last),
  );
  return last;
}

function isAreaNumber(digits: string): boolean {
  return digits.length >= 9 && digits.length <= 12;
}

/** An area code in brackets that no country has, `(090) 352 1490`: made up, but in the form of one. */
function findBracketed(text: string, groups: Groups, first: number, hits: Hits): number {
  const size = groups.end[first] - groups.start[first];
  if (size > 5 || text.charCodeAt(groups.end[first]) !== 41) return -1;
  const last = longest(text, groups, first, isAreaNumber);
  if (last <= first || isCutShort(groups, first, last)) return -1;
  hits.add(groups.start[first] - 1, withExtension(text, groups.end[last]), 0.5);
  return last;
}

function size(groups: Groups, index: number): number {
  return groups.end[index] - groups.start[index];
}

function trunkWeight(groups: Groups, first: number, last: number): number {
  if (last === first) return -2;
  // `09.137954` is a decimal.
  if (last - first === 1 && groups.gap[first] === Gap.dot) return -1.5;
  const hyphen = last - first === 1 && groups.gap[first] === Gap.hyphen;
  // Five and four digits are a ZIP code of New England, `02110-1301`; five and three one of Brazil.
  if (hyphen && size(groups, first) === 5 && size(groups, last) <= 4) return -1.5;
  return (last - first >= 2 ? 1.3 : 1) - chainCost(groups, first);
}

/** In the middle of a chain of numbers it is more likely a part of that. */
function chainCost(groups: Groups, first: number): number {
  if (first === 0 || groups.gap[first - 1] === Gap.none) return 0;
  return groups.kind[first - 1] === digitBit ? 1.8 : 0;
}

/** What follows a plus sign though no country has such numbers: made up, or newer than our plans. */
function isPossible(digits: string): boolean {
  return digits.length >= 8 && digits.length <= digitsMax && digits.charCodeAt(0) !== 48;
}

function isInternationalPrefixed(digits: string): boolean {
  return isInternational(digits.slice(2));
}

function findPlus(text: string, groups: Groups, first: number, hits: Hits): number {
  const start = withPrefix(text, groups.start[first]);
  // `a+12345678` and `1+12345678` are sums.
  const before = start > 0 ? text.charCodeAt(start - 1) : 32;
  const glued = (before >= 48 && before <= 57) || (before >= 65 && before <= 122 && before !== 91);
  let last = longest(text, groups, first, isInternational);
  let weight = glued ? -1 : 3.5;
  if (last < 0) {
    last = longest(text, groups, first, isPossible);
    weight = glued ? -2 : 0.8;
  }
  if (last < 0) return -1;
  hits.add(start, withExtension(text, groups.end[last]), weight);
  return last;
}

/**
 * A whole value of groups as people part a national number, by spaces or strokes: nothing by itself,
 * but a column of them is one of telephones.
 */
function findParted(text: string, groups: Groups, hits: Hits): void {
  const last = groups.count - 1;
  if (last < 1 || last >= groupsMax || text.length > 24) return;
  if (groups.start[0] > 1 || groups.end[last] !== text.length) return;
  let parted = false;
  for (let index = 0; index < last; index += 1) {
    const gap = groups.gap[index];
    if (gap === Gap.dot || gap === Gap.none || groups.kind[index] !== digitBit) return;
    if (gap !== Gap.hyphen) parted = true;
  }
  if (groups.kind[last] !== digitBit || isOther(text, groups, 0, last)) return;
  const size = groups.end[0] - groups.start[0];
  const area = last <= 4 && text.charCodeAt(groups.start[0]) === 48 && size >= 2 && size <= 6;
  if (!parted && !area) return;
  // Behind an area code numbers are made up without regard to the plan.
  const accepts = area ? isAreaNumber : isPlainNational;
  if (longest(text, groups, 0, accepts) !== last) return;
  hits.add(withPrefix(text, groups.start[0]), text.length, partedWeight);
}

/** Below what any word lifts: the values of the field must agree. */
const partedWeight = -3.2;

/** `2024-05-01`, `20240501 12`, `2019-2023`. */
const dateOrYears =
  /^(?:19|20)\d\d(?:([-/. ]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?!\d)|[-/ ](?:19|20)\d\d$)/;

/** Chains in which no rule sees a number, for fields and words that speak of a telephone. */
function findPlain(text: string, groups: Groups, first: number, hits: Hits): number {
  const count = chains(text, groups, first);
  if (count === 0) return -1;
  const last = chainEnds[count - 1];
  const start = groups.start[first];
  if (isOther(text, groups, first, last) || text.charCodeAt(start - 1) === 47) return -1;
  if (text.startsWith('000', start)) return -1;
  // `2.345.678,90`
  if (text.charCodeAt(groups.end[last]) === 44 && isDigit(text.charCodeAt(groups.end[last] + 1)))
    return -1;
  if (dateOrYears.test(text.slice(start, groups.end[last]))) return -1;
  if (hits.context(start, groups.end[last]) <= 0) return -1;
  if (longest(text, groups, first, isPlainNational) !== last) return -1;
  const weight = last === first ? -2.6 : -2;
  hits.add(withPrefix(text, start), withExtension(text, groups.end[last]), weight);
  return last;
}

/** Digits of the number that `whole` looks at. */
const digitBytes = new Uint8Array(24);

export const phone: Detector = {
  id: 'pii.phone',
  class: 'pii.phone',
  extent: 'number',
  shapes: Shape.DIGITS,
  chance: 0.7,
  fields: phoneFields,
  keywords: phoneWords,
  types: ['integer'],
  tokens: phoneForms,
  // With a gap behind each digit they stay within the bytes that `whole` looks at.
  forms: [{ pattern: internationalPattern([1, 33, 34, 44]), weight: 3.5 }],
  formGaps: ' -.',
  whole(bytes, start, end) {
    if (bytes[start] !== 43 || end - start > 24) return never;
    let digits = 0;
    let last = 43;
    for (let at = start + 1; at < end; at += 1) {
      const code = bytes[at];
      const isDigit = code >= 48 && code <= 57;
      if (isDigit) digitBytes[digits++] = code;
      // Separators stand between digits, one at a time.
      else if ((code !== 32 && code !== 45 && code !== 46) || last < 48) return never;
      last = code;
    }
    return last >= 48 && isInternationalBytes(digitBytes, digits) ? 3.5 : never;
  },
  groups(text, groups, hits) {
    findParted(text, groups, hits);
    for (let index = 0; index < groups.count; index += 1) {
      if (groups.kind[index] !== digitBit) continue;
      let last = findFrom(text, groups, index, hits);
      if (last < 0) last = findPlain(text, groups, index, hits);
      if (last >= 0) index = last;
    }
  },
  value(text) {
    const digits = countDigits(text);
    if (digits < 6 || digits > digitsMax + 3) return never;
    if (!/^[\s+(]*\d[\d\s()./+-]*(?:(?:x|ext\.?|#|,)\s?\d+)?\s*$/i.test(text) || isMasked(text))
      return never;
    return digits <= 7 ? -1 : -0.3;
  },
};
