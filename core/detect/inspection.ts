/** The way of one value through an engine: read, find, weigh, report, learn. */
import type { ValueType } from '../inspect/carrier.ts';
import { allShapes, Shape, shapesOfText } from '../kernels/index.ts';
import { limits } from '../limits.ts';
import {
  type Candidate,
  deepScan,
  type Extent,
  type FieldFacts,
  type Finding,
} from './detector.ts';
import { encodedTexts } from './encoded-texts.ts';
import { type Engine, prefixShapes, tokenShapes } from './engine.ts';
import type { Field, Trial } from './field.ts';
import { Groups } from './groups.ts';
import { HitList, type Placement, Spoke, sure, sureNamed } from './hits.ts';
import { Labels } from './labels.ts';
import { plainDigits } from './numbers.ts';
import { readings } from './reading.ts';
import { evidenceOf, report } from './report.ts';
import { byValue, Routine, wholeOf } from './routine.ts';
import { mayHoldMore } from './value.ts';
import { never, weights } from './weigh.ts';

/** Noughts that a number may have lost at its beginning. */
const noughtsMax = 2;

/** Shapes of texts that read otherwise than they stand, and of those that may. */
const shownShapes = Shape.ENCODED | Shape.UNICODE;
const readShapes = shownShapes | Shape.TOKEN;

/** Longer values are never taken for what the field usually holds without a full look. */
const settledMax = 128;

/** The detector that most values of the field speak for, or -1. */
function knownFor({ trials }: Field): number {
  let best: Trial | undefined;
  for (const trial of trials) {
    if (trial.verdict !== 'confirmed') continue;
    const equal = trial.matches === best?.matches && trial.rarest < best.rarest;
    if (!best || equal || trial.matches > best.matches) best = trial;
  }
  return best ? best.detector : -1;
}

