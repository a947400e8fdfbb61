/**
 * Reads of a statement how it may carry values to where the rules on their columns do not reach:
 * other tables, other names, views and routines, settings of the server, the number of the last insert.
 * Fed token by token by the reader of statements; what comes of it is `Facts.keeps`.
 */
import type { Operation } from '../../core/events.ts';
import { Ascii } from './ascii.ts';
import { disguises } from './disguises.ts';
import { addTable, type Facts, type Keeps } from './facts.ts';
import type { Lexer } from './sql.ts';
import type { Trail } from './trail.ts';
import { definerWords, explainVerbs, numberFunctions } from './words.ts';

/** Stands among the targets for settings of the server and the session. */
const settings = { schema: '@@', name: '@@', operation: 'admin' } as const;

export class KeepsReader {
  #facts: Facts;
  #keeps: Keeps;
  /** Of the statement at hand; of one that is explained, its own. */
  verb = '';
  #tables = 0;
  #selects = 0;
  /** Depth of the SET list that is open, -1 for none. */
  #listDepth = -1;
  /** Behind the `=` of an assignment in it. */
  #right = false;
  #target = '';
  /** Names that are assigned to a column of the same name. */
  #same = new Set<string>();
  /** `UNION = (` of a MERGE table lists its tables. */
  union = false;

  constructor(facts: Facts) {
    this.#facts = facts;
    this.#keeps = facts.keeps;
  }

  begin(verb: string): void {
    this.verb = verb;
    this.#keeps.statements++;
    if (verb === 'RENAME') this.#keeps.renames = true;
    if (verb === 'INSERT' || verb === 'REPLACE' || verb === 'CREATE') this.#keeps.all = true;
    if (verb === 'CALL' || verb === 'SIGNAL' || verb === 'RESIGNAL') this.#facts.raises = true;
  }

