/**
 * Detection over plain JavaScript values, for scans of data at rest: records as JSON lines, rows and
 * documents read through ordinary clients. Looks deeper than the gate: every text is looked at,
 * whatever its shapes.
 */
import type { ValueType } from '../inspect/carrier.ts';
import { allShapes } from '../kernels/shapes.ts';
import { limits } from '../limits.ts';
import { type Detection, deepScan, type Finding } from './detector.ts';
import { jsonLeaves } from './json-leaves.ts';
import { memberName, nameLeaves, pairedName } from './pairs.ts';
import { readJsonString } from './reading.ts';

/** One finding in a value: where, as JSONPath with array indexes, and as characters of that text. */
export interface ValueFinding extends Finding {
  path: string;
}

const extendedTypes: Readonly<Record<string, ValueType>> = {
  $oid: 'objectid',
  $numberLong: 'integer',
  $numberInt: 'integer',
  $numberDecimal: 'decimal',
  $numberDouble: 'double',
  $date: 'datetime',
};
const everything = allShapes | deepScan;
const plainName = /^[A-Za-z_$][\w$-]*$/;

function pathOf(names: readonly (string | number)[]): string {
  let path = '$';
  for (const name of names) {
    if (typeof name === 'number') path += `[${name}]`;
    else if (plainName.test(name)) path += `.${name}`;
    else path += `[${JSON.stringify(name)}]`;
  }
  return path;
}

function typeOfNumber(text: string): ValueType {
  return /^-?\d+$/.test(text) ? 'integer' : 'double';
}

/** Walks values of one detection; keeps nothing of them. */
export class ValueScanner {
  readonly #detection: Detection;
  readonly #shapesOf: (text: string) => number;
  readonly #scratch: Finding[] = [];
  #resource = '';
  #findings: ValueFinding[] = [];
  readonly #names: (string | number)[] = [];
  readonly #steps: string[] = [];
  /** True when the last value held more findings than are kept of one. */
  isCut = false;

  /**
   * `shapesOf` tells which shapes a text has; by default every text is looked at for everything. Give
   * the scan's own function to look as the gate does.
   */
  constructor(detection: Detection, shapesOf: (text: string) => number = () => everything) {
    this.#detection = detection;
    this.#shapesOf = shapesOf;
  }

  /** Findings in `value`, which belongs to `resource` (`kafka:orders`), in the order of its leaves. */
  scan(resource: string, value: unknown): ValueFinding[] {
    this.#resource = resource;
    this.#findings = [];
    this.isCut = false;
    this.#names.length = 0;
    this.#steps.length = 0;
    this.#walk(value);
    return this.#findings;
  }

