/**
 * Values of each class. Check digits are not computed by the code under test: bodies are drawn and
 * completed until an independent validator accepts them, or are put together as the standard says.
 */
import { createHash } from 'node:crypto';
import stdnum from 'stdnum';
import { fullName, type Locale, streetLine, wholeAddress } from './people.ts';
import { alphanumeric, type Random } from './random.ts';

type Draw = (random: Random, locale: Locale) => string;
type Library = Record<string, Record<string, { validate(text: string): { isValid: boolean } }>>;
const library = stdnum.stdnum as unknown as Library;

/** Completes drawn bodies with check characters until the library accepts. */
function valid(
  country: string,
  name: string,
  body: Draw,
  checks: number,
  alphabet = '0123456789',
): Draw {
  const validator = library[country][name];
  return (random, locale) => {
    for (;;) {
      const start = body(random, locale);
      const count = alphabet.length ** checks;
      const from = random.int(0, count - 1);
      for (let step = 0; step < count; step += 1) {
        let rest = (from + step) % count;
        let tail = '';
        for (let at = 0; at < checks; at += 1) {
          tail = alphabet[rest % alphabet.length] + tail;
          rest = Math.floor(rest / alphabet.length);
        }
        // The library takes 98 and 99 for check numbers of Belgium, which 97 less a remainder never is.
        if (country === 'BE' && tail > '97') continue;
        if (validator.validate(start + tail).isValid) return start + tail;
      }
    }
  };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function birthday(random: Random): Day {
  return { year: random.int(1940, 1999), month: random.int(1, 12), day: random.int(1, 28) };
}

function yymmdd(random: Random): string {
  const { year, month, day } = birthday(random);
  return two(year % 100) + two(month) + two(day);
}

function ddmmyy(random: Random): string {
  const { year, month, day } = birthday(random);
  return two(day) + two(month) + two(year % 100);
}

/** Puts separators into a number: `split('12345', '2-3')` is `12-345`. */
export function split(text: string, layout: string): string {
  let at = 0;
  return layout.replace(/\d+/g, (count) => {
    const part = text.slice(at, at + Number(count));
    at += Number(count);
    return part;
  });
}

/** In one of several layouts; '' leaves the number as it is. */
function laid(draw: Draw, ...layouts: string[]): Draw {
  return (random, locale) => {
    const layout = random.pick(layouts);
    const text = draw(random, locale);
    return layout === '' ? text : split(text, layout);
  };
}

function luhnDigit(body: string): string {
  let sum = 0;
  for (let at = body.length - 1, twice = true; at >= 0; at -= 1, twice = !twice) {
    const digit = Number(body[at]) * (twice ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return String((10 - (sum % 10)) % 10);
}

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

const ssn: Draw = (random) => {
  let area = random.int(1, 899);
  if (area === 666) area = 667;
  return (
    String(area).padStart(3, '0') +
    two(random.int(1, 99)) +
    String(random.int(1, 9999)).padStart(4, '0')
  );
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

function nhs(random: Random): string {
  for (;;) {
    const body = random.form('%########');
    const sum = [...body].reduce((total, digit, place) => total + Number(digit) * (10 - place), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) return `${body}${check}`;
  }
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

const nirBody: Draw = (random) => {
  const { year, month } = birthday(random);
  return `${random.int(1, 2)}${two(year % 100)}${two(month)}${two(random.int(1, 95))}${random.form('%##')}${random.form('%##')}`;
};

const codiceBody: Draw = (random) =>
  `${random.chars(6, 'BCDFGLMNRST')}${two(random.int(40, 99))}${random.pick([...'ABCDEHLMPRST'])}${two(random.int(1, 28))}${random.pick(['H501', 'F205', 'A944', 'D612', 'L219', 'F839'])}`;

const curpBody: Draw = (random) =>
  `${random.pick(['GOMA', 'HEGL', 'LOPJ', 'RAMC'])}${yymmdd(random)}${random.pick(['H', 'M'])}${random.pick(['DF', 'JC', 'NL', 'VZ'])}${random.chars(3, 'BCDFGHJKLMNPQRSTVWXYZ')}0`;

const cnBody: Draw = (random) => {
  const { year, month, day } = birthday(random);
  return `${random.pick(['110105', '310104', '440106', '360426'])}${year}${two(month)}${two(day)}${random.digits(3)}`;
};

function medicareNumber(random: Random): string {
  const body = random.pick(['2', '3', '4', '5', '6']) + random.digits(7);
  const weights = [1, 3, 7, 9, 1, 3, 7, 9];
  const sum = weights.reduce((total, weight, place) => total + weight * Number(body[place]), 0);
  return `${body}${sum % 10}${random.int(1, 9)}`;
}

function myNumber(random: Random): string {
  const body = random.form('%##########');
  const sum = [...body].reverse().reduce((total, digit, place) => {
    return total + Number(digit) * (place < 6 ? place + 2 : place - 4);
  }, 0);
  const rest = sum % 11;
  return `${body}${rest <= 1 ? 0 : 11 - rest}`;
}

function nric(random: Random): string {
  const series = random.pick(['S', 'T', 'F', 'G']);
  const body = random.digits(7);
  const weights = [2, 7, 6, 5, 4, 3, 2];
  const start = series === 'T' || series === 'G' ? 4 : 0;
  const sum = weights.reduce((total, weight, place) => total + weight * Number(body[place]), start);
  const table = series === 'S' || series === 'T' ? 'JZIHGFEDCBA' : 'XWUTRQPNMLK';
  return `${series}${body}${table[sum % 11]}`;
}

/** A drawn value of each class, by class. */
export const values: Readonly<Record<string, Draw>> = {
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
  'pii.ssn': laid(ssn, '3-2-4', '3-2-4', '3 2 4'),
  'pii.id.us_itin': laid(
    (random) => `9${random.digits(2)}${random.int(70, 88)}${random.digits(4)}`,
    '3-2-4',
  ),
  'pii.id.gb_nino': laid(
    (random) =>
      random.form(
        `${random.pick(['AB', 'CE', 'HK', 'JM', 'PW'])}######${random.pick(['A', 'B', 'C', 'D'])}`,
      ),
    '',
    '2 2 2 2 1',
  ),
  'pii.id.gb_nhs': laid(nhs, '3 3 4', ''),
  'pii.id.de': laid(
    valid(
      'DE',
      'idnr',
      (random) => {
        const [first, ...rest] = shuffled(random, [...'123456789']);
        return [first, ...rest.slice(0, 8), rest[random.int(0, 7)]].join('');
      },
      1,
    ),
    '',
    '2 3 3 3',
  ),
  'pii.id.fr': laid(valid('FR', 'nir', nirBody, 2), '', '1 2 2 2 3 3 2'),
  'pii.id.es_dni': laid(
    valid('ES', 'dni', (random) => random.digits(8), 1, 'TRWAGMYFPDXBNJZSQVHLCKE'),
    '',
    '8-1',
  ),
  'pii.id.es_nie': laid(
    valid(
      'ES',
      'nie',
      (random) => random.pick(['X', 'Y', 'Z']) + random.digits(7),
      1,
      'TRWAGMYFPDXBNJZSQVHLCKE',
    ),
    '',
    '1-7-1',
  ),
  'pii.id.it': valid('IT', 'codicefiscale', codiceBody, 1, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
  'pii.id.nl': valid('NL', 'bsn', (random) => random.form('%#######'), 1),
  'pii.id.be': laid(
    valid('BE', 'nn', (random) => yymmdd(random) + two(random.int(1, 9)) + random.int(1, 9), 2),
    '2.2.2-3.2',
    '',
  ),
  'pii.id.pl': valid('PL', 'pesel', (random) => yymmdd(random) + random.digits(4), 1),
  'pii.id.pt': valid('PT', 'nif', (random) => random.pick(['1', '2', '5']) + random.digits(7), 1),
  'pii.id.se': laid(
    valid('SE', 'personnummer', (random) => `${yymmdd(random)}-${random.form('%##')}`, 1),
    '',
  ),
  'pii.id.fi': valid(
    'FI',
    'hetu',
    (random) => `${ddmmyy(random)}-${random.form('%##')}`,
    1,
    '0123456789ABCDEFHJKLMNPRSTUVWXY',
  ),
  'pii.id.dk': laid(
    valid('DK', 'cpr', (random) => ddmmyy(random) + random.form('%##'), 1),
    '6-4',
  ),
  'pii.id.no': laid(
    valid('NO', 'fodselsnummer', (random) => ddmmyy(random) + random.form('%##'), 2),
    '',
    '6 5',
  ),
  'pii.id.ch': laid(
    valid('CH', 'ssn', (random) => `756${random.digits(9)}`, 1),
    '3.4.4.2',
    '',
  ),
  'pii.id.br_cpf': laid(
    valid('BR', 'cpf', (random) => random.digits(9), 2),
    '3.3.3-2',
    '3.3.3-2',
    '',
  ),
  'pii.id.br_cnpj': laid(
    valid('BR', 'cnpj', (random) => `${random.digits(8)}0001`, 2),
    '2.3.3/4-2',
    '',
  ),
  'pii.id.mx': valid('MX', 'curp', curpBody, 1),
  'pii.id.in_aadhaar': laid(
    valid('IN', 'aadhaar', (random) => random.pick(['2', '5', '8']) + random.digits(10), 1),
    '4 4 4',
    '',
  ),
  'pii.id.in_pan': (random) => random.form(`???P?####?`),
  'pii.id.ca': laid(
    valid('CA', 'sin', (random) => random.pick(['1', '4', '7']) + random.digits(7), 1),
    '3-3-3',
    '3 3 3',
    '',
  ),
  'pii.id.au_tfn': laid(
    valid('AU', 'tfn', (random) => random.form('%#######'), 1),
    '3 3 3',
    '',
  ),
  'pii.id.au_medicare': laid(medicareNumber, '4 5 1', ''),
  'pii.id.cn': valid('CN', 'ric', cnBody, 1, '0123456789X'),
  'pii.id.jp': laid(myNumber, '4-4-4', ''),
  'pii.id.kr': laid((random) => `${yymmdd(random)}${random.int(1, 2)}${random.digits(6)}`, '6-7'),
  'pii.id.sg': nric,
  'pii.id.za': valid('ZA', 'idnr', (random) => `${yymmdd(random)}${random.digits(4)}08`, 1),
  'pii.id.tr': valid('TR', 'tckimlik', (random) => random.form('%########'), 2),
  'pii.passport': (random) =>
    random.form(random.pick(['?########', '#########', 'C01X##T##', '??#######'])),
  'pii.driver_license': (random) =>
    random.form(random.pick(['?#######', '?###-####-####', '########'])),
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

function shuffled<T>(random: Random, list: T[]): T[] {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = random.int(0, at);
    [list[at], list[other]] = [list[other], list[at]];
  }
  return list;
}
