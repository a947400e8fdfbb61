/** Dates of birth: a date, and a name of the field or a word beside it that speaks of birth. */
import { Shape } from '../../kernels/shapes.ts';
import { isDay } from '../check/digits.ts';
import { type Candidate, type Detector, deepScan, type Hits } from '../detector.ts';
import { plainLetters } from '../names.ts';
import { never } from '../weigh.ts';

const months = new Map<string, number>();
for (const line of [
  'jan feb mar apr may jun jul aug sep oct nov dec',
  'january february march april may june july august september october november december',
  'januar februar marz april mai juni juli august september oktober november dezember',
  'janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre',
  'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
  'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
  'janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro',
  'januari februari maart april mei juni juli augustus september oktober november december',
  'jan feb mrz apr mai jun jul aug sept okt nov dez',
]) {
  for (const [index, name] of line.split(' ').entries()) months.set(name, index + 1);
}

const yearMin = 1895;
const yearMax = 2035;

function isYear(year: number): boolean {
  return year >= yearMin && year <= yearMax;
}

/** True for day and month in either order. */
function isDayMonth(year: number, a: number, b: number): boolean {
  return isDay(year, a, b) || isDay(year, b, a);
}

const numeric =
  /^(\d{1,4})([-/. ])(\d{1,2})\2 ?(\d{1,4})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const compact = /^(\d{4})(\d{2})(\d{2})$/;
const spelled =
  /^(?:(\d{1,2})(?:st|nd|rd|th|er|\.|º)?[\s\-/.]*(?:of |de |di )?([\p{L}]+)|([\p{L}]+)[\s\-/.]*(\d{1,2})(?:st|nd|rd|th)?)[\s,.\-/]*(?:de |of )?(\d{4}|\d{2})$/u;

/** True for a date of a day in a plausible year, as people and systems write it. */
export function isDate(text: string): boolean {
  const value = text.trim();
  if (value.length < 6 || value.length > 40) return false;
  const parts = numeric.exec(value);
  if (parts) {
    const [first, middle, last] = [Number(parts[1]), Number(parts[3]), Number(parts[4])];
    if (parts[1].length === 4)
      return isYear(first) && parts[4].length <= 2 && isDay(first, middle, last);
    if (parts[1].length > 2) return false;
    const full = parts[4].length === 4;
    if (!full && parts[4].length !== 2) return false;
    return (!full || isYear(last)) && isDayMonth(full ? last : 0, first, middle);
  }
  const run = compact.exec(value);
  if (run) return isYear(Number(run[1])) && isDay(Number(run[1]), Number(run[2]), Number(run[3]));
  const words = spelled.exec(value);
  if (!words) return false;
  const month = months.get(plainLetters(words[2] ?? words[3]).toLowerCase());
  const year = Number(words[5]);
  return (
    month !== undefined &&
    isDay(0, month, Number(words[1] ?? words[4])) &&
    (year < 100 || isYear(year))
  );
}

const epochDays = /^-?\d{9,13}$/;
const inText =
  /(?<![\w.-])(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))(?![\w-]|\.\d)/g;

const spelledInText =
  /(?<![\w.-])(?:\d{1,2}(?:st|nd|rd|th|er|\.|º)? (?:de |of )?\p{L}{3,10}\.?,? (?:de |of )?\d{4}|\p{Lu}\p{L}{2,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})(?!\w)/gu;

/** Dates with the month in letters have no shape: only scans look for them. */
function findSpelled(text: string, hits: Hits): void {
  for (const match of text.matchAll(spelledInText)) {
    const end = match.index + match[0].length;
    if (hits.context(match.index, end) > 0 && isDate(match[0])) hits.add(match.index, end, -1.5);
  }
}

export const dob: Detector = {
  id: 'pii.dob',
  class: 'pii.dob',
  extent: 'clause',
  shapes: Shape.DATE,
  chance: 0.9,
  fields: [
    'dob',
    'd o b',
    'date of birth',
    'dateofbirth',
    'birth date',
    'birthdate',
    'birth day',
    'birthday',
    'birth dt',
    'dt of birth',
    'born',
    'born on',
    'date birth',
    'geburtsdatum',
    'geburtstag',
    'geb datum',
    'gebdatum',
    'geboren',
    'geboren am',
    'date de naissance',
    'date naissance',
    'naissance',
    'ne le',
    'nee le',
    'datenaissance',
    'fecha de nacimiento',
    'fecha nacimiento',
    'fec nac',
    'nacimiento',
    'nacido',
    'data di nascita',
    'data nascita',
    'nascita',
    'nato il',
    'nata il',
    'data de nascimento',
    'data nascimento',
    'nascimento',
    'geboortedatum',
    'geboorte datum',
    'geboren op',
  ],
  types: ['date', 'datetime', 'integer'],
  find({ text, shapes }: Candidate, hits: Hits): void {
    if ((shapes & deepScan) !== 0) findSpelled(text, hits);
    inText.lastIndex = 0;
    for (const match of text.matchAll(inText)) {
      const { index } = match;
      const end = index + match[0].length;
      if (hits.context(index, end) <= 0) continue;
      if (isDate(match[0])) hits.add(index, end, -1.5);
    }
  },
  value(text, type) {
    if (type === 'date' || type === 'datetime') return 1.5;
    if (isDate(text)) return 1.5;
    // Seconds or milliseconds since 1970, as a number.
    return type === 'integer' && epochDays.test(text) ? 0.5 : never;
  },
};
