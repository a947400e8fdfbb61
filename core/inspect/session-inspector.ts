/** The inspector of one connection: plans by resource, units, decisions, and what is told of them. */
import { Edits } from '../bytes/edits.ts';
import type { ClientFacts, DecisionRecord, EventHub, Operation } from '../events.ts';
import { forgetSteady } from '../kernels/index.ts';
import type { Policy, Rule } from '../policy/plan.ts';
import type { Carrier, ValueType } from './carrier.ts';
import { decide } from './decide.ts';
import { formOf, shownName } from './form.ts';
import { Access, type Inspector, Verdict } from './inspector.ts';
import { Look } from './look.ts';
import { type PathPlan, type PlanPaths, pathsOf } from './path-plan.ts';
import { formatPath, type PathId, type PathTable } from './paths.ts';
import { rewrite, substituteForm } from './rewrite.ts';
import { type Hit, Unit } from './unit.ts';
import { withhold, withholds } from './withhold.ts';

/** Types of values that rules on fields alone can want. */
const ruleTypes: ReadonlySet<ValueType> = new Set(['boolean', 'null']);

interface Resource {
  readonly plans: PlanPaths | undefined;
  readonly access: Access;
}

/** What a frame is worked on with. */
interface Bench {
  readonly edits: Edits;
  readonly unit: Unit;
  readonly look: Look;
}

const benches = new WeakMap<PathTable, Bench>();

/**
 * The bench of a process: from `begin` to the end of `seal` a frame is treated in one synchronous
 * run, so all connections work at the same one and an idle connection holds no memory for it.
 */
function benchOf(paths: PathTable): Bench {
  const known = benches.get(paths);
  if (known) return known;
  const unit = new Unit();
  const made = { edits: new Edits(), unit, look: new Look(unit, paths) };
  benches.set(paths, made);
  return made;
}

/** Holds the policy in force; a reload puts another one in its place. */
export interface PolicySource {
  readonly policy: Policy;
}

export class SessionInspector implements Inspector {
  readonly paths: PathTable;
  readonly edits: Edits;
  blockedBy = '';
  #client: ClientFacts;
  #source: PolicySource;
  #events: EventHub;
  #unit: Unit;
  #look: Look;
  #operation: Operation = 'read';
  /** What policy says by resource, one table per operation, for the facts and policy below. */
  #resources: Record<Operation, Map<PathId, Resource>> = emptyTables();
  /** The plan at each path, one table per operation; null where no plan applies. */
  #byPath: Record<Operation, (PathPlan | null)[]> = { read: [], write: [], admin: [] };
  #clientRevision = -1;
  #policyRevision = -1;
  #seen = new Set<string>();
  /** Computed leaves of the unit at hand, see `Inspector.leaf`. */
  #parts: { leaf: number; path: PathPlan }[] = [];
  #touched: DecisionRecord[] = [];
  #onShadow = (hit: Hit, rule: Rule): void => this.#record(hit, rule);

  constructor(client: ClientFacts, source: PolicySource, events: EventHub, paths: PathTable) {
    this.#client = client;
    this.#source = source;
    this.#events = events;
    this.paths = paths;
    const { edits, unit, look } = benchOf(paths);
    this.edits = edits;
    this.#unit = unit;
    this.#look = look;
  }

  access(resource: string, operation: Operation): Access {
    this.touch(resource, operation);
    this.#renew();
    const found = this.#resource(this.paths.root(resource), operation);
    this.#recordAccess(found, resource, operation);
    return found.access;
  }

  rulesFields(protocol: string): boolean {
    return this.#source.policy.rulesFields?.(this.#client, protocol) ?? false;
  }