  end(): void {
    // With one table a column that is assigned to itself stays where it is.
    if (this.#tables > 1 || this.#selects > 0) {
      for (const name of this.#same) this.#keeps.assigned.add(name);
    }
    if (this.verb === 'UPDATE' && this.#facts.variables.size > 0) this.#keeps.all = true;
    this.#same.clear();
    this.verb = '';
    this.#tables = 0;
    this.#selects = 0;
    this.#listDepth = -1;
    this.union = false;
  }

  /** CREATE TABLE has named its table: another TABLE is what it is filled from. */
  get made(): boolean {
    return this.verb === 'CREATE' && this.#tables > 0;
  }

  table(schema: string, name: string, operation: Operation, temporary: boolean): void {
    this.#tables++;
    if (operation === 'read' || (temporary && operation === 'admin')) return;
    this.#keeps.targets.push({ schema, name, operation });
  }

  /**
   * A word that is not the first of its statement. `before`: upper-case keyword or punctuation before
   * it; `selects`, `depth`: number of SELECTs so far, and of open parentheses.
   */
  word(word: string, lexer: Lexer, before: string, selects: number, depth: number): void {
    const keeps = this.#keeps;
    this.#selects = selects;
    if (word !== 'STATEMENT') this.setting(before, depth);
    if (explainVerbs.has(this.verb) && selects === 0) this.#explained(word, lexer);
    if (word === 'SIGNAL' || word === 'RESIGNAL' || word === 'ATOMIC') this.#facts.raises = true;
    if (word === 'INTO') keeps.all = true;
    // INSERT and REPEAT are reserved, and functions as well.
    if (disguises(word) && lexer.callFollows()) this.#facts.functions.add(word);
    if (this.verb === 'SHOW' && before === 'SHOW') this.#show(word);
    if (word === 'SET' || (word === 'UPDATE' && before === 'KEY')) this.#openList(depth);
    else if (depth <= this.#listDepth && endsList(word)) this.#listDepth = -1;
    if (selects > 0) return;
    if (this.verb === 'CREATE' || this.verb === 'ALTER') this.#definition(word, before);
    if (this.verb === 'ALTER') this.#alteration(word, lexer);
    if (word === 'UNION' && depth === 0)
      this.union = this.verb === 'CREATE' || this.verb === 'ALTER';
    keeps.renames ||= this.union;
  }

  /**
   * SET x = .., GLOBAL y = ..: what follows SET or a comma and is no user variable is a setting, which
   * others may read.
   */
  setting(before: string, depth: number): void {
    if (this.verb !== 'SET' || depth > 0 || (before !== 'SET' && before !== ',')) return;
    this.#keeps.all = true;
    this.#keeps.targets.push(settings);
  }

  /** What the server tells of its logs and locks counts as read from tables that tell the same. */
  #show(word: string): void {
    const name = { BINLOG: 'binlog', RELAYLOG: 'binlog', ENGINE: 'engine_status' }[word];
    if (name) addTable(this.#facts, { schema: 'mysql', name, operation: 'read' });
  }

  #definition(word: string, before: string): void {
    const isName = before === 'TABLE' || before === 'EXISTS' || before === '.';
    if (this.#tables === 0 && !isName && definerWords.has(word)) this.#keeps.defines = true;
  }

  #alteration(word: string, lexer: Lexer): void {
    const keeps = this.#keeps;
    if (word === 'EXCHANGE') keeps.renames = true;
    if (word === 'CHANGE' || word === 'AS') keeps.defines = true;
    if (word === 'DEFAULT' && follows(lexer, /^\s*\(/)) keeps.defines = true;
    if (word !== 'RENAME' || follows(lexer, /^\s+(INDEX|KEY)\b/i)) return;
    if (follows(lexer, /^\s+COLUMN\b/i)) keeps.defines = true;
    else keeps.renames = true;
  }

  /** EXPLAIN and ANALYZE of a statement that writes: MariaDB runs it. */
  #explained(word: string, lexer: Lexer): void {
    if ((word === 'INSERT' || word === 'REPLACE') && !lexer.callFollows()) this.begin(word);
  }

  #openList(depth: number): void {
    if (this.verb === 'SET') return;
    this.#listDepth = depth;
    this.#right = false;
    this.#target = '';
  }

  /** A name that is no table. */
  name(text: string): void {
    if (this.#listDepth < 0) return;
    if (!this.#right) this.#target = text;
    else if (text.toLowerCase() === this.#target.toLowerCase()) this.#same.add(text);
    else this.#keeps.assigned.add(text);
  }

  /** A name with `(` behind it. */
  call(name: string, lexer: Lexer, { afterDot, before }: Trail): void {
    const upper = name.toUpperCase();
    if (disguises(upper)) this.#facts.functions.add(upper);
    const given = numberFunctions.has(upper) && !follows(lexer, /^\s*\(\s*\)/);
    if (given) this.#keeps.numbers = true;
    // Named with its schema it is a stored one, see `readCall`.
    if (afterDot) addTable(this.#facts, { schema: before, name: '?', operation: 'read' });
  }

  punctuation(byte: number, depth: number): void {
    // `||` joins texts in some modes.
    if (byte === Ascii.bar) this.#facts.functions.add('CONCAT');
    if (this.#listDepth < 0) return;
    if (depth < this.#listDepth) this.#listDepth = -1;
    else if (depth > this.#listDepth) return;
    else if (byte === Ascii.equals) this.#right = true;
    else if (byte === Ascii.comma) this.#right = false;
  }
}

function endsList(word: string): boolean {
  return word === 'WHERE' || word === 'ORDER' || word === 'LIMIT' || word === 'RETURNING';
}

const aheadBytesMax = 64;

/** Whether the text behind the token at hand begins so. A comment between counts as not. */
function follows({ bytes, position, end }: Lexer, form: RegExp): boolean {
  return form.test(bytes.toString('latin1', position, Math.min(end, position + aheadBytesMax)));
}
