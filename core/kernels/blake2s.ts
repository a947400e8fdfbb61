/** BLAKE2s-256 with a key (RFC 7693) for many short values under few keys: what tokens are drawn from. */
import { inputBytesMax, placeInput } from './input.ts';
import { KeyedHash } from './keyed-hash.ts';
import { heap, regions } from './memory.ts';
import { kernels } from './module.ts';

const blockBytes = 64;
const keyBytesMax = 32;
/** Words of the two states made of the key at the start of the region; the digest lies behind them. */
const stateWords = 16;
const region = regions.BLAKE2S.start;
const input = regions.INPUT;

/** BLAKE2s with 32 bytes of digest under one key. */
export class Blake2s extends KeyedHash {
  /** `key` has 1 to 32 bytes; throws a RangeError otherwise. */
  constructor(key: Uint8Array) {
    if (key.length < 1 || key.length > keyBytesMax) {
      throw new RangeError(`a key of BLAKE2s has 1 to ${keyBytesMax} bytes, not ${key.length}`);
    }
    heap.fill(0, input.start, input.start + blockBytes);
    heap.set(key, input.start);
    kernels.blake2sKey(key.length);
    super(region, stateWords, region + stateWords * 4);
  }

  protected whole(at: number, bytes: number): void {
    kernels.blake2sWhole(at, bytes);
  }

  protected long(bytes: Uint8Array, start: number, end: number): void {
    kernels.blake2sBegin();
    let at = start;
    // The last block is never empty: it is the one that is marked.
    for (; end - at > inputBytesMax; at += inputBytesMax) {
      const placed = placeInput(bytes, at, at + inputBytesMax);
      kernels.blake2sBlocks(placed, inputBytesMax / blockBytes, at - start);
    }
    const last = placeInput(bytes, at, end);
    const blocks = Math.ceil((end - at) / blockBytes) - 1;
    kernels.blake2sBlocks(last, blocks, at - start);
    kernels.blake2sEnd(last + blocks * blockBytes, end - at - blocks * blockBytes, end - start);
  }
}
