/**
 * Names before values in a text: `password=hunter2`, `DOB: 1980-02-01`, `"api_key": "..."`. What
 * stands before a colon or an equals sign is read like the name of a field.
 */
import { secretLiterals } from '../kernels/secret-literals.ts';
import type { Extent } from './detector.ts';
import { type Entry, type NameIndex, wordsOf } from './names.ts';
import { isExpression } from './secrets/values.ts';
import { findWithin } from './value.ts';

const labelMax = 48;
const valueMax = 2048;
const labelWords = 6;
/** Blanks and line breaks between a name and its value. */
const blanksMax = 12;

export interface LabelSink {
  /**
   * A value [start, end) after the name of `detector`. `flagged`: the scan would have raised SECRET
   * for the name alone. `verb`: name and value are joined by `is`.
   */
  labelled(
    detector: number,
    weak: boolean,
    flagged: boolean,
    verb: boolean,
    start: number,
    end: number,
  ): void;
}

function isLabelCode(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 45 ||
    code === 32 ||
    code === 39 ||
    code === 46 ||
    code >= 0xc0
  );
}

/** Names of secrets for which the scan raises SECRET wherever they stand. */
const flaggedNames = secretLiterals.filter(({ named }) => named).map(({ text }) => text);

function isFlagged(text: string, end: number): boolean {
  const label = text.slice(Math.max(0, end - labelMax - 4), end + 1).toLowerCase();
  return flaggedNames.some((name) => label.includes(name));
}

/** What stands before a separator: its words, and whether the last hangs together with the one before. */
interface Label {
  readonly words: string[];
  readonly joined: boolean;
  /** The quote that opens directly before it and is still open behind it: `"Password: "`. */
  readonly open: string;
}

const noLabel: Label = { words: [], joined: false, open: '' };

/** The words that end at `end`, quotes and spaces before it left out. */
function labelBefore(text: string, end: number): Label {
  let at = end;
  while (at > 0 && isBlankOrQuote(text.charCodeAt(at - 1))) at -= 1;
  const stop = at;
  const floor = Math.max(0, stop - labelMax);
  while (at > floor && isLabelCode(text.charCodeAt(at - 1))) at -= 1;
  if (at === stop) return noLabel;
  const label = text.slice(at, stop);
  if (label[0] === "'" && !text.slice(stop, end).includes("'")) {
    return { words: wordsOf(label).slice(-labelWords), joined: false, open: "'" };
  }
  const quote = at > 0 ? text[at - 1] : '';
  const open = /["'`]/.test(quote) && !text.slice(stop, end).includes(quote) ? quote : '';
  const joined = /[A-Za-z0-9][_.-]?[Kk](?:ey|EY)\d{0,2}(?: (?:string|str))?$/.test(label);
  return { words: wordsOf(label).slice(-labelWords), joined, open };
}

/** Where a separator such as `::=`, `?=` or `+=` begins whose last character is at `at`. */
function separatorStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < 3 && ':?+|'.includes(text[start - 1])) start -= 1;
  return start;
}

