import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { TidegateError } from '../errors.ts';
import { decodeBlockReference } from './lz4.reference.ts';
import { lz4 } from './lz4.ts';
import { regions } from './memory.ts';
import { xxh32 } from './xxh32.ts';

const seeded = { seed: 20261124, numRuns: 400 };
const unbounded = 1 << 30;

const le32 = (value: number): number[] => [0, 8, 16, 24].map((bits) => (value >>> bits) & 255);

type Options = { linked?: boolean; blockSum?: boolean; contentSum?: boolean; size?: number };

/** A frame around blocks as they are; a stored block is marked by `stored`. */
function frameOf(
  blocks: { bytes: number[]; stored?: boolean }[],
  content: Uint8Array,
  { linked, blockSum, contentSum, size }: Options = {},
): Uint8Array {
  const flags =
    0x40 | (linked ? 0 : 0x20) | (blockSum ? 0x10 : 0) | (contentSum ? 4 : 0) | (size ? 8 : 0);
  const descriptor = [flags, 0x40, ...(size ? [...le32(size), 0, 0, 0, 0] : [])];
  const out = [4, 0x22, 0x4d, 0x18, ...descriptor];
  out.push((xxh32(Uint8Array.from(descriptor)) >> 8) & 255);
  for (const { bytes, stored } of blocks) {
    out.push(...le32(stored ? bytes.length | 0x80000000 : bytes.length), ...bytes);
    if (blockSum) out.push(...le32(xxh32(Uint8Array.from(bytes))));
  }
  out.push(0, 0, 0, 0, ...(contentSum ? le32(xxh32(content)) : []));
  return Uint8Array.from(out);
}

/** Compressible bytes: pieces repeated in some order. */
const repetitive = fc
  .array(
    fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 60 })),
    {
      maxLength: 20,
    },
  )
  .map((parts) =>
    Buffer.concat(parts.map(([piece, times]) => Buffer.alloc(piece.length * times, piece))),
  );

/** A block of random sequences, well formed or nearly so. */
const block = fc
  .array(
    fc.record({
      literals: fc.uint8Array({ maxLength: 40 }),
      offset: fc.integer({ min: 0, max: 70 }),
      match: fc.integer({ min: 4, max: 300 }),
    }),
    { maxLength: 12 },
  )
  .chain((sequences) => fc.tuple(fc.constant(sequences), fc.uint8Array({ maxLength: 20 })))
  .map(([sequences, last]) => {
    const out: number[] = [];
    const extend = (length: number) => {
      if (length < 15) return;
      for (let left = length - 15; ; left -= 255) {
        out.push(Math.min(left, 255));
        if (left < 255) return;
      }
    };
    for (const { literals, offset, match } of sequences) {
      out.push((Math.min(literals.length, 15) << 4) | Math.min(match - 4, 15));
      extend(literals.length);
      out.push(...literals, offset & 255, offset >> 8);
      extend(match - 4);
    }
    out.push(Math.min(last.length, 15) << 4);
    extend(last.length);
    out.push(...last);
    return out;
  });

const faultOf = (bytes: Uint8Array, most = unbounded): string | undefined => {
  try {
    lz4.decompressFrame(bytes, 0, bytes.length, most);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof TidegateError);
    return error.code;
  }
};

const decoded = (bytes: Uint8Array): Buffer =>
  Buffer.from(lz4.decompressFrame(bytes, 0, bytes.length, unbounded));

describe('XXH32', () => {
  test('known answers of the specification', () => {
    assert.equal(xxh32(new Uint8Array(0)), 0x02cc5d05);
    assert.equal(xxh32(Buffer.from('abc')), 0x32d153ff);
    assert.equal(xxh32(Buffer.from('Nobody inspects the spammish repetition')), 0xe2293b2f);
  });
});

describe('blocks', () => {
  test('the kernel decodes what the reference decodes, and refuses what it refuses', () => {
    fc.assert(
      fc.property(block, fc.nat(6_000), (bytes, most) => {
        const expected = decodeBlockReference(Uint8Array.from(bytes), [], most);
        const frame = frameOf([{ bytes }], new Uint8Array());
        if (expected) assert.deepEqual(decoded(frame), Buffer.from(expected));
        else assert.ok(faultOf(frame, most));
      }),
      seeded,
    );
  });

  test('what is encoded decodes again, and so it does by the reference', () => {
    fc.assert(
      fc.property(fc.oneof(repetitive, fc.uint8Array({ maxLength: 3_000 })), (plain) => {
        const frame = lz4.compressFrame(plain);
        assert.deepEqual(decoded(frame), Buffer.from(plain));
        const size = frame.length > 11 ? Buffer.from(frame).readUInt32LE(7) : 0;
        if (plain.length === 0 || plain.length > 65_536 || size >= 0x80000000) return;
        const only = decodeBlockReference(frame.subarray(11, 11 + size), [], 65_536);
        assert.deepEqual(Buffer.from(only ?? []), Buffer.from(plain));
      }),
      seeded,
    );
  });
});

