/** Classes as policies and reports know them: tags say which preset takes them, severity ranks them. */
import { builtins } from './builtins.ts';
import type { ClassInfo, Severity } from './detector.ts';

const severityByPrefix: readonly (readonly [string, Severity])[] = [
  ['secret.', 'critical'],
  ['pci.', 'critical'],
  ['pii.ssn', 'critical'],
  ['pii.id.', 'high'],
  ['pii.passport', 'high'],
  ['pii.driver_license', 'high'],
  ['med.', 'high'],
  ['fin.', 'high'],
  ['net.', 'low'],
  ['', 'medium'],
];

const tagsByPrefix: readonly (readonly [string, readonly string[]])[] = [
  ['pci.', ['pci', 'gdpr']],
  ['secret.', ['secrets']],
  ['med.', ['hipaa', 'gdpr']],
  ['pii.', ['gdpr', 'hipaa']],
  ['fin.', ['gdpr', 'hipaa']],
  ['net.', ['gdpr', 'hipaa']],
  ['', []],
];

function infoOf(name: string): ClassInfo {
  const severity = severityByPrefix.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'medium';
  const tags = tagsByPrefix.find(([prefix]) => name.startsWith(prefix))?.[1] ?? [];
  return { name, tags, severity };
}

/** Every class that a built-in detector finds, by name. */
export const classes: ReadonlyMap<string, ClassInfo> = new Map(
  [...new Set(builtins.map((detector) => detector.class))]
    .sort()
    .map((name) => [name, infoOf(name)]),
);
