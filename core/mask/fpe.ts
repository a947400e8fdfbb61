import { createHmac } from 'node:crypto';
import { characterTypes, type MaskDefinition } from './definition.ts';
import { isCardLength, luhnDigit, passesLuhn } from './digits.ts';
import { hidden } from './fallback.ts';
import { characters_count_max, charactersMin, Ff1 } from './ff1.ts';

/** Characters that are encrypted; all others keep their place. */
const alphabets: Readonly<Record<string, { radix: number; pattern: RegExp }>> = {
  digits: { radix: 10, pattern: /[0-9]/g },
  hex: { radix: 16, pattern: /[0-9a-f]/g },
  alphanumeric: { radix: 36, pattern: /[0-9a-z]/g },
};

/** The check digit of a card is moved on by this much, so that the substitute fails Luhn. */
const checkDigitShift = 5;

/** A key of AES's sizes as it is; any other becomes one of 256 bits. */
function aesKey(key: Uint8Array): Uint8Array {
  if (key.length === 16 || key.length === 24 || key.length === 32) return key;
  return createHmac('sha256', key).update('tidegate:fpe').digest();
}

/**
 * A card: all digits but the last are encrypted, the last is the Luhn digit of the result moved on
 * by five. It fails Luhn, and whoever holds the key gets the card back.
 */
function encryptCard(ff1: Ff1, digits: string, tweak: Uint8Array): string {
  const payload = ff1.encrypt(digits.slice(0, -1), tweak);
  return payload + ((luhnDigit(payload) + checkDigitShift) % 10);
}

/** Encrypts again until the result fails Luhn (cycle walking), which keeps the map one to one. */
function encryptOther(ff1: Ff1, numerals: string, radix: number, tweak: Uint8Array): string {
  let encrypted = ff1.encrypt(numerals, tweak);
  if (radix !== 10 || !isCardLength(numerals.length)) return encrypted;
  while (passesLuhn(encrypted)) encrypted = ff1.encrypt(encrypted, tweak);
  return encrypted;
}

/** Format-preserving encryption by FF1: the same length, the same alphabet, one to one. */
export const fpe: MaskDefinition = {
  name: 'fpe',
  summary: 'format-preserving encryption (NIST FF1) of the characters of an alphabet',
  parameters: {
    key: { kind: 'key', required: true, summary: 'name of a key' },
    alphabet: {
      kind: 'choice',
      of: Object.keys(alphabets),
      or: 'digits',
      summary: 'characters that are encrypted; others keep their place',
    },
    domain: {
      kind: 'text',
      charactersMax: 64,
      summary: 'tweak: values are equal within a domain only; the class where it is not given',
    },
  },
  types: characterTypes,
  compile(args, context) {
    const { radix, pattern } = alphabets[args.alphabet as string];
    const ff1 = new Ff1(aesKey(context.key!), radix);
    const fixed = args.domain as string | undefined;
    return (text, type, className) => {
      const numerals = text.match(pattern)?.join('') ?? '';
      if (numerals.length < charactersMin(radix) || numerals.length > characters_count_max) {
        return hidden(text, type);
      }
      const tweak = Buffer.from(fixed ?? className, 'utf8');
      const isCard = radix === 10 && isCardLength(numerals.length) && passesLuhn(numerals);
      const encrypted = isCard
        ? encryptCard(ff1, numerals, tweak)
        : encryptOther(ff1, numerals, radix, tweak);
      let next = 0;
      return text.replace(pattern, () => encrypted[next++]);
    };
  },
};
