/** The schema, the data and the policies of the MySQL and MariaDB suites. */
import { people } from '../people.ts';

export const customersCount = 200;
export const partsCount = 300;

/** What the policies below name in `shop.customers`: every customer's e-mail address and card number. */
export const customers = people(customersCount);

export const policies = [
  {
    name: 'contact data is for bob only',
    match: { class: 'pii.email', resource: 'mysql:shop.*', not: { identity: ['bob'] } },
    action: 'mask',
    mask: { with: 'redact' },
  },
  {
    name: 'card numbers stay here',
    match: { class: 'pci.pan', resource: 'mysql:shop.customers' },
    action: 'mask',
    mask: { with: 'redact' },
  },
  {
    name: 'the end of a number is enough',
    match: { resource: 'mysql:shop.customers', field: 'ssn' },
    action: 'mask',
    mask: { with: 'show_last', count: 4 },
  },
  {
    name: 'only the year of birth',
    match: { resource: 'mysql:shop.customers', field: 'born' },
    action: 'mask',
    mask: { with: 'year_only' },
  },
  {
    name: 'balances stay here',
    match: { resource: 'mysql:shop.customers', field: ['balance', 'score'] },
    action: 'mask',
    mask: { with: 'default_for_type' },
  },
  {
    name: 'no payment by card leaves',
    match: { class: 'pci.pan', resource: 'mysql:shop.payments' },
    action: 'drop',
  },
  {
    name: 'salaries stay home',
    match: { resource: 'mysql:hr.staff', field: 'salary' },
    action: 'block',
  },
];

/** Statements that bear repetition: the server runs them at every start. */
export const schema = [
  'CREATE DATABASE IF NOT EXISTS shop',
  'CREATE DATABASE IF NOT EXISTS hr',
  `CREATE TABLE IF NOT EXISTS shop.customers (id INT PRIMARY KEY, name VARCHAR(60) NOT NULL,
    email VARCHAR(100), note TEXT, card BIGINT, ssn CHAR(11), born DATE, balance DECIMAL(12,2),
    score DOUBLE, level TINYINT NOT NULL) CHARACTER SET utf8mb4`,
  `CREATE TABLE IF NOT EXISTS shop.parts (id INT UNSIGNED PRIMARY KEY, label VARCHAR(80),
    tiny TINYINT, small SMALLINT UNSIGNED, medium MEDIUMINT, big BIGINT, amount DECIMAL(20,6), ratio FLOAT,
    factor DOUBLE, bits BIT(12), made DATE, seen DATETIME(6), stamp TIMESTAMP(3) NULL, lasted TIME(3),
    built YEAR, raw VARBINARY(40), picture BLOB, story LONGTEXT, kind ENUM('bolt','nut'),
    flags SET('old','new','rare'), doc JSON, latin VARCHAR(20) CHARACTER SET latin1) CHARACTER SET utf8mb4`,
  'CREATE TABLE IF NOT EXISTS shop.payments (id INT PRIMARY KEY, method VARCHAR(60))',
  'CREATE TABLE IF NOT EXISTS hr.staff (id INT PRIMARY KEY, name VARCHAR(60), salary INT)',
  `CREATE TABLE IF NOT EXISTS shop.written (client VARCHAR(40) PRIMARY KEY, number BIGINT,
    email VARCHAR(100), raw BLOB, amount DECIMAL(12,4), moment DATETIME(3), doc JSON, nothing INT)`,
  'CREATE TABLE IF NOT EXISTS shop.kept (v VARCHAR(60))',
  'CREATE TABLE IF NOT EXISTS shop.large (id INT PRIMARY KEY, body LONGTEXT) CHARACTER SET utf8mb4',
];

export const noteOf = (id: number): string => {
  const { email, card, name } = customers[id - 1];
  return `${name} — write to ${email}, charge ${card}; "quoted", 100 % ☂`;
};

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const every = (id: number, n: number, value: string): string => (id % n === 0 ? 'NULL' : value);

function partRow(id: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${2000 + (id % 25)}-${two(1 + (id % 12))}-${two(1 + (id % 28))}`;
  const time = `${two(id % 24)}:${two(id % 60)}:${two((id * 7) % 60)}`;
  const values = [
    id,
    every(id, 7, quoted(`Teil ${id} — größe ${id % 9}`)),
    (id % 256) - 128,
    (id * 211) % 65_536,
    (id * 65_537) % 8_388_607,
    every(id, 5, `-922337203685477${String(id).padStart(4, '0')}`),
    `${id * 991}.${String(id).padStart(6, '0')}`,
    `${id / 8}`,
    `${id}e${(id % 40) - 20}`,
    `b'${(id % 4096).toString(2)}'`,
    quoted(date),
    quoted(`${date} ${time}.${String(id * 13).padStart(6, '0')}`),
    every(id, 3, quoted(`2020-06-${two(1 + (id % 28))} ${time}.125`)),
    quoted(`${id % 2 ? '-' : ''}${id}:${two(id % 60)}:07.250`),
    1950 + (id % 100),
    `UNHEX('${'00ff1b22'.repeat(id % 10)}')`,
    `UNHEX(REPEAT('0a0d00fe', ${id}))`,
    `REPEAT('line ${id} ', ${id * 5})`,
    quoted(id % 2 ? 'bolt' : 'nut'),
    quoted(['', 'old', 'old,new', 'rare'][id % 4]),
    quoted(JSON.stringify({ id, tags: ['a', 'b'], nested: { depth: id % 5, none: null } })),
    quoted('Äpfel & Öl'),
  ];
  return `(${values.join(',')})`;
}

/** Statements that fill the tables. */
export function fillStatements(): string[] {
  const customerRows = customers.map(
    ({ id, name, email, card, ssn, born, salary }) =>
      `(${[id, quoted(name), every(id, 11, quoted(email)), quoted(noteOf(id)), card, quoted(ssn), quoted(born), `${salary}.25`, salary / 3, id % 100].join(',')})`,
  );
  const partRows = Array.from({ length: partsCount }, (_, index) => partRow(index + 1));
  const paymentRows = customers.map(({ id, card }) => {
    return `(${id},${quoted(id % 3 === 0 ? `card ${card}` : `cash ${id}`)})`;
  });
  const staffRows = customers.map(({ id, name, salary }) => `(${id},${quoted(name)},${salary})`);
  return [
    `INSERT INTO shop.customers VALUES ${customerRows.join(',')}`,
    `INSERT INTO shop.parts VALUES ${partRows.join(',')}`,
    `INSERT INTO shop.payments VALUES ${paymentRows.join(',')}`,
    `INSERT INTO hr.staff VALUES ${staffRows.join(',')}`,
  ];
}
