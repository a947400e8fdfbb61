/**
 * What a statement says of where its values come from: the tables it names, the names that an
 * expression of it may be made of, the aliases it gives. No grammar: whatever may be a table or a
 * column counts as one, so that the answer errs to the safe side. Used for result columns whose
 * origin the server does not tell (expressions, unions, derived tables) and for statements that are
 * decided before the server sees them.
 *
 * Not covered here: what lies behind views, routines and triggers; tables filled by other statements.
 */
import type { Operation } from '../../core/events.ts';
import { limits } from '../../core/limits.ts';
import { ambiguousCharsets } from './charsets.ts';
import { Lexer, type LexerOptions, Token } from './sql.ts';
import {
  adminVerbs,
  afterTables,
  harmlessVerbs,
  operandWords,
  reserved,
  selectModifiers,
  tableModifiers,
  writeVerbs,
} from './words.ts';

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
  /** User variables, lower case. */
  variables: Set<string>;
  /** The text that runs is not the text that we see. */
  opaque: boolean;
  localInfile: boolean;
  toFile: boolean;
  /** Schemas of USE statements. */
  uses: string[];
  /** Name and text of `PREPARE name FROM 'text'`; text undefined where it comes from a variable. */
  prepares: { name: string; text: string | undefined }[];
  /** Names of `EXECUTE name`. */
  executes: string[];
  /** SHOW WARNINGS and the like: values of the statement before. */
  diagnostics: boolean;
  /** Speaks of a character set in which this lexer cannot be trusted. */
  ambiguousCharset: boolean;
}

export function emptyFacts(): Facts {
  return {
    tables: [],
    columns: new Set(),
    names: new Set(),
    jsonPaths: [],
    star: false,
    aliases: new Set(),
    expressions: new Set(),
    nested: false,
    variables: new Set(),
    opaque: false,
    localInfile: false,
    toFile: false,
    uses: [],
    prepares: [],
    executes: [],
    diagnostics: false,
    ambiguousCharset: false,
  };
}

/** Adds what `from` says to `to`. */
export function mergeFacts(to: Facts, from: Facts): void {
  for (const table of from.tables) addTable(to, table);
  for (const name of from.columns) to.columns.add(name);
  for (const name of from.names) to.names.add(name);
  for (const name of from.aliases) to.aliases.add(name);
  for (const name of from.expressions) to.expressions.add(name);
  for (const name of from.variables) to.variables.add(name);
  to.jsonPaths.push(...from.jsonPaths);
  to.prepares.push(...from.prepares);
  to.executes.push(...from.executes);
  to.star ||= from.star;
  to.nested ||= from.nested;
  to.opaque ||= from.opaque;
  to.localInfile ||= from.localInfile;
  to.toFile ||= from.toFile;
  to.uses.push(...from.uses);
  to.diagnostics ||= from.diagnostics;
  to.ambiguousCharset ||= from.ambiguousCharset;
  boundFacts(to);
}

const tablesCountMax = 1_024;

/** What is too much to remember counts as anything. */
function boundFacts(facts: Facts): void {
  if (facts.names.size > limits.mysql_identifiers_count_max) {
    facts.star = true;
    facts.names = new Set();
    facts.columns = new Set();
  }
  if (facts.jsonPaths.length > jsonPathsCountMax) {
    facts.star = true;
    facts.jsonPaths.length = jsonPathsCountMax;
  }
  if (facts.tables.length > tablesCountMax) {
    facts.opaque = true;
    facts.tables.length = tablesCountMax;
  }
}

function addTable(facts: Facts, table: TableUse): void {
  const known = facts.tables.some(
    (t) => t.name === table.name && t.schema === table.schema && t.operation === table.operation,
  );
  if (!known) facts.tables.push(table);
}

const jsonPathsCountMax = 64;

const upper = (text: string): string => text.toUpperCase();
const openParenthesis = 0x28;
const closeParenthesis = 0x29;
const comma = 0x2c;
const dot = 0x2e;
const backslash = 0x5c;
const semicolon = 0x3b;
const star = 0x2a;

