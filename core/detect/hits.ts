/**
 * What the detectors found in one value, before it is decided what of it is reported. Weighs each
 * hit by the field and by the words around it.
 */
import type { Detector, Finding, Hits } from './detector.ts';
import type { Engine } from './engine.ts';
import type { Field } from './field.ts';
import { Surroundings } from './surroundings.ts';
import type { TokenSink } from './tokens.ts';
import { confidenceOf, reportWeight, weights } from './weigh.ts';

/** What spoke for a hit (bits). */
export const Spoke = { form: 0, name: 1, word: 2, field: 4, against: 8 } as const;

/** A weight beyond which words nearby make no difference. */
const sure = 2.5;

export class HitList implements Hits, TokenSink {
  readonly #engine: Engine;
  readonly #surroundings: Surroundings;
  #field!: Field;
  /** Offset of the stretch at work in the whole text. */
  #base = 0;
  /** First and last character of the value that are not white space; whole values only. */
  #valueStart = 0;
  #valueEnd = 0;
  detector = 0;
  count = 0;
  readonly by: number[] = [];
  readonly start: number[] = [];
  readonly end: number[] = [];
  readonly weight: number[] = [];
  readonly spoke: number[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#surroundings = new Surroundings(engine.names, engine.detectors.length);
  }

  /** Begins with a value of `field`. */
  begin(text: string, field: Field): void {
    this.#field = field;
    this.count = 0;
    let end = text.length;
    let start = 0;
    while (start < end && text.charCodeAt(start) <= 32) start += 1;
    while (end > start && text.charCodeAt(end - 1) <= 32) end -= 1;
    this.#valueStart = start;
    this.#valueEnd = end;
    this.stretch(text, 0);
  }

  /** The stretch of the value that comes next, beginning at `base`. */
  stretch(text: string, base: number): void {
    this.#base = base;
    this.#surroundings.begin(text);
  }

  /** True when the hit is the whole value. */
  isWhole(index: number): boolean {
    return this.start[index] <= this.#valueStart && this.end[index] >= this.#valueEnd;
  }

  add(start: number, end: number, weight: number): void {
    this.token(this.detector, start, end, weight);
  }

  context(start: number, end: number): number {
    const whole = start + this.#base <= this.#valueStart && end + this.#base >= this.#valueEnd;
    const sum = this.#byField(this.detector, whole);
    if (whole) return sum;
    return sum + this.#surroundings.weightOf(this.detector, start, end);
  }

  token(detector: number, start: number, end: number, base: number): void {
    const whole = start + this.#base <= this.#valueStart && end + this.#base >= this.#valueEnd;
    let sum = base + this.#byField(detector, whole);
    let spoke = this.#spokeByField(detector);
    if (!whole) {
      if (sum + weights.keyword < reportWeight) return;
      if (sum < sure) {
        const words = this.#surroundings.weightOf(detector, start, end);
        sum += words;
        if (words !== 0) spoke |= words > 0 ? Spoke.word : Spoke.against;
      }
      if (sum < reportWeight) return;
    }
    this.put(detector, start + this.#base, end + this.#base, sum, spoke);
  }

  /** Records a hit as it stands, offsets in the whole text. */
  put(detector: number, start: number, end: number, weight: number, spoke: number): void {
    const at = this.count;
    this.by[at] = detector;
    this.start[at] = start;
    this.end[at] = end;
    this.weight[at] = weight;
    this.spoke[at] = spoke;
    this.count = at + 1;
  }

  #byField(detector: number, whole: boolean): number {
    const { names, trials } = this.#field;
    let sum = 0;
    if (names.named.length > 0) sum += names.named.includes(detector) ? weights.name : 0;
    else if (names.other && whole && this.#isToken(detector)) sum += weights.otherName;
    else if (names.weak.length > 0 && names.weak.includes(detector)) sum += weights.weakName;
    if (whole && trials.length > 0) sum += this.#field.weightOf(detector);
    return sum;
  }

  #spokeByField(detector: number): number {
    const { names, trials } = this.#field;
    let spoke: number = Spoke.form;
    if (names.named.includes(detector) || names.weak.includes(detector)) spoke |= Spoke.name;
    if (trials.length > 0 && this.#field.weightOf(detector) > 0) spoke |= Spoke.field;
    return spoke;
  }

  #isToken(detector: number): boolean {
    return this.#engine.detectors[detector].tokens !== undefined;
  }

  /** Teaches the field what matched the whole value, and what on trial did not. */
  teach(text: string): void {
    const field = this.#field;
    let matched = -1;
    for (let index = 0; index < this.count; index += 1) if (this.isWhole(index)) matched = index;
    if (matched < 0 && field.trials.length === 0) {
      field.values += 1;
      return;
    }
    if (!field.takes(text)) return;
    for (const trial of [...field.trials]) {
      let found = false;
      for (let index = 0; index < this.count && !found; index += 1) {
        found = this.by[index] === trial.detector && this.isWhole(index);
      }
      if (!found) field.learn(trial.detector, false, this.#chance(trial.detector));
    }
    for (let index = 0; index < this.count; index += 1) {
      if (this.isWhole(index)) field.learn(this.by[index], true, this.#chance(this.by[index]));
    }
  }

  #chance(detector: number): number {
    return this.#engine.detectors[detector].chance ?? 0.2;
  }

  /** Fills `findings` with what is reported: ascending, without overlaps, of the named classes. */
  report(findings: Finding[], classes: ReadonlySet<string>): void {
    const kept = this.#keep();
    for (const index of kept) {
      const detector = this.#engine.detectors[this.by[index]];
      if (!classes.has(detector.class)) continue;
      findings.push({
        class: detector.class,
        detector: detector.id,
        start: this.start[index],
        end: this.end[index],
        confidence: confidenceOf(this.weight[index]),
        evidence: evidenceOf(detector, this.spoke[index]),
      });
    }
  }

  /** Indexes of the hits that stand: the heavier, then the longer, of any that overlap. */
  #keep(): readonly number[] {
    const order: number[] = [];
    for (let index = 0; index < this.count; index += 1) {
      if (this.weight[index] >= reportWeight) order.push(index);
    }
    if (order.length < 2) return order;
    order.sort((a, b) => this.start[a] - this.start[b] || this.end[a] - this.end[b]);
    const kept: number[] = [];
    for (const index of order) {
      let stands = true;
      while (kept.length > 0) {
        const last = kept[kept.length - 1];
        if (this.end[last] <= this.start[index]) break;
        if (!this.#beats(index, last)) {
          stands = false;
          break;
        }
        kept.pop();
      }
      if (stands) kept.push(index);
    }
    return kept;
  }

  #beats(a: number, b: number): boolean {
    const difference = this.weight[a] - this.weight[b];
    if (difference !== 0) return difference > 0;
    return this.end[a] - this.start[a] > this.end[b] - this.start[b];
  }
}

const evidenceTexts = new Map<Detector, string[]>();

function evidenceOf(detector: Detector, spoke: number): string {
  let texts = evidenceTexts.get(detector);
  if (!texts) {
    texts = [];
    evidenceTexts.set(detector, texts);
  }
  texts[spoke] ??= [
    detector.shapes === 0 ? 'value' : 'form',
    ...((spoke & Spoke.name) !== 0 ? ['name of field'] : []),
    ...((spoke & Spoke.word) !== 0 ? ['word nearby'] : []),
    ...((spoke & Spoke.field) !== 0 ? ['values of field'] : []),
    ...((spoke & Spoke.against) !== 0 ? ['against: word nearby'] : []),
  ].join('+');
  return texts[spoke];
}
