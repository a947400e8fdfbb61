/**
 * What the detectors found in one value, before it is decided what of it is reported. Weighs each
 * hit by the field and by the words around it.
 */
import { Shape } from '../kernels/shapes.ts';
import type { Detector, Hits } from './detector.ts';
import type { Engine } from './engine.ts';
import { chanceMax, type Field } from './field.ts';
import type { LabelSink } from './labels.ts';
import type { View } from './reading.ts';
import { Surroundings } from './surroundings.ts';
import type { TokenSink } from './tokens.ts';
import { reportWeight, weights } from './weigh.ts';

/** What spoke for a hit (bits). */
export const Spoke = {
  form: 0,
  name: 1,
  word: 2,
  field: 4,
  against: 8,
  read: 16,
  value: 32,
} as const;

/** A weight beyond which words nearby make no difference. */
export const sure = 2.5;
/** The same of a whole value in a field that is named for it. */
export const sureNamed = 2.2;
/** Weight of a form that stands by itself: a plus sign and a number that exists, a full checksum. */
const sureForm = 2.2;
/** A form of some weight is not met by chance as often as a bare one. */
const chanceOfForm = 0.25;
const chanceOfRule = 0.4;

/**
 * How the text at work lies in the value: a stretch of it that begins at `base`, or a reading of
 * such a stretch (`view`), or something decoded that stands for characters [`from`, `to`) of it.
 */
export interface Placement {
  base: number;
  view: View | undefined;
  from: number;
  to: number;
  /** Hits that touch this end are cut off; the next stretch has them whole. -1: none is. */
  cutAt: number;
}

/** Reused where one hit stands alone. */
const oneKept: number[] = [0];
const noneKept: readonly number[] = [];

/** A value without the white space and commas behind it. */
function withoutEnd(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last > 44 && last < 128 ? text : text.replace(/[\s,]+$/, '');
}

/** Chance of a chance match; certain for those that know a value only by the name of its field. */
function chanceOf({ tokens, groups, prefixes, find, chance }: Detector): number {
  // Never 1: a miss would then be impossible, and weigh without bound.
  return tokens || groups || prefixes || find ? Math.min(chance ?? 0.2, chanceMax) : chanceMax;
}

export class HitList implements Hits, TokenSink, LabelSink {
  readonly #engine: Engine;
  readonly #surroundings: Surroundings;
  #field!: Field;
  #place: Placement = { base: 0, view: undefined, from: -1, to: -1, cutAt: -1 };
  #text = '';
  #valueStart = 0;
  #valueEnd = 0;
  /** Whether to look for what no shape shows, see `deepScan`. */
  deep = false;
  /** The detector at work. */
  detector = 0;
  count = 0;
  readonly by: number[] = [];
  readonly start: number[] = [];
  readonly end: number[] = [];
  readonly weight: number[] = [];
  /** The weight of the form alone. */
  readonly base: number[] = [];
  readonly spoke: number[] = [];

