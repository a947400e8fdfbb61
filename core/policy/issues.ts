/** What the schema found wrong, told as a person would: one fault for each, at its own place. */
import type { z } from 'zod';
import { suggestion } from './check.ts';
import type { Path, Source } from './source.ts';

type Issue = z.core.$ZodIssue;

/** An issue with its full path and its message. */
export interface PlainIssue {
  readonly path: Path;
  readonly message: string;
  /** The key at fault where it is an unknown one. */
  readonly unknownKey?: string;
  /** What the schema wanted where the type is wrong. */
  readonly expected?: string;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  nonoptional: 'a value',
};

const typeName = (expected: string): string => typeNames[expected] ?? expected;

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeName(typeof value);
}

/** The value at `path`, undefined where the path leads nowhere. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step],
    root,
  );
}

/** The issues of a failed parse, unions resolved to the branch that was meant. */
export function plainIssues(
  issues: readonly Issue[],
  root: unknown,
  base: Path = [],
): PlainIssue[] {
  return issues.flatMap((issue) => plainIssue(issue, root, [...base, ...issue.path]));
}

function plainIssue(issue: Issue, root: unknown, path: Path): PlainIssue[] {
  const value = valueAt(root, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `unknown key '${key}'`,
        unknownKey: key,
      }));
    case 'invalid_union':
      return unionIssues(issue, value, root, path);
    case 'invalid_type': {
      const expected = typeName(issue.expected);
      const message =
        value === undefined
          ? `'${String(path.at(-1))}' is missing: ${expected} is wanted`
          : `must be ${expected}, not ${kindOf(value)}`;
      return [{ path, message, expected: issue.expected }];
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      const close = typeof value === 'string' ? suggestion(value, values) : '';
      const missing = value === undefined ? `'${String(path.at(-1))}' is missing: ` : 'must be ';
      return [{ path, message: `${missing}${oneOf(values)}${close}` }];
    }
    case 'invalid_format':
      return [{ path, message: issue.message }];
    case 'invalid_key':
      return [{ path, message: `'${String(path.at(-1))}': ${issue.issues[0]?.message}` }];
    case 'too_small':
      return [{ path, message: `must be at least ${issue.minimum}${unitOf(issue.origin)}` }];
    case 'too_big':
      return [{ path, message: `must be at most ${issue.maximum}${unitOf(issue.origin)}` }];
    default:
      return [{ path, message: issue.message }];
  }
}

const unitOf = (origin: string): string => {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
};

const oneOf = (values: readonly string[]): string =>
  values.length === 1 ? values[0] : `one of ${values.join(', ')}`;

/** Issues of the branch that was meant: the one that gets furthest into the value. */
function unionIssues(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  value: unknown,
  root: unknown,
  path: Path,
): PlainIssue[] {
  if (issue.errors.length === 0) {
    // A discriminated union whose discriminator names no branch.
    return [{ path, message: unknownBranch(issue, value, path) }];
  }
  const branches = issue.errors;
  const whole = (branch: readonly Issue[]) =>
    branch.some(({ code, path: at }) => code === 'invalid_type' && at.length === 0);
  const meant = branches.filter((branch) => !whole(branch));
  if (meant.length === 0) {
    const wanted = branches.flatMap((branch) =>
      branch[0]?.code === 'invalid_type' ? [typeName(branch[0].expected)] : [],
    );
    return [{ path, message: `must be ${wanted.join(' or ')}, not ${kindOf(value)}` }];
  }
  const branch = meant.find((one) => !contradicts(one, value)) ?? meant[0];
  return plainIssues(branch, root, path);
}

/** Policies are of two kinds, told apart by the key `preset`. */
function contradicts(branch: readonly Issue[], value: unknown): boolean {
  const isPreset = typeof value === 'object' && value !== null && 'preset' in value;
  return branch.some((issue) =>
    isPreset
      ? issue.code === 'unrecognized_keys' && issue.keys.includes('preset')
      : issue.path[0] === 'preset',
  );
}

function unknownBranch(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  value: unknown,
  path: Path,
): string {
  const { discriminator, options } = issue as { discriminator?: string; options?: unknown[] };
  const here = path.at(-1) === discriminator;
  const given = here
    ? value
    : (value as Record<string, unknown> | undefined)?.[discriminator ?? ''];
  const names = (options ?? []).map(String);
  const close = typeof given === 'string' ? suggestion(given, names) : '';
  const wanted = names.length > 0 ? `: ${names.join(', ')}` : '';
  return given === undefined
    ? `'${discriminator}' is missing${wanted}`
    : `unknown ${discriminator} '${String(given)}'${wanted}${close}`;
}

/** Adds a fault for each issue. */
export function tellIssues(issues: readonly PlainIssue[], source: Source): void {
  for (const { path, message, unknownKey } of issues) {
    source.add(path, message, unknownKey === undefined ? 'value' : 'key');
  }
}
