/** Names of persons, by the name of the field; bare `name` needs a person beside it or a given name. */
import { type Candidate, type Detector, deepScan, type Hits } from '../detector.ts';
import { plainLetters } from '../names.ts';
import { isMasked, isPlaceholder, isReference } from '../value.ts';
import { never } from '../weigh.ts';
import { givenNames } from './given-names.ts';
import { nameFields, partyFields, roleFields } from './name-fields.ts';

/** Words of a name: letters with marks, apostrophes, hyphens, full stops of initials. */
const form =
  /^[\p{L}\p{M}][\p{L}\p{M}'`\u2019.\u00b7-]*(?:(?:,\s?|\s(?:& )?)['\u2019]?[\p{L}\p{M}(][\p{L}\p{M}'`\u2019.\u00b7\-)]*){0,6}$/u;

/** Words that no name of a person ends in. */
const organisations =
  /\b(?:inc|llc|ltd|gmbh|ag|corp|co|plc|sarl|sas|sa|srl|spa|bv|nv|kg|oy|ab|as|company|group|bank|university|school|hospital|store|shop|hotel|department|team|service|services|systems|solutions|technologies|industries|airport|airlines|airways|station|museum|college|institute|foundation|association|clinic|pharmacy|restaurant|cafe|resort|mall|market|park|county|international)\.?$/i;

/** `report.pdf`, `main.js`. */
const fileName = /^\S+\.[a-z][a-z0-9]{1,3}$/;

/** Two words or more, each but particles with a capital; or in a script without capitals. */
const severalWords =
  /^\p{Lu}[\p{L}\p{M}'\u2019.-]*,?(?: (?:\p{Ll}{1,3}|\p{Lu}[\p{L}\p{M}'\u2019.-]*)){0,4} (?:[dl]['\u2019])?\p{Lu}[\p{L}\p{M}'\u2019.-]*$|^[\p{Lo} \u30fb]{2,12}$/u;

/** What a text is as a person's name: `never`, or more the surer. */
function weightOfName(text: string): number {
  const value = text.trim();
  if (value.length > 80 || !form.test(value)) return never;
  if (value.length < 2 && !/\p{Lo}/u.test(value)) return never;
  if (isMasked(value) || isPlaceholder(value) || isReference(value)) return never;
  if (organisations.test(value) || fileName.test(value)) return never;
  const words = plainLetters(value)
    .toLowerCase()
    .split(/[\s,]+/);
  const known = words.some((word) => givenNames.has(word));
  const capital = /^\p{Lu}/u.test(value) || /^\p{Lo}/u.test(value);
  if (known && words.length > 1 && capital) return 2;
  if (known && capital) return 1;
  // Names written small or without any capitals (Chinese, Arabic) are names where the field says so.
  return capital ? -1.6 : -2;
}

const word = "\\p{Lu}[\\p{L}\\p{M}'\\u2019-]{0,30}";
const spokenName = `${word}(?: (?:(?:van|von|de|da|di|del|della|der|den|dos|la|le|bin|al|el|y|ter|ten) ){0,2}(?:${word}|\\p{Lu}\\.)){0,3}`;
const lead = '(?<![\\p{L}\\p{N}./@-])';

/** Titles before a name: `Dear Mr. Smith`, `Frau Schulz`. `Dr.` and `Sr.` also end streets and begin posts. */
const titled = new RegExp(
  `${lead}(?:(?:Mr|Mrs|Ms|Mme|Mlle|Dott|Sra|Srta|Dhr|Mevr|Prof)\\.? |(?:Miss|Herrn?|Frau|Madame|Monsieur|Mademoiselle|Se\u00f1ora?|Se\u00f1orita|Do\u00f1a|Signora?|Senhora?|Meneer|Mevrouw) |(?<=(?:Dear|[Ss]ee|[Bb]y|[Ww]ith|[Ff]rom|[Tt]o|[Ff]or|and|Hi|Hello|:|,|^) ?)Dr\\.? |(?<=(?:[Ee]l|al|del|[Ee]stimado|[Pp]rezado|o|ao) )Sr\\. )(${spokenName})`,
  'gu',
);

/** What stands before a name in a sentence; the name's first word must be a given name. */
const addressed = new RegExp(
  `${lead}(?:[Pp]atient|[Cc]ustomer|[Cc]lient|[Ee]mployee|[Pp]assenger|[Mm]ember|[Nn]amed|[Mm]y name is|I am|I'm|[Tt]his is|Dear|Hi|Hello|Hey|Liebe|Lieber|Hallo|Bonjour|Cher|Ch\u00e8re|Estimado|Estimada|Querido|Querida|Hola|Gentile|Caro|Cara|Ciao|Prezado|Prezada|Ol\u00e1|Beste|Geachte|[Mm]e llamo|[Mm]i nombre es|[Jj]e m'appelle|[Ii]ch bin|[Ii]ch hei\u00dfe|[Mm]ein Name ist|[Mm]i chiamo|[Mm]eu nome \u00e9|[Ii]k ben|[Mm]ijn naam is|[Pp]atiente?|[Cc]liente|[Pp]aciente|[Pp]aziente|Kunde|Kundin|[Kk]lant),? (${spokenName})`,
  'gu',
);

/** What stands before a person and nothing else, in a text that also speaks of a person's data. */
const introduced = new RegExp(
  `${lead}(?:[Pp]atient|[Pp]assenger|[Mm]y name is|[Mm]e llamo|[Mm]i nombre es|[Jj]e m'appelle|[Mm]ein Name ist|[Mm]i chiamo|[Mm]eu nome \u00e9|[Mm]ijn naam is) (${spokenName})`,
  'gu',
);

/** `Name:` in a form whose other lines speak of a person as well. */
const entered = new RegExp(
  `(?:^|[\\s,;>])(?:[Ff]ull )?(?:[Nn]ame|NAME|[Nn]ombre|[Nn]om|[Nn]ome|[Nn]aam)(?: completo| complet)?\\s?: ?(${spokenName})`,
  'gu',
);
const personalLines =
  /\b(?:dob|birth|geb(?:oren|urt)|phone|tel|e-?mail|address|anschrift|adresse|direcci[o\u00f3]n|indirizzo|patient|ssn|passport)/i;

function addMatches(
  text: string,
  pattern: RegExp,
  hits: Hits,
  weigh: (name: string) => number,
): void {
  for (const match of text.matchAll(pattern)) {
    const end = match.index + match[0].length;
    const weight = weigh(match[1]);
    if (weight > never) hits.add(end - match[1].length, end, weight);
  }
}

export const name: Detector = {
  id: 'pii.name',
  class: 'pii.name',
  extent: 'name',
  shapes: 0,
  // Nothing is learnt of a field from what only its name can tell.
  chance: 1,
  fields: nameFields,
  value: weightOfName,
  find({ text, shapes, type, field }: Candidate, hits: Hits): void {
    if ((shapes & deepScan) === 0 || type !== 'text' || !text.includes(' ')) return;
    // Short values of fields are titles of songs and the like; sentences are longer or stand alone.
    if (text.length < 32 && field.steps.length > 0) return;
    addMatches(text, titled, hits, () => 1.5);
    addMatches(text, addressed, hits, (spoken) => {
      const first = plainLetters(spoken.split(' ', 1)[0]).toLowerCase();
      return givenNames.has(first) ? 1.5 : never;
    });
    if (!personalLines.test(text)) return;
    addMatches(text, introduced, hits, (spoken) => (spoken.includes(' ') ? 1 : never));
    addMatches(text, entered, hits, (spoken) => (spoken.includes(' ') ? 1 : never));
  },
};

/** A person by what it is to the record: a value of several words, as others may be codes. */
function weightOfPerson(text: string): number {
  return severalWords.test(text.trim()) ? weightOfName(text) : never;
}

export const role: Detector = {
  id: 'pii.name.role',
  class: 'pii.name',
  shapes: 0,
  fields: roleFields.map((name) => `$${name}`),
  value: weightOfPerson,
};

export const party: Detector = {
  id: 'pii.name.party',
  class: 'pii.name',
  shapes: 0,
  fields: partyFields.map((name) => `$${name}`),
  value(text) {
    const weight = weightOfPerson(text);
    return weight > 0 ? weight : never;
  },
};
