/**
 * Finds where fields of interest stand in a message without decoding the rest: the walk of the hot
 * path (Fetch responses, Produce requests) and the way in which addresses are edited in place. It
 * is driven by the same table as the codec and checks the same bounds.
 *
 * Fields are named by path (`responses.partitions.records`). For each, `found(mark, start, end)` is
 * called in the order of the bytes, with the range of the whole field: length prefix included, and
 * for a tagged field its size included. A container is told after what is inside it.
 */
import { TidegateError } from '../../../core/errors.ts';
import { limits } from '../../../core/limits.ts';
import type { Field, Struct } from './compile.ts';
import { bodyStruct } from './compile.ts';

export type Found = (mark: number, start: number, end: number) => void;

/** Marks by path; numbers of the caller's choice, from 1 up. */
export type Marks = Readonly<Record<string, number>>;

type Kind = 'fixed' | 'string' | 'bytes' | 'array' | 'struct';

interface Node {
  readonly kind: Kind;
  /** Bytes of a fixed node; adjacent ones of no interest are merged into one. */
  readonly size: number;
  readonly compact: boolean;
  readonly nullable: boolean;
  /** 0: of no interest. */
  readonly mark: number;
  readonly name: string;
  readonly tag: number;
  readonly element: Node | undefined;
  readonly body: Body | undefined;
}

interface Body {
  readonly nodes: readonly Node[];
  readonly flexible: boolean;
  readonly tagged: readonly Node[];
}

const fixedSizes: Readonly<Record<string, number>> = {
  bool: 1,
  int8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  float64: 8,
  uuid: 16,
};

function planField(field: Field, path: string, marks: Marks): Node {
  const size = fixedSizes[field.type] ?? 0;
  const kind: Kind =
    size > 0
      ? 'fixed'
      : field.type === 'records'
        ? 'bytes'
        : (field.type as Exclude<Kind, 'fixed'>);
  return {
    kind,
    size,
    compact: field.compact,
    nullable: field.nullable,
    mark: marks[path] ?? 0,
    name: field.name,
    tag: field.tag,
    element: field.element && planField(field.element, `${path}.`, marks),
    body: field.struct && planStruct(field.struct, path.endsWith('.') ? path : `${path}.`, marks),
  };
}

function planStruct(struct: Struct, prefix: string, marks: Marks): Body {
  const plan = (field: Field) => planField(field, `${prefix}${field.name}`, marks);
  return {
    nodes: mergeFixed(struct.fields.map(plan)),
    flexible: struct.flexible,
    tagged: struct.tagged.map(plan),
  };
}

/** Joins runs of fixed fields that nobody asked for, so that they are one step. */
function mergeFixed(nodes: readonly Node[]): Node[] {
  const merged: Node[] = [];
  for (const node of nodes) {
    const last = merged.at(-1);
    if (last?.kind === 'fixed' && last.mark === 0 && node.kind === 'fixed' && node.mark === 0) {
      merged[merged.length - 1] = { ...last, size: last.size + node.size };
    } else merged.push(node);
  }
  return merged;
}

/** One message in one version, ready to be walked. Holds the cursor of the walk under way. */
export class Locator {
  #body: Body;
  #bytes: Uint8Array = new Uint8Array(0);
  #position = 0;
  #end = 0;
  #found: Found = () => {};

  constructor(struct: Struct, marks: Marks) {
    this.#body = planStruct(struct, '', marks);
  }

  /** Walks the body in [start, end), which it must fill. Throws TG-KAFKA-0003 or -0004. */
  run(bytes: Uint8Array, start: number, end: number, found: Found): void {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
    this.#found = found;
    this.#walkBody(this.#body);
    this.#bytes = new Uint8Array(0);
    if (this.#position !== end) throw this.#fail('message is longer than its fields');
  }

  #fail(detail: string): TidegateError {
    return new TidegateError('TG-KAFKA-0003', detail, this.#position);
  }

  #skip(size: number, name: string): void {
    if (size > this.#end - this.#position) throw this.#fail(`${name} is cut short`);
    this.#position += size;
  }

  #uvarint(name: string): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.#position >= this.#end) throw this.#fail(`${name} is cut short`);
      const byte = this.#bytes[this.#position++];
      if (shift === 28 && byte > 0x0f) break;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw this.#fail(`length of ${name} is longer than 32 bits`);
  }

