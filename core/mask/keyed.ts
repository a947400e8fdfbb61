/**
 * Keyed hash of a value: HMAC-SHA-256 (FIPS 198-1) over `label 0x00 domain 0x00 value`, so that the
 * same value in two domains, or under two masks, has nothing in common.
 */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** Shortest key that a policy may use: 128 bits. */
export const key_bytes_min = 16;

const base32Alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** Longest run of digits that an encoded digest may hold; national identifiers begin at 8. */
const digitRunMax = 6;

export class KeyedHash {
  #key: KeyObject;
  #label: string;

  /** `label` parts uses of one key from each other: `token`, `hash`, `shift_date`. */
  constructor(key: Uint8Array, label: string) {
    this.#key = createSecretKey(key);
    this.#label = label;
  }

  /** 32 bytes. */
  digest(domain: string, value: string): Buffer {
    return createHmac('sha256', this.#key)
      .update(`tidegate:${this.#label}\0${domain}\0${value}`, 'utf8')
      .digest();
  }
}

/**
 * First `count` characters (5 bits each, at most 51) of `bytes` in lower-case base32 (RFC 4648). The
 * seventh of seven digits in a row is written as a letter, so that no detector of numbers can ever
 * take an encoded digest for one.
 */
export function base32(bytes: Uint8Array, count: number): string {
  let text = '';
  let bits = 0;
  let held = 0;
  let next = 0;
  let digits = 0;
  while (text.length < count) {
    if (held < 5) {
      bits = ((bits << 8) | bytes[next++]) & 0xfff;
      held += 8;
    }
    held -= 5;
    let index = (bits >>> held) & 31;
    digits = index >= 26 ? digits + 1 : 0;
    if (digits > digitRunMax) {
      index -= 26;
      digits = 0;
    }
    text += base32Alphabet[index];
  }
  return text;
}
