import { readDate } from './dates.ts';
import type { MaskDefinition } from './definition.ts';
import { defaultFor, hidden } from './fallback.ts';

const lastYear = /\b(1[89]\d\d|20\d\d)\b/;

/** The year of a date: a date type becomes its first of January, a text the year alone. */
export const yearOnly: MaskDefinition = {
  name: 'year_only',
  summary: 'a date becomes the first of January of its year, a text the year alone',
  parameters: {},
  suitsFor: () => ['pii.dob', 'pci.expiry'],
  types: ['text', 'date', 'datetime'],
  compile() {
    return (text, type) => {
      const date = readDate(text);
      if (type === 'date') {
        return date ? `${String(date.year).padStart(4, '0')}-01-01` : defaultFor(type);
      }
      if (type === 'datetime') {
        if (!date) return defaultFor(type);
        return `${String(date.year).padStart(4, '0')}-01-01T00:00:00.000Z`;
      }
      if (date) return String(date.year).padStart(4, '0');
      return lastYear.exec(text)?.[1] ?? hidden(text, type);
    };
  },
};
