/** Escapes of data formats and programs: entities, percent-encoding, backslashes, UTF-7. */

/** One thing read: its text, and how many characters of the source it took. */
export const taken = {
  text: '',
  length: 0,
  /** False for the escapes with which quotes and line breaks stand in any quoted text. */
  tells: false,
};

export function take(text: string, length: number, tells = true): boolean {
  taken.text = text;
  taken.length = length;
  taken.tells = tells;
  return true;
}

/** Entities of HTML (section 13.5 of its standard) for ASCII, for spaces and for what is not seen. */
const entities = new Map<string, string>();
for (const [ascii, names] of Object.entries({
  '&': 'amp AMP',
  '<': 'lt LT',
  '>': 'gt GT',
  '"': 'quot QUOT',
  "'": 'apos',
  '@': 'commat',
  '.': 'period dot middot centerdot',
  ':': 'colon',
  '#': 'num',
  '/': 'sol',
  '+': 'plus',
  '-': 'hyphen dash minus ndash mdash horbar',
  '=': 'equals',
  _: 'lowbar UnderBar',
  '(': 'lpar',
  ')': 'rpar',
  '[': 'lsqb lbrack',
  ']': 'rsqb rbrack',
  '{': 'lcub lbrace',
  '}': 'rcub rbrace',
  '|': 'vert verbar VerticalLine',
  '`': 'grave DiacriticalGrave',
  '^': 'Hat',
  ',': 'comma',
  ';': 'semi',
  '%': 'percnt',
  '*': 'ast midast',
  $: 'dollar',
  '!': 'excl',
  '?': 'quest',
  '\\': 'bsol',
  '\n': 'NewLine',
  '\t': 'Tab',
  ' ':
    'nbsp NonBreakingSpace ensp emsp emsp13 emsp14 thinsp ThinSpace numsp hairsp VeryThinSpace puncsp ' +
    'MediumSpace ThickSpace',
  '':
    'shy zwnj zwj lrm rlm NoBreak ZeroWidthSpace NegativeThinSpace NegativeMediumSpace NegativeThickSpace ' +
    'NegativeVeryThinSpace InvisibleTimes InvisibleComma ApplyFunction af ic it',
})) {
  for (const name of names.split(' ')) entities.set(name, ascii);
}

/** Of these the semicolon may be missing. */
const openEntities = new Set(['amp', 'AMP', 'lt', 'LT', 'gt', 'GT', 'quot', 'QUOT', 'nbsp', 'shy']);

const entityForm = /&(?:#0*(\d{1,7})|#[xX]0*([0-9a-fA-F]{1,6})|([A-Za-z]{2,24}\d{0,2}));?/y;

export function readEntity(text: string, at: number): boolean {
  entityForm.lastIndex = at;
  const match = entityForm.exec(text);
  if (!match) return false;
  const [whole, decimal, hexadecimal, name] = match;
  if (name !== undefined) {
    const plain = entities.get(name);
    if (plain !== undefined && whole.endsWith(';')) return take(plain, whole.length);
    // `&lt=` is a name in the query of a URL.
    const letters = name.replace(/\d+$/, '');
    const isOpen = openEntities.has(letters) && text[at + 1 + letters.length] !== '=';
    return isOpen && take(entities.get(letters) as string, letters.length + 1);
  }
  const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  if (!isScalar(code) || code === 0) return false;
  return take(String.fromCodePoint(code), whole.length);
}

function isScalar(code: number): boolean {
  return code >= 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

/** Value of `length` hex digits, or -1. */
export function hex(text: string, from: number, length: number): number {
  let value = 0;
  for (let at = from; at < from + length; at += 1) {
    const code = text.charCodeAt(at) | 32;
    if (code >= 48 && code <= 57) value = value * 16 + code - 48;
    else if (code >= 97 && code <= 102) value = value * 16 + code - 87;
    else return -1;
  }
  return value;
}

/**
 * Bytes written as `mark` and two hex digits each, several together as UTF-8: RFC 3986 section 2.1,
 * RFC 2045 section 6.7. Longer sequences than a character needs are read as well, as some programs do.
 */
export function readBytes(text: string, at: number, mark: string): boolean {
  const first = hex(text, at + 1, 2);
  if (first < 0 || at + 2 >= text.length) return false;
  if (first < 0x80) return take(String.fromCharCode(first), 3);
  const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : -1;
  if (more < 0) return false;
  let code = first & (0x3f >> more);
  for (let index = 1; index <= more; index += 1) {
    const byte = text[at + index * 3] === mark ? hex(text, at + index * 3 + 1, 2) : -1;
    if (byte < 0x80 || byte > 0xbf) return false;
    code = (code << 6) | (byte & 0x3f);
  }
  return isScalar(code) && take(String.fromCodePoint(code), (more + 1) * 3);
}

/** `%40`, and `%u0040` as the `escape` of ECMAScript (annex B.2.1.1) writes it. */
export function readPercent(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1) | 32;
  if (next !== 117) return readBytes(text, at, '%');
  const code = at + 5 < text.length ? hex(text, at + 2, 4) : -1;
  return code >= 0 && take(String.fromCharCode(code), 6);
}

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
};

/** Escapes for which the scan does not raise ENCODED; see Shape. */
const quietEscapes = 'nrtbf"\\';

