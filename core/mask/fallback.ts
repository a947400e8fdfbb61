/** What stands in for a value that a mask cannot serve: it tells nothing and fits its type. */
import type { ValueType } from '../inspect/carrier.ts';

const defaults: Readonly<Record<ValueType, string>> = {
  text: '',
  integer: '0',
  decimal: '0',
  double: '0',
  boolean: 'false',
  date: '1970-01-01',
  datetime: '1970-01-01T00:00:00.000Z',
  time: '00:00:00',
  binary: '',
  objectid: '000000000000000000000000',
  null: '',
};

/** The default of a type, as text in the form that carriers take. */
export const defaultFor = (type: ValueType): string => defaults[type];

/** As many `*` as `text` has units for a text, the default of its type for anything else. */
export function hidden(text: string, type: ValueType): string {
  return type === 'text' ? '*'.repeat(text.length) : defaults[type];
}
