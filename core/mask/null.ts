import { allTypes, type MaskDefinition } from './definition.ts';

/** A null value; where the carrier cannot hold null, the default of its type. */
export const nullMask: MaskDefinition = {
  name: 'null',
  summary: 'null; the default of the type where the carrier cannot hold null',
  parameters: {},
  types: allTypes,
  blind: true,
  compile: () => () => null,
};
