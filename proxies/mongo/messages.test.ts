import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Edits } from '../../core/bytes/edits.ts';
import { Writer } from '../../core/bytes/writer.ts';
import { crc32c } from '../../core/kernels/index.ts';
import { anyDocument } from './bson/arbitrary.double.ts';
import { readDocument } from './bson/reader.ts';
import type { Changes } from './bson/rewrite.ts';
import type { Document } from './bson/values.ts';
import { writeDocument } from './bson/writer.ts';
import { compress, decompress } from './compression.ts';
import { Compressor, MessageFlag, Opcode } from './constants.ts';
import { readHeader } from './framing.ts';
import { decodeMessage, encodeMessage, encodeReply, type Message } from './messages.ts';
import { rebuild } from './rebuild.ts';

const seed = 20261124;
const allocate = (bytes: number): Buffer => Buffer.allocUnsafe(bytes);

/** An OP_MSG with sequences before and behind its body. */
function withSequences(body: Document, sequences: Record<string, Document[]>, flags = 0): Buffer {
  const out = new Writer().i32le(0).i32le(7).i32le(0).i32le(Opcode.MSG).i32le(flags);
  const names = Object.keys(sequences);
  const section = (name: string): void => {
    out.u8(1);
    const at = out.length;
    out.i32le(0).utf8(`${name}\0`);
    for (const one of sequences[name]) out.raw(writeDocument(one));
    out.patchI32le(at, out.length - at);
  };
  if (names[0]) section(names[0]);
  out.u8(0).raw(writeDocument(body));
  for (const name of names.slice(1)) section(name);
  if (flags & MessageFlag.checksumPresent) {
    out.patchI32le(0, out.length + 4);
    out.u32le(crc32c(out.bytes()));
  }
  out.patchI32le(0, out.length);
  return out.bytes();
}

function changing(message: Message, from: string, to: string, drops: number[] = []): Changes {
  const edits = new Edits();
  const order: number[] = [];
  const bytes = Buffer.from(message.bytes);
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) {
    order.push(edits.count);
    edits.replace(0, at, at + from.length, Buffer.from(to));
  }
  return { edits, order, computed: new Set(), drops, nulls: new Set() };
}

test('bodies and sequences are found in any order', () => {
  const bytes = withSequences({ insert: 'a' }, { documents: [{ x: 1 }, { x: 2 }], other: [] });
  const message = decodeMessage(bytes);
  assert.deepEqual(readDocument(message.bytes, message.body, message.bodyEnd), { insert: 'a' });
  assert.deepEqual(
    message.sequences.map(({ identifier, start, end }) => [identifier, end - start]),
    [
      ['documents', 24],
      ['other', 0],
    ],
  );
});

test('a rebuilt message has right sizes, counts and checksum', () => {
  const bytes = withSequences(
    { insert: 'a', note: 'secret' },
    { documents: [{ x: 'secret' }, { x: 'drop' }], more: [{ y: 'the secret' }] },
    MessageFlag.checksumPresent,
  );
  const message = decodeMessage(bytes);
  const dropAt = message.sequences[0].start + writeDocument({ x: 'secret' }).length;
  const out = rebuild(message, changing(message, 'secret', 'quite long'), allocate);
  const again = decodeMessage(out);
  assert.deepEqual(readDocument(again.bytes, again.body, again.bodyEnd).note, 'quite long');
  const [first, second] = again.sequences;
  assert.deepEqual(readDocument(again.bytes, first.start, first.end), { x: 'quite long' });
  assert.deepEqual(readDocument(again.bytes, second.start, second.end), { y: 'the quite long' });
  const dropped = decodeMessage(
    rebuild(message, changing(message, 'secret', 's', [dropAt]), allocate),
  );
  const [only] = dropped.sequences;
  assert.equal(only.end - only.start, writeDocument({ x: 's' }).length);
});

test('a rebuilt OP_REPLY counts its documents', () => {
  const reply = Buffer.from(encodeReply({ a: 'x' }, 1, 2));
  const two = Buffer.concat([reply, writeDocument({ b: 'secret' })]);
  two.writeInt32LE(two.length, 0);
  two.writeInt32LE(2, 32);
  const message = decodeMessage(two);
  assert.equal(message.count, 2);
  const out = decodeMessage(rebuild(message, changing(message, 'secret', 's', [36]), allocate));
  assert.equal(out.count, 1);
  assert.deepEqual(readDocument(out.bytes, out.body), { b: 's' });
});

