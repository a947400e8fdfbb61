/**
 * From YAML to a checked configuration. What the schema refuses is told and left out, so that the
 * rest can still be checked for what it means.
 */
import { isScalar, type Scalar } from 'yaml';
import { retype } from './interpolate.ts';
import { type PlainIssue, plainIssues, tellIssues, valueAt } from './issues.ts';
import { type Config, configSchema } from './schema.ts';
import type { Source } from './source.ts';

type Raw = Record<string, unknown>;

/** The configuration without its faulty parts, and where the rest of its lists stands in the file. */
export interface Parsed {
  readonly config: Config;
  /** As written, for names that are mentioned where their definition is at fault. */
  readonly raw: Raw;
  /** Index in the file of each entry of a list in `config`. */
  indexes(section: 'listeners' | 'policies' | 'detectors'): number[];
}

const isMapping = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parses the values of `source`; `filledIn` are the texts that interpolation replaced. */
export function parseConfig(source: Source, filledIn: ReadonlySet<Scalar>): Parsed | undefined {
  let values = source.values();
  if (source.document.errors.length > 0) return undefined;
  if (!isMapping(values)) {
    source.add([], 'the file must be a mapping that begins with version: 1');
    return undefined;
  }
  let raw = withoutExtensions(values);
  let result = configSchema.safeParse(raw);
  if (!result.success && retypeWanted(plainIssues(result.error.issues, raw), source, filledIn)) {
    values = source.values();
    raw = withoutExtensions(values as Raw);
    result = configSchema.safeParse(raw);
  }
  if (result.success) return { config: result.data, raw, indexes: (name) => kept(raw[name]) };
  const issues = plainIssues(result.error.issues, raw);
  tellIssues(issues, source);
  const { cleaned, removed } = withoutFaults(raw, issues);
  const again = configSchema.safeParse(cleaned);
  if (!again.success) return undefined;
  return { config: again.data, raw, indexes: (name) => kept(raw[name], removed.get(name)) };
}

/** Without the keys `x-...`, which hold what YAML anchors share. */
function withoutExtensions(values: Raw): Raw {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !key.startsWith('x-')));
}

/** Texts filled in where a number or boolean is wanted become one. True when there were any. */
function retypeWanted(
  issues: readonly PlainIssue[],
  source: Source,
  filledIn: ReadonlySet<Scalar>,
): boolean {
  let any = false;
  for (const { path, expected } of issues) {
    if (expected === undefined || !['number', 'int', 'boolean'].includes(expected)) continue;
    const node = source.document.getIn(path as Iterable<unknown>, true);
    if (isScalar(node) && filledIn.has(node) && retype(node)) any = true;
  }
  return any;
}

function kept(list: unknown, removed?: ReadonlySet<PropertyKey>): number[] {
  if (!Array.isArray(list)) return [];
  return [...list.keys()].filter((index) => !removed?.has(index));
}

/** Stands in for listeners that are missing, so that the policies can still be checked. */
const missing = [{ name: 'missing', protocol: 'missing', bind: '[::1]:0', upstream: '[::1]:1' }];

/**
 * A copy without what is at fault: an unknown key alone, else the entry of the list or mapping that
 * the issue is in, else the whole section.
 */
function withoutFaults(
  raw: Raw,
  issues: readonly PlainIssue[],
): { cleaned: Raw; removed: Map<PropertyKey, Set<PropertyKey>> } {
  const cleaned = structuredClone(raw);
  const removed = new Map<PropertyKey, Set<PropertyKey>>();
  for (const { path, unknownKey } of issues) {
    const [section, entry] = path;
    if (unknownKey !== undefined) {
      delete (valueAt(cleaned, path.slice(0, -1)) as Raw | undefined)?.[unknownKey];
    } else if (path.length > 1) {
      const entries = removed.get(section) ?? new Set();
      removed.set(section, entries.add(entry));
    } else if (section !== undefined) {
      delete cleaned[section as string];
    }
  }
  for (const [section, entries] of removed) {
    const value = cleaned[section as string];
    if (Array.isArray(value)) {
      cleaned[section as string] = value.filter((_, index) => !entries.has(index));
    } else if (isMapping(value)) {
      for (const entry of entries) delete value[entry as string];
    }
  }
  cleaned.version = 1;
  if (!Array.isArray(cleaned.listeners) || cleaned.listeners.length === 0) {
    cleaned.listeners = missing;
  }
  return { cleaned, removed };
}
