/**
 * Patterns of fields. `salary` matches a field of that name wherever it stands; `address.city` the
 * names in a row; `$.id` from the start of the unit; `*` any part of a name, `**` any number of
 * names. Members of lists need not be written: `items.sku` matches `items[].sku`. Case does not
 * matter, as it does not in MySQL: a protected column must not be reached by writing it otherwise.
 */
import { anyOf, isGlob, type Matcher } from './glob.ts';

export interface FieldPattern {
  /** True for the field itself and for all that stands inside it. */
  covers(steps: readonly string[]): boolean;
  /** True for the field itself only. */
  is(steps: readonly string[]): boolean;
  /** True where the field is written as a path that leads through this one. */
  standsIn(steps: readonly string[]): boolean;
}

type Part = Matcher | '**';

const parts_count_max = 64;

/** Splits `a."b.c".d[]` and `a["b.c"]` into names. Undefined when the text is not a path. */
export function splitPath(text: string): string[] | undefined {
  const names: string[] = [];
  const token = /(?:^|\.)([^.[\]"'\s]+)|(?:^|\.)"((?:[^"\\]|\\.)*)"|\["((?:[^"\\]|\\.)*)"\]|\[\]/gy;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (!match || names.length >= parts_count_max) return undefined;
    const name = match[1] ?? match[2] ?? match[3];
    if (name !== undefined) names.push(name.replace(/\\(.)/g, '$1'));
  }
  return names.length > 0 ? names : undefined;
}

/**
 * The names of a path in lower case. What is computed from fields stands below `?`, and counts as the
 * fields themselves.
 */
function plainSteps(steps: readonly string[]): string[] {
  const path = steps.filter((step) => step !== '[]').map((step) => step.toLowerCase());
  return path.length > 1 && path[0] === '?' ? path.slice(1) : path;
}

/** Compiles a pattern. Throws a RangeError where it is none. */
export function fieldPattern(text: string): FieldPattern {
  const names = splitPath(text);
  if (!names) throw new RangeError(`'${text}' is not a field: write salary, address.city or $.id`);
  const anchored = names[0] === '$';
  const parts = (anchored ? names.slice(1) : names).map(
    (name): Part => (name === '**' ? '**' : anyOf([name.toLowerCase()])),
  );
  if (parts.filter((part) => part === '**').length > 2) {
    throw new RangeError(`'${text}' has more than two **`);
  }
  if (parts.length === 0) throw new RangeError(`'${text}' names no field`);
  const match = (steps: readonly string[], toEnd: boolean): boolean => {
    const path = plainSteps(steps);
    const last = anchored ? 0 : path.length - 1;
    for (let from = 0; from <= last; from++) {
      if (matchesFrom(parts, 0, path, from, toEnd)) return true;
    }
    return false;
  };
  // Of `address.city` everything that begins it: what is looked for stands further inside.
  const outer = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1));
  const standsIn = (steps: readonly string[]): boolean => {
    const path = plainSteps(steps);
    const last = anchored ? 0 : path.length - 1;
    for (let from = 0; from <= last; from++) {
      if (outer.some((some) => matchesFrom(some, 0, path, from, true))) return true;
    }
    return false;
  };
  return {
    covers: (steps) => match(steps, false),
    is: (steps) => match(steps, true),
    standsIn,
  };
}

/** Compiles the path of a mask's subject: one field, so no wildcards. Throws a RangeError. */
export function subjectPattern(text: string): FieldPattern {
  const pattern = fieldPattern(text);
  if (splitPath(text)?.some(isGlob) || text.includes('[]')) {
    throw new RangeError(`'${text}' names many fields, and a subject is one: customer_id or $.id`);
  }
  return pattern;
}

function matchesFrom(
  parts: readonly Part[],
  part: number,
  path: readonly string[],
  step: number,
  toEnd: boolean,
): boolean {
  if (part === parts.length) return !toEnd || step === path.length;
  const matcher = parts[part];
  if (matcher !== '**') {
    return (
      step < path.length &&
      matcher(path[step]) &&
      matchesFrom(parts, part + 1, path, step + 1, toEnd)
    );
  }
  for (let next = step; next <= path.length; next++) {
    if (matchesFrom(parts, part + 1, path, next, toEnd)) return true;
  }
  return false;
}
