/**
 * What a plan says at each path, worked out once per path and shared by all connections that have
 * the same plan. Asked per leaf, so everything is a field or one table look-up.
 */
import type { Detection, FieldFacts } from '../detect/detector.ts';
import { isTellingName, isValueKey } from '../detect/pairs.ts';
import type { DecisionRecord } from '../events.ts';
import { Shape } from '../kernels/index.ts';
import type { Plan, Rule } from '../policy/plan.ts';
import type { ValueType } from './carrier.ts';
import { DullStrings } from './dull-strings.ts';
import type { DullValues } from './dull-values.ts';
import { type JsonPaths, jsonPathsOf } from './json-paths.ts';
import type { PathEntry, PathId, PathTable } from './paths.ts';

const none: readonly Rule[] = [];
const noNames: readonly string[] = [];
/** Types whose values can say by themselves what they are. */
const contentTypes: ReadonlySet<ValueType> = new Set([
  'text',
  'integer',
  'decimal',
  'double',
  'binary',
]);
/** Types whose values say it only together with the name of their field. */
const namedTypes: ReadonlySet<ValueType> = new Set(['date', 'datetime']);
/** Shapes of text that must be decoded before a detector can read it. */
const readingShapes = Shape.ENCODED | Shape.UNICODE | Shape.NESTED;

/** Asking all paths may take a twentieth of the time; with few of them it is done each time. */
const anywhereShare = 20;

export class PathPlan {
  readonly id: PathId;
  readonly entry: PathEntry;
  readonly plans: PlanPaths;
  readonly plan: Plan;
  readonly detection: Detection | undefined;
  /** Facts of the field for the detectors; undefined where there are none. */
  readonly facts: FieldFacts | undefined;
  /** Rules by field alone, strictest first. */
  readonly fieldRules: readonly Rule[];
  /** Names under which masks want the values here as their subject. */
  readonly subjects: readonly string[];
  /** Rules on the field itself, or masks that want its values: every value is read. */
  readonly isMarked: boolean;
  /** Numbers of fewer digits say nothing here by themselves. */
  readonly digitsMin: number;
  /** Shapes that some detector of the plan subscribes to. */
  readonly shapes: number;
  /** Leaves are wanted whatever their shape: by a rule, by the field's name, or as a subject. */
  readonly wanted: boolean;
  /** The name of a value here may be the text beside it; see core/detect/pairs.ts. */
  readonly isPaired: boolean;
  /** Values here that hold nothing; made with the first. */
  dull: DullValues | undefined;
  #dullStrings: DullStrings | undefined;
  #json: JsonPaths | undefined;
  /** What the plan says inside JSON at this path, by the kernel's number; kept by `JsonPaths`. */
  readonly inside: (PathPlan | undefined)[] = [];
  #classRules = new Map<string, readonly Rule[]>();
  #lastClass: string | undefined;
  #lastRules: readonly Rule[] = none;
  #steps: readonly string[];
  readonly isOverflow: boolean;
  #expected: readonly string[] | undefined;
  #expectedAt = 0;
  /** Counters of the frame at hand, emptied when it is finished; and the one used last. */
  readonly records = new Map<Rule, Map<string, DecisionRecord>>();
  lastRule: Rule | undefined;
  lastRecord: DecisionRecord | undefined;

