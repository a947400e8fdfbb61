/**
 * Values of each class. Check digits are not computed by the code under test: bodies are drawn and
 * completed until an independent validator accepts them, or are put together as the standard says.
 */
import { createHash } from 'node:crypto';
import { birthday, type Draw, luhnDigit, split, two } from './drawing.ts';
import { identifierValues } from './identifiers.ts';
import { fullName, streetLine, wholeAddress } from './people.ts';
import { alphanumeric, type Random } from './random.ts';

const cards: readonly (readonly [prefix: string, length: number, layout: string])[] = [
  ['4', 16, '4 4 4 4'],
  ['51', 16, '4 4 4 4'],
  ['5425', 16, '4-4-4-4'],
  ['2221', 16, '4 4 4 4'],
  ['34', 15, '4 6 5'],
  ['37', 15, '4 6 5'],
  ['6011', 16, '4-4-4-4'],
  ['65', 16, '4 4 4 4'],
  ['3530', 16, '4 4 4 4'],
  ['36', 14, '4 6 4'],
  ['62', 16, '4 4 4 4'],
];

const pan: Draw = (random) => {
  const [prefix, length, layout] = random.pick(cards);
  const body = prefix + random.digits(length - 1 - prefix.length);
  const number = body + luhnDigit(body);
  return random.chance(0.4) ? split(number, layout) : number;
};

const ibans: readonly (readonly [country: string, form: string])[] = [
  ['DE', '##################'],
  ['GB', 'NWBK##############'],
  ['FR', '#######################'],
  ['ES', '####################'],
  ['NL', 'ABNA##########'],
  ['CH', '#################'],
  ['PL', '########################'],
  ['AT', '################'],
  ['BE', '############'],
  ['PT', '#####################'],
];

const iban: Draw = (random) => {
  const [country, form] = random.pick(ibans);
  const body = random.form(form);
  const digits = `${body}${country}00`.replace(/[A-Z]/g, (char) => String(char.charCodeAt(0) - 55));
  const check = two(98 - Number(BigInt(digits) % 97n));
  const whole = country + check + body;
  return random.chance(0.5) ? whole.replace(/(.{4})(?=.)/g, '$1 ') : whole;
};

const email: Draw = (random, locale) => {
  const plain = (text: string): string =>
    text
      .normalize('NFKD')
      .replace(/[^A-Za-z]/g, '')
      .toLowerCase();
  const [given, family] = [plain(random.pick(locale.given)), plain(random.pick(locale.family))];
  const host = random.pick([
    'example.com',
    'mail.example.org',
    'uni-x.edu',
    'firma.de',
    'correo.es',
    'xn--mnchen-3ya.de',
    'acme.co.uk',
  ]);
  const local = random.pick([
    `${given}.${family}`,
    `${given[0]}${family}`,
    `${given}_${random.int(1, 99)}`,
    `${family}+news`,
    given,
  ]);
  return `${local}@${host}`;
};

const ipv4: Draw = (random) =>
  `${random.pick([10, 172, 192, 203, 84, 151, 31])}.${random.int(16, 254)}.${random.int(0, 254)}.${random.int(65, 254)}`;
const ipv6: Draw = (random) =>
  random
    .pick(['2001:db8:&&&&:&&&&::&&&&', 'fe80::&&&&:&&ff:fe&&:&&&&', '2a02:&&&:&&&&:1::1'])
    .replace(/&/g, () => random.form('&'));

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

const bitcoin: Draw = (random) => {
  const payload = Buffer.from(`${random.pick(['00', '05'])}${random.form('&'.repeat(40))}`, 'hex');
  const hash = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
  const whole = Buffer.concat([payload, hash(hash(payload)).subarray(0, 4)]);
  let value = BigInt(`0x${whole.toString('hex')}`);
  let text = '';
  while (value > 0n) {
    text = base58[Number(value % 58n)] + text;
    value /= 58n;
  }
  for (const byte of whole) {
    if (byte !== 0) break;
    text = `1${text}`;
  }
  return text;
};

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const jwt: Draw = (random) =>
  `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: random.digits(8), iat: random.int(1.6e9, 1.8e9) })}.${random.chars(43, alphanumeric)}`;

const privateKey: Draw = (random) => {
  const lines = Array.from({ length: 6 }, () => random.chars(64, `${alphanumeric}+/`));
  const kind = random.pick(['RSA ', 'EC ', '']);
  return [`-----BEGIN ${kind}PRIVATE KEY-----`, ...lines, `-----END ${kind}PRIVATE KEY-----`].join(
    '\n',
  );
};

