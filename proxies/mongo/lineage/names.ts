/**
 * Names of fields that are data. A document keyed by e-mail addresses, card numbers or ids is a list
 * in disguise: its keys are values to look at, not names to remember, and its members share one path.
 */

const digitsOfDataMin = 8;
const longCodeMin = 16;
const longMixedMin = 32;

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isUpper = (code: number): boolean => code >= 0x41 && code <= 0x5a;

/**
 * True for a name that holds `@`, consists of digits, holds eight digits, or is long and looks like
 * a key of letters and digits.
 */
export function isDataName(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 0) return false;
  let digits = 0;
  let capitals = 0;
  for (let at = start; at < end; at++) {
    const code = bytes[at];
    if (code === 0x40) return true;
    if (isDigit(code)) digits++;
    else if (isUpper(code)) capitals++;
  }
  if (digits === length || digits >= digitsOfDataMin) return true;
  if (digits === 0) return false;
  if (length >= longCodeMin && digits + capitals === length) return true;
  return length >= longMixedMin && digits > 1;
}

export function isDataText(name: string): boolean {
  const bytes = Buffer.from(name, 'utf8');
  return isDataName(bytes, 0, bytes.length);
}
