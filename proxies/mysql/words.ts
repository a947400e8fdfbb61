/** Words of SQL that the reading of statements turns on. Tables of words, nothing else. */

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter(Boolean));

/**
 * Reserved words of MySQL 9 and MariaDB 11 that occur in queries: unquoted they are never the name
 * of a column. (A reserved word that is missing here costs a look-up; a name too many, a leak.)
 */
const reserved = set(`
  ADD ALL ALTER ANALYZE AND AS ASC BEFORE BETWEEN BY CALL CASE CHANGE CHARACTER CHECK COLLATE
  COLUMN CONDITION CONSTRAINT CONVERT CREATE CROSS CURSOR DATABASE DATABASES DECLARE DEFAULT
  DELAYED DELETE DESC DESCRIBE DISTINCT DISTINCTROW DIV DROP DUAL ELSE ELSEIF ENCLOSED ESCAPED
  EXISTS EXIT EXPLAIN FALSE FETCH FOR FORCE FOREIGN FROM FULLTEXT GRANT GROUP HAVING HIGH_PRIORITY
  IF IGNORE IN INDEX INFILE INNER INOUT INSERT INTERVAL INTO IS ITERATE JOIN KEY KEYS KILL LEADING
  LEAVE LEFT LIKE LIMIT LINEAR LINES LOAD LOCK LOOP LOW_PRIORITY MATCH MOD NATURAL NOT NULL ON
  OPTIMIZE OPTION OPTIONALLY OR ORDER OUT OUTER OUTFILE OVER PARTITION PRIMARY PROCEDURE PURGE
  RANGE READ REFERENCES REGEXP RELEASE RENAME REPEAT REPLACE REQUIRE RESIGNAL RESTRICT RETURN
  REVOKE RIGHT RLIKE SCHEMA SCHEMAS SELECT SEPARATOR SET SHOW SIGNAL SQL_BIG_RESULT
  SQL_CALC_FOUND_ROWS SQL_SMALL_RESULT SSL STARTING STRAIGHT_JOIN TABLE TERMINATED THEN TO TRAILING
  TRIGGER TRUE UNION UNIQUE UNLOCK UNSIGNED UPDATE USAGE USE USING VALUES VARYING WHEN WHERE WHILE
  WITH WRITE XOR
`);

/** Reserved words that end an operand, so that a name behind them is an alias. */
const operandWords = set('FALSE NULL TRUE');

/** What may stand between SELECT and its first column. */
export const selectModifiers = set(`
  ALL DISTINCT DISTINCTROW HIGH_PRIORITY SELECT SQL_BIG_RESULT SQL_BUFFER_RESULT SQL_CACHE
  SQL_CALC_FOUND_ROWS SQL_NO_CACHE SQL_SMALL_RESULT STRAIGHT_JOIN
`);

/** What may stand between a word that announces a table and the table. */
const tableModifiers = set(`
  DELAYED EXISTS EXTENDED HIGH_PRIORITY IF IGNORE INTO LATERAL LOW_PRIORITY NOT OJ ONLY PARTITIONS
  QUICK TABLE
`);

/** Words between two queries. */
export const setOperations = set('EXCEPT INTERSECT UNION');

/** Words that end a list of tables. */
export const afterTables = set(`
  EXCEPT GROUP HAVING INTERSECT LIMIT ORDER PROCEDURE RETURNING SET UNION VALUES WHERE WINDOW
`);

/** First words of statements that write rows. */
export const writeVerbs = set('DELETE IMPORT INSERT LOAD REPLACE UPDATE');

/** First words of statements that change the schema, accounts or the server. */
export const adminVerbs = set(`
  ALTER CHANGE CREATE DROP FLUSH GRANT INSTALL KILL OPTIMIZE PURGE RENAME REPAIR RESET REVOKE
  SHUTDOWN START STOP TRUNCATE UNINSTALL
`);

/** Words behind CREATE and ALTER of what reads tables whenever it is used. */
export const definerWords = set('EVENT FUNCTION PACKAGE PROCEDURE TRIGGER VIEW');

/** Functions that leave their argument behind, to be asked for later. */
export const numberFunctions = set('LAST_INSERT_ID SETVAL');

/** First words of statements that give no rows computed from tables, and SELECT itself. */
export const harmlessVerbs = set('BEGIN COMMIT ROLLBACK SELECT SHOW USE');

/** Words that a statement's reader acts on. */
const acting = set(`
  AS ATOMIC CALL DECLARE DELETE DUMPFILE ERRORS EXECUTE FROM INFILE INTO JOIN LOCAL ON OUTFILE
  SELECT STRAIGHT_JOIN TABLE TABLES TEMPORARY TO UPDATE VIEW WARNINGS
`);

/** Character sets whose second bytes may be quotes or backslashes, as words. */
const ambiguous = set('BIG5 CP932 GB18030 GBK SJIS');

/** First words of statements that give exactly one result or OK, and hold no `;` inside. */
export const singleVerbs = set(`
  BEGIN COMMIT DELETE DESC DESCRIBE DO DROP EXPLAIN INSERT REPLACE ROLLBACK SELECT SET SHOW START
  TRUNCATE UPDATE USE WITH
`);

/** What a word is, as bits, so that one look-up tells a name from all others. */
export const Word = {
  reserved: 1,
  selectModifier: 2,
  tableModifier: 4,
  operand: 8,
  acting: 16,
  ambiguousCharset: 32,
} as const;

const kinds = new Map<string, number>();
for (const [words, bit] of [
  [reserved, Word.reserved],
  [selectModifiers, Word.selectModifier],
  [tableModifiers, Word.tableModifier],
  [operandWords, Word.operand],
  [acting, Word.acting],
  [afterTables, Word.acting],
  [ambiguous, Word.ambiguousCharset],
] as const) {
  for (const word of words) kinds.set(word, (kinds.get(word) ?? 0) | bit);
}

/** Bits of `Word` of an upper-case word; 0 for most names. */
export function kindOfWord(word: string): number {
  return kinds.get(word) ?? 0;
}

/** Words behind which TABLE is no query of its own. */
export const beforeTable = set('ANALYZE CHECK CHECKSUM CREATE INTO LOCK');

/** First words of statements that show how another would run. */
export const explainVerbs = set('ANALYZE DESC DESCRIBE EXPLAIN');
