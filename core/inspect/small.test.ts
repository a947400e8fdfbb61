import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSmallDouble, isSmallFloat, isSmallInteger } from './small.ts';

test('binary numbers', () => {
  const bytes = Buffer.alloc(8);
  const double = (value: number) =>
    isSmallDouble(bytes.fill(bytes.writeDoubleLE(value) && 0, 8), 0, 8, 7);
  assert.ok(double(999_999) && double(-5) && double(1234567.5));
  assert.ok(!double(1_000_000) && !double(4_000_000_000_001_234));
  const float = (value: number) => {
    bytes.writeFloatLE(value);
    return isSmallFloat(bytes, 0, 4, 7);
  };
  assert.ok(float(999_998) && float(0.5));
  assert.ok(!float(999_999.5) && !float(1_234_567));
  const integer = (value: number, digits = 7) => {
    bytes.writeBigInt64LE(BigInt(value));
    return isSmallInteger(bytes, 0, 8, digits);
  };
  assert.ok(integer(999_999) && integer(0));
  assert.ok(!integer(1_000_000) && !integer(-1) && !integer(2 ** 40));
  assert.ok(integer(99_999_999, 9) && integer(2 ** 40, 14));
  assert.ok(!integer(100_000_000, 9) && !integer(-1, 19));
});
