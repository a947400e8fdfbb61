/** Topics in memory: each partition a list of record batches, kept as the producer sent them. */
import { randomBytes } from 'node:crypto';
import { Batch } from '../../../proxies/kafka/constants.ts';
import { batchSize } from '../../../proxies/kafka/records/batch.ts';

/** Older batches are forgotten, so that a demo left running stays small. */
const batches_max = 2_000;
const magicOfBatches = 2;

interface StoredBatch {
  readonly base: bigint;
  readonly next: bigint;
  readonly maxTimestamp: bigint;
  readonly bytes: Buffer;
}

export class Partition {
  #batches: StoredBatch[] = [];
  /** Offset that the next record gets. */
  next = 0n;

  get start(): bigint {
    return this.#batches[0]?.base ?? this.next;
  }

  /**
   * Appends all batches of a produce request and returns the first record's offset, or undefined when
   * one is of an older format than record batch v2.
   */
  append(records: Buffer): bigint | undefined {
    const base = this.next;
    const batches: Buffer[] = [];
    for (let at = 0; at < records.length; ) {
      const size = batchSize(records, at, records.length);
      if (size === 0 || records[at + Batch.magic] !== magicOfBatches) return undefined;
      batches.push(Buffer.from(records.subarray(at, at + size)));
      at += size;
    }
    for (const bytes of batches) this.#push(bytes);
    if (this.#batches.length > batches_max)
      this.#batches.splice(0, this.#batches.length - batches_max);
    return base;
  }

  /** Offset and leader epoch lie outside of the batch's checksum, so a broker may write them. */
  #push(bytes: Buffer): void {
    bytes.writeBigInt64BE(this.next, Batch.baseOffset);
    bytes.writeInt32BE(0, Batch.partitionLeaderEpoch);
    const base = this.next;
    this.next += BigInt(bytes.readInt32BE(Batch.lastOffsetDelta) + 1);
    const maxTimestamp = bytes.readBigInt64BE(Batch.maxTimestamp);
    this.#batches.push({ base, next: this.next, maxTimestamp, bytes });
  }

  /** Whole batches from the one that holds `offset` on, at least one if there is any. */
  read(offset: bigint, bytesMax: number): Buffer {
    const found: Buffer[] = [];
    let size = 0;
    for (const { next, bytes } of this.#batches) {
      if (next <= offset) continue;
      if (found.length > 0 && size + bytes.length > bytesMax) break;
      found.push(bytes);
      size += bytes.length;
    }
    return Buffer.concat(found);
  }

  /** Offset for a ListOffsets timestamp: -1 the end, -2 the start, else the first batch as late. */
  offsetAt(timestamp: bigint): bigint {
    if (timestamp === -2n) return this.start;
    if (timestamp < 0n) return this.next;
    return this.#batches.find(({ maxTimestamp }) => maxTimestamp >= timestamp)?.base ?? -1n;
  }
}

export class Topic {
  readonly name: string;
  readonly id = randomBytes(16).toString('hex');
  readonly partitions: Partition[];

  constructor(name: string, partitions: number) {
    this.name = name;
    this.partitions = Array.from({ length: partitions }, () => new Partition());
  }
}
