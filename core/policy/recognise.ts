/** Tells masks whether a detector would find their substitute again; see `MaskContext.recognises`. */
import type { Detector, TokenRule } from '../detect/detector.ts';
import type { Recogniser } from '../mask/index.ts';

const chars = new Uint8Array(64);

const notLetterOrDigit = /[^0-9A-Za-z]+/g;
const anyDigit = /[0-9]/;
const onlyDigits = /^[0-9]+$/;
const nine = 0x39;
const probes_count = 200;
/** A check that lets more of the probes through says nothing: it counts only beside a name. */
const probes_passed_max = 196;
/** Noughts in front that a number may have lost; detection puts as many back. */
const noughts_max = 2;

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

/** Rules by length of the token. */
type Rules = (readonly TokenRule[] | undefined)[];

/** What is asked for one class. */
interface Questions {
  /** Of its own detectors. */
  readonly own: Rules;
  /** Also of those that find numbers anywhere, or in fields of the same names. */
  readonly all: Rules;
}

function add(table: Rules, rule: TokenRule): void {
  for (const length of rule.lengths) {
    if (length > chars.length || (rule.digits && !tellsApart(rule, length))) continue;
    table[length] = [...(table[length] ?? []), rule];
  }
}

function questionsOf(className: string, detectors: readonly Detector[]): Questions {
  const own: Rules = [];
  const all: Rules = [];
  const isOwn = (detector: Detector) => detector.class === className;
  const names = new Set(detectors.filter(isOwn).flatMap(({ fields = [] }) => fields));
  for (const detector of detectors) {
    const related = detector.fields?.some((name) => names.has(name)) ?? false;
    for (const rule of detector.tokens ?? []) {
      if (isOwn(detector)) add(own, rule);
      if (isOwn(detector) || related || (rule.digits && rule.weight > 0)) add(all, rule);
    }
  }
  return { own, all };
}

function passes(token: string, rules: readonly TokenRule[] | undefined): boolean {
  if (!rules) return false;
  let isNumber = true;
  for (let i = 0; i < token.length; i++) {
    chars[i] = token.charCodeAt(i);
    if (chars[i] > nine) isNumber = false;
  }
  for (const rule of rules) {
    if (rule.digits === isNumber && rule.check(chars, token.length)) return true;
  }
  return false;
}

/**
 * Asks the check digits and ranges of detectors, and nothing that is learnt: a substitute must come
 * out the same today and tomorrow. What is found by the name of its field alone is found again
 * whatever stands there.
 */
export function recogniserOf(detectors: readonly Detector[]): Recogniser {
  const byClass = new Map<string, Questions>();
  return (text, type, className, alone) => {
    let questions = byClass.get(className);
    if (!questions) {
      questions = questionsOf(className, detectors);
      byClass.set(className, questions);
    }
    const { own, all } = questions;
    const token = onlyDigits.test(text) ? text : text.replace(notLetterOrDigit, '').toUpperCase();
    if (token.length > chars.length || !anyDigit.test(token)) return false;
    if (passes(token, (alone ? own : all)[token.length])) return true;
    if (type === 'text' || type === 'binary') return false;
    for (let noughts = 1; noughts <= noughts_max; noughts++) {
      const rules = own[token.length + noughts];
      if (rules && passes('0'.repeat(noughts) + token, rules)) return true;
    }
    return false;
  };
}
