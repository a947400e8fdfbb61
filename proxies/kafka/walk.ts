/**
 * From the records of one partition to units and leaves, and back: each batch is decompressed,
 * walked record by record, and written again where policy changed something, all while its bytes are
 * at hand. What becomes of the frame is put together afterwards, by `seal`.
 *
 * A unit is one record. Its leaves are `key`, `value` and `headers.<name>` of the resource
 * `kafka:<topic>`.
 */
import { Edits } from '../../core/bytes/edits.ts';
import { TidegateError } from '../../core/errors.ts';
import type { Operation } from '../../core/events.ts';
import { type Inspector, Verdict } from '../../core/inspect/inspector.ts';
import type { PathId, PathTable } from '../../core/inspect/paths.ts';
import { letGo } from '../../core/kernels/index.ts';
import { limits } from '../../core/limits.ts';
import { carriers, framedJson, isPlainName, isText } from './carriers.ts';
import { Attribute, Batch, Codec } from './constants.ts';
import {
  batchAttributes,
  batchCount,
  batchSize,
  checkBatch,
  closeBatch,
  isEmpty,
} from './records/batch.ts';
import { compressEdited, decompressHeld } from './records/compression.ts';
import { isBareContainer } from './records/container.ts';
import { isControl, refuseWritten } from './records/control.ts';
import { Output } from './records/output.ts';
import { RecordReader } from './records/record-reader.ts';
import { editRecord, LeafTable, removeRecord, scrubbed, scrubRecord } from './records/rewrite.ts';
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
  /** Plain bytes that are not held by the kernels, before and after their edits. */
  #plain = new Output();
  #edited = new Output();
  #record = new RecordReader();
  #leaves = new LeafTable();
  #budget = 0;
  /** Changes to the plain bytes of the batch under way, and how many records are left of it. */
  #edits = new Edits();
  #kept = 0;
  /** Up to here the partition under way stands in `changed`. */
  #copied = 0;

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
    this.#copied = start;
    while (at < end) {
      const size = batchSize(bytes, at, end);
      if (size === 0) break;
      if (!this.#batch(bytes, at, size, topic, inspector, mode)) {
        this.changed.used = first;
        return 'blocked';
      }
      at += size;
    }
    if (at === start && end > start) {
      throw new TidegateError('TG-KAFKA-0006', 'no whole batch', start);
    }
    if (this.#copied === start && at === end) return 'same';
    this.changed.copy(bytes, this.#copied, at);
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
      const prefix = lastRecordPrefix(bytes, at);
      this.#writeEmptied(bytes, at, scrubbed(prefix, 0, prefix.length));
    }
    return 'changed';
  }

  /** Walks one batch, and appends it to `changed` where it is changed; false where it is blocked. */
  #batch(
    bytes: Uint8Array,
    at: number,
    size: number,
    topic: TopicPaths,
    inspector: Inspector,
    mode: WalkMode,
  ): boolean {
    checkBatch(bytes, at, size);
    const record = this.#record;
    if (mode.operation === 'write') refuseWritten(bytes, at);
    else if (isControl(bytes, at, size, record)) return true;
    if (isEmpty(bytes, at, size)) return true;
    const codec = batchAttributes(bytes, at) & Attribute.codecMask;
    try {
      if (codec === Codec.none) record.open(bytes, at + Batch.records, at + size);
      else this.#openCompressed(codec, bytes, at + Batch.records, at + size);
      let outcome = this.#walk(batchCount(bytes, at), topic, inspector, mode);
      if (outcome === Outcome.same && !this.#isBare(codec, bytes, at, size)) {
        outcome = Outcome.changed;
      }
      if (outcome === Outcome.changed) this.#write(bytes, at, size, codec);
      return outcome !== Outcome.blocked;
    } finally {
      letGo();
    }
  }

  #isBare(codec: number, bytes: Uint8Array, at: number, size: number): boolean {
    if (codec === Codec.none) return true;
    const { start, end } = this.#record;
    return isBareContainer(codec, bytes, at + Batch.records, at + size, end - start);
  }

  #openCompressed(codec: number, bytes: Uint8Array, start: number, end: number): void {
    const most = Math.min(this.#budget, limits.kafka_decompressed_batch_bytes_max);
    const plain = decompressHeld(codec, bytes, start, end, this.#plain, most);
    this.#budget -= plain.length;
    this.#record.open(plain, 0, plain.length);
  }

  #walk(count: number, topic: TopicPaths, inspector: Inspector, mode: WalkMode): Outcome {
    const record = this.#record;
    const looksAtKeys = !inspector.idle(topic.key, carriers.keyText);
    const looksAtValues = !inspector.idle(topic.value, carriers.valueText);
    this.#edits.clear();
    this.#kept = count;
    for (let i = 0; i < count; i++) {
      record.next();
      const first = inspector.edits.count;
      inspector.unit(record.bytes, mode.operation);
      if (looksAtKeys && record.keyStart >= 0) this.#key(topic, inspector);
      if (looksAtValues && record.valueStart >= 0) this.#value(topic, inspector);
      while (record.nextHeader()) this.#header(topic, inspector);
      const verdict = inspector.end();
      if (verdict === Verdict.keep) continue;
      if (verdict === Verdict.block || (verdict === Verdict.drop && mode.operation === 'write')) {
        // A write cannot drop (actions.ts), so policy that asks for it all the same is a block.
        return Outcome.blocked;
      }
      this.#editRecord(verdict, first, inspector, mode);
    }
    record.finish();
    return this.#edits.count > 0 ? Outcome.changed : Outcome.same;
  }

  /** What becomes of the current record after `verdict`. */
  #editRecord(verdict: Verdict, first: number, inspector: Inspector, mode: WalkMode): void {
    const record = this.#record;
    const { edits } = inspector;
    if (verdict === Verdict.changed) {
      editRecord(record, this.#leaves, edits, first, edits.count, this.#edits);
    } else if (mode.keepsPlaces) scrubRecord(record, this.#edits);
    else {
      removeRecord(record, this.#edits);
      this.#kept--;
    }
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
    if (!isPlainName(bytes, nameStart, nameEnd)) {
      const name = inspector.leaf(carriers.headerName, nameStart, nameEnd, topic.headers, 0);
      this.#leaves.set(name, this.#record.nameLength, nameStart, nameEnd);
    }
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

  /** Appends what stands in front of the batch at `at`, and the batch itself as its edits make it. */
  #write(bytes: Uint8Array, at: number, size: number, codec: number): void {
    this.changed.copy(bytes, this.#copied, at);
    this.#copied = at + size;
    const record = this.#record;
    // All records are dropped: one scrubbed record stays, at the place of the last, since kafkajs asks
    // for the same offset for ever when a response holds nothing but empty batches.
    if (this.#kept === 0) {
      this.#writeEmptied(bytes, at, scrubbed(record.bytes, record.body, record.keyLength));
      return;
    }
    const to = this.#writeHeader(bytes, at, codec, this.#kept);
    const plain = { bytes: record.bytes, start: record.start, end: record.end };
    const original = bytes.subarray(at + Batch.records, at + size);
    compressEdited(codec, plain, this.#edits, original, this.#edited, this.changed);
    closeBatch(this.changed.bytes, to, this.changed.used - to);
  }

  /** Appends the batch at `at` with nothing in it but `record`; brokers write those uncompressed. */
  #writeEmptied(bytes: Uint8Array, at: number, record: Uint8Array): void {
    const to = this.#writeHeader(bytes, at, Codec.none, 1);
    this.changed.copy(record, 0, record.length);
    closeBatch(this.changed.bytes, to, this.changed.used - to);
  }

  /**
   * Appends the header of the batch at `at`; gives its place. Offsets, deltas, timestamps and the
   * producer's fields stay as they are (KAFKA-5443); count, length and checksum change. The codec
   * stays too, save for an emptied batch.
   */
  #writeHeader(bytes: Uint8Array, at: number, codec: number, count: number): number {
    const out = this.changed;
    const to = out.used;
    out.copy(bytes, at, at + Batch.records);
    const attributes = (batchAttributes(bytes, at) & ~Attribute.codecMask) | codec;
    out.bytes.writeInt16BE(attributes, to + Batch.attributes);
    out.bytes.writeInt32BE(count, to + Batch.count);
    return to;
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