function npi(random: Random): string {
  const body = random.pick(['1', '2']) + random.digits(8);
  return body + luhnDigit(`80840${body}`);
}

function dea(random: Random): string {
  const digits = random.digits(6);
  const at = (place: number): number => Number(digits[place]);
  const sum = at(0) + at(2) + at(4) + 2 * (at(1) + at(3) + at(5));
  return `${random.pick(['A', 'B', 'F', 'M'])}${random.form('?')}${digits}${sum % 10}`;
}

function aba(random: Random): string {
  const body = random.pick(['0', '1', '2', '3']) + random.pick(['1', '2']) + random.digits(6);
  const weights = [3, 7, 1, 3, 7, 1, 3, 7];
  const sum = weights.reduce((total, weight, place) => total + weight * Number(body[place]), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

function dob(random: Random): string {
  const { year, month, day } = birthday(random);
  return random.pick([
    `${year}-${two(month)}-${two(day)}`,
    `${two(day)}/${two(month)}/${year}`,
    `${two(day)}.${two(month)}.${year}`,
    `${two(month)}/${two(day)}/${year}`,
  ]);
}

/** A drawn value of each class, by class. */
export const values: Readonly<Record<string, Draw>> = {
  ...identifierValues,
  'pii.email': email,
  'pii.phone': (random, locale) => random.form(random.pick(locale.phones)),
  'pii.name': fullName,
  'pii.address': (random, locale) =>
    (random.chance(0.5) ? streetLine : wholeAddress)(random, locale),
  'pii.dob': dob,
  'pii.gender': (random, locale) => random.pick(locale.gender),
  'pii.geo': (random) => `${random.int(-60, 60)}.${random.digits(6)}`,
  'pii.username': (random, locale) =>
    `${random
      .pick(locale.given)
      .normalize('NFKD')
      .replace(/[^A-Za-z]/g, '')
      .toLowerCase()}${random.int(1, 999)}`,
  'net.ip': (random, locale) => (random.chance(0.7) ? ipv4 : ipv6)(random, locale),
  'net.mac': (random) =>
    random.pick(['&&:&&:&&:&&:&&:&&', '&&-&&-&&-&&-&&-&&']).replace(/&/g, () => random.form('&')),
  'pci.pan': pan,
  'pci.cvv': (random) => random.form(random.chance(0.8) ? '###' : '####'),
  'pci.expiry': (random) =>
    `${two(random.int(1, 12))}/${random.chance(0.5) ? '' : '20'}${random.int(26, 34)}`,
  'pci.track': (random) => {
    const body = `4${random.digits(14)}`;
    return `;${body}${luhnDigit(body)}=${random.int(26, 34)}${two(random.int(1, 12))}101${random.digits(10)}?`;
  },
  'fin.iban': iban,
  'fin.bic': (random) =>
    `${random.form('????')}${random.pick(['DE', 'FR', 'GB', 'US', 'NL', 'CH'])}${random.form('??')}${random.chance(0.5) ? 'XXX' : ''}`,
  'fin.aba': aba,
  'fin.account': (random) => random.digits(random.int(8, 12)),
  'fin.crypto': bitcoin,
  'med.mrn': (random) => random.form(random.pick(['MRN-######', '########', '?#######'])),
  'med.npi': npi,
  'med.dea': dea,
  'med.icd10': (random) =>
    random.pick(['E11.9', 'J45.909', 'I10', 'S72.001A', 'M54.5', 'F41.1', 'Z79.4']),
  'secret.aws_key_id': (random) => `AKIA${random.chars(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
  'secret.aws_secret': (random) => random.chars(40, `${alphanumeric}+/`),
  'secret.github': (random) => `ghp_${random.chars(36, alphanumeric)}`,
  'secret.google_api': (random) => `AIza${random.chars(35, `${alphanumeric}-_`)}`,
  'secret.slack': (random) =>
    `xoxb-${random.digits(12)}-${random.digits(13)}-${random.chars(24, alphanumeric)}`,
  'secret.stripe': (random) => `sk_live_${random.chars(24, alphanumeric)}`,
  'secret.jwt': jwt,
  'secret.private_key': privateKey,
  'secret.url_password': (random) => random.chars(random.int(8, 14), alphanumeric),
  'secret.auth_header': (random) => random.chars(40, alphanumeric),
  'secret.password': (random) =>
    random.pick(['hunter2!', 'Tr0ub4dor&3', 'S0mmer2024', 'letmein99']) + random.int(1, 99),
  'secret.hash': (random) => `$2b$12$${random.chars(53, `${alphanumeric}./`)}`,
  'secret.generic': (random) => random.chars(32, alphanumeric),
};
