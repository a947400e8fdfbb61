/** What the result of an accumulator (`$group`, `$bucket`, `$setWindowFields`) derives from. */
import { isDocument, type Value } from '../bson/values.ts';
import { anything, computed, evaluate, type Scope } from './expressions.ts';
import {
  collectingAccumulators,
  computingAccumulators,
  countingAccumulators,
  fieldAccumulators,
  pickingAccumulators,
} from './operators.ts';
import { List, type Origin, select } from './origins.ts';

/** Origin of `{ $operator: argument }` as an accumulator. */
export function accumulate(value: Value, scope: Scope): Origin {
  if (!isDocument(value)) return anything(scope);
  const names = Object.keys(value);
  if (names.length !== 1) return anything(scope);
  const argument = value[names[0]];
  if (countingAccumulators.has(names[0])) return scope.literal;
  if (pickingAccumulators.has(names[0])) return evaluate(argument, scope);
  if (collectingAccumulators.has(names[0])) return collected(names[0], argument, scope);
  if (computingAccumulators.has(names[0])) return computedFrom(argument, scope);
  if (fieldAccumulators.has(names[0]) && isDocument(argument)) {
    return fromField(names[0], argument.output ?? argument.input, argument.default, scope);
  }
  return anything(scope);
}

function collected(name: string, argument: Value, scope: Scope): Origin {
  const origin = evaluate(argument, scope);
  // $push and $addToSet collect values; the other two join lists.
  return name === '$push' || name === '$addToSet' ? new List(origin) : origin;
}

/** `{input, ...}` with further settings, or the expression itself. */
function computedFrom(argument: Value, scope: Scope): Origin {
  if (isDocument(argument) && !Object.keys(argument).some((name) => name.startsWith('$'))) {
    const inputs = Object.values(argument).map((one) => evaluate(one, scope));
    return computed(inputs, scope);
  }
  return computed([evaluate(argument, scope)], scope);
}

function fromField(name: string, field: Value, fallback: Value, scope: Scope): Origin {
  const origin = evaluate(field, scope);
  if (name === '$shift') return select([origin, evaluate(fallback ?? null, scope)]);
  // $firstN and $topN give lists, $top and $bottom one value; a place for both does no harm.
  return name.endsWith('N') ? new List(origin) : origin;
}
