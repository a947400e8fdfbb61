/** What `show_last` and `show_first` have in common. */
import type { ValueType } from '../inspect/carrier.ts';
import { charactersOf } from './characters.ts';
import {
  type Arguments,
  characterTypes,
  type MaskDefinition,
  type Parameter,
} from './definition.ts';
import { withoutLuhn } from './digits.ts';

const integer = /^-?\d+$/;

const isSeparator = (character: string): boolean => character === ' ' || character === '-';

/** Fewest characters that are hidden: three stars in a row are known for a mask. */
const hiddenMin = 3;

/** Never more than half of a value is shown: a short one must not be shown whole. */
const shownOf = (count: number, length: number): number =>
  Math.max(0, Math.min(count, length >> 1, length - hiddenMin));

function maskCharacters(text: string, count: number, fromEnd: boolean, args: Arguments): string {
  const characters = charactersOf(text);
  const char = args.char as string;
  const keep = args.separators as boolean;
  const letters = keep ? characters.filter((c) => !isSeparator(c)).length : characters.length;
  const shown = shownOf(count, letters);
  const [from, to] = fromEnd ? [letters - shown, letters] : [0, shown];
  let index = 0;
  let masked = '';
  for (const character of characters) {
    if (keep && isSeparator(character)) {
      masked += character;
      continue;
    }
    masked += index >= from && index < to ? character : char;
    index++;
  }
  return masked;
}

type Refused = (digits: string) => boolean;

/** `digits` with another last one where they would pass for a number again; 0 where they all do. */
function unlike(digits: string, isRefused: Refused): string {
  const front = digits.slice(0, -1);
  for (let last = 0; last < 10; last++) {
    const candidate = withoutLuhn(front + last);
    if (!isRefused(candidate)) return candidate;
  }
  return '0';
}

/** The hidden digits of an integer become 0: 4111111111111111 shows as 1111, or as 4111000000000000. */
function maskInteger(text: string, count: number, fromEnd: boolean, isRefused: Refused): string {
  if (!integer.test(text)) return '0';
  const sign = text.startsWith('-') ? '-' : '';
  const digits = text.slice(sign.length);
  const shown = shownOf(count, digits.length);
  if (shown === 0) return '0';
  if (fromEnd) return `${sign}${digits.slice(-shown).replace(/^0+(?=\d)/, '')}`;
  return sign + unlike(digits.slice(0, shown) + '0'.repeat(digits.length - shown), isRefused);
}

const parameters: Readonly<Record<string, Parameter>> = {
  count: { kind: 'integer', min: 1, max: 64, or: 4, summary: 'how many characters stay' },
  char: { kind: 'text', charactersMax: 1, or: '*', summary: 'the mask character' },
  separators: { kind: 'flag', or: true, summary: 'whether spaces and hyphens stay' },
};

/** Definition of a mask that shows one end of the value. */
export function showEnd(name: string, fromEnd: boolean, summary: string): MaskDefinition {
  return {
    name,
    summary,
    parameters,
    types: [...characterTypes, 'integer'],
    compile(args, context) {
      const count = args.count as number;
      return (text: string, type: ValueType, className: string) => {
        if (type !== 'integer') return maskCharacters(text, count, fromEnd, args);
        return maskInteger(text, count, fromEnd, (digits) =>
          className === '' ? false : context.recognises(digits, type, className),
        );
      };
    },
  };
}
