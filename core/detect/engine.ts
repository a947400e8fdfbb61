/**
 * All detectors compiled into tables, with the fields they learn from. One engine serves any number
 * of sets (policies ask for different classes): every detector is always asked, because a value goes
 * to the one that explains it best, whatever classes a policy names.
 */
import { allShapes, Shape } from '../kernels/shapes.ts';
import { limits } from '../limits.ts';
import type { Detector } from './detector.ts';
import { Field, FieldTable } from './field.ts';
import { NameIndex } from './names.ts';
import { TokenTables } from './tokens.ts';

/** Shapes under which groups of letters and digits are read. */
export const tokenShapes = Shape.DIGITS | Shape.CODE;

export class Engine {
  readonly detectors: readonly Detector[];
  readonly names: NameIndex;
  readonly tokens: TokenTables;
  readonly #fields = new FieldTable(limits.detect_fields_count_max);
  /** For each union of shapes, the detectors with a `find` that subscribe to one of them. */
  readonly #finders: (readonly number[] | undefined)[] = new Array(allShapes + 1);

  constructor(detectors: readonly Detector[]) {
    const ids = new Set(detectors.map(({ id }) => id));
    if (ids.size !== detectors.length) throw new RangeError('detector ids must differ');
    this.detectors = detectors;
    this.names = new NameIndex(detectors);
    this.tokens = new TokenTables(detectors);
  }

  field(resource: string, steps: readonly string[]): Field {
    return this.#fields.get(
      resource,
      steps,
      () => new Field(resource, [...steps], this.names.field(resource, steps)),
    );
  }

  finders(shapes: number): readonly number[] {
    const known = this.#finders[shapes & allShapes];
    if (known) return known;
    const list: number[] = [];
    for (const [index, detector] of this.detectors.entries()) {
      if (detector.find && (detector.shapes & shapes) !== 0) list.push(index);
    }
    this.#finders[shapes & allShapes] = list;
    return list;
  }
}
