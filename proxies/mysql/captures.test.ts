/** Conversations captured between real drivers and real servers: unchanged without a rule, masked with. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Direction } from '../../core/protocol.ts';
import { Gate, type TestRule } from './gate.double.ts';

interface Piece {
  direction: Direction;
  bytes: Buffer;
}

function read(name: string): Piece[] {
  const pieces: Piece[] = [];
  for (const line of readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8').split(
    '\n',
  )) {
    const [mark, hex = ''] = line.split(' ');
    const bytes = Buffer.from(hex, 'hex');
    const last = pieces.at(-1);
    if (mark === '+' && last) last.bytes = Buffer.concat([last.bytes, bytes]);
    else if (mark === '>') pieces.push({ direction: 'request', bytes });
    else if (mark === '<') pieces.push({ direction: 'response', bytes });
  }
  return pieces;
}

/** What comes out when the conversation goes through a gate in pieces of `size` bytes. */
function replay(pieces: Piece[], rules: TestRule[], size: number): Gate {
  const gate = new Gate({ rules });
  for (const { direction, bytes } of pieces) {
    for (let at = 0; at < bytes.length; at += size) {
      gate.push(direction, bytes.subarray(at, at + size));
    }
  }
  assert.equal(gate.error, undefined);
  return gate;
}

const all = (pieces: Piece[], direction: Direction): Buffer =>
  Buffer.concat(pieces.filter((piece) => piece.direction === direction).map(({ bytes }) => bytes));

for (const name of ['mariadb-10.11.txt', 'mysql-9.7.txt']) {
  describe(name, () => {
    const pieces = read(name);
    const staff = 'mysql:hr.staff';

    test('the login tells the user, and only capabilities change in it', () => {
      const gate = replay(pieces, [], 1 << 20);
      assert.equal(gate.client.identity, 'app');
      const sent = gate.toClient();
      const had = all(pieces, 'response');
      assert.equal(sent.length, had.length);
      const changed = [...sent.keys()].filter((i) => sent[i] !== had[i]);
      assert.ok(changed.every((at) => at < 80) && changed.length <= 5, `${changed}`);
    });

    test('a rule that meets nothing leaves everything else as it was', () => {
      const quiet = replay(pieces, [{ class: 'fin.iban', action: 'mask' }], 1 << 20);
      const plain = replay(pieces, [], 1 << 20);
      assert.ok(quiet.toClient().equals(plain.toClient()));
      assert.ok(quiet.toServer().equals(plain.toServer()));
    });

    test('what rules name is masked in text and binary rows, in any pieces', () => {
      const rules: TestRule[] = [
        { class: 'pii.email', action: 'mask' },
        { resource: staff, field: 'ssn', action: 'mask' },
        { resource: staff, field: 'salary', action: 'mask', substitute: '1' },
        { resource: staff, field: 'dob', action: 'mask', substitute: null },
      ];
      const whole = replay(pieces, rules, 1 << 20);
      const text = whole.toClient().toString('latin1');
      assert.doesNotMatch(text, /078-05-1120|ann@example\.com|1980-02-03/);
      assert.match(text, /MASKED/);
      assert.match(text, /Duplicate entry '1'/);
      assert.ok(whole.toServer().equals(replay(pieces, [], 1 << 20).toServer()));
      for (const size of [1, 7, 64]) {
        assert.ok(replay(pieces, rules, size).toClient().equals(whole.toClient()), `${size}`);
      }
    });

    test('a drop and a block leave conversations that go on', () => {
      for (const action of ['drop', 'block'] as const) {
        const gate = replay(pieces, [{ resource: staff, field: 'ssn', action }], 1 << 20);
        assert.doesNotMatch(gate.toClient().toString('latin1'), /078-05-1120/);
        assert.match(gate.toClient().toString('latin1'), /Duplicate entry '1'/);
      }
    });
  });
}
