/** What the demo shows on the terminal. */
import { stripVTControlCharacters } from 'node:util';
import type { DecisionRecord } from '../core/events.ts';
import type { Comparison } from './compare.ts';

const field_width = 22;
const value_width = 32;

type Paint = (text: string) => string;

export class Screen {
  readonly #out: (line: string) => void;
  readonly #colour: boolean;

  constructor(out: (line: string) => void, colour: boolean) {
    this.#out = out;
    this.#colour = colour;
  }

  line(text = ''): void {
    this.#out(text);
  }

  title(text: string, rest = ''): void {
    this.#out('');
    this.#out(`${this.bold(text)}${rest ? `  ${this.grey(rest)}` : ''}`);
  }

  /** Address table: name, where it is, how a client is pointed there. */
  pairs(rows: readonly (readonly string[])[]): void {
    const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
    for (const row of rows) {
      this.#out(
        `  ${row
          .map((cell, column) => cell.padEnd(widths[column]))
          .join('  ')
          .trimEnd()}`,
      );
    }
  }

  /** One unit, straight and through the gate, field by field. */
  sideBySide({ fields, gate }: Comparison, ruleOf: (path: string) => string): void {
    for (const { path, straight, gate: after } of fields) {
      const same = straight === after;
      const shown = gate === undefined ? '' : after;
      const paint: Paint = same ? (text) => text : this.green;
      const rule = same || gate === undefined ? '' : ruleOf(path);
      this.#row(path, straight, paint(cut(shown)), rule, same ? this.plain : this.red);
    }
    if (gate === undefined) this.#out(`  ${this.yellow('the whole unit did not come through')}`);
  }

  head(): void {
    this.#row('', 'straight', this.grey('through Tidegate'), 'policy', this.grey);
  }

  #row(field: string, straight: string, after: string, rule: string, paint: Paint): void {
    const padded =
      after + ' '.repeat(Math.max(0, value_width - stripVTControlCharacters(after).length));
    const cells = [
      this.grey(field.slice(0, field_width).padEnd(field_width)),
      paint(cut(straight).padEnd(value_width)),
      padded,
      this.grey(rule),
    ];
    this.#out(`  ${cells.join('  ')}`.trimEnd());
  }

  /** One decision of live traffic. */
  decision(record: DecisionRecord, who: string): void {
    const time = new Date().toTimeString().slice(0, 8);
    const paint = record.action === 'mask' ? this.green : this.yellow;
    const what = record.class || (record.path ? 'field' : 'resource');
    this.#out(
      [
        this.grey(time),
        paint(record.action.padEnd(5)),
        `${record.resource} ${record.path}`.trim().padEnd(44),
        `${what} x${record.count}`.padEnd(18),
        this.grey(`${shortSource(record.source)} ${record.policy}${who ? `, ${who}` : ''}`),
      ].join('  '),
    );
  }

  plain: Paint = (text) => text;
  bold: Paint = (text) => this.#paint(1, text);
  red: Paint = (text) => this.#paint(31, text);
  green: Paint = (text) => this.#paint(32, text);
  yellow: Paint = (text) => this.#paint(33, text);
  grey: Paint = (text) => this.#paint(90, text);

  #paint(code: number, text: string): string {
    return this.#colour && text.trim() !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}

/** `policy.yaml:31` of a path however long. */
export const shortSource = (source: string): string => source.slice(source.lastIndexOf('/') + 1);

function cut(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  return flat.length > value_width ? `${flat.slice(0, value_width - 1)}…` : flat;
}
