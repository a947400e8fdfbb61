import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Facts } from './facts.ts';
import { executesAs, readFacts } from './lineage.ts';

const maria = '5.5.5-10.11.19-MariaDB';

function facts(sql: string, version = maria): Facts {
  const bytes = Buffer.from(`..${sql}`);
  return readFacts(bytes, 2, bytes.length, version);
}

const tables = (sql: string): string[] =>
  facts(sql).tables.map(({ schema, name, operation }) => `${operation} ${schema}.${name}`);

describe('tables of a statement', () => {
  const cases: [string, string[]][] = [
    ['SELECT a FROM hr.staff s, `b` AS x', ['read hr.staff', 'read .b']],
    ['select 1 from a left join (b, c) on x = y, d', ['read .a', 'read .b', 'read .c', 'read .d']],
    ['SELECT (SELECT max(x) FROM t2) FROM t1', ['read .t2', 'read .t1']],
    ['INSERT INTO t (a) SELECT b FROM s', ['write .t', 'read .s']],
    ['insert ignore t values (1) on duplicate key update a = 1', ['write .t']],
    ['REPLACE t SET a = 1', ['write .t']],
    ['UPDATE t JOIN u ON t.a = u.a SET t.x = 1', ['write .t', 'write .u']],
    ['DELETE FROM t WHERE a = 1', ['write .t']],
    ['DELETE t1 FROM t1 JOIN t2 ON a = b', ['write .t1', 'write .t2']],
    ["LOAD DATA LOCAL INFILE 'x' INTO TABLE t", ['write .t']],
    ['CREATE TABLE x AS SELECT ssn FROM staff', ['admin .x', 'read .staff']],
    ['DROP TABLE IF EXISTS a, hr.b', ['admin .a', 'admin hr.b']],
    ['TRUNCATE t', ['admin .t']],
    ['ALTER TABLE t RENAME TO u', ['admin .t', 'admin .u']],
    ['GRANT SELECT ON hr.staff TO u', ['admin hr.staff', 'admin .u']],
    ['TABLE staff', ['read .staff']],
    ['DESC staff', ['read .staff']],
    ['HANDLER staff READ FIRST', ['read .staff']],
    ['CALL hr.report(1)', ['read hr.?']],
    ['WITH c AS (SELECT 1) SELECT * FROM c, staff', ['read .c', 'read .staff']],
    ['select 1 from {oj staff left join b on 1}', ['read .oj', 'read .staff', 'read .b']],
    ['SELECT 1 FROM "staff"', ['read .staff']],
    ['SELECT 1 /*! FROM staff */', ['read .staff']],
    ['SELECT 1 FROM DUAL', []],
    ['SELECT replace(a, b, c), insert(a, 1, 2, b)', []],
  ];
  for (const [sql, expected] of cases) {
    test(sql, () => assert.deepEqual(tables(sql), expected));
  }
});

describe('names that computed columns may derive from', () => {
  const names = (sql: string): string[] => [...facts(sql).columns].sort();

  test('of a plain SELECT those of its list', () => {
    assert.deepEqual(names('SELECT COUNT(*), CONCAT(ssn, t.name) x FROM staff t WHERE dob = 1'), [
      'name',
      'ssn',
      't',
      'x',
    ]);
  });

  test('of anything else all', () => {
    for (const sql of [
      'SELECT (SELECT x) FROM staff WHERE ssn = 1',
      'SET @a = (SELECT ssn FROM staff)',
      'SELECT @x FROM staff WHERE (@x := ssn)',
      'SELECT x FROM (SELECT ssn AS x FROM staff) t',
      'BEGIN NOT ATOMIC DECLARE v INT; SELECT ssn INTO v FROM staff; SELECT v; END',
    ]) {
      assert.ok(facts(sql).columns.has('ssn'), sql);
    }
  });

  test('a function argument behind FROM is a column as well', () => {
    assert.ok(facts('SELECT EXTRACT(YEAR FROM dob) FROM staff').columns.has('dob'));
    assert.ok(facts('SELECT TRIM(LEADING 0 FROM ssn) FROM staff').columns.has('ssn'));
  });

  test('reserved words count behind a dot', () => {
    assert.ok(facts('SELECT CONCAT(t.order) FROM t').columns.has('order'));
  });

  test('hidden names are seen whichever way the text is read', () => {
    for (const sql of [
      'SELECT /*!50000 ssn, */ 1 FROM staff',
      'SELECT /*M! ssn, */ 1 FROM staff',
      "SELECT /*!99999 ' */ , ssn /*!99999 ' */ FROM staff",
      "SELECT 'a\\', ssn, ' FROM staff",
      'SELECT CONCAT("ssn") FROM staff',
    ]) {
      assert.ok(facts(sql).columns.has('ssn'), sql);
    }
  });

  test('a handler gives every column', () => {
    const { star, variables } = facts('HANDLER h READ FIRST');
    assert.deepEqual([star, [...variables]], [true, ['HANDLER']]);
  });

  test('a star counts only where columns lose their origin', () => {
    assert.equal(facts('SELECT *, a * b FROM t').star, false);
    assert.equal(facts('SELECT COUNT(*) FROM a UNION SELECT COUNT(*) FROM b').star, false);
    assert.equal(facts('SELECT * FROM a UNION SELECT * FROM b').star, true);
    assert.equal(facts('SELECT 1 FROM a PROCEDURE ANALYSE()').star, true);
    assert.equal(facts('INSERT INTO t VALUES (1) RETURNING *').star, true);
  });
});

