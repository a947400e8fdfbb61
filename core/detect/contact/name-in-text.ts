/**
 * Names of persons in running text, where something says that they are: a title, a salutation, a
 * label, or a given name with a surname behind it. For scans; no shape shows them.
 */
import type { Hits } from '../detector.ts';
import { plainLetters } from '../names.ts';
import { never } from '../weigh.ts';
import { furtherNames } from './further-names.ts';
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

const fullName = `${word}(?: (?:\\p{Lu}\\.|(?:van|von|de|da|di|del|der|den|dos|la|le|bin|al|el)|${word})){0,2} ${word}`;

/** What a person is, in front of the whole name. */
const inOffice = new RegExp(
  `${lead}(?:(?:[Vv]ice )?[Pp]resident|[Ss]enator|[Cc]ongress(?:wo)?man|[Gg]overnor|[Mm]ayor|[Mm]inister|[Cc]hancellor|Secretary|[Aa]mbassador|Judge|Colonel|Captain|Lieutenant|Sergeant|Sir|Dame|Professor|Inspector|Detective|[Cc]hair(?:wo)?man|Bishop|Archbishop|Cardinal|Rabbi|Sheikh|Pastor|Reverend|[Ss]pokes(?:wo)?man|[Ss]pokesperson|[Cc]oach|captain|singer|songwriter|actor|actress|director|author|writer|novelist|journalist|reporter|commenter|lawyer|attorney|manager|midfielder|striker|defender|goalkeeper|winger|batsman|bowler|champion|golfer|rapper|guitarist|drummer|comedian|politician|economist|analyst|plaintiff|defendant|witness|suspect|teammate|compatriot) (${fullName})(?!\\p{L})`,
  'gu',
);

/** Kin and friends, by name. */
const kin = new RegExp(
  `${lead}(?:[Mm]y|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur) (?:\\p{Ll}{2,10} )?(?:wife|husband|partner|son|daughter|brother|sister|mother|father|kid|child|friend|colleague|boss|boyfriend|girlfriend|fianc\u00e9e?|neighbou?r)(?:'s name)?(?:,| is| named)? (${spokenName})`,
  'gu',
);

/** Who says something: `said Konstantin Chernyshev, an analyst`. */
const quoted = new RegExp(
  `${lead}(?:said|says|added|adds|wrote|writes|explained|asked|replied|recalls) (${fullName})(?=[,.;]| (?:of|from|in|at|who|on)\\b|$)`,
  'gu',
);

/** `My name is` and the like. */
const presented = new RegExp(
  `${lead}(?:[Mm]y name is|[Mm]e llamo|[Mm]i nombre es|[Jj]e m'appelle|[Mm]ein Name ist|[Mm]i chiamo|[Mm]eu nome \u00e9|[Mm]ijn naam is) (${fullName})(?!\\p{L})`,
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
  found: Set<string>,
  weigh: (name: string) => number,
): void {
  for (const match of text.matchAll(pattern)) {
    const end = match.index + match[0].length;
    const weight = weigh(match[1]);
    if (weight <= never) continue;
    hits.add(end - match[1].length, end, weight);
    found.add(match[1]);
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
    'german jordan bill sue grant chase glen kent dean dick drew rod ray guy hank miles robin sandy stan val ' +
    'wade warren clay cliff dawn faith fern ginger hazel holly ivy june lee melody mercy misty myrtle olive opal paige ' +
    'pearl penny sierra stella summer violet georgia chelsea brooke crystal amber candy dolly constance brandy earl duke ' +
    'chester lincoln orlando sydney adelaide alexandria geneva dallas phoenix milan roman angel bo can dan deniz ay nur dev ' +
    'raj jun go goro ren sho shu chi al ed art bart carol gene stone wells tor stig dag per pal liv tone ion luz nieves mar ' +
    'sol lia ida ada asia san lev bola sade ade els harm leen job mai tom ram amber hari uma ann star sky ' +
    'rocky dusty rusty buddy bud sherman custer wellington washington ' +
    'santiago lourdes jack oscar leo gloria virginia carolina florence adrian marina sofia diego ben harry sara kate eva'
  ).split(' '),
);

