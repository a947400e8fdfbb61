/** Policies compiled to tests and rules: what `compile.ts` picks from for a client and a resource. */
import type { ClientFacts, Operation } from '../events.ts';
import { compileMask, type Recogniser } from '../mask/index.ts';
import type { CompiledMask, KeyRing } from '../mask/mask.ts';
import { type Level, levelOf, operationsOf, type PolicySpec } from './expand.ts';
import { type FieldPattern, fieldPattern } from './field.ts';
import { anyOf, listOf, type Matcher } from './glob.ts';
import type { Quota, Rule } from './plan.ts';
import type { MatchConfig, NotConfig } from './schema.ts';
import { hasWho, type WhoNames, type WhoTest, whoTest } from './who.ts';

/** What counts as a finding unless a policy says otherwise. */
export const confidence_default = 0.5;

/** More than a configuration has, so that the priority goes before the order of the file. */
const policies_count_max = 100_000;

export interface Exemption {
  readonly test: WhoTest;
  /** ms since 1970 from which it no longer holds; Infinity where it never ends. */
  readonly until: number;
}

export interface CompiledPolicy {
  readonly spec: PolicySpec;
  readonly rule: Rule;
  readonly level: Level;
  readonly operations: ReadonlySet<Operation>;
  /** Classes that it is for, of those that detectors find. Empty unless `level` is class. */
  readonly classes: ReadonlySet<string>;
  readonly who: WhoTest;
  readonly exempt: readonly Exemption[];
  readonly listener: Matcher | undefined;
  readonly protocol: Matcher | undefined;
  readonly resource: Matcher | undefined;
  readonly fields: readonly FieldPattern[] | undefined;
  readonly not: CompiledNot | undefined;
}

/** The negated conditions: a policy is void where all of them hold. */
export interface CompiledNot {
  readonly who: WhoTest | undefined;
  readonly operations: ReadonlySet<Operation> | undefined;
  readonly protocol: Matcher | undefined;
  readonly resource: Matcher | undefined;
  readonly fields: readonly FieldPattern[] | undefined;
  readonly classes: ReadonlySet<string> | undefined;
}

/** What rules are compiled with. */
export interface RuleContext {
  readonly keys: KeyRing;
  readonly names: WhoNames;
  /** Classes that some detector finds. */
  readonly classes: ReadonlySet<string>;
  readonly tags: ReadonlyMap<string, ReadonlySet<string>>;
  readonly recognises?: Recogniser;
}

const matcherOf = (value: string | string[] | undefined): Matcher | undefined => {
  const list = listOf(value);
  return list && anyOf(list);
};

/**
 * Whatever the case of a resource: MySQL servers may take `HR.Staff` and `hr.staff` for one table
 * (lower_case_table_names), and a statement tells only how it was written. What lets values pass is
 * for the resource as it is named.
 */
function resourceMatcher({ match, action }: PolicySpec): Matcher | undefined {
  const list = listOf(match.resource);
  if (!list || action === 'allow') return list && anyOf(list);
  const matches = anyOf(list.map((glob) => glob.toLowerCase()));
  return (resource) => matches(resource.toLowerCase());
}

/** The known classes that `class` and `tag` of a match name, both where both are given. */
export function classesOf(
  match: Pick<MatchConfig, 'class' | 'tag'>,
  context: Pick<RuleContext, 'classes' | 'tags'>,
): Set<string> {
  const named = matcherOf(match.class);
  const tags = listOf(match.tag);
  const found = new Set<string>();
  for (const name of context.classes) {
    if (named && !named(name)) continue;
    if (tags && !tags.some((tag) => context.tags.get(name)?.has(tag))) continue;
    found.add(name);
  }
  return found;
}

function compileNot(not: NotConfig | undefined, context: RuleContext): CompiledNot | undefined {
  if (!not) return undefined;
  const byOperation = not.operation !== undefined || not.direction !== undefined;
  return {
    who: hasWho(not) ? whoTest(not, context.names) : undefined,
    operations: byOperation ? new Set(operationsOf(not)) : undefined,
    protocol: matcherOf(not.protocol),
    resource: matcherOf(not.resource),
    fields: listOf(not.field)?.map(fieldPattern),
    classes: not.class !== undefined || not.tag !== undefined ? classesOf(not, context) : undefined,
  };
}

/** End of the day for a bare date, in UTC. */
export function expiryOf(expires: string | undefined): number {
  if (expires === undefined) return Number.POSITIVE_INFINITY;
  return Date.parse(expires.length === 10 ? `${expires}T23:59:59.999Z` : expires);
}

function quotaOf({ count = 1, distinct = 1 }: MatchConfig): Quota | undefined {
  return count > 1 || distinct > 1 ? { count, distinct } : undefined;
}

/** Compiles one rule. Throws MaskError or RangeError for what the loader has already told. */
export function compileRule(spec: PolicySpec, context: RuleContext): CompiledPolicy {
  const { match } = spec;
  const mask: CompiledMask | undefined =
    spec.action === 'mask' && spec.mask
      ? compileMask(spec.mask, context.keys, context.recognises)
      : undefined;
  const level = levelOf(spec);
  return {
    spec,
    level,
    rule: {
      action: spec.action,
      shadow: spec.mode !== 'enforce',
      mask,
      policy: spec.name,
      source: spec.source,
      minConfidence: match.confidence ?? confidence_default,
      quota: quotaOf(match),
      rank: (spec.path.at(-1) as number) - spec.priority * policies_count_max,
    },
    operations: new Set(operationsOf(match)),
    classes: level === 'class' ? classesOf(match, context) : new Set(),
    who: whoTest(match, context.names),
    exempt: spec.exempt.map((exemption) => ({
      test: whoTest(exemption, context.names),
      until: expiryOf(exemption.expires),
    })),
    listener: matcherOf(match.listener),
    protocol: matcherOf(match.protocol),
    resource: resourceMatcher(spec),
    fields: listOf(match.field)?.map(fieldPattern),
    not: compileNot(match.not, context),
  };
}

/** How a policy stands to one client: out, or in until a time (an exemption of it ends or begins). */
export function appliesTo(
  policy: CompiledPolicy,
  client: ClientFacts,
  now: number,
): { applies: boolean; until: number } {
  if (!policy.who(client)) return { applies: false, until: Number.POSITIVE_INFINITY };
  for (const exemption of policy.exempt) {
    if (exemption.until >= now && exemption.test(client)) {
      return { applies: false, until: exemption.until };
    }
  }
  return { applies: true, until: Number.POSITIVE_INFINITY };
}
