/**
 * From the records of one partition to units and leaves, and back: each batch is decompressed,
 * walked record by record, and written again where policy changed something, all while its bytes are
 * at hand. What becomes of the frame is put together afterwards, by `seal`.
 *
 * A unit is one record. Its leaves are `key`, `value` and `headers.<name>` of the resource
 * `kafka:<topic>`.
 */
import { TidegateError } from '../../core/errors.ts';
import type { Operation } from '../../core/events.ts';
import { type Inspector, Verdict } from '../../core/inspect/inspector.ts';
import type { PathId, PathTable } from '../../core/inspect/paths.ts';
import { limits } from '../../core/limits.ts';
import { carriers, framedJson, isText } from './carriers.ts';
import { Attribute, Batch, Codec } from './constants.ts';
import {
  batchAttributes,
  batchCount,
  batchSize,
  checkBatch,
  closeBatch,
  isEmpty,
} from './records/batch.ts';
import { compress, decompress } from './records/compression.ts';
import { isControl, refuseWritten } from './records/control.ts';
import { Output } from './records/output.ts';
import { RecordReader } from './records/record-reader.ts';
import { LeafTable, writeEdited, writeScrubbed } from './records/rewrite.ts';
import { putVarint, putVarlong } from './records/varint.ts';

/** Names of a topic's resource and of the paths in it, looked up once per connection. */
export interface TopicPaths {
  readonly resource: string;
  readonly key: PathId;
  readonly value: PathId;
  readonly headers: PathId;
}

export function topicPaths(paths: PathTable, topic: string): TopicPaths {
  const resource = `kafka:${topic}`;
  const root = paths.root(resource);
  return {
    resource,
    key: paths.child(root, 'key'),
    value: paths.child(root, 'value'),
    headers: paths.child(root, 'headers'),
  };
}

/** How records are treated besides what the inspector says. */
export interface WalkMode {
  readonly operation: Operation;
  /**
   * A dropped record leaves a scrubbed one in its place. In a share group an acquired offset without
   * a record is acknowledged as a gap and archived for all members (KIP-932).
   */
  readonly keepsPlaces: boolean;
}

export type RecordsVerdict = 'same' | 'changed' | 'blocked';

/** Outcome of one batch. */
const Outcome = { same: 0, changed: 1, blocked: 2 } as const;
type Outcome = (typeof Outcome)[keyof typeof Outcome];

/**
 * Walks the records of partitions. One per process is enough, since a walk and its seal are one
 * synchronous run: its buffers are reused from frame to frame.
 */
export class RecordWalker {
  /** Changed records of the frame under way, one partition behind the other. */
  readonly changed = new Output();
  #plain = new Output();
  #edited = new Output();
  #record = new RecordReader();
  #leaves = new LeafTable();
  #budget = 0;
  /** What is left of the batch under way, for `#writeBatch`. */
  #count = 0;
  #emptied = false;

  /** Forgets the last frame. */
  begin(): void {
    this.changed.clear();
    this.#plain.clear();
    this.#edited.clear();
    this.#budget = limits.kafka_decompressed_frame_bytes_max;
  }

  /**
   * Walks the batches in [start, end). Where it answers `changed`, what replaces them was appended to
   * `changed`. Bytes behind the last whole batch are cut off: no client reads them (KIP-74), and they
   * cannot be inspected.
   */
  records(
    bytes: Uint8Array,
    start: number,
    end: number,
    topic: TopicPaths,
    inspector: Inspector,
    mode: WalkMode,
  ): RecordsVerdict {
    const first = this.changed.used;
    let at = start;
    let copied = start;
    while (at < end) {
      const size = batchSize(bytes, at, end);
      if (size === 0) break;
      const outcome = this.#batch(bytes, at, size, topic, inspector, mode);
      if (outcome === Outcome.blocked) {
        this.changed.used = first;
        return 'blocked';
      }
      if (outcome === Outcome.changed) {
        this.changed.copy(bytes, copied, at);
        this.#writeBatch(bytes, at, size);
        copied = at + size;
      }
      at += size;
    }
    if (at === start && end > start) {
      throw new TidegateError('TG-KAFKA-0006', 'no whole batch', start);
    }
    if (copied === start && at === end) return 'same';
    this.changed.copy(bytes, copied, at);
    return 'changed';
  }

