import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allShapes } from '../../kernels/shapes.ts';
import type { Finding } from '../detector.ts';
import { createDetection, deepScan } from '../index.ts';

/** What a scan of data at rest finds in a sentence, of one class. */
function found(text: string, className: string): string[] {
  const detection = createDetection();
  const findings: Finding[] = [];
  detection.inspect(text, 'text', allShapes | deepScan, detection.field('', []), findings);
  return findings
    .filter((finding) => finding.class === className)
    .map(({ start, end }) => text.slice(start, end));
}

test('a bank code beside its name, not words in capitals', () => {
  assert.deepEqual(found('SWIFT BKCHCNBJ', 'fin.bic'), ['BKCHCNBJ']);
  assert.deepEqual(found('BIC: DEUTDEFF500, thank you', 'fin.bic'), ['DEUTDEFF500']);
  assert.deepEqual(found('SWIFT DOCUMENT REQUIRED', 'fin.bic'), []);
});

test('the month that a card is good through, in letters', () => {
  assert.deepEqual(found('valid thru Dec 2027', 'pci.expiry'), ['Dec 2027']);
  assert.deepEqual(found('card 4111 1111 1111 1111 exp 2027-12', 'pci.expiry'), ['2027-12']);
  assert.deepEqual(found('the offer expires Dec 2027', 'pci.expiry'), []);
});

test('a diagnosis behind a word for it, with a dot or without', () => {
  assert.deepEqual(found('ICD-10 code J45909', 'med.icd10'), ['J45909']);
  assert.deepEqual(found('diagnosed with E11.9', 'med.icd10'), ['E11.9']);
  assert.deepEqual(found('diagnosed with B12 deficiency', 'med.icd10'), []);
});

test('My Number by its check, in spite of the telephones that are called so', () => {
  assert.deepEqual(found('My number: 123456789018', 'pii.id.jp'), ['123456789018']);
  assert.deepEqual(found('My number: 123456789019', 'pii.id.jp'), []);
});

test('a Medicare number as cards print it', () => {
  assert.deepEqual(found('Patient 1EG4-TE5-MK73 came', 'med.insurance'), ['1EG4-TE5-MK73']);
  assert.deepEqual(found('Patient 1SG4-TE5-MK73 came', 'med.insurance'), []);
});

test('key words in scripts that put no spaces between words', () => {
  assert.deepEqual(found('彼のマイナンバー（123456789018）を登録しました', 'pii.id.jp'), [
    '123456789018',
  ]);
  assert.deepEqual(found('私の個人番号は123456789018です', 'pii.id.jp'), ['123456789018']);
  assert.deepEqual(found('彼の番号（123456789018）を登録しました', 'pii.id.jp'), []);
});

test('a short number of a record behind its name', () => {
  assert.deepEqual(found('MRN 930122 admitted', 'med.mrn'), ['930122']);
  assert.deepEqual(found('ward 930122 admitted', 'med.mrn'), []);
});

test('the code of a card under names that other numbers have, where a card stands beside it', () => {
  assert.deepEqual(found('CID 1234 of 378282246310005', 'pci.cvv'), ['1234']);
  assert.deepEqual(found('CID 1234 of the order 37828224', 'pci.cvv'), []);
});
