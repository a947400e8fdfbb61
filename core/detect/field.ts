/**
 * What is learnt of one field from its values. For each detector that ever matched whole values of
 * the field, two hypotheses are weighed by their likelihood ratio (Wald's sequential test): that the
 * field holds such values, of which nearly all match, or that it holds something else, which matches
 * by chance. The verdict changes only at the far thresholds, so it does not flap.
 */
import type { NameEvidence } from './names.ts';
import type { Routine } from './routine.ts';
import { weights } from './weigh.ts';

/** Share of matches in a field that does hold such values: some are empty, wrong or masked. */
const shareWhenTrue = 0.95;
const shareToConfirm = 0.75;
const threshold = 4;
const ceiling = 8;
/** A verdict needs this many different values, whatever the ratio says, */
const valuesMin = 4;
/** ... fewer where all have matched and a chance match is rare, as that of a check digit or two, */
const valuesMinOf = (chance: number): number =>
  chance > rareChance ? valuesMin : chance > 0.02 ? 3 : 2;
/** ... and this many where the name of the field speaks of something else. */
const valuesMinAgainstName = 24;
/** So many values must not have matched, and more than did, before a field is cleared. */
const missesMin = 3;
/** Values of one form that were nothing, before the first that matches, count for so many. */
const strangersMax = 8;
/** Further ones are not looked at. */
const strangersSeenMax = 32;
/** Of detectors whose form alone passes often, the values must also begin in so many ways. */
const beginningsMin = 10;
const weakChance = 0.3;
/** Matches that are rarer by chance, those of check digits, say more where all values are such. */
const rareChance = 0.1;
/** A form that nearly every value passes says nothing, however many do. */
export const chanceMax = 0.9;
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

export type Verdict = 'open' | 'confirmed' | 'cleared';

/** The weighing of one detector in one field. */
export class Trial {
  readonly detector: number;
  matches = 0;
  misses = 0;
  verdict: Verdict = 'open';
  /** Scratch: the chance of the match of the value at hand; 0 where there is none, -1 where it says nothing. */
  matched = 0;
  #ratio = 0;
  /** Chance of the rarest match so far. */
  rarest = 1;
  readonly #doubted: boolean;
  readonly #mayClear: boolean;

  /**
   * `doubted`: the name of the field speaks of something else, whose check may be the same (ISBN-10).
   * `mayClear`: what the values were may speak against the next one.
   */
  constructor(detector: number, doubted = false, mayClear = true) {
    this.detector = detector;
    this.#doubted = doubted;
    this.#mayClear = mayClear;
  }

  /** Weight of the verdict, to be added to a finding's. */
  get weight(): number {
    if (this.verdict === 'open') return 0;
    if (this.verdict === 'cleared') return this.#mayClear ? weights.cleared : 0;
    const byCheck = this.rarest <= rareChance && !this.#doubted;
    return byCheck ? weights.confirmedByCheck : weights.confirmed;
  }

  /** Counts values that had the same form and did not match, from before the first one that did. */
  begin(misses: number, chance: number): void {
    this.misses = misses;
    this.#ratio = Math.max(-ceiling, misses * Math.log((1 - shareWhenTrue) / (1 - chance)));
  }

  learn(matched: boolean, chance: number, valuesNeeded: number, varied: boolean): void {
    if (matched) {
      this.matches += 1;
      this.rarest = Math.min(this.rarest, chance);
      this.#ratio += Math.log(shareWhenTrue / chance);
    } else {
      this.misses += 1;
      this.#ratio += Math.log((1 - shareWhenTrue) / (1 - chance));
    }
    this.#ratio = Math.max(-ceiling, Math.min(ceiling, this.#ratio));
    // Runs of luck are not enough: the share of all values must speak the same way.
    const most = this.matches >= (this.matches + this.misses) * shareToConfirm;
    if (this.#ratio >= threshold && this.matches >= valuesNeeded && varied && most) {
      this.verdict = 'confirmed';
    } else if (
      this.#ratio <= -threshold &&
      this.misses >= missesMin &&
      this.misses > this.matches
    ) {
      this.verdict = 'cleared';
    }
  }
}

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
  /** Form of the values before the first match, and how many had it; see `formOf`. */
  #strangeForm = 0;
  #strangers = 0;
  #strangersSeen = 0;
  /** Hash of the last of them: one value repeated says no more than once. */
  #stranger = 0;
  /** 64 bits: hashes of the first three characters. */
  #beginnings: Uint32Array | undefined;
  #beginningsCount = 0;

  constructor(resource: string, steps: readonly string[], names: NameEvidence, shapes: number) {
    this.resource = resource;
    this.steps = steps;
    this.names = names;
    this.shapes = shapes;
    this.learns = resource !== '' || steps.length > 0;
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
    this.#seen ??= new Uint32Array(8);
    this.#beginnings ??= new Uint32Array(2);
    const begins = hash(text, 0, Math.min(3, text.length)) & 63;
    if (mark(this.#beginnings, begins)) this.#beginningsCount += 1;
    if (mark(this.#seen, hash(text, 0, Math.min(text.length, 32)) & 255)) {
      this.#seenCount += 1;
      return true;
    }
    return this.#seenCount > 96;
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
    if (this.#strangers >= strangersMax || text.length > strangeCharsMax) return;
    const form = formOf(text);
    const value = hash(text, 0, text.length);
    if (form !== this.#strangeForm) this.#strangers = 0;
    if (value !== this.#stranger) this.#strangers += 1;
    this.#strangeForm = form;
    this.#stranger = value;
  }

  /**
   * Notes that `detector` matched the value at hand; it comes on trial by that. `chance` is that of the
   * match, `missChance` that of values which are none.
   */
  matched(detector: number, chance: number, text: string, missChance: number): void {
    let trial = this.trial(detector);
    if (!trial) {
      if (this.trials.length >= trialsMax || chance >= chanceMax) return;
      trial = new Trial(detector, this.names.other, this.steps[0] !== computedStep);
      if (this.#strangers > 0 && formOf(text) === this.#strangeForm) {
        trial.begin(this.#strangers, missChance);
      }
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
    const usual = pure ? valuesMinOf(chance) : valuesMin;
    const needed = this.names.other ? valuesMinAgainstName : usual;
    const varied =
      this.#beginningsCount >= beginningsMin || (chance <= weakChance && !this.names.other);
    trial.learn(trial.matched > 0, chance, needed, varied);
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
