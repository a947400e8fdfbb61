/** Tokens of a statement into facts. No grammar: what may be a table or a column counts as one. */
import type { Operation } from '../../core/events.ts';
import { Ascii } from './ascii.ts';
import { addTable, addText, addVariable, emptyFacts, type Facts, handlers } from './facts.ts';
import { takesPlainPath } from './json-calls.ts';
import { KeepsReader } from './keeps.ts';
import { type Lexer, Token } from './sql.ts';
import { Trail } from './trail.ts';
import { restOfName, wholeStatements } from './verbs.ts';
import {
  adminVerbs,
  afterTables,
  beforeTable,
  explainVerbs,
  harmlessVerbs,
  kindOfWord,
  selectModifiers,
  setOperations,
  singleVerbs,
  Word,
  writeVerbs,
} from './words.ts';

/** Reads one text, as one way of lexing sees it. */
export class StatementReader {
  readonly facts: Facts = { ...emptyFacts(), shows: true, explains: true };
  #lexer: Lexer;
  #trail = new Trail(this.facts);
  #keeps = new KeepsReader(this.facts);
  /** True while every query seen is a plain single SELECT: only its list makes columns. */
  #plain = true;
  #starred = false;
  /** Every statement so far gives one result, or one OK. */
  onePerStatement = true;
  hasLiterals = false;
  /** Where the statements end, the last one excepted. */
  readonly ends: number[] = [];
  #endAt = 0;
  // Of the statement at hand:
  #verb = '';
  #selects = 0;
  #listDepth = 0;
  #depth = 0;
  /** By depth: a comma is followed by another table. */
  #tableList: boolean[] = [];
  /** A table is awaited, for this operation. */
  #expect: Operation | '' = '';
  #temporary = false;
  #local = false;

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
  }

  read(): Facts {
    let kind = this.#lexer.next();
    while (kind !== Token.end) kind = this.#token(kind);
    this.#endStatement();
    // A variable may be set anywhere in a statement and read in its list.
    const { facts } = this;
    const plain = this.#plain && !facts.nested && facts.variables.size === 0;
    facts.columns = plain ? this.#trail.listed : facts.names;
    // The star of a plain SELECT gives columns whose origin the server tells.
    facts.star ||= this.#starred && !plain;
    return facts;
  }

  get #admin(): boolean {
    return adminVerbs.has(this.#verb);
  }

  #endStatement(): void {
    if (this.#selects > 1) this.facts.nested = true;
    this.#keeps.end();
    this.#verb = '';
    this.#selects = 0;
    this.#trail.inList = false;
    this.#depth = 0;
    this.#tableList = [];
    this.#expect = '';
    this.#temporary = false;
    this.#local = false;
    this.#trail.settle(';', false);
  }

  #token(kind: Token): Token {
    const lexer = this.#lexer;
    switch (kind) {
      case Token.word:
        return this.#word();
      case Token.quotedName:
        return this.#name(lexer.text());
      case Token.doubleQuoted:
        addText(this.facts, lexer);
        return this.#name(lexer.text());
      case Token.string:
        addText(this.facts, lexer);
        if (this.#trail.afterOperand || this.#trail.aliasNext) this.#trail.alias(lexer.text());
        break;
      case Token.variable:
        addVariable(this.facts, lexer.text().toLowerCase());
        this.#expect = '';
        break;
      case Token.systemVariable:
        addVariable(this.facts, '@@');
        this.#keeps.setting(this.#trail.word, this.#depth);
        break;
      case Token.punctuation:
        return this.#punctuation(lexer.byte);
      default:
    }
    this.hasLiterals ||= kind === Token.string || kind === Token.number;
    this.#trail.breakList();
    this.#trail.settle('', true);
    return lexer.next();
  }

  #punctuation(byte: number): Token {
    const trail = this.#trail;
    this.#keeps.punctuation(byte, this.#depth);
    switch (byte) {
      case Ascii.semicolon:
        if (this.#verb !== '') this.#endAt = this.#lexer.position;
        this.#endStatement();
        break;
      case Ascii.openParenthesis:
        this.#depth++;
        if (this.#keeps.union) this.#expect = 'admin';
        this.#tableList[this.#depth] = this.#expect !== '';
        trail.open();
        break;
      case Ascii.closeParenthesis:
        this.#expect = '';
        this.#tableList[this.#depth] = false;
        if (this.#depth > 0) this.#depth--;
        trail.close();
        break;
      case Ascii.comma:
        trail.settle(',', false);
        if (this.#tableList[this.#depth]) this.#expect = this.#listOperation();
        break;
      case Ascii.dot:
        trail.settle('.', false);
        break;
      case Ascii.star:
        return this.#star();
      case Ascii.openBrace:
        break; // {OJ a LEFT JOIN b ..}: a table is still awaited
      default:
        trail.breakList();
        this.#expect = '';
        trail.settle('', false);
    }
    return this.#lexer.next();
  }

  /** `*` is multiplication behind an operand, and all columns elsewhere; COUNT(*) is neither. */
  #star(): Token {
    const trail = this.#trail;
    const opened = trail.word === '(';
    const isAll = !trail.afterOperand;
    trail.breakList();
    trail.settle('', isAll);
    const kind = this.#lexer.next();
    const closed = kind === Token.punctuation && this.#lexer.byte === Ascii.closeParenthesis;
    if (isAll && !(opened && closed)) this.#starred = true;
    return kind;
  }

  /** What is done to a table in a list of tables of the statement at hand. */
  #listOperation(): Operation {
    if (this.#admin) return this.#selects === 0 || this.#verb === 'GRANT' ? 'admin' : 'read';
    const writes = this.#verb === 'UPDATE' || (this.#verb === 'DELETE' && this.#selects === 0);
    return writes ? 'write' : 'read';
  }

  #word(): Token {
    const trail = this.#trail;
    const text = this.#lexer.text();
    const word = text.toUpperCase();
    const kind = kindOfWord(word);
    if (trail.afterDot || (trail.aliasNext && !(kind & Word.reserved))) return this.#name(text);
    if (this.#verb === '') return this.#firstWord(word);
    this.#keeps.word(word, this.#lexer, trail.word, this.#selects, this.#depth);
    if (this.#keeps.verb !== this.#verb) {
      // EXPLAIN or ANALYZE of a statement that writes.
      this.#verb = word;
      this.#expect = 'write';
      return this.#settled(word, kind);
    }
    if (kind === 0) return this.#name(text);
    if (kind & Word.ambiguousCharset) this.facts.ambiguousCharset = true;
    if (word === 'AS' && trail.sawWith && this.#lexer.callFollows()) trail.tableExpression();
    if (kind & Word.selectModifier && selectModifiers.has(trail.word)) {
      trail.column(text);
      trail.settle(word, false);
      return this.#lexer.next();
    }
    if (kind & Word.acting && this.#keyword(word)) return this.#settled(word, kind);
    if (this.#expect !== '' && kind & Word.tableModifier) {
      // Those that are not reserved may be the table itself.
      if (!(kind & Word.reserved)) this.#addTable('', text, this.#expect);
      return this.#lexer.next();
    }
    return kind & Word.reserved ? this.#settled(word, kind) : this.#name(text);
  }

  #settled(word: string, kind: number): Token {
    this.#trail.breakList();
    this.#trail.settle(word, (kind & Word.operand) !== 0);
    return this.#lexer.next();
  }

  #firstWord(word: string): Token {
    const { facts } = this;
    this.#verb = word;
    this.#keeps.begin(word);
    this.#trail.settle(word, false);
    if (!singleVerbs.has(word)) this.onePerStatement = false;
    if (this.#endAt > 0) this.ends.push(this.#endAt);
    this.#endAt = 0;
    // Verbs without rows computed from tables leave the others plain.
    if (!harmlessVerbs.has(word) || this.#depth > 0) this.#plain = false;
    facts.shows &&= word === 'SHOW';
    facts.explains &&= explainVerbs.has(word);
    const readWhole = wholeStatements[word];
    if (readWhole) return readWhole(this.#lexer, facts);
    if (word === 'SELECT') this.#select();
    else if (word === 'SET') addVariable(facts, '@@');
    else if (word === 'GET') facts.diagnostics = true;
    else if (word === 'TABLE') this.#tableQuery();
    else if (word === 'TRUNCATE') this.#expect = 'admin';
    else if (word === 'HANDLER') {
      // Gives whole rows, of a table that an earlier statement may have given its name.
      addVariable(facts, handlers);
      this.#expect = 'read';
      facts.star = true;
    } else if (word === 'WITH') {
      facts.nested = true;
      this.#trail.sawWith = true;
    } else if (explainVerbs.has(word)) this.#expect = 'read';
    else if (writeVerbs.has(word) && word !== 'LOAD') {
      this.#expect = 'write';
      this.#tableList[this.#depth] = word === 'UPDATE' || word === 'DELETE';
    }
    return this.#lexer.next();
  }

  #select(): void {
    this.#selects++;
    this.#expect = '';
    this.#tableList[this.#depth] = false;
    this.#trail.inList = this.#selects === 1;
    this.#listDepth = this.#depth;
  }

  #tableQuery(): void {
    this.#selects++;
    this.#expect = 'read';
    this.facts.star = true;
    this.#plain = false;
  }

  /** Acts on a word that is not the first of its statement; false where it may be a name. */
  #keyword(word: string): boolean {
    switch (word) {
      case 'SELECT':
        this.#select();
        return true;
      case 'FROM':
        if (this.#depth === this.#listDepth) this.#trail.inList = false;
        return this.#announce(this.#listOperation(), true);
      case 'JOIN':
        return this.#announce(this.#listOperation(), true);
      case 'STRAIGHT_JOIN':
        return this.#trail.word === 'SELECT' || this.#announce(this.#listOperation(), true);
      case 'UPDATE':
        if (this.#trail.word === 'KEY' || this.#trail.word === 'FOR') return true;
        if (this.#verb === 'WITH') this.#verb = 'UPDATE';
        return this.#announce('write', true);
      case 'DELETE':
        if (this.#verb === 'WITH') this.#verb = 'DELETE';
        return true;
      case 'INTO':
        this.#trail.inList = false;
        if (this.#depth > 0 || this.#selects > 1) this.#plain = false;
        return this.#announce(this.#admin ? 'admin' : 'write', false);
      case 'TABLE':
        if (this.#isTableQuery() || this.#keeps.made) this.#tableQuery();
        else this.#announce(this.#admin ? 'admin' : this.#expect || 'read', this.#admin);
        return true;
      case 'ON':
      case 'TO':
        if (this.#admin && (this.#selects === 0 || this.#verb === 'GRANT')) {
          return this.#announce('admin', true);
        }
        this.#expect = '';
        return true;
      default:
        return this.#rareKeyword(word);
    }
  }

  /** TABLE as a query of its own (MySQL 8.0.19), not as part of DDL or LOAD DATA INTO TABLE. */
  #isTableQuery(): boolean {
    return !this.#admin && !beforeTable.has(this.#trail.word);
  }

  #rareKeyword(word: string): boolean {
    if (afterTables.has(word)) {
      if (word === 'PROCEDURE' && this.#selects > 0) {
        // PROCEDURE ANALYSE() shows the least and greatest value of every column.
        this.facts.star = true;
        this.#plain = false;
      }
      this.#tableList[this.#depth] = false;
      this.#expect = '';
      this.facts.nested ||= setOperations.has(word);
      return setOperations.has(word) || (word === 'RETURNING' && writeVerbs.has(this.#verb));
    }
    switch (word) {
      case 'TABLES':
      case 'VIEW':
        if (this.#admin) return this.#announce('admin', true);
        return this.#verb === 'LOCK' && this.#announce('read', true);
      case 'TEMPORARY':
        this.#temporary ||= this.#verb === 'CREATE' && this.#selects === 0;
        return this.#temporary;
      case 'WARNINGS':
      case 'ERRORS':
        if (this.#verb === 'SHOW') this.facts.diagnostics = true;
        return false;
      case 'OUTFILE':
      case 'DUMPFILE':
        if (this.#trail.word !== 'INTO') return false;
        this.facts.toFile = true;
        this.#expect = '';
        return true;
      case 'LOCAL':
        this.#local ||= this.#verb === 'LOAD';
        return this.#local;
      case 'INFILE':
        this.facts.localInfile ||= this.#local;
        return true;
      case 'CALL':
      case 'EXECUTE':
        this.onePerStatement = false;
        return false;
      case 'ATOMIC':
      case 'DECLARE':
        this.#plain = false;
        this.onePerStatement = false;
        return false;
      default:
        return false;
    }
  }

  #announce(operation: Operation, list: boolean): true {
    this.#expect = operation;
    if (list) this.#tableList[this.#depth] = true;
    return true;
  }

  /** A name in any place: a table where one is awaited, and a column of computed values anywhere. */
  #name(text: string): Token {
    if (this.#expect !== '') return this.#table(text, this.#expect);
    const called = this.#lexer.callFollows();
    if (called) this.#keeps.call(text, this.#lexer, this.#trail);
    else this.#keeps.name(text);
    if (!called && !takesPlainPath(this.#lexer, this.#trail)) this.facts.loose.add(text);
    this.#trail.name(text, called);
    return this.#lexer.next();
  }

  #table(first: string, operation: Operation): Token {
    this.#expect = '';
    if (operation === 'read' && this.#lexer.callFollows()) {
      // A table function (JSON_TABLE): its columns have names of its own.
      this.facts.nested = true;
      this.#trail.settle('', true);
      return this.#lexer.next();
    }
    const parts = [first];
    const kind = restOfName(this.#lexer, parts);
    for (const part of parts) this.#trail.column(part);
    const name = parts[parts.length - 1];
    this.#addTable(parts.length > 1 ? parts[parts.length - 2] : '', name, operation);
    this.#trail.settle('', true);
    this.#trail.afterName = true;
    return kind;
  }

  #addTable(schema: string, name: string, operation: Operation): void {
    addTable(this.facts, { schema, name, operation });
    this.#keeps.table(schema, name, operation, this.#temporary);
    if (this.#temporary && operation === 'admin') this.facts.temporaries.add(name.toLowerCase());
  }
}
