/**
 * A text that every match of a pattern holds, so that the scan can look for it in place of the
 * pattern. Found by reading the outermost sequence of the pattern and nothing cleverer: what this
 * does not understand ends the text at hand.
 */
import { secretLiteralBounds } from '../kernels/secret-literals.ts';

export interface PatternLiteral {
  readonly text: string;
  readonly ignoreCase?: boolean;
}

const { bytesMin, bytesMax } = secretLiteralBounds;

/** Characters that escape to themselves in RE2. */
const punctuation = /[!-/:-@[-`{-~]/;

interface Step {
  /** The one character that this step matches, or undefined where it may match several. */
  readonly char: string | undefined;
  readonly next: number;
}

/** End of the class or group that opens at `at`; -1 where it is not closed. */
function closing(pattern: string, at: number): number {
  if (pattern[at] === '[') {
    let next = at + 1;
    if (pattern[next] === '^') next += 1;
    if (pattern[next] === ']') next += 1;
    while (next < pattern.length && pattern[next] !== ']') {
      if (pattern[next] === '\\') next += 1;
      else if (pattern.startsWith('[:', next)) next = pattern.indexOf(':]', next) + 1;
      next += 1;
    }
    return next;
  }
  let depth = 0;
  for (let next = at; next < pattern.length; next += 1) {
    if (pattern[next] === '\\') next += 1;
    else if (pattern[next] === '[') next = closing(pattern, next);
    else if (pattern[next] === '(') depth += 1;
    else if (pattern[next] === ')') {
      depth -= 1;
      if (depth === 0) return next;
    }
  }
  return pattern.length;
}

function stepAt(pattern: string, at: number): Step {
  const char = pattern[at];
  if (char === '(' || char === '[') return { char: undefined, next: closing(pattern, at) + 1 };
  if (char === '\\') {
    const escaped = pattern[at + 1] ?? '';
    if (escaped === 'Q') return { char: undefined, next: pattern.length };
    if (escaped === 'p' || escaped === 'P' || escaped === 'x') {
      const brace = pattern[at + 2] === '{' ? pattern.indexOf('}', at) + 1 : 0;
      return { char: undefined, next: brace || at + (escaped === 'x' ? 4 : 3) };
    }
    return { char: punctuation.test(escaped) ? escaped : undefined, next: at + 2 };
  }
  return { char: '.^$'.includes(char) ? undefined : char, next: at + 1 };
}

const quantifier = /(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/y;

/** True when a `|` stands outside all groups and classes. */
function hasAlternatives(pattern: string): boolean {
  for (let at = 0; at < pattern.length; ) {
    if (pattern[at] === '|') return true;
    at = stepAt(pattern, at).next;
  }
  return false;
}

function isPlain(char: string): boolean {
  return char >= ' ' && char <= '~';
}

/** The longest text of ASCII that stands in every match of `pattern`; undefined where none is seen. */
export function literalOf(pattern: string): PatternLiteral | undefined {
  const flags = /^\(\?([a-zA-Z]+)\)/.exec(pattern);
  const ignoreCase = flags?.[1].includes('i') ?? false;
  let at = flags ? flags[0].length : 0;
  // Flags that change in the middle are not followed.
  if (hasAlternatives(pattern) || pattern.slice(at).includes('(?i')) return undefined;
  let best = '';
  let run = '';
  while (at < pattern.length) {
    const { char, next } = stepAt(pattern, at);
    quantifier.lastIndex = next;
    const repeat = quantifier.exec(pattern);
    at = repeat ? next + repeat[0].length : next;
    const least = repeat ? (repeat[0][0] === '+' ? 1 : Number(repeat[1] ?? 0)) : 1;
    const zeroWidth = char === undefined && isZeroWidth(pattern, next, at);
    if (char !== undefined && isPlain(char) && least > 0) run += char;
    else if (!zeroWidth) run = '';
    if (run.length > best.length) best = run;
    if (repeat) run = '';
  }
  const text = (ignoreCase ? best.toLowerCase() : best).slice(0, bytesMax);
  if (text.length < bytesMin) return undefined;
  return ignoreCase ? { text, ignoreCase } : { text };
}

function isZeroWidth(pattern: string, next: number, at: number): boolean {
  if (at !== next) return false;
  const two = pattern.slice(next - 2, next);
  return two === '\\b' || two === '\\B' || '^$'.includes(pattern[next - 1] ?? ' ');
}
