/**
 * Reads a statement for what it says of where its values come from: the tables it names, the names
 * that an expression of it may be made of, the aliases it gives. Used for result columns whose origin
 * the server does not tell (expressions, unions, derived tables) and for statements that are decided
 * before the server sees them.
 *
 * Not covered: what lies behind views, routines and triggers; permanent tables filled by statements.
 */
import { type Facts, mergeFacts } from './facts.ts';
import { Lexer, type LexerOptions } from './sql.ts';
import { StatementReader } from './statement.ts';

const backslash = 0x5c;

/** Whether an executable comment of a version is executed by a server that says `version`. */
export function executesAs(version: string): LexerOptions['executes'] {
  const maria = /mariadb/i.test(version);
  const match = /(?:^5\.5\.5-)?(\d+)\.(\d+)\.(\d+)/.exec(version.replace(/^5\.5\.5-/, ''));
  const id = match ? Number(match[1]) * 10000 + Number(match[2]) * 100 + Number(match[3]) : 0;
  return (wanted, mariaOnly) => {
    if (mariaOnly && !maria) return false;
    // MariaDB takes comments for MySQL 5.7 and later as not meant for it.
    if (maria && !mariaOnly && wanted >= 50700 && wanted <= 99999) return false;
    return wanted <= id;
  };
}

/**
 * Facts of the statement text in [start, end), every way of lexing it taken together: with and
 * without backslash escapes where it has any in quotes, and with executable comments as the server
 * of `version` takes them, all executed, and none.
 */
export function readFacts(bytes: Uint8Array, start: number, end: number, version: string): Facts {
  const byVersion = executesAs(version);
  const first = new Lexer(bytes, start, end, { backslashEscapes: true, executes: byVersion });
  const facts = new StatementReader(first).read();
  const text = first.bytes.subarray(start, end);
  const executable = text.includes('/*!') || text.includes('/*M!') || text.includes('/*m!');
  const ways: LexerOptions['executes'][] = executable
    ? [byVersion, () => true, () => false]
    : [byVersion];
  const escapes = text.includes(backslash) ? [true, false] : [true];
  for (const backslashEscapes of escapes) {
    for (const executes of ways) {
      if (backslashEscapes && executes === byVersion) continue;
      const other = new StatementReader(
        new Lexer(bytes, start, end, { backslashEscapes, executes }),
      );
      mergeFacts(facts, other.read());
    }
  }
  return facts;
}
