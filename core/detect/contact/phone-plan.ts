/**
 * Numbering plans (ITU-T E.164) from the metadata of libphonenumber: for each country code the
 * lengths and the pattern of national numbers, ready for quick checks. The library's own parser does
 * the same and more, at a hundred times the cost.
 */
import metadata from 'libphonenumber-js/min/metadata';

interface Plan {
  readonly region: string;
  /** Bit n: national numbers of n digits exist. */
  readonly lengths: number;
  readonly pattern: RegExp;
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
    pattern: new RegExp(`^(?:${entry[2]})$`),
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

/** True when `digits`, which follow a plus sign or an international prefix, are a number somewhere. */
export function isInternational(digits: string): boolean {
  if (digits.length < 7 || digits.length > 15) return false;
  for (let length = 1; length <= 3; length += 1) {
    const plans = byCode.get(digits.slice(0, length));
    if (plans) {
      const national = digits.slice(length);
      // Written `+44 (0)20 ...`, the trunk prefix stands where it is never dialled.
      return plans.some(
        (plan) =>
          fits(plan, national) ||
          (plan.trunk !== '' &&
            national.startsWith(plan.trunk) &&
            fits(plan, national.slice(plan.trunk.length))),
      );
    }
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
  // Italian landlines keep their 0.
  return fits(byRegion.get('IT') as Plan, digits);
}

/** Countries whose numbers are written without any prefix, for fields and words that name a phone. */
const plainRegions = [
  'US',
  'ES',
  'PT',
  'IT',
  'PL',
  'DK',
  'NO',
  'CZ',
  'GR',
  'HU',
  'MX',
  'BR',
  'IN',
  'CN',
  'SG',
  'HK',
  'SA',
  'AE',
  'CL',
  'CO',
  'PE',
  'LU',
  'EE',
  'LV',
  'LT',
];

/** True when `digits` are a national number, without prefix, of some country. */
export function isPlainNational(digits: string): boolean {
  return plainRegions.some((region) => fits(byRegion.get(region) as Plan, digits));
}

/** North American: area and exchange begin with 2-9; N11 is no area. */
export function isNorthAmerican(chars: Uint8Array, from: number): boolean {
  if (chars[from] < 50 || chars[from + 3] < 50) return false;
  return !(chars[from + 1] === 49 && chars[from + 2] === 49);
}
