/**
 * Writes a changed document: edits made, lengths of everything around them repaired, dropped
 * elements left out, array keys renumbered. The source is copied in as few pieces as there are
 * changes; what holds no change is not even looked into.
 */
import type { Edits } from '../../../core/bytes/edits.ts';
import { TidegateError } from '../../../core/errors.ts';
import { BinarySubtype, BsonType } from '../constants.ts';
import { cstringEnd, readInt32, valueEnd, writeInt32 } from './walker.ts';

/** Stands for a text that was computed from protected ones: no part of it may show. */
const maskedText = Buffer.from('[masked]', 'utf8');
/** Room for what a change may add besides its own bytes: a number behind a name. */
const slackBytes = maskedText.length + 16;
/** Pieces shorter than this are copied byte by byte. */
const smallBytes = 24;

/** What happens to a message: edits in ascending order, and elements that vanish. */
export interface Changes {
  readonly edits: Edits;
  /** Indexes into `edits`, ascending by start. */
  readonly order: readonly number[];
  /** Edits of computed values: where they replace the whole value, nothing of it may stay. */
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
  /** Everything of the source before this offset is in the output, or is gone. */
  #copied = 0;
  #changes: Changes;
  #edit = 0;
  #drop = 0;
  /** Where the next change stands, Infinity behind the last. */
  #next = 0;

  /** `allocate` gives memory for the output, which is never longer than what is asked for here. */
  constructor(
    bytes: Uint8Array,
    changes: Changes,
    allocate: (bytes: number) => Buffer = Buffer.allocUnsafe,
  ) {
    this.bytes = bytes;
    this.#changes = changes;
    const { edits, order } = changes;
    let growth = 0;
    for (const i of order) growth += edits.tos[i] - edits.froms[i] + slackBytes;
    this.out = allocate(bytes.length + growth);
    this.#advance();
  }

