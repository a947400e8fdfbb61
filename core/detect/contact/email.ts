/**
 * E-mail addresses: RFC 5321 section 4.1.2 with the letters beyond ASCII that RFC 6531 allows. Found
 * from the `@` outwards.
 */

import { Shape } from '../../kernels/shapes.ts';
import { type Candidate, type Detector, deepScan, type Hits } from '../detector.ts';
import { allMatches } from '../matches.ts';
import { never } from '../weigh.ts';

/** RFC 5321 section 4.5.3.1: 64 octets of local part, 255 of domain. */
const localMax = 64;
const domainMax = 255;

const local = new Uint8Array(128);
for (const char of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-") {
  local[char.charCodeAt(0)] = 1;
}
const domain = new Uint8Array(128);
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_') {
  domain[char.charCodeAt(0)] = 1;
}

/**
 * What a local part may hold but that, at its beginning, belongs to the text around it; and what ends
 * it wherever it stands: `mailto=a@b.cd`, `/a@b.cd`.
 */
const edge = 2;
const end = 3;
for (const char of "'*{}#$!%^~.-") local[char.charCodeAt(0)] = edge;
for (const char of '=/?&|`') local[char.charCodeAt(0)] = end;

/** Names that end in one of these are files or packages, not hosts. */
const notTopLevel = new Set(
  (
    'invalid png jpg jpeg gif svg webp bmp ico tiff pdf exe dll jar war tgz js mjs cjs ts tsx jsx css scss sass less ' +
    'html json xml yml yaml toml lock txt md'
  ).split(' '),
);

/** Longest of these endings. */
const endingMax = 7;

/** A name of up to `endingMax` letters as a number, five bits a letter: no two share one. */
const numberOf = (letters: string): number =>
  [...letters].reduce((sum, letter) => sum * 32 + (letter.charCodeAt(0) & 31), 0);

const notTopLevelNumbers = new Set([...notTopLevel].map(numberOf));

/**
 * True where the last label is that of a file, or one that no mail reaches: substitutes of our own
 * masks stand under `.invalid` (RFC 2606, RFC 6761).
 */
function isNoHost(text: string, stop: number): boolean {
  const dot = text.lastIndexOf('.', stop - 1);
  if (stop - dot - 1 > endingMax || text.charCodeAt(stop - 1) === 93) return false;
  return notTopLevel.has(text.slice(dot + 1, stop).toLowerCase());
}

function isLocal(code: number): boolean {
  return code < 128 ? local[code] !== 0 && local[code] !== end : isWordBeyondAscii(code);
}

function isWordBeyondAscii(code: number): boolean {
  return code >= 0xc0 && code !== 0xd7 && code !== 0xf7 && (code < 0x2000 || code >= 0x3040);
}

/** End of the host that begins at `from`: the last label has two or more letters. -1: none. */
function hostEnd(text: string, from: number): number {
  let at = from;
  let lastDot = -1;
  let labelStart = from;
  const limit = Math.min(text.length, from + domainMax);
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (code === 46) {
      if (at === labelStart) break;
      lastDot = at;
      labelStart = at + 1;
    } else if (code < 128 ? domain[code] === 0 : !isWordBeyondAscii(code)) break;
    at += 1;
  }
  // A full stop or hyphen at the end belongs to the sentence.
  while (at > from && (text.charCodeAt(at - 1) === 46 || text.charCodeAt(at - 1) === 45)) {
    at -= 1;
    if (at <= lastDot) lastDot = text.lastIndexOf('.', at - 1);
  }
  if (lastDot < from || at - lastDot - 1 < 2) return -1;
  for (let index = lastDot + 1; index < at; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 48 && code <= 57 && !text.startsWith('xn--', lastDot + 1)) return -1;
  }
  return at;
}

/** True for what a mask left of an address: `j***@example.com`. */
function isStarred(text: string, start: number, at: number): boolean {
  for (let from = start; from + 1 < at; from += 1) {
    if (text.charCodeAt(from) === 42 && text.charCodeAt(from + 1) === 42) return true;
  }
  return false;
}

/** True for the two hex digits of `%20`. */
function isEncoded(text: string, at: number): boolean {
  return isHex(text.charCodeAt(at)) && isHex(text.charCodeAt(at + 1));
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 102);
}

