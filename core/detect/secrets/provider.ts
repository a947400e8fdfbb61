/** A detector of one provider's tokens: by their forms, and by the name under which they stand. */
import { Shape } from '../../kernels/shapes.ts';
import type { Detector, PrefixRule } from '../detector.ts';
import { never } from '../weigh.ts';
import { secretWeight } from './values.ts';

export function provider(
  id: string,
  fields: readonly string[],
  ...prefixes: readonly PrefixRule[]
): Detector {
  return {
    id,
    class: id,
    shapes: Shape.SECRET | Shape.TOKEN,
    chance: 0.001,
    fields,
    prefixes,
    extent: 'secret',
    value: byName,
    forms: prefixes.flatMap(({ form }) => form ?? []),
    formCheck: 'NO_STUB',
    whole(bytes, start, end) {
      for (const rule of prefixes) {
        const weight = rule.whole?.(bytes, start, end) ?? never;
        if (weight > never) return weight;
      }
      return never;
    },
  };
}

/** A value under the name of a provider's secret that has no form of its own, or an older one. */
function byName(text: string): number {
  if (/^\d{20,64}$/.test(text.trim())) return -1;
  const weight = secretWeight(text);
  return weight < -2 ? never : Math.min(weight, 0);
}
