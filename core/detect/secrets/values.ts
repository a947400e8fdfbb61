/** What stands where a secret would stand: a secret, or a word, a reference, a piece of program. */
import { alphanumeric, letters, Trait, traitsOf } from '../traits.ts';
import { entropy, isMasked, isPlaceholder, isReference } from '../value.ts';
import { never } from '../weigh.ts';

/** Crosses in place of a token, or words for the reader: `xxxxxxxx`, `your-api-key`, `token_here`. */
const stubs =
  /[xX]{6,}|\*{3,}|(?:^|[-_.<[{])your(?:[-_.]|(?=[A-Z]))|\byour(?:api|access|secret|token|key|pass)|(?:[-_]|(?<=[a-z]))here(?:[^a-z]|$)|HERE$|placeholder|change[-_]?me|replace[-_]?(?:me|this|with)|insert[-_]|redacted|\bdummy\b|^MY_?(?:TOKEN|PASS|SECRET|KEY)/;
const stubsAnyCase =
  /placeholder|changeme|replace[-_]?me|your[-_](?:\w+[-_])?(?:key|token|secret|pass)/i;

/** Bits by three letters, five bits of each: those of which some stand in nearly every stub. */
const stubLetters = new Uint32Array(1024);
for (const three of ['xxx', '***', 'you', 'her', 'lac', 'ang', 'ins', 'eda', 'umm']) {
  const code = [...three].reduce((sum, char) => (sum << 5) | (char.charCodeAt(0) & 31), 0);
  stubLetters[code >>> 5] |= 1 << (code & 31);
}

/** False for nearly all tokens, which need not be asked whether they are stubs then. */
function mayBeStub(text: string): boolean {
  const end = Math.min(text.length, stubCharsMax);
  let code = 0;
  for (let at = 0; at < end; at += 1) {
    code = ((code << 5) | (text.charCodeAt(at) & 31)) & 0x7fff;
    if (((stubLetters[code >>> 5] >>> (code & 31)) & 1) === 1) return true;
  }
  return text.startsWith('MY');
}

const stubCharsMax = 160;

/** True for a stand-in that has the outline of a token. */
export function isStub(token: string): boolean {
  if (!mayBeStub(token)) return false;
  const head = token.length > stubCharsMax ? token.slice(0, stubCharsMax) : token;
  return stubs.test(head) || stubsAnyCase.test(head);
}

/** Types, and words for nothing or for the thing itself, which stand behind `password:` in programs. */
const words = new Set(
  (
    'password passwd passwort pwd pass secret token key apikey credential credentials changeit str ' +
    'text int integer number bool boolean bytes byte char varchar object any void never date ' +
    'required optional missing invalid incorrect wrong expired hidden protected encrypted prompt ask ' +
    'file env environment vault keychain keyring stdin input bearer basic digest oauth oauth2 jwt ' +
    'reset forgot change update create delete enable disable must should will can cannot is are was has ' +
    'the this that and not for from with when if or your my new old null nil undefined false true ' +
    'none self auto automatic generated random plaintext plain hashed string strings array list map ' +
    'async await raise return throw function lambda def class yield new const let var compat files sss ldap'
  ).split(' '),
);

/** A value that lies elsewhere: in an environment, a vault, a file, a template. */
const elsewhere =
  /^(?:\$[A-Z][A-Z0-9_]{2,}(?:\W|$)|:[A-Za-z_]+$|\$\(|%\(\w+\)s|%[sdvqr](?:\W|$)|%[A-Z_]{3,}%|#\{|@@|__[A-Z_]+__$|!(?:Ref|Sub|GetAtt|secret|vault|reference)\b|<%|ENC[[(]|\{cipher\}|\{\{|(?:ref\+)?vault:|arn:aws|op:\/\/|projects\/[^/]+\/secrets\/|secrets?manager[:/]|keyvault[:/]|@Microsoft\.KeyVault|env[:.(]|ENV\[|process\.env|os\.(?:environ|getenv)|getenv\(|System\.getenv|\[[A-Za-z_ ]+\]$|https?:\/\/|file:\/\/)/;
const pathLike =
  /^(?:(?:[.~]{0,2}\/|[A-Za-z]:\\)[\w.@-]+(?:[/\\][\w.@-]+)+[/\\]?|\/[a-z]{2,16}\/?)$/;
const fileLike =
  /^[\w./\\-]+\.(?:pem|key|crt|cer|pfx|p12|jks|json|ya?ml|txt|env|ini|conf|toml|xml|properties|php|js|ts|py|rb|go|java|html?)$/i;

/** Keys for everybody: publishable ones, the open half of pairs, ids of trackers; versions of packages. */
const publicKey =
  /^(?:UA-\d{4,10}-\d|G-[A-Z0-9]{10}$|GTM-|ca-pub-|workspace:|npm:|[~^]?v?\d{1,4}\.\d{1,4}\.\d{1,4}(?:-[\w.]{1,32})?$|pk[_.-](?:live|test|prod|eyJ|lf)|phc_|pubkey-|ssh-(?:rsa|dss|ed25519) |ecdsa-sha2|age1|-----BEGIN (?!.{0,40}PRIVATE))/;

/** What no password or key is: words that say so, names of other values, places of values. */
export function isNoSecret(value: string): boolean {
  if (value.length < 3 || value.length > 4096) return true;
  const traits = traitsOf(value);
  const first = value.charCodeAt(0) | 32;
  const isPlain = (traits & ~alphanumeric) === 0;
  // Of letters and digits alone only keys of `age` are public, and no value lies elsewhere.
  if ((!isPlain || first === 97) && publicKey.test(value)) return true;
  if (isPlaceholder(value) || isReference(value) || isMasked(value)) return true;
  if (value.length <= 12 && words.has(value.toLowerCase())) return true;
  if (isStub(value)) return true;
  // `your`, `insert`, `enter`
  if ((first === 121 || first === 105 || first === 101) && asked.test(value)) return true;
  if (isPlain) return false;
  return (
    ((traits & Trait.dollar) !== 0 && /\$\{[\w.]{1,64}\}/.test(value)) ||
    elsewhere.test(value) ||
    ((traits & Trait.dot) !== 0 && fileLike.test(value)) ||
    ((traits & Trait.slash) !== 0 && pathLike.test(value))
  );
}

const asked = /^(?:your|insert|enter)(?:[_-]?[A-Za-z]\w{0,24})?$/i;

const noun = /pass|pwd|secret|token|key|cred|auth|salt|hash|user|login|value|param|input/i;
const scopes = new Set(
  (
    'this self process os env config cfg conf settings options opts props state ctx context req request res ' +
    'args argv params input form data local var module event body user account client session app secrets ' +
    'credentials creds constants const system java std string utils crypto document window model values'
  ).split(' '),
);
/** Beginnings that only programs and templates have. */
const opened =
  /^(?:[([{=?<>,]|\+[A-Za-z_$][\w$]{0,24}(?:[.([]|$)|\/\^|[!&*](?!\w{0,40}\d)[A-Za-z_$][\w$.>-]*(?:$|[([]))/;
const chain = /^[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.|!\.)[A-Za-z_$][\w$]*)+!?$/;
const call = /^(?:new |await |\*|&)?[A-Za-z_$][\w$.:>?-]*[({]/;
const constant = /^[A-Z]{2,}(?:_[A-Z]+)+$/;
/** A name in a program has one number at most. */
const named = /^[A-Za-z_$]+(?:\d{1,5}[A-Za-z_$]*)?$/;
const humps = /^[A-Z]*[a-z]+(?:[A-Z]+[a-z]+){2,}$/;

/**
 * True for an unquoted value that is a piece of program: `config.password`, `getpass()`, `userPassword`,
 * `req.body.token`, `PASSWORD_FIELD`.
 */
export function isExpression(text: string): boolean {
  const last = text[text.length - 1];
  const isEnded = last === ':' || last === ';' || last === '?' || last === '!';
  const value = isEnded ? text.slice(0, -1) : text;
  if (value.length > 256 || value.length === 0) return value.length === 0;
  const traits = traitsOf(value);
  if (opened.test(value) || /^0x[0-9a-f]+$/i.test(value)) return true;
  if ((traits & Trait.bracket) !== 0 && call.test(value)) return true;
  if ((traits & ~(letters | Trait.underscore | Trait.dollar)) === 0) {
    return noun.test(value) || constant.test(value) || (value.length > 16 && humps.test(value));
  }
  if ((traits & Trait.bracket) !== 0 && /^[A-Za-z_$][\w$.]*\[/.test(value)) return true;
  if ((traits & (Trait.dot | Trait.colon)) === 0 || !chain.test(value)) return false;
  const parts = value.split(/\.|->|::|\?\.|!\./);
  const first = parts[0];
  if (parts.every((part) => part.length <= 40 && named.test(part))) {
    if (parts.length > 2 || /[a-z][A-Z]/.test(value)) return true;
  }
  return scopes.has(first) || !/\d/.test(value) || (noun.test(value) && !/\d\D+\d/.test(value));
}

/** True when the text has capitals, small letters and digits in some mixture that words lack. */
export function isMixed(text: string): boolean {
  const traits = traitsOf(text);
  if ((traits & letters) === 0) return false;
  if ((traits & Trait.digit) !== 0) return true;
  return (traits & letters) === letters && /[a-z][A-Z]/.test(text);
}

/** How often the kind of character changes between letter and digit, in the first 64 characters. */
function turns(text: string): number {
  let count = 0;
  let last = -1;
  for (let at = 0; at < text.length && at < 64; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code >= 48 && code <= 57 ? 0 : (code | 32) >= 97 && (code | 32) <= 122 ? 1 : 2;
    if (kind === 2) continue;
    if (last >= 0 && kind !== last) count += 1;
    last = kind;
  }
  return count;
}

/**
 * True for a run of characters that nobody wrote by hand: sixteen or more, letters and digits in
 * turns, or capitals and small letters in turns.
 */
export function isRandom(text: string): boolean {
  if (text.length < 16) return false;
  const traits = traitsOf(text);
  if ((traits & ~alphanumeric) !== 0 && !/^[A-Za-z0-9+/_=.~-]+$/.test(text)) return false;
  if (entropy(text) < 3) return false;
  if ((traits & Trait.digit) !== 0 && turns(text) >= 4) return true;
  const humps = text.match(/[a-z][A-Z]|[A-Z][a-z]{1,2}(?=[A-Z\d])/g);
  return text.length >= 20 && humps !== null && humps.length * 5 >= text.length;
}

/** Runs for which the scan raises TOKEN, see core/kernels/shapes.ts; hexadecimal and UUID raise another. */
const shownMin = 16;
/** Characters of such runs: digits, letters of hexadecimal, the other letters, marks. */
const shown = new Uint8Array(128);
const fillShown = (chars: string, kind: number): void => {
  for (const char of chars) shown[char.charCodeAt(0)] = kind;
};
fillShown('0123456789', 1);
fillShown('abcdefABCDEF+/_=-', 4);
fillShown('ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ', 2);

/** True for a value that the scan shows by itself, whatever stands around it. */
export function isShown(value: string): boolean {
  let kinds = 0;
  let length = 0;
  for (let at = 0; at <= value.length; at += 1) {
    const code = at < value.length ? value.charCodeAt(at) : 0;
    const kind = code < 128 ? shown[code] : 0;
    if (kind === 0) {
      if (length >= shownMin && (kinds & 3) === 3) return true;
      kinds = 0;
      length = 0;
    } else {
      kinds |= kind;
      length += 1;
    }
  }
  return false;
}

export const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const address = /^[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}$/;

/** Weight of a value under the name of a key, token or secret. */
export function secretWeight(text: string): number {
  const value = text.trim();
  if (value.length < 8 || isNoSecret(value)) return never;
  const traits = traitsOf(value);
  if ((traits & (Trait.space | Trait.foreign)) !== 0 && /\s/.test(value)) return never;
  // A name that stands beside the secret: `credentials: bob@example.com`.
  if ((traits & Trait.other) !== 0 && address.test(value)) return never;
  if ((traits & Trait.digit) === 0 && /^[a-z]+(?:[_-][a-z]+)*$/i.test(value)) {
    const drawn = value.length > 20 || isRandom(value);
    return entropy(value) > 3.6 && drawn ? -2 : never;
  }
  // Digits may be a number of something, but not so many.
  const bits = entropy(value);
  if (traits === Trait.digit) return value.length < 24 || bits < 2.6 ? -4.5 : -1;
  if (value.length === 36 && uuid.test(value)) return bits < 2.6 ? never : -3;
  if (bits < (isMixed(value) ? 2.3 : 2.6)) return never;
  return bits >= 3 || value.length >= 20 ? 1 : -1;
}
