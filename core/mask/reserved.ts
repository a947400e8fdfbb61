/**
 * Marks by which the gate's own substitutes are known. Detectors let them go: a value that a gate
 * has masked is not found again by the next one.
 */

/** Domain of e-mail tokens. `.invalid` never resolves (RFC 2606, section 2). */
export const MASKED_EMAIL_DOMAIN = 'masked.invalid';

/** What a token starts with where the form of the value is not kept. */
export const TOKEN_PREFIX = 'tok_';

/** What the mask `hash` writes in front of the encoded digest. */
export const HASH_PREFIX = 'hash_';

/** What `redact` writes unless the policy says otherwise. */
export const REDACTED_LABEL = '[REDACTED]';

/** A name may stand before it: some finds take it in. */
const marked = new RegExp(
  `^(?:\\w{0,24}[=:"'\\s]{1,4})?(?:${TOKEN_PREFIX}|${HASH_PREFIX})[a-z2-7]{16,51}$`,
);

/** A mark and sixteen characters. */
const substitute_chars_min = TOKEN_PREFIX.length + 16;

/** True for what `token` and `hash` write: their mark, and base32 behind it to the end. */
export const isSubstitute = (text: string): boolean =>
  text.length >= substitute_chars_min && text.includes('_') && marked.test(text);

const star = 0x2a;
/** As many as `show_last` and `show_first` hide at least. */
const stars_count_min = 3;
/** No longer value has been half shown for people to read. */
const remnant_chars_max = 512;

const starsAt = (text: string, at: number): boolean =>
  text.charCodeAt(at) === star &&
  text.charCodeAt(at + 1) === star &&
  text.charCodeAt(at + 2) === star;

/**
 * True where [start, end) of `text` is what a mask has left of a value: a third of it and more is stars,
 * or three of them stand directly on one side of it. On both sides they are somebody's emphasis.
 */
export function isRemnant(text: string, start: number, end: number): boolean {
  const before = start >= stars_count_min && starsAt(text, start - stars_count_min);
  if (before !== starsAt(text, end)) return true;
  if (end - start > remnant_chars_max) return false;
  let stars = 0;
  // Never beyond `end`: a text of many finds would be read to its end for each.
  for (let at = start; at < end; at++) if (text.charCodeAt(at) === star) stars++;
  return stars >= stars_count_min && stars * 3 >= end - start;
}
