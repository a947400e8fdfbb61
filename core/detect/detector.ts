/**
 * What a detector is. One file each: the shapes it subscribes to, its validator, key words and names
 * of fields, with examples and near misses beside it. Detectors see text and types, never bytes,
 * protocols or policy.
 */
import type { ValueType } from '../inspect/carrier.ts';

/** What is known of the field that a value stands in, computed once per path. */
export interface FieldFacts {
  readonly resource: string;
  /** Steps of the path, `[]` for list members. */
  readonly steps: readonly string[];
  /** Detector ids whose field names this path carries. */
  readonly named: ReadonlySet<string>;
  /** True when the name alone is evidence, so that values are looked at whatever their shape. */
  readonly always: boolean;
}

/** One finding in a text, in UTF-16 code units of that text. */
export interface Finding {
  class: string;
  detector: string;
  start: number;
  end: number;
  /** 0..1 */
  confidence: number;
  /** What spoke for it, without any value: `pattern+luhn+brand:visa`, `field:ssn`. */
  evidence: string;
}

/** The value under the eyes of a detector. Reused from value to value: keep no reference to it. */
export interface Candidate {
  text: string;
  type: ValueType;
  field: FieldFacts;
  /** Shape bits of the text, see core/kernels/shapes.ts. */
  shapes: number;
}

export interface Detector {
  /** Unique: `pii.email`, `pii.id.br_cpf`. */
  readonly id: string;
  /** Class of what it finds; most often the id itself. */
  readonly class: string;
  /** Union of the shapes without which it cannot match. 0: never by content, only by field. */
  readonly shapes: number;
  /** Field names (normalised: lower case, no separators) that are evidence for it. */
  readonly fields?: readonly string[];
  find(candidate: Candidate, findings: Finding[]): void;
}

/** A compiled set of detectors; see core/detect/index.ts. */
export interface Detection {
  /** Union of the shapes of all detectors in the set. */
  readonly shapes: number;
  /** Classes that this set can find. */
  readonly classes: ReadonlySet<string>;
  /** Facts of a field, kept with its accumulated evidence; the same object for the same field. */
  field(resource: string, steps: readonly string[]): FieldFacts;
  /**
   * Finds everything in one value. `findings` is emptied first, then filled in ascending order of
   * `start`, without overlaps (the more confident, then the longer wins).
   */
  inspect(
    text: string,
    type: ValueType,
    shapes: number,
    field: FieldFacts,
    findings: Finding[],
  ): void;
}
