/** From messages to units and leaves: the documents of replies, their other fields, and writes. */

import { TidegateError } from '../../core/errors.ts';
import type { Operation } from '../../core/events.ts';
import { Access, type Inspector, Verdict } from '../../core/inspect/inspector.ts';
import { LeafWalker } from './bson/leaves.ts';
import { nameOf } from './bson/names.ts';
import type { Changes } from './bson/rewrite.ts';
import { cstringEnd, documentEnd, malformed, valueEnd } from './bson/walker.ts';
import { BsonType, Opcode } from './constants.ts';
import type { Place } from './lineage/places.ts';
import type { Message } from './messages.ts';
import { namespaceIn, resourceOf } from './namespaces.ts';
import type { Reading } from './readings.ts';
import { errorText } from './replies.ts';
import { tokenIn, tokenTells } from './tokens.ts';

/** What a walk found out about one message. Reused from message to message. */
export class Outcome implements Changes {
  readonly inspector: Inspector;
  readonly order: number[] = [];
  readonly computed = new Set<number>();
  readonly drops: number[] = [];
  readonly nulls = new Set<number>();
  isBlocked = false;
  /** Why, where no policy says so. */
  fault: TidegateError | undefined;
  policy = '';
  /** Begins of units did not ascend, so the changes must be sorted. */
  #isSorted = true;

  constructor(inspector: Inspector) {
    this.inspector = inspector;
  }

  get edits() {
    return this.inspector.edits;
  }

  get isChanged(): boolean {
    return this.order.length > 0 || this.drops.length > 0;
  }

  clear(): void {
    this.order.length = 0;
    this.drops.length = 0;
    this.computed.clear();
    this.nulls.clear();
    this.isBlocked = false;
    this.fault = undefined;
    this.policy = '';
    this.#isSorted = true;
  }

  /** Takes the verdict over a unit: its edits from `first` on, or the drop of what stands at `at`. */
  take(verdict: Verdict, first: number, at: number, walker: LeafWalker): void {
    if (verdict === Verdict.keep) return;
    if (verdict === Verdict.block) {
      this.block(this.inspector.blockedBy);
      return;
    }
    if (verdict === Verdict.drop) {
      this.drop(at);
      return;
    }
    const { edits } = this;
    const computedLeaves = walker.computed.length > 0 ? new Set(walker.computed) : undefined;
    for (let i = first; i < edits.count; i++) {
      const previous = this.order[this.order.length - 1];
      if (previous !== undefined && edits.starts[previous] > edits.starts[i])
        this.#isSorted = false;
      this.order.push(i);
      if (computedLeaves?.has(edits.leaf[i])) this.computed.add(i);
    }
  }

  drop(at: number): void {
    const previous = this.drops[this.drops.length - 1];
    if (previous !== undefined && previous > at) this.#isSorted = false;
    this.drops.push(at);
  }

  refuse(fault: TidegateError): void {
    this.isBlocked = true;
    this.fault = fault;
  }

  block(policy: string): void {
    this.isBlocked = true;
    this.policy = policy;
  }

  /** Puts changes in the order in which they stand in the message. */
  sort(): void {
    if (this.#isSorted) return;
    const { starts } = this.edits;
    this.order.sort((a, b) => starts[a] - starts[b]);
    this.drops.sort((a, b) => a - b);
  }
}

/** Walks messages for one connection. */
export class Walk {
  readonly outcome: Outcome;
  #inspector: Inspector;
  #leaves = new LeafWalker();

  constructor(inspector: Inspector) {
    this.#inspector = inspector;
    this.outcome = new Outcome(inspector);
  }

  begin(bytes: Uint8Array): void {
    this.outcome.clear();
    this.#leaves.begin(bytes, this.#inspector);
  }

