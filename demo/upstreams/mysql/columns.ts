/** Column definitions as MySQL sends them, from what SQLite knows of a statement's columns. */
import type { StatementColumnMetadata } from 'node:sqlite';

/** `Protocol::ColumnDefinition41` by the names that mysql2 gives its fields. */
export interface ColumnDefinition {
  catalog: string;
  schema: string;
  table: string;
  orgTable: string;
  name: string;
  orgName: string;
  characterSet: number;
  columnLength: number;
  columnType: number;
  flags: number;
  decimals: number;
}

/** Numbers of `enum_field_types` (MySQL source documentation, "Column Types"). */
const Type = {
  LONG: 3,
  DOUBLE: 5,
  LONGLONG: 8,
  DATE: 10,
  DATETIME: 12,
  NEWDECIMAL: 246,
  VAR_STRING: 253,
};
const utf8mb4 = 45;
const binary = 63;
const binaryFlag = 128;
const noDecimals = 31;

interface Shape {
  readonly columnType: number;
  readonly columnLength: number;
  readonly decimals: number;
}

/** @param sample a value of the column, for expressions that have no declared type */
export function columnOf(column: StatementColumnMetadata, sample: unknown): ColumnDefinition {
  const shape = declaredShape(column.type ?? '') ?? sampledShape(sample);
  const isText = shape.columnType === Type.VAR_STRING;
  return {
    catalog: 'def',
    schema: column.database ?? '',
    table: column.table ?? '',
    orgTable: column.table ?? '',
    name: column.name,
    orgName: column.column ?? '',
    characterSet: isText ? utf8mb4 : binary,
    flags: isText ? 0 : binaryFlag,
    ...shape,
  };
}

function declaredShape(type: string): Shape | undefined {
  const [, name = '', length = '0', scale = '0'] =
    /^(\w+)\s*(?:\((\d+)(?:\s*,\s*(\d+))?\))?/.exec(type) ?? [];
  const digits = Number(length);
  switch (name.toUpperCase()) {
    case 'INT':
    case 'INTEGER':
      return { columnType: Type.LONG, columnLength: 11, decimals: 0 };
    case 'BIGINT':
      return { columnType: Type.LONGLONG, columnLength: 20, decimals: 0 };
    case 'DECIMAL':
      return { columnType: Type.NEWDECIMAL, columnLength: digits + 2, decimals: Number(scale) };
    case 'DOUBLE':
      return { columnType: Type.DOUBLE, columnLength: 22, decimals: noDecimals };
    case 'DATE':
      return { columnType: Type.DATE, columnLength: 10, decimals: 0 };
    case 'DATETIME':
      return { columnType: Type.DATETIME, columnLength: 19, decimals: 0 };
    case 'VARCHAR':
    case 'CHAR':
    case 'TEXT':
      return { columnType: Type.VAR_STRING, columnLength: (digits || 255) * 4, decimals: 0 };
    default:
      return undefined;
  }
}

function sampledShape(sample: unknown): Shape {
  if (typeof sample === 'bigint')
    return { columnType: Type.LONGLONG, columnLength: 20, decimals: 0 };
  if (typeof sample === 'number') {
    return { columnType: Type.DOUBLE, columnLength: 22, decimals: noDecimals };
  }
  return { columnType: Type.VAR_STRING, columnLength: 1024, decimals: 0 };
}

/** The value as a text row holds it; decimals with the scale of their column. */
export function textOf(value: unknown, { columnType, decimals }: ColumnDefinition): string | null {
  if (value === null || value === undefined) return null;
  if (columnType === Type.NEWDECIMAL) return Number(value).toFixed(decimals);
  return String(value);
}