const pairName =
  /(?:key|name|id|property|variable)["']?\s{0,2}[=:]\s{0,2}["']?([A-Za-z][\w.-]{1,60})["']?[\s,;]{1,40}["']?(?:value|val)["']?\s{0,2}$/i;

/** The name that stands beside a value: `name="DB_PASSWORD" value="..."`, `- name: TOKEN\n  value: ...`. */
function pairedLabel(text: string, end: number): Label {
  const match = pairName.exec(text.slice(Math.max(0, end - 128), end));
  return match ? { words: wordsOf(match[1]).slice(-labelWords), joined: true, open: '' } : noLabel;
}

/** True for the names before the last mark, quotes in front of it overlooked, as the scan sees them. */
function isPairFlagged(text: string, end: number): boolean {
  const before = text.slice(Math.max(0, end - labelMax), end).replace(/[ "'\]`]{1,8}$/, '');
  const name = before.slice(Math.max(...[...':=>$"'].map((mark) => before.lastIndexOf(mark))) + 1);
  return flaggedNames.some((one) => name.toLowerCase().includes(one));
}

/** `<password>` and `<entry key="password">` name what follows; `<a href="/password">` does not. */
function isTag(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - labelMax - 16), at);
  return /(?:^|[<:])[\w.-]+$|\s(?:key|name)\s?=\s?(?:"[^"<]*"|'[^'<]*')$/.test(before);
}

function isBlankOrQuote(code: number): boolean {
  return code === 32 || code === 34 || code === 39 || code === 93 || code === 92 || code === 96;
}

/** Start of the value behind a separator at `at`; quotes are left out. */
function valueStart(text: string, at: number): number {
  let start = at + 1;
  // `=>`, `:=` and the like.
  while (start < text.length && (text[start] === '>' || text[start] === '=')) start += 1;
  const limit = Math.min(text.length, start + blanksMax);
  while (start < limit && text.charCodeAt(start) <= 32) start += 1;
  return start;
}

const closers = new Set([
  ' ',
  '\t',
  '\n',
  '\r',
  ',',
  ';',
  '&',
  '"',
  "'",
  '<',
  '>',
  ')',
  '}',
  ']',
  '|',
  '`',
]);

function unquotedEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + valueMax);
  let at = start;
  while (at < limit && !closers.has(text[at])) at += 1;
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

/** End of the value that begins at `start` and has the extent that its detector says. */
function valueEnd(text: string, start: number, extent: Extent): number {
  if (extent === 'number') {
    const pair = text.charCodeAt(start - 1) === 61 ? matchEnd(digitsOfPair, text, start) : start;
    return pair > start ? pair : matchEnd(digitsOnly, text, start);
  }
  if (extent === 'name') return matchEnd(capitalised, text, start);
  if (extent === 'secret') return secretEnd(text, start);
  return extent === 'clause' ? clauseEnd(text, start) : unquotedEnd(text, start);
}

/** Where the text of an element ends, or -1: `<password>correct horse</password>`. */
function tagEnd(text: string, start: number): number {
  const content = /^[^<>\n]{1,256}(?=\s{0,40}<\/)/.exec(text.slice(start, start + 300));
  return content ? start + content[0].trimEnd().length : -1;
}

/** As a token, but a comma or an ampersand within a line of its own belongs to it. */
function secretEnd(text: string, start: number): number {
  const end = unquotedEnd(text, start);
  const more = /^[,;&|]+[^\s=:"'<>(){}]*[^\s=:"'<>(){},;&|](?=[,;]?(?:\s|$))/.exec(
    text.slice(end, end + 64),
  );
  if (!more || /[,;&|]\w*$/.test(text.slice(start, end)) || end === start) return end;
  // `a=1&b` is a list; `p@ss,word` is a word.
  const lineStart = Math.max(text.lastIndexOf('\n', start), 0);
  return text.slice(lineStart, start).includes('?') ? end : end + more[0].length;
}

/**
 * True for what follows a name in a sentence or a program: `password: must have eight letters`,
 * `token=config.token`, the next line of a list.
 */
