/** Mexico: CURP. */
import { Shape } from '../../kernels/shapes.ts';
import { areDigits, areLetters, isDay, numberAt } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { longIdNames } from './shared-names.ts';

const states = new Set(
  'AS BC BS CC CH CL CM CS DF DG GR GT HG JC MC MN MS NE NL NT OC PL QO QR QT SL SP SR TC TL TS VZ YN ZS'.split(
    ' ',
  ),
);
/** Values of characters in the check digit: Ñ stands between N and O. */
const values = '0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ';

/** RENAPO, Instructivo normativo para la asignacion de la CURP (2021). */
export function isCurp(chars: Uint8Array, length: number): boolean {
  if (length !== 18 || !areLetters(chars, 0, 4) || !areDigits(chars, 4, 10)) return false;
  if (!isDay(numberAt(chars, 4, 6), numberAt(chars, 6, 8), numberAt(chars, 8, 10))) return false;
  const sex = chars[10];
  if (sex !== 72 && sex !== 77 && sex !== 88) return false;
  if (!states.has(String.fromCharCode(chars[11], chars[12]))) return false;
  if (!areLetters(chars, 13, 16) || !areDigits(chars, 17, 18)) return false;
  let sum = 0;
  for (let at = 0; at < 17; at += 1)
    sum += values.indexOf(String.fromCharCode(chars[at])) * (18 - at);
  return (10 - (sum % 10)) % 10 === chars[17] - 48;
}

export const curp: Detector = {
  id: 'pii.id.mx',
  class: 'pii.id.mx',
  shapes: Shape.CODE,
  chance: 0.0001,
  fields: [...longIdNames, 'curp', 'clave curp', 'clave unica de registro de poblacion'],
  tokens: [{ digits: false, lengths: [18], weight: 5, check: isCurp }],
};
