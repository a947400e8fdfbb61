/**
 * Streets with their houses in running text, by the forms in which countries write them: the word for
 * a street, a name with a capital and a number. For scans; no shape shows them.
 */

import type { Hits } from '../detector.ts';
import { allMatches } from '../matches.ts';

const first = "(?<![\\p{L}\\p{N}_/.'\\u2019-])";
const last = '(?![\\p{L}\\p{N}_]|[.,]\\d)';
/** A name with a capital, and names of several words with the small words between. */
const cap = "\\p{Lu}[\\p{L}\\p{M}'\\u2019.-]{0,30}";
const small =
  "(?:(?:de|del|della|delle|dei|degli|di|da|do|das|dos|du|des|la|las|le|les|los|el|l'|d'|dell'|y|e|et|von|van|der|den|zum|zur|am|an|im|in|ter|ten) ?)";
const named = `${small}{0,3}(?:${cap}|\\d{1,2})(?: ${small}{0,2}${cap}){0,4}`;
const house = '\\d{1,5}(?: ?[A-Za-z](?![\\p{L}]))?(?: ?[-/] ?\\d{1,4}[A-Za-z]?)?';
/** A postal code and a town behind the street. */
const townBehind = `(?:[,\\n]? ?(?:[A-Z]{1,2}-)?\\d{4,5}(?: ?[A-Z]{2}(?![\\p{L}]))?,? ${cap}(?:[ -]${cap}){0,2})?`;
const americanTown = `(?:,? ${cap}(?: ${cap}){0,2},? [A-Z]{2},? \\d{5}(?:-\\d{4})?|,? ${cap}(?: ${cap}){0,2},? [A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2})`;
const door =
  '(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Fl|Room|Rm)\\.? ?#?\\w{1,6}|,? #\\d{1,5})';

/** Publication 28 of the United States Postal Service, appendix C1; those that are words for a street only. */
const suffix =
  '(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Terrace|Ter|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Close|Crescent|Cres|Mews|Alley|Turnpike|Freeway|Expressway)';
const laxSuffix =
  '(?:Place|Pl|Square|Sq|Trail|Trl|Way|Gardens|Groves?|Hills?|Row|Walk|Plaza|Loop|Ridge|Heights|Green|Park|Views?|Wharf|Quay|Rise|Run|Pike|Point|Crossing|Bend|Creek|Meadows?|Glens?|Knolls?|Estates?|Path|Pass|Mills?|Springs?|Valley|Fields?|Forest|Isle|Islands?|Junction|Manors?|Villages?|Vista|Lake|Landing|Cove|Hollow|Haven)';
/** `in 1999 Main Street`: what looks like a year behind such a word is one. */
const american = `(?<!\\b(?:[Ii]n|[Ss]ince|[Oo]f|[Yy]ear|[Dd]uring|[Tt]op) (?=(?:1[89]|20)\\d\\d ))\\d{1,6}[A-Za-z]? (?:(?:[NSEW]|[NS][EW])\\.? )?(?:(?:${cap}|\\d{1,3}(?:st|nd|rd|th)) ){1,4}`;

const forms = [
  `${american}${suffix}(?![\\p{L}])\\.?${door}?${americanTown}?`,
  `${american}${laxSuffix}(?![\\p{L}])(?:${door}${americanTown}?|${americanTown})`,
  // German and Dutch: the word for a street ends the name.
  `(?!(?:Arbeits|Park|Stell|Speicher|Steck|Aus|Um|Sitz|Liege)(?:platz|weg))(?:\\p{Lu}[\\p{L}\\p{M}-]{0,40}(?:stra\u00dfe|strasse|str\\.|weg|gasse|platz|allee|damm|ufer|chaussee|stieg|steig|straat|laan|plein|gracht|kade|dijk|singel|dreef|steeg|gatan|v\u00e4gen|veien|gaten|gata|gade|vej|katu|kuja)|${cap}(?:[- ]${cap}){0,2}[- ](?:Stra\u00dfe|Strasse|Str\\.|Weg|Gasse|Platz|Allee|Ring|Damm|Ufer)) ${house}${last}${townBehind}`,
  `(?:Am|An der|An den|Im|In der|Zum|Zur|Auf dem|Auf der|Unter den|Bei der) ${cap}(?: ${cap})? ${house},? \\d{5} ${cap}`,
  // French: number, word for a street, name.
  `\\d{1,4}(?: ?(?:bis|ter|quater|[A-D]))?,? (?:[Rr]ue|[Aa]venue|[Aa]v\\.|[Bb]oulevard|[Bb]d|[Pp]lace|[Cc]hemin|[Ii]mpasse|[Aa]ll\u00e9es?|[Qq]uai|[Rr]oute|[Cc]ours|[Ss]quare|[Pp]assage|[Ss]entier) ${named}${townBehind}`,
  // Spanish, Italian, Portuguese, Polish: word for a street, name, number.
  `(?:Calle|C/|Avenida|Avda?\\.?|Av\\.|Plaza|Paseo|Camino|Ronda|Traves\u00eda|Carretera|Callej\u00f3n|Glorieta|Rambla|Carrer|Via|Viale|V\\.le|Piazza|P\\.zza|Corso|C\\.so|Largo|Vicolo|Strada|Contrada|Piazzale|Rua|Travessa|Pra\u00e7a|Alameda|Estrada|Rodovia|Ladeira|ul\\.|al\\.|os\\.) ?${named},? (?:n\\.?[\u00ba\u00b0o]? ?|N[\u00ba\u00b0] ?|# ?)?${house}${last}${townBehind}`,
];
const street = new RegExp(`${first}(?:${forms.join('|')})`, 'gu');

