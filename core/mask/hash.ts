import { characterTypes, type MaskDefinition } from './definition.ts';
import { base32 } from './keyed.ts';

/** HMAC-SHA-256 of the value under a key, in base32: equal values stay equal, and tell nothing. */
export const hash: MaskDefinition = {
  name: 'hash',
  summary: 'HMAC-SHA-256 of the value under a key, in base32',
  parameters: {
    key: { kind: 'key', required: true, summary: 'name of a key' },
    length: {
      kind: 'integer',
      min: 16,
      max: 51,
      or: 26,
      summary: 'characters of 5 bits; 26 are 128 bits',
    },
    domain: {
      kind: 'text',
      charactersMax: 64,
      summary: 'values are equal within a domain only; the class where it is not given',
    },
  },
  types: [...characterTypes, 'objectid'],
  compile(args, context) {
    const keyed = context.hash!;
    const length = args.length as number;
    const domain = args.domain as string | undefined;
    return (text, type, className) => {
      const digest = keyed.digest(domain ?? className, text);
      return type === 'objectid' ? digest.toString('hex', 0, 12) : base32(digest, length);
    };
  },
};
