/**
 * As `locate.ts`, of a message whose bytes are still coming: the walk stops where they end and goes
 * on when more are there. All positions are counted from the start of the frame, since what has been
 * dealt with is no longer at hand.
 */
import { TidegateError } from '../../../core/errors.ts';
import { limits } from '../../../core/limits.ts';
import { type Body, type Node, readInt16, readInt32 } from './locate.ts';

/** What the walk has come to: a marked field, whole but for the content of records. */
export interface Arrived {
  readonly mark: number;
  /** The whole field, its length or size included. */
  readonly start: number;
  readonly end: number;
  /** Where the content of records begins; it need not be there yet. */
  readonly content: number;
}

/** A number: bytes up to that position must have come. */
type Walk = Generator<number | Arrived, void, void>;
/** The same for a part of the walk that gives a number. */
type Reading = Generator<number | Arrived, number, void>;

export class ArrivingLocator {
  #bytes: Uint8Array = new Uint8Array(0);
  /** Position in the frame of the first of `#bytes`. */
  #base = 0;
  /** Up to here bytes have come. */
  #have = 0;
  #position: number;
  #end: number;
  #walk: Walk;

  /** Begins a walk over a body in [start, end) of its frame, which it must fill. */
  constructor(body: Body, start: number, end: number) {
    this.#position = start;
    this.#end = end;
    this.#walk = this.#walkBody(body);
  }

  /**
   * Goes on, with the bytes of the frame from position `at` on in [from, to) of `bytes`. Gives the next
   * marked field, the position up to which bytes must come first, or undefined at the message's end.
   * Throws TG-KAFKA-0003 or -0004.
   */
  next(bytes: Uint8Array, from: number, to: number, at: number): number | Arrived | undefined {
    this.#bytes = bytes;
    this.#base = at - from;
    this.#have = to + this.#base;
    const step = this.#walk.next();
    this.#bytes = empty;
    if (!step.done) return step.value;
    if (this.#position !== this.#end) throw this.#fail('message is longer than its fields');
    return undefined;
  }

  #fail(detail: string): TidegateError {
    return new TidegateError('TG-KAFKA-0003', detail, this.#position);
  }

  /** Steps over `size` bytes, which need not have come. */
  #skip(size: number, name: string): void {
    if (size > this.#end - this.#position) throw this.#fail(`${name} is cut short`);
    this.#position += size;
  }

  /** As `#skip`, of bytes that are looked at. */
  *#take(size: number, name: string): Walk {
    this.#skip(size, name);
    while (this.#position > this.#have) yield this.#position;
  }

  *#uvarint(name: string): Reading {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      yield* this.#take(1, name);
      const byte = this.#bytes[this.#position - 1 - this.#base];
      if (shift === 28 && byte > 0x0f) break;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw this.#fail(`length of ${name} is longer than 32 bits`);
  }

  *#length(node: Node): Reading {
    let length: number;
    if (node.compact) length = (yield* this.#uvarint(node.name)) - 1;
    else {
      const width = node.kind === 'string' ? 2 : 4;
      yield* this.#take(width, node.name);
      const at = this.#position - width - this.#base;
      length = width === 2 ? readInt16(this.#bytes, at) : readInt32(this.#bytes, at);
    }
    if (length < -1) throw this.#fail(`length of ${node.name} is negative`);
    if (length < 0 && !node.nullable) throw this.#fail(`${node.name} must not be null`);
    return length;
  }

  *#walkBody(body: Body): Walk {
    for (const node of body.nodes) yield* this.#walkNode(node);
    if (body.flexible) yield* this.#walkTags(body);
  }

  *#walkNode(node: Node): Walk {
    const start = this.#position;
    let content = start;
    if (node.kind === 'fixed') this.#skip(node.size, node.name);
    else if (node.kind === 'array') yield* this.#walkArray(node);
    else if (node.kind === 'struct') yield* this.#walkStruct(node);
    else {
      const length = yield* this.#length(node);
      content = this.#position;
      if (length > 0) this.#skip(length, node.name);
    }
    if (node.mark === 0) return;
    if (node.kind !== 'bytes') yield* this.#take(0, node.name);
    yield { mark: node.mark, start, end: this.#position, content };
  }

  *#walkStruct(node: Node): Walk {
    if (node.nullable) {
      yield* this.#take(1, node.name);
      if (this.#bytes[this.#position - 1 - this.#base] === 0xff) return;
    }
    yield* this.#walkBody(node.body as Body);
  }

  *#walkArray(node: Node): Walk {
    const count = yield* this.#length(node);
    if (count > limits.kafka_array_count_max) {
      throw new TidegateError('TG-KAFKA-0004', node.name, this.#position);
    }
    const element = node.element as Node;
    if (element.kind === 'fixed' && element.mark === 0) {
      if (count > 0) this.#skip(count * element.size, node.name);
      return;
    }
    if (count > this.#end - this.#position) throw this.#fail(`${node.name} is cut short`);
    for (let i = 0; i < count; i++) yield* this.#walkNode(element);
  }

  *#walkTags(body: Body): Walk {
    const count = yield* this.#uvarint('tagged fields');
    if (count > limits.kafka_tagged_fields_count_max) {
      throw new TidegateError('TG-KAFKA-0004', 'tagged fields', this.#position);
    }
    let last = -1;
    for (let i = 0; i < count; i++) {
      const tag = yield* this.#uvarint('tag');
      if (tag <= last) throw this.#fail('tagged fields are out of order');
      last = tag;
      yield* this.#walkTag(body.tagged.find((node) => node.tag === tag));
    }
  }

  *#walkTag(node: Node | undefined): Walk {
    const start = this.#position;
    const size = yield* this.#uvarint('tagged field');
    const content = this.#position;
    yield* this.#take(size, 'tagged field');
    if (!node) return;
    const end = this.#position;
    const outer = this.#end;
    this.#position = content;
    this.#end = end;
    yield* this.#walkNode({ ...node, mark: 0 });
    if (this.#position !== end) throw this.#fail(`${node.name} is shorter than its size`);
    this.#end = outer;
    if (node.mark !== 0) yield { mark: node.mark, start, end, content };
  }
}

const empty = new Uint8Array(0);
