/**
 * From rules to plans. Who a client is decides once per connection which rules concern it; the same
 * set of rules, resource and operation share one plan, whatever the number of connections. So the
 * number of policies costs at compile time, never per unit.
 */
import type { Detection } from '../detect/detector.ts';
import type { ClientFacts, Operation } from '../events.ts';
import type { FieldPattern } from './field.ts';
import { listOf, reaches } from './glob.ts';
import { type Plan, type Policy, type Rule, strictness } from './plan.ts';
import { appliesTo, type CompiledPolicy } from './rules.ts';

/** Plans kept before all are forgotten; each is small, and comes back when it is asked for. */
const plans_count_max = 16_384;
const client_sets_count_max = 4096;

/** Makes the detection of a set of classes. */
export type DetectionFor = (classes: ReadonlySet<string>) => Detection;

/** A rule as it stands in one plan: what of its `not` is still open. */
interface Standing {
  readonly policy: CompiledPolicy;
  readonly exceptFields: readonly FieldPattern[] | undefined;
  readonly exceptClasses: ReadonlySet<string> | undefined;
}

/** The higher priority first, then the strictest, then the order of the file. */
function byRank(a: Standing, b: Standing): number {
  return (
    b.policy.spec.priority - a.policy.spec.priority ||
    strictness[b.policy.rule.action] - strictness[a.policy.rule.action]
  );
}

/**
 * The rules in the order in which they count: the first enforced one whose confidence a finding
 * reaches applies, and the shadows before it are recorded. `floor` is the priority of an `allow` that
 * covers all of them.
 */
function ranked(standings: readonly Standing[], floor: number): Rule[] {
  return standings
    .filter(({ policy }) => policy.spec.priority >= floor)
    .sort(byRank)
    .map(({ policy }) => policy.rule);
}

/** Without regard to priority: what is strictest among rules that may be meant. */
const byStrictness = (a: Rule, b: Rule): number => strictness[b.action] - strictness[a.action];

/** Highest priority of an enforced `allow` among `standings`. */
function floorOf(standings: readonly Standing[]): number {
  let floor = Number.NEGATIVE_INFINITY;
  for (const { policy } of standings) {
    const { action, shadow } = policy.rule;
    if (action === 'allow' && !shadow) floor = Math.max(floor, policy.spec.priority);
  }
  return floor;
}

class CompiledPlan implements Plan {
  readonly resource: string;
  readonly access: Rule | undefined;
  readonly accessShadows: readonly Rule[];
  readonly inspects: boolean;
  readonly detection: Detection | undefined;
  #floor: number;
  #byField: readonly Standing[];
  #byClass = new Map<string, Standing[]>();
  #anyField: readonly Rule[] | undefined;

  constructor(resource: string, standings: readonly Standing[], detectionFor: DetectionFor) {
    this.resource = resource;
    const level = (name: string) => standings.filter(({ policy }) => policy.level === name);
    const whole = level('resource');
    this.#floor = floorOf(whole);
    const access = ranked(whole, Number.NEGATIVE_INFINITY);
    this.access = access.find((rule) => !rule.shadow);
    this.accessShadows = access.filter((rule) => rule.shadow);
    this.#byField = level('field');
    const classes = new Set<string>();
    for (const standing of level('class')) {
      for (const name of standing.policy.classes) {
        if (standing.exceptClasses?.has(name) && !standing.exceptFields) continue;
        classes.add(name);
        const list = this.#byClass.get(name);
        if (list) list.push(standing);
        else this.#byClass.set(name, [standing]);
      }
    }
    this.detection = classes.size > 0 ? detectionFor(classes) : undefined;
    this.inspects = this.#byField.length > 0 || this.detection !== undefined;
  }