function isTalk(text: string, separator: number, start: number, end: number): boolean {
  const value = text.slice(start, end);
  if (isExpression(value + (text[end] === '(' ? '(' : ''))) return true;
  const crossed = text.slice(separator, start).includes('\n');
  if (crossed && /^(?:[\w."'-]+[:=]|- |[#<>{}])/.test(text.slice(start, start + 64))) return true;
  return (
    /^[A-Za-z'\u2019-]+$/.test(value) &&
    /^[ ,]{1,2}[A-Za-z'\u2019]+(?:[ ,.;?!]|$)/.test(text.slice(end, end + 40))
  );
}

/** True at the `i` of ` is `, which says in a sentence what a colon says in a list. */
function isVerb(text: string, at: number): boolean {
  return text.startsWith('is ', at) && text.charCodeAt(at - 1) === 32;
}

/** True at the space behind an option of a command line, `--password hunter2`. */
function isOption(text: string, at: number): boolean {
  const floor = Math.max(0, at - labelMax);
  let start = at;
  while (start > floor && isOptionCode(text.charCodeAt(start - 1))) start -= 1;
  if (at - start < 5 || text[start] !== '-') return false;
  return start === 0 || text.charCodeAt(start - 1) <= 32;
}

/** True at the comma between a quoted name, first in its bracket, and a quoted value. */
function isArgument(text: string, at: number): boolean {
  const quote = text[at - 1];
  if (quote !== '"' && quote !== "'") return false;
  const before = text.slice(Math.max(0, at - labelMax - 4), at - 1);
  const open = before.lastIndexOf(quote);
  return (
    open > 0 &&
    /\(\s?$/.test(before.slice(0, open)) &&
    /^\s{0,4}["']/.test(text.slice(at + 1, at + 6))
  );
}

function isOptionCode(code: number): boolean {
  return (
    code === 45 ||
    code === 95 ||
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122)
  );
}

/** The value behind a separator: where it begins, and where a quoted one ends, else -1. */
function openValue(text: string, separator: number): { start: number; quoted: number } {
  const start = valueStart(text, separator);
  const first = text[start];
  if (first === '"' || first === "'" || first === '`') {
    return { start: start + 1, quoted: quotedEnd(text, start + 1, first) };
  }
  if (first === '\\' && text[start + 1] === '"') {
    const quoted = findWithin(text, '\\"', start + 2, start + valueMax);
    return { start: start + 2, quoted };
  }
  return { start, quoted: -1 };
}

/**
 * Tells `sink` of every value in `text` behind a name that a detector knows. `extentOf` says how far
 * the values of a detector reach; `sentences` also takes `my pin is 1234` for a name and a value.
 */
export function readLabels(
  text: string,
  names: NameIndex,
  extentOf: (detector: number) => Extent,
  sentences: boolean,
  sink: LabelSink,
): void {
  for (let at = 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const verb = sentences && code === 105 && isVerb(text, at);
    const option = code === 32 && isOption(text, at);
    // `key: value`, `key=value`, `<key>value</key>`.
    const separates = code === 58 || code === 61 || code === 62;
    // `setProperty("TOKEN", "...")`, `getenv("TOKEN", "...")`.
    const argument = sentences && code === 44 && isArgument(text, at);
    if (!separates && !verb && !option && !argument) continue;
    const next = text.charCodeAt(at + 1);
    if (code === 58 && (next === 58 || next === 47)) continue;
    if (code === 62 && !isTag(text, at)) continue;
    const before = next === 61 || code === 61 ? separatorStart(text, at) : at;
    let label = labelBefore(text, before);
    const paired =
      label.words.length > 0 && /^val(?:ue)?$/.test(label.words[label.words.length - 1]);
    if (paired) label = pairedLabel(text, before);
    const entries = label.words.length > 0 ? names.ending(label.words) : undefined;
    if (!entries) continue;
    const flagged =
      (code === 58 || code === 61) && (paired ? isPairFlagged(text, at) : isFlagged(text, at));
    readValue(text, verb ? at + 1 : at, verb, flagged, entries, label, extentOf, sink);
  }
}

function readValue(
  text: string,
  separator: number,
  verb: boolean,
  flagged: boolean,
  entries: readonly Entry[],
  label: Label,
  extentOf: (detector: number) => Extent,
  sink: LabelSink,
): void {
  const { start, quoted } = openValue(text, separator);
  if (label.open !== '' && text[start - 1] === label.open) return;
  for (const { detector, weak, compound } of entries) {
    if (compound && !label.joined) continue;
    const extent = extentOf(detector);
    const inTag = text[separator] === '>' && quoted < 0 ? tagEnd(text, start) : -1;
    const end = quoted >= 0 ? quoted : inTag >= 0 ? inTag : valueEnd(text, start, extent);
    if (end <= start) continue;
    if (extent === 'secret' && quoted < 0 && isTalk(text, separator, start, end)) continue;
    sink.labelled(detector, weak, flagged, verb, start, end);
  }
}
