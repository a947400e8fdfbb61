/**
 * Shapes: what a piece of text might hold, by form alone. A detector names the shapes without which
 * it cannot match, and is asked only about texts that carry one of them. A shape may be raised for
 * nothing; it must never be missing where a detector could match. `shapes.reference.ts` is the
 * definition in code; the compiled kernel is held to it byte by byte.
 *
 * Words used below. *Word*: the longest run of [A-Za-z0-9]; an n, r, t, b or f directly behind a
 * backslash (a JSON escape) belongs to no word. *Separator*: one of space - . / ( ) +. *Gap*: one to
 * three separators between two words. *Hex word*: 8 or more hex digits with at least one letter, one
 * digit and five changes between letters and digits; except words of at most 28 bytes that begin
 * with two letters and two digits (IBAN) and words of 16 that begin with six letters (codice fiscale).
 *
 * Let go without DIGITS or CODE, only where no `+` stands in front and no letter, digit or `_` behind:
 * - UUIDs (8-4-4-4-12 hex), hex words (a run of 13 digits inside still raises DIGITS);
 * - ISO 8601 times: 4-2-2 with `-` or `/`, then `T`, `t` or a space, `hh:mm`, seconds, fraction, zone;
 * - 4-2-2 dates with `-`, `/` or `.`, month 1-12, day 1-31, with no further digits behind a gap;
 * - IPv4: four numbers of 1-3 digits up to 255 joined by dots, no dot or hyphen and word behind;
 * - decimals: 1-6 digits, one dot, digits, with no further digits behind a gap;
 * - epochs: 10, 13, 16 or 19 bare digits that begin with 1 (10 or 13 may have a fraction), which
 *   stand alone: behind the start, a control byte, " [ { , or a JSON key's `":` (a space may follow
 *   it); before the end, a control byte, " ] } or a comma. "NPI 1245319599" does not stand alone.
 * Each applies at the beginning of a chain of words only. Evidence from a path or a column bypasses
 * all of this: look at such values whatever their shapes.
 */

export const Shape = {
  /**
   * Seven or more digits in one run; gaps inside a run do not end it, letters do. Letters may be
   * glued to the run. In a JSON number also whenever there is an exponent without a minus.
   */
  DIGITS: 1 << 0,
  /** An `@` with a byte above 0x20 before it and a letter, a digit, `[` or a byte >= 0x80 behind it. */
  AT: 1 << 1,
  /**
   * Letters and digits mixed: a word of 6-42 bytes with a letter and four digits; or words joined by
   * gaps that hold a letter and six digits together, where words without digits count up to two
   * letters (four letters behind a word of two letters and two digits: a spaced IBAN).
   */
  CODE: 1 << 2,
  /** One of the literals of `secret-literals.ts`, under the conditions that are told there. */
  SECRET: 1 << 3,
  /**
   * Sixteen or more bytes of [A-Za-z0-9+/_=-] in a run that mixes letters with digits, or capitals
   * with small letters; except what is HEX.
   */
  TOKEN: 1 << 4,
  /** Four numbers of 1-3 digits up to 255 joined by dots; inside a chain not behind another dot. */
  DOTTED: 1 << 5,
  /**
   * IPv6 or MAC: a run of hex digits and colons that holds `::` or five colons, with a hex digit and
   * no word byte at either end; or six pairs of hex digits joined by `-`, or three groups of four
   * joined by `.`, with a digit among them.
   */
  COLON: 1 << 6,
  /**
   * Must be decoded before it can be judged: a backslash before anything but n r t b f " or another
   * backslash (so \uXXXX, \/ and \xHH), `%hh`, `&name;` or `&#`. Leaves with any escape at all carry
   * the flag `LeafFlag.ESCAPED` besides: their text is not their bytes.
   */
  ENCODED: 1 << 7,
  /**
   * Characters that Unicode normalisation may turn into digits, ASCII letters, `@`, separators or
   * nothing, and bytes that are not UTF-8. Not raised by letters U+00C0-U+027F and
   * U+0380-U+05FF, kana, CJK ideographs, Hangul, curly quotes, bullet, ellipsis and the euro sign.
   */
  UNICODE: 1 << 8,
  /** The first byte that is not white space (or \n \r \t) is { or [: perhaps JSON in a string. */
  NESTED: 1 << 9,
  /**
   * A date: 4-2-2 digits (or 4-1-1), or 1-2, 1-2 and 2 or 4 digits, joined by the same one of - / .
   * and within the ranges of months and days; inside a chain not behind that same separator. A 4-2-2
   * date with a time raises it at midnight only.
   */
  DATE: 1 << 10,
  /** Sixteen or more hex digits with a letter and a digit among them as a whole TOKEN run; a UUID. */
  HEX: 1 << 11,
} as const;

/** Union of all shapes. */
export const allShapes = (1 << 12) - 1;

/** Words of one candidate in a table: shapes, start, end. */
export const candidateWords = 3;

/**
 * Candidates of one scan, reused from scan to scan and owned by the caller: candidate i is
 * `words[i * 3]` (shapes), `words[i * 3 + 1]` (start) and `words[i * 3 + 2]` (end), offsets into the
 * scanned bytes. Candidates of different shapes may overlap and are not sorted.
 */
export class Candidates {
  count = 0;
  words = new Int32Array(256 * candidateWords);

  push(shapes: number, start: number, end: number): void {
    const at = this.count * candidateWords;
    if (at + candidateWords > this.words.length) this.reserve(this.count + 1);
    this.words[at] = shapes;
    this.words[at + 1] = start;
    this.words[at + 2] = end;
    this.count++;
  }

  /** Makes room for `count` candidates in all. */
  reserve(count: number): void {
    if (count * candidateWords <= this.words.length) return;
    const grown = new Int32Array(Math.max(count * candidateWords, this.words.length * 2));
    grown.set(this.words.subarray(0, this.count * candidateWords));
    this.words = grown;
  }
}
