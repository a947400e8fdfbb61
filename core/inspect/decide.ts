/**
 * One decision per unit: every hit gets the strictest enforced rule that its confidence reaches, and
 * the unit the strictest of these. block > drop > mask > alert > tag > allow.
 */
import { type Rule, strictness } from '../policy/plan.ts';
import { Verdict } from './inspector.ts';
import type { Hit } from './unit.ts';

/** The enforced rule that applies to a hit; its shadows are told through `onShadow`. */
function ruleFor(hit: Hit, onShadow: (hit: Hit, rule: Rule) => void): Rule | undefined {
  for (const rule of hit.rules) {
    if (hit.confidence < rule.minConfidence) continue;
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

/** Decides the first `count` hits. */
export function decide(
  hits: readonly Hit[],
  count: number,
  onShadow: (hit: Hit, rule: Rule) => void,
): UnitDecision {
  let strictest = 0;
  let rule: Rule | undefined;
  for (let i = 0; i < count; i++) {
    const hit = hits[i];
    const applied = ruleFor(hit, onShadow);
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