  /** Drops all records of [start, end) undecoded, as policy on the topic alone asks. */
  dropAll(bytes: Uint8Array, start: number, end: number): RecordsVerdict {
    let at = start;
    for (let size = 0; at < end; at += size) {
      size = batchSize(bytes, at, end);
      if (size === 0) break;
      checkBatch(bytes, at, size);
      if (isEmpty(bytes, at, size) || isControl(bytes, at, size, this.#record)) {
        this.changed.copy(bytes, at, at + size);
        continue;
      }
      this.#edited.used = 0;
      const prefix = lastRecordPrefix(bytes, at);
      writeScrubbed(prefix, 0, prefix.length, this.#edited);
      this.#count = 1;
      this.#emptied = true;
      this.#writeBatch(bytes, at, size);
    }
    return 'changed';
  }

  /** Walks one batch; where it is changed, its plain records are in `#edited`. */
  #batch(
    bytes: Uint8Array,
    at: number,
    size: number,
    topic: TopicPaths,
    inspector: Inspector,
    mode: WalkMode,
  ): Outcome {
    this.#emptied = false;
    checkBatch(bytes, at, size);
    const record = this.#record;
    if (mode.operation === 'write') refuseWritten(bytes, at);
    else if (isControl(bytes, at, size, record)) return Outcome.same;
    if (isEmpty(bytes, at, size)) return Outcome.same;
    const codec = batchAttributes(bytes, at) & Attribute.codecMask;
    if (codec === Codec.none) record.open(bytes, at + Batch.records, at + size);
    else this.#openCompressed(codec, bytes, at + Batch.records, at + size);
    return this.#walk(batchCount(bytes, at), topic, inspector, mode);
  }

  #openCompressed(codec: number, bytes: Uint8Array, start: number, end: number): void {
    const most = Math.min(this.#budget, limits.kafka_decompressed_batch_bytes_max);
    const plain = decompress(codec, bytes, start, end, this.#plain, most);
    this.#budget -= plain.length;
    this.#record.open(plain, 0, plain.length);
  }

  #walk(count: number, topic: TopicPaths, inspector: Inspector, mode: WalkMode): Outcome {
    const record = this.#record;
    const edited = this.#edited;
    const looksAtKeys = !inspector.idle(topic.key, carriers.keyText);
    const looksAtValues = !inspector.idle(topic.value, carriers.valueText);
    edited.used = 0;
    let kept = 0;
    let copied = record.position;
    let touched = false;
    for (let i = 0; i < count; i++) {
      record.next();
      const first = inspector.edits.count;
      inspector.unit(record.bytes, mode.operation);
      if (looksAtKeys && record.keyStart >= 0) this.#key(topic, inspector);
      if (looksAtValues && record.valueStart >= 0) this.#value(topic, inspector);
      while (record.nextHeader()) this.#header(topic, inspector);
      const verdict = inspector.end();
      if (verdict === Verdict.keep) {
        kept++;
        continue;
      }
      if (verdict === Verdict.block || (verdict === Verdict.drop && mode.operation === 'write')) {
        // A write cannot drop (actions.ts), so policy that asks for it all the same is a block.
        return Outcome.blocked;
      }
      touched = true;
      edited.copy(record.bytes, copied, record.recordStart);
      copied = record.recordEnd;
      kept += this.#writeRecord(verdict, first, inspector, mode);
    }
    record.finish();
    if (!touched) return Outcome.same;
    this.#count = kept;
    if (kept === 0) this.#scrubLast();
    else edited.copy(record.bytes, copied, record.end);
    return Outcome.changed;
  }

  /** Writes the current record as it is after `verdict`; gives 1 where something is left of it. */
  #writeRecord(verdict: Verdict, first: number, inspector: Inspector, mode: WalkMode): number {
    const record = this.#record;
    const edits = inspector.edits;
    if (verdict === Verdict.changed) {
      writeEdited(record, this.#leaves, edits, first, edits.count, this.#edited);
      return 1;
    }
    if (!mode.keepsPlaces) return 0;
    writeScrubbed(record.bytes, record.body, record.keyLength, this.#edited);
    return 1;
  }

  /**
   * All records are dropped: one scrubbed record stays, at the place of the last, since kafkajs asks
   * for the same offset for ever when a response holds nothing but empty batches.
   */
  #scrubLast(): void {
    const record = this.#record;
    writeScrubbed(record.bytes, record.body, record.keyLength, this.#edited);
    this.#count = 1;
    this.#emptied = true;
  }

  #key(topic: TopicPaths, inspector: Inspector): void {
    const { bytes, keyStart, keyEnd, keyLength } = this.#record;
    const carrier = isText(bytes, keyStart, keyEnd) ? carriers.keyText : carriers.keyBinary;
    this.#leaves.set(
      inspector.leaf(carrier, keyStart, keyEnd, topic.key, 0),
      keyLength,
      keyStart,
      keyEnd,
    );
  }

