/**
 * One client's conversation with one broker: which requests are in flight, what each response is,
 * and what becomes of either. The work itself is next door: `negotiate` (versions, addresses),
 * `topics` (ids), `sasl` (identity), `inspection` (records), `refuse` (native errors).
 */
import { TidegateError } from '../../core/errors.ts';
import type { Inspector } from '../../core/inspect/inspector.ts';
import { limits } from '../../core/limits.ts';
import type {
  Conversation,
  ConversationContext,
  Direction,
  Disposition,
  Step,
} from '../../core/protocol.ts';
import { ApiKey, errorNames } from './constants.ts';
import {
  lengthBytes,
  type RequestHeader,
  readRequestHeader,
  responseBodyStart,
} from './framing.ts';
import { checkTurn, FrameHeads } from './heads.ts';
import { FrameInspection } from './inspection.ts';
import { Addresses, carriesAddresses, unsupportedApiVersions } from './negotiate.ts';
import { CommittedTexts, topicsAsked } from './offsets.ts';
import { locateTopics, type TopicRef } from './partitions.ts';
import { kafkaErrorCode, refusalFrame } from './refuse.ts';
import { type Expected, ReplyQueue } from './replies.ts';
import { ResponseReader } from './responses.ts';
import { SaslExchange } from './sasl.ts';
import { decodeBody, type KafkaStruct } from './schema/codec.ts';
import { TopicIds } from './topics.ts';

const forward: Disposition = { kind: 'forward' };
const inspect: Disposition = { kind: 'inspect' };
const swallow: Disposition = { kind: 'swallow' };

interface PendingRequest {
  readonly header: RequestHeader;
  readonly bytes: Uint8Array;
  /** Undefined for a request that gets no response. */
  expected: Expected | undefined;
}

export class KafkaConversation implements Conversation {
  #context: ConversationContext;
  #replies = new ReplyQueue();
  #topics = new TopicIds();
  #sasl = new SaslExchange();
  #inspection: FrameInspection;
  #responses: ResponseReader;
  #texts: CommittedTexts;
  #heads: FrameHeads;
  /** What is treated just now, so that `seal` and `refuse` can answer it. */
  #request: PendingRequest | undefined;
  #response: Expected | undefined;
  #clientId = '';

  constructor(context: ConversationContext) {
    this.#context = context;
    const hidden = new Set<number>();
    const addresses = new Addresses(context.endpoints, (node) => {
      const id = node.id ?? -1;
      if (hidden.has(id)) return;
      hidden.add(id);
      context.refused(new TidegateError('TG-KAFKA-0011', `node ${id}`), 'hidden');
    });
    this.#inspection = new FrameInspection(context, this.#topics, addresses);
    this.#responses = new ResponseReader(context, this.#topics, this.#sasl, addresses);
    this.#texts = new CommittedTexts(context, this.#topics);
    this.#heads = new FrameHeads(context, this.#replies, this.#sasl, this.#responses);
  }

  head(direction: Direction, bytes: Uint8Array, start: number, end: number): Step {
    return this.#heads.head(direction, bytes, start, end);
  }

  frame(direction: Direction, bytes: Uint8Array): Disposition {
    if (this.#heads.endPassage(direction)) return forward;
    this.#request = undefined;
    this.#response = undefined;
    if (direction === 'response') return this.#onResponse(bytes);
    if (this.#replies.size >= limits.kafka_in_flight_count_max) {
      return { kind: 'wait', for: 'replies to earlier requests' };
    }
    if (this.#sasl.expectsToken) return this.#onToken(bytes);
    const header = readRequestHeader(bytes);
    this.#request = { header, bytes, expected: undefined };
    this.#announce(header.clientId);
    const disposition = this.#onRequest(header, bytes);
    if (disposition.kind !== 'inspect') this.#request = undefined;
    return disposition;
  }

  #onRequest(header: RequestHeader, bytes: Uint8Array): Disposition {
    switch (header.api.key) {
      case ApiKey.apiVersions:
        return this.#onApiVersions(header, bytes);
      case ApiKey.fetch:
      case ApiKey.shareFetch:
        return this.#onFetch(header, bytes);
      case ApiKey.produce:
        return this.#onProduce(header, bytes);
      case ApiKey.offsetCommit:
      case ApiKey.txnOffsetCommit:
        return this.#onCommit(header, bytes);
      case ApiKey.offsetFetch:
        return this.#onOffsetFetch(header, bytes);
      case ApiKey.saslHandshake:
        this.#sasl.handshake(body(header, bytes).mechanism as string, header.version);
        break;
      case ApiKey.saslAuthenticate:
        this.#sasl.token(body(header, bytes).authBytes as Uint8Array);
        break;
    }
    this.#expect(header);
    return forward;
  }

  #expect(header: RequestHeader, answer?: Uint8Array): Expected {
    const { api, version, correlationId } = header;
    return this.#replies.push({ key: api.key, version, correlationId, origin: 'client', answer });
  }

