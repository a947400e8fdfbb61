/**
 * A Fetch response that is looked at while it comes: which of its bytes can be dealt with now. It is
 * taken in portions that end behind whole batches, so that broker, gate and client work at the same
 * time. What becomes of a portion is next door (`departure.ts`).
 *
 * The size in front of the frame, and the length in front of the records of a partition, are given
 * away before the records are seen, so both stay what they were: see `departure.ts`.
 */
import { TidegateError } from '../../../core/errors.ts';
import { Access } from '../../../core/inspect/inspector.ts';
import type { Step } from '../../../core/protocol.ts';
import { ApiKey } from '../constants.ts';
import { responsePrefixBytes } from '../framing.ts';
import type { FrameInspection, TopicAccess } from '../inspection.ts';
import { contentStart, Mark, type Range, responseMarks, type TopicRef } from '../partitions.ts';
import { batchSize, leastBatchBytes } from '../records/batch.ts';
import type { Expected } from '../replies.ts';
import { type Arrived, ArrivingLocator } from '../schema/arriving.ts';
import { apis, bodyStruct } from '../schema/compile.ts';
import { type Body, planStruct } from '../schema/locate.ts';

/** The records of one partition; positions are counted from the start of the frame. */
export interface Field {
  readonly topic: TopicRef;
  readonly access: TopicAccess;
  /** Where the partition's error code stands. */
  readonly errorAt: number;
  readonly content: number;
  readonly end: number;
  /** Bytes that may still go on in the field. */
  room: number;
  /** Its first bytes have gone on, and with them its error code and length. */
  opened: boolean;
  /** A batch that holds records has gone on. */
  advanced: boolean;
  /** Nothing more of it goes on. */
  withheld: boolean;
  /** Why, where its bytes could not be understood. */
  fault: TidegateError | undefined;
}

/** Part of a portion that belongs to one partition's records; what is between is structure. */
export interface Segment {
  readonly field: Field;
  readonly kind: 'batches' | 'unread' | 'withheld';
  readonly start: number;
  end: number;
}

const bodies = new Map<number, Body>();

function bodyOf(version: number): Body {
  const known = bodies.get(version);
  if (known) return known;
  const made = planStruct(bodyStruct('response', ApiKey.fetch, version), '', responseMarks);
  bodies.set(version, made);
  return made;
}

/** Where the body begins, or 0 where that is not plain: tagged fields in the response's header. */
function plainBodyStart(version: number, bytes: Uint8Array, start: number): number {
  const flexibleFrom = apis.get(ApiKey.fetch)?.flexibleFrom ?? 0;
  if (version < flexibleFrom) return responsePrefixBytes;
  return bytes[start + responsePrefixBytes] === 0 ? responsePrefixBytes + 1 : 0;
}

/** Bytes that must have come before an arrival can be opened. */
export const openingBytes = responsePrefixBytes + 1;

export class Arrival {
  readonly expected: Expected;
  /** Bytes of the frame, and how many of them have been taken. */
  readonly size: number;
  taken = 0;
  /** What the portion under way holds. */
  segments: Segment[] = [];
  /** Addresses of nodes at the end of the frame: the field's size and content. */
  nodes: Range | undefined;
  /** It cannot be treated in portions, and nothing of it has been taken. */
  givenUp = false;
  #inspection: FrameInspection;
  #compact: boolean;
  #locator: ArrivingLocator;
  #topic: TopicRef = { name: '', id: '' };
  #access: TopicAccess = Access.inspect;
  #errorAt = 0;
  /** The records that are coming, and up to where they have been told apart. */
  #field: Field | undefined;
  #next = 0;
  /** No whole batch is left in it. */
  #isTail = false;
  /** Up to here the frame can be taken. */
  #ready = 0;

  /** `bytes` holds the front of the frame at `start`, `openingBytes` at least. */
  constructor(
    expected: Expected,
    inspection: FrameInspection,
    bytes: Uint8Array,
    start: number,
    size: number,
  ) {
    this.expected = expected;
    this.size = size;
    this.#inspection = inspection;
    this.#compact = expected.version >= (apis.get(ApiKey.fetch)?.flexibleFrom ?? 0);
    const body = plainBodyStart(expected.version, bytes, start);
    this.givenUp = body === 0;
    this.#locator = new ArrivingLocator(bodyOf(expected.version), body, size);
  }

  get isWhole(): boolean {
    return this.taken === this.size;
  }

