/** Postal addresses, by the name of the field. */
import type { Detector } from '../detector.ts';
import { isMasked, isPlaceholder, isReference } from '../value.ts';
import { never } from '../weigh.ts';

const lines: readonly string[] = [
  'address',
  'address line',
  'address line 1',
  'address line 2',
  'address line1',
  'address line2',
  'address1',
  'address2',
  'addr',
  'addr1',
  'addr2',
  'addr line',
  'street',
  'street address',
  'street name',
  'street line',
  'street 1',
  'street 2',
  'street1',
  'street2',
  'mailing address',
  'postal address',
  'home address',
  'residential address',
  'residence',
  'billing address',
  'shipping address',
  'delivery address',
  'full address',
  'house number',
  'address text',
  'formatted address',
  'adresse',
  'anschrift',
  'postanschrift',
  'wohnadresse',
  'lieferadresse',
  'rechnungsadresse',
  'strasse',
  'strasse hausnummer',
  'hausnummer',
  'rue',
  'voie',
  'adresse postale',
  'adresse ligne 1',
  'domicile',
  'direccion',
  'direccion postal',
  'calle',
  'domicilio',
  'indirizzo',
  'via',
  'indirizzo residenza',
  'residenza',
  'endereco',
  'morada',
  'rua',
  'logradouro',
  'adres',
  'straat',
  'straatnaam',
  'huisnummer',
  'woonadres',
  'postadres',
];

const codes: readonly string[] = [
  'zip',
  'zip code',
  'zipcode',
  'postal code',
  'postalcode',
  'post code',
  'postcode',
  'plz',
  'postleitzahl',
  'code postal',
  'codigo postal',
  'cap',
  'cep',
  'address zip',
  'address postal code',
  'address postcode',
  'address plz',
  'zip plus 4',
];

const towns: readonly string[] = [
  'address city',
  'address town',
  'billing city',
  'shipping city',
  'home city',
  'adresse ville',
  'adresse ort',
];

const postal = /^[A-Z0-9]{2,5}[ -]?[A-Z0-9]{0,5}$/i;

export const address: Detector = {
  id: 'pii.address',
  class: 'pii.address',
  extent: 'clause',
  shapes: 0,
  fields: lines,
  value(text) {
    const value = text.trim();
    if (value.length < 3 || value.length > 300 || isMasked(value) || isPlaceholder(value))
      return never;
    if (isReference(value) || /^[a-z]+:\/\//i.test(value) || value.includes('@')) return never;
    if (/^[0-9a-fx:.]+$/i.test(value) && /[.:x]/i.test(value)) return never;
    if (!/\p{L}{2}/u.test(value) || /^[\w.-]+:\d+$/.test(value)) return never;
    // Without a number it is an address only where a field says so.
    return /\d/.test(value) ? 0.5 : -3.6;
  },
};

export const postalCode: Detector = {
  id: 'pii.address.postal_code',
  class: 'pii.address',
  shapes: 0,
  fields: codes,
  types: ['integer'],
  value(text) {
    const value = text.trim();
    return value.length >= 3 && value.length <= 10 && postal.test(value) && /\d/.test(value)
      ? -1
      : never;
  },
};

export const town: Detector = {
  id: 'pii.address.town',
  class: 'pii.address',
  shapes: 0,
  fields: towns,
  value: (text) => (/^\p{Lu}[\p{L}'. -]{1,60}$/u.test(text.trim()) ? -1 : never),
};
