/**
 * Keys without a form of their own, known by the name of the service that stands before them, and tokens
 * of several parts that the shapes do not show; only where texts are looked at closely, or where the
 * field is named for the service.
 */

import { Shape } from '../../kernels/shapes.ts';
import { type Candidate, type Detector, deepScan, type Hits } from '../detector.ts';
import { allMatches } from '../matches.ts';
import { entropy, isMasked } from '../value.ts';
import { never } from '../weigh.ts';
import { isNoSecret, isRandom, isShown, isStub, uuid } from './values.ts';
import { forms } from './vendor-forms.ts';
import { vendorNames } from './vendor-names.ts';

const vendors: ReadonlySet<string> = new Set(vendorNames);
const longest = Math.max(...vendorNames.map((name) => name.length));

/** Lengths that keys in hexadecimal have. */
const hexLengths = new Set([20, 24, 32, 40, 48, 56, 64, 80, 96, 128]);

/** True for what a service may have drawn: hexadecimal of a usual length, or twenty mixed characters. */
export function isOpaque(text: string): boolean {
  if (text.length < 16 || text.length > 200 || isMasked(text) || isStub(text)) return false;
  if (/^[0-9a-fA-F]+$/.test(text)) {
    return hexLengths.has(text.length) && /\d/.test(text) && entropy(text) > 2.8;
  }
  if (
    !/^[A-Za-z0-9][A-Za-z0-9_-]+={0,2}$/.test(text) ||
    !/\d/.test(text) ||
    !/[A-Za-z]/.test(text)
  ) {
    return false;
  }
  // Words with hyphens or a number are names: `prod-eu-west-1`, `customer_export_2024`.
  if (/^(?:[a-z]+(?:[-_][a-z0-9]{1,14})+|[A-Z]+(?:[-_][A-Z0-9]{1,14})+)$/.test(text)) return false;
  if (/^[A-Za-z]+\d{1,8}$/.test(text) && text.length < 30) return false;
  return (
    isRandom(text) || (text.length >= 20 && entropy(text) > 3.4 && !/(?:19|20)\d{6}/.test(text))
  );
}

/** Names of services, also with what a key is called glued on: `chartmogul`, `boxTOKEN`, `mailjetkey`. */
const run = /[A-Za-z][A-Za-z0-9]{2,40}/g;
const glued =
  /(?:_?(?:API|ACCESS|AUTH|SECRET|PRIVATE|TOKEN|KEY|WEBHOOK|SIGNING|APP)+|(?:Api|Access|Auth|Secret|Private|Token|Key|Webhook|Signing|App)+|(?:api|secret|token|app)?(?:key|token|secret|api))$/;

const gluedEnds = new Set(['key', 'ken', 'ret', 'api', 'app', 'ess', 'uth', 'ate', 'ook', 'ing']);

/** Characters of `word` that are the name of a service, 0 where it is none. */
function vendorLength(word: string): number {
  if (word.length > longest + 12) return 0;
  const plain = word.toLowerCase();
  if (vendors.has(plain)) return word.length;
  // Most words end otherwise, and a pattern costs more than a look.
  if (word.length < 6 || !gluedEnds.has(plain.slice(-3))) return 0;
  const cut = glued.exec(word);
  return cut && vendors.has(plain.slice(0, cut.index)) ? cut.index : 0;
}

