/** What stands before a value in a text and names it. */
import { secretLiterals } from '../kernels/secret-literals.ts';
import { wordsOf } from './names.ts';
import { linkingVerbs } from './sentence-words.ts';

const labelMax = 48;
export const labelWords = 6;

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

/** Bytes before a mark in which the scan looks for such a name, see SecretLiteral.named. */
const nameBytes = 64;

/** True when the scan raises SECRET for a name in front of the first mark at or behind `from`. */
export function isFlagged(text: string, from: number): boolean {
  let mark = from;
  while (mark < text.length && !':=>'.includes(text[mark])) mark += 1;
  let before = text.slice(Math.max(0, mark - nameBytes), mark);
  while (Buffer.byteLength(before) > nameBytes) before = before.slice(1);
  before = before.slice(Math.max(...[...':=>$'].map((one) => before.lastIndexOf(one))) + 1);
  before = before.replace(/[ "'\]\\`]{1,8}$/, '');
  const name = before.slice(before.lastIndexOf('"') + 1).toLowerCase();
  return flaggedNames.some((one) => name.includes(one));
}

/** Columns of the table by which the names are looked for: letters, digits, the rest. */
const columns = 64;
const columnOf = new Uint8Array(128);
for (const [at, char] of [...new Set(flaggedNames.join(''))].entries()) {
  columnOf[char.charCodeAt(0)] = at + 1;
  columnOf[char.toUpperCase().charCodeAt(0)] = at + 1;
}
/** The Kelvin sign, which is a `k` in small letters. */
const kelvin = 0x212a;

/** States of all names at once (Aho and Corasick): the next by column, and the length of a name that ends. */
const [nextState, lengthAt] = automatonOf(flaggedNames);

function automatonOf(names: readonly string[]): [Uint16Array, Uint8Array] {
  const heads = [
    ...new Set(names.flatMap((name) => [...name].map((_, at) => name.slice(0, at + 1)))),
  ];
  const states = ['', ...heads];
  const next = new Uint16Array(states.length * columns);
  const lengths = new Uint8Array(states.length);
  for (const [state, read] of states.entries()) {
    const ended = names.filter((name) => read.endsWith(name)).map(({ length }) => length);
    lengths[state] = ended.length > 0 ? Math.min(...ended) : 0;
    for (const char of new Set(names.join(''))) {
      let tail = read + char;
      while (!states.includes(tail)) tail = tail.slice(1);
      next[state * columns + columnOf[char.charCodeAt(0)]] = states.indexOf(tail);
    }
  }
  return [next, lengths];
}

/** Where in a text the names stand for which the scan raises SECRET, read on as it is asked for. */
export class NameFlags {
  readonly #text: string;
  #state = 0;
  #to = 0;
  /** End and length of the last name. */
  #end = -1000;
  #length = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** End of the last name before `at`, which never goes back; far before the text where there is none. */
  last(at: number): number {
    const text = this.#text;
    let state = this.#state;
    for (let next = this.#to; next < at; next += 1) {
      const code = text.charCodeAt(next);
      const column = code < 128 ? columnOf[code] : code === kelvin ? columnOf[107] : 0;
      state = nextState[state * columns + column];
      if (lengthAt[state] > 0) {
        this.#end = next + 1;
        this.#length = lengthAt[state];
      }
    }
    this.#state = state;
    this.#to = Math.max(this.#to, at);
    return this.#end;
  }

  /** As `isFlagged`, of the first mark at or behind `from`, which stands where `last` was asked for or before. */
  isBefore(from: number): boolean {
    const text = this.#text;
    let mark = from;
    while (mark < text.length && !isMarkCode(text.charCodeAt(mark))) mark += 1;
    const start = this.#end - this.#length;
    if (mark - start > nameBytes) return false;
    let blanks = mark;
    while (blanks > this.#end && mark - blanks < 8 && isBlankOrQuote(text.charCodeAt(blanks - 1))) {
      blanks -= 1;
    }
    let isAscii = true;
    for (let at = this.#end; at < mark; at += 1) {
      const code = text.charCodeAt(at);
      if (isMarkCode(code) || code === 36 || (code === 34 && at < blanks)) return false;
      isAscii &&= code < 128;
    }
    return isAscii || isFlagged(text, from);
  }
}

function isMarkCode(code: number): boolean {
  return code === 58 || code === 61 || code === 62;
}

/** What stands before a separator: its words, and whether the last hangs together with the one before. */
export interface Label {
  readonly words: string[];
  readonly joined: boolean;
  /** The whole of it, where it is one word of a program. */
  readonly identifier: string;
  /** The quote that opens directly before it and is still open behind it: `"Password: "`. */
  readonly open: string;
  /** Where the scan would see it, if it sees it at all: the mark behind it. */
  readonly mark: number;
  /** It stands between colons, as in `arn:aws:secretsmanager:eu:1:secret:name`. */
  readonly between: boolean;
}

export const noLabel: Label = {
  words: [],
  joined: false,
  identifier: '',
  open: '',
  between: false,
  mark: -1,
};

/** Words of a name without what a sentence hangs on to it: `password for bob`, `the token is`. */
function nameWords(all: readonly string[]): string[] {
  let length = all.length;
  const purpose = all.indexOf('for');
  if (purpose > 0) {
    // `password for bob: ...`; "failed password for root from 2001:db8::1" is another matter.
    const whom = all.slice(purpose + 1);
    if (whom.length > 2 || whom.some((word) => /\d/.test(word))) return [];
    length = purpose;
  }
  while (length > 1 && linkingVerbs.has(all[length - 1])) length -= 1;
  return all.slice(Math.max(0, length - labelWords), length);
}

/** Where the label begins that ends at `end`. */
export function labelStart(text: string, end: number): number {
  let at = end;
  while (at > 0 && isBlankOrQuote(text.charCodeAt(at - 1))) at -= 1;
  const floor = Math.max(0, at - labelMax);
  while (at > floor && isLabelCode(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

/** The words that end at `end`, quotes and spaces before it left out. */
export function labelBefore(text: string, end: number): Label {
  let at = end;
  while (at > 0 && isBlankOrQuote(text.charCodeAt(at - 1))) at -= 1;
  const stop = at;
  const floor = Math.max(0, stop - labelMax);
  while (at > floor && isLabelCode(text.charCodeAt(at - 1))) at -= 1;
  if (at === stop) return noLabel;
  // `user='app' password=`, `user="app" password=`: the quote closes what stands before the name.
  const closed = /^'[^']{0,40}' /.exec(text.slice(at, stop));
  if (closed) at += closed[0].length;
  const label = text.slice(at, stop);
  if (label[0] === "'" && !text.slice(stop, end).includes("'")) {
    return {
      words: wordsOf(label).slice(-labelWords),
      joined: false,
      identifier: '',
      open: "'",
      between: false,
      mark: end,
    };
  }
  const quote = at > 0 ? text[at - 1] : '';
  const opens = /["'`]/.test(quote) && label[0] !== ' ' && closed === null;
  const open = opens && !text.slice(stop, end).includes(quote) ? quote : '';
  const joined = isJoined(label);
  const identifier = isIdentifier(label) ? label.trim() : '';
  const between = text[at - 1] === ':' && stop === end && /^[\w.-]+$/.test(label);
  return { words: nameWords(wordsOf(label)), joined, identifier, open, between, mark: end };
}

export function isJoined(label: string): boolean {
  return /[A-Za-z0-9][_.-]?[Kk](?:ey|EY)\d{0,2}(?: (?:string|str))?$/.test(label);
}

/** True for one word of a program. */
export function isIdentifier(label: string): boolean {
  return /^\s?[A-Za-z][A-Za-z0-9]*[_.-]?\w{0,40}$/.test(label);
}

/** Where a separator such as `::=`, `?=` or `+=` begins whose last character is at `at`. */
export function separatorStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < 3 && ':?+|!'.includes(text[start - 1])) start -= 1;
  return start;
}

const pairName =
  /(?:key|name|id|property|variable)["']?\s{0,2}[=:]\s{0,2}["']?([A-Za-z][\w.-]{1,60})["']?[\s,;]{1,40}["']?(?:value|val)["']?\s{0,2}$/i;

/** The name that stands beside a value: `name="DB_PASSWORD" value="..."`, `- name: TOKEN\n  value: ...`. */
export function pairedLabel(text: string, end: number): Label {
  const match = pairName.exec(text.slice(Math.max(0, end - 128), end));
  return match ? distant(match[1], end) : noLabel;
}

function distant(name: string, mark: number): Label {
  const words = wordsOf(name).slice(-labelWords);
  return { words, joined: true, identifier: '', open: '', between: false, mark };
}

const typedName = /([A-Za-z_$][\w$]{1,48})\??\s?:\s?&?(?:'\w+ )?[A-Za-z][\w.<>[\]|?& ]{0,32}$/;
const defaultName = /variable\s+"([\w-]{2,60})"\s*\{[^{}]{0,160}\bdefault\s*$/;

/** The name before its type: `password: string = ...`; or of a variable of Terraform. */
export function remoteLabel(text: string, end: number): Label {
  const before = text.slice(Math.max(0, end - 96), end).trimEnd();
  const typed = before.includes(':') ? typedName.exec(before) : null;
  if (typed) {
    const start = Math.max(0, end - 96) + typed.index;
    return distant(typed[1], start + typed[0].indexOf(':'));
  }
  const variable = defaultName.exec(text.slice(Math.max(0, end - 240), end));
  // No mark stands behind its name, so that the scan does not see it.
  return variable ? distant(variable[1], -1) : noLabel;
}

/** `<password>` and `<entry key="password">` name what follows; `<a href="/password">` does not. */
export function isTag(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - labelMax - 16), at);
  return /(?:^|[<:])[\w.-]+$|\s(?:key|name)\s?=\s?(?:"[^"<]*"|'[^'<]*')$/.test(before);
}

export function isBlankOrQuote(code: number): boolean {
  return code === 32 || code === 34 || code === 39 || code === 93 || code === 92 || code === 96;
}

/** True at the `i` of ` is `, which says in a sentence what a colon says in a list. */
export function isVerb(text: string, at: number): boolean {
  return text.startsWith('is ', at) && text.charCodeAt(at - 1) === 32;
}

/** Names that a quoted value follows without a mark, `password "..."`. */
const quotedName = /(?:^|[_.-])(?:password|passwd|passphrase|secret|api[_-]?key)$/i;

/** True at the space behind an option of a command line, `--password hunter2`. */
export function isOption(text: string, at: number): boolean {
  const floor = Math.max(0, at - labelMax);
  let start = at;
  while (start > floor && isOptionCode(text.charCodeAt(start - 1))) start -= 1;
  if (at - start < 4) return false;
  const quote = text[at + 1];
  if ((quote === '"' || quote === "'") && quotedName.test(text.slice(start, at))) return true;
  // `ENV TOKEN ...` of a Dockerfile, `#define TOKEN ...`.
  if (/(?:^|\n)\s*(?:ENV|ARG|setx|#define)\s+$/.test(text.slice(Math.max(0, start - 24), start)))
    return true;
  if (at - start < 5 || text[start] !== '-') return false;
  return start === 0 || text.charCodeAt(start - 1) <= 32;
}

/** True at the comma between a quoted name, first in its bracket, and a quoted value. */
export function isArgument(text: string, at: number): boolean {
  const quote = text[at - 1];
  if (quote !== '"' && quote !== "'") return false;
  const before = text.slice(Math.max(0, at - labelMax - 4), at - 1);
  const open = before.lastIndexOf(quote);
  return (
    open > 0 &&
    /\(\s?$|(?:^|\s)(?:property|set|env|param|arg|option)\s$/.test(before.slice(0, open)) &&
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

/** True at the bracket of `setPassword("...")`, `withApiKey("...")`. */
export function isSetter(text: string, at: number): boolean {
  const quote = text[at + 1];
  if (quote !== '"' && quote !== "'") return false;
  return /\b(?:set|with|use)[A-Z_]\w{2,40}$/.test(text.slice(Math.max(0, at - labelMax), at));
}
