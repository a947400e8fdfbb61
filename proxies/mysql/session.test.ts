import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Writer } from '../../core/bytes/writer.ts';
import {
  Capability,
  ColumnFlag,
  Command,
  FieldType,
  maxPacketPayload,
  Status,
} from './constants.ts';
import { frameMessage, payloadLength } from './framing.ts';
import { Gate, type TestRule } from './gate.double.ts';
import {
  binaryRow,
  column,
  command,
  commonCapabilities,
  eof,
  err,
  expression,
  lenenc,
  lenencText,
  ok,
  query,
  resultSet,
  textRow,
  type Value,
} from './packets.double.ts';

const ssn: TestRule = { resource: 'mysql:hr.staff', field: 'ssn', action: 'mask' };
const email: TestRule = { class: 'pii.email', action: 'mask' };
const address = 'ann@example.com';

const rows = (...values: Value[][]) => values.map((row) => (n: number) => textRow(n, row));

/** Sequence ids of the packets in `bytes`. */
function sequences(bytes: Buffer): number[] {
  const found: number[] = [];
  for (let at = 0; at < bytes.length; at += 4 + payloadLength(bytes, at)) found.push(bytes[at + 3]);
  return found;
}

/** What the client gets for `sql` when the server answers with `packets`. */
function answered(rules: TestRule[], sql: string, ...packets: Buffer[]): Buffer {
  const gate = Gate.open({ rules });
  gate.fromClient(query(sql));
  gate.fromServer(...packets);
  assert.equal(gate.error, undefined);
  return gate.toClient();
}

const staff = [{ name: 'id' }, { name: 'ssn' }, { name: 'mail' }];

describe('text rows', () => {
  test('a result in which nothing changes is the same bytes', () => {
    const packets = resultSet({ columns: staff, rows: rows(['1', null, ''], ['2', 'x', 'y']) });
    for (const rules of [[], [email], [{ ...ssn, field: 'other' }]]) {
      assert.deepEqual(answered(rules, 'SELECT * FROM staff', ...packets), Buffer.concat(packets));
    }
  });

  test('a column is masked by its origin, whatever its name', () => {
    const columns = [{ name: 'n', orgName: 'ssn' }];
    const packets = resultSet({ columns, rows: rows(['078-05-1120'], [null]) });
    const masked = resultSet({ columns, rows: rows(['MASKED'], [null]) });
    assert.deepEqual(answered([ssn], 'SELECT ssn n FROM staff', ...packets), Buffer.concat(masked));
  });

  test('content is masked where it stands, with its length prefix', () => {
    const long = `${'x'.repeat(300)} ${address}`;
    const packets = resultSet({ columns: staff, rows: rows(['1', address, long]) });
    const masked = rows(['1', 'MASKED', `${'x'.repeat(300)} MASKED`]);
    assert.deepEqual(
      answered([email], 'SELECT * FROM staff', ...packets),
      Buffer.concat(resultSet({ columns: staff, rows: masked })),
    );
  });

  test('a null takes the place of value and prefix, but not in a NOT NULL column', () => {
    const rules = [{ ...ssn, substitute: null }];
    const columns = (flags: number) => [{ name: 'ssn', flags }, { name: 'id' }];
    const packets = resultSet({ columns: columns(0), rows: rows(['078', '1']) });
    const nulled = resultSet({ columns: columns(0), rows: rows([null, '1']) });
    assert.deepEqual(answered(rules, 'SELECT * FROM staff', ...packets), Buffer.concat(nulled));
    const strict = resultSet({ columns: columns(ColumnFlag.notNull), rows: rows(['078', '1']) });
    const emptied = resultSet({ columns: columns(ColumnFlag.notNull), rows: rows(['', '1']) });
    assert.deepEqual(answered(rules, 'SELECT * FROM staff', ...strict), Buffer.concat(emptied));
  });

  test('dropped rows take their sequence ids along', () => {
    const rules: TestRule[] = [{ class: 'pii.email', action: 'drop' }];
    const packets = resultSet({
      columns: staff,
      rows: rows(['1', 'a', 'b'], ['2', address, ''], ['3', '', address], ['4', 'c', 'd']),
    });
    const left = resultSet({ columns: staff, rows: rows(['1', 'a', 'b'], ['4', 'c', 'd']) });
    assert.deepEqual(answered(rules, 'SELECT * FROM staff', ...packets), Buffer.concat(left));
  });

  test('a resource that is dropped gives no rows at all', () => {
    const rules: TestRule[] = [{ resource: 'mysql:hr.staff', action: 'drop' }];
    const packets = resultSet({ columns: staff, rows: rows(['1', 'a', 'b'], ['2', 'c', 'd']) });
    assert.deepEqual(
      answered(rules, 'SELECT * FROM staff', ...packets),
      Buffer.concat(resultSet({ columns: staff, rows: [] })),
    );
  });

  test('without intermediate EOF the last packet is an OK', () => {
    const capabilities = commonCapabilities | Capability.deprecateEof;
    const gate = Gate.open({ rules: [ssn] }, { capabilities }, { capabilities });
    gate.fromClient(query('SELECT * FROM staff'));
    const make = (value: string) =>
      resultSet({ columns: staff, rows: rows(['1', value, '']), deprecateEof: true });
    gate.fromServer(...make('078'));
    assert.deepEqual(gate.toClient(), Buffer.concat(make('MASKED')));
    assert.ok(gate.conversation.idle());
  });
});

