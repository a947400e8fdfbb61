/** Statements that would get round a rule on a column, and those like them that would not. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Gate, type TestRule } from './gate.double.ts';
import { ok, query } from './packets.double.ts';

const ssn: TestRule = { resource: 'mysql:hr.staff', field: 'ssn', action: 'mask' };

/** Codes with which the last of these statements is refused. */
function refusals(rules: TestRule[], ...statements: string[]): string[] {
  const gate = Gate.open({ rules });
  for (const [index, sql] of statements.entries()) {
    if (index === statements.length - 1) gate.refused.length = 0;
    gate.fromClient(query(sql));
    if (gate.refused.length === 0) gate.fromServer(ok(1));
  }
  assert.equal(gate.error, undefined);
  return gate.refused;
}

describe('a protected column is not carried away', () => {
  const cases: string[][] = [
    ['CREATE TABLE pub.x AS SELECT ssn FROM staff'],
    ['CREATE TABLE pub.x SELECT * FROM staff'],
    ['CREATE TABLE pub.x TABLE staff'],
    ['INSERT INTO pub.x SELECT id, CONCAT(ssn) FROM staff'],
    ['INSERT INTO pub.x VALUES (1, (SELECT ssn FROM staff LIMIT 1))'],
    ['REPLACE pub.x SELECT ssn FROM staff'],
    ['ANALYZE INSERT INTO pub.x SELECT ssn FROM staff'],
    ['ANALYZE REPLACE pub.x SELECT ssn FROM staff'],
    ['INSERT INTO staff (id) VALUES (1) ON DUPLICATE KEY UPDATE note = ssn'],
    ['UPDATE staff SET note = ssn'],
    ['UPDATE staff SET id = 1, note = CONCAT(id, ssn) WHERE id = 2'],
    ['UPDATE pub.x JOIN staff USING (id) SET x.ssn = staff.ssn'],
    ['UPDATE pub.x SET a = (SELECT ssn FROM staff)'],
    ['SET @a = (SELECT ssn FROM staff)', 'INSERT INTO pub.x VALUES (@a)'],
    ['SET @a = (SELECT ssn FROM staff)', 'UPDATE pub.x SET a = @a'],
    ['CREATE VIEW pub.v AS SELECT ssn AS x FROM staff'],
    ['CREATE OR REPLACE ALGORITHM = MERGE VIEW pub.v (x) AS SELECT ssn FROM staff'],
    ['ALTER VIEW pub.v AS SELECT ssn FROM staff'],
    ['CREATE PROCEDURE p() SELECT ssn FROM staff'],
    ['CREATE FUNCTION f() RETURNS TEXT RETURN (SELECT ssn FROM staff)'],
    ['CREATE DEFINER = a TRIGGER t BEFORE UPDATE ON staff FOR EACH ROW SET NEW.note = NEW.ssn'],
    ['CREATE EVENT e ON SCHEDULE AT NOW() DO INSERT INTO pub.x SELECT ssn FROM staff'],
    ['RENAME TABLE staff TO pub.x'],
    ['ALTER TABLE staff RENAME TO pub.x'],
    ['ALTER TABLE staff RENAME COLUMN ssn TO x'],
    ['ALTER TABLE staff CHANGE ssn x TEXT'],
    ['ALTER TABLE staff ADD x TEXT AS (CONCAT(ssn))'],
    ['ALTER TABLE staff ADD x TEXT DEFAULT (ssn)'],
    ['ALTER TABLE pub.x EXCHANGE PARTITION p WITH TABLE staff'],
    ['ALTER TABLE pub.x ENGINE = MERGE UNION = (staff)'],
    ['SET GLOBAL init_connect = (SELECT ssn FROM staff)'],
    ['SET @@timestamp = (SELECT ssn FROM staff)'],
    ['SELECT 1 FROM staff WHERE LAST_INSERT_ID(ssn)'],
    ['CREATE TEMPORARY TABLE x AS SELECT ssn a FROM staff', 'CREATE TABLE y SELECT a FROM x'],
    ['CREATE TEMPORARY TABLE x AS SELECT ssn a FROM staff', 'ALTER TABLE x RENAME y'],
    ['CREATE TEMPORARY TABLE x (a TEXT)', 'DROP TABLE x', 'INSERT INTO x SELECT ssn FROM staff'],
    ['CREATE TEMPORARY TABLE a.x (a TEXT)', 'INSERT INTO b.x SELECT ssn FROM staff'],
    ['WITH x AS (SELECT 1) SELECT 1', 'INSERT INTO x SELECT ssn FROM staff'],
    ["PREPARE p FROM 'INSERT INTO pub.x SELECT ssn FROM staff'", 'EXECUTE p'],
  ];
  for (const statements of cases) {
    test(statements.join('; '), () => {
      assert.deepEqual(refusals([ssn], 'USE hr', ...statements), ['TG-MYSQL-0015']);
      const blocked = refusals([{ ...ssn, action: 'block' }], 'USE hr', ...statements.slice(-1));
      assert.ok(statements.length > 1 || blocked[0] === 'TG-POLICY-0001', blocked[0]);
    });
  }
});