  constructor(id: PathId, plans: PlanPaths, paths: PathTable) {
    const { plan } = plans;
    const entry = paths.entry(id);
    this.id = id;
    this.entry = entry;
    this.plans = plans;
    this.plan = plan;
    this.#steps = paths.steps(id);
    this.isOverflow = entry.isOverflow;
    this.detection = plan.detection;
    this.facts = plan.detection?.field(plan.resource, this.#steps);
    this.fieldRules = entry.isOverflow ? plan.anyFieldRules() : plan.fieldRules(this.#steps);
    this.shapes = (plan.detection?.shapes ?? 0) | (plan.detection ? readingShapes : 0);
    this.subjects = entry.isOverflow ? noNames : (plan.subjectsAt?.(this.#steps) ?? noNames);
    this.isMarked = this.fieldRules.length > 0 || this.subjects.length > 0;
    this.isPaired = plan.detection !== undefined && isValueKey(this.#steps.at(-1) ?? '');
    this.wanted = this.always || this.isMarked || this.isPaired;
    this.digitsMin = plan.detection?.digitsMin ?? 0;
  }

  /** Paths of JSON inside values at this path. */
  json(plans: PlanPaths, paths: PathTable): JsonPaths {
    if (!this.#json) {
      // Nothing may be kept under the number of a passing path.
      this.#json = jsonPathsOf(paths, paths.isPassing(this.id) ? paths.overflow(this.id) : this.id);
      this.#json.join(plans);
    }
    return this.#json;
  }

  /** Where the JSON walk may let strings here go; undefined where every string is wanted for itself. */
  dullStrings(): DullStrings | undefined {
    if (this.isMarked || this.isPaired || this.isOverflow || !this.facts) return undefined;
    this.#dullStrings ??= new DullStrings(this.plans.number, this.facts);
    return this.#dullStrings;
  }

  /** Values are looked at whatever their shape: the field's name, or what its values were, asks for it. */
  get always(): boolean {
    return this.facts?.always ?? false;
  }

  /** All recent values here were of one kind; see `FieldFacts.settled`. */
  get isSettled(): boolean {
    return this.facts?.settled ?? false;
  }

  /** True when some detector may find something in values of this type here. */
  reads(type: ValueType): boolean {
    if (!this.detection) return false;
    return contentTypes.has(type) || (this.always && namedTypes.has(type));
  }

  /**
   * Classes that the field is named for or that its values were found to be; below `?`, where computed
   * values are shown, those of the field itself; at a path that could not be told apart, those of all
   * fields seen.
   */
  expected(): readonly string[] {
    if (this.isOverflow) return this.plans.expectedAnywhere();
    const { detection, plan } = this;
    if (!detection) return noNames;
    const isMade = this.#steps.length > 1 && this.#steps[0] === '?';
    const steps = isMade ? this.#steps.slice(1) : this.#steps;
    const { lessons } = detection.field(plan.resource, steps);
    if (this.#expected && this.#expectedAt === lessons) return this.#expected;
    this.#expectedAt = lessons;
    this.#expected = detection.expected(plan.resource, steps);
    return this.#expected;
  }

  /** Facts of a value here that `name` stands beside; undefined where the name tells nothing. */
  paired(name: string | undefined): FieldFacts | undefined {
    if (!isTellingName(name)) return undefined;
    return this.detection?.field(this.plan.resource, [...this.#steps.slice(0, -1), name]);
  }

  classRules(className: string): readonly Rule[] {
    // Most fields hold one class.
    if (className === this.#lastClass) return this.#lastRules;
    let rules = this.#classRules.get(className);
    if (!rules) {
      rules = this.plan.classRules(className, this.#steps) ?? none;
      this.#classRules.set(className, rules);
    }
    this.#lastClass = className;
    this.#lastRules = rules;
    return rules;
  }
}

/** The paths of one plan. */
/** Numbers of plans, for the kernels; 0 is none. */
let lastPlan = 0;

export class PlanPaths {
  readonly plan: Plan;
  /** A number of its own. */
  readonly number = ++lastPlan;
  /** Some rule names fields: then structure inside values matters, not only their content. */
  readonly hasFieldRules: boolean;
  #paths: PathTable;
  #byId = new Map<PathId, PathPlan>();
  #anywhere: readonly string[] = noNames;
  #askAgainAt = 0;

  constructor(plan: Plan, paths: PathTable) {
    this.plan = plan;
    this.#paths = paths;
    this.hasFieldRules = plan.anyFieldRules().length > 0;
  }

  /** As `PathPlan.expected`, of all paths seen; asked anew when that has taken a small part of the time. */
  expectedAnywhere(): readonly string[] {
    const now = performance.now();
    if (now < this.#askAgainAt) return this.#anywhere;
    const classes = new Set<string>();
    for (const path of this.#byId.values()) {
      if (!path.isOverflow) for (const name of path.expected()) classes.add(name);
    }
    this.#anywhere = [...classes];
    const done = performance.now();
    this.#askAgainAt = done + (done - now) * anywhereShare;
    return this.#anywhere;
  }

  at(id: PathId): PathPlan {
    const known = this.#byId.get(id);
    // The number of a passing path has other owners in time.
    if (known && known.entry === this.#paths.entry(id)) return known;
    const made = new PathPlan(id, this, this.#paths);
    this.#byId.set(id, made);
    return made;
  }
}

const tables = new WeakMap<PathTable, WeakMap<Plan, PlanPaths>>();

/** What `plan` says at the paths of one table, the same for as long as both live. */
export function pathsOf(plan: Plan, paths: PathTable): PlanPaths {
  let table = tables.get(paths);
  if (!table) {
    table = new WeakMap();
    tables.set(paths, table);
  }
  const known = table.get(plan);
  if (known) return known;
  const made = new PlanPaths(plan, paths);
  table.set(plan, made);
  return made;
}
