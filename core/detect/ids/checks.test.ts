/**
 * Our check digits against an independent library: both must say the same of published numbers and
 * of thousands of neighbours of theirs.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import stdnum from 'stdnum';
import { isResidentId } from './asia.ts';
import { isTfn } from './au.ts';
import { isRijksregister } from './be.ts';
import { isCnpj, isCpf } from './br.ts';
import { isSin } from './ca.ts';
import { isAhv } from './ch.ts';
import { isSteuerId } from './de.ts';
import { isDni, isNie } from './es.ts';
import { isNir } from './fr.ts';
import { isNino } from './gb.ts';
import { isAadhaar } from './in.ts';
import { isCodiceFiscale } from './it.ts';
import { isCurp } from './mx.ts';
import { isBsn } from './nl.ts';
import { isFodselsnummer, isHetu, isPersonnummer } from './nordic.ts';
import { isPesel } from './pl.ts';
import { isNif } from './pt.ts';
import { isTckn } from './tr.ts';
import { isIdentityNumber } from './za.ts';

type Check = (chars: Uint8Array, length: number) => boolean;
type Library = Record<string, Record<string, { validate(text: string): { isValid: boolean } }>>;

const library = stdnum.stdnum as unknown as Library;
const alphabet = [...'0123456789'];

interface Pair {
  readonly name: string;
  readonly check: Check;
  readonly country: string;
  readonly validator: string;
  /** A number that both accept. */
  readonly sample: string;
  /** We ask for more than the library: ranges, dates, digits that must repeat. */
  readonly stricter?: true;
}

const pairs: readonly Pair[] = [
  {
    name: 'DE',
    check: isSteuerId,
    country: 'DE',
    validator: 'idnr',
    sample: '36574261809',
    stricter: true,
  },
  { name: 'ES DNI', check: isDni, country: 'ES', validator: 'dni', sample: '54362315K' },
  { name: 'ES NIE', check: isNie, country: 'ES', validator: 'nie', sample: 'X2482300W' },
  {
    name: 'FR',
    check: isNir,
    country: 'FR',
    validator: 'nir',
    sample: '295109912611193',
    stricter: true,
  },
  {
    name: 'IT',
    check: isCodiceFiscale,
    country: 'IT',
    validator: 'codicefiscale',
    sample: 'RCCMNL83S18D969H',
    stricter: true,
  },
  { name: 'NL', check: isBsn, country: 'NL', validator: 'bsn', sample: '111222333' },
  {
    name: 'BE',
    check: isRijksregister,
    country: 'BE',
    validator: 'nn',
    sample: '88022999990',
    stricter: true,
  },
  {
    name: 'PL',
    check: isPesel,
    country: 'PL',
    validator: 'pesel',
    sample: '44051401359',
    stricter: true,
  },
  {
    name: 'PT',
    check: isNif,
    country: 'PT',
    validator: 'nif',
    sample: '501964843',
    stricter: true,
  },
  {
    name: 'SE',
    check: isPersonnummer,
    country: 'SE',
    validator: 'personnummer',
    sample: '880320-0016',
    stricter: true,
  },
  { name: 'FI', check: isHetu, country: 'FI', validator: 'hetu', sample: '131052-308T' },
  {
    name: 'NO',
    check: isFodselsnummer,
    country: 'NO',
    validator: 'fodselsnummer',
    sample: '15108695088',
  },
  { name: 'CH', check: isAhv, country: 'CH', validator: 'ssn', sample: '7569217076985' },
  { name: 'BR CPF', check: isCpf, country: 'BR', validator: 'cpf', sample: '39053344705' },
  { name: 'BR CNPJ', check: isCnpj, country: 'BR', validator: 'cnpj', sample: '16727230000197' },
  { name: 'MX', check: isCurp, country: 'MX', validator: 'curp', sample: 'BOXW310820HNERXN09' },
  { name: 'IN', check: isAadhaar, country: 'IN', validator: 'aadhaar', sample: '234123412346' },
  {
    name: 'CA',
    check: isSin,
    country: 'CA',
    validator: 'sin',
    sample: '123456782',
    stricter: true,
  },
  { name: 'AU', check: isTfn, country: 'AU', validator: 'tfn', sample: '123456782' },
  {
    name: 'CN',
    check: isResidentId,
    country: 'CN',
    validator: 'ric',
    sample: '360426199101010071',
    stricter: true,
  },
  {
    name: 'ZA',
    check: isIdentityNumber,
    country: 'ZA',
    validator: 'idnr',
    sample: '7503305044089',
  },
  { name: 'TR', check: isTckn, country: 'TR', validator: 'tckimlik', sample: '17291716060' },
  { name: 'GB', check: isNino, country: 'GB', validator: 'nino', sample: 'HH012345D' },
];

/** A number near `sample`: up to three digits replaced. */
function near(sample: string): fc.Arbitrary<string> {
  const places = Array.from(sample, (_, at) => at).filter(
    (at) => sample[at] >= '0' && sample[at] <= '9',
  );
  const change = fc.tuple(fc.constantFrom(...places), fc.constantFrom(...alphabet));
  return fc.array(change, { maxLength: 3 }).map((changes) => {
    const chars = [...sample];
    for (const [place, digit] of changes) chars[place] = digit;
    return chars.join('');
  });
}

for (const { name, check, country, validator, sample, stricter } of pairs) {
  test(`${name}: check digits as another library has them`, () => {
    const ours = (text: string): boolean => {
      const plain = text.replace('-', '');
      return check(Buffer.from(plain, 'latin1'), plain.length);
    };
    const theirs = (text: string): boolean => library[country][validator].validate(text).isValid;
    assert.equal(ours(sample), true);
    fc.assert(
      fc.property(near(sample), (text) => {
        if (stricter) assert.ok(!ours(text) || theirs(text), text);
        else assert.equal(ours(text), theirs(text), text);
      }),
      { seed: 20261124, numRuns: 3000 },
    );
  });
}
