/**
 * Globs over names of resources, classes and identities: `*` stands for any run of characters, `?`
 * for one, `{a,b}` for alternatives. Matched without regular expressions, in time at most pattern x
 * text.
 */
export type Matcher = (text: string) => boolean;

const alternatives_count_max = 64;

/** True when `pattern` holds a wildcard. */
export const isGlob = (pattern: string): boolean => /[*?{]/.test(pattern);

/** `a{b,c}d` -> `abd`, `acd`. Throws a RangeError beyond 64 alternatives. */
export function expandBraces(pattern: string): string[] {
  const match = /^([^{]*)\{([^{}]*)\}(.*)$/s.exec(pattern);
  if (!match) return [pattern];
  const [, before, inner, after] = match;
  const rest = expandBraces(after);
  const expanded = inner.split(',').flatMap((one) => rest.map((end) => before + one + end));
  if (expanded.length > alternatives_count_max) {
    throw new RangeError(`'${pattern}' has more than ${alternatives_count_max} alternatives`);
  }
  return expanded;
}

/** Greedy match with one point to come back to, the last `*`. */
function matchesWild(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.length && pattern[p] === '*') p++;
  return p === pattern.length;
}

function one(pattern: string): Matcher {
  if (!/[*?]/.test(pattern)) return (text) => text === pattern;
  if (/^[^*?]*\*$/.test(pattern)) {
    const prefix = pattern.slice(0, -1);
    return (text) => text.startsWith(prefix);
  }
  return (text) => matchesWild(pattern, text);
}

/** True for texts that one of the patterns matches. */
export function anyOf(patterns: readonly string[]): Matcher {
  const expanded = patterns.flatMap(expandBraces);
  const literal = new Set(expanded.filter((pattern) => !isGlob(pattern)));
  const wild = expanded.filter(isGlob).map(one);
  return (text) => literal.has(text) || wild.some((matches) => matches(text));
}

/** True when every text that `inner` matches is surely matched by `outer` as well. */
export function covers(outer: string, inner: string): boolean {
  if (outer === inner || outer === '*') return true;
  if (!isGlob(outer) && !inner.includes('{')) return false;
  try {
    // A `*` of the inner pattern can only be matched by a `*` of the outer one.
    const probe = (pattern: string) => pattern.replaceAll('?', '\u0001').replaceAll('*', '\u0002');
    return expandBraces(inner).every((each) =>
      expandBraces(outer).some((pattern) => !pattern.includes('?') && one(pattern)(probe(each))),
    );
  } catch {
    return false;
  }
}

/** One text or a list, as a list. */
export function listOf<T>(value: T | readonly T[] | undefined): readonly T[] | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** Whether a glob over resources can match one of `protocol`. */
export function reaches(glob: string, protocol: string): boolean {
  return expandBraces(glob).some((each) => {
    const colon = each.indexOf(':');
    // A `*` takes in the colon as well: `*orders` is any resource of that name.
    const head = colon < 0 ? each : each.slice(0, colon);
    return head.includes('*') || (colon >= 0 && one(head)(protocol));
  });
}
