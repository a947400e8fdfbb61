/**
 * A configuration file as text: parsed YAML that still knows where everything stands, so that every
 * fault can be told as `file:line:col: message`.
 */
import { isAlias, isMap, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml';

export type Path = readonly PropertyKey[];

/**
 * `error` keeps the configuration from starting; `warning` (a rule that does nothing) is told, and
 * fails `validate`; `note` is told.
 */
export interface Fault {
  readonly severity: 'error' | 'warning' | 'note';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export const formatFault = (fault: Fault): string =>
  `${fault.file}:${fault.line}:${fault.column}: ${fault.severity === 'error' ? '' : `${fault.severity}: `}${fault.message}`;

/** Faults by line, then column. */
export function sortFaults(faults: readonly Fault[]): Fault[] {
  return [...faults].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Greatest size of a configuration file. */
const text_units_max = 8 * 1024 * 1024;
/** Greatest number of nodes that aliases may stand for (billion laughs). */
const alias_count_max = 1000;

export class Source {
  readonly file: string;
  readonly document: ReturnType<typeof parseDocument>;
  readonly faults: Fault[] = [];
  #lines = new LineCounter();
  #unfilled = new Set<number>();

  constructor(text: string, file: string) {
    this.file = file;
    this.document = parseDocument(text.length > text_units_max ? '' : text, {
      lineCounter: this.#lines,
      merge: true,
      uniqueKeys: true,
      prettyErrors: false,
    });
    if (text.length > text_units_max) this.add([], 'file is larger than 8 MiB');
    for (const error of [...this.document.errors, ...this.document.warnings]) {
      this.#push('error', error.pos[0], error.message);
    }
  }

  /** The values, aliases and merges resolved. Undefined when the YAML itself is at fault. */
  values(): unknown {
    if (this.document.errors.length > 0) return undefined;
    try {
      return this.document.toJS({ maxAliasCount: alias_count_max });
    } catch (error) {
      this.add([], (error as Error).message);
      return undefined;
    }
  }

  add(path: Path, message: string, on: 'key' | 'value' = 'value'): void {
    const offset = this.#offset(path, on);
    if (!this.#unfilled.has(offset)) this.#push('error', offset, message);
  }

  /** A value that interpolation could not fill in: no other fault is told of it. */
  addUnfilled(offset: number, message: string): void {
    this.#unfilled.add(offset);
    this.#push('error', offset, message);
  }

  warn(path: Path, message: string): void {
    this.#push('warning', this.#offset(path, 'value'), message);
  }

  note(path: Path, message: string): void {
    this.#push('note', this.#offset(path, 'value'), message);
  }

  /** Line (from 1) at which the value at `path` begins. */
  line(path: Path): number {
    return this.#position(this.#offset(path, 'value')).line;
  }

  #push(severity: Fault['severity'], offset: number, message: string): void {
    const { line, column } = this.#position(offset);
    this.faults.push({ severity, file: this.file, line, column, message });
  }

  #position(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  /** Where the node at `path` begins, or its nearest ancestor that the text has. */
  #offset(path: Path, on: 'key' | 'value'): number {
    let node: unknown = this.document.contents;
    let offset = rangeOf(node) ?? 0;
    for (let i = 0; i < path.length; i++) {
      node = this.#resolve(node);
      const child = childOf(node, path[i]);
      if (child === undefined) break;
      node = child.value;
      const last = i === path.length - 1;
      offset =
        (last && on === 'key' ? child.keyOffset : rangeOf(node)) ?? child.keyOffset ?? offset;
    }
    return offset;
  }

  #resolve(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.document) : node;
  }
}

const rangeOf = (node: unknown): number | undefined => (node as Node | null)?.range?.[0];

function childOf(
  node: unknown,
  step: PropertyKey,
): { value: unknown; keyOffset: number | undefined } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(
      (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
    );
    return pair && { value: pair.value, keyOffset: rangeOf(pair.key) };
  }
  const items = (node as { items?: unknown[] } | null)?.items;
  if (!Array.isArray(items) || typeof step !== 'number' || step >= items.length) return undefined;
  return { value: items[step], keyOffset: rangeOf(items[step]) };
}
