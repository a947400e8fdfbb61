/**
 * Walks a document over offsets and shows its leaves to the inspector, each under the path that it
 * derives from. Allocates nothing per element: places are recognised by the bytes of their names.
 */
import { TidegateError } from '../../../core/errors.ts';
import type { Carrier } from '../../../core/inspect/carrier.ts';
import type { Inspector } from '../../../core/inspect/inspector.ts';
import { limits } from '../../../core/limits.ts';
import { BinarySubtype, BsonType } from '../constants.ts';
import { isDataName } from '../lineage/names.ts';
import type { Place } from '../lineage/places.ts';
import { binaryCarrier, carriers } from './carriers.ts';
import { cstringEnd, documentEnd, malformed, readInt32, stringEnd, valueEnd } from './walker.ts';

/** A bit per carrier, for what a place knows of `Inspector.idle`. */
const bits = new Map<Carrier, number>(Object.values(carriers).map((one, i) => [one, 1 << i]));
const bitOf = {
  string: bits.get(carriers.string) as number,
  int32: bits.get(carriers.int32) as number,
  int64: bits.get(carriers.int64) as number,
  double: bits.get(carriers.double) as number,
  date: bits.get(carriers.date) as number,
  boolean: bits.get(carriers.boolean) as number,
  objectId: bits.get(carriers.objectId) as number,
  decimal128: bits.get(carriers.decimal128) as number,
} as const;

/** Walks are numbered across all connections, since places are shared by them. */
let walks = 0;

function matches(bytes: Uint8Array, at: number, name: Uint8Array): boolean {
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name[i]) return false;
  return true;
}

/** False for a place that stands for any name: its own parent, or the one of names that are data. */
function isNamed(child: Place, parent: Place): boolean {
  return child !== parent && child.name.length > 0;
}

export class LeafWalker {
  bytes: Uint8Array = new Uint8Array(0);
  /** Leaves of the present unit whose value is computed, as `Inspector.leaf` numbered them. */
  readonly computed: number[] = [];
  #inspector!: Inspector;
  #stamp = 0;

  /** Begins a walk over `bytes`. What places know of the plan is asked anew. */
  begin(bytes: Uint8Array, inspector: Inspector): void {
    this.bytes = bytes;
    this.#inspector = inspector;
    this.#stamp = ++walks;
    this.computed.length = 0;
  }

  /** Shows the leaves of the document at `start`; returns its end. */
  document(start: number, limit: number, place: Place, depth = 0): number {
    if (depth > limits.mongo_document_depth_max) {
      throw new TidegateError('TG-MONGO-0003', `${depth} levels`, start);
    }
    const bytes = this.bytes;
    const end = documentEnd(bytes, start, limit);
    const last = end - 1;
    let at = start + 4;
    let expected = place.first;
    let previous: Place | undefined;
    while (at < last) {
      const type = bytes[at];
      const nameStart = at + 1;
      let child: Place;
      let valueStart: number;
      if (expected !== undefined && matches(bytes, nameStart, expected.name)) {
        child = expected;
        valueStart = nameStart + child.name.length;
      } else {
        const nameEnd = cstringEnd(bytes, nameStart, last);
        child = place.find(bytes, nameStart, nameEnd);
        if (isNamed(child, place)) {
          if (previous) previous.next = child;
          else place.first = child;
        } else if (!child.exact || isDataName(bytes, nameStart, nameEnd)) {
          // Names below a computed value may be computed as well ($arrayToObject).
          this.#push(carriers.key, 0, nameStart, nameEnd, child);
        }
        valueStart = nameEnd + 1;
      }
      at = this.value(type, valueStart, last, child, depth);
      if (isNamed(child, place)) previous = child;
      expected = child === previous ? child.next : undefined;
    }
    if (at !== last) throw malformed('element runs over the end of its document', at);
    return end;
  }

  /** Shows the members of the array at `start` under the place of its members; returns its end. */
  array(start: number, limit: number, members: Place, depth: number): number {
    if (depth > limits.mongo_document_depth_max) {
      throw new TidegateError('TG-MONGO-0003', `${depth} levels`, start);
    }
    const bytes = this.bytes;
    const end = documentEnd(bytes, start, limit);
    const last = end - 1;
    let at = start + 4;
    while (at < last) {
      const type = bytes[at];
      const nameStart = at + 1;
      let nameEnd = nameStart;
      while (bytes[nameEnd] >= 0x30 && bytes[nameEnd] <= 0x39) nameEnd++;
      if (bytes[nameEnd] !== 0 || nameEnd >= last) {
        // Keys of an array are positions; anything else there is data.
        nameEnd = cstringEnd(bytes, nameStart, last);
        this.#push(carriers.key, 0, nameStart, nameEnd, members);
      }
      at = this.value(type, nameEnd + 1, last, members, depth);
    }
    if (at !== last) throw malformed('element runs over the end of its array', at);
    return end;
  }

