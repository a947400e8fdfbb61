/**
 * What a mask is. Masks turn the text of a value (or of the found part of it) into a substitute, as
 * text; the carrier writes it back in its own form. Masks know types and text, never bytes,
 * protocols or policy.
 */
import type { ValueType } from '../inspect/carrier.ts';

/** As written in a policy: `{ with: show_last, count: 4 }`. */
export interface MaskSpec {
  readonly with: string;
  readonly [parameter: string]: unknown;
}

/** Named secret keys of the configuration, as bytes. */
export interface KeyRing {
  get(name: string): Uint8Array | undefined;
}

/** A mask with its parameters and key, ready for use. */
export interface CompiledMask {
  readonly name: string;
  /** Value types that it can serve; anything else is a fault at load, or `default_for_type` in flight. */
  readonly types: ReadonlySet<ValueType>;
  /** Path within the unit of the value that `apply` wants as `subject` (shift_date). */
  readonly subject?: string;
  /** True where `apply` makes nothing of `text`, so that it need not be read. */
  readonly blind?: boolean;
  /**
   * The substitute for `text` (the found part for text carriers, the whole value otherwise), or null
   * for a null value. `class` separates the domains of tokens ('' where a rule matched by field).
   * `bound` is the greatest length of the substitute in UTF-16 units, 0 = none. `subject` is the
   * value at that path of the same unit; undefined where it is not there, or not the only one.
   */
  apply(
    text: string,
    type: ValueType,
    className: string,
    bound: number,
    subject?: string,
  ): string | null;
}
