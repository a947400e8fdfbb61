/**
 * The replies that a connection still owes to its client, in the order in which they must leave.
 * A broker answers one request after the other, and a response names nothing but a correlation id,
 * so what a response is can only be told from the request whose turn it is.
 */
import { TidegateError } from '../../core/errors.ts';

export interface Expected {
  readonly key: number;
  readonly version: number;
  readonly correlationId: number;
  /**
   * Whose it is: the client's request, a question of our own whose answer the client never sees, or
   * a SASL token without a header (SaslHandshake version 0).
   */
  readonly origin: 'client' | 'own' | 'token';
  /** An answer of our own: the server was never asked. */
  answer: Uint8Array | undefined;
}

/** Positions that are dropped from the front at once, so that taking one costs nothing. */
const compactAt = 256;

export class ReplyQueue {
  #list: Expected[] = [];
  #front = 0;

  get size(): number {
    return this.#list.length - this.#front;
  }

  push(expected: Expected): Expected {
    this.#list.push(expected);
    return expected;
  }

  /** The reply whose turn it is. */
  get front(): Expected | undefined {
    return this.#list[this.#front];
  }

  shift(): Expected | undefined {
    const expected = this.#list[this.#front];
    if (expected) this.#front++;
    if (this.#front === this.#list.length) {
      this.#list.length = 0;
      this.#front = 0;
    } else if (this.#front >= compactAt) {
      this.#list.splice(0, this.#front);
      this.#front = 0;
    }
    return expected;
  }

  /** The reply that the server must be giving now; throws TG-KAFKA-0005 where it owes none. */
  fromServer(): Expected {
    const expected = this.front;
    if (!expected || expected.answer) {
      throw new TidegateError('TG-KAFKA-0005', 'no request waits for it', 4);
    }
    return expected;
  }
}