  #walk(value: unknown): void {
    if (typeof value === 'string') this.#string(value);
    else if (typeof value === 'number' || typeof value === 'bigint') {
      const text = String(value);
      this.#inspect(text, typeOfNumber(text), this.#steps);
      this.#collect(0, undefined);
    } else if (value instanceof Date) this.#date(value);
    else if (Array.isArray(value)) this.#array(value);
    else if (value instanceof Uint8Array) this.#string(Buffer.from(value).toString('utf8'));
    else if (typeof value === 'object' && value !== null) this.#object(value);
  }

  #date(value: Date): void {
    if (Number.isNaN(value.getTime())) return;
    this.#inspect(value.toISOString(), 'datetime', this.#steps);
    this.#collect(0, undefined);
  }

  #array(values: readonly unknown[]): void {
    if (this.#names.length >= limits.json_depth_max) return this.#deeper(values);
    this.#steps.push('[]');
    for (const [index, value] of values.entries()) {
      this.#names.push(index);
      this.#walk(value);
      this.#names.pop();
    }
    this.#steps.pop();
  }

  #object(value: object): void {
    if (this.#names.length >= limits.json_depth_max) return this.#deeper(value);
    // ObjectId, Decimal128, Long and their like say what they are as text.
    if ('_bsontype' in value) {
      const text = String(value);
      this.#inspect(text, /^-?[\d.eE+-]+$/.test(text) ? 'decimal' : 'objectid', this.#steps);
      this.#collect(0, undefined);
      return;
    }
    const entries = Object.entries(value);
    if (entries.length === 1 && this.#extended(entries[0][0], entries[0][1])) return;
    const paired = pairedName(entries);
    const isJwk = 'kty' in value;
    for (const [name, member] of entries) {
      this.#names.push(name);
      this.#steps.push(memberName(name, paired, isJwk));
      this.#walk(member);
      this.#steps.pop();
      this.#names.pop();
    }
  }

  /**
   * Values below the depth to which paths are told are looked at as values of the last path: without
   * recursion, so that no depth is too deep.
   */
  #deeper(value: object): void {
    const waiting: unknown[] = [value];
    while (waiting.length > 0) {
      const next = waiting.pop();
      const isHolder = typeof next === 'object' && next !== null && !(next instanceof Date);
      if (!isHolder || next instanceof Uint8Array) this.#walk(next);
      else for (const member of Object.values(next).reverse()) waiting.push(member);
    }
  }

  /** MongoDB Extended JSON, version 2: a type of BSON as an object of one member. */
  #extended(name: string, value: unknown): boolean {
    const type = extendedTypes[name];
    if (type === undefined || typeof value !== 'string') return false;
    this.#names.push(name);
    this.#inspect(value, type, this.#steps);
    this.#collect(0, undefined);
    this.#names.pop();
    return true;
  }

  #string(text: string): void {
    const first = text.trimStart()[0];
    if ((first === '{' || first === '[') && this.#nested(text)) return;
    this.#inspect(text, 'text', this.#steps);
    this.#collect(0, undefined);
  }

  /** A string that is JSON: its leaves are looked at as fields, and found in the string. */
  #nested(text: string): boolean {
    const leaves = jsonLeaves(text);
    if (!leaves) return false;
    nameLeaves(text, leaves);
    for (const leaf of leaves) {
      const raw = text.slice(leaf.start, leaf.end);
      const steps = [...this.#steps, ...leaf.steps];
      if (leaf.kind === 'number') {
        this.#inspect(raw, typeOfNumber(raw), steps);
        this.#collect(leaf.start, undefined);
        continue;
      }
      const view = raw.includes('\\') ? readJsonString(raw) : undefined;
      this.#inspect(view?.text ?? raw, 'text', steps);
      this.#collect(leaf.start, view);
    }
    return true;
  }

  #inspect(text: string, type: ValueType, steps: readonly string[]): void {
    const field = this.#detection.field(this.#resource, steps);
    const shapes = this.#shapesOf(text);
    this.#scratch.length = 0;
    if (shapes === 0 && !field.always && type === 'text') return;
    this.#detection.inspect(text, type, shapes, field, this.#scratch);
  }

  #collect(base: number, view: { starts: Int32Array; ends: Int32Array } | undefined): void {
    if (this.#scratch.length === 0) return;
    const path = pathOf(this.#names);
    for (const finding of this.#scratch) {
      if (this.#findings.length >= limits.scan_findings_count_max) {
        this.isCut = true;
        return;
      }
      const start = base + (view ? view.starts[finding.start] : finding.start);
      const end = base + (view ? view.ends[finding.end - 1] : finding.end);
      this.#findings.push({ ...finding, path, start, end });
    }
  }
}

/** One line of `tidegate scan --jsonl`. */
export interface ScanLine {
  readonly id: unknown;
  readonly kind?: string;
  readonly resource?: string;
  readonly value: unknown;
  /** Characters that it was written with, for the bound on what is held; none where not given. */
  readonly chars?: number;
}

interface SourceContext {
  readonly source?: string;
}

/** Parses a line; whole numbers beyond 2^53 keep all their digits. Throws SyntaxError. */
export function parseScanLine(text: string): ScanLine {
  const revive = (_key: string, value: unknown, context?: SourceContext): unknown => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
    return context?.source && /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
  };
  let line: unknown;
  try {
    line = JSON.parse(text, revive as (key: string, value: unknown) => unknown);
  } catch (error) {
    // Nested too deeply for a reviver, which recurses; without one no depth is too deep.
    if (!(error instanceof RangeError)) throw error;
    line = JSON.parse(text);
  }
  if (typeof line !== 'object' || line === null || !('value' in line)) {
    throw new SyntaxError('a line is an object with id, kind, resource and value');
  }
  return line as ScanLine;
}

/** What was found in one line. */
export interface ScannedLine {
  readonly line: ScanLine;
  readonly findings: ValueFinding[];
  /** There were more findings than are kept of one value. */
  readonly isCut: boolean;
}

/**
 * Scans many values. The fields of the first `learnCount`, or of fewer where these are long, are
 * learnt before anything is reported, so that a column which can be told only by many of its values is
 * told from the first one on.
 */
export async function* scanLines(
  lines: AsyncIterable<ScanLine> | Iterable<ScanLine>,
  detection: Detection,
  learnCount = 5_000,
): AsyncGenerator<ScannedLine> {
  const scanner = new ValueScanner(detection);
  const scan = (line: ScanLine): ScannedLine => {
    const findings = scanner.scan(line.resource ?? line.kind ?? 'values', line.value);
    return { line, findings, isCut: scanner.isCut };
  };
  let held: ScanLine[] | undefined = [];
  let heldChars = 0;
  for await (const line of lines) {
    heldChars += line.chars ?? 0;
    if (held && held.length < learnCount && heldChars <= limits.scan_held_chars_max) {
      scan(line);
      held.push(line);
      continue;
    }
    for (const early of held ?? []) yield scan(early);
    held = undefined;
    yield scan(line);
  }
  for (const early of held ?? []) yield scan(early);
}
