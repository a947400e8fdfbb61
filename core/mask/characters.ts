/**
 * Characters as a reader counts them: extended grapheme clusters (Unicode UAX #29), so that a cut
 * never parts a surrogate pair, a base letter from its combining mark, or a family emoji.
 */
const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Where every UTF-16 unit is a character of its own: printable ASCII. CR LF is one cluster. */
const simple = /^[\x20-\x7e]*$/;

/** The characters of `text`. */
export function charactersOf(text: string): string[] {
  if (simple.test(text)) return text.split('');
  const characters: string[] = [];
  for (const { segment } of segmenter.segment(text)) characters.push(segment);
  return characters;
}

/** Number of characters of `text`. */
export function countCharacters(text: string): number {
  return simple.test(text) ? text.length : charactersOf(text).length;
}

/**
 * The longest run of whole characters from the start of `text` with at most `bound` UTF-16 units;
 * `text` itself where `bound` is 0 (none). UTF-16 units never count fewer than code points, so a
 * bound in code points is kept as well.
 */
export function cutTo(text: string, bound: number): string {
  if (bound === 0 || text.length <= bound) return text;
  if (simple.test(text)) return text.slice(0, bound);
  let length = 0;
  for (const { segment } of segmenter.segment(text)) {
    if (length + segment.length > bound) break;
    length += segment.length;
  }
  return text.slice(0, length);
}
