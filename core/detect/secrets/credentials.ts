/**
 * Credentials without a form of their own: known by what stands before them (a user name and `@`, a
 * header's scheme) or by the name under which they stand.
 */
import { Shape } from '../../kernels/shapes.ts';
import type { Detector, Hits } from '../detector.ts';
import { entropy, isMasked, isReference } from '../value.ts';
import { never } from '../weigh.ts';
import { passwordNames, pinNames, secretNames } from './names.ts';
import { neighbour, spokenPassword } from './places.ts';
import { patternRule } from './shared.ts';
import { isMixed, isNoSecret, isRandom, isStub, secretWeight, uuid } from './values.ts';
import { isOpaque, vendorKey } from './vendor-near.ts';

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
  if (colon < 0 && sign > from) return readUser(text, from, sign, hits);
  if (colon < 0 || sign - colon < 2) return -1;
  const password = text.slice(colon + 1, sign);
  // GitHub takes a token in the place of the user.
  if (password === 'x-oauth-basic') return readUser(text, from, colon, hits);
  if (isReference(password) || isMasked(password) || isStub(password)) return -1;
  if (/^(?:\[|\$|%[A-Z_]+%|<|YOUR|REPLACE|PASSWORD$)/.test(password)) return -1;
  hits.add(colon + 1, sign, 5);
  // What stands there may be a token of a kind of its own.
  return from;
}

/** A key in the place of the user: `https://key@host/`. */
function readUser(text: string, from: number, sign: number, hits: Hits): number {
  const user = text.slice(from, sign);
  const isHex = /^[0-9a-f]{32,64}$/.test(user) && /\d/.test(user) && entropy(user) > 3;
  if (user.length < 20 || user.includes('.') || isStub(user)) return -1;
  if (!isHex && !isRandom(user)) return -1;
  hits.add(from, sign, 3);
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

const bearer = /(?:bearer|token|apikey|api-key|oauth)\s{1,4}([A-Za-z0-9\-._~+/]{12,4096}={0,2})/iy;
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
    if (!isMixed(value) || isMasked(value) || isStub(value) || entropy(value) < 2.5) return -1;
    hits.add(end - value.length, end, 4.5);
    // It may be a token of a kind of its own.
    return end - value.length;
  }
  basic.lastIndex = start;
  const pair = basic.exec(text);
  if (!pair || !isBasic(pair[1])) return -1;
  const end = start + pair[0].length;
  hits.add(end - pair[1].length, end, 5);
  return end;
}

/** In small letters these are words, but for what stands behind `Authorization:`. */
function readInHeader(text: string, start: number, hits: Hits): number {
  const before = text.slice(Math.max(0, start - 24), start);
  return /authorization["'\]]{0,2}\s{0,2}[:=]>?\s{0,2}["'[]{0,2}$/i.test(before)
    ? readScheme(text, start, hits)
    : -1;
}

/** Schemes of one service each; their names are no words. */
function readNamedScheme(text: string, start: number, hits: Hits): number {
  const found = /^[\w-]{4,16} {1,2}([A-Za-z0-9._~+/:-]{16,256}={0,2})/.exec(
    text.slice(start, start + 280),
  );
  if (!found || isMasked(found[1]) || isStub(found[1]) || entropy(found[1]) < 2.5) return -1;
  const end = start + found[0].length;
  hits.add(end - found[1].length, end, 4);
  return end;
}

/** Names of schemes are written in any case (RFC 9110 section 11.1). */
function readAnyCase(text: string, start: number, hits: Hits): number {
  // The last letters of `bearer` and `basic`, since many words begin as they do.
  const isBearer = (text.charCodeAt(start + 5) | 32) === 114;
  if (!isBearer && (text.charCodeAt(start + 4) | 32) !== 99) return -1;
  return text.charCodeAt(start + (isBearer ? 6 : 5)) <= 32 ? readScheme(text, start, hits) : -1;
}

/** `user:password` in base64, or a token, under `auth`: registries in the configuration of Docker. */
export const authPair: Detector = {
  id: 'secret.auth_header.pair',
  class: 'secret.auth_header',
  generic: true,
  shapes: Shape.SECRET,
  chance: 0.3,
  fields: ['$auth', 'docker auth', 'registry auth', 'basic auth'],
  extent: 'secret',
  value(text) {
    const value = text.trim();
    if (isNoSecret(value) || value.length < 8 || value.length > 2048) return never;
    if (/^[A-Za-z0-9+/]{8,}={0,2}$/.test(value) && isBasic(value)) return 1;
    if (/^[\w.@-]{1,64}:\S{4,64}$/.test(value) && /\d/.test(value)) return -2;
    return value.length >= 16 && isRandom(value) && !uuid.test(value) ? -1 : never;
  },
};

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
    { prefixes: ['Be', 'be', 'BE', 'bE', 'Ba', 'ba', 'BA', 'bA'], read: readAnyCase },
    { prefixes: ['Token ', 'ApiKey ', 'Apikey ', 'OAuth '], read: readScheme },
    { prefixes: ['token ', 'apikey ', 'oauth '], read: readInHeader },
    {
      prefixes: ['DeepL-Auth-Key ', 'KakaoAK ', 'GenieKey ', 'Klaviyo-API-Key ', 'SSWS '],
      read: readNamedScheme,
    },
  ],
  extent: 'secret',
  value(text) {
    const value = text.trim();
    const scheme = /^(?:bearer|basic|digest|token|apikey|negotiate|aws4-hmac-sha256)\s+/i.exec(
      value,
    );
    const credentials = value.slice(scheme?.[0].length ?? 0);
    if (value.length < 8 || isNoSecret(credentials) || credentials.includes('${')) return never;
    if (scheme) return 1;
    return /\d/.test(credentials) ? -1 : never;
  },
};