/** True at the first backslash of `\\\\u0040`, an escape of which the backslash was escaped again. */
function isDoubled(text: string, at: number): boolean {
  return text[at + 1] === '\\' && /[uUx0-7]/.test(text[at + 2] ?? '');
}

/** The number between the braces that open at `at`, or -1; `taken.length` is up to the closing one. */
function inBraces(text: string, at: number, radix: number): number {
  const body = text.slice(at + 1, at + 17);
  const close = body.indexOf('}');
  if (close <= 0 || !/^[0-9a-fA-F]+$/.test(body.slice(0, close))) return -1;
  taken.length = close + 2;
  return Number.parseInt(body.slice(0, close), radix);
}

function readBraced(text: string, at: number, radix: number): boolean {
  const code = inBraces(text, at + 2, radix);
  return code > 0 && isScalar(code) && take(String.fromCodePoint(code), taken.length + 2);
}

function readCoded(text: string, at: number, skip: number, digits: number): boolean {
  const from = at + skip;
  const code = from + digits <= text.length ? hex(text, from, digits) : -1;
  if (code < 0 || code > 0x10ffff) return false;
  return take(String.fromCodePoint(code), skip + digits);
}

/** `\100` is octal in C and its heirs; `\40 ` and `\000040` are hex in CSS (Syntax, section 4.3.7). */
function readNumbered(text: string, at: number): boolean {
  const digits = /^[0-9a-fA-F]{1,6}/.exec(text.slice(at + 1, at + 7))?.[0] ?? '';
  if (digits.length === 6 && digits.startsWith('0000')) {
    return take(String.fromCharCode(Number.parseInt(digits, 16)), 7);
  }
  const octal = /^[0-3][0-7]{2}/.exec(digits)?.[0];
  if (octal) return take(String.fromCharCode(Number.parseInt(octal, 8)), 4);
  if (digits.length === 2 && digits >= '20' && text[at + 3] === ' ') {
    return take(String.fromCharCode(Number.parseInt(digits, 16)), 4);
  }
  return false;
}

const namedCharacters: Readonly<Record<string, string>> = {
  'COMMERCIAL AT': '@',
  'FULL STOP': '.',
  'HYPHEN-MINUS': '-',
  'LOW LINE': '_',
  SPACE: ' ',
};

/** Escapes of JSON (RFC 8259 section 7) and of programming languages. */
export function readEscape(text: string, at: number): boolean {
  const kind = text[at + 1];
  if (kind === undefined) return false;
  if (kind === 'u' || kind === 'x') {
    if (text[at + 2] === '{') return readBraced(text, at, 16);
    let skip = 2;
    // Java allows any number of `u`.
    while (kind === 'u' && skip < 6 && text[at + skip] === 'u') skip += 1;
    return readCoded(text, at, skip, kind === 'u' ? 4 : 2);
  }
  if (kind === 'U') return readCoded(text, at, 2, 8);
  if (kind === 'o' && text[at + 2] === '{') return readBraced(text, at, 8);
  if (kind === 'N' && text[at + 2] === '{') {
    const name = /^[A-Z -]{5,14}(?=\})/.exec(text.slice(at + 3, at + 18))?.[0] ?? '';
    const plain = namedCharacters[name];
    return plain !== undefined && take(plain, name.length + 4);
  }
  if (kind >= '0' && kind <= '7') return readNumbered(text, at);
  const plain = simpleEscapes[kind] ?? (isMark(kind) ? kind : undefined);
  return plain !== undefined && take(plain, 2, !quietEscapes.includes(kind) || isDoubled(text, at));
}

/** Marks of ASCII, which stand for themselves behind a backslash in most formats. */
function isMark(char: string): boolean {
  return char > ' ' && char < '\x7f' && !/[A-Za-z0-9]/.test(char);
}

const shifted = /\+(A[A-Za-z0-9+/]{2,64})-?/y;

/** UTF-7 (RFC 2152): `+AEA-`. Only where it hides ASCII. */
export function readShifted(text: string, at: number): boolean {
  if (text.charCodeAt(at + 1) !== 65) return false;
  shifted.lastIndex = at;
  const match = shifted.exec(text);
  if (!match || (match[1].length * 6) % 16 >= 6) return false;
  const bytes = Buffer.from(match[1], 'base64');
  let plain = '';
  for (let index = 0; index + 1 < bytes.length; index += 2) {
    if (bytes[index] !== 0 || bytes[index + 1] < 32 || bytes[index + 1] > 126) return false;
    plain += String.fromCharCode(bytes[index + 1]);
  }
  return plain !== '' && take(plain, match[0].length);
}

const word = /=\?[\w-]{2,20}\?([QqBb])\?([^?\s]{1,256})\?=(?:\s{1,4}(?==\?))?/y;

/** A word of a header of mail, `=?utf-8?Q?jane=40example.com?=` (RFC 2047). */
export function readHeaderWord(text: string, at: number): boolean {
  word.lastIndex = at;
  const match = word.exec(text);
  if (!match) return false;
  const [whole, kind, body] = match;
  if (kind === 'B' || kind === 'b') {
    return take(Buffer.from(body, 'base64').toString('utf8'), whole.length);
  }
  const plain = body
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_all, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    );
  return take(plain, whole.length);
}
