/** A report as SARIF 2.1.0, for code scanning views. A finding is a field, not a value. */
import { version } from '../version.ts';
import type { Report } from './report.ts';

export function sarif(report: Report): object {
  const rows = report.rows();
  const rules = [...new Set(rows.map((row) => row.class))].map((id) => ({
    id,
    shortDescription: { text: `Data of class ${id}` },
  }));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'tidegate', version, rules } },
        results: rows.map((row) => ({
          ruleId: row.class,
          level: row.confidence >= 0.9 ? 'error' : 'warning',
          message: {
            text: `${row.class} in ${row.found} of ${report.values} values (${row.evidence})`,
          },
          locations: [
            {
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
