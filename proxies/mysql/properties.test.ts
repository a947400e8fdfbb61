/** Whatever the bytes and however they are cut: the same output, no crash, and nothing raw. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Capability, FieldType } from './constants.ts';
import { Gate, type TestRule } from './gate.double.ts';
import {
  binaryRow,
  command,
  commonCapabilities,
  lenencText,
  ok,
  query,
  resultSet,
  textRow,
  type Value,
} from './packets.double.ts';

const secret = 'ann@example.com';
const rules: TestRule[] = [{ class: 'pii.email', action: 'mask' }];
const seed = { seed: 20261124 };

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.constant(secret),
  fc.constant(''),
  fc.stringMatching(/^[a-z ]{0,30}$/),
  fc.nat(300).map((length) => 'x'.repeat(length)),
);
const table = fc.integer({ min: 1, max: 5 }).chain((width) =>
  fc.array(fc.array(value, { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 8,
  }),
);

const columnsOf = (width: number) =>
  Array.from({ length: width }, (_, i) => ({ name: `c${i}`, table: 't' }));

function result(values: Value[][], binary: boolean, deprecateEof: boolean): Buffer {
  const rows = values.map((row) => (sequence: number) => {
    if (!binary) return textRow(sequence, row);
    return binaryRow(
      sequence,
      row.map((cell) => (cell === null ? null : lenencText(cell))),
    );
  });
  const columns = columnsOf(values[0].length);
  return Buffer.concat([...resultSet({ columns, rows, deprecateEof })]);
}

const masked = (values: Value[][]): Value[][] =>
  values.map((row) => row.map((cell) => (cell === secret ? 'MASKED' : cell)));

/** A gate that has sent the request for a result. */
function asked(binary: boolean, deprecateEof: boolean, more: TestRule[] = rules): Gate {
  const capabilities = deprecateEof
    ? commonCapabilities | Capability.deprecateEof
    : commonCapabilities;
  const gate = Gate.open({ rules: more }, { capabilities }, { capabilities });
  if (binary) {
    gate.fromClient(command(0x16, 'SELECT * FROM t'));
    gate.fromServer(Buffer.concat([Buffer.of(12, 0, 0, 1, 0, 1), Buffer.alloc(10)]));
    gate.fromClient(command(0x17, Buffer.of(1, 0, 0, 0, 0, 1, 0, 0, 0)));
  } else gate.fromClient(query('SELECT * FROM t'));
  gate.forget();
  return gate;
}

describe('results of any shape', () => {
  test('are masked where they hold the secret, and are else the same bytes', () => {
    fc.assert(
      fc.property(table, fc.boolean(), fc.boolean(), (values, binary, deprecateEof) => {
        const gate = asked(binary, deprecateEof);
        gate.fromServer(result(values, binary, deprecateEof));
        assert.equal(gate.error, undefined);
        assert.deepEqual(gate.toClient(), result(masked(values), binary, deprecateEof));
        assert.ok(gate.conversation.idle());
      }),
      { ...seed, numRuns: 150 },
    );
  });

  test('give the same output wherever they are cut', () => {
    fc.assert(
      fc.property(table, fc.boolean(), fc.boolean(), fc.boolean(), (values, binary, eof, drops) => {
        const dropping: TestRule[] = [{ class: 'pii.email', action: drops ? 'drop' : 'mask' }];
        const bytes = Buffer.concat([result(values, binary, eof), ok(1)]);
        const whole = asked(binary, eof, dropping);
        whole.fromClient(command(0x0e));
        whole.fromServer(bytes);
        const expected = whole.toClient();
        for (let cut = 1; cut < bytes.length; cut += 5) {
          const gate = asked(binary, eof, dropping);
          gate.fromClient(command(0x0e));
          gate.fromServer(bytes.subarray(0, cut), bytes.subarray(cut));
          assert.ok(gate.toClient().equals(expected), `cut at ${cut}`);
        }
        const gate = asked(binary, eof, dropping);
        gate.fromClient(command(0x0e));
        for (const byte of bytes) gate.fromServer(Buffer.of(byte));
        assert.ok(gate.toClient().equals(expected), 'byte by byte');
      }),
      { ...seed, numRuns: 15 },
    );
  });
});