/** What may stand between the name and the key: a few words of a name, then a mark or a space. */
const between =
  /^((?:\.(?:com|io|ai|net|org)(?:\/[\w.-]{1,24}){0,5})?(?:[-_.]?(?:api|app|application|auth|access|secret|private|token|key|pat|login|password|client|user|rest|bearer|(?:project|channel|server|master|admin|integration|signing|webhook|license)(?=[-_.]?(?:key|token|secret))|sdk|dev|prod|test|live|v\d|x|org|account|service))*)(["'`]?\s{0,3}(?:[:=]|:=|=>|,|\s-\s|\s|["'`]\s)\s{0,4}(?:(?:api|access|auth|secret|private|token|key|is|code)\s){0,3}["'`{(]?)/i;
const keyword = /api|auth|access|secret|private|token|key|pat|login|bearer/i;
/** What says that the run is something else. */
const otherwise =
  /(?:commit|sha\d*|md5|hash|digest|checksum|version|revision|rev|build|release|tag|id|uuid|guid|trace|span|etag|image|ref|arn|branch|integrity|resolved|nonce|fingerprint)\W*$/i;
/** A shorter one, behind a name that says `key` and a mark. */
const shortToken =
  /^(?=[a-z0-9]{0,23}[A-Z])(?=[A-Z0-9]{0,23}[a-z])(?=[A-Za-z]{0,23}\d)[A-Za-z0-9]{10,24}(?=$|[\s"'`,;)}\]<>|\\])/;
