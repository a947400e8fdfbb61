/** What is written: arrives at the server as it was sent. And the raw bytes of both ways. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Recorder } from '../recorder.ts';
import { commandLine, connectMysql2, libraryClients, type Row } from './clients.ts';
import type { SuiteContext } from './context.ts';
import { customers } from './shop.ts';
import { mysqlPort } from './start.ts';

const raw = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
const document = { email: 'x@mail.example.org', list: [1, 2.5, null] };
/** number, email, raw, amount, moment, doc, nothing */
const values = [
  '9007199254740993',
  'ana.costa@mail.example.org',
  raw,
  '12345678.9012',
  '2026-02-03 04:05:06.789',
  JSON.stringify(document),
  null,
];
const insertSql =
  'INSERT INTO shop.written (client, number, email, raw, amount, moment, doc, nothing) VALUES';

export function writeTests({ direct, through, cliImage }: SuiteContext): void {
  const assertStored = async (client: string) => {
    const sql = `SELECT CAST(number AS CHAR), email, raw, amount, CAST(moment AS CHAR), doc, nothing
      FROM shop.written WHERE client = ?`;
    const [row] = await libraryClients[0].rows(direct(), sql, [client]);
    const doc = typeof row[5] === 'string' ? JSON.parse(row[5]) : row[5];
    assert.deepEqual(row.toSpliced(5, 1), values.toSpliced(5, 1));
    assert.deepEqual(doc, document);
  };

  for (const client of libraryClients) {
    test(`${client.name}: writes arrive unchanged`, async () => {
      const sql = `${insertSql} (?, ?, ?, ?, ?, ?, ?, ?)`;
      await client.rows(through(), sql, [client.name, ...values]);
      await assertStored(client.name);
    });
  }

  test('mariadb command-line client: writes arrive unchanged', async () => {
    const [number, email, , amount, moment, doc] = values;
    const sql = `${insertSql} ('cli', ${number}, '${email}', UNHEX('${raw.toString('hex')}'),
      ${amount}, '${moment}', '${doc}', NULL)`;
    await commandLine(cliImage, through(), sql);
    await assertStored('cli');
  });

  test('values over 16 MB pass both ways, and are masked to their end', async () => {
    const clean = 'tide '.repeat((17 * 1024 * 1024) / 4);
    const dirty = `${clean}last: ${customers[0].email}`;
    const [gated, straight] = [await connectMysql2(through()), await connectMysql2(direct())];
    await gated.query('REPLACE INTO shop.large VALUES (1, ?), (2, ?)', [clean, dirty]);
    const sql = 'SELECT body FROM shop.large ORDER BY id';
    const [original] = (await straight.query(sql)) as unknown as [Row[]];
    // Not `equal`: its message would print 34 MB.
    assert.ok(original[0][0] === clean && original[1][0] === dirty, 'written as sent');
    const [actual] = (await gated.query(sql)) as unknown as [Row[]];
    assert.ok(actual[0][0] === clean, 'the clean one is equal');
    assert.ok(actual[1][0] === `${clean}last: [REDACTED]`, 'the other is masked at its end');
    await straight.query('DELETE FROM shop.large');
    gated.destroy();
    straight.destroy();
  });
}

/** The bytes of a COM_STMT_EXECUTE behind its statement id, which MariaDB counts over all connections. */
const statementIdEnd = 9;

export function byteTests({ gate, server }: SuiteContext): void {
  test('clean answers are equal byte for byte, text and binary rows', async () => {
    await using straight = await Recorder.start(server().server.address, mysqlPort);
    await using gated = await Recorder.start('127.0.0.1', gate().port('shop'));
    const streams = [];
    for (const recorder of [straight, gated]) {
      const target = { ...server().direct(), host: '127.0.0.1', port: recorder.port };
      const connection = await connectMysql2(target);
      recorder.forget();
      await connection.query('SELECT * FROM shop.parts ORDER BY id');
      await connection.query('UPDATE shop.parts SET tiny = tiny WHERE id < 10');
      await connection.query('SELECT id FROM shop.parts WHERE id < 0; SELECT 2');
      await connection.ping();
      const text = recorder.recording();
      const statement = await connection.prepare('SELECT * FROM shop.parts WHERE id > ?');
      recorder.forget();
      await statement.execute([100]);
      const binary = recorder.recording();
      streams.push([text.up, text.down, binary.up.subarray(statementIdEnd), binary.down]);
      connection.destroy();
    }
    const [original, actual] = streams;
    for (const [index, stream] of original.entries()) {
      assert.ok(stream.length > 10);
      assert.ok(actual[index].equals(stream), ['query', 'rows', 'execute', 'binary rows'][index]);
    }
  });
}
