/** Rules that do nothing: they match nothing, another rule covers them, their exemption is over. */
import { type CheckContext, protocolsOf } from './check.ts';
import { levelOf, operationsOf, type PolicySpec } from './expand.ts';
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
  for (const spec of alive) {
    const other = alive.find((candidate) => shadows(candidate, spec, alive, context));
    if (other) {
      source.warn(spec.path, `'${spec.name}' is shadowed by '${other.name}' (${other.source})`);
    }
  }
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

const conditions = [
  'listener',
  'service',
  'identity',
  'group',
  'network',
  'geo',
  'client_app',
  'protocol',
  'resource',
  'field',
  'class',
  'tag',
] as const;

/** Whether `other` takes everything from `spec`: it matches wherever it does, and always wins. */
function shadows(
  other: PolicySpec,
  spec: PolicySpec,
  all: readonly PolicySpec[],
  context: CheckContext,
): boolean {
  if (other === spec || other.mode !== 'enforce' || spec.mode === 'off') return false;
  if (other.exempt.length > 0 || other.match.not) return false;
  if (levelOf(other) !== levelOf(spec) || !wins(other, spec, all)) return false;
  if ((other.match.confidence ?? 0.5) > (spec.match.confidence ?? 0.5)) return false;
  const operations = operationsOf(other.match);
  if (!operationsOf(spec.match).every((operation) => operations.includes(operation))) return false;
  if (spec.preset && classesOf(spec.match, context.rules).size === 0) return false;
  return conditions.every((key) => coversCondition(other.match[key], spec.match[key]));
}

function wins(other: PolicySpec, spec: PolicySpec, all: readonly PolicySpec[]): boolean {
  if (other.priority !== spec.priority) return other.priority > spec.priority;
  // A rule that only records is recorded beside an enforced one of its own priority.
  if (spec.mode !== 'enforce') return false;
  const ahead = strictness[other.action] - strictness[spec.action];
  return ahead === 0 ? all.indexOf(other) < all.indexOf(spec) : ahead > 0;
}
