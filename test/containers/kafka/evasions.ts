/**
 * Batches that a producer might write so that something sensitive gets past the gate: odd containers,
 * odd encodings, odd places. Each holds at least one of its secrets in a form that a consumer can read.
 */
import zlib from 'node:zlib';
import { compress as snappy } from 'snappyjs';
import { lz4 } from '../../../core/kernels/index.ts';
import { Attribute, Batch, Codec } from '../../../proxies/kafka/constants.ts';
import { closeBatch } from '../../../proxies/kafka/records/batch.ts';
import {
  type BatchInput,
  encodeBatch,
  type KafkaRecord,
} from '../../../proxies/kafka/records/build.ts';
import { envelopes } from './payloads.ts';
import { secrets } from './secrets.ts';

export interface Evasion {
  readonly name: string;
  readonly batch: Buffer;
  /** Texts that must not arrive; the usual ones where none are named. */
  readonly secrets: readonly string[];
}

const { email, card, ssn, salary, json } = secrets;
const usual = [email, card, ssn];

function plain(...values: (Buffer | string)[]): Buffer {
  const records = values.map((value) => ({ value: Buffer.from(value) }));
  return Buffer.from(encodeBatch({ records }).subarray(Batch.records));
}

/** A batch whose records are `packed`, whatever that is. */
function batch(codec: number, packed: Buffer, count: number, attributes = 0): Buffer {
  const records = Array.from({ length: count }, () => ({ value: null }));
  const header = encodeBatch({ records }).subarray(0, Batch.records);
  const made = Buffer.concat([header, packed]);
  made.writeInt16BE(attributes | codec, Batch.attributes);
  closeBatch(made, 0, made.length);
  return made;
}

const clean = plain('{"a":1}');
const hot = plain(json);

function gzipWith(flag: number, extra: Buffer): Buffer {
  const member = zlib.gzipSync(clean);
  const head = Buffer.from(member.subarray(0, 10));
  head[3] = flag;
  return Buffer.concat([head, extra, member.subarray(10)]);
}

function gzipCases(): [string, Buffer, number][] {
  const text = Buffer.from(json);
  const length = Buffer.from([text.length & 0xff, text.length >> 8]);
  const members = (...parts: Buffer[]) => Buffer.concat(parts.map((part) => zlib.gzipSync(part)));
  return [
    ['two members', members(clean, hot), 2],
    ['a record in two members', members(hot.subarray(0, 30), hot.subarray(30)), 1],
    ['a member behind the last record', members(clean, hot), 1],
    ['text behind the member', Buffer.concat([members(clean), text]), 1],
    ['zeros and text behind', Buffer.concat([members(clean), Buffer.alloc(8), text]), 1],
    ['a name', gzipWith(8, Buffer.concat([text, Buffer.alloc(1)])), 1],
    ['a comment', gzipWith(16, Buffer.concat([text, Buffer.alloc(1)])), 1],
    ['an extra field', gzipWith(4, Buffer.concat([length, text])), 1],
    ['stored', zlib.gzipSync(hot, { level: 0 }), 1],
    ['gzip in gzip', zlib.gzipSync(zlib.gzipSync(hot)), 1],
    ['zlib', zlib.deflateSync(hot), 1],
  ];
}

const skippable = (content: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x184d2a53);
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content]);
};

function zstdCases(): [string, Buffer, number][] {
  const { ZSTD_c_windowLog, ZSTD_c_contentSizeFlag, ZSTD_c_checksumFlag } = zlib.constants;
  const pack = (bytes: Buffer, params = {}) => zlib.zstdCompressSync(bytes, { params });
  const long = Buffer.concat([plain('a'.repeat(1_000_000)), hot]);
  const text = Buffer.from(json);
  return [
    ['two frames', Buffer.concat([pack(clean), pack(hot)]), 2],
    [
      'a record in two frames',
      Buffer.concat([pack(hot.subarray(0, 30)), pack(hot.subarray(30))]),
      1,
    ],
    ['a skippable frame in front', Buffer.concat([skippable(text), pack(clean)]), 1],
    ['a skippable frame behind', Buffer.concat([pack(clean), skippable(text)]), 1],
    ['hot behind a skippable frame', Buffer.concat([skippable(clean), pack(hot)]), 1],
    ['text behind the frame', Buffer.concat([pack(clean), text]), 1],
    ['a wide window', pack(long, { [ZSTD_c_windowLog]: 27, [ZSTD_c_contentSizeFlag]: 0 }), 2],
    ['a checksum', pack(hot, { [ZSTD_c_checksumFlag]: 1 }), 1],
    ['a dictionary', zlib.zstdCompressSync(hot, { dictionary: text }), 1],
  ];
}

