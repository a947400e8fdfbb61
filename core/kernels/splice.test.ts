import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Edits } from '../bytes/edits.ts';
import { TidegateError } from '../errors.ts';
import { spliceReference } from './splice.reference.ts';
import { splice } from './splice.ts';

const seeded = { seed: 20261124, numRuns: 500 };

const pieces = fc.array(
  fc.record({
    keep: fc.uint8Array({ maxLength: 70 }),
    cut: fc.uint8Array({ maxLength: 70 }),
    put: fc.uint8Array({ maxLength: 70 }),
  }),
  { maxLength: 12 },
);

test('kept, cut and put pieces give what their joining gives', () => {
  fc.assert(
    fc.property(pieces, fc.uint8Array({ maxLength: 40 }), fc.nat(20), (parts, tail, pad) => {
      const edits = new Edits();
      const source: Uint8Array[] = [Buffer.alloc(pad, 1)];
      const expected: Uint8Array[] = [];
      let at = pad;
      for (const { keep, cut, put } of parts) {
        edits.replace(0, at + keep.length, at + keep.length + cut.length, put);
        source.push(keep, cut);
        expected.push(keep, put);
        at += keep.length + cut.length;
      }
      const bytes = Buffer.concat([...source, tail, Buffer.alloc(9, 2)]);
      const end = at + tail.length;
      const joined = Buffer.concat([...expected, tail]);
      assert.deepEqual(Buffer.from(splice(bytes, pad, end, edits)), joined);
      const plain = spliceReference(bytes, pad, end, edits, 0, edits.count);
      assert.deepEqual(Buffer.from(plain), joined);
    }),
    seeded,
  );
});

test('a part of the edits, over a part of the source', () => {
  const edits = new Edits();
  for (let i = 0; i < 10; i++) edits.replace(0, i * 3, i * 3 + 1, Buffer.from(`<${i}>`));
  const source = Buffer.from('abc'.repeat(10));
  const part = splice(source, 6, 21, edits, 2, 7);
  assert.equal(Buffer.from(part).toString(), '<2>bc<3>bc<4>bc<5>bc<6>bc');
});

test('edits that overlap, run backwards or leave their bounds are refused', () => {
  const wrong: [number, number][][] = [
    [
      [0, 4],
      [3, 5],
      [6, 7],
    ],
    [
      [4, 5],
      [1, 2],
      [6, 7],
    ],
    [
      [0, 1],
      [2, 3],
      [9, 11],
    ],
    [
      [1, 2],
      [3, 4],
      [6, 5],
    ],
    [
      [0, 1],
      [2, 3],
      [-1, 9],
    ],
  ];
  for (const ranges of wrong) {
    const edits = new Edits();
    for (const [start, end] of ranges) edits.replace(0, start, end, Buffer.from('x'));
    const source = Buffer.alloc(10);
    for (const run of [
      () => splice(source, 0, 10, edits),
      () => spliceReference(source, 0, 10, edits, 0, 3),
    ]) {
      assert.throws(
        run,
        (error) => error instanceof TidegateError && error.code === 'TG-CORE-0013',
      );
    }
  }
});
