/**
 * Writes a changed document: edits made, lengths of everything around them repaired, dropped
 * elements left out, array keys renumbered. What holds no change is copied as it stands.
 */
import type { Edits } from '../../../core/bytes/edits.ts';
import { TidegateError } from '../../../core/errors.ts';
import { BinarySubtype, BsonType } from '../constants.ts';
import { cstringEnd, readInt32, valueEnd, writeInt32 } from './walker.ts';

/** Stands for a text that was computed from protected ones: no part of it may show. */
const maskedText = Buffer.from('[masked]', 'utf8');

/** What happens to a message: edits in ascending order, and elements that vanish. */
export interface Changes {
  readonly edits: Edits;
  /** Indexes into `edits`, ascending by start. */
  readonly order: readonly number[];
  /** 1 for edits of computed values: where they replace the whole value, nothing of it may stay. */
  readonly computed: ReadonlySet<number>;
  /** Offsets of the type bytes of elements that vanish, ascending. */
  readonly drops: readonly number[];
  /** Those among `drops` that leave a null behind. */
  readonly nulls: ReadonlySet<number>;
}

export class Rewriter {
  readonly bytes: Uint8Array;
  readonly out: Buffer;
  length = 0;
  #changes: Changes;
  #edit = 0;
  #drop = 0;

  /** `allocate` gives memory for the output, which is never longer than what is asked for here. */
  constructor(
    bytes: Uint8Array,
    changes: Changes,
    allocate: (bytes: number) => Buffer = Buffer.allocUnsafe,
  ) {
    this.bytes = bytes;
    this.#changes = changes;
    let growth = 0;
    for (const i of changes.order) {
      growth += changes.edits.tos[i] - changes.edits.froms[i] + maskedText.length + 16;
    }
    this.out = allocate(bytes.length + growth);
  }

