/**
 * The shape of a statement: its text with every number that stands alone as 0. Statements of one shape
 * name the same tables and columns, so what was read of one holds for all. Only plain queries have
 * one: no strings, quoted names, comments or variables, and nothing but one SELECT.
 */
import { Ascii } from './ascii.ts';

export const shapeBytesMax = 1_024;
const scratch = Buffer.allocUnsafe(shapeBytesMax);
const beginning = Buffer.from('select ');
/** Bit of a letter that upper and lower case differ in. */
const caseBit = 0x20;

const table = (text: string): Uint8Array => {
  const set = new Uint8Array(256);
  for (const byte of Buffer.from(text, 'latin1')) set[byte] = 1;
  return set;
};
const digits = table('0123456789');
/** May stand in a statement that has a shape, digits aside. */
const plain = table(' \t\r\n(),.=<>+-*%_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');
/** Stands before a number, perhaps with a space between. */
const opens = table('(,=<>+-*%');
const letters = table('_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789)');
const closes = table(' \t\r\n),');

/** The shape of [start, end) as latin1, or undefined where it has none. */
export function statementShape(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (end - start > shapeBytesMax || !isSelect(bytes, start, end)) return undefined;
  let to = 0;
  for (let at = start; at < end; ) {
    const byte = bytes[at];
    if (digits[byte] === 1) {
      let behind = at + 1;
      while (behind < end && digits[bytes[behind]] === 1) behind++;
      if (standsAlone(bytes, at, behind, end)) scratch[to++] = Ascii.zero;
      else for (let i = at; i < behind; i++) scratch[to++] = bytes[i];
      at = behind;
      continue;
    }
    // Two dashes may begin a comment.
    if (plain[byte] === 0 || (byte === Ascii.minus && bytes[at + 1] === byte)) return undefined;
    scratch[to++] = byte;
    at++;
  }
  return scratch.toString('latin1', 0, to);
}

function isSelect(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < beginning.length) return false;
  for (let i = 0; i < beginning.length; i++) {
    if ((bytes[start + i] | caseBit) !== beginning[i]) return false;
  }
  return true;
}

/** Whether the digits [at, behind) are a number, and no part of a name or of another number. */
function standsAlone(bytes: Uint8Array, at: number, behind: number, end: number): boolean {
  if (behind < end && closes[bytes[behind]] === 0) return false;
  const before = bytes[at - 1];
  if (opens[before] === 1) return true;
  return before === Ascii.space && (opens[bytes[at - 2]] === 1 || letters[bytes[at - 2]] === 1);
}