  /** One document as a unit. `at` is where a drop takes it out: its type byte, or its start in a run. */
  document(start: number, limit: number, at: number, place: Place, operation: Operation): number {
    const leaves = this.#leaves;
    const first = this.#begin(operation);
    const end = leaves.document(start, limit, place);
    this.outcome.take(this.#inspector.end(), first, at, leaves);
    return end;
  }

  /** One value of a list as a unit. */
  value(type: number, start: number, limit: number, at: number, place: Place): number {
    const leaves = this.#leaves;
    const first = this.#begin('read');
    const end = leaves.value(type, start, limit, place, 0);
    this.outcome.take(this.#inspector.end(), first, at, leaves);
    return end;
  }

  #begin(operation: Operation): number {
    this.#inspector.unit(this.#leaves.bytes, operation);
    this.#leaves.computed.length = 0;
    return this.#inspector.edits.count;
  }

  /** Walks the reply to a command. `isDropped`: policy drops whatever the collection returns. */
  reply(message: Message, reading: Reading, isDropped: boolean): void {
    const { bytes, body } = message;
    this.begin(bytes);
    const isLegacy = message.opcode === Opcode.REPLY;
    const end = documentEnd(bytes, body, message.bodyEnd);
    this.#held(body, end, reading, isDropped);
    this.#rest(body, end, reading);
    if (isLegacy && end !== message.bodyEnd) {
      throw new TidegateError('TG-MONGO-0004', 'several documents for one command', end);
    }
    for (const { start, end: stop } of message.sequences) {
      this.#run(start, stop, reading, isDropped);
    }
    this.outcome.sort();
  }

  /** Walks an OP_REPLY whose documents are those of a collection. */
  documents(message: Message, reading: Reading, isDropped: boolean): void {
    this.begin(message.bytes);
    this.#run(message.body, message.bodyEnd, reading, isDropped);
    this.outcome.sort();
  }

  #run(start: number, stop: number, reading: Reading, isDropped: boolean): void {
    for (let at = start; at < stop; ) at = this.#unit(at, stop, at, reading, isDropped);
  }

  /** One document of the result, under the place that it has or names. */
  #unit(start: number, limit: number, at: number, reading: Reading, isDropped: boolean): number {
    const bytes = this.#leaves.bytes;
    const { documents } = reading;
    if (reading.isEvents && !isDropped) {
      const [database, collection] = namespaceIn(bytes, start, limit) ?? [];
      const isNamed = database !== undefined && collection !== undefined && collection !== '';
      const resource = isNamed ? resourceOf(database, collection) : reading.resources[0];
      this.#token(tokenIn(bytes, start, limit, '_id'), resource);
    }
    if (isDropped) {
      this.outcome.drop(at);
      return documentEnd(bytes, start, limit);
    }
    if ('origin' in documents) {
      return this.document(start, limit, at, reading.place as Place, 'read');
    }
    const place = documents.find(bytes, start, limit);
    this.#foundAccess(reading, at);
    return this.document(start, limit, at, place, 'read');
  }

  #token(token: Uint8Array | undefined, resource: string): void {
    if (!token || !tokenTells(this.#inspector, resource, token)) return;
    this.outcome.refuse(new TidegateError('TG-MONGO-0014', resource));
  }

  /** Collections that only the documents name: what policy says of them as a whole. */
  #foundAccess(reading: Reading, at: number): void {
    for (const resource of reading.found) {
      const access = this.#inspector.access(resource, 'read');
      if (access === Access.block) this.outcome.block(this.#inspector.blockedBy);
      else if (access === Access.drop) this.outcome.drop(at);
    }
    reading.found.clear();
  }

  /** Documents and values that are units of their own. */
  #held(start: number, end: number, reading: Reading, isDropped: boolean): void {
    const bytes = this.#leaves.bytes;
    const last = end - 1;
    for (let at = start + 4; at < last; ) {
      const type = bytes[at];
      const nameEnd = cstringEnd(bytes, at + 1, last);
      const value = nameEnd + 1;
      const next = valueEnd(bytes, type, value, last);
      const name = nameOf(bytes, at + 1, nameEnd);
      if (name === 'cursor' && type === BsonType.document) {
        this.#cursor(value, next, reading, isDropped);
      } else if (name === reading.kind) {
        this.#heldField(type, at, value, next, reading, isDropped);
      }
      at = next;
    }
  }