  /** Shows the value of `type` at `start`, and what is below it; returns its end. */
  value(type: number, start: number, limit: number, place: Place, depth: number): number {
    if (type === BsonType.string) {
      const end = stringEnd(this.bytes, start, limit);
      if (!place.untouched) this.#push(carriers.string, bitOf.string, start + 4, end - 1, place);
      return end;
    }
    if (type === BsonType.document && !place.untouched) {
      return this.document(start, limit, place, depth + 1);
    }
    if (type === BsonType.array && !place.untouched) {
      return this.array(start, limit, place.index(), depth + 1);
    }
    const end = valueEnd(this.bytes, type, start, limit);
    if (place.untouched) return end;
    switch (type) {
      case BsonType.int32:
        this.#push(carriers.int32, bitOf.int32, start, end, place);
        break;
      case BsonType.int64:
        this.#push(carriers.int64, bitOf.int64, start, end, place);
        break;
      case BsonType.double:
        this.#push(carriers.double, bitOf.double, start, end, place);
        break;
      case BsonType.date:
        this.#push(carriers.date, bitOf.date, start, end, place);
        break;
      case BsonType.objectId:
        this.#push(carriers.objectId, bitOf.objectId, start, end, place);
        break;
      case BsonType.boolean:
        this.#push(carriers.boolean, bitOf.boolean, start, end, place);
        break;
      case BsonType.decimal128:
        this.#push(carriers.decimal128, bitOf.decimal128, start, end, place);
        break;
      default:
        this.#rareValue(type, start, end, place, depth);
    }
    return end;
  }

  #rareValue(type: number, start: number, end: number, place: Place, depth: number): void {
    switch (type) {
      case BsonType.binary:
        this.#binary(start, end, place);
        return;
      case BsonType.symbol:
        this.#push(carriers.symbol, 0, start + 4, end - 1, place);
        return;
      case BsonType.code:
        this.#push(carriers.code, 0, start + 4, end - 1, place);
        return;
      case BsonType.codeWithScope: {
        const scope = start + 8 + readInt32(this.bytes, start + 4);
        this.#push(carriers.code, 0, start + 8, scope - 1, place);
        this.document(scope, end, place, depth + 1);
        return;
      }
      case BsonType.regex: {
        const patternEnd = cstringEnd(this.bytes, start, end);
        this.#push(carriers.regex, 0, start, patternEnd, place);
        this.#push(carriers.regex, 0, patternEnd + 1, end - 1, place);
        return;
      }
      case BsonType.timestamp:
        this.#push(carriers.timestamp, 0, start, end, place);
        return;
      case BsonType.dbPointer:
        this.#push(carriers.string, bitOf.string, start + 4, end - 13, place);
        this.#push(carriers.objectId, bitOf.objectId, end - 12, end, place);
        return;
      default:
        // null, undefined, min and max key: nothing to hide.
        return;
    }
  }

  #binary(start: number, end: number, place: Place): void {
    const subtype = this.bytes[start + 4];
    let from = start + 5;
    if (subtype === BinarySubtype.old) {
      // Subtype 2 repeats its length inside.
      if (end - from < 4 || readInt32(this.bytes, from) !== end - from - 4) {
        throw malformed('binary of subtype 2', start);
      }
      from += 4;
    } else if (subtype === BinarySubtype.vector && end - from >= 2) {
      from += 2;
    }
    // Ciphertext tells nothing; a computed value may only claim to be some.
    let carrier = binaryCarrier(subtype, end - start - 5);
    if (carrier === carriers.binary && this.#isChunk(place)) carrier = carriers.chunk;
    if (carrier) this.#push(carrier, 0, from, end, place);
    else if (!place.exact) this.#push(carriers.binary, 0, from, end, place);
  }

  /** GridFS keeps files in collections called `NAME.chunks` (GridFS driver specification). */
  #isChunk(place: Place): boolean {
    return this.#inspector.paths.resource(place.path).endsWith('.chunks');
  }

  #push(carrier: Carrier, bit: number, start: number, end: number, place: Place): void {
    if (place.isMade) {
      this.#made(carrier, start, end, place);
      return;
    }
    if (bit !== 0 && this.#isIdle(carrier, bit, place)) return;
    const inspector = this.#inspector;
    inspector.leaf(carrier, start, end, place.path, 0);
    const { more } = place;
    for (let i = 0; i < more.length; i++) inspector.leaf(carrier, start, end, more[i], 0);
  }

  /** A value that was computed, or that a client may have put there. */
  #made(carrier: Carrier, start: number, end: number, place: Place): void {
    const inspector = this.#inspector;
    const { path, more, parts } = place;
    const shown = place.madePaths(inspector.paths);
    for (let i = 0; i < shown.length; i++) {
      // True and false hold no part of anything.
      const isPart = carrier !== carriers.boolean && parts.includes(i === 0 ? path : more[i - 1]);
      const leaf = inspector.leaf(carrier, start, end, shown[i], 0, isPart);
      if (!place.exact) this.computed.push(leaf);
    }
  }

  #isIdle(carrier: Carrier, bit: number, place: Place): boolean {
    if (place.stamp !== this.#stamp) {
      place.stamp = this.#stamp;
      place.seen = bit;
      place.known = 0;
      place.idle = 0;
      return false;
    }
    // To show one value costs what asking does: a reply of one document asks nothing.
    if ((place.seen & bit) === 0) {
      place.seen |= bit;
      return false;
    }
    if ((place.known & bit) !== 0) return (place.idle & bit) !== 0;
    place.known |= bit;
    const inspector = this.#inspector;
    let isIdle = inspector.idle(place.path, carrier);
    for (const path of place.more) isIdle = isIdle && inspector.idle(path, carrier);
    if (isIdle) place.idle |= bit;
    return isIdle;
  }
}