  fieldRules(steps: readonly string[]): readonly Rule[] {
    const matched = this.#byField.filter((standing) => this.#atField(standing, steps));
    return ranked(matched, this.#floor);
  }

  anyFieldRules(): readonly Rule[] {
    // An allow may be meant for another path than the one that could not be told apart.
    const strict = this.#byField.filter(({ policy }) => policy.rule.action !== 'allow');
    this.#anyField ??= strict.map(({ policy }) => policy.rule).sort(byStrictness);
    return this.#anyField;
  }

  classRules(className: string, steps: readonly string[]): readonly Rule[] {
    const standings = this.#byClass.get(className);
    if (!standings) return [];
    const matched = standings.filter((standing) => this.#atClass(standing, className, steps));
    const fields = this.#byField.filter((standing) => this.#atField(standing, steps));
    return ranked(matched, Math.max(this.#floor, floorOf(fields)));
  }

  #atField({ policy, exceptFields }: Standing, steps: readonly string[]): boolean {
    return named(policy, steps) && !excepted(exceptFields, steps);
  }

  #atClass(standing: Standing, className: string, steps: readonly string[]): boolean {
    const { policy, exceptFields, exceptClasses } = standing;
    if (!named(policy, steps)) return false;
    if (!exceptFields && !exceptClasses) return true;
    const byField = exceptFields === undefined || excepted(exceptFields, steps);
    const byClass = exceptClasses?.has(className) ?? true;
    return !(byField && byClass);
  }
}

/**
 * A path that could not be told apart from others ends in `*` (see core/inspect/paths.ts): the worst is
 * assumed of it, as of a field that is really named so.
 */
const isUnknown = (steps: readonly string[]): boolean => steps.at(-1) === '*';

/** An `allow` is for the named field alone, everything else for what stands inside it as well. */
function named({ fields, rule }: CompiledPolicy, steps: readonly string[]): boolean {
  if (!fields) return true;
  if (rule.action === 'allow') return fields.some((field) => field.is(steps));
  return isUnknown(steps) || fields.some((field) => field.covers(steps));
}

function excepted(fields: readonly FieldPattern[] | undefined, steps: readonly string[]): boolean {
  return fields !== undefined && !isUnknown(steps) && fields.some((field) => field.is(steps));
}

/** The rules that concern one kind of client, and the plans made of them. */
interface ClientSet {
  readonly policies: readonly CompiledPolicy[];
  /** For each of them, whether the client conditions of its `not` hold. */
  readonly excluded: readonly boolean[];
  readonly plans: Map<string, Plan | undefined>;
}

interface ClientEntry {
  revision: number;
  until: number;
  set: ClientSet;
}

export class CompiledPolicySet implements Policy {
  readonly revision: number;
  #policies: readonly CompiledPolicy[];
  #detectionFor: DetectionFor;
  #clients = new WeakMap<ClientFacts, ClientEntry>();
  #sets = new Map<string, ClientSet>();
  #detections = new Map<string, Detection>();
  #plansCount = 0;
  #now: () => number;

  constructor(
    revision: number,
    policies: readonly CompiledPolicy[],
    detectionFor: DetectionFor,
    now: () => number = Date.now,
  ) {
    this.revision = revision;
    this.#policies = policies.filter(({ spec }) => spec.mode !== 'off');
    this.#detectionFor = detectionFor;
    this.#now = now;
  }

  inspects(listener: string, protocol: string): boolean {
    return this.#policies.some((policy) => couldConcern(policy, listener, protocol));
  }

  plan(client: ClientFacts, resource: string, operation: Operation): Plan | undefined {
    const { plans, policies, excluded } = this.#setOf(client);
    const key = `${operation}:${resource}`;
    const known = plans.get(key);
    if (known !== undefined || plans.has(key)) return known;
    const plan = this.#compile(policies, excluded, resource, operation);
    if (++this.#plansCount > plans_count_max) this.#forget();
    plans.set(key, plan);
    return plan;
  }

  #forget(): void {
    for (const set of this.#sets.values()) set.plans.clear();
    this.#plansCount = 1;
  }

  #setOf(client: ClientFacts): ClientSet {
    const entry = this.#clients.get(client);
    if (entry && entry.revision === client.revision && this.#now() <= entry.until) return entry.set;
    const now = this.#now();
    let until = Number.POSITIVE_INFINITY;
    let signature = '';
    const policies: CompiledPolicy[] = [];
    const excluded: boolean[] = [];
    this.#policies.forEach((policy, index) => {
      const standing = appliesTo(policy, client, now);
      until = Math.min(until, standing.until);
      if (!standing.applies) return;
      const out = policy.not?.who?.(client) ?? true;
      policies.push(policy);
      excluded.push(out);
      signature += `${index}${out ? '' : '+'},`;
    });
    const set = this.#intern(signature, policies, excluded);
    this.#clients.set(client, { revision: client.revision, until, set });
    return set;
  }

  #intern(signature: string, policies: CompiledPolicy[], excluded: boolean[]): ClientSet {
    const known = this.#sets.get(signature);
    if (known) return known;
    if (this.#sets.size >= client_sets_count_max) this.#sets.clear();
    const set: ClientSet = { policies, excluded, plans: new Map() };
    this.#sets.set(signature, set);
    return set;
  }

  #compile(
    policies: readonly CompiledPolicy[],
    excluded: readonly boolean[],
    resource: string,
    operation: Operation,
  ): Plan | undefined {
    const protocol = resource.slice(0, resource.indexOf(':'));
    const standings: Standing[] = [];
    policies.forEach((policy, i) => {
      if (!policy.operations.has(operation)) return;
      if (policy.protocol && !policy.protocol(protocol)) return;
      if (policy.resource && !policy.resource(resource)) return;
      const standing = standingOf(policy, excluded[i], protocol, resource, operation);
      if (standing) standings.push(standing);
    });
    if (standings.length === 0) return undefined;
    return new CompiledPlan(resource, standings, (classes) => this.#detection(classes));
  }

  #detection(classes: ReadonlySet<string>): Detection {
    const key = [...classes].sort().join(' ');
    let detection = this.#detections.get(key);
    if (!detection) {
      detection = this.#detectionFor(classes);
      this.#detections.set(key, detection);
    }
    return detection;
  }
}

/** What is left of a policy's `not` for a resource; undefined where it voids the policy. */
function standingOf(
  policy: CompiledPolicy,
  whoHolds: boolean,
  protocol: string,
  resource: string,
  operation: Operation,
): Standing | undefined {
  const { not } = policy;
  const whole = { policy, exceptFields: undefined, exceptClasses: undefined };
  if (!not) return whole;
  const holds =
    whoHolds &&
    (not.operations?.has(operation) ?? true) &&
    (not.protocol?.(protocol) ?? true) &&
    (not.resource?.(resource) ?? true);
  if (!holds) return whole;
  if (!not.fields && !not.classes) return undefined;
  return { policy, exceptFields: not.fields, exceptClasses: not.classes };
}

/** False only when a policy surely never looks at anything on this listener. */
function couldConcern(policy: CompiledPolicy, listener: string, protocol: string): boolean {
  const { match } = policy.spec;
  if (policy.protocol && !policy.protocol(protocol)) return false;
  if (match.listener !== undefined && !policy.listener?.(listener)) return false;
  return listOf(match.resource)?.some((glob) => reaches(glob, protocol)) ?? true;
}