/** True where the local part would be the password, or the user, of a URL: `://user:password@`. */
function isUserinfo(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  if (before === 47) return text.startsWith('://', start - 3);
  if (before !== 58) return false;
  const stretch = text.slice(Math.max(0, start - localMax), start);
  const scheme = stretch.lastIndexOf('://');
  return scheme >= 0 && !/[\s/]/.test(stretch.slice(scheme + 3));
}

/** Users of hosts that keep repositories, who have no mailbox there. */
const repositoryUsers = new Set(['git', 'hg', 'svn']);

/** True for `user@host:path`, as scp, rsync and git take it. */
function isRemotePath(text: string, start: number, at: number, stop: number): boolean {
  if (text.charCodeAt(stop) !== 58) return false;
  const next = text.charCodeAt(stop + 1);
  if (next === 47 || next === 126) return true;
  if (next > 32 && repositoryUsers.has(text.slice(start, at))) return true;
  return /^[\w.-]+\/[\w./-]*\.git(?!\w)/.test(text.slice(stop + 1, stop + 129));
}

/** Start of the quoted local part that ends before the `@` at `at` (RFC 5321, Quoted-string), or -1. */
function quotedStart(text: string, at: number): number {
  const floor = Math.max(0, at - localMax);
  for (let start = at - 2; start >= floor; start -= 1) {
    const code = text.charCodeAt(start);
    if (code < 32) return -1;
    if (code !== 34 || text.charCodeAt(start - 1) === 92) continue;
    const before = start > 0 ? text.charCodeAt(start - 1) : 32;
    return start < at - 2 && !isLocal(before) && before !== 61 ? start : -1;
  }
  return -1;
}

/** End of an address literal at `from`, `[192.0.2.1]` or `[IPv6:2001:db8::1]`, or -1. */
function literalEnd(text: string, from: number): number {
  literal.lastIndex = from;
  return literal.test(text) ? literal.lastIndex : -1;
}

const literal = /\[(?:\d{1,3}(?:\.\d{1,3}){3}|(?:IPv6:)?[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})\]/iy;

/** Where what is joined by `@` before `start` begins: of `a@b@c.de`, nothing is left to be read. */
function chainStart(text: string, start: number): number {
  const floor = Math.max(0, start - domainMax);
  let from = start;
  while (
    from - 1 > floor &&
    text.charCodeAt(from - 1) === 64 &&
    isLocal(text.charCodeAt(from - 2))
  ) {
    from -= 2;
    while (from > floor && isLocal(text.charCodeAt(from - 1))) from -= 1;
  }
  return from;
}

function findAt(text: string, at: number, hits: Hits): void {
  if (text.charCodeAt(at - 1) === 34) {
    const opening = quotedStart(text, at);
    const stop = opening < 0 ? -1 : hostEnd(text, at + 1);
    if (stop >= 0 && !isNoHost(text, stop)) hits.add(opening, stop, 3);
    return;
  }
  const bracket = text.charCodeAt(at + 1) === 91;
  const stop = bracket ? literalEnd(text, at + 1) : hostEnd(text, at + 1);
  if (stop < 0) return;
  let start = at;
  const floor = Math.max(0, at - localMax);
  while (start > floor && isLocal(text.charCodeAt(start - 1))) {
    // What stands before an encoded character is read in the view that undoes it.
    if (text.charCodeAt(start - 1) === 37 && isEncoded(text, start)) {
      start += 2;
      break;
    }
    start -= 1;
  }
  if (start > 0 && isUserinfo(text, start)) return;
  start = chainStart(text, start);
  while (start < at && text.charCodeAt(start) < 128 && local[text.charCodeAt(start)] === edge)
    start += 1;
  if (start === at || text.charCodeAt(at - 1) === 46) return;
  if (start > 0 && isUserinfo(text, start)) return;
  if (isStarred(text, start, at)) return;
  if (isNoHost(text, stop) || isRemotePath(text, start, at, stop)) return;
  hits.add(start, stop, 4);
}

/** Offset of the `@` behind a plain local part of ASCII that begins at `start`, or -1. */
function localEnd(bytes: Uint8Array, start: number, stop: number): number {
  if (start >= stop || local[bytes[start]] !== 1) return -1;
  const limit = Math.min(stop, start + localMax + 1);
  let last = 0;
  for (let at = start; at < limit; at += 1) {
    const code = bytes[at];
    // A point ends no local part; two stars are what a mask left.
    if (code === 64) return last === 46 ? -1 : at;
    if (code > 127 || local[code] === 0 || local[code] === end) return -1;
    if (code === 42 && last === 42) return -1;
    last = code;
  }
  return -1;
}