  #length(node: Node): number {
    let length: number;
    if (node.compact) length = this.#uvarint(node.name) - 1;
    else {
      const width = node.kind === 'string' ? 2 : 4;
      const at = this.#position;
      this.#skip(width, node.name);
      length = width === 2 ? readInt16(this.#bytes, at) : readInt32(this.#bytes, at);
    }
    if (length < -1) throw this.#fail(`length of ${node.name} is negative`);
    if (length < 0 && !node.nullable) throw this.#fail(`${node.name} must not be null`);
    return length;
  }

  #walkBody(body: Body): void {
    const nodes = body.nodes;
    for (let i = 0; i < nodes.length; i++) this.#walkNode(nodes[i]);
    if (body.flexible) this.#walkTags(body);
  }

  #walkNode(node: Node): void {
    const start = this.#position;
    if (node.kind === 'fixed') this.#skip(node.size, node.name);
    else if (node.kind === 'array') this.#walkArray(node);
    else if (node.kind === 'struct') this.#walkStruct(node);
    else {
      const length = this.#length(node);
      if (length > 0) this.#skip(length, node.name);
    }
    if (node.mark !== 0) this.#found(node.mark, start, this.#position);
  }

  #walkStruct(node: Node): void {
    if (node.nullable) {
      const at = this.#position;
      this.#skip(1, node.name);
      if (this.#bytes[at] === 0xff) return;
    }
    this.#walkBody(node.body as Body);
  }

  #walkArray(node: Node): void {
    const count = this.#length(node);
    if (count > limits.kafka_array_count_max) {
      throw new TidegateError('TG-KAFKA-0004', node.name, this.#position);
    }
    const element = node.element as Node;
    if (element.kind === 'fixed' && element.mark === 0) {
      if (count > 0) this.#skip(count * element.size, node.name);
      return;
    }
    if (count > this.#end - this.#position) throw this.#fail(`${node.name} is cut short`);
    for (let i = 0; i < count; i++) this.#walkNode(element);
  }

  #walkTags(body: Body): void {
    const count = this.#uvarint('tagged fields');
    if (count > limits.kafka_tagged_fields_count_max) {
      throw new TidegateError('TG-KAFKA-0004', 'tagged fields', this.#position);
    }
    let last = -1;
    for (let i = 0; i < count; i++) {
      const tag = this.#uvarint('tag');
      if (tag <= last) throw this.#fail('tagged fields are out of order');
      last = tag;
      this.#walkTag(body.tagged.find((node) => node.tag === tag));
    }
  }

  #walkTag(node: Node | undefined): void {
    const start = this.#position;
    const size = this.#uvarint('tagged field');
    const content = this.#position;
    this.#skip(size, 'tagged field');
    if (!node) return;
    // The content is walked inside its own bounds, so that it cannot reach into what follows.
    const end = this.#position;
    const outer = this.#end;
    this.#position = content;
    this.#end = end;
    this.#walkNode({ ...node, mark: 0 });
    if (this.#position !== end) throw this.#fail(`${node.name} is shorter than its size`);
    this.#end = outer;
    if (node.mark !== 0) this.#found(node.mark, start, end);
  }
}

export function readInt16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) >> 16) | bytes[at + 1];
}

export function readInt32(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
}

/** Makes the locators of one message for each version that is met, and keeps them. */
export function locators(
  kind: 'request' | 'response',
  key: number,
  marks: Marks,
): (version: number) => Locator {
  const known: (Locator | undefined)[] = [];
  return (version) => {
    known[version] ??= new Locator(bodyStruct(kind, key, version), marks);
    return known[version];
  };
}
