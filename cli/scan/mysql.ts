import { type Connection, createConnection, type TypeCastField, type TypeCastNext } from 'mysql2';
import { parseAddress } from '../../core/net/spec.ts';
import { CommandError } from '../io.ts';
import { connect_timeout_ms, databaseAnd, type ReadRequest, type ValueSource } from './request.ts';

/** Numbers stay exact and stay numbers; everything else comes as the driver gives it. */
function typeCast(field: TypeCastField, next: TypeCastNext): unknown {
  if (field.type === 'LONGLONG') {
    const text = field.string();
    return text === null ? null : BigInt(text);
  }
  if (field.type === 'NEWDECIMAL' || field.type === 'DECIMAL') {
    const text = field.string();
    if (text === null || text.length > 15) return text;
    return Number(text);
  }
  return next();
}

/** Rows of a table: spread over it by chance, or all. */
export async function openTable(request: ReadRequest): Promise<ValueSource> {
  const [database, table] = databaseAnd(request.name, 'TABLE');
  const address = parseAddress(request.server.replace(/^mysql:\/\/([^@/]*@)?|\/.*$/g, ''), 3306);
  if (!address) throw new CommandError(`'${request.server}' is not host:port`);
  const connection = createConnection({
    host: address.host,
    port: address.port,
    user: request.user,
    password: request.password,
    ssl: request.tls ? {} : undefined,
    connectTimeout: connect_timeout_ms,
    dateStrings: true,
    typeCast,
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  connection.connect((error) => (error ? reject(error) : resolve()));
  await promise;
  try {
    const count = await estimatedRows(connection, database, table);
    const { limit, all } = request;
    // The count is an estimate: twice the share, then a limit, gives enough rows nearly always.
    const share = count > 0 ? Math.min(1, (2 * limit) / count) : 1;
    const sampled = !all && share < 1;
    const sql = `SELECT * FROM ??.??${sampled ? ' WHERE RAND() < ?' : ''}${all ? '' : ' LIMIT ?'}`;
    const values = [database, table, ...(sampled ? [share] : []), ...(all ? [] : [limit])];
    const rows = connection.query(sql, values).stream({ highWaterMark: 64 });
    return {
      total: all ? count : Math.min(limit, count || limit),
      values: () => named(rows, request.name),
      close: async () => connection.destroy(),
    };
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

/** Errors that say that a table, or its database, does not exist (MySQL manual, error reference). */
const noSuchTable: ReadonlySet<unknown> = new Set(['ER_NO_SUCH_TABLE', 'ER_BAD_DB_ERROR']);

/** The rows; a missing table is told as what it is. */
async function* named(rows: AsyncIterable<unknown>, table: string): AsyncGenerator<unknown> {
  try {
    yield* rows;
  } catch (error) {
    if (!noSuchTable.has((error as { code?: unknown }).code)) throw error;
    throw new CommandError(`there is no table '${table}'`);
  }
}

const estimate =
  'SELECT table_rows AS n FROM information_schema.tables WHERE table_schema = ? AND table_name = ?';

/** Rows of the table as the server estimates them; 0 where it does not tell. */
async function estimatedRows(
  connection: Connection,
  database: string,
  table: string,
): Promise<number> {
  try {
    const [rows] = await connection.promise().query(estimate, [database, table]);
    return Number((rows as { n: unknown }[])[0]?.n ?? 0);
  } catch {
    return 0;
  }
}
