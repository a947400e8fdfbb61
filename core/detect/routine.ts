/** How a field whose recent values were all of one kind judges the next one at a glance. */
import { isRemnant, isSubstitute } from '../mask/reserved.ts';
import type { Detector, Finding } from './detector.ts';
import type { Form } from './engine.ts';
import { latin1 } from './latin1.ts';
import type { TokenTables } from './tokens.ts';
import { mayHoldMore } from './value.ts';
import { confidenceOf, never } from './weigh.ts';

/** The weight of bytes [start, end) as a whole value of the kind, `never` where they are none. */
export type Whole = (bytes: Uint8Array, start: number, end: number) => number;

const wholeNever: Whole = () => never;

/** What a detector knows of whole values, or else its tokens do. */
export function wholeOf({ whole }: Detector, tokens: TokenTables | undefined): Whole {
  const byTokens: Whole = tokens
    ? (bytes, start, end) => tokens.whole(bytes, start, end)
    : wholeNever;
  if (!whole) return byTokens;
  if (!tokens) return whole;
  return (bytes, start, end) => {
    const weight = whole(bytes, start, end);
    return weight > never ? weight : byTokens(bytes, start, end);
  };
}

/** Judgements of the values seen last, by detector: given names and towns come again and again. */
const judged = new WeakMap<Detector, Map<string, number>>();
const judgedMax = 1_024;

/** What a detector makes of whole values by the name of their field, where it knows them by that alone. */
export function byValue(detector: Detector): Whole {
  const known = judged.get(detector) ?? new Map<string, number>();
  judged.set(detector, known);
  return (bytes, start, end) => {
    // What is trimmed off is no part of the find.
    if (end === start || bytes[start] <= space || bytes[end - 1] <= space) return never;
    const text = latin1(bytes, start, end);
    let weight = known.get(text);
    if (weight === undefined) {
      weight = valueWeight(detector, text);
      if (known.size >= judgedMax) known.clear();
      known.set(text, weight);
    }
    return weight;
  };
}

const space = 32;

function valueWeight({ class: name, value }: Detector, text: string): number {
  const isLeft = !name.startsWith('secret.') && isRemnant(text, 0, text.length);
  if (isLeft || isSubstitute(text) || mayHoldMore(text)) return never;
  return value?.(text, 'text') ?? never;
}

export class Routine {
  readonly #whole: Whole;
  readonly #form: Form;
  readonly #least: number;
  readonly #outside: number;
  readonly #minConfidence: number;
  readonly #finding: Finding;
  /** What was last asked, and answered: the weights of one kind are few. */
  #base = Number.NaN;
  #classes: ReadonlySet<string> | undefined;
  #answer: Finding | null | undefined;

  /**
   * @param least the weight from which a value is the kind beyond doubt.
   * @param outside what the name and the other values of the field weigh.
   * @param finding reused from value to value; its confidence is that of the last one.
   */
  constructor(
    whole: Whole,
    form: Form,
    least: number,
    outside: number,
    minConfidence: number,
    finding: Finding,
  ) {
    this.#whole = whole;
    this.#form = form;
    this.#least = least;
    this.#outside = outside;
    this.#minConfidence = minConfidence;
    this.#finding = finding;
  }

  /** See `Detection.routine`. */
  judge(
    bytes: Uint8Array,
    start: number,
    end: number,
    classes: ReadonlySet<string>,
    told: number,
  ): Finding | null | undefined {
    const label = told & 0xff;
    const isTold = label !== 0 && told >>> 8 === this.#form.number;
    const base = isTold ? this.#form.weights[label] : this.#whole(bytes, start, end);
    if (base !== this.#base || classes !== this.#classes) {
      this.#base = base;
      this.#classes = classes;
      this.#answer = this.#weigh(base + this.#outside, classes);
    }
    return this.#answer;
  }

  #weigh(weight: number, classes: ReadonlySet<string>): Finding | null | undefined {
    if (weight < this.#least) return undefined;
    const finding = this.#finding;
    finding.confidence = confidenceOf(weight);
    const isReported = finding.confidence >= this.#minConfidence && classes.has(finding.class);
    return isReported ? finding : null;
  }
}
