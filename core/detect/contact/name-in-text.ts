/**
 * Names of persons in running text, where something says that they are: a title, a salutation, a
 * label, or a given name with a surname behind it. For scans; no shape shows them.
 */
import type { Hits } from '../detector.ts';
import { plainLetters } from '../names.ts';
import { never } from '../weigh.ts';
import { givenNames } from './given-names.ts';

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
  `${lead}(?:[Pp]atient|[Pp]assenger|[Mm]y name is|[Mm]e llamo|[Mm]i nombre es|[Jj]e m'appelle|[Mm]ein Name ist|[Mm]i chiamo|[Mm]eu nome \u00e9|[Mm]ijn naam is) (${word}, ${word}(?=,)|${spokenName})`,
  'gu',
);

/** `Name:` in a form whose other lines speak of a person as well. */
const entered = new RegExp(
  `(?:^|[\\s,;>])(?:[Ff]ull )?(?:[Nn]ame|NAME|[Nn]ombre|[Nn]om|[Nn]ome|[Nn]aam)(?: completo| complet)?\\s?: ?(${word}, ${word}(?![\\p{L} ]*:)|${spokenName})`,
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

/** A given name and a surname, neither of them part of a longer name or of an address. */
const plain = new RegExp(
  `(?<![\\p{L}\\p{N}./@_-]|\\d[\\p{L},]? |\\p{Lu}[\\p{L}'\\u2019-]{0,30}\\.? |(?:rue|avenue|calle|via|rua|plaza|piazza) )(${word} (?:\\p{Lu}\\. )?(?:(?:van|von|de|da|di|del|der|den|dos|la|le|bin|al|el) ){0,2}\\p{Lu}[\\p{L}\\p{M}'\\u2019-]{1,25})(?![\\p{L}\\p{N}@/_-]|,? ?\\d)`,
  'gu',
);

/** Given names that are words, places or brands as well. */
const doubtful = new Set(
  (
    'mark will may april june grace hope joy victoria jordan charlotte madison jackson austin chase jade ruby rose lily ' +
    'daisy max jan sun wei li an jo pat dolores pilar rosa sol alba mercedes angel jesus jean lea alice ming jing hui yan ' +
    'lei jun bell sandy iris fleur roos greta gaia aurora logan mason tyler morgan riley taylor casey harper douglas ' +
    'santiago lourdes jack oscar leo gloria virginia carolina florence adrian marina sofia diego ben harry sara kate eva'
  ).split(' '),
);

/** What no surname is: `Hotel`, `Street`, `Award`. */
const notSurname =
  /^(?:Inc|LLC|Ltd|GmbH|Corp|Company|Group|Bank|University|School|Hospital|Store|Shop|Hotel|Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Court|Park|River|Islands?|City|County|Airport|Station|Museum|College|Institute|Foundation|Theorem|Algorithm|Day|Award|Prize|Licen[sc]e|Square|Bridge|Lake|Beach|Bay|Hills?|Cathedral|Church|Stadium|Arena|Center|Centre|Place|Way|Flat|Books?|Press|Pro|Plus|Watch|Lamp|Chair|Table|Sofa|Guitar|Server|Cloud|Service|Agency|Code)$/;

function isPlainName(spoken: string): boolean {
  const words = spoken.split(' ');
  const first = plainLetters(words[0]).toLowerCase().split('-', 1)[0];
  return givenNames.has(first) && !doubtful.has(first) && !notSurname.test(words[words.length - 1]);
}

/** Shorter values of fields are not taken for sentences. */
const fieldTextMin = 64;

/** Adds the names in `text`, which stands alone or in a field of a record. */
export function findNames(text: string, inField: boolean, hits: Hits): void {
  addMatches(text, titled, hits, () => 1.5);
  addMatches(text, addressed, hits, (spoken) => {
    const first = plainLetters(spoken.split(' ', 1)[0]).toLowerCase();
    return givenNames.has(first) ? 1.5 : never;
  });
  // Fields hold titles and brands named after people; sentences of some length less so.
  if (!inField || text.length >= fieldTextMin)
    addMatches(text, plain, hits, (spoken) => (isPlainName(spoken) ? 0.7 : never));
  if (!personalLines.test(text)) return;
  addMatches(text, introduced, hits, (spoken) => (spoken.includes(' ') ? 1 : never));
  addMatches(text, entered, hits, (spoken) => (spoken.includes(' ') ? 1 : never));
}
