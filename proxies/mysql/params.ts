/**
 * Where things stand in client commands: the SQL text behind query attributes, the types and values
 * of bound parameters ("COM_QUERY", "COM_STMT_EXECUTE", dev.mysql.com; "COM_STMT_BULK_EXECUTE",
 * mariadb.com/kb).
 */
import type { Reader } from '../../core/bytes/reader.ts';
import { TidegateError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { BulkFlag, ExecuteFlag, FieldType, fixedWidths } from './constants.ts';
import { payloadReader, readLenenc, readLenencBytes } from './packets.ts';

/** A value that a client binds: [start, end) in the payload. */
export interface Bound {
  type: number;
  unsigned: boolean;
  start: number;
  end: number;
}

const temporal: ReadonlySet<number> = new Set([
  FieldType.date,
  FieldType.datetime,
  FieldType.timestamp,
  FieldType.time,
]);

function checkCount(reader: Reader, count: number): void {
  if (count > limits.mysql_parameters_count_max) throw reader.fail('number of parameters');
}

/** Steps over one binary value of a type and returns where it stands. */
function readValue(reader: Reader, type: number): { start: number; end: number } {
  const width = fixedWidths[type];
  if (width !== undefined) {
    const start = reader.position;
    reader.skip(width);
    return { start, end: reader.position };
  }
  const length = temporal.has(type) ? reader.u8() : readLenenc(reader);
  const start = reader.position;
  reader.skip(length);
  return { start, end: reader.position };
}

const isNullAt = (bitmap: Buffer, i: number): boolean => (bitmap[i >> 3] & (1 << (i & 7))) !== 0;

/** Reads `count` types, each with a name where `named`. */
function readTypes(reader: Reader, count: number, named: boolean): number[] {
  const types: number[] = [];
  for (let i = 0; i < count; i++) {
    types.push(reader.u16le());
    if (named) readLenencBytes(reader);
  }
  return types;
}

function readValues(reader: Reader, types: readonly number[], nulls: Buffer): Bound[] {
  const values: Bound[] = [];
  for (let i = 0; i < types.length; i++) {
    if (isNullAt(nulls, i)) continue;
    const type = types[i] & 0xff;
    values.push({ type, unsigned: types[i] >= 0x8000, ...readValue(reader, type) });
  }
  return values;
}

/** Where the SQL text of COM_QUERY begins. `attributes`: CLIENT_QUERY_ATTRIBUTES is agreed. */
export function queryTextAt(payload: Uint8Array, attributes: boolean): number {
  if (!attributes) return 1;
  const reader = payloadReader(payload, 1);
  const count = readLenenc(reader);
  checkCount(reader, count);
  if (readLenenc(reader) !== 1) throw reader.fail('sets of query attributes');
  if (count === 0) return reader.position;
  const nulls = reader.take((count + 7) >> 3);
  if (reader.u8() !== 1) throw reader.fail('query attributes without types');
  readValues(reader, readTypes(reader, count, true), nulls);
  return reader.position;
}

export interface Execution {
  statementId: number;
  types: readonly number[] | undefined;
  values: Bound[];
}

/**
 * Parameters of COM_STMT_EXECUTE. `parameters` and `types` are what the statement is known to have;
 * the number may be more than that where query attributes come along.
 */
export function readExecution(
  payload: Uint8Array,
  parameters: number,
  types: readonly number[] | undefined,
  attributes: boolean,
): Execution {
  const reader = payloadReader(payload, 1);
  const statementId = reader.u32le();
  const flags = reader.u8();
  reader.skip(4); // iteration count, always 1
  let count = parameters;
  if (attributes && flags & ExecuteFlag.parameterCountAvailable) count = readLenenc(reader);
  checkCount(reader, count);
  if (count === 0 || reader.left === 0) return { statementId, types, values: [] };
  const nulls = reader.take((count + 7) >> 3);
  const bound = reader.u8() === 1 ? readTypes(reader, count, attributes) : types;
  if (!bound) throw reader.fail('parameters without types');
  return { statementId, types: bound, values: readValues(reader, bound, nulls) };
}

/** Indicators of MariaDB's bulk parameters: only 0 is followed by a value. */
const indicatorValue = 0;

/** Parameters of every row of COM_STMT_BULK_EXECUTE. */
export function readBulkExecution(
  payload: Uint8Array,
  parameters: number,
  types: readonly number[] | undefined,
): Execution {
  const reader = payloadReader(payload, 1);
  const statementId = reader.u32le();
  const flags = reader.u16le();
  const bound = flags & BulkFlag.sendTypes ? readTypes(reader, parameters, false) : types;
  if (!bound) throw reader.fail('parameters without types');
  const values: Bound[] = [];
  while (reader.left > 0 && bound.length > 0) {
    for (const each of bound) {
      if (reader.u8() !== indicatorValue) continue;
      const type = each & 0xff;
      values.push({ type, unsigned: each >= 0x8000, ...readValue(reader, type) });
    }
  }
  return { statementId, types: bound, values };
}

/** Statement id of the commands that begin with one. */
export function statementIdOf(payload: Uint8Array): number {
  if (payload.length < 5) throw new TidegateError('TG-MYSQL-0002', 'statement id', 1);
  return payloadReader(payload, 1).u32le();
}
