/** Numbers as digits: what a card number or an identifier looks like once a carrier made it a number. */

/**
 * The digits of a number's text without sign, exponent or fraction of noughts; '' where it is no
 * whole number or so large that its digits are not known.
 */
export function plainDigits(text: string): string {
  if (isDigits(text)) return text;
  const value = text.trim();
  if (isDigits(value)) return value;
  const parts = /^([0-9]+)(?:\.([0-9]*))?(?:[eE]\+?([0-9]{1,2}))?$/.exec(value);
  if (!parts) return '';
  const fraction = (parts[2] ?? '').replace(/0+$/, '');
  const exponent = Number(parts[3] ?? '0');
  if (fraction.length > exponent || exponent > 30) return '';
  return (parts[1] + fraction.padEnd(exponent, '0')).replace(/^0+(?=\d)/, '');
}

function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return text.length > 0;
}
