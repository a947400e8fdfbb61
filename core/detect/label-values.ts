/** What stands behind a name in a text: where the value begins, how far it reaches. */
import type { Extent } from './detector.ts';
import { isExpression } from './secrets/values.ts';
import { findWithin } from './value.ts';

/** Longest value behind a name, in characters: between quotes, and without. */
const valueMax = 2048;
const bareMax = 1024;
/** Blanks and line breaks between a name and its value. */
const blanksMax = 12;

/** The value behind a separator: where it begins, and where a quoted one ends, else -1. */
export function openValue(text: string, separator: number): { start: number; quoted: number } {
  let start = valueStart(text, separator);
  start += markLength(text, start);
  const first = text[start];
  if (first === '"' || first === "'" || first === '`') {
    // Three of them open a text of several lines.
    if (text[start + 1] === first && text[start + 2] === first) start += 2;
    return { start: start + 1, quoted: quotedEnd(text, start + 1, first) };
  }
  if (first === '\\' && text[start + 1] === '"') {
    const quoted = findWithin(text, '\\"', start + 2, start + valueMax);
    return { start: start + 2, quoted };
  }
  return { start, quoted: -1 };
}

/** Characters before the quote of a literal: `@"..."`, `b'...'`, `N'...'`. */
function markLength(text: string, start: number): number {
  const second = text.charCodeAt(start + 1);
  if (isQuote(second)) return '@$bBrRuUfFLN'.includes(text[start]) ? 1 : 0;
  if (!isQuote(text.charCodeAt(start + 2))) return 0;
  return 'bBrRuUfF'.includes(text[start]) && 'bBrRuUfF'.includes(text[start + 1]) ? 2 : 0;
}

function isQuote(code: number): boolean {
  return code === 34 || code === 39;
}

const blockOfYaml = /^[|>][+-]?\d?[ \t]{0,8}\r?\n[ \t]{1,24}/;

/** Start of the value behind a separator at `at`; quotes are left out. */
function valueStart(text: string, at: number): number {
  let start = at + 1;
  // `=>`, `:=` and the like.
  while (start < text.length && (text[start] === '>' || text[start] === '=')) start += 1;
  const limit = Math.min(text.length, start + blanksMax);
  while (start < limit && text.charCodeAt(start) <= 32) start += 1;
  // A block of YAML: `password: |` and the value on the line below.
  const block =
    text[start] === '|' || text[start] === '>'
      ? blockOfYaml.exec(text.slice(start, start + 48))
      : null;
  return block ? start + block[0].length : start;
}

/** What ends a value without quotes. */
const closers = new Uint8Array(128);
for (const closer of ' \t\n\r,;&"\'<>)}]|`') closers[closer.charCodeAt(0)] = 1;

function isCloser(code: number): boolean {
  return code < 128 && closers[code] === 1;
}

function unquotedEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + bareMax);
  let at = start;
  while (at < limit && !isCloser(text.charCodeAt(at))) at += 1;
  if (at > start + 1 && text[at - 1] === '.') at -= 1;
  return at;
}

function quotedEnd(text: string, start: number, quote: string): number {
  const limit = Math.min(text.length, start + valueMax);
  for (let at = start; at < limit; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === quote) return at;
  }
  return -1;
}

/** End of a value of several words: up to the end of the clause. */
function clauseEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + 120);
  let at = start;
  while (at < limit && !'\n\r;|<>{}"()='.includes(text[at])) {
    if (text[at] === '.' && (text[at + 1] === ' ' || at + 1 === text.length) && at - start > 3)
      break;
    at += 1;
  }
  return at;
}

const digitsOnly = /[\d\s()+.,/-]{0,48}/y;
/** Behind an equals sign and without quotes, a space ends a number of some length. */
const digitsOfPair = /[\d()+.,/-]{6,48}(?=\s)/y;
const capitalised =
  /\p{Lu}[\p{L}\p{M}'\u2019.-]*(?:[ ,]{1,2}(?:(?:van|von|de|da|del|der|den|dos|la|le|bin|al|el|y) )?\p{Lu}[\p{L}\p{M}'\u2019.-]*){0,4}/uy;

