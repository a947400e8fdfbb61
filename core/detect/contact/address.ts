/** Postal addresses, by the name of the field. */
import { type Candidate, type Detector, deepScan, type Hits } from '../detector.ts';
import { isMasked, isPlaceholder, isReference } from '../value.ts';
import { never } from '../weigh.ts';
import { findStreets } from './street.ts';

const lines: readonly string[] = [
  'addr ln|addr ln 1|addr ln 2|addr ln 3|adr ln 1|address ln 1|address ln 2|street ln|strt|strt nm|strt addr',
  'address|shipping address line1|shipping address line2|billing address line1|billing address line2|home address line1|mailing address line1|delivery address line1|stras|address line|address line 1|address line 2|address line1|address line2|address1|address2',
  'addr|addr1|addr2|addr line|street|street address|street name|street line|street 1|street 2|street1',
  'street2|mailing address|postal address|home address|residential address|residence|billing address',
  'shipping address|delivery address|full address|address text|formatted address|adresse|anschrift',
  'postanschrift|wohnadresse|lieferadresse|rechnungsadresse|strasse|strasse hausnummer|rue|voie',
  'adresse postale|adresse ligne 1|domicile|direccion|direccion postal|calle|domicilio|indirizzo',
  'indirizzo residenza|residenza|endereco|morada|rua|logradouro|adres|straat|straatnaam|woonadres',
  'postadres|*via|adr|addr line 1|addr line 2|addr line1|addr line2|addr 1|addr 2|addr full|addr text',
  'addr street|street addr|street address 1|street address 2|streetaddr|str hausnr|str nr|strasse nr',
  'strasse und hausnummer|strassenname|strasse hnr|billing line1|billing line2|billing line 1',
  'billing line 2|billing addr|billing street|shipping line1|shipping line2|shipping line 1',
  'shipping line 2|shipping addr|shipping street|address full|address formatted|address lines|address 3',
  'address3|address line 3|address raw|address value|address display|address complement',
  'address description|ship to|ship to address|ship to addr|bill to address|bill to addr',
  'sold to address|ship to street|bill to street|remit to address|cust addr|cust address',
  'customer address|home addr|work addr|work address|office address|permanent address|current address',
  'present address|previous address|correspondence address|legal address|registered address',
  'physical address|thoroughfare|house name|apartment|apartment number|apt no|apt number|po box|pobox',
  'unit number|care of address|delivery point|home location|mailing street|other street',
  'property address|residential street|patient addr|emp addr|pickup address|dropoff address',
  'drop off address|destination address|origin address|postfach|adresszeile|adresszeile 1|adresszeile 2',
  'adresszusatz|heimatadresse|privatadresse|meldeadresse|kundenadresse|empfaengeradresse',
  'lieferanschrift|rechnungsanschrift|adresse 1|adresse 2|adresse1|adresse2|adresse ligne 2',
  'adresse complete|adresse livraison|adresse facturation|adresse domicile|adresse client',
  'complement adresse|complement d adresse|num et rue|nom rue|numero et rue|libelle voie|type voie',
  'vej|vejnavn|veg|end residencial|end comercial|end entrega|end cobranca|dir postal|dir residencia|dir envio|dir domicilio',
  'mail addr|mail addr 1|mail addr 2|mail addr1|mail addr2|mailing addr|mailing addr 1|mail street',
  'direccion 1|direccion 2|direccion1|direccion2|direccion completa|direccion envio|direccion de envio',
  'direccion facturacion|direccion cliente|direccion linea 1|domicilio fiscal|calle y numero',
  'calle numero|nombre calle|colonia|dir cliente|indirizzo 1|indirizzo 2|indirizzo completo',
  'indirizzo spedizione|indirizzo fatturazione|indirizzo cliente|via e numero|domicilio fiscale',
  'endereco 1|endereco 2|endereco completo|endereco entrega|endereco cobranca|endereco cliente',
  'endereco linha 1|complemento endereco|nome rua|bairro|adres 1|adres1|adresregel|adresregel 1',
  'adresregel 2|volledig adres|bezorgadres|factuuradres|afleveradres|klantadres|straat en huisnummer',
  'straat huisnummer|adress|gatuadress|postadress|hemadress|leveransadress|gateadresse|gadenavn|vejnavn',
  'bostedsadresse|katuosoite|osoite|lahiosoite|kotiosoite|ulica|ulice|ulice a cislo|adresa',
  'adresa bydliska|adresa trvaleho pobytu|adres zamieszkania|adres zameldowania|adres korespondencyjny',
  'adresas|adrese|aadress|lakcim|utca|szallitasi cim|adresa domiciliu|domiciliu|acik adres|ev adresi',
  'teslimat adresi|adresi|cadde|mahalle|naslov|kucna adresa|адрес|адрес доставки|улица|адреса|вулиця|地址',
  '住所|住址|详细地址|주소|도로명주소|διεύθυνση|οδός|العنوان',
].flatMap((line) => line.split('|'));

