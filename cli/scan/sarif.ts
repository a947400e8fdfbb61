/** A report as SARIF 2.1.0, for code scanning views. A finding is a field, not a value. */

import type { Severity } from '../../core/detect/detector.ts';
import { version } from '../version.ts';
import type { Report } from './report.ts';

const levels: Readonly<Record<Severity, string>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** A resource as a relative URI, which views that know files alone ask for: `kafka/orders`. */
const uriOf = (resource: string): string =>
  resource.split(':').map(encodeURIComponent).join('/').replaceAll('%3A', '/');

export function sarif(report: Report): object {
  const rows = report.rows();
  const rules = [...new Map(rows.map((row) => [row.class, row.severity]))].map(
    ([id, severity]) => ({
      id,
      shortDescription: { text: `Data of class ${id}` },
      defaultConfiguration: { level: levels[severity] },
    }),
  );
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'tidegate', version, rules } },
        results: rows.map((row) => ({
          ruleId: row.class,
          level: levels[row.severity],
          message: {
            text: `${row.class} in ${row.found} of ${report.values} values of ${row.path} (${row.evidence})`,
          },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(row.resource) },
                region: { startLine: 1 },
              },
              logicalLocations: [
                { fullyQualifiedName: `${row.resource}#${row.path}`, kind: 'member' },
              ],
            },
          ],
          partialFingerprints: { field: `${row.resource}#${row.path}#${row.class}` },
        })),
      },
    ],
  };
}
