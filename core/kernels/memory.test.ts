import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guardBytes, heap, memoryPages, regions } from './memory.ts';

test('regions lie one behind the other with a guard between, inside the memory', () => {
  const sorted = Object.entries(regions).sort(([, a], [, b]) => a.start - b.start);
  for (let i = 1; i < sorted.length; i++) {
    const [name, before] = sorted[i - 1];
    const guard = name === 'NULL' ? 0 : guardBytes;
    assert.ok(before.start + before.bytes + guard <= sorted[i][1].start, `${name} overlaps`);
  }
  const [, last] = sorted[sorted.length - 1];
  assert.ok(last.start + last.bytes + guardBytes <= heap.length);
  assert.equal(heap.length, memoryPages * 65_536);
});

test('every region begins on a 64-byte border', () => {
  for (const [name, { start }] of Object.entries(regions)) assert.equal(start % 64, 0, name);
});
