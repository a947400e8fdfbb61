/** Tells masks whether a detector would find their substitute again; see `MaskContext.recognises`. */
import type { Detector, TokenRule } from '../detect/detector.ts';
import { digitsOf } from '../mask/digits.ts';
import type { Recogniser } from '../mask/index.ts';

const chars = new Uint8Array(64);

const plainDigits = /^\d+$/;
const probes_count = 200;
/** A check that lets more of the probes through says nothing: it counts only beside a name. */
const probes_passed_max = 196;

/** True where the check of `rule` tells numbers apart at all: probed with a fixed run of numbers. */
function tellsApart(rule: TokenRule, length: number): boolean {
  let passed = 0;
  let state = 0x9e3779b9;
  for (let probe = 0; probe < probes_count; probe++) {
    for (let i = 0; i < length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      chars[i] = 48 + ((state >>> 16) % 10);
    }
    if (rule.check(chars, length)) passed++;
  }
  return passed <= probes_passed_max;
}

/** The checks of one class by length of the number. */
function checksOf(detectors: readonly Detector[]): Map<string, TokenRule[][]> {
  const checks = new Map<string, TokenRule[][]>();
  for (const { class: name, tokens = [] } of detectors) {
    const byLength = checks.get(name) ?? [];
    checks.set(name, byLength);
    for (const rule of tokens.filter(({ digits }) => digits)) {
      for (const length of rule.lengths) {
        if (length <= chars.length && tellsApart(rule, length)) {
          byLength[length] = [...(byLength[length] ?? []), rule];
        }
      }
    }
  }
  return checks;
}

/**
 * Asks the check digits and ranges of a class's detectors, and nothing that is learnt: a substitute
 * must come out the same today and tomorrow. What is found by the name of its field alone is found
 * again whatever stands there.
 */
export function recogniserOf(detectors: readonly Detector[]): Recogniser {
  let checks: Map<string, TokenRule[][]> | undefined;
  return (text, _type, className) => {
    checks ??= checksOf(detectors);
    const digits = plainDigits.test(text) ? text : digitsOf(text);
    const rules = checks.get(className)?.[digits.length];
    if (!rules) return false;
    for (let i = 0; i < digits.length; i++) chars[i] = digits.charCodeAt(i);
    return rules.some((rule) => rule.check(chars, digits.length));
  };
}
