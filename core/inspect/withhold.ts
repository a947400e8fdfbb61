/**
 * Values that were computed from a field which is known for what it holds: half a card number, or one
 * written backwards, says nothing by itself. Where the class is not found in the value, the value as a
 * whole is taken for it.
 */
import { type Rule, strictness } from '../policy/plan.ts';
import type { PathPlan } from './path-plan.ts';
import type { Unit } from './unit.ts';

/** Adds a hit on the whole of `leaf`, computed from what stands at `path`, for each such class. */
export function withhold(unit: Unit, leaf: number, path: PathPlan): void {
  for (const className of path.expected()) {
    const rules = path.classRules(className);
    if (rules.length === 0 || isFound(unit, leaf, className)) continue;
    const { carrier, start, end } = unit.leaves[leaf];
    const form = carrier.inline ? 'inline' : 'carrier';
    const place = { layer: 0, leaf, outerStart: start, outerEnd: end, form, path } as const;
    const text = carrier.text(unit.bytes, start, end);
    unit.addHit(place, start, end, text, className, 'computed', 1, rules);
  }
}

/** True for a rule under which a value does not pass as it is. */
export function withholds({ action, shadow }: Rule): boolean {
  return !shadow && strictness[action] >= strictness.mask;
}

function isFound(unit: Unit, leaf: number, className: string): boolean {
  for (let i = 0; i < unit.hitCount; i++) {
    const hit = unit.hits[i];
    if (hit.leaf === leaf && hit.class === className && hit.detector !== 'computed') return true;
  }
  return false;
}
