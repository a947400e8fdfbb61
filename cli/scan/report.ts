/** What a scan found, by field and class. No value is kept. */
import type { Severity } from '../../core/detect/detector.ts';
import type { ValueFinding } from '../../core/detect/scan-value.ts';
import { shownName } from '../../core/inspect/form.ts';
import { formatPath } from '../../core/inspect/paths.ts';
import { tableLines } from '../io.ts';

export interface ReportRow {
  readonly resource: string;
  /** Path of the field, list members as `[]`. */
  readonly path: string;
  readonly class: string;
  readonly severity: Severity;
  readonly detector: string;
  /** Records, documents or rows in which it was found. */
  readonly found: number;
  /** Of all that were looked at, 0..1. */
  readonly share: number;
  /** Highest confidence. */
  readonly confidence: number;
  readonly evidence: string;
}

/** Fields that are told apart; those of documents without a schema are counted together beyond. */
const fields_count_max = 10_000;
const otherFields = '*';

type Tally = { found: number; confidence: number; detector: string; evidence: string };

export class Report {
  readonly resource: string;
  /** Records, documents or rows looked at. */
  values = 0;
  #tallies = new Map<string, Tally>();
  #severityOf: (className: string) => Severity;

  constructor(resource: string, severityOf: (className: string) => Severity) {
    this.resource = resource;
    this.#severityOf = severityOf;
  }

  /** Adds the findings of one record, document or row. */
  add(findings: readonly ValueFinding[]): void {
    this.values++;
    const counted = new Set<string>();
    for (const { path, class: name, detector, confidence, evidence } of findings) {
      let key = `${fieldOf(path)}\0${name}`;
      const isKnown = this.#tallies.has(key) || this.#tallies.size < fields_count_max;
      if (!isKnown) key = `${otherFields}\0${name}`;
      const tally = this.#tallies.get(key) ?? { found: 0, confidence: 0, detector, evidence };
      this.#tallies.set(key, tally);
      if (!counted.has(key)) tally.found++;
      counted.add(key);
      if (confidence <= tally.confidence) continue;
      Object.assign(tally, { confidence, detector, evidence });
    }
  }

  /** By field, then class. */
  rows(): ReportRow[] {
    return [...this.#tallies]
      .map(([key, tally]) => {
        const [path, name] = key.split('\0');
        const share = tally.found / this.values;
        const severity = this.#severityOf(name);
        return { resource: this.resource, path, class: name, severity, share, ...tally };
      })
      .sort((a, b) => a.path.localeCompare(b.path) || a.class.localeCompare(b.class));
  }

  lines(): string[] {
    const rows = this.rows();
    if (rows.length === 0) return [`${this.resource}: nothing found in ${this.values} values`];
    const percent = (share: number) => `${Math.round(share * 100)} %`;
    return tableLines(
      ['FIELD', 'CLASS', 'FOUND', 'SHARE', 'CONFIDENCE', 'EVIDENCE'],
      rows.map((row) => [
        row.path,
        row.class,
        String(row.found),
        percent(row.share),
        row.confidence.toFixed(2),
        row.evidence,
      ]),
    ).concat(`${rows.length} findings in ${this.values} values of ${this.resource}`);
  }
}

const step = /\.([A-Za-z_$][\w$-]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/g;

/** `$.items[3].sku` -> `items[].sku`, as policies write fields; names that are values by their form. */
export function fieldOf(path: string): string {
  const steps: string[] = [];
  for (const [, name, index, quoted] of path.matchAll(step)) {
    if (index !== undefined) steps.push('[]');
    else steps.push(shownName(name ?? JSON.parse(`"${quoted}"`)));
  }
  return formatPath(steps) || '$';
}