function lz4Cases(): [string, Buffer, number][] {
  const pack = (bytes: Buffer) => Buffer.from(lz4.compressFrame(bytes));
  const text = Buffer.from(json);
  const legacy = Buffer.concat([Buffer.from([0x02, 0x21, 0x4c, 0x18]), pack(hot).subarray(7, -4)]);
  return [
    ['two frames', Buffer.concat([pack(clean), pack(hot)]), 2],
    ['a frame behind the last record', Buffer.concat([pack(clean), pack(hot)]), 1],
    ['a skippable frame in front', Buffer.concat([skippable(text), pack(clean)]), 1],
    ['a skippable frame behind', Buffer.concat([pack(clean), skippable(text)]), 1],
    ['text behind the frame', Buffer.concat([pack(clean), text]), 1],
    ['the legacy frame', legacy, 1],
  ];
}

function snappyCases(): [string, Buffer, number][] {
  const pack = (bytes: Buffer) => Buffer.from(snappy(bytes));
  const head = Buffer.from('82534e41505059000000000100000001', 'hex');
  const framed = (...chunks: Buffer[]) =>
    Buffer.concat([
      head,
      ...chunks.flatMap((chunk) => {
        const length = Buffer.alloc(4);
        length.writeInt32BE(chunk.length);
        return [length, chunk];
      }),
    ]);
  return [
    ['raw', pack(hot), 1],
    ['framed', framed(pack(hot)), 1],
    ['a record in two chunks', framed(pack(hot.subarray(0, 40)), pack(hot.subarray(40))), 1],
    ['framed twice', Buffer.concat([framed(pack(clean)), framed(pack(hot))]), 2],
    ['text behind the block', Buffer.concat([pack(clean), Buffer.from(json)]), 1],
    ['text behind the chunk', Buffer.concat([framed(pack(clean)), Buffer.from(json)]), 1],
  ];
}

function batchCases(): [string, Buffer, number, number][] {
  return [
    ['control batch of records', hot, 1, Attribute.control],
    ['count of 0', hot, 0, 0],
    ['fewer records than there are', Buffer.concat([clean, hot]), 1, 0],
    ['more records than there are', hot, 2, 0],
    ['unused attributes', hot, 1, 0x7f00],
    ['codec 5', hot, 1, 5],
    ['codec 7', hot, 1, 7],
  ];
}

type RecordInput = Partial<KafkaRecord> & Pick<KafkaRecord, 'value'>;
const header = (name: string, value: string | null): RecordInput => ({
  value: Buffer.from('{}'),
  headers: [{ name, value: value === null ? null : Buffer.from(value) }],
});

const places: [string, RecordInput, string[]?][] = [
  ['key', { key: Buffer.from(email), value: null }],
  ['key of JSON', { key: Buffer.from(json), value: Buffer.from('{}') }],
  ['key of a tombstone', { key: Buffer.from(card), value: null }],
  ['header', header('contact', email)],
  ['header of JSON', header('h', json)],
  ['name of a header', header(email, '1')],
  ['name of a header without a value', header(card, null)],
  ['header that a rule names', header('salary', salary), [salary]],
  ['header in other letters', header('SALARY', salary), [salary]],
];

function codecCases(name: string, codec: number, cases: [string, Buffer, number][]): Evasion[] {
  return cases.map(([what, packed, count]) => ({
    name: `${name}, ${what}`,
    batch: batch(codec, packed, count),
    secrets: usual,
  }));
}

function ofRecords(name: string, input: BatchInput, texts: readonly string[] = usual): Evasion {
  return { name, batch: encodeBatch(input), secrets: texts };
}

/** All of them; the broker takes what it finds well-formed. */
export function evasions(): Evasion[] {
  return [
    ...codecCases('gzip', Codec.gzip, gzipCases()),
    ...codecCases('snappy', Codec.snappy, snappyCases()),
    ...codecCases('lz4', Codec.lz4, lz4Cases()),
    ...codecCases('zstd', Codec.zstd, zstdCases()),
    ...batchCases().map(([name, packed, count, attributes]) => ({
      name,
      batch: batch(Codec.none, packed, count, attributes),
      secrets: usual,
    })),
    ...places.map(([name, record, texts]) => ofRecords(name, { records: [record] }, texts)),
    ...envelopes().map(([name, value, texts]) =>
      ofRecords(name, { records: [{ value: Buffer.from(value) }] }, texts),
    ),
  ];
}
