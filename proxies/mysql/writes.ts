/**
 * What a client writes: the literals of a statement and the values it binds, pushed as leaves under
 * the tables that the statement writes to. A column that an INSERT lists or an UPDATE sets counts as
 * written whatever its value is, so that a rule on the field is met by expressions as well.
 */
import type { Operation } from '../../core/events.ts';
import type { Carrier } from '../../core/inspect/carrier.ts';
import type { Inspector } from '../../core/inspect/inspector.ts';
import type { PathId } from '../../core/inspect/paths.ts';
import { Ascii } from './ascii.ts';
import { columnCarrier, messageCarrier, ruleProbe } from './carriers.ts';
import { asBuffer, binaryCharset } from './charsets.ts';
import { executesAs } from './lineage.ts';
import type { Column } from './packets.ts';
import type { Bound } from './params.ts';
import { Lexer, Token } from './sql.ts';

/** A table that is written, as resource, and how. */
export interface Written {
  resource: string;
  operation: Operation;
}

/** A number as it is written in SQL. */
const numberCarrier: Carrier = {
  ...messageCarrier,
  name: 'mysql:literal:number',
  type: 'decimal',
  inline: false,
  text: (bytes, start, end) => asBuffer(bytes).toString('latin1', start, end),
};

/** A literal or a written column's name, with the column's name if that is known. */
interface Piece {
  start: number;
  end: number;
  /** '' where unknown. */
  column: string;
  kind: 'text' | 'number' | 'name';
}

/** Follows a statement as far as it takes to tell which column a literal is for. */
class PieceReader {
  readonly pieces: Piece[] = [];
  /** INSERT without a list of columns: any column is written. */
  unlisted = false;
  #lexer: Lexer;
  #clause: '' | 'into' | 'columns' | 'values' | 'set' = '';
  #columns: string[] = [];
  #index = 0;
  #depth = 0;
  #target = '';
  #lastName: Piece | undefined;

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
  }

  read(): void {
    for (let kind = this.#lexer.next(); kind !== Token.end; kind = this.#lexer.next()) {
      if (kind === Token.string || kind === Token.doubleQuoted) this.#literal('text');
      else if (kind === Token.number) this.#literal('number');
      else if (kind === Token.word || kind === Token.quotedName) this.#word(kind);
      else if (kind === Token.punctuation) this.#punctuation(this.#lexer.byte);
    }
  }

  #column(): string {
    if (this.#clause === 'set') return this.#target;
    return this.#clause === 'values' && this.#depth === 1 ? (this.#columns[this.#index] ?? '') : '';
  }

  #literal(kind: 'text' | 'number'): void {
    const { start, tokenEnd } = this.#lexer;
    if (tokenEnd > start) {
      this.pieces.push({ start, end: tokenEnd, column: this.#column(), kind });
    }
  }

  #word(kind: Token): void {
    const { start, tokenEnd } = this.#lexer;
    const text = this.#lexer.text();
    const word = kind === Token.word ? text.toUpperCase() : '';
    if (word === 'INTO' || word === 'REPLACE' || word === 'INSERT') this.#clause = 'into';
    else if (word === 'VALUES' || word === 'VALUE' || word === 'SELECT') {
      if (this.#clause === 'into') this.unlisted = true;
      this.#clause = 'values';
      this.#depth = 0;
    } else if (word === 'SET' || word === 'UPDATE') {
      this.#clause = word === 'SET' || this.#clause !== '' ? 'set' : '';
      this.#target = '';
    } else if (word === 'WHERE' || word === 'ORDER' || word === 'LIMIT') this.#clause = '';
    else {
      this.#lastName = { start, end: tokenEnd, column: text, kind: 'name' };
      if (this.#clause === 'columns') {
        this.#columns.push(text);
        this.pieces.push(this.#lastName);
      }
    }
  }

  #punctuation(byte: number): void {
    if (byte === Ascii.openParenthesis) {
      if (this.#clause === 'into') this.#clause = 'columns';
      else if (++this.#depth === 1) this.#index = 0;
    } else if (byte === Ascii.closeParenthesis) {
      if (this.#clause === 'columns') this.#clause = 'values';
      else if (this.#depth > 0) this.#depth--;
    } else if (byte === Ascii.comma) {
      if (this.#clause === 'values' && this.#depth === 1) this.#index++;
      if (this.#clause === 'set' && this.#depth === 0) this.#target = '';
    } else if (byte === Ascii.equals && this.#clause === 'set' && this.#target === '') {
      if (this.#lastName) {
        this.#target = this.#lastName.column;
        this.pieces.push(this.#lastName);
      }
    }
  }
}

function pathOf(inspector: Inspector, resource: string, column: string): PathId {
  const { paths } = inspector;
  return paths.child(paths.root(resource), column === '' ? '?' : column);
}

/** Pushes what the statement text in [start, end) writes. The caller opens and ends the unit. */
export function pushStatement(
  payload: Uint8Array,
  start: number,
  end: number,
  version: string,
  written: readonly Written[],
  inspector: Inspector,
): void {
  const options = { backslashEscapes: true, executes: executesAs(version) };
  const reader = new PieceReader(new Lexer(payload, start, end, options));
  reader.read();
  for (const { resource } of written) {
    for (const piece of reader.pieces) {
      const path = pathOf(inspector, resource, piece.column);
      if (piece.kind === 'name') {
        if (!inspector.idle(path, ruleProbe)) {
          inspector.leaf(messageCarrier, piece.start, piece.end, path, 0);
        }
        continue;
      }
      const carrier = piece.kind === 'number' ? numberCarrier : messageCarrier;
      inspector.leaf(carrier, piece.start, piece.end, path, 0);
    }
    if (!reader.unlisted) continue;
    const any = inspector.paths.overflow(inspector.paths.root(resource));
    if (!inspector.idle(any, ruleProbe)) inspector.leaf(messageCarrier, start, end, any, 0);
  }
}

/** A parameter as the column that its type would be. */
function parameterColumn(type: number, unsigned: boolean): Column {
  return {
    schema: '',
    orgTable: '',
    name: '',
    orgName: '',
    charset: binaryCharset,
    length: 0,
    type,
    flags: unsigned ? 0x20 : 0,
    decimals: 0,
    json: false,
    garbled: false,
    resource: undefined,
    carriers: [undefined, undefined],
    defaultAt: 0,
  };
}

/** Pushes bound values. Which column each is for is not told. */
export function pushParameters(
  values: readonly Bound[],
  written: readonly Written[],
  inspector: Inspector,
): void {
  for (const { resource } of written) {
    const path = pathOf(inspector, resource, '');
    for (const { type, unsigned, start, end } of values) {
      const { carrier } = columnCarrier(parameterColumn(type, unsigned), true);
      inspector.leaf(carrier, start, end, path, 0);
    }
  }
}
