/** A MySQL server that answers the statement of a case with the rows of the case. */
import mysql, { type RowDataPacket } from 'mysql2/promise';
import type { TestCase } from '../../core/policy/schema.ts';
import { columnOf, textOf } from '../../demo/upstreams/mysql/columns.ts';
import { type Answer, MysqlServer } from '../../demo/upstreams/mysql/server.ts';
import { databaseAnd } from '../scan/request.ts';
import type { Stage } from './index.ts';

export async function startMysqlStage(): Promise<Stage> {
  const server = await MysqlServer.start([]);
  return {
    port: server.port,
    async prepare(one) {
      const answer = answerOf(one);
      server.onStatement = () => answer;
    },
    ask,
    close: () => server.close(),
  };
}

const tableOf = ({ resource }: TestCase) => databaseAnd(resource.slice('mysql:'.length), 'TABLE');

async function ask(one: TestCase, port: number): Promise<unknown[]> {
  const [database] = tableOf(one);
  const connection = await mysql.createConnection({
    host: '127.0.0.1',
    port,
    user: one.identity ?? 'test',
    database,
    dateStrings: true,
    supportBigNumbers: true,
  });
  try {
    const [rows] = await connection.query<RowDataPacket[]>(one.sql!);
    return Array.isArray(rows) ? rows.map((row) => ({ ...row })) : [];
  } finally {
    connection.destroy();
  }
}

function answerOf(one: TestCase): Answer {
  const { rows, columns: origins = {} } = one;
  if (!rows) return { rows: [] };
  const names = [...new Set([...Object.keys(origins), ...rows.flatMap(Object.keys)])];
  const own = tableOf(one).join('.');
  const columns = names.map((name) => {
    const given = origins[name] === undefined ? `${own}.${name}` : origins[name];
    const { from, type } =
      typeof given === 'string' || given === null ? { from: given, type: null } : given;
    const [database, table, column] = from === null ? [null, null, null] : from.split('.');
    const sample = rows.map((row) => sent(row[name])).find((value) => value !== null);
    return columnOf({ name, database, table, column, type }, sample);
  });
  const texts = rows.map((row) => names.map((name, i) => textOf(sent(row[name]), columns[i])));
  return { columns, rows: texts };
}

/** A value of a case as the server holds it: whole numbers are integers, what has parts is JSON. */
function sent(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return BigInt(value);
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  return typeof value === 'object' ? JSON.stringify(value) : value;
}
