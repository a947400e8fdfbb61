/**
 * One decision per unit: every hit gets the strictest enforced rule that its confidence reaches, and
 * the unit the strictest of these. block > drop > mask > alert > tag > allow.
 */
import { type Quota, type Rule, strictness } from '../policy/plan.ts';
import { Verdict } from './inspector.ts';
import type { Hit, Unit } from './unit.ts';

/** Whether the unit at hand holds as many findings as each rule with a quota asks for. */
const quotas = new Map<Rule, boolean>();

function reached(rule: Rule, quota: Quota, unit: Unit): boolean {
  const known = quotas.get(rule);
  if (known !== undefined) return known;
  const places = new Set<string>();
  const texts = new Set<string>();
  for (let i = 0; i < unit.hitCount; i++) {
    const hit = unit.hits[i];
    if (hit.confidence < rule.minConfidence || !hit.rules.includes(rule)) continue;
    // A value that stands for several fields is one value.
    places.add(`${hit.layer} ${hit.start}`);
    texts.add(unit.textOf(hit));
  }
  const answer = places.size >= quota.count && texts.size >= quota.distinct;
  quotas.set(rule, answer);
  return answer;
}

/** The enforced rule that applies to a hit; its shadows are told through `onShadow`. */
function ruleFor(hit: Hit, unit: Unit, onShadow: (hit: Hit, rule: Rule) => void): Rule | undefined {
  for (const rule of hit.rules) {
    if (hit.confidence < rule.minConfidence) continue;
    if (rule.quota && !reached(rule, rule.quota, unit)) continue;
    if (!rule.shadow) return rule;
    onShadow(hit, rule);
  }
  return undefined;
}

export interface UnitDecision {
  verdict: Verdict;
  /** The rule behind a drop or block. */
  rule: Rule | undefined;
}

/** Decides all hits of the unit. */
export function decide(unit: Unit, onShadow: (hit: Hit, rule: Rule) => void): UnitDecision {
  if (quotas.size > 0) quotas.clear();
  let strictest = 0;
  let rule: Rule | undefined;
  for (let i = 0; i < unit.hitCount; i++) {
    const hit = unit.hits[i];
    const applied = ruleFor(hit, unit, onShadow);
    hit.applied = applied;
    if (!applied) continue;
    const level = strictness[applied.action];
    if (level > strictest) {
      strictest = level;
      rule = applied;
    }
  }
  if (strictest >= strictness.block) return { verdict: Verdict.block, rule };
  if (strictest >= strictness.drop) return { verdict: Verdict.drop, rule };
  if (strictest >= strictness.mask) return { verdict: Verdict.changed, rule };
  return { verdict: Verdict.keep, rule };
}
