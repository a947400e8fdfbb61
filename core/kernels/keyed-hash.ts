/** What the keyed hashes of this folder share: many short values under few keys, whose states are kept. */
import { inputBytesMax, placeInput, placeText } from './input.ts';
import { regions, words } from './memory.ts';

const digestBytes = 32;
const encoder = new TextEncoder();

/** Whose states lie in the kernels' memory. */
let loaded: KeyedHash | undefined;

/** A hash of 32 bytes under one key. Holds states made of the key, not the key. */
export abstract class KeyedHash {
  /** Word index of the states made of the key, and of the digest. */
  #statesAt: number;
  #resultAt: number;
  #states: Uint32Array;
  #digest = new Uint8Array(digestBytes);
  #digestWords = new Uint32Array(this.#digest.buffer);

  /** Takes over the states that a kernel has left at byte `statesAt`; it leaves digests at `resultAt`. */
  protected constructor(statesAt: number, stateWords: number, resultAt: number) {
    this.#statesAt = statesAt / 4;
    this.#resultAt = resultAt / 4;
    this.#states = words.slice(this.#statesAt, this.#statesAt + stateWords);
    loaded = this;
  }

  /** Digests `bytes` bytes at `at`. */
  protected abstract whole(at: number, bytes: number): void;
  /** Digests more bytes than INPUT holds. */
  protected abstract long(bytes: Uint8Array, start: number, end: number): void;

  /** Digest of bytes [start, end): 32 bytes in an array that the next digest overwrites. */
  digest(bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array {
    this.#load();
    if (end - start > inputBytesMax) this.long(bytes, start, end);
    else this.whole(placeInput(bytes, start, end), end - start);
    return this.#result();
  }

  /** Digest of a string's UTF-8 bytes: as `digest`. */
  digestText(text: string): Uint8Array {
    if (text.length * 3 > inputBytesMax) return this.digest(encoder.encode(text));
    this.#load();
    const bytes = placeText(text);
    this.whole(regions.INPUT.start, bytes);
    return this.#result();
  }

  #load(): void {
    if (loaded === this) return;
    words.set(this.#states, this.#statesAt);
    loaded = this;
  }

  #result(): Uint8Array {
    const digest = this.#digestWords;
    const at = this.#resultAt;
    for (let i = 0; i < digest.length; i++) digest[i] = words[at + i];
    return this.#digest;
  }
}
