/** Secrets known by the command, statement or document that they stand in. */

import { Shape } from '../../kernels/shapes.ts';
import {
  type Candidate,
  type Detector,
  deepScan,
  type Hits,
  type PrefixRule,
} from '../detector.ts';
import { allMatches } from '../matches.ts';
import { entropy } from '../value.ts';
import { findCommands, findHeaders } from './commands.ts';
import { isExpression, isNoSecret, isRandom, isShown, uuid } from './values.ts';
import { isOpaque } from './vendor-near.ts';

/**
 * Passwords in statements of SQL: `IDENTIFIED BY '...'`, `IDENTIFIED WITH plugin BY '...'`,
 * `PASSWORD '...'`, `SET PASSWORD FOR name = '...'`.
 */
const statement =
  /(?:identified (?:with\s{1,4}\S{1,64}\s{1,4})?(?:by(?: values)?|as)|(?:set )?password(?: for\s{1,4}\S{1,128}\s{0,4}(?:=|to)| =)?)\s{0,4}(?:password\()?(?:'([^'\n]{1,256})'|"([^"\n]{1,256})"|(?<=by )([^\s;'"]{4,256}))/iy;

function readStatement(text: string, start: number, hits: Hits): number {
  statement.lastIndex = start;
  const match = statement.exec(text);
  if (!match) return -1;
  const value = match[1] ?? match[2] ?? match[3];
  // Without quotes it may be a sentence.
  if (match[3] !== undefined) {
    const before = text.slice(Math.max(0, start - 128), start);
    if (!/\b(?:create|alter|grant)\b/i.test(before) || !/\d/.test(value)) return -1;
  }
  const end = start + match[0].length - (match[3] === undefined ? 1 : 0);
  if (!isNoSecret(value) && value !== '?') hits.add(end - value.length, end, 3);
  return end;
}

const statements: PrefixRule = {
  prefixes: [
    ...['IDENTIFIED ', 'identified ', 'Identified '],
    ...["PASSWORD '", "password '", "Password '", 'SET PASSWORD FOR', 'set password for'],
  ],
  read: readStatement,
};

/** `-u name:password` of curl and its like, without the name. */
const userOption =
  /(?:^|\s)(?:-u|--user|--proxy-user|-U|\w{0,16}CURLOPT_(?:PROXY)?USERPWD,)(?:\s{1,4}|=)(?:"([^"\n]{3,256})"|'([^'\n]{3,256})'|([^\s"'<>]{3,256}))/g;
const program = /\b(?:curl|http|https|wget|ab|az|docker|helm)\b|CURLOPT_USERPWD/;

