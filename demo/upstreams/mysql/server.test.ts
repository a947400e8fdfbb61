import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { after, before, test } from 'node:test';
import mysql from 'mysql2/promise';
import { toSqlite } from './dialect.ts';
import { MysqlServer } from './server.ts';

let server: MysqlServer;
let client: mysql.Connection;
const warnings: Error[] = [];

before(async () => {
  server = await MysqlServer.start(['shop']);
  client = await mysql.createConnection({
    host: '127.0.0.1',
    port: server.port,
    user: 'demo',
    database: 'shop',
    supportBigNumbers: true,
  });
  // mysql2 warns, and goes on, when the numbers of packets do not follow each other.
  (client as unknown as { connection: EventEmitter }).connection.on('warn', (warning) => {
    warnings.push(warning);
  });
  await client.query(
    'CREATE TABLE shop.customers (id BIGINT NOT NULL, name VARCHAR(60), born DATE, total DECIMAL(10,2))',
  );
});

after(async () => {
  assert.deepEqual(warnings, []);
  await client.end();
  await server.close();
});

test('rows come back with the types of their columns', async () => {
  const [done] = await client.query('INSERT INTO shop.customers VALUES (?), (?)', [
    [1, 'O\'Tide \\ "x"\n', '2001-02-03', '12.5'],
    ['9007199254740993', null, null, 7],
  ]);
  assert.equal((done as mysql.ResultSetHeader).affectedRows, 2);
  const [rows, fields] = await client.query('SELECT * FROM customers ORDER BY id');
  assert.deepEqual(rows, [
    { id: 1, name: 'O\'Tide \\ "x"\n', born: new Date(2001, 1, 3), total: '12.50' },
    { id: '9007199254740993', name: null, born: null, total: '7.00' },
  ]);
  assert.deepEqual(
    fields.map(({ schema, orgTable, orgName }) => `${schema}.${orgTable}.${orgName}`),
    ['shop.customers.id', 'shop.customers.name', 'shop.customers.born', 'shop.customers.total'],
  );
});

test('aliases keep the names of their origin; expressions have none', async () => {
  const [, fields] = await client.query('SELECT c.name AS n, count(*) AS k FROM customers AS c');
  assert.deepEqual(
    fields.map(({ name, orgName }) => [name, orgName]),
    [
      ['n', 'name'],
      ['k', ''],
    ],
  );
});

test('questions about the server and session statements are answered', async () => {
  const [rows] = await client.query('SELECT DATABASE()');
  assert.deepEqual(rows, [{ 'DATABASE()': 'shop' }]);
  const [tables] = await client.query('SHOW TABLES');
  assert.deepEqual(tables, [{ Tables_in_shop: 'customers' }]);
  await client.query("SET NAMES 'utf8mb4'");
  await client.beginTransaction();
  await client.commit();
  await client.ping();
});

test('faults are errors of the server, and the connection stays', async () => {
  await assert.rejects(client.query('SELECT * FROM nowhere'), { errno: 1064 });
  await assert.rejects(client.execute('SELECT 1'), { errno: 1295 });
  const [rows] = await client.query('SELECT 1 AS one');
  assert.deepEqual(rows, [{ one: 1 }]);
});

test('literals are rewritten, names and comments are told apart', () => {
  assert.equal(
    toSqlite(`SELECT 'a\\'b', "c''d" /* 'x' */ FROM \`t"u\``),
    "SELECT 'a''b', 'c''''d'   FROM `t\"u`",
  );
});
