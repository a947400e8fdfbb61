/**
 * Examples and near misses of detectors, beside them in `examples.ts` of each family and held by
 * `detectors.test.ts`. Values are those that issuing authorities and standards publish, or that
 * validators of others test with.
 */
export interface DetectorExamples {
  readonly detector: string;
  /** Texts in which it finds the part between the two bars, in a field that says nothing. */
  readonly finds?: readonly string[];
  /** Values that it finds whole in a field of this name. */
  readonly named?: Readonly<Record<string, readonly string[]>>;
  /** Texts in which it finds nothing, in a field that says nothing. */
  readonly misses?: readonly string[];
  /** Values that it does not find though the field has this name. */
  readonly namedMisses?: Readonly<Record<string, readonly string[]>>;
}