  touch(resource: string, operation: Operation): void {
    const key = `${operation} ${resource}`;
    if (this.#seen.has(key)) return;
    if (this.#seen.size < 4_096) this.#seen.add(key);
    this.#events.emit('resource.seen', { client: this.#client, resource, operation });
  }

  begin(): void {
    forgetSteady();
    this.edits.clear();
    this.#forgetRecords();
  }

  unit(bytes: Uint8Array, operation: Operation): void {
    this.#renew();
    this.#operation = operation;
    this.#look.reset();
    this.#parts.length = 0;
    this.#unit.begin(bytes, operation);
  }

  leaf(
    carrier: Carrier,
    start: number,
    end: number,
    path: PathId,
    bound: number,
    isPart = false,
  ): number {
    const index = this.#unit.addLeaf(carrier, start, end, bound);
    const plan = end > start ? this.#pathPlan(path) : undefined;
    if (!plan) return index;
    this.#look.leaf(index, plan, plan.plans);
    if (isPart) this.#parts.push({ leaf: index, path: plan });
    return index;
  }

  idle(path: PathId, carrier: Carrier): boolean {
    this.#renew();
    for (const operation of ['read', 'write', 'admin'] as const) {
      const plans = this.#resource(this.paths.entry(path).root, operation).plans;
      if (!plans) continue;
      const plan = plans.at(path);
      if (plan.fieldRules.length > 0) return false;
      if (plan.reads(carrier.type)) return false;
      // Conversations ask with booleans and nulls whether a field has rules: no subject is either.
      if (plan.subjects.length > 0 && !ruleTypes.has(carrier.type)) return false;
      const holdsFields = carrier.type === 'text' || carrier.type === 'binary';
      if (plans.hasFieldRules && holdsFields) return false;
    }
    return true;
  }

  known(path: PathId): boolean {
    this.#renew();
    const { plans } = this.#resource(this.paths.entry(path).root, 'read');
    const plan = plans?.at(path);
    return plan?.expected().some((name) => plan.classRules(name).some(withholds)) ?? false;
  }

  end(): Verdict {
    this.#look.flush();
    if (this.#parts.length > 0) {
      for (const { leaf, path } of this.#parts) withhold(this.#unit, leaf, path);
      this.#parts.length = 0;
    }
    const { hits, hitCount } = this.#unit;
    if (hitCount === 0) return Verdict.keep;
    const { verdict, rule } = decide(this.#unit, this.#onShadow);
    const removed = verdict === Verdict.drop || verdict === Verdict.block;
    for (let i = 0; i < hitCount; i++) {
      const hit = hits[i];
      const masked = hit.applied?.action === 'mask';
      if (hit.applied && !(removed && masked)) this.#record(hit, hit.applied);
    }
    if (verdict === Verdict.block) this.blockedBy = rule?.policy ?? '';
    if (verdict !== Verdict.changed) return verdict;
    return rewrite(this.#unit, this.edits) ? Verdict.changed : Verdict.keep;
  }

  finish(): void {
    if (this.#touched.length === 0) return;
    const records = this.#touched.map((record) => ({ ...record }));
    this.#forgetRecords();
    this.#events.emit('decisions', { client: this.#client, operation: this.#operation, records });
  }

  /** Forgets everything; the connection is gone. */
  close(): void {
    this.#resources = emptyTables();
    this.#seen.clear();
  }

  /** What the plan in force says at `path` for the unit at hand; undefined where none applies. */
  #pathPlan(path: PathId): PathPlan | undefined {
    const table = this.#byPath[this.#operation];
    const known = table[path];
    if (known !== undefined) return known ?? undefined;
    const { plans } = this.#resource(this.paths.entry(path).root, this.#operation);
    const plan = plans ? plans.at(path) : null;
    if (!this.paths.isPassing(path)) table[path] = plan;
    return plan ?? undefined;
  }

  /** Forgets what was worked out for another policy, or for who the client was taken for. */
  #renew(): void {
    const { revision } = this.#source.policy;
    if (this.#policyRevision === revision && this.#clientRevision === this.#client.revision) return;
    this.#resources = emptyTables();
    this.#byPath = { read: [], write: [], admin: [] };
    this.#policyRevision = revision;
    this.#clientRevision = this.#client.revision;
  }

  #resource(root: PathId, operation: Operation): Resource {
    const known = this.#resources[operation].get(root);
    if (known) return known;
    const made = this.#plan(root, operation);
    this.#resources[operation].set(root, made);
    return made;
  }

  #plan(root: PathId, operation: Operation): Resource {
    const plan = this.#source.policy.plan(this.#client, this.paths.resource(root), operation);
    if (!plan) return { plans: undefined, access: Access.pass };
    const plans = pathsOf(plan, this.paths);
    const action = plan.access?.action;
    if (action === 'block') return { plans, access: Access.block };
    if (action === 'drop') return { plans, access: Access.drop };
    return { plans, access: plan.inspects ? Access.inspect : Access.pass };
  }

  /** Rules by resource alone are recorded once each time a resource is asked for. */
  #recordAccess(found: Resource, resource: string, operation: Operation): void {
    const plan = found.plans?.plan;
    if (!plan) return;
    if (found.access === Access.block) this.blockedBy = plan.access?.policy ?? '';
    const rules = [...plan.accessShadows];
    if (plan.access && plan.access.action !== 'allow') rules.push(plan.access);
    if (rules.length === 0) return;
    const records = rules.map((rule) => recordOf(rule, '', '', resource, '', '', '', 1));
    for (const record of records) record.count = 1;
    this.#events.emit('decisions', { client: this.#client, operation, records });
  }

  #record(hit: Hit, rule: Rule): void {
    const { path } = hit;
    const last = path.lastRecord;
    if (last && last.count > 0 && path.lastRule === rule && last.class === hit.class) {
      last.count++;
      return;
    }
    const record = this.#recordFor(hit, rule);
    record.count++;
    path.lastRule = rule;
    path.lastRecord = record;
  }

  #recordFor(hit: Hit, rule: Rule): DecisionRecord {
    let byClass = hit.path.records.get(rule);
    if (!byClass) {
      byClass = new Map();
      hit.path.records.set(rule, byClass);
    }
    let record = byClass.get(hit.class);
    if (!record || record.count === 0) {
      const resource = hit.path.plan.resource;
      const path = formatPath(this.paths.steps(hit.path.id).map(shownName));
      const { class: name, detector, confidence } = hit;
      const would = rule.shadow && rule.mask ? substituteForm(this.#unit, hit, rule.mask) : '';
      const shape = formOf(this.#unit.textOf(hit));
      record = recordOf(rule, name, detector, resource, path, shape, would, confidence);
      byClass.set(hit.class, record);
      this.#touched.push(record);
    }
    return record;
  }

  #forgetRecords(): void {
    for (const record of this.#touched) record.count = 0;
    if (this.#touched.length > 0) this.#touched = [];
  }
}

function emptyTables(): Record<Operation, Map<PathId, Resource>> {
  return { read: new Map(), write: new Map(), admin: new Map() };
}

function recordOf(
  rule: Rule,
  className: string,
  detector: string,
  resource: string,
  path: string,
  shape: string,
  would: string,
  confidence: number,
): DecisionRecord {
  const { action, shadow, policy, source } = rule;
  return {
    action,
    shadow,
    policy,
    source,
    class: className,
    detector,
    resource,
    path,
    shape,
    would,
    confidence,
    count: 0,
  };
}