const isSentence =
  /[.,:;!?](?:\s|$)|\b(?:the|is|be|to|for|this|that|should|must|your|you|of|and|not|with|if|will|can)\b/i;

export const password: Detector = {
  id: 'secret.password',
  class: 'secret.password',
  generic: true,
  shapes: Shape.SECRET,
  chance: 0.5,
  fields: passwordNames,
  extent: 'secret',
  keywords: ['pw'],
  value(text) {
    const value = text.trim();
    if (isNoSecret(value)) return never;
    // A sentence is talk about a password, four words may be one; a date is when it changed.
    if (/\s\S+\s\S+\s/.test(value)) return isSentence.test(value) ? never : -3.8;
    if (/^\d{4}-\d\d-\d\d(?:[T ]|$)/.test(value)) return never;
    return /^[a-z]{1,8}$/.test(value) ? 0 : 1;
  },
};

/** Personal identification numbers: digits, as text or number. */
export const pin: Detector = {
  id: 'secret.password.pin',
  class: 'secret.password',
  generic: true,
  shapes: Shape.SECRET,
  chance: 0.5,
  fields: pinNames,
  extent: 'secret',
  types: ['integer'],
  value(text, type) {
    const value = text.trim();
    if (/^\d{4,12}$/.test(value)) return type === 'integer' ? -1 : 0.5;
    const grouped = /^[A-Za-z0-9]{4,8}(?:[ -][A-Za-z0-9]{4,8}){0,5}$/.test(value);
    return grouped && /\d/.test(value) && !isMasked(value) ? 0 : never;
  },
};

/** A secret key stands behind its id in lists and commands: `AKIA...,wJalr...`; also of Google, Alibaba. */
const pair =
  /(?:A(?:KIA|SIA)[A-Z0-9]{16}|GOOG1[A-Z0-9]{20,60}|LTAI[A-Za-z0-9]{12,26})(?:['"]?\s{0,8}[,;:|/ \t]\s{0,8}['"]?|['"]?\s{1,8}['"]?)([A-Za-z0-9+/]{40}|(?<=LTAI.{0,64})[A-Za-z0-9]{30})(?![A-Za-z0-9+/=])/y;

function readPair(text: string, start: number, hits: Hits): number {
  pair.lastIndex = start;
  const match = pair.exec(text);
  if (match && isRandom(match[1])) {
    const end = start + match[0].length;
    hits.add(end - match[1].length, end, 4);
  }
  // The id itself is another's find.
  return -1;
}

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
    'aws access key',
    'aws session token',
    'aws security token',
    'aws bearer token bedrock',
  ],
  extent: 'secret',
  prefixes: [
    { prefixes: ['AKIA', 'ASIA', 'GOOG1', 'LTAI'], read: readPair },
    patternRule(['amzn.mws.'], /amzn\.mws\.[0-9a-z]{8}-(?:[0-9a-z]{4}-){3}[0-9a-z]{12}(?!\w)/y),
    // Keys of Bedrock: `BedrockAPIKey-` and a number in base64, or a signed request.
    patternRule(['ABSK'], /ABSK[A-Za-z0-9+/]{109,269}={0,2}(?![A-Za-z0-9+/])/y),
    patternRule(['bedrock-api-key-'], /bedrock-api-key-[A-Za-z0-9+/=_-]{20,4000}/y),
  ],
  value(text) {
    const value = text.trim();
    if (isNoSecret(value)) return never;
    if (/^[A-Za-z0-9+/]{40}$/.test(value)) return 2;
    return /^[A-Za-z0-9+/=_.-]{100,4000}$/.test(value) ? 0 : never;
  },
};

export const generic: Detector = {
  id: 'secret.generic',
  class: 'secret.generic',
  generic: true,
  shapes: Shape.SECRET,
  chance: 0.3,
  fields: secretNames,
  extent: 'secret',
  value: secretWeight,
};

/** `mapquest_key`: any name that ends in `key`, where nobody would have written the value by hand. */
export const named: Detector = {
  id: 'secret.generic.key',
  class: 'secret.generic',
  generic: true,
  shapes: Shape.SECRET,
  chance: 0.3,
  fields: ['+key'],
  extent: 'secret',
  value(text) {
    const value = text.trim();
    if (value.length > 512 || value.includes('/') || uuid.test(value)) return never;
    if (!isRandom(value) && !isOpaque(value)) return never;
    return isNoSecret(value) ? never : -2.5;
  },
};

export const credentials: readonly Detector[] = [
  urlPassword,
  authHeader,
  authPair,
  password,
  pin,
  generic,
  named,
  vendorKey,
  spokenPassword,
  neighbour,
];
