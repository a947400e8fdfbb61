/** What a statement says of where its values come from, as plain facts, and how facts are joined. */
import type { Operation } from '../../core/events.ts';
import { limits } from '../../core/limits.ts';
import { Ascii } from './ascii.ts';
import { ambiguousCharsets } from './charsets.ts';
import type { Lexer } from './sql.ts';

export interface TableUse {
  /** '' where the statement leaves the default schema to say. */
  schema: string;
  name: string;
  operation: Operation;
}

export interface Facts {
  tables: TableUse[];
  /** Names that a computed column may derive from, as they are written. */
  columns: Set<string>;
  /** Every name in the statement; what assigns to variables or fails may carry any of them. */
  names: Set<string>;
  /** Names that are more than columns of which JSON functions take plain paths. */
  loose: Set<string>;
  /** Functions that disguise values, in upper case; see `disguises.ts`. */
  functions: Set<string>;
  /** Paths of JSON functions (`$.a.b`) as steps, `[]` for members. */
  jsonPaths: string[][];
  /** Any column of the tables may be in a computed one. */
  star: boolean;
  /** Lower-case names that the statement gives to something. */
  aliases: Set<string>;
  /** Lower-case names of common table expressions, which may hide tables of the same name. */
  expressions: Set<string>;
  /** More than one query inside one statement, so that a column's own name may be an alias. */
  nested: boolean;
  /** User variables, lower case; `@@` stands for all system variables. */
  variables: Set<string>;
  /** Tables of this connection alone that it creates, lower case. */
  temporaries: Set<string>;
  /** Nothing but EXPLAIN: shows how a statement would run. */
  explains: boolean;
  /** Nothing but SHOW: tells of the server and its schema, never rows of tables. */
  shows: boolean;
  /** The text that runs is not the text that we see. */
  opaque: boolean;
  localInfile: boolean;
  toFile: boolean;
  /** What it keeps beyond the connection, see `copies.ts`. */
  keeps: Keeps;
  /** An error's text may be any text, whatever its number: SIGNAL, routines, unknown texts. */
  raises: boolean;
  /** Schemas of USE statements. */
  uses: string[];
  /** Name and text of `PREPARE name FROM 'text'`; text undefined where it comes from a variable. */
  prepares: { name: string; text: string | undefined }[];
  /** Names of `EXECUTE name`. */
  executes: string[];
  /** SHOW WARNINGS and the like: values of the statement before. */
  diagnostics: boolean;
  /** By statement, where the text holds several of which each gives one result; else undefined. */
  parts: readonly Facts[] | undefined;
  /** Speaks of a character set in which this lexer cannot be trusted. */
  ambiguousCharset: boolean;
}

/** How a statement may carry values to where the rules on their columns do not reach. */
export interface Keeps {
  /** Tables that it writes or makes, those aside that it makes for this connection alone. */
  targets: TableUse[];
  /** Every value that it reads may be kept: INSERT .. SELECT, CREATE TABLE .. SELECT, SET GLOBAL. */
  all: boolean;
  /** Names in what SET clauses assign. */
  assigned: Set<string>;
  /** Makes a view, routine, trigger or event, or a column that is computed from others. */
  defines: boolean;
  /** Gives tables or columns other names. */
  renames: boolean;
  /** Number of statements in the text. */
  statements: number;
  /** Names whose values reach the number of the last insert: LAST_INSERT_ID(expression). */
  numbers: boolean;
}

export function emptyKeeps(): Keeps {
  const flags = { all: false, defines: false, renames: false, numbers: false };
  return { ...flags, targets: [], assigned: new Set(), statements: 0 };
}

export function emptyFacts(): Facts {
  return {
    tables: [],
    columns: new Set(),
    names: new Set(),
    loose: new Set(),
    functions: new Set(),
    jsonPaths: [],
    star: false,
    aliases: new Set(),
    expressions: new Set(),
    nested: false,
    variables: new Set(),
    temporaries: new Set(),
    explains: false,
    shows: false,
    opaque: false,
    localInfile: false,
    toFile: false,
    keeps: emptyKeeps(),
    raises: false,
    uses: [],
    prepares: [],
    executes: [],
    diagnostics: false,
    parts: undefined,
    ambiguousCharset: false,
  };
}

