/**
 * The promises that every protocol of proxies/index.ts keeps, whatever it is: how the bytes are cut
 * does not matter, what policy does not change leaves as it came, and what cannot be read does not
 * leave at all.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Direction } from '../../core/protocol.ts';
import { protocols } from '../../proxies/index.ts';
import { readCaptures } from './capture.ts';
import { play, saidBy } from './play.ts';
import { secretsOf } from './secrets.ts';

const directions: readonly Direction[] = ['request', 'response'];

const isPrefix = (part: Buffer, whole: Buffer) => whole.subarray(0, part.length).equals(part);

for (const protocol of protocols) {
  describe(protocol.name, () => {
    const captures = readCaptures(protocol.name);

    test('conversations are captured', () => {
      assert.ok(captures.length > 0);
      for (const { pieces } of captures) assert.ok(pieces.length >= 2);
    });

    for (const policy of ['none', 'idle'] as const) {
      test(`with policy ${policy} everything but handshakes leaves byte-identical`, () => {
        for (const captured of captures) {
          const { gate, treated, ...out } = play(protocol, captured.pieces, policy);
          assert.equal(gate.ended, undefined);
          for (const direction of directions) {
            assert.equal(gate.waiting(direction), 0);
            const changed = treated.filter(
              (each) => each.direction === direction && each.index >= 0 && each.changed,
            );
            const expected = captured.rewritten[direction];
            assert.deepEqual(
              changed.map(({ index }) => index),
              expected,
              `connection ${captured.name}`,
            );
            // Requests hold questions of the gate's own where it inspects.
            if (expected.length > 0 || (policy === 'idle' && direction === 'request')) continue;
            assert.ok(out[direction].equals(saidBy(captured, direction)));
          }
        }
      });
    }

    test('policy masks: nothing sensitive arrives, and only inspected frames change', () => {
      const secrets = secretsOf();
      let masked = 0;
      for (const captured of captures) {
        const { gate, response, treated } = play(protocol, captured.pieces, 'masks');
        assert.equal(gate.ended, undefined);
        for (const secret of secrets) assert.equal(response.indexOf(secret), -1);
        for (const { direction, index, changed, inspected, swallowed } of treated) {
          if (swallowed || captured.rewritten[direction].includes(index)) continue;
          if (changed) assert.ok(inspected);
          if (changed && inspected) masked += 1;
        }
      }
      assert.ok(masked > 0, 'nothing was masked');
    });

    test('every cut of the bytes gives the same output, and nothing early', () => {
      for (const { pieces, name } of captures) {
        const whole = play(protocol, pieces, 'masks');
        for (const [index, { bytes, direction }] of pieces.entries()) {
          for (let at = 1; at < bytes.length; at++) {
            const where = `connection ${name}, piece ${index}, byte ${at}`;
            const early = play(protocol, pieces.slice(0, index + 1), 'masks', (i, piece) => [
              i === index ? piece.subarray(0, at) : piece,
            ]);
            assert.ok(isPrefix(early[direction], whole[direction]), where);
            const all = play(protocol, pieces, 'masks', (i, piece) =>
              i === index ? [piece.subarray(0, at), piece.subarray(at)] : [piece],
            );
            for (const each of directions) assert.ok(all[each].equals(whole[each]), where);
          }
        }
      }
    });

    test('byte by byte gives the same output', () => {
      for (const { pieces } of captures) {
        const whole = play(protocol, pieces, 'masks');
        const single = play(protocol, pieces, 'masks', (_, piece) =>
          Array.from(piece, (byte) => Buffer.from([byte])),
        );
        for (const each of directions) assert.ok(single[each].equals(whole[each]));
      }
    });

    test('a conversation that ends in the middle of a frame has let none of it go', () => {
      const secrets = secretsOf();
      for (const { pieces } of captures) {
        const last = pieces.findLastIndex(({ direction }) => direction === 'response');
        const whole = play(protocol, pieces.slice(0, last + 1), 'masks');
        const { response } = play(protocol, pieces.slice(0, last + 1), 'masks', (i, piece) => [
          i === last ? piece.subarray(0, -1) : piece,
        ]);
        assert.ok(response.length < whole.response.length);
        assert.ok(isPrefix(response, whole.response));
        for (const secret of secrets) assert.equal(response.indexOf(secret), -1);
      }
    });
  });
}
