/** From the policies as written to the rules that they stand for: presets laid out, modes resolved. */
import type { Action, Operation } from '../events.ts';
import type { MaskSpec } from '../mask/mask.ts';
import { listOf } from './glob.ts';
import { presets } from './presets.ts';
import type {
  Config,
  ExemptionConfig,
  MatchConfig,
  Mode,
  NotConfig,
  PolicyConfig,
  TestCase,
} from './schema.ts';
import type { Path } from './source.ts';

/** One rule as it will be compiled. */
export interface PolicySpec {
  readonly name: string;
  /** Where it stands in the configuration. */
  readonly path: Path;
  /** `file:line` */
  readonly source: string;
  readonly mode: Mode;
  readonly priority: number;
  readonly match: MatchConfig;
  readonly action: Action;
  readonly mask: MaskSpec | undefined;
  readonly exempt: readonly ExemptionConfig[];
  readonly tests: readonly TestCase[];
  /** Part of a preset: classes that no detector finds are no fault then. */
  readonly preset: string | undefined;
}

/** A policy with its place in the file, since faulty neighbours may have been left out. */
export interface PlacedPolicy {
  readonly index: number;
  readonly config: PolicyConfig;
}

/** A policy's own mode counts, but a gate that is off is off. */
const modeOf = (own: Mode | undefined, all: Mode): Mode => (all === 'off' ? 'off' : (own ?? all));

export function expandPolicies(
  config: Pick<Config, 'mode'>,
  policies: readonly PlacedPolicy[],
  sourceOf: (path: Path) => string,
): PolicySpec[] {
  const specs: PolicySpec[] = [];
  for (const { index, config: policy } of policies) {
    const path = ['policies', index];
    const common = {
      path,
      source: sourceOf(path),
      mode: modeOf(policy.mode, config.mode),
      priority: policy.priority ?? 0,
      exempt: policy.exempt ?? [],
      tests: policy.tests ?? [],
    };
    if (!('preset' in policy)) {
      const { name, match, action, mask } = policy;
      specs.push({ ...common, name, match, action, mask, preset: undefined });
      continue;
    }
    for (const rule of presets[policy.preset]) {
      const action = policy.action ?? (policy.mask ? 'mask' : rule.action);
      specs.push({
        ...common,
        name: `${policy.preset}: ${rule.name}`,
        match: { ...policy.match, class: [...rule.classes] },
        action,
        mask: action === 'mask' ? (policy.mask ?? rule.mask) : undefined,
        preset: policy.preset,
      });
    }
  }
  if (config.mode === 'learn') specs.push(learner);
  return specs;
}

/** What a gate in mode learn adds: every finding is recorded, nothing is done. */
const learner: PolicySpec = {
  name: 'learn',
  path: ['mode'],
  source: 'built-in',
  mode: 'learn',
  priority: -1001,
  match: { class: ['*'], operation: ['read', 'write'] },
  action: 'tag',
  mask: undefined,
  exempt: [],
  tests: [],
  preset: 'learn',
};

const both: readonly Operation[] = ['read', 'write', 'admin'];

/** Operations that a match is for: reads unless it says otherwise. */
export function operationsOf(match: MatchConfig | NotConfig): readonly Operation[] {
  const given = listOf(match.operation);
  const along = match.direction;
  if (along === undefined) return given ?? ['read'];
  const directed = along === 'response' ? ['read'] : ['write', 'admin'];
  return (given ?? both).filter((operation) => directed.includes(operation));
}

/** What a rule looks at: the resource as a whole, fields, or what is found. */
export type Level = 'resource' | 'field' | 'class';

export function levelOf(spec: Pick<PolicySpec, 'match' | 'action'>): Level {
  const { match, action } = spec;
  if (match.class !== undefined || match.tag !== undefined) return 'class';
  // A mask without class and field is for every field.
  return match.field !== undefined || action === 'mask' ? 'field' : 'resource';
}
