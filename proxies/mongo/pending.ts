/** Requests that wait for their replies, in the order in which they went to the server. */
import { TidegateError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import type { Spot } from './addresses.ts';
import type { Attempt } from './auth.ts';
import type { Document } from './bson/values.ts';
import type { Reading } from './readings.ts';
import type { Form } from './refuse.ts';

/** What the reply is and what becomes of it. */
export type Expected =
  | { kind: 'pass' }
  | { kind: 'hello'; attempt: Attempt | undefined }
  | { kind: 'login'; attempt: Attempt | undefined }
  | { kind: 'logout' }
  /** Passes, but opens a cursor that must be known. */
  | { kind: 'track'; reading: Reading; cursor: bigint }
  /** `cursor`: the one that more is wanted of, 0 for a new one. */
  | { kind: 'read'; reading: Reading; isDropped: boolean; cursor: bigint }
  /** The rest of a stream whose beginning was refused. */
  | { kind: 'discard' }
  /** The answer to a question of our own. */
  | { kind: 'ours'; answered: (reply: Document) => void; reading: Reading | undefined }
  /** Never sent to the server: our own answer, whose turn comes. */
  | { kind: 'answer'; bytes: Uint8Array };

export interface Pending {
  /** What `responseTo` of the reply must be; in a stream of replies, the id of the last one. */
  requestId: number;
  readonly form: Form;
  /** Where the reply names servers. */
  readonly spots: readonly Spot[];
  /** The server may send several replies (exhaustAllowed). */
  readonly mayRepeat: boolean;
  expected: Expected;
  /** Called when a reply has come. */
  whenAnswered: (() => void) | undefined;
}

export class PendingQueue {
  #queue: Pending[] = [];

  get length(): number {
    return this.#queue.length;
  }

  get first(): Pending | undefined {
    return this.#queue[0];
  }

  push(pending: Pending): Pending {
    if (this.#queue.length >= limits.mongo_in_flight_count_max) {
      throw new TidegateError('TG-MONGO-0010', `${this.#queue.length} in flight`);
    }
    this.#queue.push(pending);
    return pending;
  }

  shift(): Pending | undefined {
    return this.#queue.shift();
  }

  /** The request that a reply to `responseTo` answers. */
  answeredBy(responseTo: number): Pending {
    const first = this.#queue[0];
    if (first && first.expected.kind !== 'answer' && first.requestId === responseTo) return first;
    throw new TidegateError('TG-MONGO-0007', '', 8);
  }

  every(test: (pending: Pending) => boolean): boolean {
    return this.#queue.every(test);
  }
}