export class Inspection {
  readonly #engine: Engine;
  readonly #hits: HitList;
  readonly #groups = new Groups(limits.detect_stretch_chars / 2);
  readonly #candidate: Candidate;
  readonly #plain: Placement = { base: 0, view: undefined, from: -1, to: -1, cutAt: -1 };
  /** Shapes for which the name of the field at hand speaks. */
  #named = 0;
  readonly #labels: Labels;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#hits = new HitList(engine);
    this.#candidate = { text: '', type: 'text', field: undefined as never, shapes: 0 };
    const extentOf = (detector: number): Extent => engine.detectors[detector].extent ?? 'token';
    this.#labels = new Labels(engine.known, engine.names, extentOf);
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
    hits.deep = (shapes & deepScan) !== 0;
    this.#named = field.shapes;
    this.#candidate.type = type;
    this.#candidate.field = facts;
    hits.place(text, this.#plain);
    if (field.settled < 0 || type !== 'text' || !this.#settled(text, shapes, field)) {
      hits.count = 0;
      this.#whole(text, type, shapes, field);
    }
    if (hits.count > 0 || field.trials.length > 0) hits.teach(text);
    else field.strange(text);
    if (hits.count > 0) report(hits, this.#engine.detectors, classes, findings);
  }

  /** Asks everything that may know the value. */
  #whole(text: string, type: ValueType, shapes: number, field: Field): void {
    const hits = this.#hits;
    if (type === 'text' || type === 'binary') {
      const sought = shapes | field.shapes;
      if (sought !== 0 || this.#engine.finders(0).length > 0) this.#text(text, sought);
    } else if (type === 'integer' || type === 'decimal' || type === 'double') {
      this.#number(text, field);
    }
    const { named, weak } = field.names;
    if (named.length > 0) this.#judge(text, type, field, named, weights.name);
    else if (weak.length > 0) this.#judge(text, type, field, weak, weights.weakName);
    field.settle(hits.sole());
  }

  /** See `Detection.routine`. Now and then a value is let go the long way, to go on learning. */
  routine(
    bytes: Uint8Array,
    start: number,
    end: number,
    field: Field,
    classes: ReadonlySet<string>,
    told: number,
  ): Finding | null | undefined {
    if (field.settled < 0 || end - start > settledMax || !field.isRoutine()) return undefined;
    field.routine ??= this.#routineOf(field);
    return field.routine.judge(bytes, start, end, classes, told);
  }

  #routineOf(field: Field): Routine {
    const index = field.settled;
    const detector = this.#engine.detectors[index];
    const evidence = evidenceOf(this.#hits.spokeFor(field, index));
    const where = { start: 0, end: 0, confidence: 0 };
    const finding = { class: detector.class, detector: detector.id, evidence, ...where };
    const { tokens, prefixes } = this.#engine.alone(index);
    const byForm = detector.whole ?? tokens ?? prefixes ?? detector.groups;
    const isNamed = !byForm && detector.value && field.names.named.includes(index);
    const whole = isNamed ? byValue(detector) : wholeOf(detector, tokens);
    const form = this.#engine.form(index);
    const least = isNamed ? sureNamed : sure;
    return new Routine(whole, form, least, field.outside, detector.minConfidence ?? 0, finding);
  }

  /** True when the detector by which the field is known explains this value as well. */
  #settled(text: string, shapes: number, field: Field): boolean {
    if (text.length > settledMax || (shapes & (Shape.ENCODED | Shape.UNICODE)) !== 0) return false;
    const hits = this.#hits;
    const index = field.settled;
    const detector = this.#engine.detectors[index];
    hits.detector = index;
    const { tokens, prefixes } = this.#engine.alone(index);
    if (tokens || detector.groups) {
      this.#groups.cut(text, 0, text.length);
      detector.groups?.(text, this.#groups, hits);
      if (hits.sole() === index) return true;
      tokens?.read(text, this.#groups, hits);
    }
    prefixes?.read(text, hits);
    hits.detector = index;
    this.#candidate.text = text;
    this.#candidate.shapes = shapes | detector.shapes;
    detector.find?.(this.#candidate, hits);
    if (hits.sole() === index) return true;
    if (detector.value && field.names.named.includes(index) && !mayHoldMore(text)) {
      const own = detector.value(text, 'text');
      const { valueStart, valueEnd } = hits;
      const sum = own + weights.name + field.weightOf(index);
      if (own > never) hits.put(index, valueStart, valueEnd, sum, own, Spoke.value | Spoke.name);
    }
    return hits.sole() === index;
  }

  /** The value as a whole, by the detectors that the field is named for. */
  #judge(
    text: string,
    type: ValueType,
    field: Field,
    detectors: readonly number[],
    weight: number,
  ): void {
    const { valueStart, valueEnd } = this.#hits;
    if (valueEnd === valueStart || text.length > limits.detect_named_value_chars_max) return;
    this.#hits.place(text, this.#plain);
    for (const index of detectors) {
      const { value, types } = this.#engine.detectors[index];
      if (!value || (type !== 'text' && !types?.includes(type))) continue;
      const own = value(text, type);
      if (own <= never) continue;
      const sum = own + weight + field.weightOf(index);
      this.#hits.put(index, valueStart, valueEnd, sum, own, Spoke.value | Spoke.name);
    }
  }

  /** A number: its digits stand for the whole value. */
  #number(text: string, field: Field): void {
    const digits = plainDigits(text);
    if (digits.length < 7) return;
    const place = { base: 0, view: undefined, from: 0, to: text.length, cutAt: -1 };
    this.#hits.place(digits, place);
    const known = knownFor(field);
    if (known >= 0 && this.#padded(digits, known)) return;
    this.#find(digits, Shape.DIGITS);
    for (const index of field.names.named) this.#padded(digits, index);
  }

  /**
   * A number lost the noughts it began with: they are put back for `detector`, whose values the field
   * holds by its name or by the others of them. False where the number is long enough, or none even so.
   */
  #padded(digits: string, detector: number): boolean {
    const { tokens } = this.#engine.alone(detector);
    if (!tokens || tokens.fits(digits)) return false;
    for (let noughts = 1; noughts <= noughtsMax; noughts += 1) {
      const padded = Buffer.from('0'.repeat(noughts) + digits, 'latin1');
      const base = tokens.whole(padded, 0, padded.length);
      if (base <= never) continue;
      this.#hits.token(detector, 0, digits.length, base);
      return true;
    }
    return false;
  }

  /** A text; a very long one in stretches that overlap by more than the longest find. */
  #text(text: string, shapes: number): void {
    const size = limits.detect_stretch_chars;
    if (text.length <= size) {
      this.#stretch(text, shapes, this.#plain);
      return;
    }
    for (let base = 0; base < text.length; base += size - limits.detect_overlap_chars) {
      const part = text.slice(base, base + size);
      const last = base + size >= text.length;
      const place = { base, view: undefined, from: -1, to: -1, cutAt: last ? -1 : part.length };
      this.#stretch(part, shapes, place);
      if (last) break;
    }
  }

