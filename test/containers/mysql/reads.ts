/** What is read: masked where the policy says so, and else equal. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertOnlyMasked } from '../compare.ts';
import {
  commandLine,
  connectMariadb,
  connectMysql2,
  libraryClients,
  type Row,
  type SqlClient,
  type Target,
} from './clients.ts';
import type { SuiteContext } from './context.ts';
import { customers, customersCount } from './shop.ts';

const customersSql = 'SELECT * FROM shop.customers ORDER BY id';
const partsSql = 'SELECT * FROM shop.parts ORDER BY id';

/** Columns of shop.customers, in order. */
const columns = ['id', 'name', 'email', 'note', 'card', 'ssn', 'born', 'balance', 'score', 'level'];

/** Holds a customer's row as it came through against the row as the server has it. */
function assertCustomerMasked(actual: Row, original: Row): void {
  const is = Object.fromEntries(columns.map((name, index) => [name, actual[index]]));
  const was = Object.fromEntries(columns.map((name, index) => [name, original[index]]));
  const { email, card, ssn } = customers[Number(was.id) - 1];
  for (const name of ['id', 'name', 'level']) assert.deepEqual(is[name], was[name], name);
  assert.equal(is.email, was.email === null ? null : '[REDACTED]');
  assertOnlyMasked(String(is.note), String(was.note), [email, card]);
  assert.equal(String(is.card), '0');
  assert.ok(String(is.ssn).endsWith(ssn.slice(-4)), String(is.ssn));
  assert.ok(!String(is.ssn).includes(ssn.slice(0, 3)), String(is.ssn));
  assert.equal(String(is.born), `${String(was.born).slice(0, 4)}-01-01`);
  assert.equal(Number(is.balance), 0);
  assert.equal(Number(is.score), 0);
}

/** errno and SQLSTATE of the statement's error, undefined when it succeeds. */
async function errorOf(client: SqlClient, target: Target, sql: string) {
  try {
    await client.rows(target, sql);
  } catch (error) {
    const { errno, sqlState, message } = error as Error & { errno: number; sqlState: string };
    return { errno, sqlState, message };
  }
  return undefined;
}

export function clientTests(context: SuiteContext): void {
  for (const client of libraryClients) {
    describe(client.name, () => {
      maskTests(client, context);
      sameTests(client, context);
    });
  }
}

function maskTests(client: SqlClient, { direct, through }: SuiteContext): void {
  test('what the policy names arrives masked, the rest of the row as it was', async () => {
    const original = await client.rows(direct(), customersSql);
    const actual = await client.rows(through(), customersSql);
    assert.equal(original.length, customersCount);
    assert.equal(actual.length, customersCount);
    for (const [index, row] of actual.entries()) assertCustomerMasked(row, original[index]);
  });

  test('columns in another order and under other names are masked as well', async () => {
    const sql =
      'SELECT c.level, c.email AS contact, c.id, c.ssn AS tail FROM shop.customers c ORDER BY id';
    const rows = await client.rows(through(), sql);
    assert.equal(rows.length, customersCount);
    for (const [level, contact, id, tail] of rows) {
      const { ssn } = customers[Number(id) - 1];
      assert.equal(Number(level), Number(id) % 100);
      assert.ok(contact === null || contact === '[REDACTED]', String(contact));
      assert.ok(tail !== ssn && String(tail).endsWith(ssn.slice(-4)));
    }
  });

  test('rows that the policy drops are gone, their neighbours are whole', async () => {
    const sql = 'SELECT * FROM shop.payments ORDER BY id';
    const original = await client.rows(direct(), sql);
    const kept = original.filter(([id]) => Number(id) % 3 !== 0);
    assert.equal(original.length, customersCount);
    assert.deepEqual(await client.rows(through(), sql), kept);
  });

  test('a blocked column is an error of the server that names the policy', async () => {
    const error = await errorOf(client, through(), 'SELECT * FROM hr.staff');
    assert.match(error?.message ?? '', /salaries stay home/);
    assert.equal(error?.sqlState, '45000');
    const sql = 'SELECT id, name FROM hr.staff ORDER BY id';
    assert.deepEqual(await client.rows(through(), sql), await client.rows(direct(), sql));
  });
}

