import { canonical } from './canonical.ts';
import { characterTypes, type MaskDefinition } from './definition.ts';
import { base32 } from './keyed.ts';
import { HASH_PREFIX } from './reserved.ts';

/** Characters from which on a digest still tells values apart: 80 bits. */
const charactersMin = 16;

/**
 * HMAC-SHA-256 of the value under a key, in base32 behind a mark by which detectors know it: equal
 * values stay equal, and tell nothing.
 */
export const hash: MaskDefinition = {
  name: 'hash',
  summary: 'HMAC-SHA-256 of the value under a key: `hash_` and base32',
  parameters: {
    key: { kind: 'key', required: true, summary: 'name of a key' },
    length: {
      kind: 'integer',
      min: 16,
      max: 51,
      or: 26,
      summary: 'characters of 5 bits behind the mark; 26 are 128 bits',
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
    return (text, type, className, bound) => {
      const digest = keyed.digest(domain ?? className, type === 'text' ? canonical(text) : text);
      if (type === 'objectid') return digest.toString('hex', 0, 12);
      const room = bound === 0 ? length : Math.min(length, bound - HASH_PREFIX.length);
      // Where a column is too short for the mark, the digest is worth more than that.
      return room < charactersMin ? base32(digest, length) : HASH_PREFIX + base32(digest, room);
    };
  },
};
