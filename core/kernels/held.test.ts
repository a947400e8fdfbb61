import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import fc from 'fast-check';
import { crc32c } from './crc32c.ts';
import { letGo, poisonReleased } from './held.ts';
import { Hmac } from './hmac.ts';
import { forgetSteady } from './input.ts';
import { walkJson } from './json.ts';
import { JsonLeaves } from './json-leaves.ts';
import { lz4 } from './lz4.ts';
import { regions } from './memory.ts';
import { newRoot } from './paths.ts';
import { scan, shapesOf, shapesOfEach } from './scan.ts';
import { allShapes } from './shapes.ts';
import { spliceReference } from './splice.reference.ts';
import { splice, spliceInto } from './splice.ts';

const seeded = { seed: 20261124, numRuns: 150 };
const most = 1 << 30;

afterEach(() => {
  letGo();
  poisonReleased(false);
});

function held(plain: Uint8Array): Buffer {
  const packed = lz4.compressFrame(plain);
  return lz4.decompressHeld(packed, 0, packed.length, most) as Buffer;
}

test('what is decompressed to be held is the same bytes, and no second is held beside it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5_000 }), (plain) => {
      const view = held(plain);
      assert.deepEqual(Buffer.from(view), Buffer.from(plain));
      assert.throws(() => held(Buffer.from('another')), { code: 'TG-CORE-0013' });
      assert.deepEqual(Buffer.from(view), Buffer.from(plain));
      letGo();
    }),
    seeded,
  );
});

test('what is too long to be held is the own memory of the caller', () => {
  const plain = Buffer.alloc(regions.HELD.bytes + 100_000, 'a long text, ');
  const result = held(plain);
  assert.ok(plain.equals(result));
  letGo();
  held(Buffer.from('another'));
  assert.ok(plain.equals(result));
});

test('checksums of the content are checked before anything is held', () => {
  // A frame of one stored block with a content checksum that is wrong.
  const frame = Buffer.from('04224d186440a7030000806162630000000000000000', 'hex');
  assert.throws(() => lz4.decompressHeld(frame, 0, frame.length, most), {
    code: 'TG-KERNEL-0003',
  });
  assert.equal(held(Buffer.from('free')).toString(), 'free');
});

test('who reads on after letting go reads nothing that was there', () => {
  poisonReleased(true);
  const view = held(Buffer.from('4111 1111 1111 1111'));
  letGo();
  assert.deepEqual(new Set(view), new Set([0xee]));
});

/** Texts with much in them that kernels look at, one directly behind the other. */
const text = fc.oneof(
  fc.jsonValue().map((value) => JSON.stringify({ value, at: '2024-05-06T07:08:09Z' })),
  fc.constantFrom(
    '{"a":"4111111111111111","b":[1,"x@y.zz"]}',
    '{"a":1',
    '"\\u0040"',
    'plain',
    '[]',
  ),
);

function leavesOf(leaves: JsonLeaves): number[] {
  return [...leaves.words.subarray(0, leaves.count * 5), leaves.fault, leaves.faultOffset];
}

test('kernels say of what is held what they say of a copy, in any order, and leave it as it is', () => {
  const root = newRoot();
  const hash = new Hmac(Buffer.alloc(32, 7));
  const calls = fc.array(fc.tuple(fc.nat(7), fc.nat(11)), { maxLength: 24 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 12 }), calls, (texts, steps) => {
      const plain = Buffer.from(texts.join(''));
      const ends = texts.map((_, i) => Buffer.byteLength(texts.slice(0, i + 1).join('')));
      const view = held(plain);
      const say = (bytes: Buffer, kind: number, start: number, end: number): unknown => {
        const leaves = new JsonLeaves();
        if (kind <= 2) {
          walkJson(bytes, start, end, allShapes, leaves, root, 0xff, kind > 0);
          return leavesOf(leaves);
        }
        if (kind === 3) return shapesOf(bytes, start, end);
        if (kind === 4) {
          const ranges = Int32Array.of(start, end, 0, bytes.length);
          shapesOfEach(bytes, 0, bytes.length, ranges, 2, allShapes);
          return [ranges[0], ranges[2]];
        }
        if (kind === 5) return Buffer.from(hash.digest(bytes, start, end)).toString('hex');
        if (kind === 6) return crc32c(bytes, start, end);
        return scan(bytes, start, end);
      };
      for (const [kind, which] of steps) {
        const i = which % texts.length;
        const start = i === 0 ? 0 : ends[i - 1];
        const expected = say(plain, kind, start, ends[i]);
        assert.deepEqual(say(view, kind, start, ends[i]), expected, `call ${kind}`);
        assert.ok(plain.equals(view));
        if (kind === 2) forgetSteady();
      }
      letGo();
    }),
    seeded,
  );
});

const piece = fc.uint8Array({ maxLength: 300 });

test('splicing what is held, and compressing it, is splicing a copy', () => {
  const cuts = fc.array(fc.tuple(fc.nat(200), fc.nat(60), fc.uint8Array({ maxLength: 40 })), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), cuts, (pieces, changes) => {
      const plain = Buffer.concat([...pieces, ...pieces]);
      const starts: number[] = [];
      const ends: number[] = [];
      const froms: number[] = [];
      const tos: number[] = [];
      const scratch: Uint8Array[] = [];
      let at = 0;
      for (const [gap, length, bytes] of changes) {
        const start = at + gap;
        if (start + length > plain.length) break;
        starts.push(start);
        ends.push(start + length);
        froms.push(tos.at(-1) ?? 0);
        tos.push((tos.at(-1) ?? 0) + bytes.length);
        scratch.push(bytes);
        at = start + length;
      }
      const edits = {
        count: starts.length,
        starts: Int32Array.from(starts),
        ends: Int32Array.from(ends),
        froms: Int32Array.from(froms),
        tos: Int32Array.from(tos),
        scratch: Buffer.concat(scratch),
        scratchUsed: tos.at(-1) ?? 0,
      };
      const expected = Buffer.from(spliceReference(plain, 0, plain.length, edits, 0, edits.count));
      const view = held(plain);
      assert.deepEqual(Buffer.from(splice(view, 0, view.length, edits)), expected);
      const sink = {
        bytes: Buffer.alloc(8, 1),
        used: 8,
        reserve(count: number) {
          this.bytes = Buffer.concat([this.bytes.subarray(0, this.used), Buffer.alloc(count)]);
        },
      };
      spliceInto(view, 0, view.length, edits, sink);
      assert.deepEqual(sink.bytes.subarray(8, sink.used), expected);
      for (const source of [view, plain]) {
        const packed = lz4.compressSpliced(source, 0, source.length, edits);
        assert.deepEqual(Buffer.from(packed), Buffer.from(lz4.compressFrame(expected)));
      }
      assert.ok(plain.equals(view));
      letGo();
    }),
    seeded,
  );
});

test('a text too long for one pass of the kernels is spliced and compressed all the same', () => {
  const plain = Buffer.alloc(17 * 1024 * 1024, 'one and another, ');
  const bytes = Buffer.from('***');
  const edits = {
    count: 1,
    starts: Int32Array.of(5),
    ends: Int32Array.of(9),
    froms: Int32Array.of(0),
    tos: Int32Array.of(3),
    scratch: bytes,
    scratchUsed: 3,
  };
  const expected = Buffer.concat([plain.subarray(0, 5), bytes, plain.subarray(9)]);
  const packed = lz4.compressSpliced(plain, 0, plain.length, edits);
  assert.ok(expected.equals(lz4.decompressFrame(packed, 0, packed.length, most)));
});