/** `mysql -pSecret`, `sshpass -p secret`, `net use ... /user:name secret`. */
const gluedOption =
  /\b(?:(?:mysql(?:dump|admin)?|mariadb(?:-dump)?|sshpass|docker login|mongo(?:sh|dump)?)\b[^\n|;&]{0,120}?\s-p ?|redis-cli\b[^\n|;&]{0,120}?\s-a |\blogin\s{1,8}\S{1,64}\s{1,8}password\s{1,8}|\bnet use\b[^\n]{0,120}?\/user:\S{1,64} |\b(?:[Pp][Ss][Ee][Xx][Ee][Cc](?:64)?(?:\.exe)?|evil-winrm|smbmap|crackmapexec)\b[^\n|;&]{0,120}?\s-p |\b(?:plink|pscp|psftp)\b[^\n|;&]{0,120}?\s-pw |\b(?:sqlcmd|bcp)\b[^\n|;&]{0,120}?\s-P |\bldap(?:search|modify|add|passwd)\b[^\n|;&]{0,120}?\s-w |\bvault operator unseal |(?:^|\n)[ \t]*(?:requirepass|masterauth|rootpw|bindpw)[ \t]{1,8})'?([^\s'-][^\s']{2,64})'?/g;

/** `ConvertTo-SecureString "..."` of PowerShell, options of libcurl. */
const wrapped =
  /(?:ConvertTo-SecureString\b[^"'\n\\]{0,60}|CURLOPT_(?:XOAUTH2_BEARER|\w{0,16}PASSW(?:OR)?D)\s{0,4},\s{0,4})\\?(["'])([^"'\\\n]{3,256})\\?\1/g;

/**
 * A name directly before a value that nobody wrote by hand: `the API key AbC1...`, `TOKEN-9f86...`,
 * `?key=AbC1...`.
 */
const neighbours = new RegExp(
  '(?:' +
    [
      '(?:[Aa]pi|API|[Aa]ccess|ACCESS|[Ss]ecret|SECRET|[Pp]rivate|PRIVATE)[ _-]?(?:[Kk]ey|KEY)',
      '[Ss]ecret|SECRET|[Tt]oken|TOKEN|[Pp]assword|PASSWORD|passwd|PASSWD|[Cc]redentials?|PRIVATE|ACCESS',
      '(?<=[A-Za-z0-9][ _-]?)KEY|(?<=[A-Za-z0-9] )key(?= is )',
      '(?:[?&]|[Uu]sing (?:\\w{1,20} )?)[Kk]ey(?==)',
    ].join('|') +
    ')(?![A-Za-z0-9])(?: for [A-Za-z]{2,20})?["\'`]?[ \\t]{0,2}' +
    '(?:is |was |are |ist |lautet |est |es |\\u00e9 |\\u00e8 |[-\\u2013|>:=.]{1,2}[ \\t]{0,2}|\\n{1,2})?["\'`(]?' +
    '([A-Za-z0-9+~][A-Za-z0-9+/_=.~-]{13,255})',
  'g',
);

/** `Your temporary password is now Tr0ub4dor&3`, `logged in with password ...`, `credentials: bob / ...`. */
const spoken: readonly RegExp[] = [
  // Where no spaces part the words: Chinese, Japanese, Korean
  /(?:\u5bc6[\u7801\u78bc]|\u53e3\u4ee4|\u30d1\u30b9\u30ef\u30fc\u30c9|\ube44\ubc00\ubc88\ud638)[\u662f\u4e3a\u70ba\u306f\ub294\uc740]? ?[:\uff1a]? ?["'\u300c\u201c]?([!-~]{6,64})/g,
  // Beside letters with marks there is no `\\b`: `la password \u00e8 ...`, `a senha \u00e9 ...`.
  /\b(?:[Pp]assword|[Ss]enha|[Pp]arola d'ordine)(?: [\w.-]{1,20}){0,3} [\u00e8\u00e9]:? ["'`\u201c]?([^\s"'`\u201d]{4,64})/g,
  /\b(?:[Pp]ass(?:word|code|phrase|wort)|PASSWORD|[Kk]ennwort|[Cc]ontrase\u00f1a|[Mm]ot de passe|[Ss]enha|[Ww]achtwoord)\b[^\n"'.;:=]{0,40}?\b(?:(?:is|was|has been)(?:\s(?:now|changed|reset|set|updated))?(?:\sto)?|to|as|ist|lautet|est|es|now)\s{1,2}["'`\u201c]?([^\s"'`\u201d]{4,64})/g,
  /\b(?:with|using|and|the|his|her|their|my|your|our) (?:the |his |her |their |temporary |new |old |current |initial |default )?(?:password|passcode|pwd|passwd) ["'`\u201c]?([^\s"'`\u201d]{6,64})/g,
  /\bfollowing password\b[^\n:]{0,60}:\s{1,8}([^\s"'`]{8,64})/g,
  /\b[Cc]red(?:entials?|s):? {1,2}(?:are |were |like |such as )?[\w.@-]{2,40} ?[/:|] ?([^\s"'`/]{6,64})/g,
];

/** `Use 773142 as your one-time code`, `773142 is your verification code`. */
const codeFirst =
  /(?<![\w.,/-])(\d{4,8}|[A-Z]-\d{6}) (?:is|as|to be) (?:your|the) (?:[\w-]{2,16} ){0,3}(?:code|OTP|PIN|password|passcode)\b/gi;

function findSpoken(text: string, hits: Hits): void {
  for (const match of text.matchAll(codeFirst)) {
    hits.add(match.index, match.index + match[1].length, 1.5);
  }
  for (const form of spoken) {
    for (const match of allMatches(text, form)) {
      const end = match.index + match[0].length;
      // `N3wP4ss! yesterday` has it within, `N3wP4ss! Then` ends with it.
      const closing = /^(?:\s+[A-Z]|\s*$)/.test(text.slice(end, end + 16));
      const value = match[1].replace(closing ? /[.,;:!?)]+$/ : /[.,;:)]+$/, '');
      const odd = /\d/.test(value) || (/[^A-Za-z0-9'-]/.test(value) && /[A-Za-z]/.test(value));
      if (!odd || /^\d{1,3}$|^[\d/.:-]+$/.test(value)) continue;
      if (isNoSecret(value) || isExpression(value)) continue;
      const start = match.index + match[0].lastIndexOf(match[1]);
      hits.add(start, start + value.length, 1.5);
    }
  }
}

function findOptions(text: string, hits: Hits): void {
  if (program.test(text)) {
    for (const match of allMatches(text, userOption)) {
      const pair = match[1] ?? match[2] ?? match[3];
      const colon = pair.indexOf(':');
      // A key stands in the user's place where no password is: `-u key:`.
      const isUser = colon === pair.length - 1;
      const value = isUser ? pair.slice(0, colon) : pair.slice(colon + 1);
      if (colon < 0 || value.length < 2 || isNoSecret(value) || /^[$%{<]/.test(value)) continue;
      if (isUser && (value.length < 12 || !/\d/.test(value))) continue;
      const end =
        match.index + match[0].length - (match[3] === undefined ? 1 : 0) - (isUser ? 1 : 0);
      hits.add(end - value.length, end, 3);
    }
  }
  for (const match of allMatches(text, gluedOption)) {
    if (isNoSecret(match[1]) || /^[\d/]+$/.test(match[1])) continue;
    const end = match.index + match[0].length - (match[0].endsWith("'") ? 1 : 0);
    hits.add(end - match[1].length, end, 1.5);
  }
}

/** `ConvertTo-SecureString -AsPlainText -Force Passw0rd!`: the word that is no option. */
const bareWrapped = /ConvertTo-SecureString(?: -\w{2,16}){1,4} ([^\s"'$(@-][^\s"']{4,128})/g;
/** What Jenkins encrypted in its files: a version and a length in base64, between braces. */
const jenkins = /\{[^{}\n]{0,40}\bAQAAABAAA ?([^\s{}]{16,4096})\}/g;

function findWrapped(text: string, hits: Hits): void {
  for (const form of [bareWrapped, jenkins]) {
    for (const match of allMatches(text, form)) {
      if (isNoSecret(match[1])) continue;
      const start = match.index + match[0].lastIndexOf(match[1]);
      hits.add(start, start + match[1].length, 3);
    }
  }
  for (const match of allMatches(text, wrapped)) {
    if (isNoSecret(match[2])) continue;
    const start = match.index + match[0].lastIndexOf(match[2]);
    hits.add(start, start + match[2].length, 3);
  }
}

function findNeighbours(text: string, deep: boolean, hits: Hits): void {
  if (!/key|token|secret|pass|cred|private|access/i.test(text)) return;
  neighbours.lastIndex = 0;
  for (let match = neighbours.exec(text); match; match = neighbours.exec(text)) {
    const value = match[1].replace(/[.]+$/, '');
    const start = match.index + match[0].length - match[1].length;
    const isNamed = shouted.test(match[0].slice(0, match[0].length - match[1].length));
    const fits = isNeighbour(value) || (isNamed && isOpaque(value) && !isNoSecret(value));
    const seen = deep || isShown(value);
    if (fits && seen && !isFinder(text, match.index)) hits.add(start, start + value.length, 1.2);
    // What was read may be another name: `TOKEN: env.TOKEN || "..."`.
    else neighbours.lastIndex = start;
  }
}

/** Tokens and keys that find a place in a list, `nextPageToken`, and names of secrets in an ARN. */
const finders =
  /(?:page|pagination|paging|next|prev|previous|cursor|sync|resume|watch|continuation|continue|scroll|start|after|delta|skip|partition|sort|cache|idempotency|dedup|etag)[_-]?$|arn:\S{1,64}:$/i;

/** A name in capitals, as constants have it; behind it a value need not look as drawn. */
const shouted = /KEY|TOKEN|SECRET|PRIVATE|ACCESS/;

function isFinder(text: string, at: number): boolean {
  return finders.test(text.slice(Math.max(0, at - 72), at));
}

/** Words with hyphens and a few drawn characters: what a cluster calls its things. */
const resource = /^[a-z]+(?:[-_.][a-z0-9]+)*[-_.][A-Za-z0-9]{4,10}$/;

function isNeighbour(value: string): boolean {
  if (resource.test(value) && /^[a-z]{3,}[-_.][a-z]{3,}[-_.]/.test(value)) return false;
  const hexadecimal = /^[0-9a-fA-F]{16,128}$/.test(value) && /\d/.test(value) && entropy(value) > 3;
  if (!hexadecimal && !isRandom(value) && !uuid.test(value)) return false;
  return !isNoSecret(value) && !/^\d+$/.test(value) && !isExpression(value);
}

/** Commands for which the scan raises SECRET. */
const shownCommands = ['curl -', 'mysql -', 'sshpass -', 'docker login '];

/** What stands behind a name in a sentence or a command; most only where texts are looked at closely. */
export const spokenPassword: Detector = {
  id: 'secret.password.spoken',
  class: 'secret.password',
  generic: true,
  shapes: Shape.SECRET,
  chance: 0.3,
  prefixes: [statements],
  find({ text, shapes }: Candidate, hits: Hits) {
    if ((shapes & deepScan) === 0) {
      // On the way of the data, only where the scan knows the command; see core/kernels/secret-literals.ts.
      if (shownCommands.some((one) => text.includes(one))) findOptions(text, hits);
      if (/password /i.test(text)) {
        findSpoken(text, hits);
        findCommands(text, hits);
      }
      return;
    }
    if (
      /pass|cred|contrase|senha|wachtwoord|kennwort|pwd|code|otp|pin|[\u3000-\ud7af]/i.test(text)
    ) {
      findSpoken(text, hits);
    }
    findCommands(text, hits);
    if (
      /\s-[-a-zA-Z]|USERPWD|login\s|net use|unseal|requirepass|masterauth|rootpw|bindpw/.test(text)
    ) {
      findOptions(text, hits);
    }
    if (/SecureString|CURLOPT_|AQAAABAAA/.test(text)) findWrapped(text, hits);
  },
};

/** Values below `data:` or `stringData:` of one manifest: name, colon, value on one line or indented below. */
const member =
  /^([ \t]+)["']?[\w./-]{1,253}["']?:[ \t]*(?:[|>][+-]?[ \t]*\n((?:\1[ \t]+.*(?:\n|$))+)|(\S.*))$/gm;
const manifestMax = 32_768;

function readManifest(text: string, start: number, hits: Hits): number {
  const kind = /^kind:[ \t]{1,4}["']?Secret["']?(?:\s|$)/.exec(text.slice(start, start + 32));
  if (!kind) return -1;
  const from = Math.max(text.lastIndexOf('\n---', start), start - manifestMax, 0);
  const next = text.slice(start, start + manifestMax).indexOf('\n---');
  const end = next < 0 ? Math.min(text.length, start + manifestMax) : start + next;
  const body = text.slice(from, end);
  for (const block of body.matchAll(
    /(?:^|\n)([ \t]*)(?:stringData|data):[ \t]*\n((?:\1[ \t]+.*(?:\n|$)|[ \t]*#.*\n)+)/g,
  )) {
    const base = from + block.index + block[0].length - block[2].length;
    for (const line of block[2].matchAll(member)) readMember(line, base, hits);
  }
  return start + kind[0].length;
}

function readMember(line: RegExpMatchArray, base: number, hits: Hits): void {
  const value = (line[2] ?? line[3]).trimEnd();
  const bare = value.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (bare.length < 2 || isNoSecret(bare) || /^["']?["']?(?:\s*#.*)?$/.test(value)) return;
  const start = base + (line.index ?? 0) + line[0].indexOf(bare, line[1].length);
  hits.add(start, start + bare.length, 3);
}

/** Longer texts, such as pictures in base64, are looked at so only by `scan`. */
const neighbourMax = 2048;

export const neighbour: Detector = {
  id: 'secret.generic.near',
  class: 'secret.generic',
  generic: true,
  shapes: Shape.SECRET | Shape.TOKEN,
  chance: 0.3,
  // Everything in a Secret of Kubernetes, https://kubernetes.io/docs/concepts/configuration/secret/
  prefixes: [{ prefixes: ['kind: Secret', 'kind: "Secret'], read: readManifest }],
  find({ text, shapes }: Candidate, hits: Hits) {
    const deep = (shapes & deepScan) !== 0;
    findHeaders(text, (value) => deep || isShown(value), hits);
    if (deep || text.length <= neighbourMax) findNeighbours(text, deep, hits);
  },
};
