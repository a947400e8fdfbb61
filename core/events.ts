/**
 * The one channel of events. The way of the data emits, `observe/` subscribes; nothing on the way
 * of the data ever calls a subscriber by name. Findings and decisions are aggregated per frame
 * before they are emitted. No event carries a value: classes, paths, resources, counts and shapes
 * (`ddd-dd-dddd`) only.
 */
import type { ErrorCode } from './errors.ts';

export type Action = 'allow' | 'tag' | 'alert' | 'mask' | 'drop' | 'block';
export type Operation = 'read' | 'write' | 'admin';

/** Who is behind one connection. `identity` is set only after the server accepted the login. */
export interface ClientFacts {
  readonly connection: number;
  readonly listener: string;
  readonly protocol: string;
  readonly address: string;
  identity: string;
  /** Program name as the client announces it: Kafka client.id, Mongo application name, MySQL program_name. */
  clientApp: string;
  /** Changes whenever a fact changes, so that plans compiled for the old facts are dropped. */
  revision: number;
}

/** What one policy did, or would have done, to one class at one path within one frame. */
export interface DecisionRecord {
  readonly action: Action;
  /** True when the policy only records (mode shadow or learn). */
  readonly shadow: boolean;
  readonly policy: string;
  /** `file:line` of the policy. */
  readonly source: string;
  readonly class: string;
  readonly detector: string;
  readonly resource: string;
  readonly path: string;
  /** Form of the first value, every letter as `a`/`A`, every digit as `d`; at most 64 characters. */
  readonly shape: string;
  /**
   * Form of what a mask that only records would have written instead of the first value; '' where
   * nothing would have been written.
   */
  readonly would: string;
  readonly confidence: number;
  count: number;
}

export interface EventMap {
  'connection.opened': { client: ClientFacts };
  'connection.closed': {
    client: ClientFacts;
    bytesUp: number;
    bytesDown: number;
    frames: number;
    code?: ErrorCode;
  };
  'identity.learnt': { client: ClientFacts };
  'resource.seen': { client: ClientFacts; resource: string; operation: Operation };
  decisions: { client: ClientFacts; operation: Operation; records: DecisionRecord[] };
  refusal: { client: ClientFacts; code: ErrorCode; detail: string; native: string };
  'decode.error': { client: ClientFacts; code: ErrorCode; detail: string; offset: number };
  'upstream.changed': { listener: string; node: string; up: boolean };
  'policy.loaded': { ok: boolean; hash: string; policies: number; detail: string };
}

export type EventName = keyof EventMap;
type Subscriber<K extends EventName> = (event: EventMap[K]) => void;

/** Synchronous publish and subscribe. A subscriber that throws is reported once and never reaches the data. */
export class EventHub {
  #subscribers = new Map<EventName, Subscriber<never>[]>();
  onFault: (name: EventName, error: unknown) => void = () => {};

  on<K extends EventName>(name: K, subscriber: Subscriber<K>): void {
    const list = this.#subscribers.get(name);
    if (list) list.push(subscriber as Subscriber<never>);
    else this.#subscribers.set(name, [subscriber as Subscriber<never>]);
  }

  emit<K extends EventName>(name: K, event: EventMap[K]): void {
    const list = this.#subscribers.get(name);
    if (!list) return;
    for (const subscriber of list) {
      try {
        (subscriber as Subscriber<K>)(event);
      } catch (error) {
        this.onFault(name, error);
      }
    }
  }
}
