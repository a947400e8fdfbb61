/** Statements that are read whole by their first word: CALL, USE, PREPARE, EXECUTE. */
import { Ascii } from './ascii.ts';
import { addTable, type Facts } from './facts.ts';
import { type Lexer, Token } from './sql.ts';

const isName = (kind: Token): boolean =>
  kind === Token.word || kind === Token.quotedName || kind === Token.doubleQuoted;

/** Reads `.name` as often as it follows the name at hand. Returns the token behind. */
export function restOfName(lexer: Lexer, parts: string[]): Token {
  let kind = lexer.next();
  while (kind === Token.punctuation && lexer.byte === Ascii.dot) {
    kind = lexer.next();
    if (!isName(kind)) break;
    parts.push(lexer.text());
    kind = lexer.next();
  }
  return kind;
}

/** What a routine reads is not to be seen: its rows count as from anywhere in its schema. */
function readCall(lexer: Lexer, facts: Facts): Token {
  const kind = lexer.next();
  if (!isName(kind)) return kind;
  const parts = [lexer.text()];
  const next = restOfName(lexer, parts);
  addTable(facts, { schema: parts.length > 1 ? parts[0] : '', name: '?', operation: 'read' });
  return next;
}

function readUse(lexer: Lexer, facts: Facts): Token {
  const kind = lexer.next();
  if (!isName(kind)) return kind;
  facts.uses.push(lexer.text());
  return lexer.next();
}

/**
 * The text behind PREPARE .. FROM and EXECUTE IMMEDIATE: known only where it is one plain literal
 * and nothing that could be joined to it.
 */
function readText(lexer: Lexer): { text: string | undefined; next: Token } {
  const kind = lexer.next();
  const plain = (kind === Token.string || kind === Token.doubleQuoted) && !lexer.prefixed;
  const text = plain ? lexer.literal() : undefined;
  if (!plain) return { text, next: kind };
  const next = lexer.next();
  const ends =
    next === Token.end ||
    (next === Token.punctuation && lexer.byte === Ascii.semicolon) ||
    (next === Token.word && lexer.text().toUpperCase() === 'USING');
  return { text: ends ? text : undefined, next };
}

function readPrepare(lexer: Lexer, facts: Facts): Token {
  const kind = lexer.next();
  if (!isName(kind)) return kind;
  const name = lexer.text().toLowerCase();
  lexer.next(); // FROM
  const { text, next } = readText(lexer);
  facts.prepares.push({ name, text });
  if (text === undefined) facts.raises = true;
  return next;
}

function readExecute(lexer: Lexer, facts: Facts): Token {
  const kind = lexer.next();
  if (!isName(kind)) return kind;
  const name = lexer.text().toLowerCase();
  if (name !== 'immediate') {
    facts.executes.push(name);
    return lexer.next();
  }
  const { text, next } = readText(lexer);
  facts.prepares.push({ name: '', text });
  facts.executes.push('');
  return next;
}

/** Readers of the rest of a statement, by its first word. */
export const wholeStatements: Readonly<
  Record<string, ((lexer: Lexer, facts: Facts) => Token) | undefined>
> = { CALL: readCall, USE: readUse, PREPARE: readPrepare, EXECUTE: readExecute };