describe('aliases and nesting', () => {
  const aliases = (sql: string): string[] => [...facts(sql).aliases].sort();

  test('with and without AS, in lists, as strings', () => {
    assert.deepEqual(aliases('SELECT ssn AS a, dob b, 1 c, max(x) d FROM t e'), [
      ...['a', 'b', 'c', 'd', 'e'],
    ]);
    assert.deepEqual(aliases("SELECT ssn 'name' FROM t"), ['name']);
    assert.deepEqual(aliases('SELECT 1 FROM (SELECT 1) AS t (p, q)'), ['p', 'q', 't']);
    assert.deepEqual(aliases('WITH c (p, q) AS (SELECT 1, 2) SELECT p FROM c'), ['p', 'q']);
  });

  test('common table expressions are told apart from tables', () => {
    const { expressions, nested } = facts('WITH a AS (SELECT 1), b (x) AS (SELECT 2) SELECT 3');
    assert.deepEqual([...expressions].sort(), ['a', 'b']);
    assert.equal(nested, true);
  });

  test('two plain statements are not nested, two queries in one are', () => {
    assert.equal(facts('SELECT 1; SELECT 2').nested, false);
    assert.equal(facts('SELECT 1 UNION SELECT 2').nested, true);
    assert.equal(facts('SELECT 1 FROM t WHERE a IN (SELECT 2)').nested, true);
  });
});

describe('texts that run later', () => {
  const prepares = (sql: string): unknown => facts(sql).prepares.map(({ text }) => text);

  test('a literal is known, anything else is not', () => {
    assert.deepEqual(prepares("PREPARE s FROM 'SELECT 1'"), ['SELECT 1']);
    assert.deepEqual(prepares("EXECUTE IMMEDIATE 'SELECT 1' USING @a"), ['SELECT 1']);
    for (const text of [
      '@v',
      "CONCAT('a', 'b')",
      "'a' 'b'",
      "x'41'",
      "_utf8'a'",
      '0x41',
      "'a' || b",
    ]) {
      assert.deepEqual(prepares(`PREPARE s FROM ${text}`), [undefined], text);
    }
  });

  test('escapes in the literal do not glue words', () => {
    assert.deepEqual(prepares("EXECUTE IMMEDIATE 'SELECT\\nssn'"), ['SELECT ssn', 'SELECT\\nssn']);
  });
});

test('files, schemas and diagnostics', () => {
  assert.equal(facts("LOAD DATA LOCAL INFILE 'f' INTO TABLE t").localInfile, true);
  assert.equal(facts("LOAD DATA INFILE 'f' INTO TABLE t").localInfile, false);
  assert.equal(facts("SELECT a INTO OUTFILE '/tmp/f' FROM t").toFile, true);
  assert.deepEqual(facts('USE hr; USE `shop`').uses, ['hr', 'shop']);
  assert.equal(facts('SHOW WARNINGS').diagnostics, true);
  assert.equal(facts('GET DIAGNOSTICS @n = NUMBER').diagnostics, true);
  assert.deepEqual([...facts('CREATE TEMPORARY TABLE t SELECT 1').temporaries], ['t']);
  assert.equal(facts("SET NAMES 'gbk'").ambiguousCharset, true);
});

test('only a text of nothing but EXPLAIN or SHOW counts as such', () => {
  assert.equal(facts('EXPLAIN SELECT ssn FROM staff').explains, true);
  assert.equal(facts('EXPLAIN SELECT 1; SELECT CONCAT(ssn) id FROM staff').explains, false);
  assert.equal(facts('SHOW TABLES').shows, true);
  assert.equal(facts('SHOW TABLES; SELECT 1').shows, false);
});

test('executable comments follow the version of the server', () => {
  const mariadb = executesAs(maria);
  assert.deepEqual(
    [mariadb(0, false), mariadb(50000, false), mariadb(50700, false), mariadb(101100, false)],
    [true, true, false, true],
  );
  assert.equal(mariadb(120000, true), false);
  const mysql = executesAs('9.7.0');
  assert.deepEqual(
    [mysql(80000, false), mysql(99999, false), mysql(0, true)],
    [true, false, false],
  );
});
