import { createHmac } from 'node:crypto';
import type { ValueType } from '../inspect/carrier.ts';
import { characterTypes, type MaskDefinition, numberTypes } from './definition.ts';
import { isCardLength, luhnDigit, passesLuhn, rangeOf } from './digits.ts';
import { defaultFor, hidden } from './fallback.ts';
import { characters_count_max, charactersMin, Ff1 } from './ff1.ts';
import { plainNumber } from './numbers.ts';

interface Alphabet {
  readonly radix: number;
  readonly pattern: RegExp;
}

/** Characters that are encrypted; all others keep their place. */
const alphabets: Readonly<Record<string, Alphabet>> = {
  digits: { radix: 10, pattern: /[0-9]/g },
  hex: { radix: 16, pattern: /[0-9a-f]/g },
  alphanumeric: { radix: 36, pattern: /[0-9a-z]/g },
};

/** A check digit is moved on by this much, so that the substitute fails its check. */
const checkDigitShift = 5;

const wholeNumber = /^(-?)0*(\d+)(\.0*)?$/;
const lettersAndDigits = /[\p{L}\p{N}]/gu;
const upperCase = /[A-Z]/;
const lowerCase = /[a-z]/;

/** Whether the detector of the class would find these digits. */
type Found = (digits: string) => boolean;

/** A key of AES's sizes as it is; any other becomes one of 256 bits. */
function aesKey(key: Uint8Array): Uint8Array {
  if (key.length === 16 || key.length === 24 || key.length === 32) return key;
  return createHmac('sha256', key).update('tidegate:fpe').digest();
}

/** Encrypts under one key, alphabet and tweak. */
class Encryption {
  #ff1: Ff1;
  #tweak: Uint8Array;
  #alphabet: Alphabet;

  constructor(ff1: Ff1, tweak: string, alphabet: Alphabet) {
    this.#ff1 = ff1;
    this.#tweak = Buffer.from(tweak, 'utf8');
    this.#alphabet = alphabet;
  }

  fits(count: number): boolean {
    return count >= charactersMin(this.#alphabet.radix) && count <= characters_count_max;
  }

  /**
   * The characters of the alphabet within `text`. Hidden where they are too few for the standard's
   * domain, or where more letters and digits would stay than change.
   */
  text(text: string, type: ValueType, found: Found): string {
    const { pattern, radix } = this.#alphabet;
    // One case only: letters go through the lower case and come back in theirs.
    const upper = radix > 10 && upperCase.test(text) && !lowerCase.test(text);
    const form = upper ? text.toLowerCase() : text;
    const numerals = form.match(pattern)?.join('') ?? '';
    const all = text.match(lettersAndDigits)?.length ?? 0;
    if (!this.fits(numerals.length) || all > numerals.length * 2) return hidden(text, type);
    const into = (encrypted: string): string => {
      let next = 0;
      const made = form.replace(pattern, () => encrypted[next++]);
      return upper ? made.toUpperCase() : made;
    };
    if (radix === 10) return into(this.digits(numerals, (digits) => found(into(digits))));
    return into(this.#ff1.encrypt(numerals, this.#tweak));
  }

  /** `digits`, all but the check digit where they have one, which is then made to fail. */
  digits(digits: string, found: Found): string {
    const payload = digits.slice(0, -1);
    if (isCardLength(digits.length) && passesLuhn(digits) && this.fits(payload.length)) {
      const encrypted = this.#ff1.encrypt(payload, this.#tweak);
      return encrypted + ((luhnDigit(encrypted) + checkDigitShift) % 10);
    }
    if (found(digits) && checkDigits(payload, found).length === 1 && this.fits(payload.length)) {
      const encrypted = this.#ff1.encrypt(payload, this.#tweak);
      const [check] = checkDigits(encrypted, found);
      return encrypted + (((check ?? 0) + checkDigitShift) % 10);
    }
    return this.#walk(digits, (one) => isCardLength(one.length) && passesLuhn(one));
  }

  /** As `digits`, within the range of the integer types that hold the number, no leading zero. */
  number(digits: string, found: Found): string {
    const payload = digits.slice(0, -1);
    const isCard = isCardLength(digits.length) && passesLuhn(digits);
    const isChecked = isCard || (found(digits) && checkDigits(payload, found).length === 1);
    if (!isChecked || !this.fits(payload.length)) {
      const [least, most] = rangeOf(digits);
      return this.#walk(digits, (one) => {
        if (isCardLength(one.length) && passesLuhn(one)) return true;
        return one < least || one > most;
      });
    }
    const [least, most] = rangeOf(digits).map((end) => end.slice(0, -1));
    const encrypted = this.#walk(payload, (one) => one < least || one > most);
    const check = isCard ? luhnDigit(encrypted) : checkDigits(encrypted, found)[0];
    return encrypted + (((check ?? 0) + checkDigitShift) % 10);
  }

  /** Encrypts until the result is one that may be (cycle walking), which keeps the map one to one. */
  #walk(numerals: string, isRefused: (numerals: string) => boolean): string {
    let encrypted = this.#ff1.encrypt(numerals, this.#tweak);
    while (isRefused(encrypted)) encrypted = this.#ff1.encrypt(encrypted, this.#tweak);
    return encrypted;
  }
}

/** The digits that make `payload` a number which is found. One: a check digit. */
function checkDigits(payload: string, found: Found): number[] {
  return [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((digit) => found(payload + digit));
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
  suitsFor: () => [
    'pci.pan',
    'pii.phone',
    'pii.ssn',
    'pii.id.*',
    'pii.passport',
    'pii.driver_license',
    'fin.*',
    'med.*',
    'net.*',
  ],
  types: [...characterTypes, ...numberTypes],
  typesFor: (args) =>
    args.alphabet === 'digits' ? [...characterTypes, ...numberTypes] : characterTypes,
  compile(args, context) {
    const alphabet = alphabets[args.alphabet as string];
    const ff1 = new Ff1(aesKey(context.key!), alphabet.radix);
    const fixed = args.domain as string | undefined;
    const byTweak = new Map<string, Encryption>();
    return (text, type, className) => {
      const tweak = fixed ?? className;
      const encryption = byTweak.get(tweak) ?? new Encryption(ff1, tweak, alphabet);
      byTweak.set(tweak, encryption);
      const found = (one: string) =>
        className !== '' && context.recognises(one, type, className, true);
      if (type === 'text' || type === 'binary') return encryption.text(text, type, found);
      return number(encryption, text, type, found);
    };
  },
};

/** A number whose fraction, if it has one, says nothing; the default of its type otherwise. */
function number(encryption: Encryption, text: string, type: ValueType, found: Found): string {
  const match = wholeNumber.exec(plainNumber(text));
  if (!match || !encryption.fits(match[2].length)) return defaultFor(type);
  const [, sign, digits, fraction = ''] = match;
  return `${sign}${encryption.number(digits, found)}${fraction}`;
}
