import { countCharacters } from './characters.ts';
import { characterTypes, type MaskDefinition, numberTypes } from './definition.ts';
import { defaultFor } from './fallback.ts';

/** Every character by the mask character; the length stays. A number becomes 0. */
export const full: MaskDefinition = {
  name: 'full',
  summary: 'every character by the mask character, the length stays; a number becomes 0',
  parameters: {
    char: { kind: 'text', charactersMax: 1, or: '*', summary: 'the mask character' },
  },
  types: [...characterTypes, ...numberTypes],
  compile(args) {
    const char = args.char as string;
    return (text, type) =>
      type === 'text' || type === 'binary' ? char.repeat(countCharacters(text)) : defaultFor(type);
  },
};
