/** Pieces of texts that are dense with values, or with what looks like them, drawn from a seed. */
import { builtins } from '../../core/detect/index.ts';

type Random = () => number;
/** Makes the piece of a number; pieces are written one behind the other. */
type Pieces = (random: Random) => (at: number) => string;

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const numerals = '0123456789';
const base64 = `${upper}${lower}${numerals}+/`;

function drawn(random: Random, alphabet: string, length: number): string {
  let text = '';
  for (let i = 0; i < length; i += 1) text += alphabet[Math.floor(random() * alphabet.length)];
  return text;
}

const digits = (random: Random, length: number): string => drawn(random, numerals, length);

function luhn(number: string): string {
  let sum = 0;
  for (let i = 0; i < number.length; i += 1) {
    const digit = Number(number[number.length - 1 - i]) * (i % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return number + ((10 - (sum % 10)) % 10);
}

const card = (random: Random): string => luhn(`4${digits(random, 14)}`);

/** IBAN of Germany with its check digits, ISO 13616. */
function iban(random: Random): string {
  const account = digits(random, 18);
  const check = 98n - (BigInt(`${account}131400`) % 97n);
  return `DE${check.toString().padStart(2, '0')}${account}`;
}

const words = [
  ...new Set(builtins.flatMap(({ fields = [], keywords = [] }) => [...fields, ...keywords])),
].map((word) => word.replace(/^[*+$]/, ''));

const word = (random: Random): string => words[Math.floor(random() * words.length)];
const quoted = (random: Random): string => JSON.stringify(drawn(random, `${lower} "\\`, 12));

/** One piece over and over. */
const same =
  (piece: string): Pieces =>
  () =>
  () =>
    piece;

export const hostileTexts: Readonly<Record<string, Pieces>> = {
  'digit run': (random) => () => digits(random, 40),
  'digits apart': (random) => () => `${digits(random, 1)} `,
  'groups of 4': (random) => () => `${digits(random, 4)} `,
  'groups of 9': (random) => () => `${digits(random, 9)} `,
  'groups of 10': (random) => () => `${digits(random, 10)} `,
  'groups of 11': (random) => () => `${digits(random, 11)} `,
  'groups of 16': (random) => () => `${digits(random, 16)} `,
  'groups with hyphens': (random) => () => `${digits(random, 3)}-${digits(random, 2)}-`,
  'groups with dots': (random) => () => `${digits(random, 3)}.`,
  dates: (random) => () => `19${digits(random, 2)}-0${1 + Math.floor(random() * 9)}-11 `,
  'dates behind a word': (random) => () =>
    `born 0${1 + Math.floor(random() * 9)}/11/19${digits(random, 2)} `,
  '@ run': same('a@'),
  '@@': same('@'),
  'addresses in a list': (random) => () =>
    `${drawn(random, lower, 1)}@${drawn(random, lower, 1)}.c,`,
  'e-mail addresses': (random) => () => `u${digits(random, 4)}@ex${digits(random, 2)}.com `,
  'e-mail in brackets': (random) => () => `J D <j${digits(random, 3)}@ex.com>; `,
  'almost e-mail': (random) => () => `${drawn(random, lower, 6)}@${drawn(random, lower, 8)} `,
  'valid cards': (random) => () => `${card(random)} `,
  'cards in groups': (random) => () => card(random).replace(/(....)/g, '$1 '),
  'near cards': (random) => () => `4${digits(random, 15)},`,
  telephones: (random) => () => `+49 30 ${digits(random, 7)} `,
  'national telephones': (random) => () => `(0${digits(random, 3)}) ${digits(random, 6)} `,
  'american telephones': (random) => () => `(415) 555-${digits(random, 4)}, `,
  'plus signs': (random) => () => `+${digits(random, 2)} `,
  'valid IBANs': (random) => () => `${iban(random)} `,
  'near IBANs': (random) => () =>
    `DE${digits(random, 2)} ${digits(random, 4)} ${digits(random, 4)} `,
  ssn: (random) => () => `5${digits(random, 2)}-45-6${digits(random, 3)} `,
  ipv4: (random) => () => `10.${digits(random, 2)}.1.${digits(random, 2)} `,
  ipv6: (random) => () => `2001:db8::${digits(random, 3)}:${digits(random, 2)} `,
  'hex colons': (random) => () => `${drawn(random, '0123456789abcdef', 2)}:`,
  mac: (random) => () => `00:1b:44:${digits(random, 2)}:3a:${digits(random, 2)} `,
  uuid: (random) => () =>
    `${drawn(random, '0123456789abcdef', 8)}-${digits(random, 4)}-4${digits(random, 3)}-8${digits(random, 3)}-${digits(random, 12)} `,
  'base64 run': (random) => () => drawn(random, base64, 64),
  'base64 words': (random) => () => `${drawn(random, base64, 20)} `,
  'base64 of text': (random) => () =>
    `${Buffer.from(`user ${digits(random, 9)}`).toString('base64')} `,
  'base64 of base64': (random) => () =>
    `${Buffer.from(Buffer.from(`mail u${digits(random, 6)}@ex.com`).toString('base64')).toString('base64')} `,
  'hex words': (random) => () => `${drawn(random, '0123456789abcdef', 16)} `,
  'hex of text': (random) => () => `${Buffer.from(`user ${digits(random, 9)}`).toString('hex')} `,
  jwt: (random) => () => `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${drawn(random, base64, 12)} `,
  'heads of jwt': (random) => () => `eyJ${drawn(random, lower, 12)}. `,
  'password=': (random) => () => `password=${digits(random, 8)} `,
  'password= alone': same('password='),
  'password: words': (random) => () => `password: ${drawn(random, lower, 6)} `,
  'token: drawn': (random) => () => `token: ${drawn(random, lower + numerals, 24)}, `,
  'names of secrets, quoted': (random) => () => `"api_key": ${quoted(random)}, `,
  'names of secrets, varied': (random) => () =>
    `${drawn(random, lower, 3)}_secret${digits(random, 2)}=${drawn(random, lower + numerals, 9)};`,
  'Authorization:': (random) => () =>
    `Authorization: Bearer ${drawn(random, lower + numerals, 20)}\n`,
  'basic credentials': (random) => () =>
    `Basic ${Buffer.from(`u${digits(random, 3)}:pw${digits(random, 3)}`).toString('base64')} `,
  'URLs with passwords': (random) => () => `http://u:p${digits(random, 3)}@h.io/ `,
  'statements of SQL': (random) => () => `IDENTIFIED BY 'p${digits(random, 5)}' `,
  'colons and equals': (random) => () => `${drawn(random, lower, 1)}:${drawn(random, lower, 1)}=`,
  'names and values': (random) => () => `${drawn(random, lower, 6)}=${digits(random, 6)}&`,
  'tags of names': (random) => () => `<password>${drawn(random, lower, 5)}</password>`,
  'tokens of providers': (random) => () => `ghp_${drawn(random, lower + numerals, 36)} `,
  'begins of tokens': (random) => () =>
    `sk-${drawn(random, lower, 3)} ghp_${drawn(random, lower, 4)} `,
  'ids of keys': (random) => () => `AKIA${drawn(random, 'ABCDEFGH234567', 16)} `,
  'private keys': same('-----BEGIN PRIVATE KEY-----'),
  'short codes': (random) => () =>
    `${drawn(random, lower, 1)}${digits(random, 1)}${drawn(random, lower, 1)}${digits(random, 2)} `,
  'codes of 8': (random) => () => `${drawn(random, lower + numerals, 8)} `,
  'codes of 16': (random) => () => `${drawn(random, lower + numerals, 16)} `,
  'capital codes of 8': (random) => () => `${drawn(random, upper + numerals, 8)} `,
  'capital codes of 10': (random) => () =>
    `${drawn(random, upper, 5)}${digits(random, 4)}${drawn(random, upper, 1)} `,
  'mixed codes of 16': (random) => () => `${drawn(random, upper + lower + numerals, 16)} `,
  'codes with hyphens': (random) => () => `${digits(random, 3)}ab${digits(random, 4)}-`,
  'crypto addresses': (random) => () => `0x${drawn(random, '0123456789abcdefABCDEF', 40)} `,
  'base58 words': (random) => () => `1${drawn(random, upper + lower + numerals, 33)} `,
  'key words': (random) => () => `${word(random)} `,
  'key words and numbers': (random) => () => `${word(random)} ${digits(random, 9)} `,
  'key words and codes': (random) => () =>
    `${word(random)}: ${drawn(random, upper, 2)}${digits(random, 7)}\n`,
  'percent-encoding': (random) => () => `%${31 + Math.floor(random() * 9)}`,
  'percent-encoded addresses': (random) => () => `u${digits(random, 3)}%40ex.com&`,
  entities: (random) => () => `&#${48 + Math.floor(random() * 10)};`,
  'named entities': same('&commat;&period;'),
  'backslash escapes': (random) => () => `\\u003${digits(random, 1)}`,
  'escaped quotes': (random) => () => `\\"${drawn(random, lower, 2)}\\"`,
  'full-width digits': (random) => () => String.fromCharCode(0xff10 + Math.floor(random() * 10)),
  'invisible characters': (random) => () => `${digits(random, 1)}\u200b`,
  'accented words': (random) => () => `n\u00famero ${digits(random, 9)} `,
  'look-alikes': (random) => () => `\u0440\u0430ssw\u043erd ${digits(random, 5)} `,
  'Han and numbers': (random) => () => `\u8eab\u4efd\u8bc1\u53f7 ${digits(random, 9)} `,
  'pairs, quoted': (random) => () => `"k${digits(random, 3)}" = "v${digits(random, 5)}" `,
  'JSON in text': (random) => () => `{"id":${digits(random, 5)},"t":"${drawn(random, lower, 4)}"} `,
  'lines of customers': (random) => () =>
    `${digits(random, 5)},Jo Ann,u${digits(random, 3)}@ex.com,+1 415 555 0${digits(random, 3)},${card(random)}\n`,
  'lines of logs': (random) => () =>
    `2024-01-${10 + Math.floor(random() * 19)}T10:11:12Z INFO user=u${digits(random, 4)} ip=10.1.${digits(random, 2)}.7 took ${digits(random, 3)} ms\n`,
};

/** JSON that is made to cost by its structure. */
export const hostileJson: Readonly<Record<string, (random: Random, size: number) => string>> = {
  'deep lists': (_random, size) => `[${filled(`${'['.repeat(900)}${']'.repeat(900)},`, size)}1]`,
  'deep objects': (_random, size) =>
    `[${filled(`${'{"a":'.repeat(200)}1${'}'.repeat(200)},`, size)}1]`,
  'long keys': (random, size) => members(size, () => [drawn(random, lower, 900), 1]),
  'many keys': (random, size) => members(size, (at) => [`k${at}${drawn(random, lower, 4)}`, 1]),
  'many keys with finds': (random, size) =>
    members(size, (at) => [`k${at}${drawn(random, lower, 4)}`, `u${digits(random, 4)}@ex.com`]),
  'keys that are finds': (random, size) => members(size, () => [`u${digits(random, 6)}@ex.com`, 1]),
  'telling keys': (random, size) =>
    members(size, (at) => [`${word(random)} ${at}`, digits(random, 9)]),
  'JSON in JSON': (random, size) => {
    const inner = (): string => JSON.stringify({ a: JSON.stringify({ b: digits(random, 9) }) });
    return JSON.stringify(Array.from({ length: size / 40 }, () => JSON.stringify({ t: inner() })));
  },
  'JSON that breaks off': (random, size) =>
    JSON.stringify(
      Array.from(
        { length: size / 60 },
        () => `{"a":[${digits(random, 9)},{"b":"${drawn(random, lower, 20)}`,
      ),
    ),
  'numbers of 9': (random, size) => listOf(size, () => `1${digits(random, 8)}`),
  'numbers of 16': (random, size) => listOf(size, () => `4${digits(random, 15)}`),
  'numbers of cards': (random, size) => listOf(size, () => card(random)),
  'numbers with fractions': (random, size) => listOf(size, () => `-7.${digits(random, 9)}`),
  'pairs of names and values': (random, size) =>
    listOf(size, () => `{"name":"DB_PASSWORD","value":"${drawn(random, lower + numerals, 9)}"}`),
  'escaped strings': (random, size) =>
    listOf(size, () => `"\\u003${digits(random, 1)}\\n${digits(random, 9)}"`),
};

function filled(piece: string, size: number): string {
  return piece.repeat(Math.ceil(size / piece.length));
}

function members(size: number, make: (at: number) => [string, unknown]): string {
  const parts: string[] = [];
  for (let sum = 0, at = 0; sum < size; at += 1) {
    const [key, value] = make(at);
    const part = `${JSON.stringify(key)}:${JSON.stringify(value)}`;
    parts.push(part);
    sum += part.length + 1;
  }
  return `{${parts.join(',')}}`;
}

function listOf(size: number, make: () => string): string {
  const parts: string[] = [];
  for (let sum = 0; sum < size; sum += parts[parts.length - 1].length + 1) parts.push(make());
  return `[${parts.join(',')}]`;
}