  #stretch(text: string, shapes: number, place: Placement): void {
    this.#hits.place(text, place);
    this.#find(text, shapes);
    if ((shapes & readShapes) !== 0) {
      for (const view of readings(text, (shapes & shownShapes) !== 0, this.#hits.deep)) {
        const read = { ...place, view, cutAt: place.cutAt < 0 ? -1 : view.text.length };
        this.#hits.place(view.text, read);
        // What it reads as may have shapes that the text itself did not show.
        const shown = this.#shapesOf(view.text);
        this.#find(view.text, shown);
        if ((shown & Shape.TOKEN) !== 0) this.#encoded(view.text, read, 0);
      }
    }
    if ((shapes & Shape.TOKEN) !== 0) this.#encoded(text, place, 0);
  }

  /** Shapes of a text that was read or decoded here, so that no scan has seen it. */
  #shapesOf(text: string): number {
    return this.#hits.deep ? allShapes | deepScan : shapesOfText(text) | this.#named;
  }

  /** Texts in base64 and the like inside a text: a find in one stands for the whole run. */
  #encoded(text: string, { base, view, from, to }: Placement, depth: number): void {
    for (const run of encodedTexts(text)) {
      const start = view ? view.starts[run.start] : run.start;
      const end = view ? view.ends[run.end - 1] : run.end;
      const whole = from >= 0 ? { from, to } : { from: base + start, to: base + end };
      const place: Placement = { base: 0, view: undefined, ...whole, cutAt: -1 };
      this.#hits.place(run.text, place);
      const shapes = this.#shapesOf(run.text);
      this.#find(run.text, shapes);
      for (const inner of readings(run.text, (shapes & shownShapes) !== 0, this.#hits.deep)) {
        this.#hits.place(inner.text, place);
        this.#find(inner.text, this.#shapesOf(inner.text));
      }
      if (depth + 1 < limits.nested_decode_depth_max) this.#encoded(run.text, place, depth + 1);
    }
  }

  /** Asks the detectors that subscribe to `shapes`. */
  #find(text: string, shapes: number): void {
    const hits = this.#hits;
    const engine = this.#engine;
    const candidate = this.#candidate;
    candidate.text = text;
    candidate.shapes = shapes;
    if ((shapes & tokenShapes) !== 0) {
      this.#groups.cut(text, 0, text.length);
      engine.tokens.read(text, this.#groups, hits);
      for (const index of engine.groupReaders) {
        hits.detector = index;
        engine.detectors[index].groups?.(text, this.#groups, hits);
      }
    }
    if ((shapes & prefixShapes) !== 0) engine.prefixes.read(text, hits);
    for (const index of engine.finders(shapes)) {
      hits.detector = index;
      engine.detectors[index].find?.(candidate, hits);
    }
    if ((shapes & (Shape.SECRET | deepScan)) !== 0) {
      if (hits.deep) this.#labels.read(text, hits);
      else this.#labels.readFlagged(text, hits);
    }
  }
}
