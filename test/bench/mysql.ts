/**
 * MySQL: point selects on one and eight connections, and one result of 500,000 rows; on clean data
 * and with one column masked in every row. The client logs in with mysql2 and then counts raw
 * packets, so that its own decoding does not hide the proxy.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { prepare } from '../containers/available.ts';
import { MysqlServer, mysqlPort, mysqlUsers } from '../containers/mysql/start.ts';
import { ServerNetwork } from '../containers/server.ts';
import { type Contestant, compare, print } from './compare.ts';
import { direct, startPipe, startTidegate, type Target } from './process.ts';

const rowCount = 500_000;
const pointCount = 4_000;

const fill = (table: string, email: string) => `INSERT INTO bench.${table}
  SELECT n, CONCAT('name of row ', n), ${email}, n * 7, n / 8, '2024-01-02 03:04:05',
    CONCAT('a remark of some words about row ', n)
  FROM (WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${rowCount})
    SELECT n FROM s) numbers WHERE NOT EXISTS (SELECT 1 FROM bench.${table})`;

const table = (name: string) => `CREATE TABLE IF NOT EXISTS bench.${name} (id INT PRIMARY KEY,
  name VARCHAR(64), email VARCHAR(64), amount BIGINT, price DOUBLE, made DATETIME, remark VARCHAR(96))`;

/** A logged-in connection that sends statements and waits for the end of the result. */
class RawConnection {
  #stream: NodeJS.ReadWriteStream & { destroy(): void };
  #tail = Buffer.alloc(0);
  #done: () => void = () => {};

  private constructor(stream: NodeJS.ReadWriteStream & { destroy(): void }) {
    this.#stream = stream;
    stream.removeAllListeners('data');
    stream.on('data', (chunk: Buffer) => this.#onData(chunk));
  }

  static async open({ host, port }: Target): Promise<RawConnection> {
    const user = 'alice';
    const connection = await createConnection({ host, port, user, password: mysqlUsers[user] });
    await connection.query('SELECT 1');
    const inner = connection as unknown as { connection: { stream: never } };
    return new RawConnection(inner.connection.stream);
  }

  query(sql: string): Promise<void> {
    const text = Buffer.from(sql);
    // COM_QUERY with no query attributes: mysql2 has agreed to CLIENT_QUERY_ATTRIBUTES.
    const packet = Buffer.from([0, 0, 0, 0, 3, 0, 1]);
    packet.writeUIntLE(text.length + 3, 0, 3);
    return new Promise((resolve) => {
      this.#done = resolve;
      this.#stream.write(Buffer.concat([packet, text]));
    });
  }

  close(): void {
    this.#stream.destroy();
  }

  /** Without DEPRECATE_EOF a result ends with an EOF packet of five bytes, after its rows. */
  #onData(chunk: Buffer): void {
    const tail = chunk.length >= 9 ? chunk.subarray(-9) : Buffer.concat([this.#tail, chunk]);
    this.#tail = Buffer.from(tail.subarray(-9));
    const [length, , , , marker] = this.#tail;
    if (this.#tail.length === 9 && length === 5 && marker === 0xfe) this.#done();
  }
}

function points(target: Target, name: string, connections: number): Contestant {
  const run = async () => {
    const open = await Promise.all(
      Array.from({ length: connections }, () => RawConnection.open(target)),
    );
    const start = performance.now();
    const each = pointCount / connections;
    await Promise.all(
      open.map(async (connection, c) => {
        for (let i = 0; i < each; i++) {
          await connection.query(`SELECT * FROM bench.${name} WHERE id = ${1 + c * each + i}`);
        }
      }),
    );
    const seconds = (performance.now() - start) / 1000;
    for (const connection of open) connection.close();
    return pointCount / seconds;
  };
  return { target, run };
}

function bulk(target: Target, name: string): Contestant {
  const run = async () => {
    const connection = await RawConnection.open(target);
    const start = performance.now();
    await connection.query(`SELECT * FROM bench.${name}`);
    const seconds = (performance.now() - start) / 1000;
    connection.close();
    return rowCount / seconds;
  };
  return { target, run };
}

const policy = (upstream: string) => (port: number) =>
  `version: 1
mode: enforce
listeners:
  - { name: bench, protocol: mysql, bind: "127.0.0.1:${port}", upstream: "${upstream}" }
policies:
  - preset: pci
  - name: contact data
    match: { class: [pii.email, pii.ssn, secret.jwt], resource: "mysql:bench.*" }
    action: mask
    mask: { with: redact }
`;

export async function benchMysql(rounds: number): Promise<void> {
  const { image } = await prepare('mysql');
  if (!image) throw new Error('no MySQL server can be run here');
  const network = await ServerNetwork.start();
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-bench-'));
  const targets: Target[] = [];
  try {
    const server = await MysqlServer.start(network, { image, flavour: 'mysql' });
    const host = server.server.address;
    const admin = await createConnection({ ...server.direct(), multipleStatements: true });
    await admin.query('CREATE DATABASE bench; SET SESSION cte_max_recursion_depth = 1000000');
    for (const name of ['clean', 'hot']) await admin.query(table(name));
    await admin.query(fill('clean', "CONCAT('no address here ', n)"));
    await admin.query(fill('hot', "CONCAT('user', n, '@example.com')"));
    await admin.end();
    targets.push(direct(host, mysqlPort), await startPipe(host, mysqlPort));
    targets.push(await startTidegate('tidegate', folder, policy(`${host}:${mysqlPort}`)));
    for (const name of ['clean', 'hot']) {
      for (const connections of [1, 8]) {
        const rows = await compare(
          targets.map((target) => points(target, name, connections)),
          rounds,
          'pipe',
        );
        print(`MySQL point select, ${name}, ${connections} connections`, 'queries/s', 'pipe', rows);
      }
      const rows = await compare(
        targets.map((target) => bulk(target, name)),
        rounds,
        'pipe',
      );
      print(`MySQL ${rowCount} rows of 7 columns, ${name}`, 'rows/s', 'pipe', rows);
    }
  } finally {
    for (const target of targets) await target.stop();
    await network.stop();
  }
}