  /** Says what can be taken of what has come, in [start, end) of `bytes`. */
  head(bytes: Uint8Array, start: number, end: number, step: Step): Step {
    let need = 0;
    try {
      while (need === 0 && !this.givenUp) {
        need = this.#field
          ? this.#records(this.#field, bytes, start, end)
          : this.#structure(bytes, start, end);
      }
    } catch (error) {
      // Before anything has gone on the fault can be told to the client, as that of the whole frame.
      if (this.taken > 0 || !(error instanceof TidegateError)) throw error;
      this.givenUp = true;
    }
    if (this.givenUp) need = this.size;
    const isReady = !this.givenUp && this.#ready > this.taken;
    step.kind = isReady ? 'take' : 'need';
    step.bytes = (isReady ? this.#ready : need) - this.taken;
    return step;
  }

  /** Ends the portion under way. */
  take(bytes: number): void {
    this.taken += bytes;
    this.segments = [];
    if (this.isWhole) this.nodes = undefined;
  }

  /** Goes on between records; gives the position that is needed, 0 to be called again. */
  #structure(bytes: Uint8Array, start: number, end: number): number {
    const arrived = this.taken + end - start;
    const found = this.#locator.next(bytes, start, end, this.taken);
    if (typeof found === 'number') return found;
    if (found === undefined) {
      if (arrived < this.size) return this.size;
      this.#ready = this.size;
      return this.size;
    }
    this.#found(found, bytes, start - this.taken);
    return 0;
  }

  /** `shift`: what a position in the frame must be moved by to be an index of `bytes`. */
  #found(found: Arrived, bytes: Uint8Array, shift: number): void {
    const { mark, start, end } = found;
    const range = { start: start + shift, end: end + shift };
    if (mark === Mark.error) this.#errorAt = start;
    else if (mark === Mark.nodeEndpoints) this.nodes = { start, end };
    else if (mark === Mark.name || mark === Mark.id) {
      const isName = mark === Mark.name;
      const from = isName ? contentStart(bytes, range, this.#compact, 2) : range.start;
      const text = Buffer.from(bytes.subarray(from, range.end)).toString(isName ? 'utf8' : 'hex');
      this.#topic = isName ? { name: text, id: '' } : { name: '', id: text };
      this.#access = this.#inspection.fetchAccess(this.#topic);
    } else if (mark === Mark.records) this.#open(found);
  }

  #open({ content, end }: Arrived): void {
    if (content >= end) return;
    const isOpen = this.#access === Access.pass || this.#access === Access.inspect;
    // What is refused as a whole may leave without the bytes, while nothing has gone on.
    if (!isOpen && this.#ready === 0) this.givenUp = true;
    this.#next = content;
    this.#isTail = false;
    this.#field = {
      topic: this.#topic,
      access: this.#access,
      errorAt: this.#errorAt,
      content,
      end,
      room: end - content,
      opened: false,
      advanced: false,
      withheld: this.#access === Access.block || this.#access === 'unknown',
      fault: undefined,
    };
  }

  #records(field: Field, bytes: Uint8Array, start: number, end: number): number {
    const arrived = this.taken + end - start;
    if (field.access === Access.pass || field.withheld || this.#isTail) {
      const kind = field.access === Access.pass ? 'unread' : 'withheld';
      return this.#add(field, kind, Math.min(field.end, arrived));
    }
    const least = this.#next + leastBatchBytes;
    if (least > field.end) return this.#endBatches();
    if (least > arrived) return least;
    const shift = start - this.taken;
    let size: number;
    try {
      size = batchSize(bytes, this.#next + shift, field.end + shift);
    } catch (error) {
      if (error instanceof TidegateError) field.fault = error;
      else throw error;
      return this.#endBatches();
    }
    if (size === 0) return this.#endBatches();
    const next = this.#next + size;
    // One batch alone is better waited for: what is made of it may be larger than the field.
    if (this.#ready === 0 && next + leastBatchBytes > field.end) this.givenUp = true;
    return next > arrived ? next : this.#add(field, 'batches', next);
  }

  #endBatches(): number {
    this.#isTail = true;
    return 0;
  }

  #add(field: Field, kind: Segment['kind'], end: number): number {
    if (end === this.#next) return end + 1;
    const last = this.segments.at(-1);
    if (last?.field === field && last.kind === kind) last.end = end;
    else this.segments.push({ field, kind, start: this.#next, end });
    this.#next = end;
    this.#ready = end;
    if (end === field.end) this.#field = undefined;
    return 0;
  }
}
