/**
 * From rules to plans. Who a client is decides once per connection which rules concern it; the same
 * set of rules, resource and operation share one plan, whatever the number of connections. So the
 * number of policies costs at compile time, never per unit.
 */
import type { Detection } from '../detect/detector.ts';
import type { ClientFacts, Operation } from '../events.ts';
import { CompiledPlan, type DetectionFor, type Standing } from './compiled-plan.ts';
import { listOf, reaches } from './glob.ts';
import { type Plan, type Policy, strictness } from './plan.ts';
import { appliesTo, type CompiledPolicy } from './rules.ts';

/** Plans kept before all are forgotten; each is small, and comes back when it is asked for. */
const plans_count_max = 16_384;
const client_sets_count_max = 4096;

/** The rules that concern one kind of client, and the plans made of them. */
interface ClientSet {
  readonly policies: readonly CompiledPolicy[];
  /** For each of them, whether the client conditions of its `not` hold. */
  readonly excluded: readonly boolean[];
  readonly plans: Map<string, Plan | undefined>;
}

let revisions = 0;

/** Longest wait of a timer (2^31 - 1 ms is what Node takes); beyond it the timer is set again. */
const wait_ms_max = 86_400_000;

interface ClientEntry {
  revision: number;
  until: number;
  set: ClientSet;
}

export class CompiledPolicySet implements Policy {
  /** Unique in the process. Changes when an exemption ends, since plans made before are then void. */
  revision = ++revisions;
  #policies: readonly CompiledPolicy[];
  #detectionFor: DetectionFor;
  #clients = new WeakMap<ClientFacts, ClientEntry>();
  #sets = new Map<string, ClientSet>();
  #detections = new Map<string, Detection>();
  #plansCount = 0;
  #now: () => number;

  constructor(
    policies: readonly CompiledPolicy[],
    detectionFor: DetectionFor,
    now: () => number = Date.now,
  ) {
    this.#policies = policies.filter(({ spec }) => spec.mode !== 'off');
    this.#detectionFor = detectionFor;
    this.#now = now;
    this.#awaitExpiry();
  }

  inspects(listener: string, protocol: string): boolean {
    return this.#policies.some((policy) => couldConcern(policy, listener, protocol));
  }

  rulesFields(client: ClientFacts, protocol: string): boolean {
    const { policies } = this.#setOf(client);
    return policies.some((policy) => restrictsField(policy, client.listener, protocol));
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

  /** Wakes when the next exemption ends. Neither the process nor this policy is kept alive by it. */
  #awaitExpiry(): void {
    const now = this.#now();
    const ends = this.#policies.flatMap(({ exempt }) => exempt.map(({ until }) => until));
    const next = Math.min(...ends.filter((end) => end >= now));
    if (next === Number.POSITIVE_INFINITY) return;
    const self = new WeakRef(this);
    const wait = Math.min(next - now + 1, wait_ms_max);
    setTimeout(() => {
      const policy = self.deref();
      if (policy) policy.#onTimer(next);
    }, wait).unref();
  }

  #onTimer(end: number): void {
    if (this.#now() > end) this.revision = ++revisions;
    this.#awaitExpiry();
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

/** Whether a policy is enforced on fields by their names, so that their values do not pass as they are. */
function restrictsField(policy: CompiledPolicy, listener: string, protocol: string): boolean {
  if (policy.level !== 'field' || policy.rule.shadow) return false;
  if (strictness[policy.rule.action] < strictness.mask || !policy.operations.has('read'))
    return false;
  return couldConcern(policy, listener, protocol);
}

/** False only when a policy surely never looks at anything on this listener. */
function couldConcern(policy: CompiledPolicy, listener: string, protocol: string): boolean {
  const { match } = policy.spec;
  if (policy.protocol && !policy.protocol(protocol)) return false;
  if (match.listener !== undefined && !policy.listener?.(listener)) return false;
  return listOf(match.resource)?.some((glob) => reaches(glob, protocol)) ?? true;
}
