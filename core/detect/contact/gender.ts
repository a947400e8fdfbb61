/** Gender and sex, by the name of the field and a closed list of values. */
import type { Detector } from '../detector.ts';
import { plainLetters } from '../names.ts';
import { never } from '../weigh.ts';

const values = new Set(
  (
    'm f w d x u male female man woman men women boy girl other nonbinary non-binary diverse unknown transgender trans ' +
    'genderqueer agender intersex mann frau maennlich mannlich weiblich divers homme femme masculin feminin hombre mujer ' +
    'masculino femenino varon uomo donna maschio femmina maschile femminile homem mulher feminino vrouw vrouwelijk ' +
    'mannelijk onbekend h prefer-not-to-say mr mrs ms'
  ).split(' '),
);

export const gender: Detector = {
  id: 'pii.gender',
  class: 'pii.gender',
  shapes: 0,
  fields: [
    'gender',
    'sex',
    'gender identity',
    'gender code',
    'sex code',
    'sex at birth',
    'biological sex',
    'geschlecht',
    'sexe',
    'genre',
    'sexo',
    'genero',
    'sesso',
    'genere',
    'geslacht',
  ],
  value(text) {
    const value = text
      .trim()
      .toLowerCase()
      .replace(/[\s_]+/g, '-');
    if (value.length === 0 || value.length > 24) return never;
    return values.has(value) || values.has(plainLetters(value)) ? 0.5 : never;
  },
};
