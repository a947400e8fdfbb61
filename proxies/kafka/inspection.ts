/**
 * Inspection of one frame that carries records: a Fetch or ShareFetch response, or a Produce
 * request. `prepare…` says by topic whether anything must be looked at, `walk` looks, and `seal`
 * puts the changed frame together.
 */

import { Writer } from '../../core/bytes/writer.ts';
import { TidegateError } from '../../core/errors.ts';
import type { Operation } from '../../core/events.ts';
import { Access, type Inspector } from '../../core/inspect/inspector.ts';
import type { ConversationContext } from '../../core/protocol.ts';
import { ApiKey, ErrorCode, errorNames } from './constants.ts';
import { responseBodyStart } from './framing.ts';
import type { Addresses } from './negotiate.ts';
import {
  contentStart,
  locateFetched,
  locateProduced,
  type Partition,
  type RecordMessage,
  type TopicRef,
} from './partitions.ts';
import { Patches } from './patches.ts';
import type { Expected } from './replies.ts';
import { apis } from './schema/compile.ts';
import { writeString } from './schema/primitives.ts';
import type { TopicIds } from './topics.ts';
import { RecordWalker, type TopicPaths, topicPaths, type WalkMode } from './walk.ts';

/** One for the process: a walk and its seal are one synchronous run. */
const walker = new RecordWalker();
/** Whose frame the walker holds. */
let holder: FrameInspection | undefined;

const topicsCountMax = 10_000;

/** What policy says of a topic: its access, or `unknown` where its name could not be learnt. */
type TopicAccess = Access | 'unknown';

const modes = {
  fetch: { operation: 'read', keepsPlaces: false },
  share: { operation: 'read', keepsPlaces: true },
  produce: { operation: 'write', keepsPlaces: false },
} as const satisfies Record<string, WalkMode>;

function isCompact(key: number, version: number): boolean {
  return version >= (apis.get(key)?.flexibleFrom ?? 0);
}

export class FrameInspection {
  #context: ConversationContext;
  #topics: TopicIds;
  #addresses: Addresses;
  #paths = new Map<string, TopicPaths>();
  #patches = new Patches();
  #message: RecordMessage = { partitions: [], topics: [], nodeEndpoints: undefined, acks: -1 };
  #accesses = new Map<TopicRef, TopicAccess>();
  #compact = false;
  #mode: WalkMode = modes.fetch;
  #key = 0;
  #version = 0;
  #bodyStart = 0;
  /** Why the request at hand is refused as a whole. */
  refusal: TidegateError | undefined;

  constructor(context: ConversationContext, topics: TopicIds, addresses: Addresses) {
    this.#context = context;
    this.#topics = topics;
    this.#addresses = addresses;
  }

  /** Whether the acknowledged request at hand gets a response at all. */
  get acks(): number {
    return this.#message.acks;
  }

  get topics(): readonly TopicRef[] {
    return this.#message.topics;
  }

