/** What a scan found, by field and class. No value is kept. */
import type { ValueFinding } from '../../core/detect/scan-value.ts';
import { tableLines } from '../io.ts';

export interface ReportRow {
  readonly resource: string;
  /** Path of the field, list members as `[]`. */
  readonly path: string;
  readonly class: string;
  readonly detector: string;
  /** Records, documents or rows in which it was found. */
  readonly found: number;
  /** Of all that were looked at, 0..1. */
  readonly share: number;
  /** Highest confidence. */
  readonly confidence: number;
  readonly evidence: string;
}

type Tally = { found: number; confidence: number; detector: string; evidence: string };

export class Report {
  readonly resource: string;
  /** Records, documents or rows looked at. */
  values = 0;
  #tallies = new Map<string, Tally>();

  constructor(resource: string) {
    this.resource = resource;
  }

  /** Adds the findings of one record, document or row. */
  add(findings: readonly ValueFinding[]): void {
    this.values++;
    const counted = new Set<string>();
    for (const { path, class: name, detector, confidence, evidence } of findings) {
      const key = `${fieldOf(path)}\0${name}`;
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
        return { resource: this.resource, path, class: name, share, ...tally };
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

/** `$.items[3].sku` -> `items[].sku`, as policies write fields. */
export function fieldOf(path: string): string {
  return path
    .replace(/\[\d+\]/g, '[]')
    .replace(/^\$\.?/, '')
    .replace(/^$/, '$');
}
