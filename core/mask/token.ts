import type { ValueType } from '../inspect/carrier.ts';
import { canonical } from './canonical.ts';
import {
  characterTypes,
  type MaskContext,
  type MaskDefinition,
  numberTypes,
} from './definition.ts';
import {
  digitsFrom,
  digitsOf,
  intoForm,
  isCardLength,
  passesLuhn,
  variants_count,
} from './digits.ts';
import { defaultFor } from './fallback.ts';
import { base32, type KeyedHash } from './keyed.ts';
import { plainNumber } from './numbers.ts';
import { MASKED_EMAIL_DOMAIN, TOKEN_PREFIX } from './reserved.ts';

/** 80 bits: among 10^9 values two share a token with probability 4e-7. */
const tokenCharacters = 16;
/** Below this many characters an address says too little apart; the form is then given up. */
const localCharactersMin = 8;
/** Digests that are drawn from before the form of a value is given up. */
const digests_count_max = 16;

const address = /^[^\s@]{1,64}@[^\s@]{1,253}$/;
const card = /^\d(?:[ -]?\d){11,18}$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const objectIdHex = /^[0-9a-f]{24}$/i;
const numberForm = /^(-?)(\d{1,65})(?:\.(\d{1,30}))?$/;
const zeros = /^0*$/;
const plainDigits = /^\d+$/;

const suffix = `@${MASKED_EMAIL_DOMAIN}`;

function emailToken(keyed: KeyedHash, domain: string, text: string, bound: number): string {
  // Case does not tell mailboxes apart in practice: one person, one token.
  const digest = keyed.digest(domain, text.toLowerCase());
  const room = bound === 0 ? tokenCharacters : Math.min(tokenCharacters, bound - suffix.length);
  return room < localCharactersMin ? opaqueFrom(digest, bound) : base32(digest, room) + suffix;
}

function opaqueFrom(digest: Buffer, bound: number): string {
  const whole = TOKEN_PREFIX.length + tokenCharacters;
  if (bound === 0 || bound >= whole) return TOKEN_PREFIX + base32(digest, tokenCharacters);
  return base32(digest, Math.min(bound, tokenCharacters));
}

/** A UUID of version 8, "custom" (RFC 9562, section 5.8). */
function uuidFrom(digest: Buffer): string {
  const hex = digest.toString('hex', 0, 16);
  const variant = '89ab'[digest[16] & 3];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

const objectIdFrom = (digest: Buffer): string => digest.toString('hex', 0, 12);

/** Writes tokens of one key, domain by domain. */
class Tokens {
  #keyed: KeyedHash;
  #context: MaskContext;

  constructor(context: MaskContext) {
    this.#keyed = context.hash!;
    this.#context = context;
  }

  text(text: string, type: ValueType, className: string, domain: string, bound: number): string {
    // A password with an @ in it is no address.
    if (address.test(text) && !className.startsWith('secret.')) {
      return emailToken(this.#keyed, domain, text, bound);
    }
    if (this.#isCard(text, className)) return this.#digits(text, type, className, domain);
    // What a detector has found by its form must not keep it; identifiers that a field names do.
    if (className === '') {
      if (uuid.test(text)) return this.#identifier(text, domain, uuidFrom, bound);
      if (objectIdHex.test(text)) return this.#identifier(text, domain, objectIdFrom, bound);
    }
    const digest = this.#keyed.digest(domain, text);
    return type === 'binary' ? this.#binary(text, digest) : opaqueFrom(digest, bound);
  }

  /** Hexadecimal digits mean the same in upper and lower case, as text and as bytes. */
  #identifier(text: string, domain: string, form: (digest: Buffer) => string, bound: number) {
    const digest = this.#keyed.digest(domain, text.toLowerCase());
    return bound === 0 || bound >= text.length ? form(digest) : opaqueFrom(digest, bound);
  }

  /** Digits in the form of the number: as many before and behind the point, the sign kept. */
  number(text: string, type: ValueType, className: string, domain: string): string {
    const match = numberForm.exec(plainNumber(text));
    if (!match) return defaultFor(type);
    const [, sign, whole, fraction] = match;
    // 4111111111111111.00 is the same card as 4111111111111111.
    if (fraction === undefined || zeros.test(fraction)) {
      const digits = this.#digits(whole, type, className, domain);
      return sign + digits + (fraction === undefined ? '' : `.${fraction}`);
    }
    const digest = this.#keyed.digest(domain, text);
    const drawn = digitsFrom(digest, whole.length + fraction.length);
    return `${sign}${drawn.slice(0, whole.length)}.${drawn.slice(whole.length)}`;
  }

  objectId(text: string, domain: string): string {
    return objectIdFrom(this.#keyed.digest(domain, text));
  }

  #isCard(text: string, className: string): boolean {
    if (!card.test(text)) return false;
    const digits = digitsOf(text);
    if (!isCardLength(digits.length)) return false;
    // A policy by field alone names no class: the check digit tells then.
    return className === 'pci.pan' || (className === '' && passesLuhn(digits));
  }

  /** Draws digits until none of them would be found again; 0 where that never comes. */
  #digits(text: string, type: ValueType, className: string, domain: string): string {
    const isPlain = plainDigits.test(text);
    const digits = isPlain ? text : digitsOf(text);
    for (let attempt = 0; attempt < digests_count_max; attempt++) {
      const value = attempt === 0 ? digits : `${digits}\0${attempt}`;
      const digest = this.#keyed.digest(domain, value);
      for (let variant = 0; variant < variants_count; variant++) {
        const drawn = digitsFrom(digest, digits.length, variant);
        const token = isPlain ? drawn : intoForm(text, drawn);
        if (className === '' || !this.#context.recognises(token, type, className)) return token;
      }
    }
    return intoForm(text, '0'.repeat(digits.length));
  }

  /** As many bytes as there were, at most 32; a text in a binary column gets the token of a text. */
  #binary(text: string, digest: Buffer): string {
    if (/^[\x20-\x7e]+$/.test(text) && text.length >= tokenCharacters) {
      return opaqueFrom(digest, text.length);
    }
    return digest.toString('latin1', 0, Math.min(text.length, digest.length));
  }
}

/**
 * A substitute drawn from the value under a key: the same value gives the same token, in every
 * protocol, within one domain. An address stays an address, a card's digits stay digits that fail
 * Luhn, a number stays a number of the same length.
 */
export const token: MaskDefinition = {
  name: 'token',
  summary: 'a keyed substitute of the same form; equal values have equal tokens in all protocols',
  parameters: {
    key: { kind: 'key', required: true, summary: 'name of a key' },
    domain: {
      kind: 'text',
      charactersMax: 64,
      summary: 'values are equal within a domain only; the class where it is not given',
    },
  },
  types: [...characterTypes, ...numberTypes, 'objectid'],
  compile(args, context) {
    const tokens = new Tokens(context);
    const fixed = args.domain as string | undefined;
    return (text, type, className, bound) => {
      const domain = fixed ?? className;
      if (type === 'text' || type === 'binary') {
        if (text === '') return '';
        const value = type === 'text' ? canonical(text) : text;
        return tokens.text(value, type, className, domain, bound);
      }
      return type === 'objectid'
        ? tokens.objectId(text, domain)
        : tokens.number(text, type, className, domain);
    };
  },
};