test('what is rebuilt without a change is what it was', () => {
  fc.assert(
    fc.property(anyDocument, fc.array(anyDocument, { maxLength: 3 }), (body, documents) => {
      const bytes = withSequences(body, { documents }, MessageFlag.checksumPresent);
      const message = decodeMessage(bytes);
      const changes = {
        edits: new Edits(),
        order: [],
        computed: new Set<number>(),
        drops: [],
        nulls: new Set<number>(),
      };
      assert.deepEqual(Buffer.from(rebuild(message, changes, allocate)), bytes);
    }),
    { seed, numRuns: 200 },
  );
});

const set =
  (at: number, value: number) =>
  (bytes: Buffer): Buffer => {
    bytes.writeInt32LE(value, at);
    return bytes;
  };
const plainCases: [string, (bytes: Buffer) => Buffer, RegExp][] = [
  ['an unknown required flag', set(16, 4), /0004.*flag bits/],
  ['an unknown section', (one) => Buffer.from(one).fill(2, 20, 21), /0004.*section kind 2/],
  ['two bodies', (one) => Buffer.concat([one, one.subarray(20)]), /0004.*two bodies/],
  ['no body', (one) => one.subarray(0, 20), /0004.*no body/],
  ['bytes behind the body', (one) => Buffer.concat([one, Buffer.from([9])]), /0004/],
  ['a wrong checksum', (one) => Buffer.concat([set(16, 1)(one), Buffer.alloc(4)]), /0009/],
  ['an unknown opcode inside', set(12, 2010), /0005/],
];

for (const [what, change, expected] of plainCases) {
  test(`${what} is refused`, () => {
    const bytes = change(Buffer.from(encodeMessage({ ping: 1 }, 1, 0)));
    bytes.writeInt32LE(bytes.length, 0);
    assert.throws(() => decodeMessage(bytes), expected);
  });
}

test('two sequences of one name are refused', () => {
  const bytes = withSequences({ insert: 'a' }, { documents: [{ x: 1 }] });
  const section = bytes.subarray(20, 20 + 1 + bytes.readInt32LE(21));
  const twice = Buffer.concat([bytes.subarray(0, 20), section, bytes.subarray(20)]);
  twice.writeInt32LE(twice.length, 0);
  assert.throws(() => decodeMessage(twice), /two sequences/);
});

for (const [name, id] of Object.entries(Compressor)) {
  test(`${name} gives back what it was given`, () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const plain = encodeMessage(document, 3, 4);
        assert.deepEqual(Buffer.from(decompress(compress(plain, id))), Buffer.from(plain));
      }),
      { seed, numRuns: 50 },
    );
  });

  test(`${name} refuses a size that is not the one announced`, () => {
    const packed = Buffer.from(compress(encodeMessage({ text: 'x'.repeat(5_000) }, 3, 4), id));
    for (const size of [0, 1, 4_000, 6_000, -1, 2 ** 31 - 1]) {
      packed.writeInt32LE(size, 20);
      assert.throws(() => decompress(packed), /TG-MONGO-0006/, String(size));
    }
  });

  test(`${name} refuses damaged data with a code`, () => {
    const packed = Buffer.from(compress(encodeMessage({ text: 'abc'.repeat(500) }, 3, 4), id));
    fc.assert(
      fc.property(fc.nat(packed.length - 26), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Buffer.from(packed);
        damaged[25 + at] ^= flip;
        try {
          decodeMessage(damaged);
        } catch (error) {
          assert.match(String((error as { code?: string }).code), /^TG-MONGO-/);
        }
      }),
      { seed, numRuns: 200 },
    );
  });
}

test('compression inside compression and unknown compressors are refused', () => {
  const packed = Buffer.from(compress(encodeMessage({ a: 1 }, 3, 4), Compressor.zlib));
  const nested = Buffer.from(packed);
  nested.writeInt32LE(Opcode.COMPRESSED, 16);
  assert.throws(() => decompress(nested), /compressed twice/);
  packed[24] = 9;
  assert.throws(() => decompress(packed), /compressor 9/);
});

test('headers are checked before anything is held', () => {
  const header = { length: 0, requestId: 0, responseTo: 0, opcode: 0 };
  const bytes = Buffer.from(encodeMessage({ ping: 1 }, 5, 6));
  readHeader(bytes, 0, header);
  assert.deepEqual(header, { length: bytes.length, requestId: 5, responseTo: 6, opcode: 2013 });
  for (const [length, code] of [
    [15, /TG-CORE-0002/],
    [-1, /TG-CORE-0002/],
    [48_000_001, /TG-CORE-0001/],
  ] as const) {
    bytes.writeInt32LE(length, 0);
    assert.throws(() => readHeader(bytes, 0, header), code);
  }
});