describe('what the rule does not speak of is let through', () => {
  const cases: string[][] = [
    ['CREATE TABLE pub.x AS SELECT id FROM staff'],
    ['INSERT INTO pub.x SELECT id, name FROM staff'],
    ["INSERT INTO staff (id, ssn) VALUES (1, 'x')"],
    ["INSERT INTO staff (id, ssn) VALUES (1, 'x') ON DUPLICATE KEY UPDATE ssn = VALUES(ssn)"],
    ["UPDATE staff SET ssn = 'x', note = name WHERE ssn = 'y'"],
    ["UPDATE staff SET ssn = CONCAT(ssn, 'x')"],
    ['DELETE FROM staff WHERE ssn IS NULL'],
    ['CREATE VIEW pub.v AS SELECT id FROM staff'],
    ['DROP TABLE staff'],
    ['TRUNCATE staff'],
    ['ALTER TABLE staff ADD x INT DEFAULT 3, ADD INDEX (ssn), MODIFY ssn TEXT'],
    ['ALTER TABLE staff RENAME INDEX a TO b'],
    ['CREATE TABLE event (ssn TEXT, REFERENCES staff (id))'],
    ['CREATE TEMPORARY TABLE x AS SELECT ssn FROM staff'],
    ['CREATE TEMPORARY TABLE x (a TEXT)', 'INSERT INTO x SELECT ssn FROM staff'],
    ['SET @a = (SELECT ssn FROM staff)'],
    ['SET time_zone = "+00:00", @b = 1'],
    ['UPDATE seq SET id = LAST_INSERT_ID(id + 1)'],
    ['SELECT ssn INTO @a FROM staff'],
    ['SELECT ssn, LAST_INSERT_ID() FROM staff'],
    ['SHOW VARIABLES'],
    ['SHOW BINARY LOGS'],
  ];
  for (const statements of cases) {
    test(statements.join('; '), () => {
      assert.deepEqual(refusals([ssn], 'USE hr', ...statements), []);
    });
  }

  test('nor is anything refused where a rule only records', () => {
    const sql = 'INSERT INTO pub.x SELECT ssn FROM staff';
    assert.deepEqual(refusals([{ ...ssn, action: 'tag' }], 'USE hr', sql), []);
  });
});

describe('values of any column', () => {
  const cases = [
    'SELECT histogram FROM information_schema.COLUMN_STATISTICS',
    'SELECT * FROM mysql.column_stats',
    'SELECT LOCK_DATA FROM performance_schema.data_locks',
    'SELECT trace FROM INFORMATION_SCHEMA.OPTIMIZER_TRACE',
    "SHOW BINLOG EVENTS IN 'x'",
    'SHOW ENGINE INNODB STATUS',
  ];
  for (const sql of cases) {
    test(sql, () => {
      assert.deepEqual(refusals([ssn], sql), ['TG-MYSQL-0016']);
      assert.deepEqual(refusals([{ class: 'pii.email', action: 'mask' }], sql), []);
    });
  }

  test('a text that nobody has seen is not run', () => {
    assert.deepEqual(refusals([ssn], 'PREPARE p FROM @text', 'EXECUTE p'), ['TG-MYSQL-0010']);
    const definition = 'CREATE PROCEDURE p(t TEXT) BEGIN PREPARE s FROM t; EXECUTE s; END';
    assert.deepEqual(refusals([ssn], definition), ['TG-MYSQL-0010']);
  });
});
