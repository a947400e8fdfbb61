/**
 * Detectors written in the configuration. Their patterns run on RE2JS, whose time is linear in the
 * text whatever the pattern; V8's engine never sees a pattern that a user wrote.
 */
import { createRequire } from 'node:module';
import { RE2JS } from 're2js';
import { secretLiteralBounds } from '../kernels/secret-literals.ts';
import { Shape } from '../kernels/shapes.ts';
import { limits } from '../limits.ts';
import { mod11x10, mod97, verhoeff } from './check/digits.ts';
import { luhn } from './check/luhn.ts';
import type { Detector, Hits } from './detector.ts';
import { wordsOf } from './names.ts';
import { literalOf } from './pattern-literal.ts';
import { never, reportThreshold } from './weigh.ts';

/** A detector as the configuration writes it. */
export interface CustomDetector {
  /** Id; the class where it is missing. */
  readonly name?: string;
  readonly class: string;
  /** RE2 syntax. */
  readonly pattern?: string;
  readonly keywords?: readonly string[];
  readonly fields?: readonly string[];
  /** `luhn`, `mod97`, `verhoeff`, `mod11_10`, or a national validator such as `us.ssn`. */
  readonly validator?: string;
  /** Values to let go: exact texts, or patterns between slashes. */
  readonly except?: readonly string[];
  readonly min_confidence?: number;
}

export interface CompiledCustom {
  readonly detector: Detector;
  /** What makes the detector dear, for the person who wrote it. */
  readonly warning?: string;
}

/** Weight of a pattern's match by itself, and where key words or names of fields are to speak too. */
const patternWeight = 3;
const supportedWeight = 0.4;
const validatorWeight = 2;

type Validator = (text: string) => boolean;

function overDigits(check: (chars: Uint8Array, length: number) => boolean): Validator {
  return (text) => {
    const digits = text.replace(/[^0-9]/g, '');
    return digits.length > 1 && check(Buffer.from(digits, 'latin1'), digits.length);
  };
}

const validators: Readonly<Record<string, Validator>> = {
  luhn: overDigits(luhn),
  verhoeff: overDigits(verhoeff),
  mod11_10: overDigits(mod11x10),
  mod97: (text) => {
    const chars = Buffer.from(text.toUpperCase().replace(/[^0-9A-Z]/g, ''), 'latin1');
    return chars.length > 4 && mod97(chars, 0, 4, mod97(chars, 4, chars.length)) === 1;
  },
};

type NationalValidators = Record<
  string,
  Record<string, { validate(text: string): { isValid: boolean } }>
>;

/** National validators of stdnum, loaded only when a configuration names one: it is large. */
function nationalValidator(name: string): Validator | undefined {
  const parts = /^([a-z]{2})\.([a-z0-9]+)$/.exec(name);
  if (!parts) return undefined;
  const { stdnum } = createRequire(import.meta.url)('stdnum') as { stdnum: NationalValidators };
  const country = stdnum[parts[1].toUpperCase()];
  if (!country || !Object.hasOwn(country, parts[2])) return undefined;
  const validator = country[parts[2]];
  return (text) => validator.validate(text).isValid;
}

function validatorOf(name: string): Validator {
  const known = Object.hasOwn(validators, name) ? validators[name] : nationalValidator(name);
  if (known) return known;
  throw new RangeError(
    `no validator is called ${name}; there are ${Object.keys(validators).join(', ')} and national ones such as us.ssn`,
  );
}

/** Throws a RangeError that says what is wrong with the pattern. */
function compile(pattern: string): RE2JS {
  if (pattern.length > limits.detect_pattern_chars_max) {
    throw new RangeError(`a pattern has at most ${limits.detect_pattern_chars_max} characters`);
  }
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern);
  } catch (error) {
    throw new RangeError(`not a pattern in RE2 syntax: ${(error as Error).message}`);
  }
  if (compiled.programSize() > limits.detect_pattern_steps_max) {
    throw new RangeError('the pattern is too large once its repetitions are written out');
  }
  if (compiled.matches('')) throw new RangeError('the pattern matches the empty text');
  return compiled;
}

