/**
 * Record batches as objects, both ways: for brokers and clients of our own (demo, tests). The data
 * path does not come by here; it works on offsets (record-reader.ts).
 */
import { limits } from '../../../core/limits.ts';
import { Attribute, Batch, type Codec } from '../constants.ts';
import { batchAttributes, batchCount, batchSize, checkBatch, closeBatch } from './batch.ts';
import { compress, decompress } from './compression.ts';
import { Output } from './output.ts';
import { RecordReader } from './record-reader.ts';
import { getVarlong, putVarlong, varintSize } from './varint.ts';

export interface KafkaRecord {
  key: Uint8Array | null;
  value: Uint8Array | null;
  headers: { name: string; value: Uint8Array | null }[];
  /** Distance to the batch's base offset and base timestamp. */
  offsetDelta: number;
  timestampDelta: bigint;
}

export interface RecordBatch {
  baseOffset: bigint;
  partitionLeaderEpoch: number;
  attributes: number;
  lastOffsetDelta: number;
  baseTimestamp: bigint;
  maxTimestamp: bigint;
  producerId: bigint;
  producerEpoch: number;
  baseSequence: number;
  records: KafkaRecord[];
}

/** What the caller may leave out, as a plain producer without idempotence writes it. */
export type BatchInput = Partial<Omit<RecordBatch, 'records'>> & {
  records: (Partial<KafkaRecord> & Pick<KafkaRecord, 'value'>)[];
  codec?: Codec;
  /** Snappy in xerial's framing instead of one raw block. */
  xerial?: boolean;
};

function writeBytes(out: Output, bytes: Uint8Array | null): void {
  out.varint(bytes === null ? -1 : bytes.length);
  if (bytes) out.copy(bytes, 0, bytes.length);
}

function sizeOf(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : varintSize(bytes.length) + bytes.length;
}

function writeRecord(out: Output, record: KafkaRecord): void {
  const timestamp = new Uint8Array(10);
  const timestampBytes = putVarlong(timestamp, 0, record.timestampDelta);
  const names = record.headers.map((header) => Buffer.from(header.name, 'utf8'));
  let size = 1 + timestampBytes + varintSize(record.offsetDelta);
  size += sizeOf(record.key) + sizeOf(record.value) + varintSize(names.length);
  for (const [i, name] of names.entries()) size += sizeOf(name) + sizeOf(record.headers[i].value);
  out.varint(size);
  out.byte(0);
  out.copy(timestamp, 0, timestampBytes);
  out.varint(record.offsetDelta);
  writeBytes(out, record.key);
  writeBytes(out, record.value);
  out.varint(names.length);
  for (const [i, name] of names.entries()) {
    writeBytes(out, name);
    writeBytes(out, record.headers[i].value);
  }
}

/** Bytes of one record batch of magic 2, with its checksum. */
export function encodeBatch(input: BatchInput): Buffer {
  const records = input.records.map((record, i) => ({
    key: null,
    headers: [],
    offsetDelta: i,
    timestampDelta: 0n,
    ...record,
  }));
  const codec = input.codec ?? (input.attributes ?? 0) & Attribute.codecMask;
  const plain = new Output();
  for (const record of records) writeRecord(plain, record);
  const out = new Output();
  out.reserve(Batch.records);
  out.used = Batch.records;
  if (codec === 0) out.copy(plain.bytes, 0, plain.used);
  else {
    const framing = input.xerial ? xerialSample : new Uint8Array(0);
    compress(codec, plain.bytes.subarray(0, plain.used), framing, out);
  }
  const batch = Buffer.from(out.bytes.subarray(0, out.used));
  writeHeader(batch, input, records, codec);
  closeBatch(batch, 0, batch.length);
  return batch;
}

/** Enough of a framed Snappy block for `compress` to keep the framing. */
const xerialSample = Buffer.from('82534e41505059000000000100000001', 'hex');

