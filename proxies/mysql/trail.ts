/**
 * What the tokens before tell of the next one, when a statement is read: whether a name behind them
 * is an alias, a column, part of a qualified name, or in a list that names columns.
 */
import { limits } from '../../core/limits.ts';
import type { Facts } from './facts.ts';

export class Trail {
  readonly facts: Facts;
  /** Names in the list of the first SELECT of each statement. */
  readonly listed = new Set<string>();
  /** True in that list. */
  inList = false;
  /** A WITH clause was met. */
  sawWith = false;
  /** Upper-case keyword or punctuation before, '' for anything else. */
  word = '';
  afterOperand = false;
  afterName = false;
  afterDot = false;
  aliasNext = false;
  #afterAlias = false;
  /** The last name before the one at hand. */
  before = '';
  /** Names of a list `name (a, b)` that is open or just closed. */
  #list: string[] | undefined;
  /** Name of the function whose first argument may come. */
  called = '';
  #nameBeforeList = '';
  #listOfAlias = false;
  #listClosed = false;

  constructor(facts: Facts) {
    this.facts = facts;
  }

  /** The token at hand was `word`; `operand` tells whether it ends an operand. */
  settle(word: string, operand: boolean): void {
    if (word !== '(' && word !== '.' && word !== '') this.called = '';
    this.word = word;
    this.afterOperand = operand;
    this.afterName = false;
    this.afterDot = word === '.';
    this.#afterAlias = false;
    this.#listClosed = false;
    this.aliasNext = word === 'AS';
  }

  /** A token that no list of names can hold. */
  breakList(): void {
    this.#list = undefined;
  }

  open(): void {
    this.#list = this.afterName ? [] : undefined;
    this.#nameBeforeList = this.afterName ? this.before : '';
    this.#listOfAlias = this.#afterAlias;
    this.settle('(', false);
  }

  close(): void {
    const names = this.#list ?? [];
    if (this.#listOfAlias) for (const name of names) this.alias(name);
    this.settle(')', true);
    this.#listClosed = names.length > 0;
    this.before = this.#nameBeforeList;
  }

  /** `name AS (` or `name (a, b) AS (` of a WITH clause: no table, and the list names its columns. */
  tableExpression(): void {
    if (this.before !== '') this.facts.expressions.add(this.before.toLowerCase());
    if (this.#listClosed) for (const name of this.#list ?? []) this.alias(name);
  }

  alias(name: string): void {
    if (this.facts.aliases.size < limits.mysql_identifiers_count_max) {
      this.facts.aliases.add(name.toLowerCase());
    } else this.facts.star = true;
    this.aliasNext = false;
  }

  /** A name that may be a column. */
  column(text: string): void {
    const { names } = this.facts;
    if (names.size >= limits.mysql_identifiers_count_max) {
      this.facts.star = true;
      return;
    }
    names.add(text);
    if (this.inList) this.listed.add(text);
  }

  /** A name that is no table: a column, unless it is called, and an alias behind an operand. */
  name(text: string, called: boolean): void {
    const isAlias = this.aliasNext || this.afterOperand;
    if (isAlias) this.alias(text);
    if (!called) this.column(text);
    this.#list?.push(text.toLowerCase());
    this.settle('', true);
    if (called) this.called = text;
    this.before = text;
    this.afterName = true;
    this.#afterAlias = isAlias;
  }
}
