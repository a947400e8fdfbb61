import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eachKeyValue, keyInteger } from './keystring.ts';

/** Time, version, collection, then the key: `_data` of tokens of server 6.0. */
const head = '826B059730000000012B022C0100296E5A1004BE7BBA01220F425F9AECC53F318D00F9';

function valuesIn(hex: string): [string, string, string][] {
  const bytes = Buffer.from(hex, 'hex');
  const found: [string, string, string][] = [];
  eachKeyValue(bytes, (name, kind, start, end) => {
    const text =
      kind === 'integer'
        ? String(keyInteger(bytes, start, end))
        : bytes.toString(kind === 'text' ? 'utf8' : 'hex', start, end);
    found.push([name, kind, text]);
  });
  return found;
}

test('the key of a document is read out of a resume token', () => {
  const text = '463C5F6964003C6164612E6C6F76656C616365406578616D706C652E636F6D000004';
  assert.deepEqual(valuesIn(head + text), [['_id', 'text', 'ada.lovelace@example.com']]);
  const number = '461E5F696400311D36114AD1E38E0004';
  assert.deepEqual(valuesIn(head + number), [['_id', 'integer', '4111111111111111']]);
  const id = '46645F6964006465A1B2C3D4E5F60718293A4B000004';
  assert.deepEqual(valuesIn(head + id), [['_id', 'other', '65a1b2c3d4e5f60718293a4b']]);
});

test('a token without a document has no key', () => {
  assert.deepEqual(valuesIn('826B059730000000012B0229296E04'), []);
});

test('what is not understood is one value, and nothing runs past the end', () => {
  const decimal = '461E5F6964002F0102030405060708090004';
  assert.equal(valuesIn(head + decimal)[0][1], 'other');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      eachKeyValue(bytes, (_name, _kind, start, end) => {
        assert.ok(start <= end && end <= bytes.length);
      });
    }),
    { seed: 20261124 },
  );
});
