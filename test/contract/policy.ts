/** The policies that the contract is held against. */
import { loadText } from '../../core/policy/load.ts';
import type { Policy } from '../../core/policy/plan.ts';
import { formatFault } from '../../core/policy/source.ts';
import { protocols } from '../../proxies/index.ts';

const masks = `
policies:
  - { name: addresses, match: { class: pii.email }, action: mask, mask: { with: redact } }
  - { name: cards, match: { class: pci.pan }, action: mask, mask: { with: show_last } }
  - { name: birth, match: { field: born }, action: mask, mask: { with: year_only } }
`;
/** Looks at everything and finds nothing in the captures. */
const idle = `
policies:
  - { name: nothing, match: { class: fin.iban }, action: mask, mask: { with: redact } }
`;
const none = 'mode: off\n';

/** `none` inspects nothing, `idle` inspects all and changes nothing, `masks` changes what is sensitive. */
export type PolicyName = 'none' | 'idle' | 'masks';

const texts: Readonly<Record<PolicyName, string>> = { none, idle, masks };
const loaded = new Map<string, Policy>();

export function policyFor(protocol: string, name: PolicyName): Policy {
  const key = `${protocol} ${name}`;
  const known = loaded.get(key);
  if (known) return known;
  const listener = `{ name: test, protocol: ${protocol}, bind: "127.0.0.1:0", upstream: "127.0.0.1:1" }`;
  const text = `version: 1\nlisteners: [${listener}]\n${texts[name]}`;
  const result = loadText(text, `${name}.yaml`, { protocols });
  if (!result.ok) throw new Error(result.faults.map(formatFault).join('\n'));
  loaded.set(key, result.policy);
  return result.policy;
}
