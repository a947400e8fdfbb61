/**
 * A gate in memory: one conversation of any protocol, driven as core/session drives it, with the real
 * inspector and a real policy, but without sockets and clocks. Bytes go in on either side; what comes
 * out on both is kept.
 */
import { asTidegateError, TidegateError } from '../../core/errors.ts';
import { type ClientFacts, EventHub } from '../../core/events.ts';
import { PathTable } from '../../core/inspect/paths.ts';
import { SessionInspector } from '../../core/inspect/session-inspector.ts';
import { limits } from '../../core/limits.ts';
import type { Policy } from '../../core/policy/plan.ts';
import type {
  Conversation,
  ConversationContext,
  Direction,
  Disposition,
  Endpoints,
  Protocol,
} from '../../core/protocol.ts';

/** A taken frame or run, and what went on instead. */
export interface Treated {
  readonly direction: Direction;
  /** Number of the frame in its direction, counted from 0; -1 for what is swallowed. */
  readonly index: number;
  readonly inspected: boolean;
  readonly changed: boolean;
  /** Nothing went on: refused, or the answer to a question of the gate's own. */
  readonly swallowed: boolean;
}

export interface MemoryGateOptions {
  readonly policy: Policy;
  /** Where clients reach upstream nodes; by default at the node's own address, so that nothing changes. */
  readonly endpoints?: Endpoints;
  onTreated?(treated: Treated): void;
}

const directions = ['response', 'request'] as const;
const other = { request: 'response', response: 'request' } as const;
const identity: Endpoints = { local: ({ host, port }) => ({ host, port }) };
/** Names of paths are interned for the life of a process, as in a gate. */
const paths = new PathTable();
let gates = 0;

export class MemoryGate {
  readonly out: Record<Direction, Buffer[]> = { request: [], response: [] };
  /** Why the conversation ended; undefined while it lives. */
  ended: TidegateError | undefined;
  /** Requests that were refused natively while the connection went on. */
  readonly refused: string[] = [];
  readonly client: ClientFacts;
  readonly #conversation: Conversation;
  readonly #inspector: SessionInspector;
  readonly #options: MemoryGateOptions;
  #held: Record<Direction, Buffer> = { request: Buffer.alloc(0), response: Buffer.alloc(0) };
  #passing: Record<Direction, number> = { request: 0, response: 0 };
  #parked: Partial<Record<Direction, { frame: Buffer; atWalk: boolean }>> = {};
  #frames: Record<Direction, number> = { request: 0, response: 0 };

  constructor(protocol: Protocol, options: MemoryGateOptions) {
    this.#options = options;
    const client = clientOf(protocol);
    this.client = client;
    const events = new EventHub();
    this.#inspector = new SessionInspector(client, { policy: options.policy }, events, paths);
    const context: ConversationContext = {
      client,
      endpoints: options.endpoints ?? identity,
      events,
      tls: { client: false, server: false, clientSecure: false },
      inspects: options.policy.inspects('test', protocol.name),
      options: {},
      identify: (name) => {
        client.identity = name;
        client.revision++;
      },
      announce: (name) => {
        client.clientApp = name;
        client.revision++;
      },
      touch: () => {},
      refused: (error) => this.refused.push(error.code),
      allocate: (bytes) => Buffer.allocUnsafe(bytes),
      inspector: this.#inspector,
    };
    this.#conversation = protocol.open(context);
  }

  get isParked(): boolean {
    return this.#parked.request !== undefined || this.#parked.response !== undefined;
  }

  /** All that has gone out so far in one direction. */
  output(direction: Direction): Buffer {
    return Buffer.concat(this.out[direction]);
  }

  /** Bytes that have come in and have neither gone on nor been refused. */
  waiting(direction: Direction): number {
    return this.#held[direction].length + (this.#parked[direction]?.frame.length ?? 0);
  }

  push(direction: Direction, bytes: Uint8Array): void {
    if (this.ended) return;
    const held = this.#held[direction];
    this.#held[direction] = held.length === 0 ? Buffer.from(bytes) : Buffer.concat([held, bytes]);
    this.#run(direction);
  }

