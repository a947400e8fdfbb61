/**
 * What somebody with an SQL shell may try: every statement list ends with one whose answer, asked of
 * the server itself, tells a protected value in some form. Through the gate it must tell none of it.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Connection } from 'mysql2/promise';
import { connectMysql2, type Target } from './clients.ts';
import type { SuiteContext } from './context.ts';

type Flavour = 'mysql' | 'mariadb';

/** `$C` is a column, `$T` its table. */
interface Attempt {
  sql: string[];
  on?: Flavour;
}

const on = (flavour: Flavour, ...sql: string[]): Attempt => ({ sql, on: flavour });
const both = (...sql: string[]): Attempt => ({ sql });

/** Against a rule on a column. */
const attempts: Attempt[] = [
  ...[
    'SELECT $C AS name FROM $T',
    'SELECT CONCAT($C) FROM $T',
    'SELECT SUBSTR($C, 1, 4), SUBSTR($C, 5) FROM $T',
    'SELECT REVERSE($C), HEX($C), TO_BASE64($C), COMPRESS($C) FROM $T',
    "SELECT AES_ENCRYPT($C, 'k'), MD5(CONCAT($C)), SHA2($C, 256), CRC32($C) FROM $T",
    'SELECT ORD(SUBSTR($C, 1, 1)), ORD(SUBSTR($C, 2, 1)) FROM $T',
    'SELECT CAST($C AS CHAR), CAST($C AS BINARY), CONVERT($C USING utf16) FROM $T',
    'SELECT $C + 1, $C * 2, -$C FROM $T',
    'SELECT MIN($C), MAX($C), GROUP_CONCAT($C) FROM $T',
    "SELECT JSON_OBJECT('a', $C), JSON_ARRAY($C) FROM $T",
    'SELECT JSON_ARRAYAGG($C) FROM $T',
    'SELECT IF(1, $C, 0), COALESCE($C), CASE WHEN 1 THEN $C END FROM $T',
    "SELECT 'a' AS x UNION ALL SELECT $C FROM $T",
    'SELECT (SELECT $C FROM $T LIMIT 1)',
    'SELECT id FROM (SELECT $C AS id FROM $T) AS parts',
    'WITH parts (id) AS (SELECT $C FROM $T) SELECT id FROM parts',
    'WITH RECURSIVE r AS (SELECT 1 n, CAST($C AS CHAR(60)) v FROM $T UNION ALL SELECT n + 1, v FROM r WHERE n < 2) SELECT v FROM r',
    'SELECT FIRST_VALUE($C) OVER (ORDER BY id) FROM $T',
    'SELECT /*!50000 CONCAT($C) */ FROM $T',
    'SELECT CONCAT(/**/$C) FROM $T -- x',
    "SELECT EXTRACTVALUE(1, CONCAT('~', (SELECT $C FROM $T LIMIT 1)))",
    "SELECT UPDATEXML(1, CONCAT('~', (SELECT $C FROM $T LIMIT 1)), 1)",
    "SELECT j.q FROM $T t, JSON_TABLE(JSON_OBJECT('a', t.$C), '$' COLUMNS (q VARCHAR(60) PATH '$.a')) j",
  ].map((sql) => both(sql)),
  both('SET @a = (SELECT $C FROM $T LIMIT 1)', 'SELECT @a'),
  both('SELECT $C INTO @b FROM $T LIMIT 1', 'SELECT CONCAT(@b)'),
  both("PREPARE s FROM 'SELECT CONCAT($C) FROM $T'", 'EXECUTE s'),
  both("SET @q = CONCAT('SELECT CONCAT(', '$C) FROM $T')", 'PREPARE s FROM @q', 'EXECUTE s'),
  both("SET sql_mode = 'ANSI_QUOTES'", 'SELECT CONCAT("$C") FROM $T'),
  both('SET character_set_results = utf16', 'SELECT $C FROM $T'),
  both('SELECT CAST($C AS SIGNED) + 0 FROM $T', 'SHOW WARNINGS'),
  both('CREATE TEMPORARY TABLE shop.tmp AS SELECT $C AS v FROM $T', 'SELECT v FROM shop.tmp'),
  both('HANDLER $T OPEN AS h', 'HANDLER h READ FIRST'),
  both('SELECT 1 FROM $T WHERE LAST_INSERT_ID($C)', 'SELECT LAST_INSERT_ID()'),
  on('mysql', 'TABLE $T'),
  on('mysql', 'VALUES ROW((SELECT $C FROM $T LIMIT 1))'),
  on('mysql', 'SELECT l.q FROM shop.parts p, LATERAL (SELECT $C q FROM $T t WHERE t.id = p.id) l'),
  on('mariadb', 'SELECT $C FROM $T PROCEDURE ANALYSE()'),
  on('mariadb', "SELECT COLUMN_JSON(COLUMN_CREATE('a', $C)) FROM $T"),
  on('mariadb', "EXECUTE IMMEDIATE CONCAT('SELECT CONCAT(', '$C) FROM $T')"),
  on(
    'mariadb',
    'BEGIN NOT ATOMIC DECLARE v VARCHAR(60); SELECT $C INTO v FROM $T LIMIT 1; SELECT v; END',
  ),
  on('mariadb', "INSERT INTO shop.kept VALUES ('a') RETURNING (SELECT $C FROM $T LIMIT 1)"),
];

