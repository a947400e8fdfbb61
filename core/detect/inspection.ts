/** The way of one value through an engine: read, find, weigh, report, learn. */
import type { ValueType } from '../inspect/carrier.ts';
import { limits } from '../limits.ts';
import type { Candidate, FieldFacts, Finding } from './detector.ts';
import { type Engine, tokenShapes } from './engine.ts';
import type { Field } from './field.ts';
import { Groups } from './groups.ts';
import { HitList } from './hits.ts';

export class Inspection {
  readonly #engine: Engine;
  readonly #hits: HitList;
  readonly #groups = new Groups(limits.detect_stretch_chars / 2);
  readonly #candidate: Candidate;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#hits = new HitList(engine);
    this.#candidate = { text: '', type: 'text', field: undefined as never, shapes: 0 };
  }

  /** Appends to `findings` what is found in one value, and teaches the field. */
  run(
    text: string,
    type: ValueType,
    shapes: number,
    facts: FieldFacts,
    field: Field,
    classes: ReadonlySet<string>,
    findings: Finding[],
  ): void {
    const hits = this.#hits;
    hits.begin(text, field);
    const candidate = this.#candidate;
    candidate.type = type;
    candidate.field = facts;
    candidate.shapes = shapes;
    if (text.length <= limits.detect_stretch_chars) this.#stretch(text, shapes);
    else this.#stretches(text, shapes);
    hits.teach(text);
    hits.report(findings, classes);
  }

  /** A very long text, in stretches that overlap by more than the longest find but a key block. */
  #stretches(text: string, shapes: number): void {
    const step = limits.detect_stretch_chars - limits.detect_overlap_chars;
    for (let base = 0; base < text.length; base += step) {
      const part = text.slice(base, base + limits.detect_stretch_chars);
      this.#hits.stretch(part, base);
      this.#stretch(part, shapes);
      if (base + limits.detect_stretch_chars >= text.length) break;
    }
  }

  #stretch(text: string, shapes: number): void {
    const hits = this.#hits;
    const candidate = this.#candidate;
    candidate.text = text;
    if ((shapes & tokenShapes) !== 0) {
      const groups = this.#groups;
      groups.cut(text, 0, text.length);
      this.#engine.tokens.read(text, groups, hits);
    }
    for (const index of this.#engine.finders(shapes)) {
      hits.detector = index;
      this.#engine.detectors[index].find?.(candidate, hits);
    }
  }
}
