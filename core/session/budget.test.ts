import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Budget } from './budget.ts';

test('shares are given in order, and one that waits holds back those behind it', () => {
  const budget = new Budget(100);
  const told: string[] = [];
  assert.ok(budget.acquire(80, () => told.push('a')));
  assert.ok(!budget.acquire(50, () => told.push('b')));
  assert.ok(!budget.acquire(10, () => told.push('c')));
  assert.deepEqual(told, []);
  budget.release(80);
  assert.deepEqual(told, ['b', 'c']);
  assert.equal(budget.free, 40);
});

test('one that gave up gets nothing', () => {
  const budget = new Budget(10);
  const granted = () => assert.fail('was granted');
  assert.ok(budget.acquire(10, granted));
  assert.ok(!budget.acquire(5, granted));
  assert.ok(budget.forget(granted));
  budget.release(10);
  assert.equal(budget.free, 10);
  assert.ok(!budget.forget(granted));
});
