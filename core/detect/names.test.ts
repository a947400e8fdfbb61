import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtins } from './builtins.ts';
import { NameIndex, wordsOf } from './names.ts';

const index = new NameIndex(builtins);

function named(path: string, resource = 'kafka:t'): string[] {
  return index
    .field(resource, path.split('.'))
    .named.map((at) => builtins[at].id)
    .sort();
}

test('names are cut into words', () => {
  assert.deepEqual(wordsOf('creditCardNumber'), ['credit', 'card', 'number']);
  assert.deepEqual(wordsOf('E_MAIL-Address2'), ['e', 'mail', 'address', '2']);
  assert.deepEqual(wordsOf('clientIPv4'), ['client', 'i', 'pv', '4']);
  assert.deepEqual(wordsOf('HTTPServer'), ['http', 'server']);
  assert.deepEqual(wordsOf('Straße Número'), ['strasse', 'numero']);
  assert.deepEqual(wordsOf('__'), []);
});

test('fields are known by their names in several languages', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['email', 'pii.email'],
    ['customer.contactEmail', 'pii.email'],
    ['user_email_address', 'pii.email'],
    ['Telefonnummer', 'pii.phone'],
    ['numéro_de_téléphone', 'pii.phone'],
    ['geburtsdatum', 'pii.dob'],
    ['fecha_de_nacimiento', 'pii.dob'],
    ['data_di_nascita', 'pii.dob'],
    ['card.number', 'pci.pan'],
    ['payment.creditCardNumber', 'pci.pan'],
    ['address.street', 'pii.address'],
    ['Kontonummer', 'fin.account'],
    ['codiceFiscale', 'pii.id.it'],
    ['burgerservicenummer', 'pii.id.nl'],
    ['people[].ssn'.replace('[]', '.[]'), 'pii.ssn'],
    ['customer.name', 'pii.name'],
    ['emails.[].value', 'pii.email'],
    ['phoneNumbers.[].value', 'pii.phone'],
    ['phones.home', 'pii.phone'],
    ['addresses.[].formatted', 'pii.address'],
    ['name.first', 'pii.name'],
    ['телефон', 'pii.phone'],
    ['生年月日', 'pii.dob'],
    ['user', 'pii.username'],
    ['birthdays.[].text', 'pii.dob'],
    ['shipping.address.line1', 'pii.address'],
    ['travelers.name.lastName', 'pii.name'],
    ['CUST_ADDR_LN_1', 'pii.address'],
    ['CUST_ADDR_PSTL_CD', 'pii.address.postal_code'],
    ['pat_last_nm', 'pii.name'],
    ['voornaam', 'pii.name'],
    ['client_secret', 'secret.generic'],
    ['dbPassword', 'secret.password'],
  ];
  for (const [path, id] of cases) assert.ok(named(path).includes(id), path);
});

test('names about a thing are not the thing', () => {
  for (const path of [
    'email_verified',
    'email_count',
    'phone_type',
    'product_name',
    'product.name',
    'file_name',
    'password_changed_at',
    'next_page_token',
    'token_type',
    'card_type',
    'ip_version',
    'address_id',
    'ssn_last4',
  ]) {
    assert.deepEqual(named(path), [], path);
  }
});

test('a bare name needs a person beside it', () => {
  assert.deepEqual(named('name'), []);
  assert.ok(named('name', 'mysql:shop.customers').includes('pii.name'));
  assert.ok(named('passenger.name').includes('pii.name'));
  assert.deepEqual(named('product.name', 'mysql:shop.customers'), []);
});

test('names of other things speak against numbers', () => {
  for (const path of ['order_no', 'trackingNumber', 'isbn', 'created_at', 'commit_sha', 'imei']) {
    assert.equal(index.field('kafka:t', [path]).other, true, path);
  }
  assert.equal(index.field('kafka:t', ['c7']).other, false);
});

test('the nearest noun says whether a name is a person\u2019s', () => {
  assert.ok(named('name', 'mysql:shop_customers').includes('pii.name'));
  assert.ok(named('customer.name').includes('pii.name'));
  for (const [path, resource] of [
    ['name', 'mysql:customer_products'],
    ['customer.company.name', 'kafka:t'],
    ['branches.[].name', 'kafka:users'],
  ]) {
    assert.ok(!named(path, resource).includes('pii.name'), path);
  }
});

test('what only ends a name is not found in the middle of one', () => {
  for (const path of ['user_theme', 'login_method', 'owner_team', 'customer_tier']) {
    assert.deepEqual(named(path), [], path);
  }
});

test('a name is known with each of the words for a number', () => {
  for (const name of ['card_number', 'card_no', 'cardNum', 'CARD_NBR', 'cardnr', 'card-nr']) {
    assert.ok(named(name).includes('pci.pan'), name);
  }
  for (const name of ['numero_compte', 'n° de compte', 'num compte', 'numéro de compte']) {
    assert.deepEqual(named(name), ['fin.account'], name);
  }
});

test('letters that look like Latin ones are read as such in a Latin word', () => {
  assert.deepEqual(named('сard_numbеr'), named('card_number'));
  assert.deepEqual(named('pаssport'), ['pii.passport']);
  assert.ok(named('номер карты').includes('pci.pan'));
});

test('a person behind a name says whose it is', () => {
  assert.deepEqual(named('bsn_patient'), ['pii.id.nl']);
  assert.deepEqual(named('ssn_spouse'), named('spouse_ssn'));
});
