import { allTypes, type MaskDefinition } from './definition.ts';
import { defaultFor } from './fallback.ts';

/** Empty text, 0, false, 1970-01-01. */
export const defaultForType: MaskDefinition = {
  name: 'default_for_type',
  summary: 'empty text, 0, false, 1970-01-01',
  parameters: {},
  types: allTypes,
  blind: true,
  compile: () => (_text, type) => defaultFor(type),
};