/** What lasts, and is undone afterwards. */
const lasting: Attempt[] = [
  both('CREATE TABLE shop.copy AS SELECT $C AS v FROM $T', 'SELECT v FROM shop.copy'),
  both('INSERT INTO shop.kept SELECT $C FROM $T', 'SELECT v FROM shop.kept'),
  both('UPDATE shop.kept SET v = (SELECT $C FROM $T LIMIT 1)', 'SELECT v FROM shop.kept'),
  both(
    'SET @a = (SELECT $C FROM $T LIMIT 1)',
    'INSERT INTO shop.kept VALUES (@a)',
    'SELECT v FROM shop.kept',
  ),
  both('CREATE VIEW shop.seen AS SELECT $C AS v FROM $T', 'SELECT v FROM shop.seen'),
  both('CREATE PROCEDURE shop.p() SELECT CONCAT($C) FROM $T', 'CALL shop.p()'),
  both(
    'CREATE FUNCTION shop.f() RETURNS VARCHAR(60) DETERMINISTIC READS SQL DATA RETURN (SELECT $C FROM $T LIMIT 1)',
    'SELECT shop.f()',
  ),
  both('RENAME TABLE $T TO shop.moved', 'SELECT $C FROM shop.moved'),
  both('ALTER TABLE $T RENAME COLUMN $C TO q', 'SELECT q FROM $T'),
  both('ALTER TABLE $T ADD q VARCHAR(60) AS (CONCAT($C))', 'SELECT q FROM $T'),
];

/** Against a policy by class: what the value is, in whatever form, as far as it can be told. */
const disguised = [
  'SELECT email FROM shop.customers',
  'SELECT REVERSE(email) FROM shop.customers',
  'SELECT HEX(email) FROM shop.customers',
  'SELECT LOWER(HEX(REVERSE(email))) FROM shop.customers',
  'SELECT TO_BASE64(email) FROM shop.customers',
  'SELECT COMPRESS(email) FROM shop.customers',
  'SELECT CAST(CONVERT(email USING utf32) AS BINARY) FROM shop.customers',
  "SELECT CONCAT(email, '1') FROM shop.customers",
  "SELECT JSON_OBJECT('a', email) FROM shop.customers WHERE email IS NOT NULL",
  'SELECT GROUP_CONCAT(email) FROM shop.customers',
  'SELECT REVERSE(card), HEX(card), BIN(card), OCT(card), FORMAT(card, 2) FROM shop.customers',
  "SELECT CONCAT('x', card), REPEAT(card, 2) FROM shop.customers",
];

