import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise';
import type { Person } from '../data/people.ts';
import { type DemoClient, messageOf, type Unit } from './client.ts';

const tables = [
  `CREATE TABLE shop.customers (id BIGINT NOT NULL, name VARCHAR(60), email VARCHAR(80),
    card VARCHAR(19), born DATE, balance DECIMAL(10,2), note VARCHAR(400))`,
  'CREATE TABLE hr.staff (id BIGINT NOT NULL, name VARCHAR(60), salary DECIMAL(10,2))',
  "INSERT INTO hr.staff VALUES (1, 'Sample Omega', 51234.00)",
];
/** Rows that are kept; older ones go when new ones come. */
const rows_max = 500;

export class MysqlClient implements DemoClient {
  readonly protocol = 'mysql';
  readonly driver = 'mysql2';
  readonly resource = 'mysql:shop.customers';
  readonly masked = { email: 'email', card: 'card', born: 'born', note: 'note' } as const;
  readonly closed = 'SELECT name, salary FROM hr.staff';
  readonly #upstream: number;
  readonly #connections = new Map<number, Promise<Connection>>();

  constructor(upstream: number) {
    this.#upstream = upstream;
  }

  connection(address: string): string {
    return `mysql://demo@${address}/shop`;
  }

  async prepare(): Promise<void> {
    const connection = await this.#connect(this.#upstream);
    for (const sql of tables) await connection.query(sql);
  }

  async write(people: readonly Person[]): Promise<void> {
    const connection = await this.#connect(this.#upstream);
    const rows = people.map((p) => [
      p.number,
      p.name,
      p.email,
      p.card.replace(/(\d{4})(?=\d)/g, '$1 '),
      p.born,
      (p.amount / 100).toFixed(2),
      p.token ? `session ${p.token}` : `write to ${p.email}, not to the office`,
    ]);
    const marks = rows.map(() => '(?)').join(', ');
    await connection.query(`INSERT INTO shop.customers VALUES ${marks}`, rows);
    await connection.query('DELETE FROM shop.customers WHERE id <= ?', [
      people[0].number - rows_max,
    ]);
  }

  read(port: number, last: number): Promise<Unit[]> {
    return this.#select(port, 'WHERE id <= ? ORDER BY id', last);
  }

  async readOne(port: number, id: number): Promise<Unit | undefined> {
    return (await this.#select(port, 'WHERE id = ?', id))[0];
  }

  async readClosed(port: number): Promise<string | undefined> {
    const connection = await this.#connect(port);
    return connection.query(this.closed).then(() => undefined, messageOf);
  }

  async close(): Promise<void> {
    for (const connection of this.#connections.values()) (await connection).destroy();
  }

  async #select(port: number, where: string, value: number): Promise<Unit[]> {
    const connection = await this.#connect(port);
    const sql = `SELECT id, name, email, card, born, balance, note FROM customers ${where}`;
    const [rows] = await connection.query<RowDataPacket[]>(sql, [value]);
    return rows.map((row) => ({ id: row.id, value: { ...row } }));
  }

  #connect(port: number): Promise<Connection> {
    const known = this.#connections.get(port);
    if (known) return known;
    const options = { host: '127.0.0.1', port, user: 'demo', database: 'shop', dateStrings: true };
    const made = mysql.createConnection(options);
    this.#connections.set(port, made);
    return made;
  }
}
