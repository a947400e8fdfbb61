/** Names of persons, by the name of the field; bare `name` needs a person beside it or a given name. */
import { type Candidate, type Detector, deepScan, type Hits } from '../detector.ts';
import { plainLetters } from '../names.ts';
import { isMasked, isPlaceholder, isReference } from '../value.ts';
import { never } from '../weigh.ts';
import { furtherNames } from './further-names.ts';
import { givenNames } from './given-names.ts';
import { initialFields, nameFields, partFields, partyFields, roleFields } from './name-fields.ts';
import { findNames, organisations } from './name-in-text.ts';
import { isLogin } from './username.ts';

/** Words of a name: letters with marks, apostrophes, hyphens, full stops of initials. */
const form =
  /^[\p{L}\p{M}][\p{L}\p{M}'`\u2019.\u00b7\u200c-]*(?:(?:,\s?|\s{1,3}(?:& )?)['\u2019]?[\p{L}\p{M}(][\p{L}\p{M}'`\u2019.\u00b7\u200c\-)]*){0,6}$/u;

/** `My App`, `Admin Console`. */
const programs =
  /(?:^|\s)(?:app|apps|application|api|portal|console|client|server|service|dashboard|bot|cli|sdk|demo)$/i;

/** What is sold under the names of people: `Paul Smith Wallet`. No surnames of note. */
const wares = new Set(
  (
    'wallet shirt shirts t-shirt polo jeans jacket sweater hoodie dress skirt shoes boots sneakers sandals socks belt ' +
    'scarf gloves sunglasses handbag backpack bracelet necklace earrings perfume parfum lipstick mascara shampoo ' +
    'mug keyboard mouse headphones headset laptop phone tablet camera charger cable adapter monitor printer router ' +
    'sofa mattress pillow blanket towel carpet desk kettle toaster blender vacuum set kit bundle edition collection ' +
    'box pack vol volume dvd poster puzzle ticket tickets voucher subscription membership plan sale discount promo ' +
    'cake cakes cookies coffee chocolate whiskey whisky vodka wine sauce'
  ).split(' '),
);

function isWare(text: string): boolean {
  const at = text.lastIndexOf(' ');
  return at > 0 && wares.has(text.slice(at + 1).toLowerCase());
}

/** `X, Y and Z`: a firm of several. */
const partners = /, .+ (?:and|und|et|y|e|og|och|en|&) /;

/** `report.pdf`, `main.js`. */
const fileName = /^\S+\.[a-z][a-z0-9]{1,3}$/;

/** Two words or more, each but particles with a capital; or in a script without capitals. */
const severalWords =
  /^\p{Lu}[\p{L}\p{M}'\u2019.-]*,?(?: (?:\p{Ll}{1,3}|\p{Lu}[\p{L}\p{M}'\u2019.-]*)){0,4} (?:[dl]['\u2019])?\p{Lu}[\p{L}\p{M}'\u2019.-]*$|^[\p{Lo} \u30fb]{2,12}$/u;

/** What stands in none of the forms here. */
const excluded = '0123456789@/\\:;=<>#$%*+?!"^_{}|~[]';

/** `Kelly Park`: a surname as well, alone or where a given name stands before it and nothing else. */
const surnamesToo = new Set(
  'park mall market county company church kitchen press station college as sa ab co oy'.split(' '),
);

function isSurname(text: string): boolean {
  const words = text.toLowerCase().split(' ');
  if (!surnamesToo.has(words[words.length - 1])) return false;
  return words.length === 1 || (words.length === 2 && givenNames.has(words[0]));
}

/** What a text is as a person's name: `never`, or more the surer. */
function weightOfName(text: string): number {
  const value = text.trim();
  if (value.length > 80 || !form.test(value)) return never;
  if (value.length < 2 && !/\p{Lo}/u.test(value)) return never;
  if (isMasked(value) || isPlaceholder(value) || isReference(value)) return never;
  const isFirm = organisations.test(value) && !isSurname(value);
  if (isFirm || programs.test(value) || partners.test(value)) return never;
  if (fileName.test(value) || isWare(value)) return never;
  // A login is a name only where nothing else speaks for a login.
  if (isLogin(value)) return -3.5;
  const words = plainLetters(value)
    .toLowerCase()
    .split(/[\s,]+/);
  const known = words.some((word) => givenNames.has(word));
  const capital = /^\p{Lu}/u.test(value) || /^\p{Lo}/u.test(value);
  if (known && words.length > 1 && capital) return 2;
  if (known && capital) return 1;
  // A family and a given name in the characters of China, Japan or Korea, parted by a space.
  if (/^\p{Lo}{1,4}[ \u3000][\p{Lo}\u30fc]{1,6}$/u.test(value)) return 0;
  // Names written small or without any capitals (Chinese, Arabic) are names where the field says so.
  return capital ? -1.6 : -2;
}

export const name: Detector = {
  id: 'pii.name',
  class: 'pii.name',
  extent: 'name',
  shapes: 0,
  // Nothing is learnt of a field from what only its name can tell.
  chance: 0.9,
  fields: [...nameFields, ...partFields],
  value: weightOfName,
  excluded,
  find({ text, shapes, type, field }: Candidate, hits: Hits): void {
    if ((shapes & deepScan) === 0 || type !== 'text' || !text.includes(' ')) return;
    // Short values of fields are titles of songs and the like; sentences are longer or stand alone.
    if (text.length < 32 && field.steps.length > 0) return;
    findNames(text, field.steps.length > 0, hits);
  },
};

/** First letters of further names, with or without a full stop. */
export const initial: Detector = {
  id: 'pii.name.initial',
  class: 'pii.name',
  shapes: 0,
  fields: initialFields,
  value: (text) => (/^\p{Lu}\.?(?:[ -]?\p{Lu}\.?){0,3}$/u.test(text.trim()) ? -1 : never),
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
  excluded,
};

export const party: Detector = {
  id: 'pii.name.party',
  class: 'pii.name',
  shapes: 0,
  fields: partyFields.map((name) => `$${name}`),
  excluded,
  value(text) {
    const weight = weightOfPerson(text);
    if (weight > 0 || weight <= never) return weight;
    const [first] = plainLetters(text.trim()).toLowerCase().split(/[\s-]/, 1);
    return furtherNames.has(first) ? 1 : never;
  },
};