  /** Start of the next change, or Infinity. */
  #next(): number {
    const { edits, order, drops } = this.#changes;
    const edit = this.#edit < order.length ? edits.starts[order[this.#edit]] : Infinity;
    const drop = this.#drop < drops.length ? drops[this.#drop] : Infinity;
    return Math.min(edit, drop);
  }

  get done(): boolean {
    return this.#next() === Infinity;
  }

  /** Copies bytes [start, end) as they stand. */
  copy(start: number, end: number): void {
    if (end <= start) return;
    this.out.set(this.bytes.subarray(start, end), this.length);
    this.length += end - start;
  }

  raw(bytes: Uint8Array): void {
    this.out.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Leaves four bytes for a length. */
  hole(): number {
    const at = this.length;
    this.length += 4;
    return at;
  }

  fill(at: number, value: number): void {
    writeInt32(this.out, at, value);
  }

  /** True when a change stands before `end`. */
  changesBefore(end: number): boolean {
    return this.#next() < end;
  }

  /** Writes the document or array at [start, end), whose bounds are known to be good. */
  document(start: number, end: number, isArray: boolean): void {
    if (!this.changesBefore(end)) {
      this.copy(start, end);
      return;
    }
    const from = this.hole();
    const last = end - 1;
    const names = isArray ? undefined : new Set<string>();
    let at = start + 4;
    let copied = at;
    let position = 0;
    let dropped = 0;
    while (at < last) {
      const nameEnd = cstringEnd(this.bytes, at + 1, last);
      const next = valueEnd(this.bytes, this.bytes[at], nameEnd + 1, last);
      const isChanged = this.changesBefore(next);
      if (isChanged || dropped > 0) {
        this.copy(copied, at);
        copied = next;
        if (isChanged && this.dropped(at, next)) {
          if (!this.#changes.nulls.has(at)) dropped++;
          else this.#null(at, nameEnd);
        } else if (isArray) this.#member(at, nameEnd, next, position++, dropped > 0);
        else this.#element(at, nameEnd, next, names);
      } else {
        position++;
      }
      at = next;
    }
    this.copy(copied, end);
    this.fill(from, this.length - from);
  }

  /** Takes the drop of what stands at [at, next) if there is one, with all edits inside it. */
  dropped(at: number, next: number): boolean {
    const { drops, edits, order } = this.#changes;
    if (drops[this.#drop] !== at) return false;
    this.#drop++;
    while (this.#edit < order.length && edits.starts[order[this.#edit]] < next) this.#edit++;
    return true;
  }

  #null(at: number, nameEnd: number): void {
    this.out[this.length++] = BsonType.null;
    this.copy(at + 1, nameEnd + 1);
  }

  #member(at: number, nameEnd: number, next: number, position: number, renumber: boolean): void {
    if (!renumber) {
      this.#element(at, nameEnd, next, undefined);
      return;
    }
    const type = this.length;
    this.out[this.length++] = this.bytes[at];
    this.raw(Buffer.from(`${position}\0`, 'latin1'));
    this.#skipTo(nameEnd + 1);
    this.#valueOf(type, this.bytes[at], nameEnd + 1, next);
  }

  #element(at: number, nameEnd: number, next: number, names: Set<string> | undefined): void {
    const type = this.length;
    this.out[this.length++] = this.bytes[at];
    const edit = this.#changes.order[this.#edit];
    if (edit !== undefined && this.#changes.edits.starts[edit] <= nameEnd) {
      this.#edit++;
      this.#name(edit, names);
    } else {
      this.copy(at + 1, nameEnd + 1);
    }
    this.#valueOf(type, this.bytes[at], nameEnd + 1, next);
  }

  /** A masked name; it stays different from the other masked names of its document. */
  #name(edit: number, names: Set<string> | undefined): void {
    const name = Buffer.from(this.#changes.edits.replacement(edit)).toString('latin1');
    let distinct = name;
    for (let i = 2; names?.has(distinct); i++) distinct = `${name}_${i}`;
    names?.add(distinct);
    this.raw(Buffer.from(`${distinct}\0`, 'latin1'));
  }

  /** Writes the value at [start, end) behind its name; `typeAt` is where its type byte went. */
  #valueOf(typeAt: number, type: number, start: number, end: number): void {
    if (!this.changesBefore(end)) {
      this.copy(start, end);
      return;
    }
    if (type === BsonType.document || type === BsonType.array) {
      this.document(start, end, type === BsonType.array);
      return;
    }
    const isScoped = type === BsonType.codeWithScope;
    const own = isScoped ? start + 8 + readInt32(this.bytes, start + 4) : end;
    if (this.#becomesNull(own)) {
      this.out[typeAt] = BsonType.null;
      this.#skipTo(end);
      return;
    }
    this.#scalar(type, start, end);
  }

  /** True when an edit before `end` makes its value null. */
  #becomesNull(end: number): boolean {
    const { edits, order } = this.#changes;
    for (let i = this.#edit; i < order.length && edits.starts[order[i]] < end; i++) {
      if (edits.isNull[order[i]] === 1) return true;
    }
    return false;
  }

  #skipTo(end: number): void {
    const { edits, order } = this.#changes;
    while (this.#edit < order.length && edits.starts[order[this.#edit]] < end) this.#edit++;
  }

  #scalar(type: number, start: number, end: number): void {
    switch (type) {
      case BsonType.string:
      case BsonType.code:
      case BsonType.symbol:
        this.#string(start, end);
        return;
      case BsonType.binary:
        this.#binary(start, end);
        return;
      case BsonType.regex: {
        const zero = cstringEnd(this.bytes, start, end);
        this.#spliced(start, zero, true);
        this.copy(zero, end);
        return;
      }
      case BsonType.dbPointer: {
        this.#string(start, end - 12);
        this.#spliced(end - 12, end, false);
        return;
      }
      case BsonType.codeWithScope: {
        const from = this.hole();
        const scope = start + 8 + readInt32(this.bytes, start + 4);
        this.#string(start + 4, scope);
        this.document(scope, end, false);
        this.fill(from, this.length - from);
        return;
      }
      default:
        this.#fixed(type, start, end);
    }
  }

  #string(start: number, end: number): void {
    const from = this.hole();
    this.#spliced(start + 4, end - 1, true);
    this.out[this.length++] = 0;
    this.fill(from, this.length - from - 4);
  }

  #binary(start: number, end: number): void {
    const from = this.hole();
    const isOld = this.bytes[start + 4] === BinarySubtype.old;
    this.copy(start + 4, start + 5);
    const inner = isOld ? this.hole() : -1;
    this.#spliced(isOld ? start + 9 : start + 5, end, false);
    if (isOld) this.fill(inner, this.length - inner - 4);
    this.fill(from, this.length - from - 5);
  }

  /** Values whose size their type fixes. What would change it becomes the carrier's zero. */
  #fixed(type: number, start: number, end: number): void {
    const from = this.length;
    this.#spliced(start, end, false);
    if (this.length - from === end - start) return;
    throw new TidegateError('TG-CORE-0015', `element type 0x${type.toString(16)}`, start);
  }

  /** Bytes [start, end) with the edits inside made. */
  #spliced(start: number, end: number, isText: boolean): void {
    const { edits, order, computed } = this.#changes;
    let at = start;
    while (this.#edit < order.length && edits.starts[order[this.#edit]] < end) {
      const edit = order[this.#edit++];
      if (edits.starts[edit] < at || edits.ends[edit] > end) {
        throw new TidegateError('TG-CORE-0013', 'edits overlap', edits.starts[edit]);
      }
      this.copy(at, edits.starts[edit]);
      const isWhole = edits.starts[edit] === start && edits.ends[edit] === end;
      if (isWhole && computed.has(edit)) {
        this.raw(isText ? maskedText : new Uint8Array(end - start));
      } else {
        this.raw(edits.replacement(edit));
      }
      at = edits.ends[edit];
    }
    this.copy(at, end);
  }
}