/** True for values that are to be let go. */
function exceptOf(texts: readonly string[]): (text: string) => boolean {
  const exact = new Set(texts.filter((text) => !isSlashed(text)));
  const patterns = texts.filter(isSlashed).map((text) => compile(text.slice(1, -1)));
  return (text) => exact.has(text) || patterns.some((pattern) => pattern.matches(text));
}

function isSlashed(text: string): boolean {
  return text.length > 2 && text.startsWith('/') && text.endsWith('/');
}

interface Parts {
  readonly pattern: RE2JS | undefined;
  readonly validator: Validator | undefined;
  readonly except: (text: string) => boolean;
  readonly weight: number;
}

/** Every match, in windows that overlap: a search for all matches is linear only in bounded texts. */
function findAll(text: string, { pattern, validator, except, weight }: Parts, hits: Hits): void {
  if (!pattern) return;
  const size = limits.detect_pattern_window_chars;
  let found = 0;
  for (let base = 0; base < text.length; base += size - limits.detect_pattern_match_chars_max) {
    const part = text.length <= size ? text : text.slice(base, base + size);
    const matcher = pattern.matcher(part);
    while (found < limits.detect_pattern_matches_max && matcher.find()) {
      found += 1;
      const [start, end] = [matcher.start(), matcher.end()];
      const match = part.slice(start, end);
      if (end === start || except(match) || (validator && !validator(match))) continue;
      hits.add(base + start, base + end, weight);
    }
    if (base + size >= text.length) break;
  }
}

function fieldNames(names: readonly string[]): string[] {
  return names.map((name) => wordsOf(name).join(' ')).filter((name) => name !== '');
}

/**
 * Compiles a detector of the configuration. Throws a RangeError for a pattern that is not RE2 or too
 * large, an unknown validator, or a detector with neither pattern nor fields.
 */
export function compileCustom(config: CustomDetector): CompiledCustom {
  const fields = fieldNames(config.fields ?? []);
  const keywords = fieldNames(config.keywords ?? []);
  if (config.pattern === undefined && fields.length === 0) {
    throw new RangeError('a detector has a pattern, fields, or both');
  }
  const pattern = config.pattern === undefined ? undefined : compile(config.pattern);
  const validator = config.validator === undefined ? undefined : validatorOf(config.validator);
  const supported = fields.length > 0 || keywords.length > 0;
  const parts: Parts = {
    pattern,
    validator,
    except: exceptOf(config.except ?? []),
    weight: (supported ? supportedWeight : patternWeight) + (validator ? validatorWeight : 0),
  };
  const literal = pattern ? literalOf(config.pattern as string) : undefined;
  const detector: Detector = {
    id: config.name ?? config.class,
    class: config.class,
    shapes: literal ? Shape.SECRET : 0,
    literals: literal ? [literal] : [],
    shapeless: pattern !== undefined && literal === undefined,
    minConfidence: Math.max(config.min_confidence ?? 0, reportThreshold),
    fields,
    keywords,
    chance: validator ? 0.1 : 0.5,
    types: ['integer', 'decimal', 'double', 'date', 'datetime'],
    find: ({ text }, hits) => findAll(text, parts, hits),
    value: pattern ? undefined : (text) => valueWeight(text, parts),
  };
  return detector.shapeless ? { detector, warning: dear(literalHint) } : { detector };
}

/** Judges a value of a field that the configuration names, where no pattern does. */
function valueWeight(text: string, { validator, except }: Parts): number {
  const value = text.trim();
  if (value === '' || except(value) || (validator && !validator(value))) return never;
  return 1;
}

const literalHint = `no text of ${secretLiteralBounds.bytesMin} or more ASCII characters stands in every match`;

function dear(reason: string): string {
  return `${reason}, so every value of every field is looked at, at about a microsecond each`;
}
