/** Dates in the forms that carriers and people write them in. */

/** A date found in a text, with what stands around its parts. */
export interface DateText {
  year: number;
  month: number;
  day: number;
  /** Writes another date in the same form. */
  write(year: number, month: number, day: number): string;
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

const iso = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})((?:[T ].*)?)$/s;
const trailing = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})((?:[T ].*)?)$/s;
const compact = /^(\d{4})(\d{2})(\d{2})$/;

/** Days since 1970-01-01, proleptic Gregorian. */
export function dayNumber(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / 86_400_000);
}

/** [year, month, day] of a day number. */
export function fromDayNumber(days: number): [number, number, number] {
  const date = new Date(days * 86_400_000);
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
}

/** False for dates that no calendar has, MySQL's zero dates among them. */
function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  const [, backMonth, backDay] = fromDayNumber(dayNumber(year, month, day));
  return backMonth === month && backDay === day;
}

/** Day before month after dots and hyphens, month before day after slashes, unless that is no date. */
function orderOf(first: number, second: number, separator: string): [number, number, boolean] {
  const dayFirst = first > 12 || (separator !== '/' && second <= 12);
  return dayFirst ? [first, second, true] : [second, first, false];
}

/**
 * Reads `YYYY-MM-DD`, `YYYYMMDD`, `DD.MM.YYYY` or `MM/DD/YYYY`, a time of day behind it or none.
 * Undefined for anything else.
 */
export function readDate(text: string): DateText | undefined {
  if (text.length > 64) return undefined;
  let match = iso.exec(text);
  if (match) {
    const [, y, separator, m, d, rest] = match;
    return checked(+y, +m, +d, (year, month, day) =>
      [pad(year, 4), pad(month, m.length), pad(day, d.length)].join(separator).concat(rest),
    );
  }
  match = compact.exec(text);
  if (match) {
    return checked(
      +match[1],
      +match[2],
      +match[3],
      (year, month, day) => pad(year, 4) + pad(month, 2) + pad(day, 2),
    );
  }
  match = trailing.exec(text);
  if (!match) return undefined;
  const [, a, separator, b, y, rest] = match;
  const [day, month, dayFirst] = orderOf(+a, +b, separator);
  return checked(+y, month, day, (toYear, toMonth, toDay) => {
    const [first, second] = dayFirst ? [toDay, toMonth] : [toMonth, toDay];
    return [pad(first, a.length), pad(second, b.length), pad(toYear, 4)]
      .join(separator)
      .concat(rest);
  });
}

function checked(
  year: number,
  month: number,
  day: number,
  write: DateText['write'],
): DateText | undefined {
  return isDate(year, month, day) ? { year, month, day, write } : undefined;
}
