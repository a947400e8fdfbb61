/**
 * What to do with the bytes at the front of a queue: wait for more of a frame, take it whole, or let
 * it pass. A large frame that nobody looks into passes in pieces, all but its last bytes: these are
 * taken, so that the conversation knows when the frame is over and nothing of its own gets between.
 */
import { TidegateError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import type { ConversationContext, Direction, Step } from '../../core/protocol.ts';
import { ApiKey } from './constants.ts';
import {
  frameSize,
  lengthBytes,
  requestApi,
  requestPrefixBytes,
  responsePrefixBytes,
} from './framing.ts';
import type { Expected, ReplyQueue } from './replies.ts';
import type { ResponseReader } from './responses.ts';
import type { SaslExchange } from './sasl.ts';
import { readInt16, readInt32 } from './schema/locate.ts';

/** Smaller frames are taken whole: that costs nothing, and they leave in one write. */
const passedBytesMin = 64 * 1024;
/** What is taken at the end of a frame that passes. */
const tailBytes = 1024;

/** How many bytes tell whether a frame may pass; 0 where it may, -1 where it must be taken. */
type More = number;

/** Throws where a response is not that to the request whose turn it is. */
export function checkTurn(expected: Expected, bytes: Uint8Array, start: number): void {
  if (readInt32(bytes, start + lengthBytes) === expected.correlationId) return;
  throw new TidegateError('TG-KAFKA-0005', 'correlation id', lengthBytes);
}

export class FrameHeads {
  #context: ConversationContext;
  #replies: ReplyQueue;
  #sasl: SaslExchange;
  #responses: ResponseReader;
  #step: Step = { kind: 'need', bytes: lengthBytes };
  /** Frames whose fronts have passed; a request with the reply that it will get, if any. */
  #passages: Partial<Record<Direction, { expected: Expected | undefined }>> = {};

  constructor(
    context: ConversationContext,
    replies: ReplyQueue,
    sasl: SaslExchange,
    responses: ResponseReader,
  ) {
    this.#context = context;
    this.#replies = replies;
    this.#sasl = sasl;
    this.#responses = responses;
  }

  head(direction: Direction, bytes: Uint8Array, start: number, end: number): Step {
    const have = end - start;
    if (this.#passages[direction]) return this.#say(have < tailBytes ? 'need' : 'take', tailBytes);
    if (have < lengthBytes) return this.#say('need', lengthBytes);
    const size = frameSize(bytes, start, this.#leastBody(direction));
    if (direction === 'request' && !this.#sasl.expectsToken) {
      // Another protocol is known by its first bytes, before anything is held for it.
      if (have < requestPrefixBytes) return this.#say('need', requestPrefixBytes);
      requestApi(bytes, start);
    }
    if (have >= size) return this.#say('take', size);
    if (size < passedBytesMin) return this.#say('need', size);
    const more =
      direction === 'request'
        ? this.#passRequest(bytes, start, end)
        : this.#passResponse(bytes, start, end);
    if (more === 0) return this.#say('pass', size - tailBytes);
    return this.#say('need', more > 0 && more < size ? more : size);
  }

  #say(kind: Step['kind'], bytes: number): Step {
    this.#step.kind = kind;
    this.#step.bytes = bytes;
    return this.#step;
  }

  #leastBody(direction: Direction): number {
    if (direction === 'request') {
      return this.#sasl.expectsToken ? 0 : requestPrefixBytes - lengthBytes;
    }
    const isToken = this.#replies.fromServer().origin === 'token';
    return isToken ? 0 : responsePrefixBytes - lengthBytes;
  }

  /** Of requests only Produce is large, and it passes where policy looks at nothing. */
  #passRequest(bytes: Uint8Array, start: number, end: number): More {
    if (this.#context.inspects || this.#sasl.expectsToken) return -1;
    if (this.#replies.size >= limits.kafka_in_flight_count_max) return -1;
    const { api, version } = requestApi(bytes, start);
    if (api.key !== ApiKey.produce) return -1;
    const peeked = peekAcks(bytes, start, end, version >= api.flexibleFrom);
    if (!peeked) return -1;
    if ('need' in peeked) return peeked.need;
    const correlationId = readInt32(bytes, start + lengthBytes + 4);
    // With acks 0 a broker says nothing.
    const expected: Expected | undefined =
      peeked.acks === 0
        ? undefined
        : { key: api.key, version, correlationId, origin: 'client', answer: undefined };
    this.#passages.request = { expected };
    return 0;
  }

  #passResponse(bytes: Uint8Array, start: number, end: number): More {
    if (end - start < responsePrefixBytes) return responsePrefixBytes;
    const expected = this.#replies.fromServer();
    const { key, version, origin } = expected;
    if (origin !== 'client' || this.#responses.concerns(key, version)) return -1;
    const isRead = key === ApiKey.fetch || key === ApiKey.shareFetch || key === ApiKey.offsetFetch;
    if (isRead && this.#context.inspects) return -1;
    checkTurn(expected, bytes, start);
    this.#passages.response = { expected };
    return 0;
  }

  isPassing(direction: Direction): boolean {
    return this.#passages[direction] !== undefined;
  }

  /** True where the taken bytes are the last of a frame that passed; it is then over. */
  endPassage(direction: Direction): boolean {
    const passage = this.#passages[direction];
    if (!passage) return false;
    this.#passages[direction] = undefined;
    if (direction === 'response') this.#replies.shift();
    else if (passage.expected) this.#replies.push(passage.expected);
    return true;
  }
}

/**
 * Acks of the Produce request at `start`, or the number of bytes that it takes to know them: they
 * stand behind the client id, the header's tagged fields and the transactional id. Undefined where
 * these are not in their usual form; then the frame must be read whole.
 */
function peekAcks(
  bytes: Uint8Array,
  start: number,
  end: number,
  isFlexible: boolean,
): { acks: number } | { need: number } | undefined {
  let at = start + requestPrefixBytes;
  const need = (count: number) => ({ need: at + count - start });
  if (end - at < 2) return need(2);
  at += 2 + Math.max(0, readInt16(bytes, at));
  if (end - at < 2) return need(2);
  if (isFlexible) {
    // One byte says that the header has no tagged fields, one is the id's length + 1, or 0 for none.
    if (bytes[at] !== 0 || bytes[at + 1] >= 0x80) return undefined;
    at += 2 + Math.max(0, bytes[at + 1] - 1);
  } else at += 2 + Math.max(0, readInt16(bytes, at));
  return end - at < 2 ? need(2) : { acks: readInt16(bytes, at) };
}
