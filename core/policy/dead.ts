/** Rules that do nothing: they match nothing, another rule covers them, their exemption is over. */

import type { Operation } from '../events.ts';
import { type CheckContext, protocolsOf } from './check.ts';
import { type Level, levelOf, operationsOf, type PolicySpec } from './expand.ts';
import { covers, listOf } from './glob.ts';
import { strictness } from './plan.ts';
import { classesOf, expiryOf } from './rules.ts';
import type { MatchConfig } from './schema.ts';
import type { Path } from './source.ts';

/** Warns of all exemptions in `specs` that are over. */
export function checkExemptions(specs: readonly PolicySpec[], context: CheckContext): void {
  for (const spec of specs) {
    for (const [i, exemption] of spec.exempt.entries()) {
      if (expiryOf(exemption.expires) < context.now) {
        const message = `the exemption of '${spec.name}' expired on ${exemption.expires}`;
        warnOnce(context, [...spec.path, 'exempt', i, 'expires'], message);
      }
    }
  }
}

/** Warns of all rules in `specs` that do nothing. */
export function checkDead(specs: readonly PolicySpec[], context: CheckContext): void {
  const { source } = context;
  const alive: PolicySpec[] = [];
  for (const spec of specs) {
    if (spec.source === 'built-in') continue;
    const why = neverMatches(spec, context);
    if (why) {
      source.warn(spec.path, `'${spec.name}' can never match: ${why}`);
      continue;
    }
    alive.push(spec);
  }
  checkShadows(alive, context);
}

function checkShadows(specs: readonly PolicySpec[], { source, rules }: CheckContext): void {
  const ranks = specs.map((spec, order): Ranked => {
    const finds = !spec.preset || classesOf(spec.match, rules).size > 0;
    return { spec, order, finds, level: levelOf(spec), operations: operationsOf(spec.match) };
  });
  const candidates = ranks.filter(({ spec }) => canShadow(spec));
  if (candidates.length * ranks.length > comparisons_max) {
    source.note(['policies'], 'too many policies to look for shadowed ones');
    return;
  }
  for (const rank of ranks) {
    const other = candidates.find((candidate) => shadows(candidate, rank))?.spec;
    if (!other) continue;
    const { name, path } = rank.spec;
    source.warn(path, `'${name}' is shadowed by '${other.name}' (${other.source})`);
  }
}

/** A rule with what is asked of it again and again. */
interface Ranked {
  readonly spec: PolicySpec;
  readonly order: number;
  readonly level: Level;
  readonly operations: readonly Operation[];
  /** False for rules of a preset whose classes no detector finds. */
  readonly finds: boolean;
}

/** All rules of a preset share one exemption, which is told once. */
function warnOnce({ source }: CheckContext, path: Path, message: string): void {
  const line = source.line(path);
  if (!source.faults.some((fault) => fault.line === line && fault.message.includes('expired on'))) {
    source.warn(path, message);
  }
}

function neverMatches(spec: PolicySpec, context: CheckContext): string | undefined {
  const { match } = spec;
  if (operationsOf(match).length === 0) return `operation and direction exclude each other`;
  const { config, protocols } = context;
  // A listener at fault may be the one that is meant.
  const known = config.listeners.every(({ protocol }) => protocols.has(protocol));
  if (known && protocolsOf(spec, context).length === 0) return 'no listener has its protocol';
  if (levelOf(spec) === 'class' && !spec.preset && classesOf(match, context.rules).size === 0) {
    return 'no class has both that name and that tag';
  }
  if (spec.exempt.some(({ identity }) => listOf(identity)?.includes('*'))) {
    return 'everybody is exempt';
  }
  const { not } = match;
  if (!not) return undefined;
  const keys = Object.keys(not) as (keyof typeof not)[];
  const excluded = keys.every((key) => coversCondition(not[key], match[key as keyof MatchConfig]));
  return excluded ? 'not excludes all that match names' : undefined;
}

/** True when every value of `inner` is within `outer`; an absent `outer` is everything. */
function coversCondition(outer: unknown, inner: unknown): boolean {
  if (outer === undefined) return true;
  const wide = listOf(outer as string | string[])!;
  const narrow = listOf(inner as string | string[] | undefined);
  if (!narrow) return wide.includes('*');
  return narrow.every((one) => wide.some((glob) => covers(String(glob), String(one))));
}

/** The conditions, those that differ most often first. */
const conditions = [
  'resource',
  'class',
  'field',
  'identity',
  'listener',
  'service',
  'group',
  'network',
  'geo',
  'client_app',
  'protocol',
  'tag',
] as const;

/** Pairs of policies that are compared at most: about a second. */
const comparisons_max = 10_000_000;

/** An exemption, a `not` or a mode that only records leave room for others. */
const canShadow = ({ mode, exempt, match }: PolicySpec): boolean =>
  mode === 'enforce' && exempt.length === 0 && match.not === undefined;

/** Whether `other` takes everything from `rank`: it matches wherever that does, and always wins. */
function shadows(other: Ranked, rank: Ranked): boolean {
  const [wide, narrow] = [other.spec, rank.spec];
  if (wide === narrow || narrow.mode === 'off' || !rank.finds) return false;
  if (other.level !== rank.level || !wins(other, rank)) return false;
  if ((wide.match.confidence ?? 0.5) > (narrow.match.confidence ?? 0.5)) return false;
  if (asksMore(wide.match, narrow.match)) return false;
  return (
    conditions.every((key) => coversCondition(wide.match[key], narrow.match[key])) &&
    rank.operations.every((operation) => other.operations.includes(operation))
  );
}

/** Whether `match` wants more findings in a unit than `other` does. */
const asksMore = (match: MatchConfig, other: MatchConfig): boolean =>
  (match.count ?? 1) > (other.count ?? 1) || (match.distinct ?? 1) > (other.distinct ?? 1);

function wins(other: Ranked, rank: Ranked): boolean {
  const [a, b] = [other.spec, rank.spec];
  if (a.priority !== b.priority) return a.priority > b.priority;
  // A rule that only records is recorded beside an enforced one of its own priority.
  if (b.mode !== 'enforce') return false;
  const ahead = strictness[a.action] - strictness[b.action];
  return ahead === 0 ? other.order < rank.order : ahead > 0;
}