  #advance(): void {
    const { edits, order, drops } = this.#changes;
    const edit = this.#edit < order.length ? edits.starts[order[this.#edit]] : Infinity;
    const drop = this.#drop < drops.length ? drops[this.#drop] : Infinity;
    this.#next = Math.min(edit, drop);
  }

  get done(): boolean {
    return this.#next === Infinity;
  }

  /** True when a change stands before `end`. */
  changesBefore(end: number): boolean {
    return this.#next < end;
  }

  /** Where the source's byte at `at`, which is still to be copied, will stand in the output. */
  position(at: number): number {
    return this.length + at - this.#copied;
  }

  /** Copies the source as it stands, up to `end`. */
  emit(end: number): void {
    const start = this.#copied;
    const count = end - start;
    if (count <= 0) return;
    if (count < smallBytes) {
      for (let i = 0; i < count; i++) this.out[this.length + i] = this.bytes[start + i];
    } else {
      this.out.set(this.bytes.subarray(start, end), this.length);
    }
    this.length += count;
    this.#copied = end;
  }

  /** Puts `bytes` in the place of the source up to `end`. */
  #replace(bytes: Uint8Array, end: number): void {
    if (bytes.length < smallBytes) {
      for (let i = 0; i < bytes.length; i++) this.out[this.length + i] = bytes[i];
    } else {
      this.out.set(bytes, this.length);
    }
    this.length += bytes.length;
    this.#copied = end;
  }

  /** Writes a length that has become known into what is already out. */
  patch(at: number, value: number): void {
    writeInt32(this.out, at, value);
  }

  /** Makes the changes inside the document or array at [start, end), whose bounds are good. */
  document(start: number, end: number, isArray: boolean): void {
    if (this.#next >= end) return;
    const lengthAt = this.position(start);
    const last = end - 1;
    let names: Set<string> | undefined;
    let index = 0;
    let isRenumbered = false;
    for (let at = start + 4; at < last && (isRenumbered || this.#next < last); ) {
      const nameEnd = cstringEnd(this.bytes, at + 1, last);
      const next = valueEnd(this.bytes, this.bytes[at], nameEnd + 1, last);
      if (this.#next < next && this.dropped(at, next)) {
        if (this.#changes.nulls.has(at)) this.#nullBehind(at, nameEnd, next);
        else isRenumbered = isArray;
      } else {
        const typeAt = this.position(at);
        if (isRenumbered) this.#renumber(at, nameEnd, index);
        else if (this.#next <= nameEnd) {
          names ??= new Set();
          this.#rename(nameEnd, names);
        }
        if (this.#next < next) this.#value(typeAt, this.bytes[at], nameEnd + 1, next);
        index++;
      }
      at = next;
    }
    this.patch(lengthAt, this.position(end) - lengthAt);
  }

  /** Takes the drop of what stands at [at, next) if there is one, with all edits inside it. */
  dropped(at: number, next: number): boolean {
    if (this.#changes.drops[this.#drop] !== at) return false;
    this.#drop++;
    this.emit(at);
    this.#copied = next;
    this.#skipTo(next);
    return true;
  }

  /** What was dropped at [at, next) leaves its name with a null. */
  #nullBehind(at: number, nameEnd: number, next: number): void {
    this.out[this.length++] = BsonType.null;
    this.#copied = at + 1;
    this.emit(nameEnd + 1);
    this.#copied = next;
  }

  #renumber(at: number, nameEnd: number, index: number): void {
    this.emit(at + 1);
    this.#replace(Buffer.from(String(index), 'latin1'), nameEnd);
    this.#skipTo(nameEnd + 1);
  }

  /** A masked name; it stays different from the other masked names of its document. */
  #rename(nameEnd: number, names: Set<string>): void {
    const { edits, order } = this.#changes;
    const edit = order[this.#edit++];
    this.#advance();
    const name = Buffer.from(edits.replacement(edit)).toString('latin1');
    let distinct = name;
    for (let i = 2; names.has(distinct); i++) distinct = `${name}_${i}`;
    names.add(distinct);
    this.emit(edits.starts[edit]);
    this.#replace(Buffer.from(distinct, 'latin1'), nameEnd);
  }

  /** Makes the changes inside the value at [start, end); `typeAt` is where its type byte goes. */
  #value(typeAt: number, type: number, start: number, end: number): void {
    if (type === BsonType.document || type === BsonType.array) {
      this.document(start, end, type === BsonType.array);
      return;
    }
    const isScoped = type === BsonType.codeWithScope;
    const own = isScoped ? start + 8 + readInt32(this.bytes, start + 4) : end;
    if (this.#becomesNull(own)) {
      this.emit(start);
      this.out[typeAt] = BsonType.null;
      this.#copied = end;
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
    this.#advance();
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
      case BsonType.regex:
        this.#splice(start, cstringEnd(this.bytes, start, end), true);
        this.#splice(cstringEnd(this.bytes, start, end) + 1, end - 1, true);
        return;
      case BsonType.dbPointer:
        this.#string(start, end - 12);
        this.#fixed(type, end - 12, end);
        return;
      case BsonType.codeWithScope: {
        const lengthAt = this.position(start);
        const scope = start + 8 + readInt32(this.bytes, start + 4);
        this.#string(start + 4, scope);
        this.document(scope, end, false);
        this.patch(lengthAt, this.position(end) - lengthAt);
        return;
      }
      default:
        this.#fixed(type, start, end);
    }
  }

  #string(start: number, end: number): void {
    if (this.#next >= end) return;
    const lengthAt = this.position(start);
    this.#splice(start + 4, end - 1, true);
    this.patch(lengthAt, this.position(end) - lengthAt - 4);
  }

  #binary(start: number, end: number): void {
    const lengthAt = this.position(start);
    const isOld = this.bytes[start + 4] === BinarySubtype.old;
    this.#splice(isOld ? start + 9 : start + 5, end, false);
    const length = this.position(end) - lengthAt - 5;
    // Subtype 2 repeats its length inside.
    if (isOld) this.patch(lengthAt + 5, length - 4);
    this.patch(lengthAt, length);
  }

  /** Values whose size their type fixes. */
  #fixed(type: number, start: number, end: number): void {
    const from = this.position(start);
    this.#splice(start, end, false);
    if (this.position(end) - from === end - start) return;
    throw new TidegateError('TG-CORE-0015', `element type 0x${type.toString(16)}`, start);
  }

  /** Makes the edits inside bytes [start, end). */
  #splice(start: number, end: number, isText: boolean): void {
    const { edits, order, computed } = this.#changes;
    while (this.#edit < order.length && edits.starts[order[this.#edit]] < end) {
      const edit = order[this.#edit++];
      const from = edits.starts[edit];
      const to = edits.ends[edit];
      if (from < start || from < this.#copied || to > end) {
        throw new TidegateError('TG-CORE-0013', 'edits overlap', from);
      }
      this.emit(from);
      const isWhole = from === start && to === end;
      if (!isWhole || !computed.has(edit)) this.#replace(edits.replacement(edit), to);
      else this.#replace(isText ? maskedText : new Uint8Array(end - start), to);
    }
    this.#advance();
  }
}