/** Adds what `from` says to `to`. */
export function mergeFacts(to: Facts, from: Facts): void {
  for (const table of from.tables) addTable(to, table);
  for (const name of from.columns) to.columns.add(name);
  for (const name of from.names) to.names.add(name);
  for (const name of from.loose) to.loose.add(name);
  for (const name of from.functions) to.functions.add(name);
  mergeKeeps(to.keeps, from.keeps);
  to.raises ||= from.raises;
  for (const name of from.aliases) to.aliases.add(name);
  for (const name of from.expressions) to.expressions.add(name);
  for (const name of from.variables) to.variables.add(name);
  for (const name of from.temporaries) to.temporaries.add(name);
  to.jsonPaths.push(...from.jsonPaths);
  to.prepares.push(...from.prepares);
  to.executes.push(...from.executes);
  to.star ||= from.star;
  to.explains &&= from.explains;
  to.shows &&= from.shows;
  to.nested ||= from.nested;
  to.opaque ||= from.opaque;
  to.localInfile ||= from.localInfile;
  to.toFile ||= from.toFile;
  to.uses.push(...from.uses);
  to.diagnostics ||= from.diagnostics;
  to.ambiguousCharset ||= from.ambiguousCharset;
  boundFacts(to);
}

function mergeKeeps(to: Keeps, from: Keeps): void {
  to.targets.push(...from.targets);
  for (const name of from.assigned) to.assigned.add(name);
  to.statements = Math.max(to.statements, from.statements);
  to.all ||= from.all;
  to.defines ||= from.defines;
  to.renames ||= from.renames;
  to.numbers ||= from.numbers;
}

const tablesCountMax = 1_024;

/** What is too much to remember counts as anything. */
function boundFacts(facts: Facts): void {
  if (facts.names.size > limits.mysql_identifiers_count_max) {
    facts.star = true;
    facts.names = new Set();
    facts.loose = new Set();
    facts.columns = new Set();
  }
  if (facts.jsonPaths.length > jsonPathsCountMax) {
    facts.star = true;
    facts.jsonPaths.length = jsonPathsCountMax;
  }
  if (facts.keeps.targets.length > tablesCountMax) {
    facts.opaque = true;
    facts.keeps.targets.length = tablesCountMax;
  }
  if (facts.tables.length > tablesCountMax) {
    facts.opaque = true;
    facts.tables.length = tablesCountMax;
  }
}

export function addTable(facts: Facts, table: TableUse): void {
  const known = facts.tables.some(
    (t) => t.name === table.name && t.schema === table.schema && t.operation === table.operation,
  );
  if (!known) facts.tables.push(table);
}

const jsonPathsCountMax = 64;

/** Stands among the variables for all open handlers. */
export const handlers = 'HANDLER';

/** Adds a user variable in lower case, `@@`, or `handlers`. */
export function addVariable(facts: Facts, name: string): void {
  if (facts.variables.size < limits.mysql_variables_count_max) facts.variables.add(name);
  else facts.opaque = true;
}

/** Longest name of a character set that matters here. */
const charsetNameBytesMax = 8;

/**
 * Adds what a string literal may say: a character set, or a path of a JSON function. Most literals
 * are values, and say nothing: they are not even decoded.
 */
export function addText(facts: Facts, lexer: Lexer): void {
  const { bytes, start, tokenEnd } = lexer;
  if (tokenEnd - start > charsetNameBytesMax && bytes[start] !== Ascii.dollar) return;
  const text = lexer.text();
  if (ambiguousCharsets.has(text.toLowerCase())) facts.ambiguousCharset = true;
  if (text.startsWith('$')) addJsonPath(facts, text);
}

/** Adds the path of a JSON function. With wildcards it may be any. */
function addJsonPath(facts: Facts, text: string): void {
  const steps = text.match(/\[[^\]]*\]|"[^"]*"|[^.[\]"$\s]+/g) ?? [];
  if (text.includes('*') || facts.jsonPaths.length >= jsonPathsCountMax) facts.star = true;
  else if (steps.length > 0) {
    const path = steps.map((step) => (step.startsWith('[') ? '[]' : step.replaceAll('"', '')));
    facts.jsonPaths.push(path);
  }
}
