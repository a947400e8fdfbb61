/** How a field whose recent values were all of one kind judges the next one at a glance. */
import type { Finding } from './detector.ts';
import { sure } from './hits.ts';
import { confidenceOf } from './weigh.ts';

/** The weight of bytes [start, end) as a whole value of the kind, `never` where they are none. */
export type Whole = (bytes: Uint8Array, start: number, end: number) => number;

export class Routine {
  readonly #whole: Whole;
  readonly #outside: number;
  readonly #minConfidence: number;
  readonly #finding: Finding;
  /** What was last asked, and answered: the weights of one kind are few. */
  #base = Number.NaN;
  #classes: ReadonlySet<string> | undefined;
  #answer: Finding | null | undefined;

  /**
   * @param outside what the name and the other values of the field weigh.
   * @param finding reused from value to value; its confidence is that of the last one.
   */
  constructor(whole: Whole, outside: number, minConfidence: number, finding: Finding) {
    this.#whole = whole;
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
  ): Finding | null | undefined {
    const base = this.#whole(bytes, start, end);
    if (base !== this.#base || classes !== this.#classes) {
      this.#base = base;
      this.#classes = classes;
      this.#answer = this.#weigh(base + this.#outside, classes);
    }
    return this.#answer;
  }

  #weigh(weight: number, classes: ReadonlySet<string>): Finding | null | undefined {
    if (weight < sure) return undefined;
    const finding = this.#finding;
    finding.confidence = confidenceOf(weight);
    const isReported = finding.confidence >= this.#minConfidence && classes.has(finding.class);
    return isReported ? finding : null;
  }
}
