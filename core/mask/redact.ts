import { characterTypes, type MaskDefinition } from './definition.ts';
import { REDACTED_LABEL } from './reserved.ts';

/** A fixed label instead of the value. */
export const redact: MaskDefinition = {
  name: 'redact',
  summary: 'a fixed label instead of the value',
  parameters: {
    label: {
      kind: 'text',
      charactersMax: 64,
      or: REDACTED_LABEL,
      summary: 'what stands in its place',
    },
  },
  types: characterTypes,
  blind: true,
  compile(args) {
    const label = args.label as string;
    return () => label;
  },
};
