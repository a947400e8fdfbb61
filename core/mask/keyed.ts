/**
 * Keyed hash of a value: HMAC-SHA-256 (FIPS 198-1) for the mask `hash`, whose digests others may want to
 * make anew; BLAKE2s with a key (RFC 7693), in a third of the time, where masks draw from it. Every use of
 * a key (`label`) and every domain has a key of its own, derived from the policy's, so that the same value
 * in two domains, or under two masks, has nothing in common.
 */
import { createHmac } from 'node:crypto';
import * as kernels from '../kernels/index.ts';

/** Shortest key that a policy may use: 128 bits. */
export const key_bytes_min = 16;

/** Seven digits in a row. National identifiers begin at eight. */
const digitRun = /[2-7]{7}/g;
const digits = '234567';
const letters = 'abcdef';

interface Domain {
  readonly hash: kernels.KeyedHash;
  /** What the hash writes its digests into. */
  readonly digest: Buffer;
}

export class KeyedHash {
  #key: Uint8Array;
  #label: string;
  #domains = new Map<string, Domain>();

  /** `label` parts uses of one key from each other: `token`, `hash`, `shift_date`. */
  constructor(key: Uint8Array, label: string) {
    this.#key = key;
    this.#label = label;
  }

  /** 32 bytes, valid until the next call. */
  digest(domain: string, value: string): Buffer {
    const { hash, digest } = this.#domains.get(domain) ?? this.#derive(domain);
    hash.digestText(value);
    return digest;
  }

  /** Domains are classes and names in policies: as many as a configuration has. */
  #derive(domain: string): Domain {
    const derived = createHmac('sha256', this.#key).update(`tidegate:${this.#label}\0${domain}`);
    const Algorithm = this.#label === 'hash' ? kernels.Hmac : kernels.Blake2s;
    const hash = new Algorithm(derived.digest());
    const { buffer, byteOffset, byteLength } = hash.digestText('');
    const made = { hash, digest: Buffer.from(buffer, byteOffset, byteLength) };
    this.#domains.set(domain, made);
    return made;
  }
}

/**
 * First `count` characters (5 bits each, at most 51) of `bytes` in lower-case base32 (RFC 4648). The
 * seventh of seven digits in a row is written as a letter, so that no detector of numbers can ever
 * take an encoded digest for one.
 */
export function base32(bytes: Uint8Array, count: number): string {
  const text = kernels.base32(bytes, count);
  // Seven in a row among twenty hold the seventh or the fourteenth.
  if (count <= 20 && !isDigit(text, 6) && !isDigit(text, 13)) return text;
  return text.search(digitRun) < 0 ? text : text.replace(digitRun, withLetter);
}

const isDigit = (text: string, at: number): boolean => text.charCodeAt(at) < 97;

const withLetter = (run: string): string =>
  run.slice(0, -1) + letters[digits.indexOf(run.slice(-1))];