function sameTests(client: SqlClient, { direct, through }: SuiteContext): void {
  test('rows without anything sensitive are equal to the direct answer', async () => {
    const original = await client.rows(direct(), partsSql);
    assert.ok(original.length > 0);
    assert.deepEqual(await client.rows(through(), partsSql), original);
  });

  test('parameters reach the server as they are', async () => {
    const sql = 'SELECT id, ? FROM shop.parts WHERE id > ? AND label LIKE ? ORDER BY id LIMIT 10';
    const parameters = ['Grüße', 20, 'Teil%'];
    const original = await client.rows(direct(), sql, parameters);
    assert.equal(original.length, 10);
    assert.deepEqual(await client.rows(through(), sql, parameters), original);
  });

  test('who may see it sees it', async () => {
    const sql = 'SELECT id, email FROM shop.customers ORDER BY id';
    const original = await client.rows(direct('bob'), sql);
    assert.equal(original[0][1], customers[0].email);
    assert.deepEqual(await client.rows(through('bob'), sql), original);
  });

  test('errors of the server arrive as they are', async () => {
    const sql = 'SELECT nothing FROM shop.parts';
    const [original, actual] = [
      await errorOf(client, direct(), sql),
      await errorOf(client, through(), sql),
    ];
    assert.equal(original?.errno, 1054);
    assert.equal(actual?.errno, original?.errno);
    assert.equal(actual?.sqlState, original?.sqlState);
  });
}

export function commandLineTests({ direct, through, cliImage }: SuiteContext): void {
  test('mariadb command-line client: masked, and else equal', async () => {
    const fieldsOf = (output: string) =>
      output
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t').map((field) => (field === 'NULL' ? null : field)));
    const original = fieldsOf(await commandLine(cliImage, direct(), customersSql));
    const actual = fieldsOf(await commandLine(cliImage, through(), customersSql));
    assert.equal(original.length, customersCount);
    assert.equal(actual.length, customersCount);
    for (const [index, row] of actual.entries()) assertCustomerMasked(row, original[index]);
    const parts = await commandLine(cliImage, direct(), partsSql);
    assert.equal(await commandLine(cliImage, through(), partsSql), parts);
  });
}

export function loginTests({ through }: SuiteContext): void {
  test('a user with each authentication plugin logs in', async () => {
    for (const user of ['alice', 'native'] as const) {
      for (const client of libraryClients) {
        const rows = await client.rows(through(user), 'SELECT CURRENT_USER()');
        assert.deepEqual(rows, [[`${user}@%`]]);
      }
    }
  });

  test("a wrong password is the server's own error", async () => {
    const target = { ...through(), password: 'wrong' };
    await assert.rejects(connectMysql2(target), { errno: 1045 });
    await assert.rejects(connectMariadb(target), { errno: 1045 });
  });
}

export function resultTests({ direct, through }: SuiteContext): void {
  test('several results of one query', async () => {
    const sql =
      'SELECT id, email FROM shop.customers WHERE id < 4; SELECT 1 + 1; SELECT * FROM shop.parts';
    const results = [];
    for (const target of [direct(), through()]) {
      const connection = await connectMysql2(target);
      results.push((await connection.query(sql))[0] as unknown as Row[][]);
      await connection.end();
    }
    const [original, actual] = results;
    assert.deepEqual(actual.slice(1), original.slice(1));
    assert.deepEqual(
      actual[0],
      original[0].map(([id]) => [id, '[REDACTED]']),
    );
  });

  test('the error in the middle of a result arrives, and the connection lives on', async () => {
    const connection = await connectMysql2(through());
    const sql = `SELECT id, email, IF(id = 150, (SELECT id FROM shop.parts), 0) FROM shop.customers`;
    await assert.rejects(connection.query(sql), { errno: 1242 });
    const [rows] = await connection.query('SELECT id, email FROM shop.customers WHERE id = 1');
    assert.deepEqual(rows, [[1, '[REDACTED]']]);
    await connection.end();
  });
}
