/**
 * The form of a value, for the audit log: every letter as `a` or `A`, every digit as `d`, anything
 * beyond ASCII as `u`, punctuation as it is. At most 64 characters, so that length does not leak
 * beyond that either.
 */
const formCharsMax = 64;

export function formOf(text: string): string {
  let form = '';
  const length = Math.min(text.length, formCharsMax);
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39) form += 'd';
    else if (code >= 0x41 && code <= 0x5a) form += 'A';
    else if (code >= 0x61 && code <= 0x7a) form += 'a';
    else if (code >= 0x80) form += 'u';
    else if (code < 0x20) form += ' ';
    else form += text[i];
  }
  return text.length > formCharsMax ? `${form}…` : form;
}

/** Digits in a name from which on it is taken for a number: no date, telephone or identifier has fewer. */
const nameDigitsMax = 6;
const nameCharsMax = 64;
/** A long run of letters and digits without a break, as keys and tokens are. */
const token = /^(?=.*[0-9])[A-Za-z0-9+/=]{20,}$/;
const digit = /[0-9]/g;

/**
 * A name in a path as events and reports may show it: documents that are keyed by values (an address,
 * a card number) have those values for names, which are then shown by their form.
 */
export function shownName(name: string): string {
  const isData =
    name.length > nameCharsMax ||
    name.includes('@') ||
    (name.match(digit)?.length ?? 0) > nameDigitsMax ||
    token.test(name);
  return isData ? formOf(name) : name;
}
