/** Names of persons, by the name of the field; bare `name` needs a person beside it or a given name. */
import type { Detector } from '../detector.ts';
import { plainLetters } from '../names.ts';
import { isMasked, isPlaceholder, isReference } from '../value.ts';
import { never } from '../weigh.ts';
import { givenNames } from './given-names.ts';

/** Words of a name: letters with marks, apostrophes, hyphens, full stops of initials. */
const form =
  /^[\p{L}\p{M}][\p{L}\p{M}'\u2019.-]*(?:(?:,\s?|\s)[\p{L}\p{M}(][\p{L}\p{M}'\u2019.\-)]*){0,6}$/u;

/** Words that no name of a person ends in. */
const organisations =
  /\b(?:inc|llc|ltd|gmbh|ag|corp|co|plc|sarl|sas|sa|srl|spa|bv|nv|kg|oy|ab|as|company|group|bank|university|school|hospital|store|shop|hotel|department|team|service|services|systems|solutions|technologies|industries|airport|airlines|airways|station|museum|college|institute|foundation|association|clinic|pharmacy|restaurant|cafe|resort|mall|market|park|county|international)\.?$/i;

export const name: Detector = {
  id: 'pii.name',
  class: 'pii.name',
  extent: 'name',
  shapes: 0,
  fields: [
    '*name',
    'full name',
    'fullname',
    'first name',
    'firstname',
    'fname',
    'given name',
    'givenname',
    'forename',
    'last name',
    'lastname',
    'lname',
    'surname',
    'family name',
    'familyname',
    'middle name',
    'middlename',
    'maiden name',
    'birth name',
    '*legal name',
    'preferred name',
    '*display name',
    'person name',
    'customer name',
    'client name',
    'patient name',
    'employee name',
    'contact name',
    'user full name',
    'cardholder name',
    'card holder name',
    'name on card',
    'nameoncard',
    'cardholder',
    'card holder',
    'account holder',
    'accountholder',
    'account holder name',
    'account owner',
    'beneficiary name',
    'recipient name',
    'sender name',
    'owner name',
    'guest name',
    'passenger name',
    'driver name',
    'author name',
    'mother s maiden name',
    'mothers maiden name',
    'mother maiden name',
    'emergency contact name',
    'spouse name',
    'student name',
    'teacher name',
    'member name',
    'doctor name',
    'physician name',
    '*provider name',
    'signatory',
    'billing name',
    'shipping name',
    'holder name',
    'vorname',
    'nachname',
    'familienname',
    'zuname',
    'rufname',
    'geburtsname',
    'kontoinhaber',
    'karteninhaber',
    'kundenname',
    'vollstaendiger name',
    'ansprechpartner',
    'prenom',
    '*nom',
    'nom de famille',
    'nom complet',
    'nom famille',
    'nom client',
    'nom prenom',
    '*nombre',
    'nombre completo',
    'nombre cliente',
    'apellido',
    'apellidos',
    'primer apellido',
    'segundo apellido',
    'titular',
    'nome completo',
    '*nome',
    'nome cliente',
    'cognome',
    'intestatario',
    'primeiro nome',
    'ultimo nome',
    'sobrenome',
    'apelido',
    'nome do cliente',
    'voornaam',
    'achternaam',
    'familienaam',
    'volledige naam',
    '*naam',
    'tussenvoegsel',
    'klantnaam',
  ],
  value(text) {
    const value = text.trim();
    if (value.length < 2 || value.length > 80 || !form.test(value)) return never;
    if (isMasked(value) || isPlaceholder(value) || isReference(value)) return never;
    if (organisations.test(value)) return never;
    const words = plainLetters(value)
      .toLowerCase()
      .split(/[\s,]+/);
    const known = words.some((word) => givenNames.has(word));
    const capital = /^\p{Lu}/u.test(value) || /^\p{Lo}/u.test(value);
    if (known && words.length > 1 && capital) return 2;
    if (known && capital) return 1;
    // Names written small or without any capitals (Chinese, Arabic) are names where the field says so.
    return capital ? -1.6 : -2;
  },
};
