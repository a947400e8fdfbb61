import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { Gate } from './gate.double.ts';
import { expression, ok, query, resultSet, textRow } from './packets.double.ts';

const card = '4556737586899855';
const email = 'ann@example.com';
const rules = [
  { class: 'pii.email', action: 'mask' },
  { class: 'pci.pan', action: 'mask' },
] as const;

const hex = (text: string | Buffer): string => Buffer.from(text).toString('hex').toUpperCase();
const reversed = (text: string): string => [...text].reverse().join('');
const size = Buffer.from([16, 0, 0, 0]);
const compressed = Buffer.concat([size, deflateSync(Buffer.from(email))]);
const wide = Buffer.from(email, 'utf16le').swap16();

/** Whether the one value of a computed column goes on as it is. */
function goesOn(sql: string, value: string | Buffer): boolean {
  const gate = Gate.open({ rules });
  gate.fromClient(query(sql));
  const charset = typeof value === 'string' ? 45 : 63;
  const row = (n: number) => textRow(n, [value]);
  const packets = resultSet({ columns: [{ ...expression('x'), charset }], rows: [row] });
  gate.fromServer(...packets);
  assert.equal(gate.error, undefined);
  return gate.toClient().equals(Buffer.concat(packets));
}

describe('disguised values are known', () => {
  const cases: [string, string | Buffer][] = [
    ['SELECT REVERSE(a) FROM t', reversed(card)],
    ['SELECT REVERSE(a) FROM t', reversed(email)],
    ['SELECT HEX(a) FROM t', hex(email)],
    ['SELECT LOWER(HEX(a)) FROM t', hex(card).toLowerCase()],
    ['SELECT HEX(a) FROM t', BigInt(card).toString(16).toUpperCase()],
    ['SELECT HEX(HEX(a)) FROM t', hex(hex(email))],
    ['SELECT HEX(REVERSE(a)) FROM t', hex(reversed(email))],
    ['SELECT HEX(CONVERT(a USING utf16)) FROM t', hex(wide)],
    ['SELECT TO_BASE64(REVERSE(a)) FROM t', Buffer.from(reversed(card)).toString('base64')],
    ['SELECT CAST(CONVERT(a USING utf16) AS BINARY) FROM t', wide],
    ['SELECT COMPRESS(a) FROM t', compressed],
    ['SELECT BIN(a) FROM t', BigInt(card).toString(2)],
    ['SELECT OCT(a) FROM t', BigInt(card).toString(8)],
    ['SELECT FORMAT(a, 2) FROM t', '4,556,737,586,899,855.00'],
    ["SELECT CONCAT('x', a) FROM t", `x${card}`],
    ["SELECT 'x' || a FROM t", `x${card}`],
    ["SELECT CONCAT(a, '1') FROM t", `${email}1`],
    ["SELECT LPAD(a, 40, '*') FROM t", `${'*'.repeat(24)}${card}`],
    ["SELECT LPAD(a, 40, '*') FROM t", `${'*'.repeat(25)}${email}`],
    ['SELECT REPEAT(a, 2) FROM t', card + card],
    ["SELECT INSERT(a, 3, 0, '~') FROM t", `45~${card.slice(2)}`],
  ];
  for (const [sql, value] of cases) {
    test(sql, () => assert.equal(goesOn(sql, value), false, String(value)));
  }

  test('through a variable as well', () => {
    const gate = Gate.open({ rules });
    gate.fromClient(query('SET @a = (SELECT HEX(a) FROM t)'), query('SELECT @a'));
    const row = (n: number) => textRow(n, [hex(email)]);
    gate.fromServer(ok(1), ...resultSet({ columns: [expression('@a')], rows: [row] }));
    assert.ok(!gate.toClient().includes(hex(email)));
  });
});

describe('what is nothing when it is revealed goes on', () => {
  const cases: [string, string | Buffer][] = [
    ['SELECT HEX(id), MD5(id) FROM t', 'C4CA4238A0B923820DCC509A6F75849B'],
    ['SELECT HEX(id) FROM t', '1F'],
    ['SELECT REVERSE(a) FROM t', 'dlrow olleh'],
    ['SELECT TO_BASE64(a) FROM t', 'aGVsbG8gd29ybGQ='],
    ["SELECT CONCAT(a, ' ', b) FROM t", '2026-11-24 10:11:12'],
    ["SELECT CONCAT('order-', id) FROM t", 'order-4711'],
    ['SELECT COMPRESS(a) FROM t', Buffer.from([5, 0, 0, 0, 0x78, 1, 2, 3])],
    ['SELECT UNHEX(a) FROM t', Buffer.from('00ff1b22', 'hex')],
  ];
  for (const [sql, value] of cases) {
    test(sql, () => assert.equal(goesOn(sql, value), true, String(value)));
  }

  test('what unpacks to more than the limit is not unpacked', () => {
    const bomb = Buffer.concat([size, deflateSync(Buffer.alloc(8 * 1024 * 1024))]);
    assert.equal(goesOn('SELECT COMPRESS(a) FROM t', bomb), true);
  });
});
