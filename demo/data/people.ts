/**
 * Synthetic customers. Nobody real can be meant: names say that they are samples, addresses stand
 * under reserved domains (RFC 2606), card numbers carry the prefixes of the brands' test cards.
 */
import { Random } from './random.ts';

export interface Person {
  readonly number: number;
  readonly name: string;
  readonly email: string;
  /** Sixteen digits that pass Luhn. */
  readonly card: string;
  /** YYYY-MM-DD */
  readonly born: string;
  /** Cents. */
  readonly amount: number;
  readonly city: string;
  /** A JSON Web Token that slipped into the data, for a few. */
  readonly token: string | undefined;
}

const greek =
  'Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Sigma Tau Omega'.split(' ');
const cities = ['Harbour Town', 'Lock Bridge', 'North Sluice', 'Weir End'];
const domains = ['example.com', 'example.org', 'example.net'];
/** Prefixes of the test cards that Visa and Mastercard acquirers publish. */
const cardPrefixes = ['41111111', '40000000', '55555555'];
const card_digits = 16;
/** Every so many customers one carries a credential. */
const leakEvery = 5;

/** Endless customers, numbered from one. */
export function* people(seed: number): Generator<Person> {
  const random = new Random(seed);
  for (let number = 1; ; number++) yield person(number, random);
}

function person(number: number, random: Random): Person {
  const letter = random.pick(greek);
  return {
    number,
    name: `Sample ${letter} ${number}`,
    email: `${letter.toLowerCase()}.${number}@${random.pick(domains)}`,
    card: testCard(random),
    born: isoDate(random.whole(1950, 2005), random.whole(1, 12), random.whole(2, 28)),
    amount: random.whole(100, 99_999),
    city: random.pick(cities),
    token: number % leakEvery === 4 ? sampleToken(random) : undefined,
  };
}

function testCard(random: Random): string {
  const body = random.pick(cardPrefixes) + random.digits(card_digits - 9);
  return body + luhnDigit(body);
}

/** ISO/IEC 7812-1, annex B. */
function luhnDigit(body: string): number {
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body[body.length - 1 - i]) * (i % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return (10 - (sum % 10)) % 10;
}

function isoDate(year: number, month: number, day: number): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function sampleToken(random: Random): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signature = Buffer.from(random.digits(32)).toString('base64url');
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: 'sample', iat: 1_700_000_000 })}.${signature}`;
}
