/**
 * What is learnt of one field from its values: for each detector that ever matched whole values of the
 * field, whether it holds such values (see evidence.ts).
 */
import { Credit, chanceMax, Trial, valuesMinOf } from './evidence.ts';
import type { NameEvidence } from './names.ts';
import type { Routine } from './routine.ts';
import { weights } from './weigh.ts';

export type { Trial };
export { chanceMax };

/** Different values that a field needs whose name speaks of something else. */
const valuesMinAgainstName = 24;
/** Values that were nothing before the first that matches, of which so many are looked at. */
const strangersSeenMax = 32;
/** Of detectors whose form alone passes often, the values must also begin in so many ways. */
const beginningsMin = 10;
const weakChance = 0.3;
/** Detectors weighed in one field; further ones are not. */
const trialsMax = 6;
/** After so many values only every sixteenth is still weighed, later every 128th, and every 1,024th. */
const eagerValues = 256;
const patientValues = 4_096;
const settledValues = 65_536;
/**
 * First step of values that clients have computed: whoever writes the expression chooses the values,
 * so these clear nothing.
 */
const computedStep = '?';
/** So many values in a row, all of one kind, and the field is known by it. */
const settledRun = 16;
/** No costs: nothing is let go. */
const noCosts: Float64Array = new Float64Array(0);

/** One field (resource and path), with what its name says and what its values taught. */
export class Field {
  readonly resource: string;
  readonly steps: readonly string[];
  readonly names: NameEvidence;
  /** Shapes of the detectors that the name or the values speak of: looked for whatever the scan raised. */
  shapes: number;
  /** False for the field without resource and path, in which values of all kinds are tried. */
  readonly learns: boolean;
  /** Values seen. */
  values = 0;
  readonly trials: Trial[] = [];
  /** The detector that has explained all recent values by itself, and is asked first; or -1. */
  settled = -1;
  /** How often something was learnt that changes what is found. */
  lessons = 0;
  /** How the settled detector judges values at a glance; made anew when what it rests on changes. */
  routine: Routine | undefined;
  /** Called, and forgotten, when something is learnt. */
  readonly watchers = new Set<() => void>();
  #runOf = -1;
  #run = 0;
  /** 256 bits: hashes of values seen, so that one value repeated teaches nothing. */
  #seen: Uint32Array | undefined;
  #seenCount = 0;
  /** Values before the first match. */
  #strangers: Credit | undefined;
  #strangersSeen = 0;
  /** 128 bits: hashes of them, so that one value repeated says no more than once. */
  #strangersMet: Uint32Array | undefined;
  /** Form of the value that is learnt from. */
  #form = 0;
  /** Per detector: values that did not match for one match that is let go, see `costOf`. */
  readonly #costs: Float64Array;
  /** 64 bits: hashes of the first three characters. */
  #beginnings: Uint32Array | undefined;
  #beginningsCount = 0;

  constructor(
    resource: string,
    steps: readonly string[],
    names: NameEvidence,
    shapes: number,
    costs = noCosts,
  ) {
    this.resource = resource;
    this.steps = steps;
    this.names = names;
    this.shapes = shapes;
    this.learns = resource !== '' || steps.length > 0;
    this.#costs = costs;
  }

  trial(detector: number): Trial | undefined {
    for (const trial of this.trials) if (trial.detector === detector) return trial;
    return undefined;
  }

  /** The weight that the values of this field lend `detector`. */
  weightOf(detector: number): number {
    for (const trial of this.trials) if (trial.detector === detector) return trial.weight;
    return 0;
  }

  /** The weight that the values of this field lend a match of `detector`, which is the whole of `text`. */
  weightAt(detector: number, text: string): number {
    const trial = this.trial(detector);
    if (!trial) return 0;
    if (trial.verdict !== 'open') return trial.weight;
    const isPure = this.#strangersSeen === 0 && trial.matches >= this.values;
    return isPure && !this.#isSeen(text) ? trial.foreseen : 0;
  }

