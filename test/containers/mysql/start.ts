/** Real MySQL and MariaDB: one server with users, and the suites' schema when it is told one. */
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { Server, type ServerNetwork } from '../server.ts';

export const mysqlPort = 3306;

/** User names and passwords; all may do everything. */
export const mysqlUsers = {
  alice: 'alice-secret',
  bob: 'bob-secret',
  native: 'native-secret',
} as const;
export type MysqlUser = keyof typeof mysqlUsers;

export interface MysqlOptions {
  image: string;
  flavour: 'mysql' | 'mariadb';
  /** Statements that make the schema; run once at every start, so each must bear repetition. */
  schema?: string[];
}

export class MysqlServer {
  readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
  }

  static async start(network: ServerNetwork, options: MysqlOptions): Promise<MysqlServer> {
    const statements = [...userStatements(options.flavour), ...(options.schema ?? [])];
    const server = await Server.start(network, {
      image: options.image,
      name: `${options.flavour}.tidegate.invalid`,
      script: join(import.meta.dirname, '..', options.flavour, 'start.sh'),
      port: mysqlPort,
      files: [{ target: '/tidegate/init.sql', content: initFile(statements) }],
      // During MySQL's own initialisation nothing listens; after it, the users may still be missing.
      probe: ({ address }) => login(address),
    });
    return new MysqlServer(server);
  }

  /** Options of mysql2 to reach the server straight; for comparing, never for clients. */
  direct(user: MysqlUser = 'alice') {
    return { host: this.server.address, port: mysqlPort, user, password: mysqlUsers[user] };
  }

  /** Address to put into the gate's configuration. */
  get upstream(): string {
    return `${this.server.name}:${mysqlPort}`;
  }
}

/** Both servers read the file line by line, one whole statement on each. */
function initFile(statements: string[]): string {
  return statements.map((statement) => `${statement.replaceAll(/\s*\n\s*/g, ' ')};\n`).join('');
}

/** MySQL 9 has lost mysql_native_password, MariaDB has it; the user `native` gets what there is. */
function userStatements(flavour: MysqlOptions['flavour']): string[] {
  const plugin = (user: string) => {
    if (flavour === 'mysql')
      return `WITH caching_sha2_password BY '${mysqlUsers[user as MysqlUser]}'`;
    return `BY '${mysqlUsers[user as MysqlUser]}'`;
  };
  return Object.keys(mysqlUsers).flatMap((user) => [
    `CREATE USER IF NOT EXISTS '${user}'@'%' IDENTIFIED ${plugin(user)}`,
    `GRANT ALL ON *.* TO '${user}'@'%' WITH GRANT OPTION`,
  ]);
}

async function login(host: string): Promise<void> {
  const user = 'alice';
  const connection = await createConnection({
    host,
    port: mysqlPort,
    user,
    password: mysqlUsers[user],
    connectTimeout: 5_000,
  });
  await connection.end();
}
