/** A policy made of a few rules, for tests of the engine without the policy loader. */
import { createDetection } from '../detect/index.ts';
import type { Action } from '../events.ts';
import type { CompiledMask } from '../mask/mask.ts';
import type { Plan, Policy, Rule } from '../policy/plan.ts';

export interface DoubleRule {
  class?: string;
  /** Dotted path of the field, exactly. */
  field?: string;
  action: Action;
  shadow?: boolean;
  substitute?: string | null;
  /** Dotted path of the mask's subject, exactly; the substitute is then its text, `nobody` without. */
  subject?: string;
  count?: number;
  distinct?: number;
}

export function ruleOf(rule: DoubleRule): Rule {
  const mask: CompiledMask = {
    name: 'test',
    types: new Set(['text']),
    subject: rule.subject,
    apply: (_text, _type, _class, _bound, subject) => {
      if (rule.subject !== undefined) return subject ?? 'nobody';
      return rule.substitute === undefined ? '***' : rule.substitute;
    },
  };
  return {
    action: rule.action,
    shadow: rule.shadow ?? false,
    mask: rule.action === 'mask' ? mask : undefined,
    policy: `test ${rule.action}`,
    source: 'test.yaml:1',
    minConfidence: 0,
    quota: { count: rule.count ?? 1, distinct: rule.distinct ?? 1 },
  };
}

export function policyOf(rules: DoubleRule[]): Policy {
  const detection = createDetection();
  const made = rules.map((rule) => ({ ...rule, made: ruleOf(rule) }));
  const alone = made.filter((rule) => !rule.class && !rule.field);
  const plan = (resource: string): Plan => ({
    resource,
    access: alone.find((rule) => !rule.shadow)?.made,
    accessShadows: alone.filter((rule) => rule.shadow).map((rule) => rule.made),
    inspects: made.some((rule) => rule.class || rule.field),
    detection: made.some((rule) => rule.class) ? detection : undefined,
    fieldRules: (steps) =>
      made.filter((rule) => rule.field === steps.join('.')).map((rule) => rule.made),
    subjectsAt: (steps) =>
      made.flatMap(({ subject }) => (subject === steps.join('.') ? [subject] : [])),
    anyFieldRules: () => made.filter((rule) => rule.field).map((rule) => rule.made),
    classRules: (name) => made.filter((rule) => rule.class === name).map((rule) => rule.made),
  });
  const plans = new Map<string, Plan>();
  return {
    revision: 1,
    inspects: () => made.length > 0,
    plan: (_client, resource) => {
      let known = plans.get(resource);
      if (!known) {
        known = plan(resource);
        plans.set(resource, known);
      }
      return known;
    },
  };
}