  /** True where that match is chance, as the values before it say, and they have paid for it. */
  letsGo(detector: number, text: string): boolean {
    const trial = this.trial(detector);
    if (trial)
      return trial.mayLetGo(this.#costs[detector]) && this.#pays(trial.credit, detector, text);
    if (this.trials.length > 0 || !this.#strangers || this.steps[0] === computedStep) return false;
    return this.#pays(this.#strangers, detector, text);
  }

  #pays(credit: Credit, detector: number, text: string): boolean {
    const cost = this.#costs[detector];
    if (!Number.isFinite(cost) || text.length > strangeCharsMax) return false;
    const value = hash(text, 0, text.length);
    return credit.pays(formOf(text), value, this.values, this.values > eagerValues, cost);
  }

  /**
   * True when enough is learnt and this value need not be; counts it then.
   */
  isRoutine(): boolean {
    if (this.#isWeighed(this.values + 1)) return false;
    this.values += 1;
    return true;
  }

  /** What the name and the other values of the field weigh for its settled detector. */
  get outside(): number {
    const named = this.names.named.includes(this.settled) ? weights.name : 0;
    const other = this.names.other ? weights.otherName : 0;
    return named + other + this.weightOf(this.settled);
  }

  /** Counts one more value; true when it is to be weighed. */
  isTurn(): boolean {
    this.values += 1;
    return this.#isWeighed(this.values);
  }

  #isWeighed(value: number): boolean {
    if (value <= eagerValues) return true;
    if (value <= patientValues) return (value & 15) === 0;
    return (value & (value <= settledValues ? 127 : 1_023)) === 0;
  }

  /** False for values seen before, as far as can be told; so many are let through at last. */
  isNew(text: string): boolean {
    this.#beginnings ??= new Uint32Array(2);
    const begins = hash(text, 0, Math.min(3, text.length)) & 63;
    if (mark(this.#beginnings, begins)) this.#beginningsCount += 1;
    this.#form = text.length > strangeCharsMax ? 0 : formOf(text);
    this.#seen ??= new Uint32Array(8);
    if (mark(this.#seen, seenBit(text))) {
      this.#seenCount += 1;
      return true;
    }
    return this.#seenCount > 96;
  }

  #isSeen(text: string): boolean {
    const bit = seenBit(text);
    return this.#seen !== undefined && (this.#seen[bit >>> 5] & (1 << (bit & 31))) !== 0;
  }

  /** Notes which detector alone explained the whole value, -1 for none. */
  settle(detector: number): void {
    if (detector !== this.#runOf) {
      this.#runOf = detector;
      this.#run = 0;
    }
    this.#run += 1;
    this.settled = detector >= 0 && this.#run >= settledRun ? detector : -1;
    this.routine = undefined;
  }

  /** Notes a value that is nothing, in a field of which nothing is known. */
  strange(text: string): void {
    if (this.#strangersSeen >= strangersSeenMax || !this.learns) return;
    this.#strangersSeen += 1;
    if (text.length > strangeCharsMax) return;
    this.#strangers ??= new Credit();
    this.#strangersMet ??= new Uint32Array(4);
    if (!mark(this.#strangersMet, hash(text, 0, text.length) & 127)) return;
    this.#strangers.earn(formOf(text), 0, false);
  }

  /**
   * Notes that `detector` matched the value at hand; it comes on trial by that. `chance` is that of the
   * match, `missChance` that of values which are none.
   */
  matched(detector: number, chance: number, text: string, missChance: number): void {
    let trial = this.trial(detector);
    if (!trial) {
      if (this.trials.length >= trialsMax || chance >= chanceMax) return;
      const mayClear = this.steps[0] !== computedStep;
      this.#strangersMet = undefined;
      trial = new Trial(detector, this.names.other, mayClear, this.#strangers?.copy());
      const strangers = this.#strangers?.of(formOf(text)) ?? 0;
      if (strangers > 0) trial.begin(strangers, missChance);
      this.trials.push(trial);
      this.#tellWatchers();
    }
    trial.matched = trial.matched <= 0 ? chance : Math.min(trial.matched, chance);
  }

  /** True where values did not match before, so that a match of a loose form says nothing; notes that. */
  doubts(detector: number): boolean {
    const trial = this.trial(detector);
    if (!trial || trial.misses === 0) return false;
    if (trial.matched === 0) trial.matched = -1;
    return true;
  }

  /** Weighs `trial` by the value at hand; `chance` that a value which is none matches. */
  learn(trial: Trial, chance: number): void {
    // Nothing but matches since the first value.
    const pure = this.#strangersSeen === 0 && trial.matches + 1 >= this.values;
    const needed = this.names.other ? valuesMinAgainstName : valuesMinOf(chance, pure);
    const varied =
      this.#beginningsCount >= beginningsMin || (chance <= weakChance && !this.names.other);
    trial.learn(trial.matched > 0, chance, needed, varied);
    const isSampled = this.values > eagerValues;
    if (trial.matched === 0) trial.credit.earn(this.#form, this.values, isSampled);
    this.lessons += 1;
    this.routine = undefined;
    this.#tellWatchers();
  }

  #tellWatchers(): void {
    if (this.watchers.size === 0) return;
    const watchers = [...this.watchers];
    this.watchers.clear();
    for (const forget of watchers) forget();
  }
}

/** Longer values are no numbers or codes. */
const strangeCharsMax = 32;

/** The place of a value among those seen. */
function seenBit(text: string): number {
  return hash(text, 0, Math.min(text.length, 32)) & 255;
}

/** A number for the form of a text: its length where it is digits alone, else its runs of digits and letters. */
function formOf(text: string): number {
  let value = 0x811c9dc5;
  let last = 0;
  let digits = true;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const kind =
      code >= 48 && code <= 57 ? 48 : (code | 32) >= 97 && (code | 32) <= 122 ? 97 : code;
    digits &&= kind === 48;
    if (kind !== last) value = Math.imul(value ^ kind, 0x01000193);
    last = kind;
  }
  return digits ? text.length : value;
}

function hash(text: string, from: number, to: number): number {
  let value = 0x811c9dc5;
  for (let at = from; at < to; at += 1) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  value ^= value >>> 15;
  return (value ^ (value >>> 8)) >>> 0;
}

function mark(bits: Uint32Array, index: number): boolean {
  const bit = 1 << (index & 31);
  if ((bits[index >>> 5] & bit) !== 0) return false;
  bits[index >>> 5] |= bit;
  return true;
}

/**
 * Fields by name, in two generations: when the young one is full it becomes the old one, and what
 * was not asked for meanwhile is forgotten. A field that is in use is never forgotten by its user,
 * who holds it.
 */
export class FieldTable {
  #young = new Map<string, Field>();
  #old = new Map<string, Field>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(resource: string, steps: readonly string[], make: () => Field): Field {
    const key = `${resource}\u0000${steps.join('\u0000')}`;
    let field = this.#young.get(key);
    if (field) return field;
    field = this.#old.get(key) ?? make();
    if (this.#young.size >= this.#capacity / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, field);
    return field;
  }
}