const codes: readonly string[] = [
  'pstl cd|pstl|pst cd|pstl code|postl cd|zip code 4|zipcd|zip code plus 4',
  'zip|adr code|adr zip|address code|pstlz|zip code|zipcode|postal code|postalcode|post code|postcode|plz|postleitzahl|code postal',
  'codigo postal|cap|cep|address zip|address postal code|address postcode|address plz|zip plus 4|cp',
  'post cd|postal cd|zip cd|zip5|zip4|zip plus4|zip postal|zip or postal code|zip postal code',
  'postalcode zip|pin code|pincode|pin cd|eircode|post nr|post no|postnummer|postnr|postinumero',
  'kod pocztowy|psc|iranyitoszam|irsz|cod postal|posta kodu|postanski broj|postna stevilka|pasto kodas',
  'pasta indekss|postiindeks|postleit zahl|code post|codepostal|cod postale|codice avviamento postale',
  'codigopostal|codigo de postal|cod postal cliente|codigo endereco postal|postcode huisnummer',
  'cp domicilio|cp envio|cp livraison|cp facturation|cp client|billing zip|shipping zip',
  'billing postcode|shipping postcode|ship to zip|bill to zip|индекс|почтовый индекс|поштовий індекс|邮编',
  '邮政编码|郵便番号|우편번호|ταχυδρομικός κώδικας',
].flatMap((line) => line.split('|'));

const houses: readonly string[] = [
  'house number|house no|house nr|house num|hausnummer|hausnr|haus nr|hnr|huisnummer|huisnr',
  'numero civico|civico|numero voie|numero de voie|num voie|numero exterior|numero interior',
  'num exterior|num interior|numero porta|address number|address house number|address street number',
  'street number|street no|street num',
].flatMap((line) => line.split('|'));

const towns: readonly string[] = [
  'address city|address town|home address city|mailing address city|delivery address city',
  'shipping address city|billing address city|billing city|shipping city|delivery city|mailing city',
  'ship to city|bill to city|ship city|bill city|home city|residence city|addr city|addr town',
  'adresse ville|adresse ort|anschrift ort|direccion ciudad|domicilio ciudad|indirizzo citta',
].flatMap((line) => line.split('|'));

/** With or without the letters of the country before it: `H-9500`, `LV-1010`, `K1A 0B6`, `110-0005`. */
const postal = /^(?:\p{Lu}{1,2}[- ]|\u3012 ?)?[A-Z0-9]{2,5}[ -]?[A-Z0-9]{0,5}$/iu;

/** Words before an address in a text. */
const whereabouts: readonly string[] = (
  'live lives lived living located reside resides resided residing moved meet delivered deliver taxi wohnt wohne ' +
  'wohnhaft habite reside vive vivo abita abito mora moro woont woon mieszka bydlim lakik asun bor'
).split(' ');

export const address: Detector = {
  id: 'pii.address',
  class: 'pii.address',
  extent: 'clause',
  shapes: 0,
  // Nothing is learnt of a field from what only its name can tell.
  chance: 0.9,
  fields: lines,
  keywords: whereabouts,
  find({ text, shapes, type, field }: Candidate, hits: Hits): void {
    if ((shapes & deepScan) === 0 || type !== 'text' || field.named.has('pii.address')) return;
    findStreets(text, hits);
  },
  value(text) {
    const value = text.trim();
    if (value.length < 3 || value.length > 300 || isMasked(value) || isPlaceholder(value))
      return never;
    if (isReference(value) || /^[a-z+]+:\//i.test(value) || value.includes('@')) return never;
    if (/^[0-9a-fx:.]+$/i.test(value) && /[.:x]/i.test(value)) return never;
    if (/^[\w-]+(?:\.[\w-]+)+$|^[\w.-]+:\d+/.test(value) || !/^["(#]?[\p{L}\p{N}]/u.test(value))
      return never;
    const letters = /\p{L}{2}|\p{L}\.|\p{Lo}/u.test(value);
    // `13/931, 4-B`: houses without the name of a street.
    if (!letters) return /^\p{N}[\p{N}\p{L}]*[/,-]/u.test(value) ? -1 : never;
    // Without a number it is an address only where a field says so.
    if (/\p{N}/u.test(value)) return 0.5;
    return /[ \u0080-\uffff]|^\p{Lu}/u.test(value) ? -3.6 : never;
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
    return value.length >= 3 && value.length <= 11 && postal.test(value) && /\d/.test(value)
      ? -1
      : never;
  },
};

export const house: Detector = {
  id: 'pii.address.house',
  class: 'pii.address',
  shapes: 0,
  fields: houses,
  types: ['integer'],
  value: (text) => (/^\d{1,5} ?[a-z]?(?:[-/]\d{0,4}[a-z]?)?$/i.test(text.trim()) ? -1 : never),
};

export const town: Detector = {
  id: 'pii.address.town',
  class: 'pii.address',
  shapes: 0,
  fields: towns,
  value: (text) => (/^\p{Lu}[\p{L}'. -]{1,60}$/u.test(text.trim()) ? -1 : never),
};