  /** `value` of findAndModify, `values` of distinct, `results` of mapReduce. */
  #heldField(
    type: number,
    at: number,
    value: number,
    next: number,
    reading: Reading,
    isDropped: boolean,
  ): void {
    if (reading.kind === 'value') {
      if (type === BsonType.null) return;
      // Drivers expect the field; a document that is gone is null there.
      this.outcome.nulls.add(at);
      if (isDropped) this.outcome.drop(at);
      else this.value(type, value, next, at, reading.place as Place);
    } else if (type === BsonType.array) {
      this.#list(value, next, reading, isDropped);
    } else {
      this.value(type, value, next, at, reading.place as Place);
    }
  }

  #cursor(start: number, end: number, reading: Reading, isDropped: boolean): void {
    const bytes = this.#leaves.bytes;
    if (reading.isEvents) {
      this.#token(tokenIn(bytes, start, end, 'postBatchResumeToken'), reading.resources[0]);
    }
    const last = end - 1;
    for (let at = start + 4; at < last; ) {
      const type = bytes[at];
      const nameEnd = cstringEnd(bytes, at + 1, last);
      const next = valueEnd(bytes, type, nameEnd + 1, last);
      const name = nameOf(bytes, at + 1, nameEnd);
      if (name === 'firstBatch' || name === 'nextBatch') {
        if (type !== BsonType.array) throw malformed('batch is no array', at);
        this.#list(nameEnd + 1, next, reading, isDropped);
      }
      at = next;
    }
  }

  /** Each member of the array at `start` as a unit. */
  #list(start: number, end: number, reading: Reading, isDropped: boolean): void {
    const bytes = this.#leaves.bytes;
    const last = end - 1;
    for (let at = start + 4; at < last; ) {
      const type = bytes[at];
      const value = cstringEnd(bytes, at + 1, last) + 1;
      if (type === BsonType.document) {
        at = this.#unit(value, last, at, reading, isDropped);
      } else {
        if (isDropped) this.outcome.drop(at);
        if (!reading.place) throw new TidegateError('TG-MONGO-0011', 'value without a name', at);
        at = isDropped
          ? valueEnd(bytes, type, value, last)
          : this.value(type, value, last, at, reading.place);
      }
    }
  }

  /** The reply's own fields: one unit, most often without a leaf. */
  #rest(start: number, end: number, reading: Reading): void {
    const leaves = this.#leaves;
    const { reply } = reading;
    const first = this.#begin('read');
    leaves.document(start, end, reply.fields);
    const text = errorText(leaves.bytes, start, end, reply);
    if (text) leaves.value(text.type, text.start, text.end, text.place, 0);
    this.#writeErrorTexts(start, end, reading);
    const verdict = this.#inspector.end();
    // An error reply cannot vanish.
    if (verdict === Verdict.drop) this.outcome.block(this.#inspector.blockedBy);
    else this.outcome.take(verdict, first, start, leaves);
  }

  #writeErrorTexts(start: number, end: number, reading: Reading): void {
    const bytes = this.#leaves.bytes;
    const last = end - 1;
    for (let at = start + 4; at < last; ) {
      const nameEnd = cstringEnd(bytes, at + 1, last);
      const next = valueEnd(bytes, bytes[at], nameEnd + 1, last);
      const isList = bytes[at] === BsonType.array;
      if (isList && nameOf(bytes, at + 1, nameEnd) === 'writeErrors') {
        this.#textsOf(nameEnd + 1, next, reading);
      }
      at = next;
    }
  }

  #textsOf(start: number, end: number, reading: Reading): void {
    const bytes = this.#leaves.bytes;
    const last = end - 1;
    for (let at = start + 4; at < last; ) {
      const value = cstringEnd(bytes, at + 1, last) + 1;
      const next = valueEnd(bytes, bytes[at], value, last);
      const isDocument = bytes[at] === BsonType.document;
      const text = isDocument ? errorText(bytes, value, next, reading.reply) : undefined;
      if (text) this.#leaves.value(text.type, text.start, text.end, text.place, 0);
      at = next;
    }
  }
}
