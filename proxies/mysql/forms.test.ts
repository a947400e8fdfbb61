import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Form, hasForm } from './forms.ts';

const is = (form: Form, text: string | Buffer): boolean => {
  // Bytes around the value must not count.
  const bytes = Buffer.concat([Buffer.from('7'), Buffer.from(text), Buffer.from('7')]);
  return hasForm(form, bytes, 1, bytes.length - 1);
};

const good: Partial<Record<keyof typeof Form, readonly (string | Buffer)[]>> = {
  any: ['@', Buffer.of(0xff)],
  utf8: ['plain', 'né', '😀'],
  integer: ['0', '-9223372036854775808', '18446744073709551615', '00042'],
  decimal: ['0.00', '-12.50', '7', '.5'],
  double: ['1.5', '-1e20', '1.7976931348623157e308', '2.2250738585072014E-308', '1e+15', '0'],
  date: ['0000-00-00', '1964-02-22'],
  datetime: ['2024-01-02 03:04:05', '2024-01-02 03:04:05.123456', '2024-01-02 03:04:05.1'],
  time: ['03:04:05', '-838:59:59', '838:59:59.000001', '-01:02:03'],
  bit: [Buffer.of(1), Buffer.alloc(8, 0xff)],
  wide: [Buffer.from('ab', 'utf16le'), Buffer.of(0x4e, 0x8b)],
};

const address = 'ab@example.com';
const card = '5555 5555 5555 4444';
const dashed = '5555-5555-5555-4444';

const bad: typeof good = {
  utf8: [Buffer.of(0x61, 0xff)],
  integer: ['', '-', '1.5', '1 2', dashed, address, '--1'],
  decimal: ['1.2.3', '1,5', dashed, card, address, '1-2'],
  double: ['1e', '1e5e5', 'e@e', '1e5.5', dashed, address, '1e-'],
  date: ['1964-02-2', '1964-02-221', '1964/02/22', 'a@b.ex.com', '19a4-02-22'],
  datetime: ['2024-01-02', '2024-01-02T03:04:05', '2024-01-02 03:04', card, `${address} 2024`],
  time: ['3:04:05', '03:04', '03:04:05.1234567', 'a@b.c:00', '0a:00:00'],
  bit: [Buffer.alloc(9)],
  wide: [address],
};

describe('form', () => {
  for (const name of Object.keys(Form) as (keyof typeof Form)[]) {
    test(name, () => {
      for (const value of good[name] ?? []) assert.ok(is(Form[name], value), String(value));
      for (const value of bad[name] ?? []) assert.ok(!is(Form[name], value), String(value));
    });
  }
});
