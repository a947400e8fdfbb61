/**
 * The promises that every protocol of proxies/index.ts keeps, whatever it is: how the bytes are cut
 * does not matter, what policy does not change leaves as it came, and what cannot be read does not
 * leave at all.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Direction, Protocol } from '../../core/protocol.ts';
import { protocols } from '../../proxies/index.ts';
import { type Captured, type Piece, readCaptures } from './capture.ts';
import { MemoryGate, type Treated } from './memory-gate.ts';
import { type PolicyName, policyFor } from './policy.ts';
import { secretsOf } from './secrets.ts';

const directions: readonly Direction[] = ['request', 'response'];

interface Outcome {
  readonly gate: MemoryGate;
  readonly request: Buffer;
  readonly response: Buffer;
  readonly treated: readonly Treated[];
}

function play(protocol: Protocol, pieces: readonly Piece[], policy: PolicyName): Outcome {
  const treated: Treated[] = [];
  const gate = new MemoryGate(protocol, {
    policy: policyFor(protocol.name, policy),
    onTreated: (each) => treated.push(each),
  });
  for (const { direction, bytes } of pieces) gate.push(direction, bytes);
  return { gate, request: gate.output('request'), response: gate.output('response'), treated };
}

/** The pieces with the one at `index` cut in two at `at`. */
function cut(pieces: readonly Piece[], index: number, at: number): Piece[] {
  const { direction, bytes } = pieces[index];
  const halves = [bytes.subarray(0, at), bytes.subarray(at)].map((half) => ({
    direction,
    bytes: half,
  }));
  return [...pieces.slice(0, index), ...halves, ...pieces.slice(index + 1)];
}

const inputOf = ({ pieces }: Captured, wanted: Direction) =>
  Buffer.concat(pieces.filter(({ direction }) => direction === wanted).map(({ bytes }) => bytes));

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
            const changed = treated.filter((each) => each.direction === direction && each.changed);
            const expected = captured.rewritten[direction];
            assert.deepEqual(
              changed.map(({ index }) => index),
              expected,
              `connection ${captured.name}`,
            );
            if (expected.length === 0)
              assert.deepEqual(out[direction], inputOf(captured, direction));
            assert.equal(gate.waiting(direction), 0);
          }
        }
      });
    }

    test('what went through once goes through again unchanged', () => {
      for (const { pieces } of captures) {
        const first = play(protocol, pieces, 'idle');
        const again = pieces.map((piece, index) => {
          const before = play(protocol, pieces.slice(0, index), 'idle');
          const after = play(protocol, pieces.slice(0, index + 1), 'idle');
          const { direction } = piece;
          return { direction, bytes: after[direction].subarray(before[direction].length) };
        });
        const second = play(protocol, again, 'idle');
        for (const direction of directions) assert.deepEqual(second[direction], first[direction]);
      }
    });

    test('policy masks: nothing sensitive arrives, and only inspected frames change', () => {
      const secrets = secretsOf();
      let masked = 0;
      for (const captured of captures) {
        const { gate, response, treated } = play(protocol, captured.pieces, 'masks');
        assert.equal(gate.ended, undefined);
        for (const secret of secrets) assert.equal(response.indexOf(secret), -1);
        for (const { direction, index, changed, inspected } of treated) {
          if (changed && !captured.rewritten[direction].includes(index)) assert.ok(inspected);
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
            const parts = cut(pieces, index, at);
            const where = `connection ${name}, piece ${index}, byte ${at}`;
            const early = play(protocol, parts.slice(0, index + 1), 'masks');
            assert.ok(isPrefix(early[direction], whole[direction]), where);
            const all = play(protocol, parts, 'masks');
            for (const each of directions) assert.ok(all[each].equals(whole[each]), where);
          }
        }
      }
    });

    test('byte by byte gives the same output', () => {
      for (const { pieces } of captures) {
        const whole = play(protocol, pieces, 'masks');
        const bytes = pieces.flatMap(({ direction, bytes }) =>
          Array.from(bytes, (byte) => ({ direction, bytes: Buffer.from([byte]) })),
        );
        const single = play(protocol, bytes, 'masks');
        for (const each of directions) assert.ok(single[each].equals(whole[each]));
      }
    });

    test('a conversation that ends in the middle of a frame has let none of it go', () => {
      const secrets = secretsOf();
      for (const { pieces } of captures) {
        const last = pieces.findLastIndex(({ direction }) => direction === 'response');
        const whole = play(protocol, pieces.slice(0, last + 1), 'masks');
        const short = cut(pieces, last, pieces[last].bytes.length - 1).slice(0, last + 1);
        const { response } = play(protocol, short, 'masks');
        assert.ok(response.length < whole.response.length);
        assert.ok(isPrefix(response, whole.response));
        for (const secret of secrets) assert.equal(response.indexOf(secret), -1);
      }
    });
  });
}
