/** HMAC-SHA-256 for many short values under few keys: what deterministic tokens are made of. */
import { createHash } from 'node:crypto';
import { inputBytesMax, placeInput, placeText } from './input.ts';
import { heap, regions, words } from './memory.ts';
import { kernels } from './module.ts';

const blockBytes = 64;
const digestBytes = 32;
/** Words of the key's two states at the start of the HMAC region; the result lies behind them. */
const stateWords = 16;
const statesAt = regions.HMAC.start / 4;
const resultAt = statesAt + stateWords;
const input = regions.INPUT;
const encoder = new TextEncoder();

fillConstants();

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes. */
function fillConstants(): void {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
  const at = kernels.hmacConstants() / 4;
  primes.forEach((prime, i) => {
    const root = Math.cbrt(prime);
    words[at + i] = (root - Math.floor(root)) * 2 ** 32;
  });
}

/** Whose states lie in the HMAC region. */
let loaded: KeyedHash | undefined;

/** HMAC-SHA-256 (FIPS 198-1) under one key. Holds digested pads only, not the key. */
export class KeyedHash {
  #states = new Uint32Array(stateWords);
  #digest = new Uint8Array(digestBytes);
  #digestWords = new Uint32Array(this.#digest.buffer);

  constructor(key: Uint8Array) {
    const short = key.length > blockBytes ? createHash('sha256').update(key).digest() : key;
    heap.fill(0, input.start, input.start + blockBytes);
    heap.set(short, input.start);
    kernels.hmacKey();
    this.#states.set(words.subarray(statesAt, statesAt + stateWords));
    loaded = this;
  }

  /** HMAC of bytes [start, end): 32 bytes in an array that the next digest overwrites. */
  digest(bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array {
    this.#load();
    if (end - start > inputBytesMax) return this.#long(bytes, start, end);
    kernels.hmacWhole(placeInput(bytes, start, end), end - start);
    return this.#result();
  }

  /** HMAC of a string's UTF-8 bytes: as `digest`. */
  digestText(text: string): Uint8Array {
    if (text.length * 3 > inputBytesMax) return this.digest(encoder.encode(text));
    this.#load();
    kernels.hmacWhole(input.start, placeText(text));
    return this.#result();
  }

  #long(bytes: Uint8Array, start: number, end: number): Uint8Array {
    kernels.hmacBegin();
    let at = start;
    for (; end - at >= inputBytesMax; at += inputBytesMax) {
      kernels.hmacBlocks(placeInput(bytes, at, at + inputBytesMax), inputBytesMax / blockBytes);
    }
    const last = placeInput(bytes, at, end);
    const blocks = Math.floor((end - at) / blockBytes);
    kernels.hmacBlocks(last, blocks);
    kernels.hmacEnd(last + blocks * blockBytes, (end - at) % blockBytes, end - start);
    return this.#result();
  }

  #load(): void {
    if (loaded === this) return;
    words.set(this.#states, statesAt);
    loaded = this;
  }

  #result(): Uint8Array {
    const digest = this.#digestWords;
    for (let i = 0; i < digest.length; i++) digest[i] = words[resultAt + i];
    return this.#digest;
  }
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

const codes = Uint8Array.from(alphabet, (character) => character.charCodeAt(0));

/** Sixteen characters of the ten bytes from `at` on, in one string: joined ones cost more to read. */
function sixteen(b: Uint8Array, at: number): string {
  return String.fromCharCode(
    codes[(b[at] >> 3) & 31],
    codes[((b[at] << 2) | (b[at + 1] >> 6)) & 31],
    codes[(b[at + 1] >> 1) & 31],
    codes[((b[at + 1] << 4) | (b[at + 2] >> 4)) & 31],
    codes[((b[at + 2] << 1) | (b[at + 3] >> 7)) & 31],
    codes[(b[at + 3] >> 2) & 31],
    codes[((b[at + 3] << 3) | (b[at + 4] >> 5)) & 31],
    codes[b[at + 4] & 31],
    codes[(b[at + 5] >> 3) & 31],
    codes[((b[at + 5] << 2) | (b[at + 6] >> 6)) & 31],
    codes[(b[at + 6] >> 1) & 31],
    codes[((b[at + 6] << 4) | (b[at + 7] >> 4)) & 31],
    codes[((b[at + 7] << 1) | (b[at + 8] >> 7)) & 31],
    codes[(b[at + 8] >> 2) & 31],
    codes[((b[at + 8] << 3) | (b[at + 9] >> 5)) & 31],
    codes[b[at + 9] & 31],
  );
}

/** First `characters` characters of the base32 form (RFC 4648, small letters, no padding). */
export function base32(bytes: Uint8Array, characters: number): string {
  if (characters === 16 && bytes.length >= 10) return sixteen(bytes, 0);
  const most = Math.min(characters, Math.ceil((bytes.length * 8) / 5));
  const padded = new Uint8Array(Math.ceil(most / 16) * 10);
  padded.set(bytes.subarray(0, padded.length));
  let text = '';
  for (let at = 0; text.length < most; at += 10) text += sixteen(padded, at);
  return text.slice(0, most);
}
