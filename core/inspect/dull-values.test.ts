import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DullValues } from './dull-values.ts';

test('only what was added is known, byte by byte, and only until the next lesson', () => {
  const texts = fc.array(fc.string({ maxLength: 30, unit: fc.constantFrom('a', 'b', 'é') }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(texts, texts, (added, asked) => {
      const values = new DullValues();
      for (const text of added) {
        const bytes = Buffer.from(`x${text}x`);
        values.add(bytes, 1, bytes.length - 1, 7);
      }
      for (const text of asked) {
        const bytes = Buffer.from(`yy${text}`);
        if (values.has(bytes, 2, bytes.length, 7)) assert.ok(added.includes(text));
        assert.equal(values.has(bytes, 2, bytes.length, 8), false);
      }
      const last = Buffer.from(added[added.length - 1]);
      assert.equal(values.has(last, 0, last.length, 7), last.length > 0 && last.length <= 16);
    }),
    { seed: 20261124, numRuns: 2_000 },
  );
});
