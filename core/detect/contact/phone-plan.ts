/**
 * Numbering plans (ITU-T E.164) from the metadata of libphonenumber: for each country code the
 * lengths and the pattern of national numbers, ready for quick checks. The library's own parser does
 * the same and more, at a hundred times the cost.
 */
import metadata from 'libphonenumber-js/min/metadata';
import { Automaton } from '../check/automaton.ts';
import { latin1 } from '../latin1.ts';

interface Plan {
  readonly region: string;
  /** Bit n: national numbers of n digits exist. */
  readonly lengths: number;
  readonly source: string;
  readonly pattern: RegExp;
  /** The same for bytes; null until it is asked for, undefined where only the pattern serves. */
  automaton: Automaton | undefined | null;
  /** The digits dialled before a national number within the country, mostly `0`. */
  readonly trunk: string;
}

type Entry = readonly [
  code: string,
  idd: unknown,
  pattern: string,
  lengths: readonly number[],
  ...rest: unknown[],
];

/** Place of the national prefix in an entry of the library's metadata, version 4. */
const trunkPlace = 5;

function planOf(region: string, entry: Entry): Plan {
  const trunk = entry[trunkPlace];
  return {
    region,
    lengths: entry[3].reduce((bits, length) => bits | (1 << length), 0),
    source: entry[2],
    pattern: new RegExp(`^(?:${entry[2]})$`),
    automaton: null,
    trunk: typeof trunk === 'string' ? trunk : '',
  };
}

const source = metadata as unknown as {
  readonly country_calling_codes: Readonly<Record<string, readonly string[]>>;
  readonly countries: Readonly<Record<string, Entry>>;
  readonly nonGeographic: Readonly<Record<string, Entry>>;
};

/** Plans by calling code; codes shared by several countries have several. */
const byCode = new Map<string, readonly Plan[]>();
const byRegion = new Map<string, Plan>();
for (const [code, regions] of Object.entries(source.country_calling_codes)) {
  const plans = regions
    .filter((region) => source.countries[region] !== undefined)
    .map((region) => planOf(region, source.countries[region]));
  byCode.set(code, plans);
  for (const plan of plans) byRegion.set(plan.region, plan);
}
for (const [code, entry] of Object.entries(source.nonGeographic)) {
  byCode.set(code, [...(byCode.get(code) ?? []), planOf(code, entry)]);
}

function fits(plan: Plan, national: string): boolean {
  return ((plan.lengths >> national.length) & 1) === 1 && plan.pattern.test(national);
}

/** The same by the number of the code: no code begins with 0, and none begins like a shorter one. */
const byNumber: (readonly Plan[] | undefined)[] = [];
for (const [code, plans] of byCode) byNumber[Number(code)] = plans;

/** True when `digits`, which follow a plus sign or an international prefix, are a number somewhere. */
export function isInternational(digits: string): boolean {
  if (digits.length < 7 || digits.length > 15) return false;
  let code = 0;
  for (let length = 1; length <= 3; length += 1) {
    code = code * 10 + digits.charCodeAt(length - 1) - 48;
    const plans = byNumber[code];
    if (plans && code > 0) return isNational(plans, digits.slice(length));
  }
  return false;
}

function fitsBytes(plan: Plan, digits: Uint8Array, start: number, end: number): boolean {
  if (((plan.lengths >> (end - start)) & 1) === 0) return false;
  if (plan.automaton === null) plan.automaton = Automaton.of(new RegExp(plan.source));
  if (plan.automaton) return plan.automaton.matches(digits, start, end);
  return plan.pattern.test(latin1(digits, start, end));
}

/**
 * As `isInternational`, for digits [0, count) as bytes; a trunk prefix that stands where it is never
 * dialled is left to that.
 */
export function isInternationalBytes(digits: Uint8Array, count: number): boolean {
  if (count < 7 || count > 15) return false;
  let code = 0;
  for (let length = 1; length <= 3; length += 1) {
    code = code * 10 + digits[length - 1] - 48;
    const plans = byNumber[code];
    if (!plans || code === 0) continue;
    for (const plan of plans) if (fitsBytes(plan, digits, length, count)) return true;
    return false;
  }
  return false;
}

function isNational(plans: readonly Plan[], national: string): boolean {
  for (const plan of plans) {
    if (fits(plan, national)) return true;
    // Written `+44 (0)20 ...`, the trunk prefix stands where it is never dialled.
    const { trunk } = plan;
    if (trunk === '' || !national.startsWith(trunk)) continue;
    if (fits(plan, national.slice(trunk.length))) return true;
  }
  return false;
}

/** Countries in which national numbers are written with a leading 0. */
const trunkRegions = [
  'GB',
  'DE',
  'FR',
  'NL',
  'BE',
  'CH',
  'AT',
  'IE',
  'AU',
  'NZ',
  'JP',
  'KR',
  'CN',
  'IN',
  'ZA',
  'SE',
  'FI',
  'TR',
  'RO',
  'HR',
  'SI',
  'SK',
  'BG',
  'RS',
  'UA',
  'IL',
  'EG',
  'KE',
  'NG',
  'MY',
  'TH',
  'ID',
  'PH',
  'VN',
  'TW',
  'PK',
  'BD',
  'AR',
  'BR',
];

/** True when `digits`, led by 0, are a national number of some country with that habit. */
export function isTrunkNational(digits: string): boolean {
  if (digits.length < 8 || digits.length > 12 || digits.charCodeAt(0) !== 48) return false;
  const national = digits.slice(1);
  for (const region of trunkRegions) {
    const plan = byRegion.get(region);
    // Germany's pattern admits nearly everything: at least eight digits there.
    if (plan && fits(plan, national) && (region !== 'DE' || national.length >= 8)) return true;
  }
  // Hungary dials 06 before national numbers; Italian landlines keep their 0.
  if (digits.charCodeAt(1) === 54 && fits(byRegion.get('HU') as Plan, digits.slice(2))) return true;
  return fits(byRegion.get('IT') as Plan, digits);
}

/**
 * Plans of all countries that have national numbers of so many digits. Longer ones, which Germany and
 * Austria have, are written with their trunk prefix.
 */
const byLength: readonly (readonly Plan[])[] = Array.from({ length: 12 }, (_, length) =>
  [...byRegion.values()].filter(({ lengths }) => ((lengths >> length) & 1) === 1),
);

/**
 * True when `digits` are a national number, without prefix, of some country. Most numbers of eight to
 * ten digits are: for places that speak of a telephone, and for what is written like one.
 */
export function isPlainNational(digits: string): boolean {
  return byLength[digits.length]?.some(({ pattern }) => pattern.test(digits)) ?? false;
}

/** North American: area and exchange begin with 2-9; N11 is no area. */
export function isNorthAmerican(chars: Uint8Array, from: number): boolean {
  if (chars[from] < 50 || chars[from + 3] < 50) return false;
  return !(chars[from + 1] === 49 && chars[from + 2] === 49);
}

/** A plus sign and a number of one of the countries with these calling codes. */
export function internationalPattern(codes: readonly number[]): RegExp {
  const alternatives = codes.flatMap((code) =>
    (byNumber[code] ?? []).map(({ source: pattern }) => `${code}(?:${pattern})`),
  );
  return new RegExp(`\\+(?:${alternatives.join('|')})`);
}
