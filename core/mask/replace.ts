import type { ValueType } from '../inspect/carrier.ts';
import type { MaskDefinition } from './definition.ts';

const integer = /^-?\d{1,20}$/;
const decimal = /^-?\d{1,65}(\.\d{1,30})?$/;
const date = /^\d{4}-\d\d-\d\d$/;
const datetime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;

/** The types whose carriers can hold `text`. */
function typesOf(text: string): ValueType[] {
  const types: ValueType[] = ['text', 'binary'];
  if (integer.test(text)) types.push('integer');
  if (decimal.test(text)) types.push('decimal', 'double');
  if (text === 'true' || text === 'false') types.push('boolean');
  if (date.test(text)) types.push('date');
  if (datetime.test(text)) types.push('datetime');
  return types;
}

/** A value of the policy's own instead of the value. */
export const replace: MaskDefinition = {
  name: 'replace',
  summary: "the policy's own value instead of the value",
  parameters: {
    value: { kind: 'scalar', required: true, summary: 'text, number or boolean' },
  },
  types: ['text', 'integer', 'decimal', 'double', 'boolean', 'date', 'datetime', 'binary'],
  blind: true,
  typesFor: (args) => typesOf(String(args.value)),
  compile(args) {
    const value = String(args.value);
    return () => value;
  },
};
