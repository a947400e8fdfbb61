/** Blocks of column definitions: those of a result, of a prepared statement, of its parameters. */
import { TidegateError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { asBuffer } from './charsets.ts';
import { Marker, packetHeaderBytes } from './constants.ts';
import { isSplit, lenencBytes, messageEnd } from './framing.ts';
import { type Column, endStatus, payloadReader, readColumn, readLenenc } from './packets.ts';

export interface Metadata {
  columns: readonly Column[];
  /** Status flags of the EOF packet behind them, 0 where there is none. */
  status: number;
  /** Where the block ends. */
  end: number;
}

export interface MetadataOptions {
  /** An EOF packet follows (CLIENT_DEPRECATE_EOF is not agreed). */
  readonly hasEof: boolean;
  /** MariaDB's extended metadata is agreed. */
  readonly extended: boolean;
  /** Start of the frame, for offsets in errors. */
  readonly base: number;
}

/** Number of columns that the payload [at, end) says; offsets in errors are relative to `base`. */
export function readColumnCount(bytes: Uint8Array, at: number, end: number, base: number): number {
  const size = lenencBytes(bytes[at]);
  if (size === 0 || end - at !== size) {
    throw new TidegateError('TG-MYSQL-0001', 'number of columns', at - packetHeaderBytes - base);
  }
  const count = readLenenc(payloadReader(bytes, at, end));
  if (count === 0 || count > limits.mysql_columns_count_max) {
    throw new TidegateError('TG-MYSQL-0014', `${count} columns`, at - packetHeaderBytes - base);
  }
  return count;
}

/**
 * Reads `count` column definitions at `from`, all of them or nothing, so that a refusal can take the
 * place of the whole. A number: so far into `bytes` the bytes must reach before more can be said.
 */
export function readMetadata(
  bytes: Uint8Array,
  from: number,
  end: number,
  count: number,
  { hasEof, extended, base }: MetadataOptions,
): Metadata | number {
  let at = from;
  for (let i = 0; i < count; i++) {
    const behind = definitionEnd(bytes, from, at, end, base);
    if (behind < 0) return -behind;
    at = behind;
  }
  const columns = readColumns(bytes, from, at, extended);
  if (!hasEof) return { columns, status: 0, end: at };
  const behind = definitionEnd(bytes, from, at, end, base);
  if (behind < 0) return -behind;
  if (bytes[at + packetHeaderBytes] !== Marker.eof || behind - at !== packetHeaderBytes + 5) {
    throw new TidegateError('TG-MYSQL-0001', 'end of metadata', at - base);
  }
  return { columns, status: endStatus(bytes, at + packetHeaderBytes, behind), end: behind };
}

/** Blocks that were read before, by their bytes: a client asks the same again and again. */
const known = new Map<string, Column[]>();
let knownBytes = 0;
const knownBytesMax = 4 * 1024 * 1024;
const blockBytesMax = 16 * 1024;

function readColumns(bytes: Uint8Array, from: number, end: number, extended: boolean): Column[] {
  if (end - from > blockBytesMax) return parseColumns(bytes, from, end, extended);
  const key = `${extended ? 'x' : '-'}${asBuffer(bytes).toString('latin1', from, end)}`;
  const found = known.get(key);
  if (found) return found;
  const columns = parseColumns(bytes, from, end, extended);
  if (knownBytes + key.length > knownBytesMax) {
    known.clear();
    knownBytes = 0;
  }
  known.set(key, columns);
  knownBytes += key.length;
  return columns;
}

function parseColumns(bytes: Uint8Array, from: number, end: number, extended: boolean): Column[] {
  const columns: Column[] = [];
  for (let at = from; at < end; ) {
    const behind = messageEnd(bytes, at, end);
    columns.push(readColumn(bytes, at + packetHeaderBytes, behind, extended));
    at = behind;
  }
  return columns;
}

/** End of the definition at `at`; negative: the offset that the bytes must reach. */
function definitionEnd(
  bytes: Uint8Array,
  from: number,
  at: number,
  end: number,
  base: number,
): number {
  if (at - from > limits.mysql_metadata_bytes_max) {
    throw new TidegateError('TG-MYSQL-0014', 'column definitions', at - base);
  }
  const behind = messageEnd(bytes, at, end, limits.mysql_metadata_bytes_max);
  if (behind <= 0) return behind - at;
  if (isSplit(bytes, at) || behind - at <= packetHeaderBytes) {
    throw new TidegateError('TG-MYSQL-0001', 'column definition', at - base);
  }
  return behind;
}
