/**
 * Credentials without a form of their own: known by what stands before them (a user name and `@`, a
 * header's scheme) or by the name under which they stand.
 */
import { Shape } from '../../kernels/shapes.ts';
import type { Detector, Hits } from '../detector.ts';
import { entropy, isMasked, isPlaceholder, isReference } from '../value.ts';
import { never } from '../weigh.ts';
import { isMixed } from './shared.ts';

/** Longest user information in a URL, in characters. */
const userinfoMax = 256;

function isSpaceOrQuote(code: number): boolean {
  return code <= 32 || code === 34 || code === 39 || code === 60 || code === 62 || code === 96;
}

/** RFC 3986 section 3.2.1: `user:password@` behind `://`, before any slash; the last `@` counts. */
function readUserinfo(text: string, start: number, hits: Hits): number {
  const from = start + 3;
  const limit = Math.min(text.length, from + userinfoMax);
  let colon = -1;
  let sign = -1;
  for (let at = from; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (isSpaceOrQuote(code) || code === 47) break;
    if (code === 58 && colon < 0) colon = at;
    if (code === 64) sign = at;
  }
  if (colon < 0 || sign - colon < 2) return -1;
  const password = text.slice(colon + 1, sign);
  if (isReference(password) || isMasked(password)) return -1;
  hits.add(colon + 1, sign, 5);
  // What stands there may be a token of a kind of its own.
  return from;
}

export const urlPassword: Detector = {
  id: 'secret.url_password',
  class: 'secret.url_password',
  generic: true,
  shapes: Shape.SECRET,
  chance: 0.01,
  fields: [],
  prefixes: [{ prefixes: ['://'], read: readUserinfo }],
};

const bearer = /(?:bearer|token|apikey|api-key)\s{1,4}([A-Za-z0-9\-._~+/]{12,4096}={0,2})/iy;
const basic = /basic\s{1,4}([A-Za-z0-9+/]{6,512}={0,2})/iy;

/** RFC 7617: the credentials decode to `user:password`. */
function isBasic(encoded: string): boolean {
  return /^[\x20-\x7e]{0,128}:[\x20-\x7e]{1,256}$/.test(
    Buffer.from(encoded, 'base64').toString('latin1'),
  );
}

function readScheme(text: string, start: number, hits: Hits): number {
  bearer.lastIndex = start;
  const token = bearer.exec(text);
  if (token) {
    const end = start + token[0].length;
    const value = token[1];
    // "bearer authentication" and "token expired" are words.
    if (!isMixed(value) || isMasked(value) || entropy(value) < 2.5) return -1;
    hits.add(end - value.length, end, 4.5);
    return end;
  }
  basic.lastIndex = start;
  const pair = basic.exec(text);
  if (!pair || !isBasic(pair[1])) return -1;
  const end = start + pair[0].length;
  hits.add(end - pair[1].length, end, 5);
  return end;
}

export const authHeader: Detector = {
  id: 'secret.auth_header',
  class: 'secret.auth_header',
  generic: true,
  shapes: Shape.SECRET,
  chance: 0.01,
  fields: [
    'authorization',
    'authorization header',
    'proxy authorization',
    'auth header',
    'x authorization',
  ],
  prefixes: [
    { prefixes: ['Bearer ', 'bearer ', 'BEARER ', 'Basic ', 'basic ', 'BASIC '], read: readScheme },
    { prefixes: ['Token ', 'ApiKey ', 'Apikey '], read: readScheme },
  ],
  value(text) {
    const value = text.trim();
    if (value.length < 8 || isMasked(value) || isReference(value)) return never;
    return /^(?:bearer|basic|digest|token|apikey|negotiate|aws4-hmac-sha256)\s+\S/i.test(value)
      ? 1
      : -1;
  },
};

/** What no password or key is: words that say so, names of other values, formats of dates and types. */
function isNoSecret(value: string): boolean {
  if (value.length < 3 || value.length > 4096) return true;
  if (isPlaceholder(value) || isReference(value) || isMasked(value)) return true;
  return /^(?:your[_-]?\w{0,24}|password|passwd|pwd|secret|changeit|insert\w*|enter\w*|process\.env[.\w]*|os\.environ.*|env\(.*\))$/i.test(
    value,
  );
}