/** True when bytes [start, end) are labels joined by points, the last one of letters alone. */
function isHost(bytes: Uint8Array, start: number, end: number): boolean {
  let label = start;
  let name = 0;
  let letters = true;
  if (end - start > domainMax) return false;
  for (let at = start; at < end; at += 1) {
    const code = bytes[at];
    if (code === 46) {
      if (at === label) return false;
      label = at + 1;
      name = 0;
      letters = true;
    } else if (code > 127 || domain[code] === 0) return false;
    else if (code < 65) letters = false;
    else if (at - label < endingMax) name = name * 32 + (code & 31);
  }
  const length = end - label;
  if (!letters || length < 2 || label === start) return false;
  return length > endingMax || !notTopLevelNumbers.has(name);
}

/** `joe [at] example [dot] com`, as people write who fear machines. No shape shows it. */
const spelled =
  /(?<![\w.+-])[\w.+-]{1,64}(?: ?[[(] ?dot ?[\])] ?[\w+-]{1,64}){0,3} ?[[({<] ?at ?[\])}>] ?[\w-]{1,63}(?: ?(?:[[({<] ?dot ?[\])}>]|\.) ?[\w-]{1,63}){0,4} ?(?:[[({<] ?dot ?[\])}>]|\.) ?[a-z]{2,24}(?![\w-])/gi;

/** `joe.bloggs @ example.com`: only where the name is hardly a word. */
const parted =
  /(?<![\w.+-])(?=[\w.+-]{0,63}[\d._])[\w+-][\w.+-]{1,63}(?: @ ?|@ )(?:[\w-]{1,63}\.){1,4}[a-z]{2,24}(?![\w@-])/gi;

/** `joe at example dot com`. */
const spoken =
  /(?<![\w.+-])[\w+-]{1,64}(?:(?:\.| dot )[\w+-]{1,64}){0,3} at [\w-]{1,63}(?:(?:\.| dot )[\w-]{1,63}){0,3} dot (?:com|org|net|edu|gov|info|io|biz|co|eu|uk|us|ca|au|in|de|at|ch|fr|be|nl|it|es|pt|br|mx|pl|cz|se|no|dk|fi|jp)(?![\w-])/gi;

function findSpelled(text: string, hits: Hits): void {
  if (/[[({<] ?at ?[\])}>]/i.test(text)) addSpelled(text, spelled, 2, hits);
  if (text.includes('@ ') || text.includes(' @')) addSpelled(text, parted, 1, hits);
  if (/ at .{1,120} dot /i.test(text)) addSpelled(text, spoken, 1, hits);
}

function addSpelled(text: string, pattern: RegExp, weight: number, hits: Hits): void {
  for (const match of allMatches(text, pattern)) {
    hits.add(match.index, match.index + match[0].length, weight);
  }
}

export const email: Detector = {
  id: 'pii.email',
  class: 'pii.email',
  shapes: Shape.AT,
  chance: 0.02,
  fields: [
    'email|e mail|mail|email address|e mail address|mail address|emailaddr|mailadresse|e mail adresse',
    'adresse mail|adresse email|courriel|adresse electronique|correo|correo electronico',
    'indirizzo email|posta elettronica|endereco email|emailadres|e mailadres|mail addr|e mail addr',
    'email1|email2|mailbox|smtp address|user principal name|primary email|reply to|mail id|e post',
    'epost|epostadresse|e postadress|sahkoposti|adres email|adres e mail|poczta|adresa email',
    'posta elettronica certificata|correo e|direccion correo|e posta|eposta|электронная почта|почта',
    '邮箱|电子邮件|メール|メールアドレス|이메일',
  ].flatMap((line) => line.split('|')),
  forms: [
    {
      pattern:
        /[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?:com|org|net|edu|gov|io|info|eu|de|fr|it|es|nl|uk|ca|au|in|br|jp|cn|mx|ch|at|be|pl|pt|se|no|dk|fi)/i,
      weight: 4,
    },
  ],
  whole(bytes: Uint8Array, start: number, end: number): number {
    const at = localEnd(bytes, start, end);
    return at > 0 && isHost(bytes, at + 1, end) ? 4 : never;
  },
  find({ text, shapes }: Candidate, hits: Hits): void {
    if ((shapes & deepScan) !== 0) findSpelled(text, hits);
    for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      findAt(text, at, hits);
    }
  },
};
