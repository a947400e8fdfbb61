import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { columnCarrier } from './carriers.ts';
import { charsetOf, isAmbiguousCollation } from './charsets.ts';
import { ColumnFlag, FieldType } from './constants.ts';
import type { Column } from './packets.ts';

const column = (type: number, more: Partial<Column> = {}): Column => ({
  schema: 'hr',
  orgTable: 'staff',
  name: 'c',
  orgName: 'c',
  charset: 63,
  length: 100,
  type,
  flags: 0,
  decimals: 0,
  json: false,
  garbled: false,
  resource: undefined,
  carriers: [undefined, undefined],
  defaultAt: 0,
  ...more,
});

/** What a value reads as, and what it becomes. */
function through(made: Column, binary: boolean, bytes: Uint8Array, value: string) {
  const { carrier, bound } = columnCarrier(made, binary);
  const encoded = carrier.encode(value, bytes, 0, bytes.length, bound);
  return {
    text: carrier.text(bytes, 0, bytes.length),
    encoded: encoded && Buffer.from(encoded),
    zero: Buffer.from(carrier.zero(bytes, 0, bytes.length)),
    nullable: carrier.nullable,
  };
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('integers', () => {
  const unsigned = { flags: ColumnFlag.unsigned };

  test('binary values read by width and sign', () => {
    const minusOne = hex('ffffffffffffffff');
    assert.equal(through(column(FieldType.tiny), true, minusOne.subarray(0, 1), '1').text, '-1');
    assert.equal(through(column(FieldType.short, unsigned), true, hex('ffff'), '1').text, '65535');
    assert.equal(through(column(FieldType.longlong), true, minusOne, '1').text, '-1');
    const big = through(
      column(FieldType.longlong, unsigned),
      true,
      minusOne,
      '18446744073709551615',
    );
    assert.equal(big.text, '18446744073709551615');
    assert.deepEqual(big.encoded, minusOne);
  });

  test('a substitute out of the range of the column does not fit', () => {
    const at = (type: number, value: string, more = {}) =>
      through(column(type, more), true, Buffer.alloc(8), value).encoded;
    assert.equal(at(FieldType.tiny, '128'), undefined);
    assert.deepEqual(at(FieldType.tiny, '-128'), hex('80'));
    assert.equal(at(FieldType.tiny, '-1', unsigned), undefined);
    assert.equal(at(FieldType.int24, '8388608'), undefined);
    assert.deepEqual(at(FieldType.int24, '8388607'), hex('ffff7f00'));
    assert.equal(at(FieldType.long, '****1234'), undefined);
  });

  test('what has fewer than seven digits, or a fraction, is told without reading it as text', () => {
    const small = (type: number, bytes: Buffer, binary: boolean) =>
      columnCarrier(column(type), binary).carrier.small?.(bytes, 0, bytes.length, 7);
    assert.equal(small(FieldType.longlong, hex('3f420f0000000000'), true), true);
    assert.equal(small(FieldType.longlong, hex('40420f0000000000'), true), false);
    assert.equal(small(FieldType.longlong, hex('0000000001000000'), true), false);
    assert.equal(small(FieldType.long, hex('ffffffff'), true), false);
    assert.equal(small(FieldType.short, hex('ffff'), true), true);
    assert.equal(small(FieldType.long, Buffer.from('999999'), false), true);
    assert.equal(small(FieldType.newdecimal, Buffer.from('1234.567'), true), true);
    assert.equal(small(FieldType.newdecimal, Buffer.from('1234567.00'), true), false);
    assert.equal(small(FieldType.double, Buffer.from('12345670'), false), false);
    assert.equal(small(FieldType.double, Buffer.alloc(8), true), true);
  });

  test('year and bit', () => {
    assert.equal(through(column(FieldType.year), true, hex('d007'), '1800').text, '2000');
    assert.equal(through(column(FieldType.year), true, hex('d007'), '1800').encoded, undefined);
    assert.deepEqual(
      through(column(FieldType.year), false, Buffer.from('2000'), '0').zero,
      Buffer.from('0000'),
    );
    const bit = column(FieldType.bit, { length: 9 });
    assert.equal(through(bit, true, hex('0105'), '511').text, '261');
    assert.deepEqual(through(bit, true, hex('0105'), '511').encoded, hex('01ff'));
    assert.equal(through(bit, true, hex('0105'), '512').encoded, undefined);
  });
});

describe('decimals and floats', () => {
  test('a decimal keeps its scale and width', () => {
    const made = column(FieldType.newdecimal, { decimals: 2, length: 8 });
    assert.equal(through(made, true, Buffer.from('12.50'), '7').encoded?.toString(), '7.00');
    assert.equal(through(made, true, Buffer.from('12.50'), '7.999').encoded?.toString(), '7.99');
    assert.equal(through(made, true, Buffer.from('12.50'), '123456789').encoded, undefined);
    assert.equal(through(made, true, Buffer.from('12.50'), '7').zero.toString(), '0.00');
  });

  test('float and double', () => {
    const float = Buffer.alloc(4);
    float.writeFloatLE(0.1);
    assert.equal(through(column(FieldType.float), true, float, '0').text, '0.1');
    assert.equal(through(column(FieldType.double), true, Buffer.alloc(8), 'x').encoded, undefined);
    const encoded = through(column(FieldType.double), true, Buffer.alloc(8), '2.5').encoded;
    assert.equal(encoded?.readDoubleLE(), 2.5);
  });
});

describe('dates and times', () => {
  test('a binary date and time', () => {
    const bytes = hex('e507 03 04 05 06 07 e0cd0000');
    const made = column(FieldType.datetime, { decimals: 3 });
    const { text, encoded, zero } = through(made, true, bytes, '2020-02-29T00:00:00.000Z');
    assert.equal(text, '2021-03-04T05:06:07.052Z');
    assert.deepEqual(encoded, hex('e407 02 1d 00 00 00'));
    assert.deepEqual(zero, hex('b207 01 01 00 00 00'));
  });

  test('a text date and time keeps its number of fraction digits', () => {
    const made = column(FieldType.timestamp, { decimals: 3 });
    const bytes = Buffer.from('2021-03-04 05:06:07.891');
    const { text, encoded } = through(made, false, bytes, '2021-01-01');
    assert.equal(text, '2021-03-04T05:06:07.891Z');
    assert.equal(encoded?.toString(), '2021-01-01 00:00:00.000');
  });

  test('what is below the millisecond stays where the time of day does, and goes with it', () => {
    const made = column(FieldType.datetime, { decimals: 6 });
    const bytes = Buffer.from('2021-03-04 05:06:07.891234');
    const kept = through(made, false, bytes, '2021-05-01T05:06:07.891Z');
    assert.equal(kept.encoded?.toString(), '2021-05-01 05:06:07.891234');
    const gone = through(made, false, bytes, '2021-05-01T05:06:07.000Z');
    assert.equal(gone.encoded?.toString(), '2021-05-01 05:06:07.000000');
    const binary = hex('e507 03 04 05 06 07 22 99 0d 00');
    assert.deepEqual(
      through(made, true, binary, '2021-05-01T05:06:07.891Z').encoded,
      hex('e507 05 01 05 06 07 22 99 0d 00'),
    );
    const midnight = Buffer.from('2021-03-04 00:00:00.000123');
    const year = through(made, false, midnight, '2021-01-01');
    assert.equal(year.encoded?.toString(), '2021-01-01 00:00:00.000000');
  });

  test('a zero date reads as zeros, and what is no date does not fit', () => {
    const { text, encoded } = through(column(FieldType.date), true, Buffer.alloc(0), '2020-13-01');
    assert.equal(text, '0000-00-00');
    assert.equal(encoded, undefined);
  });

  test('times beyond a day and below zero', () => {
    const bytes = hex('01 01000000 0a 1e 0f');
    const { text, encoded, zero } = through(column(FieldType.time), true, bytes, '-100:00:01');
    assert.equal(text, '-34:30:15');
    assert.deepEqual(encoded, hex('01 04000000 04 00 01'));
    assert.deepEqual(zero, hex('00 00000000 00 00 00'));
    assert.equal(through(column(FieldType.time), true, bytes, '839:00:00').encoded, undefined);
  });
});

describe('strings', () => {
  test('character sets read and write their own bytes', () => {
    const cases: [number, string, string][] = [
      [8, 'é', 'e9'],
      [54, 'é€', '00e9 20ac'],
      [56, 'é', 'e900'],
      [60, '😀', '0001f600'],
      [35, 'a', '0061'],
      [51, 'Ж', 'c6'],
      [28, '中', 'd6d0'],
      [13, '日', '93fa'],
      [255, 'é', 'c3a9'],
      [2304, 'é', 'c3a9'],
      [2816, 'é', '00e9'],
    ];
    for (const [id, text, bytes] of cases) {
      const made = column(FieldType.varString, { charset: id });
      const found = through(made, false, hex(bytes), text);
      assert.equal(found.text, text, `${id}`);
      assert.deepEqual(found.encoded, hex(bytes), `${id}`);
    }
  });

  test('a substitute is cut at a character where the column is too narrow', () => {
    // Lengths are in bytes of the widest characters: four for utf16 and utf8mb4.
    const wide = column(FieldType.varString, { charset: 54, length: 12 });
    assert.deepEqual(through(wide, false, hex('0061'), 'abcd').encoded, hex('006100620063'));
    const narrow = column(FieldType.varString, { charset: 45, length: 32 });
    const cut = through(narrow, false, Buffer.from('a'), 'abcdefghijkl').encoded;
    assert.equal(cut?.toString(), 'abcdefgh');
  });

  test('a character without bytes in the set does not fit', () => {
    const made = column(FieldType.varString, { charset: 8 });
    assert.equal(through(made, false, hex('61'), '中').encoded, undefined);
  });

  test('JSON stays JSON', () => {
    const made = column(FieldType.json, { json: true });
    assert.equal(through(made, true, Buffer.from('{}'), '***').encoded?.toString(), '"***"');
    assert.equal(through(made, true, Buffer.from('{}'), '{"a":1}').encoded?.toString(), '{"a":1}');
    assert.equal(through(made, true, Buffer.from('{}'), 'x').zero.toString(), 'null');
  });

  test('members of ENUM and SET have no substitute but the empty one', () => {
    const made = column(FieldType.string, { charset: 45, flags: ColumnFlag.enum });
    assert.equal(through(made, false, Buffer.from('a'), 'b').encoded, undefined);
    assert.equal(through(made, false, Buffer.from('a'), 'b').zero.length, 0);
  });

  test('plain bytes have two carriers, vectors and geometries their zeros', () => {
    const { carrier, raw } = columnCarrier(column(FieldType.blob), true);
    assert.equal(carrier.type, 'text');
    assert.equal(raw?.type, 'binary');
    assert.deepEqual(
      through(column(FieldType.vector), true, hex('0000803f'), 'x').zero,
      hex('00000000'),
    );
    assert.equal(through(column(FieldType.geometry), true, hex('01'), 'x').zero.length, 25);
  });

  test('NOT NULL columns take no null', () => {
    const made = column(FieldType.varString, { flags: ColumnFlag.notNull, charset: 45 });
    assert.equal(through(made, false, Buffer.from('a'), 'b').nullable, false);
  });
});

test('character sets by collation id', () => {
  assert.equal(charsetOf(46).inline, true);
  assert.equal(charsetOf(309).inline, true);
  assert.equal(charsetOf(11).inline, true);
  assert.equal(charsetOf(8).inline, false);
  assert.equal(isAmbiguousCollation(28), true);
  assert.equal(isAmbiguousCollation(45), false);
});