/**
 * What only the town and its postal code tell, in either order: `Graben 13, Oberschach 4623`,
 * `124 Stadion, Larnaka 60190`, `Soo 36, 87219 Langerma`.
 */
const words = `${cap}(?:[ -]${small}{0,2}${cap}){0,4}(?: \\p{Ll}{1,8}\\.?)?`;
const town = `${cap}(?:[ -](?:${cap}|\\p{Ll}{1,3}|\\d)){0,4}`;
const code =
  '(?:\\d{5}(?:-\\d{3,4})?|\\d{4}-\\d{3}|\\d{3} \\d{2}|\\d{2}-\\d{3}|\\d{4} ?[A-Z]{2}|[A-Z]\\d[A-Z] ?\\d[A-Z]\\d|[A-Z]{1,2}\\d[A-Z\\d]? \\d[A-Z]{2}|\\d{6}|\\d{4})';
const byTown = new RegExp(
  `${first}(?:${words},? ${house}\\.?, (?:${town},? (?<behind>${code})|(?<before>${code}) ${town})|\\d{1,5}[A-Za-z]? ${words}, ${town},? (?<american>${code}))${last}`,
  'gu',
);

/** Mail of the armed forces (Publication 28, section 225), and a door on a line of its own in an address. */
const military =
  /(?<![\p{L}\p{N}])(?:(?:Unit|PSC|CMR) \d{1,6}(?:,? Box \d{1,6})?|(?:USNS|USS|USCGC) \p{L}[\p{L} .'-]{1,30})[,\s]{1,4}(?:APO|FPO|DPO),? (?:AA|AE|AP) \d{5}(?:-\d{4})?(?!\d)/giu;
const doorLine =
  /(?<=\n[\s>?*]{0,8})(?:Suite|Ste|Apt|Apartment|Flat)\.? #?\d{1,5}[A-Z]?(?=[ \t]{0,4}(?:\r?\n|$))/gi;

/** Words that are followed by a number as streets are. */
const notStreet =
  /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b|^(?:Section|Article|Chapter|Page|Table|Figure|Fig|Room|Version|Windows|Boeing|Airbus|Act|Order|Invoice|Number|No|Part|Volume|Vol|Class|Type|Model|Route|Highway|Step|Line|Level|Day|Week|Year|Group|Item|Note|Rule|Psalm|Phase|Unit|Lot|Gate|Flight|Train|Bus|Channel|Episode|Season|Round|Game|Match|Test|Ticket|Issue|Build|Release)\b/;

/** Weight of a form that is hardly anything else. */
const weight = 1.2;

/** Four digits may also be a year or any number: a word nearby, or a line of its own, must speak for them. */
function weightOfCode(text: string, match: RegExpExecArray | RegExpMatchArray): number {
  const { behind, before, american: last } = match.groups ?? {};
  if (!/^\d{4}$/.test(behind ?? before ?? last ?? '')) return 0.8;
  const start = match.index ?? 0;
  const end = start + match[0].length;
  const opens = start === 0 || text[start - 1] === '\n';
  const closes = end === text.length || text[end] === '\n';
  const isLine = opens && closes && text.includes('\n');
  return isLine ? 0.5 : -1;
}

/** Length of an address without the full stop of its sentence, which is none of an abbreviation. */
function withoutStop(found: string): number {
  return found.replace(/(?<=\p{L}{4}|\d)[.,]+$/u, '').length;
}

/** Adds the streets in `text`. */
export function findStreets(text: string, hits: Hits): void {
  if (text.length < 8 || !text.includes(' ') || !/\d/.test(text) || !/\p{Lu}/u.test(text)) return;
  for (const match of allMatches(text, street)) {
    hits.add(match.index, match.index + withoutStop(match[0]), weight);
  }
  for (const match of allMatches(text, military))
    hits.add(match.index, match.index + match[0].length, 2);
  for (const match of allMatches(text, doorLine))
    hits.add(match.index, match.index + match[0].length, 0.6);
  for (const match of allMatches(text, byTown)) {
    if (notStreet.test(match[0])) continue;
    hits.add(match.index, match.index + withoutStop(match[0]), weightOfCode(text, match));
  }
}