/** Reads one statement text, as one way of lexing sees it. */
class FactsReader {
  readonly facts = emptyFacts();
  #lexer: Lexer;
  #listed = new Set<string>();
  /** True while every query seen is a plain single SELECT: only its list makes columns. */
  #plain = true;
  #starred = false;
  #sawWith = false;
  // Of the statement at hand:
  #verb = '';
  #selects = 0;
  #inList = false;
  #listDepth = 0;
  #depth = 0;
  #tableList: boolean[] = [];
  #expect: Operation | '' = '';
  #admin = false;
  #load = false;
  #local = false;
  // Of the token before:
  #previousWord = '';
  #afterOperand = false;
  #afterName = false;
  #afterDot = false;
  #afterAlias = false;
  #aliasNext = false;
  #nameList: string[] | undefined;
  #listOfAlias = false;
  #lastName = '';
  #nameBeforeList = '';
  #listPending = false;

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
  }

  read(): Facts {
    let kind = this.#lexer.next();
    while (kind !== Token.end) kind = this.#token(kind);
    this.#endStatement();
    const { facts } = this;
    const plain = this.#plain && !facts.nested;
    facts.columns = plain ? this.#listed : facts.names;
    // The star of a plain SELECT gives columns whose origin the server tells.
    facts.star ||= this.#starred && !plain;
    return facts;
  }

  #endStatement(): void {
    if (this.#selects > 1) this.facts.nested = true;
    this.#verb = '';
    this.#selects = 0;
    this.#inList = false;
    this.#depth = 0;
    this.#tableList = [];
    this.#expect = '';
    this.#admin = false;
    this.#load = false;
    this.#local = false;
    this.#settle('', false);
  }

  /** Remembers what the next token needs to know of this one. */
  #settle(word: string, operand: boolean): void {
    this.#previousWord = word;
    this.#afterOperand = operand;
    this.#afterName = false;
    this.#afterDot = false;
    this.#afterAlias = false;
    this.#aliasNext = word === 'AS';
  }

  #token(kind: Token): Token {
    const lexer = this.#lexer;
    switch (kind) {
      case Token.word:
        return this.#word();
      case Token.quotedName:
        return this.#name(lexer.text());
      case Token.doubleQuoted:
        this.#string(lexer.text());
        return this.#name(lexer.text());
      case Token.string:
        this.#string(lexer.text());
        if (this.#afterOperand || this.#aliasNext) this.#alias(lexer.text());
        this.#settle('', true);
        return lexer.next();
      case Token.variable:
        this.#variable(lexer.text());
        return lexer.next();
      case Token.punctuation:
        return this.#punctuation(lexer.byte);
      default:
        this.#nameList = undefined;
        this.#settle('', true);
        return lexer.next();
    }
  }

  #variable(name: string): void {
    const { variables } = this.facts;
    if (variables.size < limits.mysql_variables_count_max) variables.add(name.toLowerCase());
    this.#expect = '';
    this.#nameList = undefined;
    this.#settle('', true);
  }

  #string(text: string): void {
    if (ambiguousCharsets.has(text.toLowerCase())) this.facts.ambiguousCharset = true;
    if (text.startsWith('$')) this.#jsonPath(text);
  }

  #jsonPath(text: string): void {
    if (text.includes('*')) {
      this.facts.star = true;
      return;
    }
    const steps = text.match(/\[[^\]]*\]|"[^"]*"|[^.[\]"$\s]+/g) ?? [];
    if (steps.length === 0) return;
    if (this.facts.jsonPaths.length >= jsonPathsCountMax) {
      this.facts.star = true;
      return;
    }
    this.facts.jsonPaths.push(
      steps.map((step) => (step.startsWith('[') ? '[]' : step.replaceAll('"', ''))),
    );
  }

  #punctuation(byte: number): Token {
    const wasOperand = this.#afterOperand;
    switch (byte) {
      case semicolon:
        this.#endStatement();
        break;
      case openParenthesis:
        this.#open();
        break;
      case closeParenthesis:
        this.#close();
        return this.#lexer.next();
      case comma:
        this.#settle(',', false);
        if (this.#tableList[this.#depth]) this.#expect = this.#listOperation();
        break;
      case dot:
        this.#settle('.', false);
        this.#afterDot = true;
        break;
      case star:
        return this.#star(wasOperand);
      default:
        this.#nameList = undefined;
        this.#expect = '';
        this.#settle('', false);
    }
    return this.#lexer.next();
  }

  #open(): void {
    this.#depth++;
    this.#tableList[this.#depth] = this.#expect !== '';
    this.#nameList = this.#afterName ? [] : undefined;
    this.#nameBeforeList = this.#afterName ? this.#lastName : '';
    this.#listOfAlias = this.#afterAlias;
    this.#listPending = false;
    this.#settle('(', false);
  }

  #close(): void {
    this.#expect = '';
    this.#tableList[this.#depth] = false;
    if (this.#depth > 0) this.#depth--;
    const names = this.#nameList ?? [];
    if (this.#listOfAlias) for (const name of names) this.#alias(name);
    this.#settle(')', true);
    this.#listPending = names.length > 0;
    this.#lastName = this.#nameBeforeList;
  }

  /** `*` is multiplication behind an operand, and all columns elsewhere; COUNT(*) is neither. */
  #star(wasOperand: boolean): Token {
    const previous = this.#previousWord;
    const opened = previous === '(';
    const isAll = !wasOperand;
    this.#nameList = undefined;
    this.#settle('', isAll);
    const kind = this.#lexer.next();
    const closed = kind === Token.punctuation && this.#lexer.byte === closeParenthesis;
    if (isAll && !(opened && closed)) this.#starred = true;
    return kind;
  }

  #listOperation(): Operation {
    if (this.#admin) return this.#selects === 0 || this.#verb === 'GRANT' ? 'admin' : 'read';
    return this.#verb === 'UPDATE' || (this.#verb === 'DELETE' && this.#selects === 0)
      ? 'write'
      : 'read';
  }

  #word(): Token {
    const text = this.#lexer.text();
    const word = upper(text);
    if (this.#afterDot || (this.#aliasNext && !reserved.has(word))) return this.#name(text);
    if (this.#verb === '') return this.#firstWord(word);
    if (word === 'AS' && this.#sawWith && this.#callFollows()) this.#tableExpression();
    this.#listPending = false;
    if (selectModifiers.has(word) && selectModifiers.has(this.#previousWord)) {
      this.#column(text);
      this.#settle(word, false);
      return this.#lexer.next();
    }
    if (this.#keyword(word)) {
      this.#nameList = undefined;
      this.#settle(word, operandWords.has(word) || word === 'END');
      return this.#lexer.next();
    }
    if (this.#expect !== '' && tableModifiers.has(word)) return this.#lexer.next();
    if (reserved.has(word)) {
      this.#nameList = undefined;
      this.#settle(word, operandWords.has(word));
      return this.#lexer.next();
    }
    if (ambiguousCharsets.has(text.toLowerCase())) this.facts.ambiguousCharset = true;
    return this.#name(text);
  }

  /** `name (a, b) AS (` of a WITH clause: the name is no table, and the list names its columns. */
  #tableExpression(): void {
    if (this.#lastName !== '') this.facts.expressions.add(this.#lastName.toLowerCase());
    if (this.#listPending) for (const name of this.#nameList ?? []) this.#alias(name);
  }

  #firstWord(word: string): Token {
    this.#verb = word;
    this.#admin = adminVerbs.has(word);
    this.#settle(word, false);
    // Verbs without rows computed from tables leave the others plain.
    if (!harmlessVerbs.has(word) || this.#depth > 0) this.#plain = false;
    if (word === 'SELECT') this.#select();
    else if (word === 'WITH') {
      this.facts.nested = true;
      this.#sawWith = true;
    } else if (word === 'CALL') return this.#call();
    else if (word === 'USE') return this.#use();
    else if (word === 'PREPARE') return this.#prepare();
    else if (word === 'EXECUTE') return this.#execute();
    else if (word === 'GET') this.facts.diagnostics = true;
    else if (word === 'TABLE') this.#tableQuery();
    else if (word === 'LOAD') this.#load = true;
    else if (writeVerbs.has(word)) {
      this.#expect = 'write';
      this.#tableList[this.#depth] = word === 'UPDATE' || word === 'DELETE';
    } else if (word === 'TRUNCATE') this.#expect = 'admin';
    else if (word === 'DESC' || word === 'DESCRIBE' || word === 'EXPLAIN' || word === 'HANDLER') {
      this.#expect = 'read';
    }
    return this.#lexer.next();
  }

  #select(): void {
    this.#selects++;
    this.#expect = '';
    this.#tableList[this.#depth] = false;
    this.#inList = this.#selects === 1;
    this.#listDepth = this.#depth;
  }

  #tableQuery(): void {
    this.#selects++;
    this.#expect = 'read';
    this.facts.star = true;
    this.#plain = false;
  }

  /** Acts on a word that is not the first of its statement; false where it is no word of ours. */
  #keyword(word: string): boolean {
    switch (word) {
      case 'SELECT':
        this.#select();
        return true;
      case 'FROM':
        if (this.#inList && this.#depth === this.#listDepth) this.#inList = false;
        this.#announce(this.#listOperation(), true);
        return true;
      case 'JOIN':
      case 'STRAIGHT_JOIN':
        if (this.#previousWord === 'SELECT') return true;
        this.#announce(this.#listOperation(), true);
        return true;
      case 'UPDATE':
        if (this.#previousWord === 'KEY' || this.#previousWord === 'FOR') return true;
        if (this.#verb === 'WITH') this.#verb = 'UPDATE';
        this.#announce('write', true);
        return true;
      case 'DELETE':
        if (this.#verb === 'WITH') this.#verb = 'DELETE';
        return true;
      case 'INSERT':
      case 'REPLACE':
        return true;
      case 'INTO':
        this.#inList = false;
        if (this.#depth > 0 || this.#selects > 1) this.#plain = false;
        this.#announce(this.#admin ? 'admin' : 'write', false);
        return true;
      case 'TABLE':
      case 'TABLES':
      case 'VIEW':
        if (word === 'TABLE' && this.#isTableQuery()) this.#tableQuery();
        else this.#announce(this.#tableOperation(), word === 'TABLES' || this.#admin);
        return true;
      case 'ON':
      case 'TO':
        if (this.#admin && (this.#selects === 0 || this.#verb === 'GRANT'))
          this.#announce('admin', true);
        else this.#expect = '';
        return true;
      default:
        return this.#rareKeyword(word);
    }
  }

  #tableOperation(): Operation {
    return this.#admin ? 'admin' : this.#expect || 'read';
  }

  /** TABLE as a query of its own (MySQL 8.0.19), not as part of DDL or LOAD DATA INTO TABLE. */
  #isTableQuery(): boolean {
    const before = this.#previousWord;
    return (
      !this.#admin && !['INTO', 'ANALYZE', 'CHECK', 'CHECKSUM', 'LOCK', 'CREATE'].includes(before)
    );
  }

  #rareKeyword(word: string): boolean {
    if (afterTables.has(word)) {
      if (word === 'PROCEDURE' && this.#selects > 0) {
        this.facts.star = true;
        this.#plain = false;
      }
      this.#expect = '';
      this.#tableList[this.#depth] = false;
      return word !== 'VALUES';
    }
    switch (word) {
      case 'UNION':
      case 'EXCEPT':
      case 'INTERSECT':
        this.facts.nested = true;
        this.#expect = '';
        this.#tableList[this.#depth] = false;
        return true;
      case 'WARNINGS':
      case 'ERRORS':
        if (this.#verb === 'SHOW') this.facts.diagnostics = true;
        return false;
      case 'OUTFILE':
      case 'DUMPFILE':
        if (this.#previousWord === 'INTO') this.facts.toFile = true;
        this.#expect = '';
        return true;
      case 'LOCAL':
        this.#local ||= this.#load;
        return this.#load;
      case 'INFILE':
        if (this.#load && this.#local) this.facts.localInfile = true;
        return true;
      case 'ATOMIC':
      case 'DECLARE':
        this.#plain = false;
        return false;
      default:
        return false;
    }
  }

  #announce(operation: Operation, list: boolean): void {
    this.#expect = operation;
    if (list) this.#tableList[this.#depth] = true;
  }

  #alias(name: string): void {
    if (this.facts.aliases.size < limits.mysql_identifiers_count_max) {
      this.facts.aliases.add(name.toLowerCase());
    } else this.facts.star = true;
    this.#aliasNext = false;
  }

  /** A name in any place: a table where one is awaited, and a column of computed values anywhere. */
  #name(text: string): Token {
    if (this.#expect !== '') return this.#table(text);
    const isAlias = this.#aliasNext || this.#afterOperand;
    if (isAlias) this.#alias(text);
    if (!this.#callFollows()) this.#column(text);
    this.#nameList?.push(text.toLowerCase());
    this.#settle('', true);
    this.#lastName = text;
    this.#afterName = true;
    this.#afterAlias = isAlias;
    return this.#lexer.next();
  }

  #column(text: string): void {
    const { names } = this.facts;
    if (names.size >= limits.mysql_identifiers_count_max) {
      this.facts.star = true;
      this.#plain = false;
      return;
    }
    names.add(text);
    if (this.#inList) this.#listed.add(text);
  }

  /** True where the name is followed by `(`: a function, never a column. */
  #callFollows(): boolean {
    const { bytes, end } = this.#lexer;
    let at = this.#lexer.position;
    while (at < end && bytes[at] <= 0x20) at++;
    return at < end && bytes[at] === openParenthesis;
  }

  #table(first: string): Token {
    const operation = this.#expect as Operation;
    if (operation === 'read' && this.#callFollows()) {
      // A table function (JSON_TABLE): its columns have names of its own.
      this.facts.nested = true;
      this.#expect = '';
      this.#settle('', true);
      return this.#lexer.next();
    }
    const parts = [first];
    const kind = this.#rest(parts);
    for (const part of parts) this.#column(part);
    const name = parts[parts.length - 1];
    const schema = parts.length > 1 ? parts[parts.length - 2] : '';
    addTable(this.facts, { schema, name, operation });
    this.#expect = '';
    this.#settle('', true);
    this.#afterName = true;
    return kind;
  }

  /** Reads `.name` as often as it follows. Returns the token behind. */
  #rest(parts: string[]): Token {
    const lexer = this.#lexer;
    let kind = lexer.next();
    while (kind === Token.punctuation && lexer.byte === dot) {
      kind = lexer.next();
      if (!isName(kind)) break;
      parts.push(lexer.text());
      kind = lexer.next();
    }
    return kind;
  }

  #call(): Token {
    this.#plain = false;
    const parts: string[] = [];
    const kind = this.#lexer.next();
    if (!isName(kind)) return kind;
    parts.push(this.#lexer.text());
    const next = this.#rest(parts);
    // What a routine reads is not to be seen: its rows count as from anywhere in its schema.
    addTable(this.facts, {
      schema: parts.length > 1 ? parts[0] : '',
      name: '?',
      operation: 'read',
    });
    return next;
  }

  #use(): Token {
    const kind = this.#lexer.next();
    if (!isName(kind)) return kind;
    this.facts.uses.push(this.#lexer.text());
    return this.#lexer.next();
  }

  #prepare(): Token {
    const lexer = this.#lexer;
    let kind = lexer.next();
    if (!isName(kind)) return kind;
    const name = lexer.text().toLowerCase();
    kind = lexer.next(); // FROM
    kind = lexer.next();
    const literal = kind === Token.string || kind === Token.doubleQuoted;
    this.facts.prepares.push({ name, text: literal ? plainText(lexer.text()) : undefined });
    return kind;
  }

  #execute(): Token {
    const lexer = this.#lexer;
    this.#plain = false;
    let kind = lexer.next();
    if (!isName(kind)) return kind;
    const name = lexer.text().toLowerCase();
    if (name !== 'immediate') {
      this.facts.executes.push(name);
      return lexer.next();
    }
    kind = lexer.next();
    const literal = kind === Token.string || kind === Token.doubleQuoted;
    const text = literal ? plainText(lexer.text()) : undefined;
    this.facts.prepares.push({ name: '', text });
    this.facts.executes.push('');
    return kind;
  }
}

const isName = (kind: Token): boolean =>
  kind === Token.word || kind === Token.quotedName || kind === Token.doubleQuoted;

/** The characters of a literal, as far as the lexing of its text as a statement needs them. */
function plainText(literal: string): string {
  return literal.replace(
    /\\(.)|''|""/gs,
    (pair, escaped: string | undefined) => escaped ?? pair[0],
  );
}

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
  const facts = new FactsReader(first).read();
  const text = first.bytes.subarray(start, end);
  const executable = text.includes('/*!') || text.includes('/*M!') || text.includes('/*m!');
  const ways: LexerOptions['executes'][] = executable
    ? [byVersion, () => true, () => false]
    : [byVersion];
  const escapes = text.includes(backslash) ? [true, false] : [true];
  for (const backslashEscapes of escapes) {
    for (const executes of ways) {
      if (backslashEscapes && executes === byVersion) continue;
      const other = new FactsReader(new Lexer(bytes, start, end, { backslashEscapes, executes }));
      mergeFacts(facts, other.read());
    }
  }
  return facts;
}
