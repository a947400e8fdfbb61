/** What the detectors of secrets share. */
import { setStubs } from '../../kernels/index.ts';
import { Automaton } from '../check/automaton.ts';
import type { Hits, PrefixRule } from '../detector.ts';
import { latin1 } from '../latin1.ts';
import { never } from '../weigh.ts';
import { isStub } from './values.ts';

/** Longest token that a provider's rule reads, in characters. */
export const tokenMax = 4096;

/** CRC-32 (IEEE 802.3) of ASCII text. */
const crcTable = ((): Uint32Array => {
  const table = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    table[byte] = crc >>> 0;
  }
  return table;
})();

export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at += 1) {
    crc = crcTable[(crc ^ text.charCodeAt(at)) & 255] ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Number in base 62, six characters, led by zeros. */
export function base62Of(value: number): string {
  let text = '';
  for (let place = 0; place < 6; place += 1) {
    text = base62[value % 62] + text;
    value = Math.floor(value / 62);
  }
  return text;
}

/** Bits by three letters, five bits of each: those of which some stand in every stub; see `isStub`. */
const stubLetters = new Uint32Array(1024);
for (const three of ['xxx', '***', 'you', 'her', 'lac', 'ang', 'ins', 'eda', 'umm']) {
  const letters = [...three].reduce((sum, char) => (sum << 5) | (char.charCodeAt(0) & 31), 0);
  stubLetters[letters >>> 5] |= 1 << (letters & 31);
}

setStubs(stubLetters);

/** False for nearly all tokens, which need not be asked whether they are stubs then. */
function mayBeStub(bytes: Uint8Array, start: number, end: number): boolean {
  let letters = 0;
  for (let at = start; at < end; at += 1) {
    letters = ((letters << 5) | (bytes[at] & 31)) & 0x7fff;
    if (((stubLetters[letters >>> 5] >>> (letters & 31)) & 1) === 1) return true;
  }
  return false;
}

/**
 * A rule for tokens that a pattern describes. `pattern` is sticky, begins with the prefix, is bounded
 * and never backtracks over more than its own match; `weigh` may look closer at what it matched.
 */
export function patternRule(
  prefixes: readonly string[],
  pattern: RegExp,
  weigh: number | ((token: string) => number) = 5,
): PrefixRule & Required<Pick<PrefixRule, 'whole'>> {
  const weightOf = typeof weigh === 'number' ? () => weigh : weigh;
  /** Made when it is first asked for: most fields hold no token. */
  let automaton: Automaton | undefined | null = null;
  return {
    prefixes,
    form: typeof weigh === 'number' ? { pattern, weight: weigh } : undefined,
    whole(bytes: Uint8Array, start: number, end: number): number {
      if (automaton === null) automaton = Automaton.of(pattern);
      if (automaton && !automaton.matches(bytes, start, end)) return never;
      const isClear = !mayBeStub(bytes, start, end);
      if (automaton && isClear && typeof weigh === 'number') return weigh;
      const text = latin1(bytes, start, end);
      pattern.lastIndex = 0;
      // A sticky pattern that matched ends at its `lastIndex`.
      if (!pattern.test(text) || pattern.lastIndex !== text.length) return never;
      return isClear || !isStub(text) ? weightOf(text) : never;
    },
    read(text: string, start: number, hits: Hits): number {
      pattern.lastIndex = start;
      const match = pattern.exec(text);
      if (!match) return -1;
      const end = start + match[0].length;
      if (!isStub(match[0])) hits.add(start, end, weightOf(match[0]));
      return end;
    },
  };
}
