/**
 * Reads a statement for what it says of where its values come from: the tables it names, the names
 * that an expression of it may be made of, the aliases it gives. Used for result columns whose origin
 * the server does not tell (expressions, unions, derived tables) and for statements that are decided
 * before the server sees them.
 *
 * Not covered: what lies behind views, routines and triggers; permanent tables filled by statements.
 */
import { limits } from '../../core/limits.ts';
import { asBuffer } from './charsets.ts';
import { type Facts, mergeFacts } from './facts.ts';
import { shapeBytesMax, statementShape } from './shape.ts';
import { Lexer, type LexerOptions } from './sql.ts';
import { StatementReader } from './statement.ts';

type Executes = LexerOptions['executes'];

const byVersions = new Map<string, Executes>();
const byVersionsCountMax = 64;

/** Whether an executable comment of a version is executed by a server that says `version`. */
export function executesAs(version: string): Executes {
  const known = byVersions.get(version);
  if (known) return known;
  const maria = /mariadb/i.test(version);
  const match = /(\d+)\.(\d+)\.(\d+)/.exec(version.replace(/^5\.5\.5-/, ''));
  const id = match ? Number(match[1]) * 10000 + Number(match[2]) * 100 + Number(match[3]) : 0;
  const made: Executes = (wanted, mariaOnly) => {
    if (mariaOnly && !maria) return false;
    // MariaDB takes comments for MySQL 5.7 and later as not meant for it.
    if (maria && !mariaOnly && wanted >= 50700 && wanted <= 99999) return false;
    return wanted <= id;
  };
  if (byVersions.size < byVersionsCountMax) byVersions.set(version, made);
  return made;
}

const all: Executes = () => true;
const none: Executes = () => false;

interface Reading {
  facts: Facts;
  /** The text holds strings or numbers. */
  literals: boolean;
}

/**
 * Facts of the statement text in [start, end), every way of lexing it taken together: with and
 * without backslash escapes where it has any in quotes, and with executable comments as the server
 * of `version` takes them, all executed, and none.
 */
function readWays(bytes: Uint8Array, start: number, end: number, version: string): Reading {
  let facts: Facts | undefined;
  let executable = false;
  let ends: readonly number[] = [];
  let literals = false;
  const read = (backslashEscapes: boolean, executes: Executes): boolean => {
    const lexer = new Lexer(bytes, start, end, { backslashEscapes, executes });
    const reader = new StatementReader(lexer);
    const found = reader.read();
    ends = reader.onePerStatement ? reader.ends : [];
    if (facts) mergeFacts(facts, found);
    else facts = found;
    executable ||= lexer.sawExecutable;
    literals ||= reader.hasLiterals;
    return lexer.sawBackslash;
  };
  const byVersion = executesAs(version);
  let ambiguous = read(true, byVersion);
  if (ambiguous) read(false, byVersion);
  if (executable) {
    for (const executes of [all, none]) {
      ambiguous = read(true, executes) || ambiguous;
      if (ambiguous) read(false, executes);
    }
  }
  const whole = facts as unknown as Facts;
  if (ends.length > 0 && !executable && !ambiguous) {
    whole.parts = readParts(bytes, start, end, ends, version);
  }
  return { facts: whole, literals };
}

/** Facts of each statement of a text that can be read in one way only. */
function readParts(
  bytes: Uint8Array,
  start: number,
  end: number,
  ends: readonly number[],
  version: string,
): Facts[] {
  const parts: Facts[] = [];
  let from = start;
  for (const to of [...ends.slice(0, partsCountMax), end]) {
    parts.push(readWays(bytes, from, to, version).facts);
    from = to;
  }
  return parts;
}

const partsCountMax = 256;
const cached = new Map<string, Facts>();

/**
 * Facts of the statement text in [start, end), as above. Kept by the statement's shape, or by its text
 * where that is short and has no literals.
 */
export function readFacts(bytes: Uint8Array, start: number, end: number, version: string): Facts {
  if (end - start > shapeBytesMax) return readWays(bytes, start, end, version).facts;
  const shape = statementShape(bytes, start, end);
  const key = `${version} ${shape ?? asBuffer(bytes).toString('latin1', start, end)}`;
  const known = cached.get(key);
  if (known) return known;
  const { facts, literals } = readWays(bytes, start, end, version);
  // With other values in it a text seldom comes again.
  if (literals && shape === undefined) return facts;
  if (cached.size >= limits.mysql_statement_facts_cache_count_max) cached.clear();
  cached.set(key, facts);
  return facts;
}