  #run(direction: Direction): void {
    try {
      while (!this.ended && this.#step(direction));
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.ended = asTidegateError(error);
    const native = this.#conversation.refuse(this.ended);
    if (native) this.out.response.push(Buffer.from(native));
  }

  #step(direction: Direction): boolean {
    const held = this.#held[direction];
    if (this.#parked[direction] || held.length === 0) return false;
    if (this.#passing[direction] > 0) return this.#pass(direction);
    const { kind, bytes } = this.#conversation.head(direction, held, 0, held.length);
    if (kind === 'need') {
      if (bytes <= held.length) throw new TidegateError('TG-CORE-0013', 'head needs nothing');
      if (bytes > limits.frame_bytes_max) throw new TidegateError('TG-CORE-0001', `${bytes}`);
      return false;
    }
    if (bytes <= 0) throw new TidegateError('TG-CORE-0013', 'head takes nothing');
    if (kind === 'pass') {
      this.#passing[direction] = bytes;
      return true;
    }
    if (bytes > held.length) throw new TidegateError('TG-CORE-0013', 'head takes too much');
    // A copy, so that what is kept of a frame does not change under it unnoticed.
    const frame = Buffer.from(held.subarray(0, bytes));
    this.#held[direction] = held.subarray(bytes);
    return this.#treat(direction, frame, false);
  }

  #pass(direction: Direction): boolean {
    const held = this.#held[direction];
    const count = Math.min(held.length, this.#passing[direction]);
    this.out[direction].push(Buffer.from(held.subarray(0, count)));
    this.#held[direction] = held.subarray(count);
    this.#passing[direction] -= count;
    if (this.#passing[direction] === 0) {
      this.#frames[direction]++;
      this.#settle(direction);
    }
    return true;
  }

  /** False when the frame is parked. */
  #treat(direction: Direction, frame: Buffer, atWalk: boolean): boolean {
    let disposition: Disposition = atWalk
      ? { kind: 'inspect' }
      : this.#conversation.frame(direction, frame);
    const inspected = disposition.kind === 'inspect';
    if (inspected) disposition = this.#inspect(direction, frame);
    if (disposition.kind === 'wait') {
      this.#parked[direction] = { frame, atWalk: inspected };
      this.#settleDue();
      return false;
    }
    const parts = this.#dispose(direction, disposition, frame);
    const changed = !Buffer.concat(parts).equals(frame);
    const swallowed = parts.length === 0;
    const index = swallowed ? -1 : this.#frames[direction]++;
    this.#options.onTreated?.({ direction, index, inspected, changed, swallowed });
    this.#settle(direction);
    return true;
  }

  #inspect(direction: Direction, frame: Buffer): Disposition {
    const inspector = this.#inspector;
    inspector.begin();
    const later = this.#conversation.walk(direction, frame, inspector);
    if (later) return later;
    const parts = this.#conversation.seal(direction, frame, inspector);
    inspector.finish();
    return { kind: 'replace', parts };
  }

  /** Writes what goes on and returns it. */
  #dispose(direction: Direction, disposition: Disposition, frame: Buffer): Buffer[] {
    if (disposition.kind === 'close') {
      this.out.response.push(...disposition.parts.map((part) => Buffer.from(part)));
      this.ended = disposition.error ?? new TidegateError('TG-CORE-0009');
      return [];
    }
    if (disposition.kind === 'secure') throw new TidegateError('TG-CORE-0008', 'no TLS in memory');
    const parts =
      disposition.kind === 'forward'
        ? [frame]
        : disposition.kind === 'replace'
          ? disposition.parts.map((part) => Buffer.from(part))
          : [];
    this.out[direction].push(...parts);
    return parts;
  }

  #settleDue(): void {
    for (const direction of directions) {
      for (
        let due = this.#conversation.due(direction);
        due;
        due = this.#conversation.due(direction)
      ) {
        this.out[direction].push(Buffer.from(due));
      }
    }
  }

  /** Writes what is due; a frame that waits on the other side is tried again. */
  #settle(direction: Direction): void {
    this.#settleDue();
    const parked = this.#parked[other[direction]];
    if (!parked) return;
    delete this.#parked[other[direction]];
    if (this.#treat(other[direction], parked.frame, parked.atWalk)) this.#run(other[direction]);
  }
}

function clientOf({ name }: Protocol): ClientFacts {
  return {
    connection: 1,
    // A listener of its own: what a protocol learns of a cluster, it may keep for the listener.
    listener: `test-${++gates}`,
    protocol: name,
    address: '127.0.0.1',
    identity: '',
    clientApp: '',
    revision: 0,
  };
}
