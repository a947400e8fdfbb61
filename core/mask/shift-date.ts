import { dayNumber, fromDayNumber, readDate } from './dates.ts';
import type { MaskDefinition } from './definition.ts';
import { hidden } from './fallback.ts';
import type { KeyedHash } from './keyed.ts';

/** Days to shift by: within [-days, days], never 0, the same for the same subject. */
function shiftOf(keyed: KeyedHash, domain: string, subject: string, days: number): number {
  const drawn = keyed.digest(domain, subject).readUInt32BE(0) % (2 * days);
  return drawn < days ? drawn - days : drawn - days + 1;
}

/**
 * A date moved by a secret number of days; the time of day stays. With `subject`, all dates of one
 * subject move together, so that the spans between them stay, and a date whose subject is not known
 * is hidden; without it every date moves by itself.
 */
export const shiftDate: MaskDefinition = {
  name: 'shift_date',
  summary: 'a date moved by a secret number of days, the same for all dates of one subject',
  parameters: {
    key: { kind: 'key', required: true, summary: 'name of a key' },
    days: { kind: 'integer', min: 1, max: 3650, or: 30, summary: 'farthest move' },
    subject: {
      kind: 'text',
      charactersMax: 256,
      summary: 'field of the same unit that says whose date it is',
    },
  },
  suitsFor: () => ['pii.dob'],
  types: ['text', 'date', 'datetime'],
  compile(args, context) {
    const keyed = context.hash!;
    const days = args.days as number;
    const bySubject = args.subject !== undefined;
    return (text, type, _class, _bound, subject) => {
      const date = readDate(text);
      // Moved by itself where its subject is not told, a date would move in two ways.
      if (!date || (bySubject && subject === undefined)) return hidden(text, type);
      const from = dayNumber(date.year, date.month, date.day);
      // The day counts, not how it is written: a date of birth is one in all three protocols.
      const whose = bySubject ? `subject\0${subject}` : `day\0${from}`;
      const moved = from + shiftOf(keyed, '', whose, days);
      const [year, month, day] = fromDayNumber(moved);
      return year < 1 || year > 9999 ? hidden(text, type) : date.write(year, month, day);
    };
  },
};
