/**
 * Texts that clients commit with their offsets: up to 4 KiB of anything, kept by the group coordinator
 * and given to whoever asks for the group's offsets (protocol guide, OffsetCommit and OffsetFetch).
 * Each is a unit with one leaf, `metadata` of the topic's resource.
 */
import { isUtf8 } from 'node:buffer';
import { Edits } from '../../core/bytes/edits.ts';
import { Writer } from '../../core/bytes/writer.ts';
import type { Operation } from '../../core/events.ts';
import { Access, type Inspector, Verdict } from '../../core/inspect/inspector.ts';
import { spliceInto } from '../../core/kernels/index.ts';
import type { ConversationContext } from '../../core/protocol.ts';
import { carriers } from './carriers.ts';
import { ApiKey } from './constants.ts';
import { contentStart, type Range, type TopicRef } from './partitions.ts';
import { Patches } from './patches.ts';
import { Output } from './records/output.ts';
import { apis } from './schema/compile.ts';
import { type Locator, locators } from './schema/locate.ts';
import { writeString } from './schema/primitives.ts';
import type { TopicIds } from './topics.ts';

const Mark = { name: 1, id: 2, text: 3 } as const;

const committed = {
  'topics.name': Mark.name,
  'topics.topicId': Mark.id,
  'topics.partitions.committedMetadata': Mark.text,
};
const fetched = {
  'topics.name': Mark.name,
  'topics.partitions.metadata': Mark.text,
  'groups.topics.name': Mark.name,
  'groups.topics.topicId': Mark.id,
  'groups.topics.partitions.metadata': Mark.text,
};
const asked = { 'groups.topics.topicId': Mark.id };

const requests = new Map<number, (version: number) => Locator>([
  [ApiKey.offsetCommit, locators('request', ApiKey.offsetCommit, committed)],
  [ApiKey.txnOffsetCommit, locators('request', ApiKey.txnOffsetCommit, committed)],
]);
const offsetFetch = locators('response', ApiKey.offsetFetch, fetched);
const offsetAsked = locators('request', ApiKey.offsetFetch, asked);

interface Text {
  readonly topic: TopicRef;
  readonly field: Range;
  readonly content: number;
}

interface Found {
  readonly topics: TopicRef[];
  readonly texts: Text[];
}

function isCompact(key: number, version: number): boolean {
  return version >= (apis.get(key)?.flexibleFrom ?? 0);
}

function find(locator: Locator, bytes: Uint8Array, start: number, compact: boolean): Found {
  const found: Found = { topics: [], texts: [] };
  let topic: TopicRef = { name: '', id: '' };
  locator.run(bytes, start, bytes.length, (mark, from, to) => {
    const field = { start: from, end: to };
    const text = (at: number) => Buffer.from(bytes.buffer, bytes.byteOffset + at, to - at);
    if (mark === Mark.text) {
      const content = contentStart(bytes, field, compact, 2);
      if (content < to) found.texts.push({ topic, field, content });
      return;
    }
    topic =
      mark === Mark.id
        ? { name: '', id: text(from).toString('hex') }
        : { name: text(contentStart(bytes, field, compact, 2)).toString('utf8'), id: '' };
    found.topics.push(topic);
  });
  return found;
}

/** Topics that an OffsetFetch request names by id, whose names its response will need. */
export function topicsAsked(version: number, bytes: Uint8Array, start: number): TopicRef[] {
  return find(offsetAsked(version), bytes, start, isCompact(ApiKey.offsetFetch, version)).topics;
}

export class CommittedTexts {
  #context: ConversationContext;
  #topics: TopicIds;
  #found: Found = { topics: [], texts: [] };
  #compact = false;
  #operation: Operation = 'read';
  #patches = new Patches();
  #edits = new Edits();
  #changed = new Output();
  /** A frame was prepared and is not sealed yet. */
  isOpen = false;

  constructor(context: ConversationContext, topics: TopicIds) {
    this.#context = context;
    this.#topics = topics;
  }

  /** Topics with texts in the request at hand, once `prepareCommitted` has read it. */
  get topics(): readonly TopicRef[] {
    return this.#found.topics;
  }

  /** True where a request commits texts that policy may concern. */
  prepareCommitted(key: number, version: number, bytes: Uint8Array, start: number): boolean {
    const locator = requests.get(key) as (version: number) => Locator;
    return this.#prepare('write', key, locator(version), version, bytes, start);
  }

  /** The same for the response to an OffsetFetch. */
  prepareFetched(version: number, bytes: Uint8Array, start: number): boolean {
    const key = ApiKey.offsetFetch;
    return this.#prepare('read', key, offsetFetch(version), version, bytes, start);
  }

  #prepare(
    operation: Operation,
    key: number,
    locator: Locator,
    version: number,
    bytes: Uint8Array,
    start: number,
  ): boolean {
    this.#operation = operation;
    this.#compact = isCompact(key, version);
    this.#found = find(locator, bytes, start, this.#compact);
    return this.#found.texts.length > 0;
  }

  open(): void {
    this.isOpen = true;
  }

  walk(bytes: Uint8Array, inspector: Inspector): void {
    this.#patches.clear();
    for (const text of this.#found.texts) this.#text(text, bytes, inspector);
  }

  #text({ topic, field, content }: Text, bytes: Uint8Array, inspector: Inspector): void {
    const name = this.#topics.nameOf(topic);
    const resource = `kafka:${name}`;
    const access =
      name === undefined ? Access.block : this.#context.inspector.access(resource, this.#operation);
    if (access === Access.pass) return;
    if (access !== Access.inspect) return this.#replace(field, '');
    const path = inspector.paths.child(inspector.paths.root(resource), 'metadata');
    const first = inspector.edits.count;
    inspector.unit(bytes, this.#operation);
    inspector.leaf(carriers.keyText, content, field.end, path, 0);
    const verdict = inspector.end();
    if (verdict === Verdict.keep) return;
    const changed = verdict === Verdict.changed;
    this.#replace(field, changed ? this.#edited(bytes, content, field.end, inspector, first) : '');
  }

  #edited(
    bytes: Uint8Array,
    start: number,
    end: number,
    { edits }: Inspector,
    first: number,
  ): string {
    this.#edits.clear();
    for (let i = first; i < edits.count; i++) {
      const { scratch, starts, ends, froms, tos } = edits;
      this.#edits.replaceBy(0, starts[i], ends[i], scratch, froms[i], tos[i]);
    }
    this.#changed.clear();
    spliceInto(bytes, start, end, this.#edits, this.#changed);
    const content = this.#changed.bytes.subarray(0, this.#changed.used);
    return isUtf8(content) ? content.toString('utf8') : '';
  }

  #replace(field: Range, text: string): void {
    const writer = new Writer();
    writeString(writer, this.#compact, text);
    this.#patches.replace(field, writer.bytes());
  }

  seal(bytes: Uint8Array): Uint8Array[] {
    this.isOpen = false;
    if (this.#patches.isEmpty) return [bytes];
    const allocate = (size: number) => this.#context.allocate(size);
    const parts = [this.#patches.apply(bytes, noScratch, allocate)];
    this.#patches.clear();
    return parts;
  }
}

const noScratch = new Uint8Array(0);
