import { charactersOf } from './characters.ts';
import { characterTypes, type MaskDefinition } from './definition.ts';
import { hidden } from './fallback.ts';

/** An address and nothing beside it: what else stands in a text would be shown with the domain. */
const address =
  /^[^\s@"'<>(){}[\]:;,\\]{1,64}@([\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,251}[\p{L}\p{N}])?)$/u;

/** The domain stays, and the first character: `j***@example.com`; without `first` `***@example.com`. */
export const email: MaskDefinition = {
  name: 'email',
  summary: 'the domain of an address stays, and its first character unless told otherwise',
  parameters: {
    first: { kind: 'flag', or: true, summary: 'whether the first character stays' },
  },
  suitsFor: () => ['pii.email', 'pii.username'],
  types: characterTypes,
  compile(args) {
    const first = args.first as boolean;
    return (text, _type, _class, bound) => {
      const match = address.exec(text);
      if (!match) return hidden(text, 'text');
      const domain = match[1];
      const local = charactersOf(text.slice(0, -domain.length - 1));
      // Always three stars: their number tells nothing of the address.
      const start = first && local.length > 1 ? local[0] : '';
      const masked = `${start}***@${domain}`;
      // A bound that cuts the domain would leave what is no address: then nothing is shown.
      return bound === 0 || masked.length <= bound ? masked : hidden(text.slice(0, bound), 'text');
    };
  },
};