export const password: Detector = {
  id: 'secret.password',
  class: 'secret.password',
  generic: true,
  shapes: Shape.SECRET,
  chance: 0.5,
  fields: [
    'password',
    'passwd',
    'passwort',
    'pwd',
    'pass',
    'passphrase',
    'pass phrase',
    'passcode',
    'pass code',
    'user password',
    'db password',
    'db pass',
    'database password',
    'root password',
    'admin password',
    'new password',
    'old password',
    'current password',
    'login password',
    'temp password',
    'temporary password',
    'password confirmation',
    'confirm password',
    'pin',
    'card pin',
    'kennwort',
    'mot de passe',
    'motdepasse',
    'mdp',
    'contrasena',
    'clave',
    'clave acceso',
    'parola d ordine',
    'senha',
    'palavra passe',
    'wachtwoord',
    'pg password',
    'pgpassword',
    'mysql pwd',
    'redis password',
    'smtp password',
  ],
  types: ['integer'],
  value(text, type) {
    const value = text.trim();
    if (type === 'integer') return value.length >= 4 && value.length <= 8 ? -1 : never;
    if (isNoSecret(value)) return never;
    // A sentence is talk about a password.
    if (/\s\S+\s\S+\s/.test(value)) return -3.5;
    return /^[a-z]{1,8}$/.test(value) ? 0 : 1;
  },
};

export const awsSecret: Detector = {
  id: 'secret.aws_secret',
  class: 'secret.aws_secret',
  shapes: Shape.SECRET | Shape.TOKEN,
  chance: 0.02,
  fields: [
    'aws secret',
    'aws secret key',
    'aws secret access key',
    'secret access key',
    'aws secret token',
    'awssecretkey',
  ],
  value(text) {
    return /^[A-Za-z0-9+/]{40}$/.test(text.trim()) ? 2 : never;
  },
};

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export const generic: Detector = {
  id: 'secret.generic',
  class: 'secret.generic',
  generic: true,
  shapes: Shape.SECRET,
  chance: 0.3,
  fields: [
    'secret',
    'api key',
    'credential',
    'credentials',
    'creds',
    'user auth',
    'secret string',
    'secret key base',
    'apikey',
    'api secret',
    'api token',
    'app secret',
    'app key',
    'application secret',
    'client secret',
    'consumer secret',
    'consumer key',
    'secret key',
    'secret token',
    'secret value',
    'shared secret',
    'signing secret',
    'webhook secret',
    'token',
    'auth token',
    'access token',
    'refresh token',
    'session token',
    'bearer token',
    'oauth token',
    'oauth secret',
    'security token',
    'csrf token',
    'x api key',
    'encryption key',
    'master key',
    'auth key',
    'authkey',
    'access key',
    'deploy key',
    'service key',
    'hmac key',
    'hmac secret',
    'jwt secret',
    'session secret',
    'cookie secret',
    'session key',
    'bot token',
    'webhook token',
    'reset token',
    'otp secret',
    'totp secret',
    'mfa secret',
    'two factor secret',
    'recovery code',
    'backup code',
    'geheimnis',
    'api schluessel',
    'cle api',
    'clave api',
    'chiave api',
    'chave api',
    'clave secreta',
    'api sleutel',
    'key secret',
    'private token',
    'access secret',
    'token secret',
    'sas token',
  ],
  value(text) {
    const value = text.trim();
    if (isNoSecret(value) || value.length < 8 || /\s/.test(value)) return never;
    if (/^[a-z]+(?:[_-][a-z]+)*$/i.test(value))
      return entropy(value) > 3.6 && value.length > 20 ? -2 : never;
    if (/^\d+$/.test(value)) return -4.5;
    if (uuid.test(value)) return -3;
    const bits = entropy(value);
    if (bits < 2.6) return never;
    return bits >= 3 || value.length >= 20 ? 1 : -1;
  },
};

export const credentials: readonly Detector[] = [
  urlPassword,
  authHeader,
  awsSecret,
  password,
  generic,
];
