/** HMAC-SHA-256 for many short values under few keys: what the mask `hash` writes. */
import { createHash } from 'node:crypto';
import { inputBytesMax, placeInput } from './input.ts';
import { KeyedHash } from './keyed-hash.ts';
import { heap, regions, words } from './memory.ts';
import { kernels } from './module.ts';

const blockBytes = 64;
/** Words of the key's two states at the start of the HMAC region; the digest lies behind them. */
const stateWords = 16;
const region = regions.HMAC.start;
const input = regions.INPUT;

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

/** HMAC-SHA-256 (FIPS 198-1) under one key. */
export class Hmac extends KeyedHash {
  constructor(key: Uint8Array) {
    const short = key.length > blockBytes ? createHash('sha256').update(key).digest() : key;
    heap.fill(0, input.start, input.start + blockBytes);
    heap.set(short, input.start);
    kernels.hmacKey();
    super(region, stateWords, region + stateWords * 4);
  }

  protected whole(at: number, bytes: number): void {
    kernels.hmacWhole(at, bytes);
  }

  protected long(bytes: Uint8Array, start: number, end: number): void {
    kernels.hmacBegin();
    let at = start;
    for (; end - at >= inputBytesMax; at += inputBytesMax) {
      kernels.hmacBlocks(placeInput(bytes, at, at + inputBytesMax), inputBytesMax / blockBytes);
    }
    const last = placeInput(bytes, at, end);
    const blocks = Math.floor((end - at) / blockBytes);
    kernels.hmacBlocks(last, blocks);
    kernels.hmacEnd(last + blocks * blockBytes, (end - at) % blockBytes, end - start);
  }
}
