/** The inspector of a client whose one rule is for all classes, with all built-in detectors. */
import { createDetection } from '../../core/detect/index.ts';
import { type ClientFacts, EventHub } from '../../core/events.ts';
import type { PathTable } from '../../core/inspect/paths.ts';
import { SessionInspector } from '../../core/inspect/session-inspector.ts';
import type { CompiledMask } from '../../core/mask/mask.ts';
import type { Plan, Policy, Rule } from '../../core/policy/plan.ts';

/** Without a mask finds are told. The resource is `kafka:bench`. */
export function inspectorOf(paths: PathTable, mask: CompiledMask | undefined): SessionInspector {
  const client: ClientFacts = {
    connection: 1,
    listener: 'bench',
    protocol: 'kafka',
    address: '',
    identity: '',
    clientApp: '',
    revision: 0,
  };
  const rule: Rule = {
    action: mask ? 'mask' : 'tag',
    shadow: false,
    mask,
    policy: 'bench',
    source: 'bench.yaml:1',
    minConfidence: 0.5,
  };
  const plan: Plan = {
    resource: 'kafka:bench',
    access: undefined,
    accessShadows: [],
    inspects: true,
    detection: createDetection(),
    fieldRules: () => [],
    anyFieldRules: () => [],
    classRules: () => [rule],
  };
  const policy: Policy = { revision: 1, inspects: () => true, plan: () => plan };
  return new SessionInspector(client, { policy }, new EventHub(), paths);
}
