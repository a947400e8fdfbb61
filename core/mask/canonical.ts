/**
 * One value, however it is written: what `token` and `hash` take for the value, so that an address in
 * full-width letters, in a URL or with a soft hyphen in it has the same token as the plain one.
 */

/** Neither a percent sign, an entity nor anything beyond ASCII: the value is as it is written. */
const plain = /^[\x20-\x24\x27-\x7e]*$/;
/** Characters that are not seen: zero-width ones, soft hyphens, marks of direction. */
const unseen = /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
const spaces = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;
const escaped = /%[0-9a-f]{2}/i;
const entity = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi;
const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};
/** Times that a text is unescaped: once written into a URL, and that into another. */
const rounds_max = 3;
/** A longer text is no single value. */
const units_max = 4096;

function character(code: number, whole: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

function unescaped(text: string): string {
  const decoded = text.replace(entity, (whole, decimal, hex, name) => {
    if (decimal) return character(Number(decimal), whole);
    return hex ? character(Number.parseInt(hex, 16), whole) : named[name.toLowerCase()];
  });
  if (!escaped.test(decoded)) return decoded;
  try {
    return decodeURIComponent(decoded);
  } catch {
    return decoded;
  }
}

/** The value that `text` stands for. */
export function canonical(text: string): string {
  if (plain.test(text) || text.length > units_max) return text;
  let value = text;
  for (let round = 0; round < rounds_max; round++) {
    const next = unescaped(value);
    if (next === value) break;
    value = next;
  }
  return value.replace(unseen, '').replace(spaces, ' ').normalize('NFKC');
}
