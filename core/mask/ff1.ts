/**
 * FF1, format-preserving encryption: NIST SP 800-38G, algorithms 7 and 8, with the bounds of its
 * revision 1 (second draft): at least a million values in the domain. Names are the standard's.
 */
import { type Cipheriv, createCipheriv } from 'node:crypto';

export const radix_min = 2;
export const radix_max = 36;
/** SP 800-38G Rev. 1, section 5.2: radix^minlen >= 1,000,000. */
export const domain_values_min = 1_000_000;
export const characters_count_max = 256;

const rounds = 10;
const blockBytes = 16;

/** Fewest characters that FF1 may encrypt in `radix`. */
export function charactersMin(radix: number): number {
  return Math.ceil(Math.log(domain_values_min) / Math.log(radix) - 1e-12);
}

/** NUM(X): big-endian number of bytes. */
function numberOf(bytes: Uint8Array, length: number): bigint {
  let value = 0n;
  for (let i = 0; i < length; i++) value = (value << 8n) | BigInt(bytes[i]);
  return value;
}

/** NUMradix(X): numerals are digits 0-9 then a-z. */
function numberIn(radix: number, numerals: string): bigint {
  if (radix === 10) return BigInt(numerals);
  let value = 0n;
  const base = BigInt(radix);
  for (let i = 0; i < numerals.length; i++) {
    value = value * base + BigInt(Number.parseInt(numerals[i], 36));
  }
  return value;
}

/** What stays the same for all rounds and all texts of one length. */
interface Sizes {
  u: number;
  v: number;
  b: number;
  d: number;
  modU: bigint;
  modV: bigint;
}

export class Ff1 {
  #aes: Cipheriv;
  #radix: number;
  #sizes = new Map<number, Sizes>();

  /** `key` has 16, 24 or 32 bytes. */
  constructor(key: Uint8Array, radix: number) {
    if (!Number.isInteger(radix) || radix < radix_min || radix > radix_max) {
      throw new RangeError(`radix must be ${radix_min} to ${radix_max}`);
    }
    // ECB block by block is the bare CIPH of the standard; CBC-MAC is built on it below.
    this.#aes = createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
    this.#radix = radix;
  }

  /** Encrypts numerals (0-9, a-z below the radix) under a tweak. */
  encrypt(numerals: string, tweak: Uint8Array): string {
    const sizes = this.#sizesOf(numerals.length);
    let a = numerals.slice(0, sizes.u);
    let b = numerals.slice(sizes.u);
    for (let i = 0; i < rounds; i++) {
      const y = this.#round(i, b, tweak, numerals.length, sizes);
      const even = i % 2 === 0;
      const mod = even ? sizes.modU : sizes.modV;
      const c = (numberIn(this.#radix, a) + y) % mod;
      a = b;
      b = this.#numerals(c, even ? sizes.u : sizes.v);
    }
    return a + b;
  }

  /** Decrypts what `encrypt` gave. */
  decrypt(numerals: string, tweak: Uint8Array): string {
    const sizes = this.#sizesOf(numerals.length);
    let a = numerals.slice(0, sizes.u);
    let b = numerals.slice(sizes.u);
    for (let i = rounds - 1; i >= 0; i--) {
      const y = this.#round(i, a, tweak, numerals.length, sizes);
      const even = i % 2 === 0;
      const mod = even ? sizes.modU : sizes.modV;
      const c = (((numberIn(this.#radix, b) - y) % mod) + mod) % mod;
      b = a;
      a = this.#numerals(c, even ? sizes.u : sizes.v);
    }
    return a + b;
  }

  #sizesOf(n: number): Sizes {
    const known = this.#sizes.get(n);
    if (known) return known;
    if (n < charactersMin(this.#radix) || n > characters_count_max) {
      throw new RangeError(`FF1 takes ${charactersMin(this.#radix)} to 256 numerals, not ${n}`);
    }
    const u = n >> 1;
    const v = n - u;
    const base = BigInt(this.#radix);
    const modV = base ** BigInt(v);
    const b = Math.ceil((modV - 1n).toString(2).length / 8);
    const d = 4 * Math.ceil(b / 4) + 4;
    const sizes = { u, v, b, d, modU: base ** BigInt(u), modV };
    this.#sizes.set(n, sizes);
    return sizes;
  }

  /** Steps 6.i to 6.iv of algorithm 7: the number y of round i. */
  #round(i: number, half: string, tweak: Uint8Array, n: number, sizes: Sizes): bigint {
    const { u, b, d } = sizes;
    const t = tweak.length;
    const gap = (((-t - b - 1) % blockBytes) + blockBytes) % blockBytes;
    const input = Buffer.alloc(blockBytes + t + gap + 1 + b);
    input.set([1, 2, 1, 0, 0, this.#radix, rounds, u % 256]);
    input.writeUInt32BE(n, 8);
    input.writeUInt32BE(t, 12);
    input.set(tweak, blockBytes);
    let at = blockBytes + t + gap;
    input[at++] = i;
    let number = numberIn(this.#radix, half);
    for (let k = b - 1; k >= 0; k--, number >>= 8n) input[at + k] = Number(number & 0xffn);
    const r = this.#mac(input);
    if (d <= blockBytes) return numberOf(r, d);
    const s = Buffer.alloc(Math.ceil(d / blockBytes) * blockBytes);
    s.set(r);
    for (let j = 1; j * blockBytes < d; j++) {
      const block = Buffer.from(r);
      block.writeUInt32BE((block.readUInt32BE(12) ^ j) >>> 0, 12);
      s.set(this.#aes.update(block), j * blockBytes);
    }
    return numberOf(s, d);
  }

  /** PRF(X), algorithm 6: CBC-MAC without padding. */
  #mac(input: Buffer): Buffer {
    let block: Buffer = Buffer.alloc(blockBytes);
    for (let at = 0; at < input.length; at += blockBytes) {
      for (let k = 0; k < blockBytes; k++) block[k] ^= input[at + k];
      block = this.#aes.update(block);
    }
    return block;
  }

  #numerals(value: bigint, length: number): string {
    return value.toString(this.#radix).padStart(length, '0');
  }
}
