/**
 * How evidence adds up. Every piece of evidence is a weight in log-odds (natural logarithm), so that
 * independent pieces are added: a form alone may stand below nought, a checksum lifts it, the name of
 * the field lifts it further, a field whose other values fail the checksum pulls it down. What is
 * reported is the logistic of the sum. The weights stand beside each detector.
 */

/** Below this confidence nothing is reported. */
export const reportThreshold = 0.5;

/** The sum of weights at which a finding is reported: the log-odds of `reportThreshold`. */
export const reportWeight = 0;

/** A weight that no evidence outweighs. */
export const never = -100;

/** Weights of evidence from outside the value. */
export const weights = {
  /** The field is named for the detector: `credit_card_number`. */
  name: 4,
  /** A name that many things share (`number`, `id`), or that needs a person beside it. */
  weakName: 1.5,
  /** The field is named for something else that its values would be mistaken from: `order_no`. */
  otherName: -3,
  /** The field is named for another detector: what passes a check of one digit does so by chance. */
  nearName: -1.2,
  /** A key word stands near the value in a text. */
  keyword: 3,
  /** The name stands before the value in a text: `dob: 1980-02-01`. */
  label: 3.5,
  /** A word for something else stands near it: `order`, `tracking`. */
  otherWord: -2.5,
  /** Enough values of the field agree, or disagree. */
  confirmed: 4,
  confirmedByCheck: 8,
  cleared: -5,
} as const;

/** Logistic of weights from -16 to 16 in steps of 1/64. */
const span = 16;
const steps = 64;
const table = Float64Array.from({ length: 2 * span * steps + 1 }, (_, at) => {
  return 1 / (1 + Math.exp(span - at / steps));
});

/** Confidence 0..1 of a sum of weights, to within 0.004. */
export function confidenceOf(weight: number): number {
  const bounded = Math.max(-span, Math.min(span, weight));
  return table[Math.round((bounded + span) * steps)];
}