const undo = [
  'DROP TABLE IF EXISTS shop.copy',
  'DROP VIEW IF EXISTS shop.seen',
  'DROP PROCEDURE IF EXISTS shop.p',
  'DROP FUNCTION IF EXISTS shop.f',
  'TRUNCATE shop.kept',
];

/** Values and error texts of the last statement, flat; those of a few letters tell nothing. */
async function told(target: Target, statements: string[]): Promise<string[]> {
  const connection: Connection = await connectMysql2(target);
  connection.on('error', () => {});
  let last: unknown = [];
  try {
    for (const sql of statements) {
      last = await connection.query(sql).then(
        ([rows]) => rows,
        (error: Error) => [[error.message]],
      );
    }
  } finally {
    connection.destroy();
  }
  const flat = (Array.isArray(last) ? last : []).flat(3).filter((value) => value !== null);
  const texts = flat.map((value) =>
    Buffer.isBuffer(value)
      ? value.toString('hex')
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value),
  );
  return texts.filter((text) => text.length > 4 && !/Tidegate/.test(text));
}

export function evasionTests({ direct, through }: SuiteContext, flavour: Flavour): void {
  const columns = [
    { $C: 'ssn', $T: 'shop.customers', kept: 'ssn' },
    { $C: 'salary', $T: 'hr.staff', kept: 'salary' },
  ];
  const make = ({ sql }: Attempt, { $C, $T }: { $C: string; $T: string }): string[] =>
    sql.map((text) => text.replaceAll('$C', $C).replaceAll('$T', $T));

  /** The forms in which the server tells values of the column. */
  const clear = async (column: { $C: string; $T: string }): Promise<string[]> => {
    const rows = await told(direct(), [`SELECT CAST(${column.$C} AS CHAR) FROM ${column.$T}`]);
    return rows.slice(0, 50);
  };

  const assertHidden = async (statements: string[], column: { $C: string; $T: string }) => {
    const [original, actual] = [
      await told(direct(), statements),
      await told(through(), statements),
    ];
    const leaked = actual.filter(
      (text) => original.includes(text) && !/\b(denied|syntax)\b/.test(text),
    );
    const values = await clear(column);
    const shown = actual.filter((text) => values.some((value) => text.includes(value)));
    const same = leaked.filter((text) => !isOpen(text));
    assert.deepEqual([...new Set([...same, ...shown])].slice(0, 3), [], statements.join('; '));
  };

  describe('evasions of a rule on a column', () => {
    for (const attempt of attempts) {
      if (attempt.on && attempt.on !== flavour) continue;
      test(attempt.sql.join('; '), async () => {
        for (const column of columns) await assertHidden(make(attempt, column), column);
      });
    }
  });

  describe('evasions that leave something behind', () => {
    for (const attempt of lasting) {
      test(attempt.sql.join('; '), async () => {
        for (const column of columns) {
          const values = await clear(column);
          const actual = await told(through(), make(attempt, column));
          const shown = actual.filter((text) => values.some((value) => text.includes(value)));
          await told(direct(), undo);
          assert.deepEqual(shown, []);
          assert.deepEqual(await clear(column), values, 'the table is as it was');
        }
      });
    }
  });

  describe('values in disguise, which policies by class look for', () => {
    for (const sql of disguised) {
      test(sql, async () => {
        const original = await told(direct(), [sql]);
        const actual = new Set(await told(through(), [sql]));
        assert.ok(original.length > 0);
        assert.deepEqual(original.filter((text) => actual.has(text)).slice(0, 3), []);
      });
    }
  });
}

/** Columns of whole rows that no rule speaks of. */
function isOpen(text: string): boolean {
  return /^[\p{L} .'-]+$/u.test(text) || /mail|card|Level|Warning|^\d{4}-/.test(text);
}
