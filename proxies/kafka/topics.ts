/**
 * Names of topics by id (KIP-516). Since Fetch 13 and Produce 13 clients name topics by id alone,
 * and policy is written for names, so ids are learnt from every response that has both, and asked
 * for where one is still unknown. Ids are random and never used again: a topic that is made anew
 * under its old name has another one.
 */
import { limits } from '../../core/limits.ts';
import { ApiKey, metadataById, Since } from './constants.ts';
import { encodeRequest } from './framing.ts';
import { contentStart, type TopicRef } from './partitions.ts';
import type { Expected } from './replies.ts';
import { zeroUuid } from './schema/codec.ts';
import { type Locator, locators } from './schema/locate.ts';

/** Correlation ids of our own questions. Any would do, since replies are told apart by their turn. */
const firstQuestionId = 0x54_47_00_00;

const Mark = { name: 1, id: 2 } as const;
const marks = { 'topics.name': Mark.name, 'topics.topicId': Mark.id };

/** Responses that hold names and ids of topics, with the first version that does. */
const teachers = new Map<number, { since: number; locator: (version: number) => Locator }>(
  [
    [ApiKey.metadata, Since.metadataTopicId],
    [ApiKey.createTopics, 7],
    [ApiKey.describeTopicPartitions, 0],
  ].map(([key, since]) => [key, { since, locator: locators('response', key, marks) }]),
);

export function teachesTopics(key: number, version: number): boolean {
  const teacher = teachers.get(key);
  return teacher !== undefined && version >= teacher.since;
}

export class TopicIds {
  #names = new Map<string, string>();
  /** Asked for and not known to the server either; asked again for the next request. */
  #unresolved = new Set<string>();
  /** Ids that a question of our own asks for, until it is answered. */
  #asked: readonly string[] = [];
  #isDue = false;
  #questions = 0;

  /** Name of a topic as a message refers to it, or undefined while it is unknown. */
  nameOf(topic: TopicRef): string | undefined {
    return topic.id === '' ? topic.name : this.#names.get(topic.id);
  }

  /** Learns from a response whose body begins at `start`. */
  learn(key: number, version: number, bytes: Uint8Array, start: number): void {
    const teacher = teachers.get(key);
    if (!teacher || version < teacher.since) return;
    let name = '';
    teacher.locator(version).run(bytes, start, bytes.length, (mark, from, to) => {
      const text = (at: number) => Buffer.from(bytes.buffer, bytes.byteOffset + at, to - at);
      if (mark === Mark.name) {
        name = text(contentStart(bytes, { start: from, end: to }, true, 2)).toString('utf8');
      } else this.#remember(text(from).toString('hex'), name);
    });
  }

  #remember(id: string, name: string): void {
    if (name === '' || id === zeroUuid) return;
    // Full only after more topics than a cluster holds: then everything is learnt anew.
    if (this.#names.size >= limits.kafka_topic_ids_count_max) this.#names.clear();
    this.#names.set(id, name);
  }

  /**
   * True while names behind `topics` must be waited for. A question of our own then goes out by
   * `takeQuestion`; ids that the server does not know either are waited for once.
   */
  mustAsk(topics: readonly TopicRef[]): boolean {
    if (this.#asked.length > 0) return true;
    const ids = this.#missing(topics);
    if (ids.length === 0) {
      if (this.#unresolved.size > 0) this.#unresolved.clear();
      return false;
    }
    this.#asked = ids;
    this.#isDue = true;
    return true;
  }

  #missing(topics: readonly TopicRef[]): string[] {
    const ids = new Set<string>();
    for (const { id } of topics) {
      if (id === '' || id === zeroUuid) continue;
      if (!this.#names.has(id) && !this.#unresolved.has(id)) ids.add(id);
    }
    return [...ids];
  }

  get hasQuestion(): boolean {
    return this.#isDue;
  }

  /** The Metadata request that asks for names, once, and the reply that it will get. */
  takeQuestion(): { bytes: Buffer; expected: Expected } | undefined {
    if (!this.#isDue) return undefined;
    this.#isDue = false;
    this.#questions = (this.#questions + 1) & 0xffff;
    const key = ApiKey.metadata;
    const version = metadataById.ask;
    const correlationId = firstQuestionId + this.#questions;
    const bytes = encodeRequest(key, version, correlationId, 'tidegate', {
      topics: this.#asked.map((topicId) => ({ topicId, name: null })),
      allowAutoTopicCreation: false,
      includeTopicAuthorizedOperations: false,
    });
    const expected: Expected = { key, version, correlationId, origin: 'own', answer: undefined };
    return { bytes, expected };
  }

  /** The answer to our question: what it does not name is unknown to the server. */
  answered(version: number, bytes: Uint8Array, start: number): void {
    this.learn(ApiKey.metadata, version, bytes, start);
    for (const id of this.#asked) if (!this.#names.has(id)) this.#unresolved.add(id);
    this.#asked = [];
  }
}
