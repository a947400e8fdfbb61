/** What the rules that concern one client and one resource come to, path by path and class by class. */
import type { Detection } from '../detect/detector.ts';
import { type FieldPattern, subjectPattern } from './field.ts';
import { type Plan, type Rule, strictness } from './plan.ts';
import type { CompiledPolicy } from './rules.ts';

const noNames: readonly string[] = [];

/** Makes the detection of a set of classes. */
export type DetectionFor = (classes: ReadonlySet<string>) => Detection;

/** A rule as it stands in one plan: what of its `not` is still open. */
export interface Standing {
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

/** Highest priority of those of `standings` that are enforced. */
function floorOf(standings: readonly Standing[]): number {
  let floor = Number.NEGATIVE_INFINITY;
  for (const { policy } of standings) {
    if (!policy.rule.shadow) floor = Math.max(floor, policy.spec.priority);
  }
  return floor;
}

const isAllow = ({ policy }: Standing): boolean => policy.rule.action === 'allow';

export class CompiledPlan implements Plan {
  readonly resource: string;
  readonly access: Rule | undefined;
  readonly accessShadows: readonly Rule[];
  readonly inspects: boolean;
  readonly detection: Detection | undefined;
  #floor: number;
  #byField: readonly Standing[];
  #byClass = new Map<string, Standing[]>();
  #anyField: readonly Rule[] | undefined;
  #subjects = new Map<string, FieldPattern>();

  constructor(resource: string, standings: readonly Standing[], detectionFor: DetectionFor) {
    this.resource = resource;
    for (const { policy } of standings) {
      const name = policy.rule.mask?.subject;
      if (name !== undefined) this.#subjects.set(name, subjectPattern(name));
    }
    const level = (name: string) => standings.filter(({ policy }) => policy.level === name);
    const whole = level('resource');
    this.#floor = floorOf(whole.filter(isAllow));
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

  subjectsAt(steps: readonly string[]): readonly string[] {
    if (this.#subjects.size === 0) return noNames;
    return [...this.#subjects].filter(([, field]) => field.is(steps)).map(([name]) => name);
  }

  classRules(className: string, steps: readonly string[]): readonly Rule[] {
    const standings = this.#byClass.get(className);
    if (!standings) return [];
    const matched = standings.filter((standing) => this.#atClass(standing, className, steps));
    // What is said of the field itself goes before what is said of all such values, but the worst is
    // assumed of a field that could not be told apart.
    const fields = this.#byField.filter(
      (standing) => !isUnknown(steps) && this.#atField(standing, steps),
    );
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

/** Last step of a value that is computed from what stands inside the field before it. */
const computedStep = '?';

/** An `allow` is for the named field alone, everything else for what stands inside it as well. */
function named({ fields, rule }: CompiledPolicy, steps: readonly string[]): boolean {
  if (!fields) return true;
  if (rule.action === 'allow') return fields.some((field) => field.is(steps));
  if (isUnknown(steps) || fields.some((field) => field.covers(steps))) return true;
  if (steps.at(-1) !== computedStep || steps.length < 2) return false;
  const within = steps.slice(0, -1);
  return fields.some((field) => field.standsIn(within));
}

function excepted(fields: readonly FieldPattern[] | undefined, steps: readonly string[]): boolean {
  return fields !== undefined && !isUnknown(steps) && fields.some((field) => field.is(steps));
}
