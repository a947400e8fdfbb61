/** The little of MySQL's dialect that SQLite reads differently, for the statements of ordinary clients. */

/** Escapes inside MySQL's quotes (MySQL manual, "String Literals"). */
const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  Z: '\u001a',
  0: '\0',
};

/**
 * Rewrites string literals to SQLite's form (no backslash escapes, single quotes alone) and leaves
 * out comments; names in backticks stay as they are.
 */
export function toSqlite(sql: string): string {
  let out = '';
  for (let at = 0; at < sql.length; ) {
    const char = sql[at];
    if (char === "'" || char === '"') {
      const { text, end } = readLiteral(sql, at);
      out += `'${text.replaceAll("'", "''")}'`;
      at = end;
    } else if (char === '`') {
      const end = endOfName(sql, at);
      out += sql.slice(at, end);
      at = end;
    } else {
      const comment = /^(?:\/\*[\s\S]*?\*\/|#[^\n]*|--\s[^\n]*)/.exec(sql.slice(at, at + 4096));
      out += comment ? ' ' : char;
      at += comment ? comment[0].length : 1;
    }
  }
  return out.replace(/\bAUTO_INCREMENT\b/gi, 'AUTOINCREMENT').trim();
}

/** The text of the literal that begins at `from`, and where it ends. */
function readLiteral(sql: string, from: number): { text: string; end: number } {
  const quote = sql[from];
  let text = '';
  let at = from + 1;
  while (at < sql.length) {
    const char = sql[at];
    if (char === '\\') {
      text += escapes[sql[at + 1]] ?? sql[at + 1] ?? '';
      at += 2;
    } else if (char !== quote) {
      text += char;
      at += 1;
    } else if (sql[at + 1] === quote) {
      text += quote;
      at += 2;
    } else return { text, end: at + 1 };
  }
  throw new SyntaxError('unterminated string');
}

function endOfName(sql: string, from: number): number {
  const end = sql.indexOf('`', from + 1);
  return end < 0 ? sql.length : end + 1;
}

/**
 * What clients ask about the server rather than about data, as a query that SQLite answers, or
 * undefined for every other statement.
 * @param database the session's default database, '' for none
 */
export function serverQuestion(sql: string, database: string, version: string): string | undefined {
  const text = sql.replace(/\s+/g, ' ').replace(/;$/, '').trim();
  const quoted = `'${database.replaceAll("'", "''")}'`;
  const name = database.replaceAll('`', '');
  if (/^select @@version_comment( limit 1)?$/i.test(text))
    return "SELECT 'demo' AS `@@version_comment`";
  if (/^select version\(\)$/i.test(text)) return `SELECT '${version}' AS \`VERSION()\``;
  if (/^select database\(\)$/i.test(text)) return `SELECT nullif(${quoted}, '') AS \`DATABASE()\``;
  if (/^show databases$/i.test(text)) {
    return "SELECT name AS `Database` FROM pragma_database_list WHERE name NOT IN ('main', 'temp')";
  }
  if (/^show tables$/i.test(text)) {
    return `SELECT name AS \`Tables_in_${name}\` FROM \`${name}\`.sqlite_schema WHERE type = 'table'`;
  }
  return undefined;
}

/** Statements about sessions and transactions, which the demo's server takes and ignores. */
export function isSessionStatement(sql: string): boolean {
  return /^\s*(set|use|begin|start transaction|commit|rollback)\b/i.test(sql);
}
