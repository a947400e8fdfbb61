/** LZ4 blocks in plain TypeScript (lz4_Block_format.md): what the kernels are held to. */

/**
 * Decodes one block. `history` is what earlier blocks gave, into which matches may reach. Returns
 * undefined for a malformed block, and for one that decodes to more than `maxBytes`.
 */
export function decodeBlockReference(
  block: Uint8Array,
  history: readonly number[],
  maxBytes: number,
): Uint8Array | undefined {
  const out = [...history];
  const limit = out.length + maxBytes;
  let at = 0;
  const length = (nibble: number): number => {
    let total = nibble;
    if (nibble !== 15) return total;
    for (;;) {
      if (at >= block.length) return Number.NaN;
      const more = block[at++];
      total += more;
      if (more !== 255) return total;
    }
  };
  while (at < block.length) {
    const token = block[at++];
    const literals = length(token >> 4);
    if (!(at + literals <= block.length) || out.length + literals > limit) return undefined;
    for (let i = 0; i < literals; i++) out.push(block[at++]);
    if (at === block.length) return Uint8Array.from(out.slice(history.length));
    if (at + 2 > block.length) return undefined;
    const offset = block[at] | (block[at + 1] << 8);
    at += 2;
    if (offset === 0 || offset > out.length) return undefined;
    const match = length(token & 15) + 4;
    if (!(out.length + match <= limit)) return undefined;
    for (let i = 0; i < match; i++) out.push(out[out.length - offset]);
  }
  return undefined;
}
