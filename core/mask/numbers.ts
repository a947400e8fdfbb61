/** Numbers as carriers and people write them. */

const scientific = /^(-?)(\d)(?:\.(\d{1,40}))?[eE]([+-]?\d{1,3})$/;
/** Longer numbers stay as they are written: no identifier is one of them. */
const digits_count_max = 40;

/**
 * `4.111111111111111e15` -> `4111111111111111`: servers write large doubles so. What is no whole number,
 * or a very long one, stays as it is.
 */
export function plainNumber(text: string): string {
  const match = scientific.exec(text);
  if (!match) return text;
  const [, sign, first, fraction = '', exponent] = match;
  const noughts = Number(exponent) - fraction.length;
  if (noughts < 0 || Number(exponent) >= digits_count_max) return text;
  return sign + first + fraction + '0'.repeat(noughts);
}
