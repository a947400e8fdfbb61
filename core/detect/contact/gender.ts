/** Gender and sex, by the name of the field and a closed list of values. */
import type { Detector } from '../detector.ts';
import { plainLetters } from '../names.ts';
import { never } from '../weigh.ts';

const values = new Set(
  (
    'm f w d x u e v male female man woman men women boy girl other nonbinary non-binary diverse unknown transgender trans ' +
    'genderqueer agender intersex mann frau maennlich mannlich weiblich divers homme femme masculin feminin hombre mujer ' +
    'masculino femenino varon uomo donna maschio femmina maschile femminile homem mulher feminino vrouw vrouwelijk ' +
    'mannelijk onbekend h prefer-not-to-say prefer-not-to-answer declined not-specified unspecified undisclosed mr mrs ms nb ' +
    'k kobieta mezczyzna kvinna kvinne kvinde mand mies nainen muz zena erkek kadin barbat femeie ferfi no zensko musko muski ' +
    'zenski moski moter vyras мужской женский муж жен м ж чоловiча жіноча ชาย หญิง 男 女 男性 女性 其他 남 여 남성 여성 남자 여자 άνδρας γυναίκα'
  ).split(' '),
);

const genderFields: readonly string[] = [
  'gndr|gndr cd|gndr code|gend|gend cd|sex ind|gender ind|gender indicator',
  'gender|sex|gender identity|gender code|sex code|sex at birth|biological sex|geschlecht|sexe|genre',
  'sexo|genero|sesso|genere|geslacht|gender cd|sex cd|gender desc|gender name|gender type|sex type',
  'gender assigned at birth|legal sex|legal gender|administrative gender|administrative sex|patient sex',
  'anrede geschlecht|geschlechts kz|sexe patient|sexo biologico|sesso anagrafico|kjonn|kon|plec|pohlavi',
  'pohlavie|sukupuoli|cinsiyet|spol|sugu|lytis|dzimums|пол|стать|性别|性別|성별|φύλο',
].flatMap((line) => line.split('|'));

/** ISO/IEC 5218: not known, male, female, not applicable. */
const codes = /^[0129]$/;

/** Stems of the words that people choose from or enter. */
const stems =
  /^(?:[\w*]+[- ])?(?:(?:cis|trans)\b|(?:trans|cis)[- *]?(?:gender|sexual|fem|masc|m[ae]n|wom[ae]n|male|female)|(?:fe)?male\b|(?:wo)?m[ae]n\b|non[- ]?binary|\w{0,12}gender(?:ed|queer|fluid)?\b|\w{0,8}queer|demi\w*|\w{0,8}flux\b|[fm](?:2|t)[fm]\b|neither\b|two\*|hermaphrodite|kobieta|mezczyzna|trans|intersex|two[- ]?spirit|androgyn|neutrois|masculin|femenin|feminin|m[ae]nn?lich|weiblich|divers)/i;

export const gender: Detector = {
  id: 'pii.gender',
  class: 'pii.gender',
  shapes: 0,
  fields: genderFields,
  types: ['integer'],
  value(text) {
    const value = text
      .trim()
      .toLowerCase()
      .replace(/[\s_]+/g, '-');
    if (value.length === 0 || value.length > 32) return never;
    if (codes.test(value)) return 0;
    if (values.has(value) || values.has(plainLetters(value))) return 0.5;
    return stems.test(plainLetters(value)) ? 0 : never;
  },
};
