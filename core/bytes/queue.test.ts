import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteQueue } from './queue.ts';
import { SlabPool } from './slabs.ts';

/** Feeds `stream` in chunks and takes it in frames, through `push` or through lent memory. */
function pump(stream: Buffer, cuts: number[], frames: number[], lends: boolean): Buffer {
  const queue = new ByteQueue(new SlabPool());
  const taken: Buffer[] = [];
  let frame = 0;
  let at = 0;
  const drain = () => {
    for (;;) {
      const want = Math.max(1, frames[frame % frames.length]);
      if (queue.length < want) {
        queue.reserve(want);
        return;
      }
      taken.push(Buffer.from(queue.view(want)));
      queue.consume(want);
      frame++;
    }
  };
  for (let i = 0; at < stream.length; i++) {
    const size = Math.min(Math.max(1, cuts[i % cuts.length]), stream.length - at);
    if (lends) {
      const memory = queue.lend(16);
      const count = Math.min(size, memory.length);
      stream.copy(memory, 0, at, at + count);
      queue.filled(memory, count);
      at += count;
    } else {
      queue.push(Buffer.from(stream.subarray(at, at + size)));
      at += size;
    }
    drain();
    if (i % 3 === 0) queue.reclaim();
  }
  taken.push(Buffer.from(queue.view(queue.length)));
  return Buffer.concat(taken);
}

test('bytes leave the queue as they came, whatever the chunks and frames', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 60_000 }),
      fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      (bytes, cuts, frames, lends) => {
        const stream = Buffer.from(bytes);
        assert.deepEqual(pump(stream, cuts, frames, lends), stream);
      },
    ),
    { seed: 20261124, numRuns: 200 },
  );
});

test('a lent slab is never recycled under the reader', () => {
  const pool = new SlabPool();
  const queue = new ByteQueue(pool);
  const lent = queue.lend(100);
  queue.push(Buffer.from('abc'));
  queue.consume(3);
  queue.reclaim();
  queue.release();
  const other = pool.acquire(100);
  assert.notEqual(other.buffer, lent.buffer);
  lent.write('late');
  queue.filled(lent, 4);
  assert.equal(queue.view(4).toString(), 'late');
});