  #value(topic: TopicPaths, inspector: Inspector): void {
    const { bytes, valueStart, valueEnd, valueLength } = this.#record;
    const start = framedJson(bytes, valueStart, valueEnd);
    const carrier = isText(bytes, start, valueEnd) ? carriers.valueText : carriers.valueBinary;
    const leaf = inspector.leaf(carrier, start, valueEnd, topic.value, 0);
    this.#leaves.set(leaf, valueLength, valueStart, valueEnd);
  }

  #header(topic: TopicPaths, inspector: Inspector): void {
    const { bytes, headerStart, headerEnd, headerLength, nameStart, nameEnd } = this.#record;
    if (headerStart < 0) return;
    const path = inspector.paths.childOf(topic.headers, bytes, nameStart, nameEnd);
    const text = isText(bytes, headerStart, headerEnd);
    const carrier = text ? carriers.headerText : carriers.headerBinary;
    this.#leaves.set(
      inspector.leaf(carrier, headerStart, headerEnd, path, 0),
      headerLength,
      headerStart,
      headerEnd,
    );
  }

  /**
   * Appends the batch at `at` to `changed` with the records in `#edited`. Offsets, deltas, timestamps
   * and the producer's fields stay as they are (KAFKA-5443); count, length and checksum change. The
   * codec stays too, save for an emptied batch, which brokers write uncompressed.
   */
  #writeBatch(bytes: Uint8Array, at: number, size: number): void {
    const out = this.changed;
    const to = out.used;
    const edited = this.#edited;
    const attributes = batchAttributes(bytes, at);
    const codec = this.#emptied ? Codec.none : attributes & Attribute.codecMask;
    this.#emptied = false;
    out.copy(bytes, at, at + Batch.records);
    out.bytes.writeInt16BE((attributes & ~Attribute.codecMask) | codec, to + Batch.attributes);
    out.bytes.writeInt32BE(this.#count, to + Batch.count);
    if (codec === Codec.none) out.copy(edited.bytes, 0, edited.used);
    else {
      const original = bytes.subarray(at + Batch.records, at + size);
      compress(codec, edited.bytes.subarray(0, edited.used), original, out);
    }
    closeBatch(out.bytes, to, out.used - to);
  }
}

/** Attributes, timestamp delta and offset delta of the last record of a batch, from its header. */
function lastRecordPrefix(bytes: Uint8Array, at: number): Uint8Array {
  const header = Buffer.from(bytes.buffer, bytes.byteOffset + at, Batch.records);
  const base = header.readBigInt64BE(Batch.baseTimestamp);
  const delta = BigInt.asIntN(64, header.readBigInt64BE(Batch.maxTimestamp) - base);
  const prefix = new Uint8Array(16);
  const next = putVarlong(prefix, 1, delta);
  return prefix.subarray(0, putVarint(prefix, next, header.readInt32BE(Batch.lastOffsetDelta)));
}
