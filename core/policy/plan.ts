/**
 * What policy says to one client about one resource: compiled once, asked per path and per finding
 * only through tables. Built by core/policy/compile.ts, used by core/inspect.
 */
import type { Detection } from '../detect/detector.ts';
import type { Action, ClientFacts, Operation } from '../events.ts';
import type { CompiledMask } from '../mask/mask.ts';

/** How much a unit must hold before a rule applies to any of it. */
export interface Quota {
  /** Findings. */
  readonly count: number;
  /** Different values among them. */
  readonly distinct: number;
}

/** One policy as it applies to one resource, client and operation. */
export interface Rule {
  readonly action: Action;
  /** Only records what it would do. */
  readonly shadow: boolean;
  readonly mask: CompiledMask | undefined;
  readonly policy: string;
  /** `file:line` */
  readonly source: string;
  /** Findings below this confidence do not count. */
  readonly minConfidence: number;
  /** Absent: one finding suffices. */
  readonly quota?: Quota;
  /** Of two masks for the same bytes the one of the lesser rank is taken. Absent: 0. */
  readonly rank?: number;
}

export interface Plan {
  readonly resource: string;
  /** Rules that match by resource alone: the strictest enforced action, or `allow`. */
  readonly access: Rule | undefined;
  /** Shadow rules that match by resource alone; recorded once per frame. */
  readonly accessShadows: readonly Rule[];
  /** True when some rule needs units to be walked (by class or by field). */
  readonly inspects: boolean;
  /** The detectors whose classes some rule names; undefined when no rule is by class. */
  readonly detection: Detection | undefined;
  /**
   * Rules by field alone for this path, shadows included: the higher priority first, then the
   * stricter. The first enforced one applies. Empty: none.
   */
  fieldRules(steps: readonly string[]): readonly Rule[];
  /** The subjects of masks, as the masks name them, that are at this path. Absent: none anywhere. */
  subjectsAt?(steps: readonly string[]): readonly string[];
  /** Strictest field rules of any path: for paths that could not be told apart. */
  anyFieldRules(): readonly Rule[];
  /**
   * Rules for a finding of `className` at this path, in the same order. The first enforced one whose
   * `minConfidence` the finding reaches applies.
   */
  classRules(className: string, steps: readonly string[]): readonly Rule[];
}

/** A loaded policy. Immutable: a reload makes another one. */
export interface Policy {
  readonly revision: number;
  /** False when no rule could ever look at anything on this listener (mode off, no policies). */
  inspects(listener: string, protocol: string): boolean;
  /** See `Inspector.rulesFields`. Absent: none does. */
  rulesFields?(client: ClientFacts, protocol: string): boolean;
  /** Undefined when nothing applies: the resource passes undecoded. */
  plan(client: ClientFacts, resource: string, operation: Operation): Plan | undefined;
}

/** Order of strictness, strictest last: the tie-break of DESIGN. */
export const strictness: Readonly<Record<Action, number>> = {
  allow: 0,
  tag: 1,
  alert: 2,
  mask: 3,
  drop: 4,
  block: 5,
};