describe('frames', () => {
  const hello = [...Buffer.from('hello')];
  const literalBlock = [0x50, ...hello];
  const content = Buffer.from('hellohello');

  test('linked blocks reach back into the one before', () => {
    // Second block: no literals, a match of 5 from 5 back, then no literals.
    const second = [0x01, 5, 0, 0x00];
    const frame = frameOf([{ bytes: literalBlock }, { bytes: second }], content, { linked: true });
    assert.equal(decoded(frame).toString(), 'hellohello');
    const unlinked = frameOf([{ bytes: literalBlock }, { bytes: second }], content);
    assert.equal(faultOf(unlinked), 'TG-KERNEL-0001');
  });

  test('stored blocks, checksums and size', () => {
    const blocks = [{ bytes: hello, stored: true }, { bytes: literalBlock }];
    const options = { blockSum: true, contentSum: true, size: 10 };
    const frame = frameOf(blocks, content, options);
    assert.equal(decoded(frame).toString(), 'hellohello');
    for (const [index, code] of [
      [4, 'TG-KERNEL-0003'],
      [14, 'TG-KERNEL-0003'],
      [frame.length - 1, 'TG-KERNEL-0003'],
      [22, 'TG-KERNEL-0003'],
    ] as const) {
      const broken = Uint8Array.from(frame);
      broken[index] ^= 0x20;
      assert.equal(faultOf(broken), code, `byte ${index}`);
    }
    assert.equal(faultOf(frameOf(blocks, content, { size: 11 })), 'TG-KERNEL-0001');
  });

  test('several frames, and skippable ones between', () => {
    const frame = [...frameOf([{ bytes: literalBlock }], content)];
    const skip = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
    assert.equal(decoded(Uint8Array.from([...frame, ...skip, ...frame])).toString(), 'hellohello');
  });

  test('offsets inside larger bytes', () => {
    const frame = lz4.compressFrame(Buffer.from('xxabcabcabcabcabcabcabcyy'), 2, 23);
    const padded = Buffer.concat([Buffer.alloc(9, 7), frame, Buffer.alloc(5, 7)]);
    const plain = lz4.decompressFrame(padded, 9, 9 + frame.length, 100);
    assert.equal(Buffer.from(plain).toString(), 'abcabcabcabcabcabcabc');
  });

  test('every truncation and every changed byte is refused or decodes within bounds', () => {
    const plain = Buffer.from('{"email":"a@b.c","n":1}'.repeat(20));
    const frame = lz4.compressFrame(plain);
    for (let cut = 0; cut < frame.length; cut++) {
      assert.equal(faultOf(frame.subarray(0, cut)), 'TG-KERNEL-0001', `cut at ${cut}`);
    }
    for (let i = 0; i < frame.length; i++) {
      for (const bit of [1, 16, 128]) {
        const broken = Uint8Array.from(frame);
        broken[i] ^= bit;
        faultOf(broken, 1_000);
      }
    }
  });

  test('results appended to memory of the caller', () => {
    const sink = {
      bytes: Buffer.from('so far, and what is stale'),
      used: 6,
      reserve(count: number) {
        if (this.used + count <= this.bytes.length) return;
        this.bytes = Buffer.concat([this.bytes, Buffer.alloc(count)]);
      },
    };
    const options = { contentSum: true };
    const frame = frameOf([{ bytes: literalBlock }], Buffer.from('hello'), options);
    const view = lz4.decompressFrame(frame, 0, frame.length, 100, sink);
    assert.equal(Buffer.from(view).toString(), 'hello');
    assert.equal(sink.bytes.toString('latin1', 0, sink.used), 'so farhello');
    frame[frame.length - 1] ^= 1;
    assert.throws(() => lz4.decompressFrame(frame, 0, frame.length, 100, sink), TidegateError);
    assert.equal(sink.used, 11);
    const plain = Buffer.alloc(regions.OUTPUT.bytes + 99, 'tide and gate');
    const packed = lz4.compressFrame(plain, 1, plain.length, sink);
    assert.equal(Buffer.compare(packed, lz4.compressFrame(plain.subarray(1))), 0);
    assert.equal(sink.used, 11 + packed.length);
    assert.equal(Buffer.compare(decoded(Buffer.from(packed)), plain.subarray(1)), 0);
    const at = sink.used;
    lz4.decompressFrame(Buffer.from(packed), 0, packed.length, unbounded, sink);
    assert.equal(Buffer.compare(sink.bytes.subarray(at, sink.used), plain.subarray(1)), 0);
    assert.equal(sink.bytes.toString('latin1', 0, 11), 'so farhello');
  });

  test('a bomb stops at the bound', () => {
    const frame = lz4.compressFrame(Buffer.alloc(4_000_000));
    assert.equal(faultOf(frame, 3_999_999), 'TG-KERNEL-0002');
    assert.equal(faultOf(frame, 1_000), 'TG-KERNEL-0002');
    assert.equal(faultOf(frame, 4_000_000), undefined);
    const stored = frameOf([{ bytes: hello, stored: true }], content);
    assert.equal(faultOf(stored, 4), 'TG-KERNEL-0002');
  });

  test('content longer than the kernel memory, plain and packed', () => {
    const plain = Buffer.alloc(regions.OUTPUT.bytes * 2 + 12_345);
    for (let i = 0; i + 4 <= plain.length; i += 4) plain.writeUInt32LE((i * 2654435761) >>> 0, i);
    const frame = lz4.compressFrame(plain);
    assert.equal(Buffer.compare(decoded(frame), plain), 0);
    const flat = Buffer.alloc(regions.OUTPUT.bytes + 999, 'tide');
    assert.equal(Buffer.compare(decoded(lz4.compressFrame(flat)), flat), 0);
  });
});
