/** The clients of the MySQL and MariaDB suites, each reduced to "log in there, run this, give me rows". */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as mariadb from 'mariadb';
import * as mysql2 from 'mysql2/promise';

export interface Target {
  host: string;
  port: number;
  user: string;
  password: string;
}

/** Values as the client gives them, numbers that JavaScript cannot hold and times as text. */
export type Row = unknown[];

export interface SqlClient {
  readonly name: string;
  /** Runs one statement in a connection of its own; rows as arrays, in order. */
  rows(target: Target, sql: string, parameters?: unknown[]): Promise<Row[]>;
}

const mysql2Options = {
  supportBigNumbers: true,
  bigNumberStrings: true,
  dateStrings: true,
  rowsAsArray: true,
  multipleStatements: true,
  connectTimeout: 20_000,
} as const;

export function connectMysql2(target: Target, more: mysql2.ConnectionOptions = {}) {
  return mysql2.createConnection({ ...mysql2Options, ...target, ...more });
}

const mysql2Text: SqlClient = {
  name: 'mysql2, text protocol',
  async rows(target, sql, parameters) {
    const connection = await connectMysql2(target);
    try {
      return (await connection.query(sql, parameters))[0] as unknown as Row[];
    } finally {
      connection.destroy();
    }
  },
};

const mysql2Binary: SqlClient = {
  name: 'mysql2, prepared statement',
  async rows(target, sql, parameters) {
    const connection = await connectMysql2(target);
    try {
      return (await connection.execute(sql, parameters as never))[0] as unknown as Row[];
    } finally {
      connection.destroy();
    }
  },
};

const mariadbOptions = {
  rowsAsArray: true,
  bigIntAsNumber: false,
  decimalAsNumber: false,
  insertIdAsNumber: true,
  dateStrings: true,
  allowPublicKeyRetrieval: true,
  connectTimeout: 20_000,
} as const;

export function connectMariadb(target: Target): Promise<mariadb.Connection> {
  return mariadb.createConnection({ ...mariadbOptions, ...target });
}

const mariadbText: SqlClient = {
  name: 'mariadb connector, text protocol',
  async rows(target, sql, parameters) {
    const connection = await connectMariadb(target);
    try {
      return await connection.query(sql, parameters);
    } finally {
      connection.destroy();
    }
  },
};

const mariadbBinary: SqlClient = {
  name: 'mariadb connector, prepared statement',
  async rows(target, sql, parameters) {
    const connection = await connectMariadb(target);
    try {
      return await connection.execute(sql, parameters);
    } finally {
      connection.destroy();
    }
  },
};

export const libraryClients: SqlClient[] = [mysql2Text, mysql2Binary, mariadbText, mariadbBinary];

const run = promisify(execFile);

/**
 * Runs `sql` with the mariadb command-line client of an image, in the host's network so that it dials
 * the gate as any client would. Returns its batch output: a line a row, tabs between, escapes as they are.
 */
export async function commandLine(image: string, target: Target, sql: string): Promise<string> {
  const { stdout } = await run(
    'docker',
    [
      ...['run', '--rm', '--network', 'host', '--env', `MYSQL_PWD=${target.password}`],
      ...['--entrypoint', 'mariadb', image, '--no-defaults', '--protocol=tcp', '--skip-ssl'],
      ...['--default-character-set=utf8mb4', '--batch', '--skip-column-names'],
      ...['-h', target.host, '-P', String(target.port), '-u', target.user, '-e', sql],
    ],
    { maxBuffer: 64 * 1024 * 1024, timeout: 60_000 },
  );
  return stdout;
}
