/** Dates of birth: a date, and a name of the field or a word beside it that speaks of birth. */

import { Shape } from '../../kernels/shapes.ts';
import { isDay } from '../check/digits.ts';
import { type Candidate, type Detector, deepScan, type Hits } from '../detector.ts';
import { allMatches } from '../matches.ts';
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
  'janv fevr mars avr mai juin juil aout sept oct nov dec',
  'ene feb mar abr may jun jul ago sep oct nov dic',
  'gen feb mar apr mag giu lug ago set ott nov dic',
  'jan fev mar abr mai jun jul ago set out nov dez',
  'stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia',
  'januari februari mars april maj juni juli augusti september oktober november december',
  'ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik',
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
  /^(\d{1,4})([-/. ])(\d{1,2})\2 ?(\d{1,4})\.?(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?)?$/i;
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
  const signs = ideographic.exec(value);
  if (signs) return isYear(Number(signs[1])) && isDay(0, Number(signs[2]), Number(signs[3]));
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

/**
 * Days, seconds or milliseconds since 1970 (`date` of Avro and Parquet, Unix and JavaScript time);
 * smaller numbers are ages.
 */
function isSinceEpoch(text: string): boolean {
  return /^-?\d{3,13}$/.test(text) && Math.abs(Number(text)) >= 130;
}

/** Dates in the characters of China, Japan and Korea. */
const ideographic =
  /^(\d{4})\s?[\u5e74\ub144]\s?(\d{1,2})\s?[\u6708\uc6d4]\s?(\d{1,2})\s?[\u65e5\uc77c]$/;

const inText =
  /(?<![\w.-])(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))(?![\w-]|\.\d)/g;

const spelledInText =
  /(?<![\w.-])(?:\d{1,2}(?:st|nd|rd|th|er|\.|º)? (?:de |of )?\p{L}{3,10}\.?,? (?:de |of )?\d{4}|\p{Lu}\p{L}{2,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})(?!\w)/gu;

const spelledAnywhere =
  /^\s*(?:\p{L}{2,10}\.?,? )?(?:(?:\d{1,2}|[\p{L}]{3,12})[\s.,\-/]{1,3}){2}(?:de )?(?:19|20)\d\d(?: r\.?)?(?: \d\d:\d\d.{0,40})?\s*$/u;

/** Dates with the month in letters have no shape: only scans look for them. */
function findSpelled(text: string, hits: Hits): void {
  for (const match of allMatches(text, spelledInText)) {
    const end = match.index + match[0].length;
    if (hits.context(match.index, end) > 0 && isDate(match[0])) hits.add(match.index, end, -1.5);
  }
}

const dobFields: readonly string[] = [
  'dob|d o b|date of birth|dateofbirth|birth date|birthdate|birth day|birthday|birth dt|dt of birth',
  'born|born on|date birth|geburtsdatum|geburtstag|geb datum|gebdatum|geboren|geboren am',
  'date de naissance|date naissance|naissance|ne le|nee le|datenaissance|fecha de nacimiento',
  'fecha nacimiento|fec nac|nacimiento|nacido|data di nascita|data nascita|nascita|nato il|nata il',
  'data de nascimento|data nascimento|nascimento|geboortedatum|geboorte datum|geboren op|bday|b day',
  'b date|bdate|birth|birth dte|birthdt|dt birth|dte of birth|date born|born date|birth timestamp',
  'birth time stamp|birthday date|birth date time|day of birth|geb|geb am|geb dat|gebdat|geburt',
  'geburtsdat|geburts datum|ddn|dat nais|date nais|datenais|date naiss|dt naissance|date de nais',
  'fec nacimiento|fecnac|fnac|f nac|f nacimiento|fecha nac|fecha de nac|fechanac|fecha nacim|nacida',
  'nacido el|nacida el|data nasc|dt nasc|dtnasc|datanasc|dt nascimento|nascido|nascida|nascido em',
  'nascida em|nasc|data di nasc|dt nascita|geboorte|geb dag|geboortedag|fodselsdato|fodselsdag|fodt',
  'fodelsedatum|fodelsedag|fodd|syntymaaika|syntymapaiva|syntynyt|data urodzenia|data ur|urodzony',
  'urodzona|urodzony dnia|datum narozeni|narozen|narozena|datum narodenia|narodeny|szuletesi datum',
  'szuletesi ido|szul datum|szuletett|data nasterii|data nastere|nascut|dogum tarihi|dogum|dogum gunu',
  'datum rodenja|datum rodjenja|datum rojstva|gimimo data|dzimsanas datums|sunniaeg|дата рождения',
  'день рождения|родился|родилась|дата народження|出生日期|生日|出生年月日|生年月日|誕生日|생년월일|생일|ημερομηνία γέννησης',
].flatMap((line) => line.split('|'));

export const dob: Detector = {
  id: 'pii.dob',
  class: 'pii.dob',
  extent: 'clause',
  shapes: Shape.DATE,
  chance: 0.9,
  fields: dobFields,
  types: ['date', 'datetime', 'integer'],
  find({ text, shapes }: Candidate, hits: Hits): void {
    if ((shapes & deepScan) !== 0) findSpelled(text, hits);
    inText.lastIndex = 0;
    for (const match of allMatches(text, inText)) {
      const { index } = match;
      const end = index + match[0].length;
      if (hits.context(index, end) <= 0) continue;
      if (isDate(match[0])) hits.add(index, end, -1.5);
    }
  },
  value(text, type) {
    if (type === 'date' || type === 'datetime') return 1.5;
    if (isDate(text)) return 1.5;
    // In a field of births, a month in any language will do, and the day of the week before it.
    if (spelledAnywhere.test(text)) return 0.5;
    return type === 'integer' && isSinceEpoch(text) ? 0.5 : never;
  },
};
