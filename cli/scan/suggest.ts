/** Policies that would mask what a scan found: in shadow first, for a person to read and promote. */
import { stringify } from 'yaml';
import { anyOf } from '../../core/policy/glob.ts';
import { presets } from '../../core/policy/presets.ts';
import type { Report } from './report.ts';

/** The mask that the presets have for a class; redact where none has one. */
function maskFor(className: string): object {
  for (const rules of Object.values(presets)) {
    const rule = rules.find(({ classes }) => anyOf(classes)(className));
    if (rule?.mask) return rule.mask;
  }
  return { with: 'redact' };
}

/** Found by its field's name as often as by its content: the field itself is named then. */
const everywhere = 0.8;

export function suggestPolicy(report: Report): string {
  const rows = report.rows();
  const byClass = Map.groupBy(rows, (row) => row.class);
  const policies = [...byClass].map(([name, found]) => ({
    name: `${name} in ${report.resource}`,
    description: found
      .map(({ path, share }) => `${path} ${Math.round(share * 100)} %`)
      .join(', ')
      .slice(0, 500),
    mode: 'shadow',
    match: { class: name, resource: report.resource },
    action: 'mask',
    mask: maskFor(name),
  }));
  const always = rows.filter(({ share }) => share >= everywhere).map(({ path }) => path);
  const head = [
    `# Suggested by tidegate scan of ${report.resource}: ${report.values} values looked at.`,
    '# Put these under `policies:` of your configuration. In mode shadow they only record.',
    ...(always.length > 0
      ? [`# These fields hold such data nearly always: ${[...new Set(always)].join(', ')}`]
      : []),
  ];
  return `${head.join('\n')}\n${stringify({ policies })}`;
}
