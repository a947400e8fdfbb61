import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { maxPacketPayload } from './constants.ts';
import {
  framedLength,
  frameMessage,
  joinPayload,
  lenencBytes,
  lenencSize,
  messageEnd,
  packetCount,
  putLenenc,
  renumber,
  sequenceId,
} from './framing.ts';
import { payloadReader, readLenenc } from './packets.ts';

describe('packets', () => {
  test('a payload of exactly 0xFFFFFF bytes ends with an empty packet', () => {
    const framed = frameMessage(Buffer.alloc(maxPacketPayload, 1), 254);
    assert.equal(framed.length, framedLength(maxPacketPayload));
    assert.equal(packetCount(framed, 0, framed.length), 2);
    assert.deepEqual([...framed.subarray(0, 4)], [0xff, 0xff, 0xff, 254]);
    assert.deepEqual([...framed.subarray(-4)], [0, 0, 0, 255]);
    assert.equal(joinPayload(framed, 0, framed.length).length, maxPacketPayload);
  });

  test('a payload of one byte more is joined in order, and its ids wrap', () => {
    const payload = Buffer.alloc(maxPacketPayload + 1, 1);
    payload[maxPacketPayload] = 9;
    const framed = frameMessage(payload, 255);
    assert.equal(sequenceId(framed, maxPacketPayload + 4), 0);
    assert.ok(Buffer.from(joinPayload(framed, 0, framed.length)).equals(payload));
  });

  test('what has not arrived is told by how many bytes are needed', () => {
    const framed = frameMessage(Buffer.from('hello'), 0);
    assert.equal(messageEnd(framed, 0, 2), -4);
    assert.equal(messageEnd(framed, 0, 5), -9);
    assert.equal(messageEnd(framed, 0, 9), 9);
    const split = frameMessage(Buffer.alloc(maxPacketPayload), 0);
    assert.equal(messageEnd(split, 0, 100), -(maxPacketPayload + 8));
  });

  test('a message over the limit throws before it is held', () => {
    const header = Buffer.of(0xff, 0xff, 0x0f, 0);
    assert.throws(() => messageEnd(header, 0, 4, 1000), { code: 'TG-CORE-0001' });
  });

  test('renumbering moves every packet and wraps', () => {
    const bytes = Buffer.concat([frameMessage(Buffer.of(1), 1), frameMessage(Buffer.of(2), 2)]);
    renumber(bytes, 0, bytes.length, -3);
    assert.deepEqual([bytes[3], bytes[8]], [254, 255]);
  });
});

test('length-encoded integers read back, and take the bytes that they say', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 }), (value) => {
      const bytes = Buffer.alloc(9);
      const end = putLenenc(bytes, 0, value);
      assert.equal(end, lenencSize(value));
      assert.equal(lenencBytes(bytes[0]), end);
      assert.equal(readLenenc(payloadReader(bytes)), value);
    }),
    { seed: 20261124 },
  );
});