describe('mutated bytes', () => {
  /** Changes, removes or repeats bytes. */
  const mutation = fc.record({
    at: fc.nat(1_000_000),
    kind: fc.constantFrom('set', 'flip', 'remove', 'repeat', 'cut'),
    byte: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xfb, 0xfc, 0xfd, 0xfe, 0xff), fc.nat(255)),
  });
  type Mutation = { at: number; kind: string; byte: number };

  function mutate(bytes: Buffer, mutations: Mutation[], from: number): Buffer {
    let changed = Buffer.from(bytes);
    for (const { at, kind, byte } of mutations) {
      const index = from + (at % Math.max(1, changed.length - from));
      if (kind === 'set') changed[index] = byte;
      else if (kind === 'flip') changed[index] ^= byte || 1;
      else if (kind === 'cut') changed = changed.subarray(0, index);
      else {
        const behind = kind === 'remove' ? index + 1 : index;
        const before = kind === 'remove' ? index : index + 1;
        changed = Buffer.concat([changed.subarray(0, before), changed.subarray(behind)]);
      }
    }
    return changed;
  }

  /** Not TG-CORE-0013, which stands for a fault of ours. */
  const coded = /^TG-(MYSQL-|PAYLOAD-|CORE-00(?!13))/;

  test('of rows: refused or masked, never raw', () => {
    const arbitrary = fc.tuple(
      table,
      fc.boolean(),
      fc.boolean(),
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
    );
    fc.assert(
      fc.property(arbitrary, ([values, binary, eof, mutations]) => {
        const bytes = result(values, binary, eof);
        const first = resultSet({
          columns: columnsOf(values[0].length),
          rows: [],
          deprecateEof: eof,
        });
        const rowsAt = Buffer.concat(first.slice(0, -1)).length;
        const gate = asked(binary, eof);
        gate.fromServer(mutate(bytes, mutations, rowsAt));
        if (gate.error) assert.match(gate.error.code, coded);
        assert.ok(!gate.toClient().includes(secret));
      }),
      { ...seed, numRuns: 1000 },
    );
  });

  test('of anything that a server says: a code, no crash', () => {
    const bytes = result([[secret, 'a', null]], false, false);
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 6 }), (mutations) => {
        const gate = asked(false, false);
        gate.fromServer(mutate(bytes, mutations, 0));
        if (gate.error) assert.match(gate.error.code, coded);
      }),
      { ...seed, numRuns: 1000 },
    );
  });

  test('of handshakes and commands: a code, no crash', () => {
    const commands = Buffer.concat([
      query('SELECT 1'),
      command(0x16, 'SELECT ?'),
      command(0x17, Buffer.alloc(9)),
      command(0x18, Buffer.alloc(8)),
      command(0xfa, Buffer.alloc(8)),
      command(0x04, 't\0'),
      command(0x11, Buffer.from('a\0\0b\0')),
    ]);
    const capabilities = commonCapabilities | Capability.queryAttributes;
    const writes: TestRule[] = [{ class: 'pii.email', action: 'block', operation: 'write' }];
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 6 }), (mutations) => {
        const gate = Gate.open({ rules: writes }, { capabilities }, { capabilities });
        gate.fromClient(mutate(commands, mutations, 0));
        if (gate.error) assert.match(gate.error.code, coded);
      }),
      { ...seed, numRuns: 700 },
    );
  });
});

test('columns that nobody looks at pass, whatever they hold', () => {
  const columns = [
    { name: 'n', type: FieldType.longlong, schema: 'a', table: 'b' },
    { name: 'mail', schema: 'a', table: 'b' },
  ];
  const gate = asked(false, false, [{ resource: 'mysql:x.y', field: 'z', action: 'mask' }]);
  const bytes = Buffer.concat(
    resultSet({ columns, rows: [(n) => textRow(n, ['1', secret]), (n) => textRow(n, [null, ''])] }),
  );
  gate.fromServer(bytes);
  assert.deepEqual(gate.toClient(), bytes);
});