function writeHeader(
  batch: Buffer,
  input: BatchInput,
  records: readonly KafkaRecord[],
  codec: number,
): void {
  const base = input.baseTimestamp ?? 0n;
  let latest = 0n;
  for (const { timestampDelta } of records) if (timestampDelta > latest) latest = timestampDelta;
  batch.writeBigInt64BE(input.baseOffset ?? 0n, Batch.baseOffset);
  batch.writeInt32BE(input.partitionLeaderEpoch ?? 0, Batch.partitionLeaderEpoch);
  batch[Batch.magic] = 2;
  const attributes = ((input.attributes ?? 0) & ~Attribute.codecMask) | codec;
  batch.writeInt16BE(attributes, Batch.attributes);
  const lastDelta = input.lastOffsetDelta ?? records.at(-1)?.offsetDelta ?? 0;
  batch.writeInt32BE(lastDelta, Batch.lastOffsetDelta);
  batch.writeBigInt64BE(base, Batch.baseTimestamp);
  batch.writeBigInt64BE(input.maxTimestamp ?? base + latest, Batch.maxTimestamp);
  batch.writeBigInt64BE(input.producerId ?? -1n, Batch.producerId);
  batch.writeInt16BE(input.producerEpoch ?? -1, Batch.producerEpoch);
  batch.writeInt32BE(input.baseSequence ?? -1, Batch.baseSequence);
  batch.writeInt32BE(records.length, Batch.count);
}

/** The whole batches in [start, end), as objects. Throws where one is malformed or fails its CRC. */
export function decodeBatches(
  bytes: Uint8Array,
  start = 0,
  end: number = bytes.length,
): RecordBatch[] {
  const batches: RecordBatch[] = [];
  for (let at = start; at < end; ) {
    const size = batchSize(bytes, at, end);
    if (size === 0) break;
    batches.push(decodeBatch(bytes, at, size));
    at += size;
  }
  return batches;
}

function decodeBatch(bytes: Uint8Array, at: number, size: number): RecordBatch {
  checkBatch(bytes, at, size);
  const header = Buffer.from(bytes.buffer, bytes.byteOffset + at, Batch.records);
  const attributes = batchAttributes(bytes, at);
  return {
    baseOffset: header.readBigInt64BE(Batch.baseOffset),
    partitionLeaderEpoch: header.readInt32BE(Batch.partitionLeaderEpoch),
    attributes,
    lastOffsetDelta: header.readInt32BE(Batch.lastOffsetDelta),
    baseTimestamp: header.readBigInt64BE(Batch.baseTimestamp),
    maxTimestamp: header.readBigInt64BE(Batch.maxTimestamp),
    producerId: header.readBigInt64BE(Batch.producerId),
    producerEpoch: header.readInt16BE(Batch.producerEpoch),
    baseSequence: header.readInt32BE(Batch.baseSequence),
    records: decodeRecords(bytes, at + Batch.records, at + size, attributes, batchCount(bytes, at)),
  };
}

function decodeRecords(
  bytes: Uint8Array,
  start: number,
  end: number,
  attributes: number,
  count: number,
): KafkaRecord[] {
  const codec = attributes & Attribute.codecMask;
  const most = limits.kafka_decompressed_batch_bytes_max;
  const reader = new RecordReader();
  if (codec === 0) reader.open(bytes, start, end);
  else {
    const plain = decompress(codec, bytes, start, end, new Output(), most);
    reader.open(plain, 0, plain.length);
  }
  const records: KafkaRecord[] = [];
  for (let i = 0; i < count; i++) records.push(decodeRecord(reader));
  reader.finish();
  return records;
}

function decodeRecord(reader: RecordReader): KafkaRecord {
  reader.next();
  const { bytes, body, recordEnd } = reader;
  const slice = (from: number, to: number) => (from < 0 ? null : bytes.subarray(from, to));
  const timestamp = getVarlong(bytes, body + 1, recordEnd);
  const offset = timestamp && getVarlong(bytes, timestamp.next, recordEnd);
  if (!timestamp || !offset) throw reader.fail('deltas are malformed');
  const key = slice(reader.keyStart, reader.keyEnd);
  const value = slice(reader.valueStart, reader.valueEnd);
  const headers: KafkaRecord['headers'] = [];
  while (reader.nextHeader()) {
    const name = Buffer.from(bytes.subarray(reader.nameStart, reader.nameEnd)).toString('utf8');
    headers.push({ name, value: slice(reader.headerStart, reader.headerEnd) });
  }
  return {
    key,
    value,
    headers,
    offsetDelta: Number(offset.value),
    timestampDelta: timestamp.value,
  };
}
