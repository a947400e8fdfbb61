/** Brazil: CPF of persons and CNPJ of companies. */
import { Shape } from '../../kernels/shapes.ts';
import { areDigits, isUniform } from '../check/digits.ts';
import type { Detector } from '../detector.ts';
import { longIdNames, taxIdNames } from './shared-names.ts';

/** Receita Federal: two digits mod 11, each over all before it; weights rise from the right. */
export function isCpf(chars: Uint8Array): boolean {
  for (let place = 9; place < 11; place += 1) {
    let sum = 0;
    for (let at = 0; at < place; at += 1) sum += (chars[at] - 48) * (place + 1 - at);
    const rest = (sum * 10) % 11;
    if ((rest === 10 ? 0 : rest) !== chars[place] - 48) return false;
  }
  return !isUniform(chars, 11);
}

/** The same with weights 2 to 9 over again; letters count as their code less 48 (from July 2026). */
export function isCnpj(chars: Uint8Array, length: number): boolean {
  if (length !== 14 || !areDigits(chars, 12, 14)) return false;
  for (let place = 12; place < 14; place += 1) {
    let sum = 0;
    for (let at = 0; at < place; at += 1) sum += (chars[at] - 48) * (2 + ((place - 1 - at) % 8));
    const rest = sum % 11;
    if ((rest < 2 ? 0 : 11 - rest) !== chars[place] - 48) return false;
  }
  return !isUniform(chars, 14);
}

export const cpf: Detector = {
  id: 'pii.id.br_cpf',
  class: 'pii.id.br_cpf',
  shapes: Shape.DIGITS,
  chance: 0.01,
  fields: [
    ...taxIdNames,
    ...longIdNames,
    'cpf',
    'numero cpf',
    'cpf number',
    'cadastro de pessoas fisicas',
    'cpf cnpj',
    'nr cpf',
  ],
  tokens: [
    {
      digits: true,
      lengths: [11],
      weight: 0.6,
      layouts: { '3.3.3-2': 5, '3 3 3 2': 3, '3.3.3.2': 3.5, '3-3-3-2': 3, '9-2': 2.5, '9/2': 2.5 },
      check: isCpf,
    },
  ],
};

export const cnpj: Detector = {
  id: 'pii.id.br_cnpj',
  class: 'pii.id.br_cnpj',
  shapes: Shape.DIGITS | Shape.CODE,
  chance: 0.01,
  fields: [
    ...taxIdNames,
    'cnpj',
    'numero cnpj',
    'cnpj number',
    'cadastro nacional da pessoa juridica',
    'cpf cnpj',
  ],
  tokens: [
    {
      digits: true,
      lengths: [14],
      weight: 1,
      layouts: { '2.3.3/4-2': 5, '2 3 3 4 2': 3, '8/4-2': 4 },
      check: isCnpj,
    },
    { digits: false, lengths: [14], weight: 1, layouts: { '2.3.3/4-2': 5 }, check: isCnpj },
  ],
};