function matchEnd(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return start + (pattern.exec(text)?.[0].length ?? 0);
}

/** A full stop, a comma or a hyphen behind a number belongs to the sentence. */
function numberEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && '.,-/ (+'.includes(text[at - 1])) at -= 1;
  return at;
}

/** End of the value that begins at `start` and has the extent that its detector says. */
export function valueEnd(text: string, start: number, extent: Extent): number {
  if (extent === 'number') {
    const pair = text.charCodeAt(start - 1) === 61 ? matchEnd(digitsOfPair, text, start) : start;
    return numberEnd(text, start, pair > start ? pair : matchEnd(digitsOnly, text, start));
  }
  if (extent === 'name') return matchEnd(capitalised, text, start);
  if (extent === 'secret') return secretEnd(text, start);
  return extent === 'clause' ? clauseEnd(text, start) : unquotedEnd(text, start);
}

/** Where the text of an element ends, or -1: `<password>correct horse</password>`. */
export function tagEnd(text: string, start: number): number {
  const content = /^[^<>\n]{1,256}(?=\s{0,40}<\/)/.exec(text.slice(start, start + 300));
  return content ? start + content[0].trimEnd().length : -1;
}

/** Characters before a value in which the line that it stands on is looked for. */
const lineMax = 256;

const assignment = /^\s{0,8}(?:export )?[A-Z][A-Z0-9_]{2,60}=$/;

/** As a token, but a comma or an ampersand within a line of its own belongs to it. */
function secretEnd(text: string, start: number): number {
  const end = unquotedEnd(text, start);
  if (text.charCodeAt(start - 1) === 61 && isConstantCode(text.charCodeAt(start - 2))) {
    // A line of an environment file has no more than the one value.
    if (assignment.test(lineBefore(text, start).slice(-80))) {
      const rest = /^[^\s"'`]{8,256}(?=\s*(?:\n|$))/.exec(text.slice(start, start + 260));
      if (rest && rest[0].length > end - start && !/[;&,]\w{1,40}=/.test(rest[0]))
        return start + rest[0].length;
    }
  }
  const code = text.charCodeAt(end);
  if (end === start || (code !== 44 && code !== 59 && code !== 38 && code !== 124)) return end;
  const more = /^[,;&|]+[^\s=:"'<>(){}]*[^\s=:"'<>(){},;&|](?=[,;]?(?:\s|$))/.exec(
    text.slice(end, end + 64),
  );
  if (!more || /[,;&|]\w*$/.test(text.slice(start, end))) return end;
  // `a=1&b` is a list; `p@ss,word` is a word.
  return lineBefore(text, start).includes('?') ? end : end + more[0].length;
}

/** What stands before a value on its line. */
function lineBefore(text: string, start: number): string {
  const before = text.slice(Math.max(0, start - lineMax), start);
  return before.slice(before.lastIndexOf('\n') + 1);
}

/** Capitals, digits and the underscore. */
function isConstantCode(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}

/**
 * True for what follows a name in a sentence or a program: `password: must have eight letters`,
 * `token=config.token`, the next line of a list.
 */
export function isTalk(text: string, separator: number, start: number, end: number): boolean {
  const value = text.slice(start, end);
  if (isExpression(text[end] === '(' ? `${value}(` : value)) return true;
  const crossed =
    text.charCodeAt(separator + 1) <= 32 && /^\s*\n/.test(text.slice(separator + 1, start));
  if (
    crossed &&
    text[separator] !== '>' &&
    /^(?:[\w."'-]+[:=]|- |[#<>{}])/.test(text.slice(start, start + 64))
  )
    return true;
  const next = text.charCodeAt(end);
  return (
    (next === 32 || next === 44) &&
    /^[A-Za-z'\u2019-]+$/.test(value) &&
    /^[ ,]{1,2}[A-Za-z'\u2019]+(?:[ ,.;?!]|$)/.test(text.slice(end, end + 40))
  );
}
