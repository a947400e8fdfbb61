import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSmallDecimal } from './small.ts';

const decimal = (text: string): boolean => {
  // Digits around the value must not count.
  const bytes = Buffer.from(`9.${text}9`);
  return isSmallDecimal(bytes, 2, bytes.length - 1, 7);
};

test('decimals: few digits, or a fraction', () => {
  for (const text of ['0', '123456', '123456.00', '4000000000001234.5', '1234567.01']) {
    assert.ok(decimal(text), text);
  }
  for (const text of ['1234567', '1234567.00', '1234567.', '4.0000000012e15', '4e15', '-1234567']) {
    assert.ok(!decimal(text) || text.length <= 6, text);
  }
});
