/** Forms of whole values that detectors by field share. */
import { isSubstitute } from '../mask/reserved.ts';
import { alphanumeric, Trait, traitsOf } from './traits.ts';
import { never } from './weigh.ts';

/**
 * True for values that were masked already, by us or by others: stars, bullets or crosses in place of
 * characters, or a word for it.
 */
export function isMasked(text: string): boolean {
  if (isSubstitute(text)) return true;
  const traits = traitsOf(text);
  const mayBeHidden = (traits & ~alphanumeric) !== 0 || text.includes('x') || text.includes('X');
  if (
    mayBeHidden &&
    /[*\u2022\u25cf#]{3,}|[xX]{4,}|_{4,}/.test(text.length > 128 ? text.slice(0, 128) : text)
  )
    return true;
  return (
    text.length <= 32 &&
    (traits & Trait.digit) === 0 &&
    /^\W*(?:redacted|masked|hidden|removed|filtered|anonymi[sz]ed|tokeni[sz]ed)\W*$/i.test(text)
  );
}

const placeholders = new Set(
  (
    'none null nil undefined n/a na unknown test example changeme todo tbd - -- ? true false yes no empty ' +
    'default string value optional required enabled disabled'
  ).split(' '),
);

/** True for words that stand where no value is. */
export function isPlaceholder(text: string): boolean {
  return text.length <= 10 && placeholders.has(text.toLowerCase());
}

/** True for `${VAR}`, `{{var}}`, `<var>`, `%VAR%`, `$VAR`: the name of a value, not the value. */
export function isReference(text: string): boolean {
  if (text.length > 512) return false;
  if (!'${<%['.includes(text[0])) return false;
  if (text.startsWith('${') || text.startsWith('{{') || text.startsWith('$(')) return true;
  return /^(?:\$?\{.*\}|\{\{.*\}\}|<[^<>]*>|%[A-Za-z_]\w*%|\$[A-Za-z_]\w*|\[[^\]]*\])$/.test(text);
}

/**
 * Where `part` stands in [from, limit) of `text`, or -1. A search without a limit, from every place of
 * a text, would be quadratic.
 */
export function findWithin(text: string, part: string, from: number, limit: number): number {
  const at = text.slice(from, limit).indexOf(part);
  return at < 0 ? -1 : from + at;
}

/** True for texts with room for an address, a number or a token beside what a field is named for. */
export function mayHoldMore(text: string): boolean {
  if (text.length <= 16) return false;
  return text.includes('@') || countDigits(text, 9) >= 9 || /[\w-]{16}/.test(text);
}

/** Number of digits; stops counting at `most`. */
export function countDigits(text: string, most = 64): number {
  let count = 0;
  for (let at = 0; at < text.length && count < most; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) count += 1;
  }
  return count;
}

const isUuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * Weight of a value as a number or code of an office in a field named for one: letters and digits
 * with single separators, `digits` of them at least, no lower-case words.
 */
export function codeWeight(
  text: string,
  lengthMin: number,
  lengthMax: number,
  digits: number,
): number {
  const value = text.trim();
  if (value.length < lengthMin || value.length > lengthMax + 8) return never;
  if (!/^[A-Za-z0-9]+(?:[ \-./#:][A-Za-z0-9]+)*$/.test(value)) return never;
  if (isMasked(value) || isUuid.test(value)) return never;
  if (countDigits(value) < digits || /[a-z]{4}/.test(value)) return never;
  return 0;
}

/** Shannon entropy in bits a character, over at most 256 characters. */
export function entropy(text: string): number {
  const length = Math.min(text.length, 256);
  if (length === 0) return 0;
  let kinds = 0;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 128) {
      for (let kind = 0; kind < kinds; kind += 1) counts[seen[kind]] = 0;
      return entropyOfAny(text, length);
    }
    if (counts[code] === 0) {
      seen[kinds] = code;
      kinds += 1;
    }
    counts[code] += 1;
  }
  let bits = 0;
  for (let kind = 0; kind < kinds; kind += 1) {
    const count = counts[seen[kind]];
    counts[seen[kind]] = 0;
    bits -= length <= partsMax ? partOf(count, length) : part(count, length);
  }
  return bits;
}

/** Scratch: how often each character of ASCII stands in the text, and those that do. */
const counts = new Uint16Array(128);
const seen = new Uint8Array(128);

function part(count: number, length: number): number {
  return (count / length) * Math.log2(count / length);
}

/** Parts by length and count, of short texts; 1 is none. */
const partsMax = 64;
const parts = new Float64Array((partsMax + 1) * (partsMax + 1)).fill(1);

function partOf(count: number, length: number): number {
  const at = length * (partsMax + 1) + count;
  if (parts[at] === 1) parts[at] = part(count, length);
  return parts[at];
}

function entropyOfAny(text: string, length: number): number {
  const counts = new Map<number, number>();
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) bits -= part(count, length);
  return bits;
}