  /** A bare SASL token (SaslHandshake version 0); the reply to it is bare as well. */
  #onToken(bytes: Uint8Array): Disposition {
    if (bytes.length - lengthBytes > limits.kafka_sasl_token_bytes_max) {
      throw new TidegateError('TG-KAFKA-0013', 'token is too long', 0);
    }
    this.#sasl.token(bytes.subarray(lengthBytes));
    const key = ApiKey.saslAuthenticate;
    const answer = undefined;
    this.#replies.push({ key, version: 0, correlationId: 0, origin: 'token', answer });
    return forward;
  }

  #onApiVersions(header: RequestHeader, bytes: Uint8Array): Disposition {
    if (!header.known) {
      this.#expect(header, unsupportedApiVersions(header.correlationId));
      return swallow;
    }
    const software = body(header, bytes).clientSoftwareName;
    if (this.#clientId === '' && typeof software === 'string') this.#context.announce(software);
    this.#expect(header);
    return forward;
  }

  /** The program's name is its client id (KIP-511 adds the library's, used where there is none). */
  #announce(clientId: string): void {
    if (clientId === '' || clientId === this.#clientId) return;
    this.#clientId = clientId;
    this.#context.announce(clientId);
  }

  #onFetch(header: RequestHeader, bytes: Uint8Array): Disposition {
    const { api, version, bodyStart } = header;
    const compact = version >= api.flexibleFrom;
    const topics = locateTopics(api.key, version, bytes, bodyStart, compact);
    const wait = this.#learn(topics);
    if (wait) return wait;
    for (const topic of topics) this.#touch(topic, 'read');
    const expected = this.#expect(header);
    if (api.key !== ApiKey.shareFetch || !this.#context.inspects) return forward;
    const topicIds = this.#inspection.blockedShares(topics);
    if (topicIds.size === 0) return forward;
    const error = new TidegateError('TG-POLICY-0001', this.#context.inspector.blockedBy);
    this.#answer(expected, header, bytes, error, topicIds);
    return swallow;
  }

  /** Offsets are committed with texts, which others may read. */
  #onCommit(header: RequestHeader, bytes: Uint8Array): Disposition {
    const { api, version, bodyStart } = header;
    const holdsTexts =
      this.#context.inspects && this.#texts.prepareCommitted(api.key, version, bytes, bodyStart);
    const wait = holdsTexts ? this.#learn(this.#texts.topics) : undefined;
    if (wait) return wait;
    const expected = this.#expect(header);
    if (!holdsTexts) return forward;
    this.#texts.open();
    (this.#request as PendingRequest).expected = expected;
    return inspect;
  }

  #onOffsetFetch(header: RequestHeader, bytes: Uint8Array): Disposition {
    if (this.#context.inspects) {
      const wait = this.#learn(topicsAsked(header.version, bytes, header.bodyStart));
      if (wait) return wait;
    }
    this.#expect(header);
    return forward;
  }

  #touch(topic: TopicRef, operation: 'read' | 'write'): void {
    const name = this.#topics.nameOf(topic);
    if (name !== undefined) this.#context.touch(`kafka:${name}`, operation);
  }

  #onProduce(header: RequestHeader, bytes: Uint8Array): Disposition {
    this.#inspection.locateProduced(header.version, bytes, header.bodyStart);
    const wait = this.#learn(this.#inspection.topics);
    if (wait) return wait;
    for (const topic of this.#inspection.topics) this.#touch(topic, 'write');
    const inspects = this.#context.inspects && this.#inspection.prepareProduced();
    // With acks 0 a broker says nothing, so no reply may be waited for.
    const expected = this.#inspection.acks === 0 ? undefined : this.#expect(header);
    if (!inspects) return forward;
    (this.#request as PendingRequest).expected = expected;
    return inspect;
  }

  /** Waits where names behind topic ids must be asked for first; a question of our own goes out. */
  #learn(topics: readonly TopicRef[]): Disposition | undefined {
    if (!this.#context.inspects || !this.#topics.mustAsk(topics)) return undefined;
    return { kind: 'wait', for: 'names of topics' };
  }

  #onResponse(bytes: Uint8Array): Disposition {
    const expected = this.#replies.fromServer();
    if (expected.origin !== 'token') checkTurn(expected, bytes, 0);
    this.#replies.shift();
    if (expected.origin === 'own') return this.#onAnswer(expected, bytes);
    this.#response = expected;
    const disposition = this.#onReply(expected, bytes);
    if (disposition.kind !== 'inspect') this.#response = undefined;
    return disposition;
  }

  /** The answer to a question of our own: learnt from, and never seen by the client. */
  #onAnswer(expected: Expected, bytes: Uint8Array): Disposition {
    const start = responseBodyStart(bytes, expected.key, expected.version);
    this.#topics.answered(expected.version, bytes, start);
    return swallow;
  }

  #onReply(expected: Expected, bytes: Uint8Array): Disposition {
    const { key, version } = expected;
    const isFetch = key === ApiKey.fetch || key === ApiKey.shareFetch;
    if (isFetch && this.#context.inspects) {
      if (this.#inspection.prepareFetched(expected, bytes)) return inspect;
      const parts = this.#inspection.rewriteNodes(bytes);
      return parts[0] === bytes ? forward : { kind: 'replace', parts };
    }
    if (key === ApiKey.offsetFetch && this.#context.inspects) {
      const start = responseBodyStart(bytes, key, version);
      if (!this.#texts.prepareFetched(version, bytes, start)) return forward;
      this.#texts.open();
      return inspect;
    }
    if (expected.origin === 'token') this.#responses.token(bytes.subarray(lengthBytes));
    else if (!this.#responses.concerns(key, version) && !carriesAddresses(key, version)) {
      return forward;
    } else {
      const parts = this.#responses.read(expected, bytes);
      if (parts) return { kind: 'replace', parts };
    }
    return forward;
  }

  walk(direction: Direction, bytes: Uint8Array, inspector: Inspector): Disposition | undefined {
    if (this.#texts.isOpen) {
      this.#texts.walk(bytes, inspector);
      return undefined;
    }
    this.#inspection.walk(bytes, inspector);
    const refusal = this.#inspection.refusal;
    // Nothing can be answered to acks 0; like a broker, the gate ends the connection (KAFKA-1151).
    if (direction === 'request' && refusal && !this.#request?.expected) {
      this.#request = undefined;
      return { kind: 'close', parts: [], error: refusal };
    }
    return undefined;
  }

  seal(direction: Direction, bytes: Uint8Array, _inspector: Inspector): Uint8Array[] {
    const request = direction === 'request' ? this.#request : undefined;
    const refusal = this.#texts.isOpen ? undefined : this.#inspection.refusal;
    if (request?.expected && refusal) {
      this.#answer(request.expected, request.header, bytes, refusal);
      this.#request = undefined;
      return [];
    }
    const parts = this.#texts.isOpen ? this.#texts.seal(bytes) : this.#inspection.seal(bytes);
    if (direction === 'request') this.#request = undefined;
    else this.#response = undefined;
    return parts;
  }

  /** Answers a request natively when its turn comes; the server never sees it. */
  #answer(
    expected: Expected,
    header: RequestHeader,
    bytes: Uint8Array,
    error: TidegateError,
    topicIds?: ReadonlySet<string>,
  ): void {
    const code = kafkaErrorCode(error, header.api.key);
    const request = { bytes, start: header.bodyStart };
    expected.answer = refusalFrame({ ...expected, request, topicIds }, code, error.message);
    this.#context.refused(error, errorNames[code] ?? String(code));
  }

  due(direction: Direction): Uint8Array | undefined {
    if (direction === 'response') {
      return this.#replies.front?.answer ? this.#replies.shift()?.answer : undefined;
    }
    const question = this.#topics.takeQuestion();
    if (!question) return undefined;
    this.#replies.push(question.expected);
    return question.bytes;
  }

  refuse(error: TidegateError): Uint8Array | undefined {
    // In the middle of a frame any byte of ours would be taken for one of its own.
    if (this.#heads.isPassing('response')) return undefined;
    const response = this.#response;
    if (response && response.origin === 'client') {
      return refusalFrame(response, kafkaErrorCode(error, response.key), error.message);
    }
    const request = this.#request;
    // Older requests are still in flight, so an answer to this one would be taken for theirs.
    if (!request?.header.known || this.#replies.front !== request.expected) return undefined;
    const { api, version, correlationId } = request.header;
    const code = kafkaErrorCode(error, api.key);
    return refusalFrame({ key: api.key, version, correlationId }, code, error.message);
  }

  idle(): boolean {
    return this.#replies.size === 0 && !this.#topics.hasQuestion;
  }

  /** Kafka has no good-bye: clients take a closed connection as a reason to ask for metadata anew. */
  farewell(): Uint8Array | undefined {
    return undefined;
  }
}

function body(header: RequestHeader, bytes: Uint8Array): KafkaStruct {
  return decodeBody('request', header.api.key, header.version, bytes, header.bodyStart);
}