describe('blocking', () => {
  const block: TestRule = { resource: 'mysql:hr.staff', action: 'block' };

  test('a statement that names the table never reaches the server', () => {
    const gate = Gate.open({ rules: [block] });
    gate.fromClient(query('SELECT count(*) FROM staff'), query('SELECT 1'));
    assert.deepEqual(gate.toServer(), query('SELECT 1'));
    assert.match(gate.toClient().toString('latin1'), /#45000TG-POLICY-0001.*test block/);
    assert.equal(gate.toClient()[3], 1);
    assert.deepEqual(gate.refused, ['TG-POLICY-0001']);
  });

  test('a refusal waits for the replies before it', () => {
    const gate = Gate.open({ rules: [block] });
    gate.fromClient(query('SELECT 1'), query('SELECT * FROM staff'), query('SELECT 2'));
    assert.equal(gate.toClient().length, 0);
    gate.fromServer(ok(1), err(1, 'second'));
    const client = gate.toClient().toString('latin1');
    assert.ok(gate.toClient().subarray(0, ok(1).length).equals(ok(1)));
    assert.ok(client.indexOf('45000') > 0 && client.indexOf('45000') < client.indexOf('second'));
  });

  test('a result whose columns name it is replaced as a whole, and the rest left out', () => {
    const gate = Gate.open({ rules: [block] });
    gate.fromClient(query('SELECT * FROM some_view'));
    const packets = resultSet({ columns: staff, rows: rows(['1', 'secret', '']), more: true });
    const last = packets.at(-1)!;
    gate.fromServer(...packets, ok(last[3] + 1));
    const client = gate.toClient();
    assert.deepEqual(sequences(client), [1]);
    assert.doesNotMatch(client.toString('latin1'), /secret/);
    gate.forget();
    gate.fromClient(query('SELECT 1'));
    gate.fromServer(ok(1));
    assert.deepEqual(gate.toClient(), ok(1));
  });

  test('a blocked row ends its result with an error in its place', () => {
    const gate = Gate.open({ rules: [{ class: 'pii.email', action: 'block' }] });
    gate.fromClient(query('SELECT * FROM staff'), query('SELECT 1'));
    const packets = resultSet({
      columns: staff,
      rows: rows(['1', 'a', ''], ['2', address, ''], ['3', 'late', '']),
    });
    gate.fromServer(Buffer.concat([...packets, ok(1)]));
    const client = gate.toClient();
    assert.deepEqual(sequences(client), [1, 2, 3, 4, 5, 6, 7, 1]);
    assert.doesNotMatch(client.toString('latin1'), /example|late/);
    assert.ok(client.subarray(-ok(1).length).equals(ok(1)));
  });

  test('the same when the rest comes in later pieces', () => {
    const gate = Gate.open({ rules: [{ class: 'pii.email', action: 'block' }] });
    gate.fromClient(query('SELECT * FROM staff'));
    gate.fromServer(
      ...resultSet({ columns: staff, rows: rows(['2', address, ''], ['3', 'late', '']) }),
    );
    assert.deepEqual(sequences(gate.toClient()), [1, 2, 3, 4, 5, 6]);
    assert.ok(gate.conversation.idle());
  });
});

describe('computed columns', () => {
  const masked = (sql: string, name: string, more: TestRule[] = [ssn]): string => {
    const packets = resultSet({ columns: [expression(name)], rows: rows(['078-05-1120']) });
    const row = answered(more, sql, ...packets);
    return row.toString('latin1');
  };

  test('are hidden whole where the statement names a protected column', () => {
    for (const sql of [
      'SELECT CONCAT(ssn) FROM staff',
      'SELECT SUBSTRING(s.ssn, 1, 3) FROM hr.staff AS s',
      'SELECT name FROM pub UNION SELECT ssn FROM staff',
      'SELECT (SELECT SSN FROM staff LIMIT 1)',
      'SELECT x FROM (SELECT * FROM staff UNION SELECT * FROM staff) t',
      'SELECT /*!50000 HEX(ssn) */ FROM staff',
    ]) {
      assert.match(masked(sql, 'x'), /\x03\*\*\*/, sql);
    }
  });

  test('are left alone where it does not', () => {
    for (const sql of [
      'SELECT COUNT(*) FROM staff WHERE ssn = 1',
      'SELECT CONCAT(name) FROM staff',
      'SELECT CONCAT(ssn) FROM other',
    ]) {
      assert.match(masked(sql, 'x'), /078-05-1120/, sql);
    }
  });

  test('are looked into for content', () => {
    const packets = resultSet({ columns: [expression('x')], rows: rows([`<${address}>`]) });
    for (const sql of ['SELECT @@x', `SELECT '${address}'`, 'SHOW PROCESSLIST', 'CALL p()']) {
      assert.match(answered([email], sql, ...packets).toString('latin1'), /<MASKED>/, sql);
    }
  });

  test('rules by class and field hold for expressions over the field', () => {
    const rule: TestRule = { class: 'pii.email', field: 'mail', action: 'mask' };
    const packets = resultSet({ columns: [expression('x')], rows: rows([address]) });
    const text = answered([rule], 'SELECT LOWER(mail) FROM staff', ...packets).toString('latin1');
    assert.doesNotMatch(text, /example/);
  });

  test('a name that a derived table gives is not trusted', () => {
    const columns = [{ name: 'name', orgName: 'name', table: 'staff', schema: '' }];
    const packets = resultSet({ columns, rows: rows(['078-05-1120']) });
    const sql = 'SELECT name FROM (SELECT DISTINCT ssn AS name FROM staff) t';
    assert.doesNotMatch(answered([ssn], sql, ...packets).toString('latin1'), /1120/);
    const mysql9 = resultSet({
      columns: [{ ...columns[0], schema: 'hr' }],
      rows: rows(['078-05-1120']),
    });
    assert.doesNotMatch(answered([ssn], sql, ...mysql9).toString('latin1'), /1120/);
  });

  test('numbers become null, or their zero where they cannot', () => {
    const rule: TestRule = { ...ssn, field: 'salary' };
    for (const [flags, expected] of [
      [0, null],
      [ColumnFlag.notNull, '0'],
    ] as const) {
      const columns = [expression('s', { type: FieldType.longlong, flags })];
      const packets = resultSet({ columns, rows: rows(['5000']) });
      assert.deepEqual(
        answered([rule], 'SELECT SUM(salary) FROM staff', ...packets),
        Buffer.concat(resultSet({ columns, rows: rows([expected]) })),
      );
    }
  });

  test('values travel through variables, temporary tables and prepared texts', () => {
    const result = resultSet({ columns: [expression('x')], rows: rows(['078-05-1120']) });
    const cases = [
      ['SET @a = (SELECT ssn FROM staff)', 'SELECT @A'],
      ['SELECT ssn INTO @b FROM staff', 'SET @c = @b', 'SELECT CONCAT(@c)'],
      ['HANDLER staff OPEN AS h', 'HANDLER h READ FIRST'],
      ["PREPARE p FROM 'SELECT MAX(ssn) FROM staff'", 'EXECUTE p'],
      ['CREATE TEMPORARY TABLE t SELECT ssn AS x FROM staff', 'SELECT UPPER(x) FROM t'],
    ];
    for (const statements of cases) {
      const gate = Gate.open({ rules: [ssn] });
      for (const sql of statements.slice(0, -1)) {
        gate.fromClient(query(sql));
        gate.fromServer(ok(1));
      }
      gate.fromClient(query(statements.at(-1)!));
      gate.fromServer(...result);
      assert.equal(gate.error, undefined);
      assert.doesNotMatch(gate.toClient().toString('latin1'), /1120/, statements.join('; '));
    }
  });

  test('warnings tell of the statement before: their text is hidden, their level is not', () => {
    const gate = Gate.open({ rules: [ssn] });
    gate.fromClient(query('UPDATE staff SET x = 1 WHERE ssn = 0'), query('SHOW WARNINGS'));
    const columns = [expression('Level'), expression('Message')];
    const make = (text: string) => resultSet({ columns, rows: rows(['Warning', text]) });
    gate.fromServer(ok(1), ...make('Truncated: 078'));
    assert.deepEqual(gate.toClient(), Buffer.concat([ok(1), ...make('***')]));
  });

  test('of a text that nobody has seen are refused', () => {
    const gate = Gate.open({ rules: [ssn] });
    gate.fromClient(query('PREPARE p FROM @text'), query('EXECUTE p'));
    gate.fromServer(ok(1), ...resultSet({ columns: [expression('x')], rows: rows(['1']) }));
    assert.match(gate.toClient().toString('latin1'), /TG-MYSQL-0010/);
    assert.ok(gate.conversation.idle());
  });
});

describe('errors of the server', () => {
  test('tell no values that policy protects', () => {
    const message = `Duplicate entry '${address}' for key 'mail'`;
    const sent = answered([email], 'INSERT INTO t SELECT mail FROM staff', err(1, message, 1062));
    assert.deepEqual(sent, err(1, "Duplicate entry 'MASKED' for key 'mail'", 1062));
    const tainted = answered(
      [ssn],
      'UPDATE staff SET x = 1 WHERE ssn = 0',
      err(1, "value '078'", 1292),
    );
    assert.deepEqual(tainted, err(1, '***', 1292));
  });

  test('that name things only go on as they are', () => {
    const unknown = err(1, "Unknown column 'ssn' in 'field list'", 1054);
    assert.deepEqual(answered([ssn], 'SELECT ssn FROM staff', unknown), unknown);
  });

  test('end a result in its middle', () => {
    const packets = resultSet({ columns: staff, rows: rows(['1', '078', '']) }).slice(0, -1);
    const sent = answered([ssn], 'SELECT * FROM staff', ...packets, err(7, 'killed', 1317));
    assert.ok(sent.subarray(-err(7, 'killed', 1317).length).equals(err(7, 'killed', 1317)));
  });
});

describe('large payloads', () => {
  const columns = [{ name: 'mail', length: 0xffffffff, type: FieldType.longBlob }];

  test('a mask that grows over the packet limit makes one packet more, and one that shrinks less', () => {
    const filler = 'x'.repeat(maxPacketPayload - 4 - 20);
    for (const [value, substitute] of [
      [`${filler} ab@example.com`, 'M'.repeat(40)],
      [`${filler}${'y'.repeat(20)} ab@example.com`, 'M'],
    ]) {
      const rules = [{ ...email, substitute }];
      const replaced = value.replace('ab@example.com', substitute);
      const packets = resultSet({ columns, rows: rows([value], ['tail']) });
      const sent = answered(rules, 'SELECT * FROM staff', ...packets);
      assert.ok(
        sent.equals(Buffer.concat(resultSet({ columns, rows: rows([replaced], ['tail']) }))),
      );
    }
  });

  test('a row over the packet limit that nobody looks at passes in pieces', () => {
    const gate = Gate.open({ rules: [] });
    gate.fromClient(query('SELECT * FROM staff'));
    const packets = resultSet({ columns, rows: rows(['z'.repeat(maxPacketPayload + 100)], ['a']) });
    const all = Buffer.concat(packets);
    const cut = all.indexOf('zzzz') + 1000;
    gate.fromServer(all.subarray(0, cut));
    assert.equal(gate.toClient().length, cut);
    gate.fromServer(all.subarray(cut));
    assert.ok(gate.toClient().equals(all));
    assert.ok(gate.conversation.idle());
  });
});

/** The reply to COM_STMT_PREPARE. */
function prepared(id: number, columns: readonly { name: string; type?: number }[], parameters = 0) {
  const head = new Writer().u8(0).u32le(id).u16le(columns.length).u16le(parameters).zeros(3);
  let sequence = 1;
  const packets = [frameMessage(head.bytes(), sequence++)];
  for (let i = 0; i < parameters; i++) packets.push(column(sequence++, expression('?')));
  if (parameters > 0) packets.push(eof(sequence++));
  for (const each of columns) packets.push(column(sequence++, each));
  if (columns.length > 0) packets.push(eof(sequence++));
  return packets;
}

const statementId = (id: number): Buffer => new Writer().u32le(id).bytes();
const execute = (id: number, flags = 0): Buffer =>
  command(Command.stmtExecute, new Writer().u32le(id).u8(flags).u32le(1).bytes());

describe('prepared statements', () => {
  const columns = [
    { name: 'id', type: FieldType.long },
    { name: 'ssn' },
    { name: 'born', type: FieldType.date },
    { name: 'pay', type: FieldType.longlong },
  ];
  const row =
    (id: number, value: string | null, pay = 5) =>
    (n: number) =>
      binaryRow(n, [
        new Writer().u32le(id).bytes(),
        value === null ? null : lenencText(value),
        Buffer.from('04d0070101', 'hex'),
        new Writer().i64le(BigInt(pay)).bytes(),
      ]);

  test('binary rows are masked, nulled and left alone', () => {
    const rules: TestRule[] = [
      ssn,
      { resource: 'mysql:hr.staff', field: 'pay', action: 'mask', substitute: null },
    ];
    const gate = Gate.open({ rules });
    gate.fromClient(command(Command.stmtPrepare, 'SELECT * FROM staff'));
    gate.fromServer(...prepared(1, columns));
    gate.forget();
    gate.fromClient(execute(1));
    gate.fromServer(...resultSet({ columns, rows: [row(1, '078'), row(2, null)] }));
    const nulled = (id: number, value: string | null) => (n: number) =>
      binaryRow(n, [
        new Writer().u32le(id).bytes(),
        value === null ? null : lenencText(value),
        Buffer.from('04d0070101', 'hex'),
        null,
      ]);
    const masked = resultSet({ columns, rows: [nulled(1, 'MASKED'), nulled(2, null)] });
    assert.deepEqual(gate.toClient(), Buffer.concat(masked));
  });

  test('MariaDB: execution by "the last one", sent before the answer', () => {
    const gate = Gate.open({ rules: [ssn] });
    gate.fromClient(command(Command.stmtPrepare, 'SELECT * FROM staff'), execute(0xffffffff));
    gate.fromServer(...prepared(9, columns), ...resultSet({ columns, rows: [row(1, '078')] }));
    assert.match(gate.toClient().toString('latin1'), /MASKED/);
    assert.doesNotMatch(gate.toClient().toString('latin1'), /078/);
  });

  test('"the last one" of a refused statement is not the one before', () => {
    const gate = Gate.open({ rules: [{ resource: 'mysql:hr.staff', action: 'block' }] });
    gate.fromClient(command(Command.stmtPrepare, 'SELECT 1'));
    gate.fromServer(...prepared(1, []));
    gate.forget();
    gate.fromClient(command(Command.stmtPrepare, 'SELECT * FROM staff'), execute(0xffffffff));
    assert.equal(gate.toServer().length, 0);
    assert.deepEqual(sequences(gate.toClient()), [1, 1]);
  });

  test('rows of a cursor are masked by the columns of its execution', () => {
    const gate = Gate.open({ rules: [ssn] });
    gate.fromClient(command(Command.stmtPrepare, 'SELECT * FROM staff'));
    gate.fromServer(...prepared(3, columns));
    gate.fromClient(execute(3, 1));
    const opened = [
      frameMessage(lenenc(columns.length), 1),
      ...columns.map((each, i) => column(i + 2, each)),
      eof(columns.length + 2, Status.cursorExists),
    ];
    gate.fromServer(...opened);
    gate.forget();
    gate.fromClient(command(Command.stmtFetch, new Writer().u32le(3).u32le(10).bytes()));
    gate.fromServer(row(1, '078')(1), eof(2, Status.cursorExists));
    assert.deepEqual(
      gate.toClient(),
      Buffer.concat([row(1, 'MASKED')(1), eof(2, Status.cursorExists)]),
    );
    assert.ok(gate.conversation.idle());
  });

  test('closing, resetting and sending ahead', () => {
    const gate = Gate.open({ rules: [ssn] });
    gate.fromClient(command(Command.stmtPrepare, 'INSERT INTO t VALUES (?)'));
    gate.fromServer(...prepared(4, [], 1));
    gate.fromClient(
      command(Command.stmtSendLongData, Buffer.concat([statementId(4), Buffer.from('\0\0abc')])),
      command(Command.stmtReset, statementId(4)),
      command(Command.stmtClose, statementId(4)),
    );
    assert.ok(!gate.conversation.idle());
    gate.fromServer(ok(1));
    assert.ok(gate.conversation.idle());
  });
});

describe('several results', () => {
  test('each is looked at by its own columns', () => {
    const first = resultSet({ columns: [{ name: 'id' }], rows: rows(['1']), more: true });
    const second = resultSet({
      columns: staff,
      rows: rows(['1', '078', '']),
      first: first.length + 1,
    });
    const masked = resultSet({
      columns: staff,
      rows: rows(['1', 'MASKED', '']),
      first: first.length + 1,
    });
    assert.deepEqual(
      answered([ssn], 'SELECT id FROM staff; SELECT * FROM staff', ...first, ...second),
      Buffer.concat([...first, ...masked]),
    );
  });

  test('a computed column derives from its own statement alone', () => {
    const columns = [expression('five')];
    const first = resultSet({ columns: staff, rows: rows(['1', '078', '']), more: true });
    const second = resultSet({ columns, rows: rows(['5']), first: first.length + 1 });
    const sql = 'SELECT id, ssn, mail FROM staff; SELECT 5 AS five';
    const sent = answered([ssn], sql, ...first, ...second);
    assert.ok(sent.subarray(-Buffer.concat(second).length).equals(Buffer.concat(second)));
    assert.match(sent.toString('latin1'), /MASKED/);
  });

  test('where a statement may give several results, it may derive from any', () => {
    const columns = [expression('five')];
    const packets = resultSet({ columns, rows: rows(['5']) });
    for (const sql of [
      'CALL p(); SELECT 5; SELECT ssn FROM staff',
      'SELECT 5; BEGIN NOT ATOMIC SELECT ssn FROM staff; END',
    ]) {
      assert.match(answered([ssn], sql, ...packets).toString('latin1'), /\*\*\*/, sql);
    }
  });

  test('ids stay in order behind a dropped row, over the end of its result', () => {
    const rules: TestRule[] = [{ class: 'pii.email', action: 'drop' }];
    const first = resultSet({ columns: staff, rows: rows(['1', address, '']), more: true });
    const gate = Gate.open({ rules });
    gate.fromClient(query('SELECT * FROM staff; DO 1'));
    gate.fromServer(...first, ok(first.length + 1));
    assert.deepEqual(sequences(gate.toClient()), [1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('LOCAL INFILE', () => {
  const ask = frameMessage(Buffer.from('\xfbfile.csv', 'latin1'), 1);
  const load = "LOAD DATA LOCAL INFILE 'file.csv' INTO TABLE t";

  test('turns the direction until an empty packet', () => {
    const gate = Gate.open({ rules: [ssn] });
    gate.fromClient(query(load));
    gate.fromServer(ask);
    const file = [frameMessage(Buffer.from('1,2\n'), 2), frameMessage(Buffer.alloc(0), 3)];
    gate.fromClient(...file);
    gate.fromServer(ok(4));
    gate.fromClient(query('SELECT 1'));
    assert.deepEqual(gate.toServer(), Buffer.concat([query(load), ...file, query('SELECT 1')]));
    assert.deepEqual(gate.toClient(), Buffer.concat([ask, ok(4)]));
  });

  test('what follows waits until the server has said whether it is a file', () => {
    const gate = Gate.open({ rules: [ssn] });
    gate.fromClient(query(load), query('SELECT 1'));
    assert.deepEqual(gate.toServer(), query(load));
    gate.fromServer(err(1, 'no', 1148));
    assert.deepEqual(gate.toServer(), Buffer.concat([query(load), query('SELECT 1')]));
  });

  test('of a reply that is left out is answered with an empty file', () => {
    const gate = Gate.open({ rules: [{ resource: 'mysql:hr.staff', action: 'block' }] });
    const both = `SELECT * FROM some_view; ${load}`;
    gate.fromClient(query(both));
    const first = resultSet({ columns: staff, rows: rows(['1', '2', '3']), more: true });
    gate.fromServer(
      ...first,
      frameMessage(Buffer.from('\xfbfile.csv', 'latin1'), first.length + 1),
    );
    const empty = frameMessage(Buffer.alloc(0), first.length + 2);
    assert.deepEqual(gate.toServer(), Buffer.concat([query(both), empty]));
    gate.fromServer(ok(first.length + 3));
    assert.deepEqual(sequences(gate.toClient()), [1]);
    assert.ok(gate.conversation.idle());
  });

  test('is not granted to a server that nobody asked for it', () => {
    const gate = Gate.open({ rules: [ssn] });
    gate.fromClient(query('SELECT 1'));
    gate.fromServer(ask);
    assert.equal(gate.error?.code, 'TG-MYSQL-0006');
    assert.doesNotMatch(gate.toClient().toString('latin1'), /file\.csv/);
  });
});

describe('commands', () => {
  test('that would bypass inspection are refused, and the connection goes on', () => {
    const gate = Gate.open();
    gate.fromClient(command(Command.binlogDump), command(0x77), command(Command.ping));
    gate.fromServer(ok(1));
    assert.deepEqual(gate.toServer(), command(Command.ping));
    assert.deepEqual(gate.refused, ['TG-MYSQL-0005', 'TG-MYSQL-0005']);
    assert.deepEqual(sequences(gate.toClient()), [1, 1, 1]);
  });

  test('the default schema follows what the server accepts, and what it may accept', () => {
    const rules: TestRule[] = [{ resource: 'mysql:shop.orders', action: 'block' }];
    const gate = Gate.open({ rules });
    gate.fromClient(query('SELECT * FROM orders'));
    gate.fromServer(ok(1));
    gate.fromClient(command(Command.initDb, 'shop'), query('SELECT * FROM orders'));
    assert.deepEqual(gate.refused, ['TG-POLICY-0001']);
    gate.fromServer(ok(1));
    gate.fromClient(query('USE hr'), query('SELECT * FROM orders'));
    assert.equal(gate.refused.length, 2);
    gate.fromServer(ok(1));
    gate.fromClient(query('SELECT * FROM orders'));
    assert.equal(gate.refused.length, 2);
  });

  test('COM_FIELD_LIST shows no default values that are protected', () => {
    const gate = Gate.open({ rules: [ssn] });
    gate.fromClient(command(Command.fieldList, 'staff\0'));
    const ssnField = (defaultValue: Buffer) => column(1, { name: 'ssn', defaultValue });
    const idField = column(2, { name: 'id', defaultValue: lenencText('1') });
    gate.fromServer(ssnField(lenencText('078')), idField, eof(3));
    const hidden = ssnField(Buffer.of(0xfb));
    assert.deepEqual(gate.toClient(), Buffer.concat([hidden, idField, eof(3)]));
  });

  test('SQL behind query attributes is found', () => {
    const capabilities = commonCapabilities | Capability.queryAttributes;
    const rules: TestRule[] = [{ resource: 'mysql:hr.staff', action: 'block' }];
    const gate = Gate.open({ rules }, { capabilities }, { capabilities });
    const attributes = new Writer()
      .raw(Buffer.of(2, 1, 0b10, 1))
      .u16le(FieldType.varString)
      .raw(lenencText('a'))
      .u16le(FieldType.long)
      .raw(lenencText('b'))
      .raw(lenencText('x'));
    gate.fromClient(command(3, attributes.utf8('SELECT * FROM staff').bytes()));
    assert.deepEqual(gate.refused, ['TG-POLICY-0001']);
    gate.fromClient(command(3, Buffer.concat([Buffer.of(0, 1), Buffer.from('SELECT 1')])));
    assert.equal(gate.refused.length, 1);
  });

  test('rows of protected tables are not written to files of the server', () => {
    const gate = Gate.open({ rules: [ssn] });
    gate.fromClient(query("SELECT ssn INTO OUTFILE '/tmp/x' FROM staff"));
    assert.deepEqual(gate.refused, ['TG-MYSQL-0011']);
  });
});

describe('writes', () => {
  const rule = (more: Partial<TestRule>): TestRule => ({
    resource: 'mysql:hr.staff',
    operation: 'write',
    action: 'block',
    ...more,
  });

  test('are refused by what their literals hold', () => {
    const gate = Gate.open({ rules: [rule({ class: 'pii.email' })] });
    gate.fromClient(query(`INSERT INTO staff (a, b) VALUES (1, '${address}')`));
    gate.fromClient(query(`INSERT INTO other (a, b) VALUES (1, '${address}')`));
    gate.fromClient(query(`INSERT INTO staff (a, b) VALUES (1, 'x')`));
    assert.deepEqual(gate.refused, ['TG-POLICY-0001']);
    assert.equal(gate.sent.request.length, 2);
  });

  test('are refused by the column that they set, whatever its value', () => {
    for (const sql of [
      'UPDATE staff SET id = 1, salary = bonus * 2',
      'INSERT INTO staff (id, salary) SELECT 1, 2',
      'INSERT INTO staff SET salary = DEFAULT',
      'INSERT INTO staff VALUES (1, 2)',
    ]) {
      const gate = Gate.open({ rules: [rule({ field: 'salary' })] });
      gate.fromClient(query(sql));
      assert.deepEqual(gate.refused, ['TG-POLICY-0001'], sql);
    }
    const gate = Gate.open({ rules: [rule({ field: 'salary' })] });
    gate.fromClient(query('UPDATE staff SET id = 1 WHERE salary = 2'));
    assert.deepEqual(gate.refused, []);
  });

  test('are refused by what they bind, and by what was sent ahead', () => {
    const gate = Gate.open({ rules: [rule({ class: 'pii.email' })] });
    gate.fromClient(command(Command.stmtPrepare, 'INSERT INTO staff (a) VALUES (?)'));
    gate.fromServer(...prepared(1, [], 1));
    const bound = (value: string) =>
      command(
        Command.stmtExecute,
        new Writer()
          .u32le(1)
          .u8(0)
          .u32le(1)
          .u8(0)
          .u8(1)
          .u16le(FieldType.varString)
          .raw(lenencText(value))
          .bytes(),
      );
    gate.fromClient(bound('x'));
    assert.deepEqual(gate.refused, []);
    gate.fromServer(ok(1));
    gate.fromClient(bound(address));
    assert.equal(gate.refused.length, 1);
    const ahead = Buffer.concat([statementId(1), Buffer.from(`\0\0${address}`)]);
    gate.fromClient(command(Command.stmtSendLongData, ahead), bound('x'));
    assert.equal(gate.refused.length, 2);
  });

  test('of whole tables are refused before they are read', () => {
    const gate = Gate.open({ rules: [rule({})] });
    gate.fromClient(query('DELETE FROM staff'));
    gate.fromClient(query('SELECT * FROM staff'));
    assert.deepEqual(gate.refused, ['TG-POLICY-0001']);
  });

  test('by files cannot be looked at, and are refused', () => {
    const gate = Gate.open({ rules: [rule({ class: 'pii.email' })] });
    gate.fromClient(query("LOAD DATA LOCAL INFILE 'f' INTO TABLE staff"));
    assert.deepEqual(gate.refused, ['TG-MYSQL-0013']);
  });
});

test('what a server says unasked goes on if it is an error, and ends the rest', () => {
  const gate = Gate.open({ rules: [ssn] });
  gate.fromServer(err(0, 'Shutdown', 1053));
  assert.deepEqual(gate.toClient(), err(0, 'Shutdown', 1053));
  gate.fromServer(ok(0));
  assert.equal(gate.error?.code, 'TG-MYSQL-0004');
});

test("MariaDB's progress reports pass and end nothing", () => {
  const capabilities = commonCapabilities & ~Capability.mysql;
  const maria = { capabilities, mariaCapabilities: 1, version: '5.5.5-10.11.19-MariaDB' };
  const gate = Gate.open({ rules: [ssn] }, maria, { capabilities, mariaCapabilities: 1 });
  gate.fromClient(query('ALTER TABLE t ADD x INT'));
  const report = (sequence: number) =>
    frameMessage(Buffer.from([0xff, 0xff, 0xff, 1, 1, 2, 0, 0, 0, 1, 0x61]), sequence);
  gate.fromServer(report(1), report(2), ok(3));
  assert.deepEqual(gate.toClient(), Buffer.concat([report(1), report(2), ok(3)]));
  assert.ok(gate.conversation.idle());
});

test('a packet out of sequence is no part of a reply', () => {
  const gate = Gate.open({ rules: [ssn] });
  gate.fromClient(query('SELECT * FROM staff'));
  gate.fromServer(ok(2));
  assert.equal(gate.error?.code, 'TG-MYSQL-0004');
});

test('bytes that come before a command are no part of its reply', () => {
  const gate = Gate.open({ rules: [ssn] });
  gate.fromServer(Buffer.of(0, 2, 0));
  gate.fromClient(query('SELECT * FROM staff'));
  gate.fromServer(...resultSet({ columns: staff, rows: rows(['1', '078', '']) }));
  assert.equal(gate.error?.code, 'TG-MYSQL-0004');
});

test('a value that is none of its type is looked at as text', () => {
  const columns = [
    { name: 'day', type: FieldType.date, charset: 63 },
    { name: 'price', type: FieldType.newdecimal, charset: 63 },
  ];
  const hidden = 'x@example.org';
  const packets = (day: string, price: string) =>
    resultSet({ columns, rows: rows([day, price], ['2024-01-02', '1.50']) });
  const sent = answered(
    [{ ...email, substitute: hidden }],
    'SELECT * FROM staff',
    ...packets(address, address),
  );
  assert.deepEqual(sent, Buffer.concat(packets(hidden, hidden)));
});

test('a fault in the middle of a result is told with the next sequence id', () => {
  const gate = Gate.open({ rules: [ssn] });
  gate.fromClient(query('SELECT * FROM staff'));
  const packets = resultSet({ columns: staff, rows: rows(['1', '078', '']) }).slice(0, -1);
  gate.fromServer(...packets, textRow(7, ['1', '078', '', 'one too many']));
  assert.equal(gate.error?.code, 'TG-MYSQL-0002');
  assert.deepEqual(sequences(gate.toClient()), [1, 2, 3, 4, 5, 6, 7]);
  assert.doesNotMatch(gate.toClient().toString('latin1'), /one too many/);
});

test('a draining gate says good-bye to an idle client only', () => {
  const gate = Gate.open();
  assert.match(Buffer.from(gate.conversation.farewell()!).toString('latin1'), /shutdown/);
  gate.fromClient(query('SELECT 1'));
  assert.equal(gate.conversation.farewell(), undefined);
});