/** Words that no name of a person ends in: forms of companies, and what firms, offices and sites are. */
const organisationWords = (
  'inc llc ltd gmbh ag corp co plc sarl sas sa srl spa bv nv kg oy ab as company group bank university school hospital ' +
  'store shop hotel department team service services systems solutions technologies industries airport airlines airways ' +
  'station museum college institute foundation association clinic pharmacy restaurant cafe resort mall market park county ' +
  'international corporation incorporated limited sons brothers bros associates partners holding holdings enterprises ' +
  'consulting logistics trading media software labs laboratories capital ventures motors foods pharma pharmaceuticals ' +
  'energy electric insurance investments properties realty stiftung verein kgaa mbh ohg eg fils freres figli hijos ' +
  'asociados associes ltda eireli filhos oyj aps asa stores supplies bakery kitchen garage dental church library ' +
  'council ministry agency support helpdesk desk office newsletter notifications sales billing studio studios records publishing press network networks telecom mobile airline railways'
).replaceAll(' ', '|');

export const organisations = new RegExp(
  `(?<![\\p{L}\\p{M}\\p{N}])(?:${organisationWords}|s\\.a\\.(?:s|u|r\\.l)?|s\\.r\\.l|s\\.p\\.a|s\\.l(?:\\.[nul])?|e\\.[vgk]|b\\.v|n\\.v|d\\.o\\.o|a\\.s|z o\\.o)\\.?$`,
  'iu',
);

/** What stands behind an office and is no person: `President Hotel`, `Coach Company`. */
function isOrdinary(last: string): boolean {
  return notSurname.test(last) || organisations.test(last);
}

/** What no surname is: `Hotel`, `Street`, `Award`. */
const notSurname =
  /^(?:Inc|LLC|Ltd|GmbH|Corp|Company|Group|Bank|University|School|Hospital|Store|Shop|Hotel|Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Court|Park|River|Islands?|City|County|Airport|Station|Museum|College|Institute|Foundation|Theorem|Algorithm|Day|Award|Prize|Licen[sc]e|Square|Bridge|Lake|Beach|Bay|Hills?|Cathedral|Church|Stadium|Arena|Center|Centre|Place|Way|Flat|Books?|Press|Pro|Plus|Watch|Lamp|Chair|Table|Sofa|Guitar|Server|Cloud|Service|Agency|Code)$/;

function isGiven(word: string): boolean {
  const plain = plainLetters(word).toLowerCase().split('-', 1)[0];
  return (givenNames.has(plain) || furtherNames.has(plain)) && !doubtful.has(plain);
}

function lastOf(spoken: string): string {
  return spoken.slice(spoken.lastIndexOf(' ') + 1);
}

function isPlainName(spoken: string): boolean {
  return isGiven(spoken.split(' ', 1)[0]) && !notSurname.test(lastOf(spoken));
}

/** Shorter values of fields are not taken for sentences. */
const fieldTextMin = 64;

/** So many names are looked for again in the text in which they were found. */
const againMax = 8;
const againLengthMin = 4;

/** What was found once is the same person wherever it stands: whole, or the surname alone. */
function findAgain(text: string, names: ReadonlySet<string>, hits: Hits): void {
  for (const spoken of [...names].slice(0, againMax)) {
    const last = lastOf(spoken);
    for (const part of last === spoken ? [spoken] : [spoken, last]) {
      if (part.length < againLengthMin || notSurname.test(part) || isOrdinary(part)) continue;
      for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) {
        const around =
          text.slice(Math.max(0, at - 1), at) + text.slice(at + part.length, at + part.length + 1);
        if (!/[\p{L}\p{N}@_/-]/u.test(around)) hits.add(at, at + part.length, 0.6);
      }
    }
  }
}

/** Adds the names in `text`, which stands alone or in a field of a record. */
export function findNames(text: string, inField: boolean, hits: Hits): void {
  const found = new Set<string>();
  const add = (pattern: RegExp, weigh: (spoken: string) => number) =>
    addMatches(text, pattern, hits, found, weigh);
  const whole = (spoken: string) => (isOrdinary(lastOf(spoken)) ? never : 1);
  add(titled, () => 1.5);
  add(addressed, (spoken) => (isGiven(spoken.split(' ', 1)[0]) ? 1.5 : never));
  add(presented, whole);
  // Fields hold titles and brands named after people; sentences of some length less so.
  if (!inField || text.length >= fieldTextMin) {
    add(plain, (spoken) => (isPlainName(spoken) ? 0.7 : never));
    add(inOffice, whole);
    add(quoted, whole);
    add(kin, (spoken) => (spoken.includes(' ') || isGiven(spoken) ? whole(spoken) : never));
    findAgain(text, found, hits);
  }
  if (!personalLines.test(text)) return;
  add(introduced, (spoken) => (spoken.includes(' ') ? 1 : never));
  add(entered, (spoken) => (spoken.includes(' ') ? 1 : never));
}