  /** Reads where things stand in a response; true where its records must be walked. */
  prepareFetched(expected: Expected, bytes: Uint8Array): boolean {
    this.#open(
      expected.key,
      expected.version,
      responseBodyStart(bytes, expected.key, expected.version),
    );
    this.#mode = expected.key === ApiKey.shareFetch ? modes.share : modes.fetch;
    this.#message = locateFetched(this.#key, this.#version, bytes, this.#bodyStart, this.#compact);
    this.#ask('read');
    return this.#message.partitions.some((partition) => this.#concerns(partition, bytes));
  }

  /** Reads where things stand in a Produce request. */
  locateProduced(version: number, bytes: Uint8Array, bodyStart: number): void {
    this.#open(ApiKey.produce, version, bodyStart);
    this.#mode = modes.produce;
    this.#message = locateProduced(version, bytes, bodyStart, this.#compact);
  }

  /** Asks policy for the located request; true where records must be walked or it is refused. */
  prepareProduced(): boolean {
    this.#ask('write');
    for (const access of this.#accesses.values()) if (access !== Access.pass) return true;
    return false;
  }

  /**
   * Ids of the topics because of which a ShareFetch request must not reach the broker: it would
   * acquire records that the client may not see, which counts as a delivery.
   */
  blockedShares(topics: readonly TopicRef[]): Set<string> {
    const ids = new Set<string>();
    for (const topic of topics) {
      const name = this.#topics.nameOf(topic);
      if (name === undefined) continue;
      const access = this.#context.inspector.access(`kafka:${name}`, 'read');
      if (access === Access.block || access === Access.drop) ids.add(topic.id);
    }
    return ids;
  }

  #open(key: number, version: number, bodyStart: number): void {
    this.#key = key;
    this.#version = version;
    this.#bodyStart = bodyStart;
    this.#compact = isCompact(key, version);
    this.#accesses.clear();
    this.refusal = undefined;
  }

  #ask(operation: Operation): void {
    for (const topic of this.#message.topics) {
      const name = this.#topics.nameOf(topic);
      this.#accesses.set(
        topic,
        name === undefined ? 'unknown' : this.#context.inspector.access(`kafka:${name}`, operation),
      );
    }
  }

  /** False for partitions of which nothing can leak: without records, or without a rule. */
  #concerns(partition: Partition, bytes: Uint8Array): boolean {
    const access = this.#accesses.get(partition.topic);
    if (access === Access.pass) return false;
    return access === Access.block || this.#content(partition, bytes) < this.#end(partition);
  }

  #content(partition: Partition, bytes: Uint8Array): number {
    if (!partition.records) return 0;
    return contentStart(bytes, partition.records, this.#compact, 4);
  }

  #end(partition: Partition): number {
    return partition.records?.end ?? 0;
  }

  /** Adds the gate's addresses for the nodes that the response names (KIP-951). */
  rewriteNodes(bytes: Uint8Array): Uint8Array[] {
    this.#patches.clear();
    this.#patchNodes(bytes);
    return this.#apply(bytes);
  }

  #patchNodes(bytes: Uint8Array): void {
    const range = this.#message.nodeEndpoints;
    if (!range) return;
    this.#addresses.nodes(this.#key, this.#version, bytes, range, this.#patches, this.#bodyStart);
  }

  walk(bytes: Uint8Array, inspector: Inspector): void {
    holder = this;
    walker.begin();
    this.#patches.clear();
    this.refusal = undefined;
    if (this.#mode === modes.produce) {
      this.refusal = this.#refusedTopic(inspector);
      if (this.refusal) return;
    }
    this.#patchNodes(bytes);
    for (const partition of this.#message.partitions) {
      if (this.#concerns(partition, bytes)) this.#partition(partition, bytes, inspector);
      if (this.refusal) return;
    }
  }

  /** A Produce request stands or falls as a whole, as its transaction does (KIP-890). */
  #refusedTopic(inspector: Inspector): TidegateError | undefined {
    for (const access of this.#accesses.values()) {
      if (access === 'unknown') return new TidegateError('TG-KAFKA-0010');
      if (access === Access.block || access === Access.drop) return blocked(inspector);
    }
    return undefined;
  }

  #partition(partition: Partition, bytes: Uint8Array, inspector: Inspector): void {
    const access = this.#accesses.get(partition.topic) as TopicAccess;
    const start = this.#content(partition, bytes);
    const first = walker.changed.used;
    try {
      if (access === 'unknown') throw new TidegateError('TG-KAFKA-0010');
      if (access === Access.block) return this.#block(partition, inspector);
      const paths = this.#topicPaths(partition.topic);
      const verdict =
        access === Access.drop && !this.#mode.keepsPlaces
          ? walker.dropAll(bytes, start, this.#end(partition))
          : access === Access.drop
            ? 'blocked'
            : walker.records(bytes, start, this.#end(partition), paths, inspector, this.#mode);
      if (verdict === 'blocked') this.#block(partition, inspector);
      else if (verdict === 'changed' && partition.records) {
        this.#patches.bytes(partition.records, this.#compact, first, walker.changed.used);
      }
    } catch (error) {
      // A fault of ours says nothing about the records: it ends the connection.
      if (!(error instanceof TidegateError)) throw error;
      walker.changed.used = first;
      this.#fail(partition, error);
    }
  }

  #block(partition: Partition, inspector: Inspector): void {
    if (this.#mode === modes.produce) this.refusal = blocked(inspector);
    else this.#empty(partition, ErrorCode.topicAuthorizationFailed, blocked(inspector));
  }

  /** What cannot be understood is refused for its partition alone; the others are not in doubt. */
  #fail(partition: Partition, error: TidegateError): void {
    if (this.#mode === modes.produce) {
      this.refusal = error;
      return;
    }
    const isUnknown = error.code === 'TG-KAFKA-0010';
    this.#empty(partition, isUnknown ? ErrorCode.unknownTopicId : ErrorCode.corruptMessage, error);
  }

  /** The partition answers with an error and without records. */
  #empty(partition: Partition, code: number, error: TidegateError): void {
    const { error: codeField, errorMessage, records, acquired } = partition;
    if (codeField) this.#patches.int16(codeField, code);
    if (errorMessage) {
      const writer = new Writer();
      writeString(writer, this.#compact, error.message);
      this.#patches.replace(errorMessage, writer.bytes());
    }
    if (records) this.#patches.bytes(records, this.#compact, 0, 0);
    // An acquired offset without its record would be archived as a gap for the whole group.
    if (acquired) this.#patches.replace(acquired, emptyArray);
    this.#context.refused(error, errorNames[code]);
  }

  #topicPaths(topic: TopicRef): TopicPaths {
    const name = this.#topics.nameOf(topic) as string;
    const known = this.#paths.get(name);
    if (known) return known;
    if (this.#paths.size >= topicsCountMax) this.#paths.clear();
    const made = topicPaths(this.#context.inspector.paths, name);
    this.#paths.set(name, made);
    return made;
  }

  /** The frame with everything that the walk decided, or the frame itself. */
  seal(bytes: Uint8Array): Uint8Array[] {
    if (holder !== this) throw new TidegateError('TG-CORE-0013', 'sealed without its walk');
    holder = undefined;
    return this.#apply(bytes);
  }

  #apply(bytes: Uint8Array): Uint8Array[] {
    if (this.#patches.isEmpty) return [bytes];
    const allocate = (size: number) => this.#context.allocate(size);
    const parts = [this.#patches.apply(bytes, walker.changed.bytes, allocate)];
    this.#patches.clear();
    return parts;
  }
}

/** A compact array of nothing; AcquiredRecords exists in flexible versions only. */
const emptyArray = new Uint8Array([1]);

function blocked(inspector: Inspector): TidegateError {
  return new TidegateError('TG-POLICY-0001', inspector.blockedBy);
}
