/**
 * A small MySQL server for the demo: protocol by mysql2's own `createServer`, data in SQLite's memory.
 * Any user may come in. Statements travel by the text protocol; prepared ones are refused as MySQL
 * refuses what it cannot prepare.
 */
import type { AddressInfo, Server as NetServer } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { type Connection, createServer } from 'mysql2';
import { type ColumnDefinition, columnOf, textOf } from './columns.ts';
import { isSessionStatement, serverQuestion, toSqlite } from './dialect.ts';

const serverVersion = '8.4.0-demo';
const utf8mb4 = 45;
const autocommit = 2;
/** CLIENT_* of the protocol that mysql2's server can keep. */
const capabilities =
  0x1 | // LONG_PASSWORD
  0x2 | // FOUND_ROWS
  0x4 | // LONG_FLAG
  0x8 | // CONNECT_WITH_DB
  0x200 | // PROTOCOL_41
  0x2000 | // TRANSACTIONS
  0x8000 | // SECURE_CONNECTION
  0x80000 | // PLUGIN_AUTH
  0x100000; // CONNECT_ATTRS

const Refusal = {
  syntax: { code: 1064, sqlState: '42000' },
  unknownCommand: { code: 1047, message: 'Unknown command' },
  cannotPrepare: {
    code: 1295,
    message: 'This command is not supported in the prepared statement protocol yet',
  },
} as const;

/** COM_RESET_CONNECTION: the one command unknown to mysql2's server that pools send. */
const resetConnection = 0x1f;

/** The server's side of a connection, beyond what mysql2's types tell. */
type ServerConnection = Connection & {
  clientHelloReply?: { database?: string };
  writeColumns(columns: readonly ColumnDefinition[]): void;
  writeTextRow(values: readonly (string | null)[]): void;
  stream: { setNoDelay?(on: boolean): void; destroy(): void };
};

/** A result as another server would send it; undefined columns are an OK without rows. */
export interface Answer {
  readonly columns?: readonly ColumnDefinition[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export class MysqlServer {
  /** Where it gives something, that is answered, and SQLite not asked. */
  onStatement: ((sql: string) => Answer | undefined) | undefined;
  readonly #database = new DatabaseSync(':memory:');
  readonly #connections = new Set<ServerConnection>();
  #server!: { _server: NetServer };
  #lastConnection = 0;

  /** @param schemas databases to begin with */
  static async start(schemas: readonly string[], port = 0): Promise<MysqlServer> {
    const server = new MysqlServer();
    for (const name of schemas) server.#database.exec(`ATTACH ':memory:' AS \`${name}\``);
    server.#server = createServer((connection) => server.#accept(connection as never)) as never;
    const net = server.#server._server;
    await new Promise<void>((resolve, reject) => {
      net.once('error', reject);
      net.listen(port, '127.0.0.1', resolve);
    });
    return server;
  }

  get port(): number {
    return (this.#server._server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    for (const connection of this.#connections) connection.stream.destroy();
    return new Promise((resolve) => this.#server._server.close(() => resolve()));
  }

  #accept(connection: ServerConnection): void {
    this.#connections.add(connection);
    let database = '';
    connection.stream.setNoDelay?.(true);
    connection.on('error', () => {});
    connection.on('end', () => this.#connections.delete(connection));
    // mysql2's server leaves it to its user to number each answer from one.
    const answer = (write: () => void) => {
      write();
      connection.sequenceId = 0;
    };
    connection.on('query', (sql: string) => {
      const schema = database || (connection.clientHelloReply?.database ?? '');
      answer(() => this.#answer(connection, sql, schema));
    });
    connection.on('init_db', (name: string) => {
      database = name;
      answer(() => connection.writeOk());
    });
    connection.on('ping', () => answer(() => connection.writeOk()));
    // mysql2 hands SET over as if it were prepared.
    connection.on('stmt_prepare', (sql: string) => {
      const known = isSessionStatement(sql);
      answer(() => (known ? connection.writeOk() : connection.writeError(Refusal.cannotPrepare)));
    });
    connection.on('packet', (_packet: unknown, known: boolean, command: number) => {
      if (known) return;
      const reset = command === resetConnection;
      answer(() => (reset ? connection.writeOk() : connection.writeError(Refusal.unknownCommand)));
    });
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion,
      connectionId: ++this.#lastConnection,
      statusFlags: autocommit,
      characterSet: utf8mb4,
      capabilityFlags: capabilities,
      authCallback: (_login: unknown, done: (error: null) => void) => answer(() => done(null)),
    });
  }

  #answer(connection: ServerConnection, sql: string, database: string): void {
    try {
      const given = this.onStatement?.(sql);
      if (given) write(connection, given);
      else if (isSessionStatement(sql)) connection.writeOk();
      else this.#run(connection, serverQuestion(sql, database, serverVersion) ?? toSqlite(sql));
    } catch (error) {
      connection.writeError({ ...Refusal.syntax, message: (error as Error).message } as never);
    }
  }

  #run(connection: ServerConnection, sql: string): void {
    const statement = this.#database.prepare(sql);
    const metadata = statement.columns();
    if (metadata.length === 0) {
      const { changes, lastInsertRowid } = statement.run();
      connection.writeOk({
        affectedRows: Number(changes),
        insertId: Number(lastInsertRowid),
      } as never);
      return;
    }
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    const rows = statement.all() as unknown as unknown[][];
    const columns = metadata.map((column, index) => {
      const sample = rows.find((row) => row[index] !== null)?.[index];
      return columnOf(column, sample);
    });
    const texts = rows.map((row) => columns.map((column, index) => textOf(row[index], column)));
    write(connection, { columns, rows: texts });
  }
}

function write(connection: ServerConnection, { columns, rows }: Answer): void {
  if (!columns) {
    connection.writeOk();
    return;
  }
  connection.writeColumns(columns);
  for (const row of rows) connection.writeTextRow(row);
  connection.writeEof();
}
