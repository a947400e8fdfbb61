/** Private keys in PEM (RFC 7468) and PuTTY's form, and hashes of passwords. */
import { Shape } from '../../kernels/shapes.ts';
import type { Detector } from '../detector.ts';
import { entropy, findWithin, isMasked } from '../value.ts';
import { never } from '../weigh.ts';
import { bareKeys } from './der.ts';
import { patternRule } from './shared.ts';
import { isMixed, isNoSecret, isRandom } from './values.ts';

const begin = /-----BEGIN (?:[A-Z0-9]{2,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----/y;
/** Longest block read: RSA of 16,384 bits in PEM is 13 KB. */
const blockMax = 32_768;

/** What a block may hold: base64, headers, line breaks, also as the two characters `\n`. */
function blockEnd(text: string, from: number): number {
  const limit = Math.min(text.length, from + blockMax);
  const close = findWithin(text, '-----END', from, limit);
  if (close >= 0) {
    const end = findWithin(text, '-----', close + 8, close + 64);
    return end >= 0 ? end + 5 : close;
  }
  let at = from;
  while (at < limit && /[A-Za-z0-9+/=\s\\:,-]/.test(text[at])) at += 1;
  return at;
}

/** A text in which no key of PuTTY ends behind the headers up to this place: many are searched once. */
let withoutMac = '';
let withoutMacTo = 0;

export const privateKey: Detector = {
  id: 'secret.private_key',
  class: 'secret.private_key',
  shapes: Shape.SECRET,
  chance: 0.001,
  fields: [
    'private key',
    'private key pem',
    'rsa private key',
    'ssh private key',
    'ssh key',
    'signing key',
    'pem',
    'tls key',
    'ssl key',
    'private key base64',
    'private key hex',
    'wallet private key',
  ],
  extent: 'secret',
  // Without its armour: DER or raw bytes in base64, 32 bytes in hex.
  value(text) {
    const value = text.trim();
    if (/^(?:0x)?[0-9a-fA-F]{64}$/.test(value)) return 1;
    if (isNoSecret(value) || !isMixed(value) || /^(?:ssh|ecdsa|age1)-?/.test(value)) return never;
    if (value.length < 40 || !/^[A-Za-z0-9+/_-][A-Za-z0-9+/_\s\\-]*={0,2}$/.test(value)) {
      // Services call their secret keys private ones.
      return value.length >= 20 && isRandom(value) ? -1 : never;
    }
    return 0;
  },
  prefixes: [
    ...bareKeys,
    {
      prefixes: ['-----BEGIN'],
      read(text, start, hits) {
        begin.lastIndex = start;
        const match = begin.exec(text);
        if (!match) return -1;
        const from = start + match[0].length;
        const end = blockEnd(text, from);
        // A header alone is no key.
        if (/[A-Za-z0-9+/=]{16}/.test(text.slice(from, Math.min(end, from + 1024)))) {
          hits.add(start, end, 7);
        }
        return end;
      },
    },
    {
      prefixes: ['PuTTY-User-Key-File'],
      read(text, start, hits) {
        if (!text.startsWith('-', start + 19)) return -1;
        if (text === withoutMac && start < withoutMacTo) return -1;
        const mac = findWithin(text, 'Private-MAC:', start, start + blockMax);
        if (mac < 0) {
          withoutMac = text;
          withoutMacTo = start + blockMax / 2;
          return -1;
        }
        const end = Math.min(text.length, mac + 80);
        hits.add(start, end, 7);
        return end;
      },
    },
  ],
};

const dollar = '(?![\\w./$+=])';

export const hash: Detector = {
  id: 'secret.hash',
  class: 'secret.hash',
  shapes: Shape.SECRET,
  chance: 0.001,
  fields: [
    'password hash',
    'passwd hash',
    'pwd hash',
    'pass hash',
    'hashed password',
    'password digest',
    'encrypted password',
    'password encrypted',
    'passwordhash',
    'pw hash',
    'passwort hash',
    'mot de passe hash',
    'hash password',
    'shadow',
    'authentication string',
    'password sha256',
    'password md5',
    'rolpassword',
  ],
  extent: 'secret',
  prefixes: [
    patternRule(
      ['$2a$', '$2b$', '$2x$', '$2y$'],
      new RegExp(`\\$2[abxy]\\$\\d\\d\\$[./A-Za-z0-9]{53}${dollar}`, 'y'),
      7,
    ),
    patternRule(
      ['$argon2'],
      /\$argon2(?:id|i|d)\$(?:v=\d{1,3}\$)?[a-z]=\d{1,10}(?:,[a-z]=\d{1,10}){0,4}\$[A-Za-z0-9+/]{8,128}={0,2}\$[A-Za-z0-9+/]{8,256}={0,2}/y,
      7,
    ),
    patternRule(
      ['$1$', '$apr1$'],
      new RegExp(`\\$(?:1|apr1)\\$[./A-Za-z0-9]{1,8}\\$[./A-Za-z0-9]{22}${dollar}`, 'y'),
      7,
    ),
    patternRule(
      ['$5$', '$6$'],
      /\$[56]\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43,86}/y,
      7,
    ),
    patternRule(
      ['$y$', '$7$', '$gy$'],
      /\$(?:y|7|gy)\$[./A-Za-z0-9]{1,64}\$[./A-Za-z0-9]{0,86}(?:\$[./A-Za-z0-9]{20,86})?/y,
      6,
    ),
    // Cisco IOS types 8 and 9.
    patternRule(
      ['$8$', '$9$'],
      new RegExp(`\\$[89]\\$[./A-Za-z0-9]{14}\\$[./A-Za-z0-9]{43}${dollar}`, 'y'),
      7,
    ),
    // Solaris: MD5 in many rounds; NetBSD: SHA-1.
    patternRule(
      ['$md5$', '$md5,'],
      /\$md5(?:,rounds=\d{1,10})?\$[./A-Za-z0-9]{1,16}\${1,2}[./A-Za-z0-9]{22}(?![\w./$+=])/y,
      7,
    ),
    patternRule(
      ['$sha1$'],
      /\$sha1\$\d{1,10}\$[./A-Za-z0-9]{1,64}\$[./A-Za-z0-9]{28}(?![\w./$+=])/y,
      7,
    ),
    patternRule(['$S$'], new RegExp(`\\$S\\$[./A-Za-z0-9]{52}${dollar}`, 'y'), 7),
    patternRule(
      ['SCRAM-SHA-'],
      /SCRAM-SHA-(?:1|256|512)\$\d{1,9}:[A-Za-z0-9+/]{16,128}={0,2}\$[A-Za-z0-9+/]{27,128}={0,2}:[A-Za-z0-9+/]{27,128}={0,2}/y,
      7,
    ),
    patternRule(['$P$', '$H$'], new RegExp(`\\$[PH]\\$[./A-Za-z0-9]{31}${dollar}`, 'y'), 7),
    patternRule(
      ['$scrypt', '$pbkdf2'],
      /\$(?:scrypt|pbkdf2)[a-z0-9-]{0,16}\$[A-Za-z0-9=,]{1,64}\$[./A-Za-z0-9+=]{4,128}\$[./A-Za-z0-9+=]{16,256}/y,
      7,
    ),
    patternRule(
      ['pbkdf2_sha', 'pbkdf2:sha'],
      /pbkdf2[_:]sha\d{1,3}[$:]\d{1,9}\$[A-Za-z0-9./+=]{1,128}\$[A-Za-z0-9./+=]{20,256}/y,
      7,
    ),
    patternRule(
      ['scrypt:'],
      /scrypt:\d{1,9}:\d{1,4}:\d{1,4}\$[A-Za-z0-9./+=]{1,64}\$[0-9a-f]{32,256}/y,
      7,
    ),
    patternRule(
      ['{SSHA', '{CRYPT}', '{SHA'],
      /\{(?:SSHA(?:256|384|512)?|SHA(?:256|512)?|CRYPT)\}[A-Za-z0-9+/=.$]{13,256}/y,
      6,
    ),
  ],
  value(text) {
    const value = text.trim();
    if (/^(?:\*|md5|0x|\{[A-Z0-9-]{2,12}\})?[0-9a-fA-F]{32,140}$/.test(value)) return 1;
    if (value.length < 20 || value.length > 512 || /\s/.test(value)) return never;
    if (isMasked(value)) return never;
    return entropy(value) > 3.2 ? 1 : never;
  },
};
