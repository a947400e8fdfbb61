/**
 * Control batches: the ends of transactions, which brokers write among the records (protocol guide,
 * "Control Batches"). A client needs them as they are, so they go on untouched; that is why every
 * byte of one must be what the format puts there.
 */
import { TidegateError } from '../../../core/errors.ts';
import { Attribute, Batch } from '../constants.ts';
import { readInt16 } from '../schema/locate.ts';
import { batchAttributes, batchCount } from './batch.ts';
import type { RecordReader } from './record-reader.ts';

/** Key: version and type, each an int16. Value of an end marker: version and the coordinator's epoch. */
const keyBytes = 4;
const markerBytes = 6;
/** Types of a topic's control records: abort and commit. Others belong to Raft's own log. */
const lastMarkerType = 1;

function notControl(detail: string, at: number): TidegateError {
  return new TidegateError('TG-KAFKA-0006', `control batch: ${detail}`, at);
}

function hasFlag(bytes: Uint8Array, at: number): boolean {
  return (batchAttributes(bytes, at) & Attribute.control) !== 0;
}

/** Throws where a client writes a control batch: only brokers may. */
export function refuseWritten(bytes: Uint8Array, at: number): void {
  if (hasFlag(bytes, at)) throw notControl('a client may not write one', at);
}

/**
 * True for a control batch, false for one of records; throws where a checked batch only claims to be
 * a control batch. `record` is used to read it.
 */
export function isControl(
  bytes: Uint8Array,
  at: number,
  size: number,
  record: RecordReader,
): boolean {
  if (!hasFlag(bytes, at)) return false;
  if ((batchAttributes(bytes, at) & Attribute.codecMask) !== 0) {
    throw notControl('it is compressed', at);
  }
  record.open(bytes, at + Batch.records, at + size);
  for (let i = batchCount(bytes, at); i > 0; i--) {
    record.next();
    if (!isMarker(record)) throw notControl('it holds more than the end of a transaction', at);
  }
  record.finish();
  return true;
}

function isMarker(record: RecordReader): boolean {
  const { bytes, keyStart, keyEnd, valueStart, valueEnd } = record;
  if (keyStart < 0 || keyEnd - keyStart !== keyBytes) return false;
  if (valueStart < 0 || valueEnd - valueStart !== markerBytes) return false;
  const type = readInt16(bytes, keyStart + 2);
  const isKnown = readInt16(bytes, keyStart) === 0 && type >= 0 && type <= lastMarkerType;
  return isKnown && readInt16(bytes, valueStart) === 0 && record.headersLeft === 0;
}
