/** Identifiers of persons, as the authorities of each country build them. */
import { birthday, type Draw, ddmmyy, laid, shuffled, two, valid, yymmdd } from './drawing.ts';
import type { Random } from './random.ts';

const ssn: Draw = (random) => {
  let area = random.int(1, 899);
  if (area === 666) area = 667;
  return (
    String(area).padStart(3, '0') +
    two(random.int(1, 99)) +
    String(random.int(1, 9999)).padStart(4, '0')
  );
};

function nhs(random: Random): string {
  for (;;) {
    const body = random.form('%########');
    const sum = [...body].reduce((total, digit, place) => total + Number(digit) * (10 - place), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) return `${body}${check}`;
  }
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

export const identifierValues: Readonly<Record<string, Draw>> = {
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
};