const token = /^[A-Za-z0-9][A-Za-z0-9_-]{15,199}={0,2}(?=$|[\s"'`,;)}\]<>|\\]|\.(?:\s|$))/;

function findNear(text: string, deep: boolean, hits: Hits): void {
  for (const match of allMatches(text, run)) {
    const length = vendorLength(match[0]);
    if (length === 0) continue;
    const end = match.index + match[0].length;
    const rest = text.slice(end, end + 280);
    const gap = between.exec(rest);
    if (!gap || otherwise.test(gap[0])) continue;
    const named = keyword.test(gap[1]) || keyword.test(match[0].slice(length));
    const marked = /[:=]/.test(gap[2]);
    const behind = rest.slice(gap[0].length);
    const mixed = named && marked ? shortToken.exec(behind) : null;
    const value = token.exec(behind) ?? mixed;
    if (!value) continue;
    const fits = uuid.test(value[0]) ? named || marked : mixed !== null || isOpaque(value[0]);
    if (!fits || isNoSecret(value[0]) || !(deep || isShown(value[0]))) continue;
    const from = end + gap[0].length;
    hits.add(from, from + value[0].length, named || marked ? 1.2 : 0.6);
  }
}

/** Names that end in `key` without a seam, `schoologykey=...`; words that end so are no such names. */
const gluedKey =
  /(?<![A-Za-z0-9])([A-Za-z]{4,24}(?:key|KEY))(?![A-Za-z0-9])["']?\s{0,3}(?:=>|:=|[:=])\s{0,3}["']?([A-Za-z0-9][A-Za-z0-9_-]{15,199}={0,2})(?=$|[\s"'`,;)}\]<>|\\])/g;
const plainKey =
  /(?:monkey|turkey|hockey|jockey|donkey|whiskey|passkey|hotkey|lackey|flunkey|rowkey|(?:sort|cache|partition|primary|foreign|public|pub|routing|group|shard|index|object|storage|file|row|range|hash|unique|lookup|natural|surrogate|composite|map|message|event|dedup|idempotency|lock|item|issue|project|user|entity|record|trace|host|resource|queue|translation|i18n|locale|site|publishable)key)$/i;

function findGlued(text: string, deep: boolean, hits: Hits): void {
  for (const match of text.matchAll(gluedKey)) {
    const value = match[2];
    if (plainKey.test(match[1]) || !isOpaque(value) || isNoSecret(value)) continue;
    if (!deep && !isShown(value)) continue;
    const start = match.index + match[0].length - value.length;
    hits.add(start, start + value.length, 0.8);
  }
}

/** Tokens of several parts of which the shapes tell nothing, since each part is hexadecimal. */
const composed: readonly RegExp[] = [
  // Mailgun, https://documentation.mailgun.com: 32, 8 and 8 digits
  /(?<![\w-])[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![\w-])/g,
  // Zoho, https://www.zoho.com/accounts/protocol/oauth.html
  /(?<![\w.])1000\.[0-9a-f]{32}\.[0-9a-f]{32}(?![\w.])/g,
  // Zhipu: id and secret
  /(?<![\w.])[0-9a-f]{32}\.[A-Za-z0-9]{16}(?![\w.])/g,
  // Asana: user, application and secret
  /(?<![\w/])[12]\/\d{13,17}(?:\/\d{13,17})?:[0-9a-f]{32}(?!\w)/g,
  // Yandex Translate, Dictionary and the like, https://yandex.com/dev/translate
  /(?<![\w.])(?:trnsl|dict|pdct|spell)\.\d\.\d\.\w{8,20}\.[0-9a-f]{8,16}\.[0-9a-f]{24,40}(?!\w)/g,
  // Bootstrap tokens of Kubernetes behind their option
  /(?<=--(?:discovery-)?token[ =])[a-z0-9]{6}\.[a-z0-9]{16}(?!\w)/g,
  // Ghost: id and secret
  /(?<![\w:])[0-9a-f]{24}:[0-9a-f]{64}(?![\w:])/g,
];

/** What Django makes for a new project, and tickets of Kerberos as crackers read them. */
const written = /\bdjango-insecure-[^\s"'`\\]{40,60}|\$krb5(?:asrep|tgs|pa)\$[\w$@.:*/-]{40,4096}/g;

function findComposed(text: string, hits: Hits): void {
  if (text.includes('django-insecure-') || text.includes('$krb5')) {
    for (const { index, 0: found } of allMatches(text, written)) {
      hits.add(index, index + found.length, 2);
    }
  }
  if (!/[0-9a-f]{24}|token|trnsl|dict/.test(text)) return;
  for (const form of composed) {
    for (const match of allMatches(text, form)) {
      if (/\d/.test(match[0]) && entropy(match[0]) > 2.8) {
        hits.add(match.index, match.index + match[0].length, 2);
      }
    }
  }
}

/**
 * Tokens that name their kind first, as those of most services do by now: `acme_live_...`. Of drawn
 * identifiers, which are written so too (`cus_...`, KSUID, ULID), none has 32 characters behind its
 * prefix; a prefix that speaks of keys needs fewer.
 */
const prefixed =
  /(?<![\w./+%-])((?:[a-z]{2}[a-z0-9]{0,14}[_-]|[A-Z]{2}[A-Z0-9]{0,14}[_-])(?:[A-Za-z][A-Za-z0-9]{0,15}[_-]){0,3}?)([A-Za-z0-9]{20,200}(?:[_-][A-Za-z0-9]{4,200}){0,4}={0,2}|[A-Za-z0-9][A-Za-z0-9_-]{23,200}={0,2})(?![\w/+%-]|\.[A-Za-z0-9])/g;
const keyPrefix =
  /(?:^|[_-])(?:s?k|rk|key|sec|secret|tok|token|pat|api|apikey|auth|access|refresh|live|test|sandbox|priv|private|oauth|bot|svc|cred)[_-]/i;
/** What anybody may know, digests, and identifiers that are long. */
const openPrefix =
  /^(?:pk|pub|public|publishable|cs|sha\d*|md5|crc|hash|blake|ripemd|etag|css|sc|img|image|file|user|arn|urn|ami|main|build|chunk|vendors?|kube|node|pod|rev|git|commit|base64|data)[_-]|[_-](?:pk|pub|public|publishable|sha\d*|md5|hash|digest|id)[_-]$/i;
/** Names of fields that hold drawn identifiers. */
const idField =
  /(?:id|ids|hash|cursor|digest|etag|checksum|sha\d*|ref|slug|uri|url|path|name|file|version)$/i;

/** Beginnings whose forms are known: tokens get longer with the years, their beginnings stay. */
const known: readonly string[] = [
  ...forms.flatMap(([beginnings]) => beginnings.split(/ (?=\S)/)),
  ...'ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- glrt- gldt- npm_ pypi- xoxb- xoxp- xoxa- xoxe- xapp-'.split(
    ' ',
  ),
  ...'sk_live_ sk_test_ rk_live_ rk_test_ whsec_ shpat_ shpss_ hf_ sk-ant- sk-proj- dop_v1_ dckr_pat_'.split(
    ' ',
  ),
].filter((one) => one.length > 3 && /[_-]$/.test(one));

function isKnown(token: string): boolean {
  return known.some((one) => token.startsWith(one));
}

const lead = /^(?:[A-Za-z][A-Za-z0-9]{0,9}[_-]){1,3}/;

function findPrefixed(text: string, field: Candidate['field'], deep: boolean, hits: Hits): void {
  if (idField.test(field.steps[field.steps.length - 1] ?? '')) return;
  for (const match of allMatches(text, prefixed)) {
    const [whole, prefix, body] = match;
    if (openPrefix.test(prefix) || isNoSecret(whole) || !(deep || isShown(whole))) continue;
    const first = prefix.slice(0, prefix.search(/[_-]/)).toLowerCase();
    // `csb_api_...`: what begins the body may still be the prefix.
    const more = lead.exec(body)?.[0] ?? '';
    const ofKey = keyPrefix.test(prefix + more) || vendors.has(first) || isKnown(whole);
    if (!isDrawn(body, ofKey) && (more === '' || !isDrawn(body.slice(more.length), ofKey)))
      continue;
    if (otherwise.test(text.slice(Math.max(0, match.index - 24), match.index))) continue;
    hits.add(match.index, match.index + whole.length, 0.6);
  }
}

/** Base64 of RFC 4648 section 5, where `_` and `-` part no words. */
function isUrlSafe(body: string): boolean {
  if (body.length < 24 || !/[a-z]/.test(body) || !/[A-Z]/.test(body) || !/\d/.test(body))
    return false;
  return (
    isRandom(body) &&
    entropy(body) > 4 &&
    !/(?:^|[_-])(?:[a-z]{5,}|[A-Z][a-z]{4,}|[A-Z]{3,})(?:[_-]|$)/.test(body)
  );
}

function isDrawn(body: string, ofKey: boolean): boolean {
  const run = body.split(/[_=-]/)[0];
  if (/^[0-9a-f]+$/i.test(run)) {
    return ofKey && hexLengths.has(run.length) && /\d/.test(run) && entropy(run) > 3;
  }
  if (isUrlSafe(body) && (ofKey || body.length >= 32)) return true;
  if (!/\d/.test(run) || !isRandom(run)) return false;
  if (ofKey) return true;
  return run.length >= 32 && (run.length >= 40 || (/[a-z]/.test(run) && /[A-Z]/.test(run)));
}

/** What parts a name from a value. */
const parting = /[\s,]|:(?!\/\/)|=[^=]/;

export const vendorKey: Detector = {
  id: 'secret.generic.vendor',
  class: 'secret.generic',
  generic: true,
  shapes: Shape.SECRET | Shape.TOKEN,
  chance: 0.3,
  fields: [
    ...vendorNames.flatMap((name) => [`$${name}`, `${name} key`]),
    'sonar login',
    'dsonar login',
  ],
  extent: 'secret',
  value(text) {
    const value = text.trim();
    if (isNoSecret(value)) return never;
    if (value.length > 512 || /[/\s]/.test(value)) return never;
    return isOpaque(value) || isRandom(value) || uuid.test(value) ? -2.5 : never;
  },
  find({ text, shapes, field }: Candidate, hits: Hits) {
    if (text.length < 20) return;
    // On the way of the data, what the scan shows: `mastodon=...` with hexadecimal behind it is not.
    const deep = (shapes & deepScan) !== 0;
    if (parting.test(text)) {
      findNear(text, deep, hits);
      findGlued(text, deep, hits);
    }
    if (text.includes('_') || text.includes('-')) findPrefixed(text, field, deep, hits);
    if (deep) findComposed(text, hits);
  },
};
