/** What stands where a secret would stand: a secret, or a word, a reference, a piece of program. */
import { entropy, isMasked, isPlaceholder, isReference } from '../value.ts';
import { never } from '../weigh.ts';

/** Crosses in place of a token, or words for the reader: `xxxxxxxx`, `your-api-key`, `token_here`. */
const stubs =
  /[xX]{6,}|\*{3,}|(?:^|[-_.<[{])your(?:[-_.]|(?=[A-Z]))|\byour(?:api|access|secret|token|key|pass)|(?:[-_]|(?<=[a-z]))here(?:[^a-z]|$)|HERE$|placeholder|change[-_]?me|replace[-_]?(?:me|this|with)|insert[-_]|redacted|\bdummy\b/;
const stubsAnyCase =
  /placeholder|changeme|replace[-_]?me|your[-_](?:\w+[-_])?(?:key|token|secret|pass)/i;

/** True for a stand-in that has the outline of a token. */
export function isStub(token: string): boolean {
  const head = token.length > 160 ? token.slice(0, 160) : token;
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
    'none self auto automatic generated random plaintext plain hashed string strings array list map'
  ).split(' '),
);

/** A value that lies elsewhere: in an environment, a vault, a file, a template. */
const elsewhere =
  /^(?:\$[A-Z][A-Z0-9_]{2,}(?:\W|$)|\$\(|%\(\w+\)s|%s$|%[A-Z_]{3,}%|#\{|@@|__[A-Z_]+__$|!(?:Ref|Sub|GetAtt|secret|vault|reference)\b|<%|ENC[[(]|\{cipher\}|\{\{|(?:ref\+)?vault:|arn:aws|op:\/\/|projects\/[^/]+\/secrets\/|secrets?manager[:/]|keyvault[:/]|@Microsoft\.KeyVault|env[:.(]|ENV\[|process\.env|os\.(?:environ|getenv)|getenv\(|System\.getenv|\[[A-Za-z_ ]+\]$|https?:\/\/|file:\/\/)/;
const pathLike = /^(?:[.~]{0,2}\/|[A-Za-z]:\\)[\w.@-]+(?:[/\\][\w.@-]+)+[/\\]?$/;
const fileLike =
  /^[\w./\\-]+\.(?:pem|key|crt|cer|pfx|p12|jks|json|ya?ml|txt|env|ini|conf|toml|xml|properties|php|js|ts|py|rb|go|java|html?)$/i;

/** What no password or key is: words that say so, names of other values, places of values. */
export function isNoSecret(value: string): boolean {
  if (value.length < 3 || value.length > 4096) return true;
  if (isPlaceholder(value) || isReference(value) || isMasked(value)) return true;
  if (value.length <= 12 && words.has(value.toLowerCase())) return true;
  return (
    isStub(value) ||
    /^(?:your|insert|enter)(?:[_-]?[A-Za-z]\w{0,24})?$/i.test(value) ||
    elsewhere.test(value) ||
    fileLike.test(value) ||
    pathLike.test(value)
  );
}

const noun = /pass|pwd|secret|token|key|cred|auth|salt|hash|user|login|value|param|input/i;
const scopes = new Set(
  (
    'this self process os env config cfg conf settings options opts props state ctx context req request res ' +
    'args argv params input form data local var module event body user account client session app secrets ' +
    'credentials creds constants const system java std string utils crypto document window model Values'
  ).split(' '),
);
const chain = /^[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.|!\.)[A-Za-z_$][\w$]*)+!?$/;
const call = /^(?:new |await |\*|&)?[A-Za-z_$][\w$.:>?-]*\(/;

/**
 * True for an unquoted value that is a piece of program: `config.password`, `getpass()`, `userPassword`,
 * `req.body.token`, `PASSWORD`.
 */
export function isExpression(value: string): boolean {
  if (value.length > 256) return false;
  if (call.test(value)) return true;
  if (/^[A-Za-z_$][A-Za-z_$]*[?!]?$/.test(value)) return noun.test(value);
  if (/[[\]]/.test(value) && /^[A-Za-z_$][\w$.]*\[/.test(value)) return true;
  if (!chain.test(value)) return false;
  const first = value.split(/\.|->|::|\?\.|!\./, 1)[0];
  return scopes.has(first) || (noun.test(value) && !/\d\D+\d/.test(value));
}

/** True when the text has capitals, small letters and digits in some mixture that words lack. */
export function isMixed(text: string): boolean {
  const digits = /\d/.test(text);
  const small = /[a-z]/.test(text);
  const capital = /[A-Z]/.test(text);
  return (digits && (small || capital)) || (small && capital && /[a-z][A-Z]/.test(text));
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
  if (text.length < 16 || !/^[A-Za-z0-9+/_=.~-]+$/.test(text)) return false;
  if (entropy(text) < 3) return false;
  if (/\d/.test(text) && turns(text) >= 4) return true;
  const humps = text.match(/[a-z][A-Z]|[A-Z][a-z]{1,2}(?=[A-Z\d])/g);
  return text.length >= 20 && humps !== null && humps.length * 5 >= text.length;
}

export const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Weight of a value under the name of a key, token or secret. */
export function secretWeight(text: string): number {
  const value = text.trim();
  if (isNoSecret(value) || value.length < 8 || /\s/.test(value)) return never;
  if (/^[a-z]+(?:[_-][a-z]+)*$/i.test(value)) {
    return entropy(value) > 3.6 && value.length > 20 ? -2 : never;
  }
  if (/^\d+$/.test(value)) return -4.5;
  if (uuid.test(value)) return -3;
  const bits = entropy(value);
  if (bits < 2.6) return never;
  return bits >= 3 || value.length >= 20 ? 1 : -1;
}