  /** Per detector: chance of a match, see Detector; and whether words of its own kind are doubted. */
  readonly #chances: Float64Array;
  readonly #doubted: Uint8Array;
  readonly #generic: Uint8Array;
  readonly #secret: Uint8Array;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#chances = Float64Array.from(engine.detectors, chanceOf);
    this.#doubted = Uint8Array.from(engine.detectors, ({ tokens, groups }) =>
      tokens || groups ? 1 : 0,
    );
    this.#secret = Uint8Array.from(engine.detectors, (one) =>
      one.class.startsWith('secret.') ? 1 : 0,
    );
    this.#generic = Uint8Array.from(engine.detectors, ({ generic }) => (generic ? 1 : 0));
    this.#surroundings = new Surroundings(engine.known, engine.names, engine.detectors.length);
  }

  /** Begins with a value of `field`. */
  begin(value: string, field: Field): void {
    this.#field = field;
    this.count = 0;
    let end = value.length;
    let start = 0;
    while (start < end && value.charCodeAt(start) <= 32) start += 1;
    while (end > start && value.charCodeAt(end - 1) <= 32) end -= 1;
    this.#valueStart = start;
    this.#valueEnd = end;
  }

  /** The text that detectors read next, and where it lies in the value. */
  place(text: string, place: Placement): void {
    this.#text = text;
    this.#place = place;
    this.#surroundings.begin(text);
  }

  get valueStart(): number {
    return this.#valueStart;
  }

  get valueEnd(): number {
    return this.#valueEnd;
  }

  /** True when the hit is the whole value. */
  isWhole(index: number): boolean {
    return this.start[index] <= this.#valueStart && this.end[index] >= this.#valueEnd;
  }

  add(start: number, end: number, weight: number): void {
    this.token(this.detector, start, end, weight);
  }

  has(className: string): boolean {
    for (let index = 0; index < this.count; index += 1) {
      const reported = this.weight[index] >= reportWeight;
      if (reported && this.#engine.detectors[this.by[index]].class === className) return true;
    }
    return false;
  }

  context(start: number, end: number): number {
    const whole = this.#covers(this.#startOf(start), this.#endOf(end));
    const sum = this.#byName(this.detector, whole);
    return whole ? sum : sum + this.#surroundings.weightOf(this.detector, start, end);
  }

  token(detector: number, start: number, end: number, base: number): void {
    const from = this.#startOf(start);
    const to = this.#endOf(end);
    const whole = this.#covers(from, to);
    let sum = base + this.#byName(detector, whole);
    if (whole) sum += this.#byValues(detector, base, sum);
    let spoke = this.#spokeByField(detector);
    if (!whole) {
      if (sum + weights.keyword < reportWeight) return;
      if (sum < sure && (spoke & Spoke.name) === 0) {
        const words = this.#surroundings.weightOf(detector, start, end);
        // Words lift what is doubtful; they do not make it surer than a form that needs none.
        sum = words > 0 ? Math.min(sum + words, sure) : sum + words;
        if (words !== 0) spoke |= words > 0 ? Spoke.word : Spoke.against;
      }
      if (sum < reportWeight) return;
    }
    if (this.#place.cutAt >= 0 && end >= this.#place.cutAt) return;
    if (sum < reportWeight && this.#chances[detector] >= chanceMax) return;
    this.put(detector, from, to, sum, base, spoke);
  }

  labelled(
    detector: number,
    weak: boolean,
    flagged: boolean,
    verb: boolean,
    start: number,
    end: number,
  ): boolean {
    const { value, shapes } = this.#engine.detectors[detector];
    if (!value) return false;
    // On the way of the data, only what the scan would have shown wherever it stood.
    if (!this.deep && !(flagged && (shapes & Shape.SECRET) !== 0)) return false;
    const text = withoutEnd(this.#text.slice(start, end));
    // "The password is required" says nothing; "the pin is 4711" does.
    if (verb && !/\d/.test(text) && this.#secret[detector] === 1) return false;
    const weight = value(text, 'text') + (weak ? weights.weakName : weights.label);
    if (weight < reportWeight) return false;
    const to = start + text.length;
    this.put(
      detector,
      this.#startOf(start),
      this.#endOf(to),
      weight,
      weight,
      Spoke.word | Spoke.value,
    );
    return true;
  }

  /** Records a hit as it stands, offsets in the whole value. */
  put(
    detector: number,
    start: number,
    end: number,
    weight: number,
    base: number,
    spoke: number,
  ): void {
    const at = this.count;
    this.by[at] = detector;
    this.start[at] = start;
    this.end[at] = end;
    this.weight[at] = weight;
    this.base[at] = base;
    this.spoke[at] = this.#place.view || this.#place.from >= 0 ? spoke | Spoke.read : spoke;
    this.count = at + 1;
  }

  #covers(start: number, end: number): boolean {
    return start <= this.#valueStart && end >= this.#valueEnd;
  }

  #startOf(at: number): number {
    const { base, view, from } = this.#place;
    if (from >= 0) return from;
    return base + (view ? view.starts[at] : at);
  }

  #endOf(at: number): number {
    const { base, view, from, to } = this.#place;
    if (from >= 0) return to;
    return base + (view ? view.ends[at - 1] : at);
  }

  #byName(detector: number, whole: boolean): number {
    const { names } = this.#field;
    if (names.named.length > 0) {
      if (names.named.includes(detector)) return weights.name;
      return whole && this.#doubted[detector] === 1 ? weights.nearName : 0;
    }
    if (names.other) return this.#otherName(detector, whole);
    return names.weak.length > 0 && names.weak.includes(detector) ? weights.weakName : 0;
  }

  /** What the other values of the field say; they cannot take away a form that is sure by itself. */
  #byValues(detector: number, base: number, sum: number): number {
    const weight = this.#field.weightAt(detector, this.#text);
    if (base >= sureForm) return Math.max(weight, 0);
    // A scan lets nothing pass; on the way of the data, what is let go must be paid for.
    if (this.deep || weight > 0 || sum < reportWeight) return weight;
    return this.#field.letsGo(detector, this.#text) ? weights.cleared : 0;
  }

  /** A number in a field named for another; codes with sure checks and texts are not doubted. */
  #otherName(detector: number, whole: boolean): number {
    return whole && this.#doubted[detector] === 1 ? weights.otherName : 0;
  }

  #spokeByField(detector: number): number {
    return this.spokeFor(this.#field, detector);
  }

  /** What speaks for finds of `detector` in `field` beside their form. */
  spokeFor(field: Field, detector: number): number {
    const { names, trials } = field;
    let spoke: number = Spoke.form;
    if (names.named.includes(detector) || names.weak.includes(detector)) spoke |= Spoke.name;
    if (trials.length > 0 && field.weightOf(detector) > 0) spoke |= Spoke.field;
    return spoke;
  }

  /** Teaches the field what matched the whole value, and what on trial did not. */
  teach(value: string): void {
    const field = this.#field;
    if (!field.learns || !field.isTurn()) return;
    let matched = false;
    for (let index = 0; index < this.count && !matched; index += 1) matched = this.isWhole(index);
    if ((!matched && field.trials.length === 0) || !field.isNew(value)) return;
    for (const trial of field.trials) trial.matched = 0;
    for (let index = 0; index < this.count; index += 1) {
      if (!this.isWhole(index)) continue;
      const by = this.by[index];
      if (this.#isLoose(index) && field.doubts(by)) continue;
      field.matched(by, this.#chanceOf(index), value, this.#chances[by]);
    }
    for (const trial of field.trials) {
      if (trial.matched < 0) continue;
      // Values of another form say nothing about those that have it.
      if (trial.matched === 0 && !this.#engine.couldBe(trial.detector, value.trim())) continue;
      field.learn(trial, trial.matched > 0 ? trial.matched : this.#chances[trial.detector]);
      if (trial.verdict !== 'confirmed') continue;
      // Such values are looked for from now on, also those that the scan lets go by their form.
      field.shapes |= this.#engine.detectors[trial.detector].shapes;
    }
  }

  /** True for a form that much else has as well, see `loose` of Detector. */
  #isLoose(index: number): boolean {
    const { loose } = this.#engine.detectors[this.by[index]];
    return loose !== undefined && this.base[index] < loose.below;
  }

  /** Chance that a value of this hit's form is none. */
  #chanceOf(index: number): number {
    const { loose } = this.#engine.detectors[this.by[index]];
    if (loose && this.base[index] < loose.below) return loose.chance;
    const chance = this.#chances[this.by[index]];
    if (this.base[index] >= 1) return Math.min(chance, chanceOfForm);
    return this.base[index] >= -1 ? Math.min(chance, chanceOfRule) : chance;
  }

  /** The detector of the heaviest hit where that is the whole value, beyond doubt; otherwise -1. */
  sole(): number {
    const best = this.#heaviest();
    if (best < 0 || !this.isWhole(best)) return -1;
    const least = (this.spoke[best] & Spoke.value) !== 0 ? sureNamed : sure;
    return this.weight[best] < least ? -1 : this.by[best];
  }

  /** Index of the heaviest hit, the longer of equals; -1 where there is none. */
  #heaviest(): number {
    let best = this.count - 1;
    for (let index = best - 1; index >= 0; index -= 1) if (!this.#beats(best, index)) best = index;
    return best;
  }

  /**
   * Indexes of the hits that stand: the heavier, then the longer, of any that overlap. In a value that
   * is known by the name of its field alone, such as an address, what is sure by itself stands as well.
   */
  kept(): readonly number[] {
    const best = this.#heaviest();
    if (best < 0 || this.weight[best] < reportWeight) return noneKept;
    if (!this.isWhole(best)) return this.#apart(reportWeight, true);
    oneKept[0] = best;
    if (this.count === 1 || (this.spoke[best] & Spoke.value) === 0) return oneKept;
    const own = this.#engine.detectors[this.by[best]].class;
    const within = this.#apart(sure, false).filter((index) => {
      return this.#engine.detectors[this.by[index]].class !== own;
    });
    return within.length === 0 ? oneKept : [best, ...within];
  }

  /** Of the hits of this weight, whole values or not, those that stand, ascending. */
  #apart(least: number, withWhole: boolean): number[] {
    const order: number[] = [];
    for (let index = 0; index < this.count; index += 1) {
      if (this.weight[index] >= least && (withWhole || !this.isWhole(index))) order.push(index);
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
    const generic = this.#generic[this.by[a]] - this.#generic[this.by[b]];
    // Of a token in a password's place, the token's own kind says more.
    if (generic !== 0) {
      const own = generic > 0 ? b : a;
      if (this.#secret[this.by[own]] === 1 && this.weight[own] >= reportWeight) return own === a;
    }
    if (difference !== 0) return difference > 0;
    return this.end[a] - this.start[a] > this.end[b] - this.start[b];
  }
}
