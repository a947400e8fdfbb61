/**
 * The contract that a protocol implements. A protocol is a set of pure state machines: bytes and
 * state in, answers out. It opens no socket, starts no timer and knows no policy; `core/session`
 * owns sockets, order, backpressure, deadlines and drain, and `core/inspect` owns what to look for
 * and what to do about it. So a protocol is tested in memory with captured bytes, and one suite
 * (`test/contract`) holds every protocol to the same promises.
 *
 * A fourth protocol is a folder under `proxies/` with the same eight files as its neighbours, one
 * line in `proxies/index.ts` and a folder in `test/containers/`.
 *
 * The life of one frame, for each direction by itself:
 *
 *     bytes ──> head() ──need──> wait for more
 *                 │
 *                 ├──pass──> forwarded in pieces, never held whole
 *                 └──take──> frame() ──forward / replace / swallow / secure / wait / close
 *                               └──inspect──> walk() ──> seal() ──> written
 *
 * After every step the session writes what `due()` has for either side.
 *
 * Any method may throw a `TidegateError`: the frame is then not forwarded, the error is counted and
 * audited, `refuse()` gives the native error, and the connection ends.
 */
import type { TidegateError } from './errors.ts';
import type { Action, ClientFacts, EventHub, Operation } from './events.ts';
import type { Inspector } from './inspect/inspector.ts';

/** `request`: from client to server. `response`: from server to client. */
export type Direction = 'request' | 'response';

/**
 * What `head` answers. The session reads it before it calls again, so a conversation may reuse one
 * object.
 * - `need`: cannot say until the queue holds `bytes` bytes, counted from its start.
 * - `pass`: the next `bytes` bytes go on unread; they need not have arrived yet.
 * - `take`: the next `bytes` bytes, all present, are one frame or a run of whole frames.
 */
export interface Step {
  kind: 'need' | 'pass' | 'take';
  bytes: number;
}

/**
 * What becomes of a taken frame or run.
 * - `forward`: it goes on byte-identical.
 * - `inspect`: `walk` then `seal` decide what goes on.
 * - `replace`: `parts` go on instead (addresses rewritten, handshake narrowed).
 * - `swallow`: nothing goes on. What the sender gets instead, if anything, comes through `due`.
 * - `secure`: TLS begins now on the named sides (MySQL's SSLRequest). `parts` are written to the
 *   peer in plain text first. Bytes already queued behind a plaintext TLS request are an attack
 *   (command injection before TLS) and end the connection.
 * - `wait`: something is missing. The session parks this direction alone and calls `frame` with the
 *   same bytes again when `until` settles or when the other direction has moved.
 * - `close`: `parts` are written to the client, then both sides end.
 */
export type Disposition =
  | { kind: 'forward' }
  | { kind: 'inspect' }
  | { kind: 'replace'; parts: Uint8Array[] }
  | { kind: 'swallow' }
  | { kind: 'secure'; sides: { client: boolean; server: boolean }; parts: Uint8Array[] }
  | { kind: 'wait'; for: string; until?: Promise<unknown> }
  | { kind: 'close'; parts: Uint8Array[]; error?: TidegateError };

/** The state of one client connection and its own server connection. */
export interface Conversation {
  /**
   * How many bytes until we can say, or what to do with those at the front of the queue. `bytes`
   * holds what has arrived, from `start` up to `end`; it may hold many frames, and a conversation
   * takes as many whole ones in one `take` as it can treat alike (rows of one result). A length
   * that is negative or over its limit throws here, before anything is held for it.
   */
  head(direction: Direction, bytes: Uint8Array, start: number, end: number): Step;

  /** Looks at a taken frame or run, updates the state, and says what becomes of it. */
  frame(direction: Direction, bytes: Uint8Array): Disposition;

  /**
   * Pushes the units and leaves of an inspected frame into the inspector. Asks `inspector.access`
   * before it decodes. It may be called again for the same frame, so it changes no state that a
   * second call would change twice. Returns a wait like `frame`'s where knowledge is missing.
   */
  walk(direction: Direction, bytes: Uint8Array, inspector: Inspector): Disposition | undefined;

  /**
   * What goes on instead of an inspected frame, from the innermost layer outwards: values, records,
   * compression, lengths, checksums, sequence numbers. Returns `[bytes]` itself when nothing
   * changed, and `[]` when nothing goes on (a blocked request, whose answer then comes by `due`).
   */
  seal(direction: Direction, bytes: Uint8Array, inspector: Inspector): Uint8Array[];

  /**
   * Bytes of our own that may be written now in that direction: a refusal whose turn in the reply
   * order has come (`response`), or a question of our own to the server (`request`). Undefined when
   * there is nothing. Called until undefined, and never in the middle of a passed frame.
   */
  due(direction: Direction): Uint8Array | undefined;

  /** The native error that tells the client's driver of `error` in the present phase, or undefined. */
  refuse(error: TidegateError): Uint8Array | undefined;

  /** True when no request waits for its reply, so that a drain may end the connection here. */
  idle(): boolean;

  /** The native good-bye of a draining server to an idle client (MySQL error 1053), or undefined. */
  farewell(): Uint8Array | undefined;
}

/** A server of the upstream cluster as the protocol names it. */
export interface UpstreamNode {
  /** Kafka node id. Undefined where the protocol knows members by address only. */
  id?: number;
  host: string;
  port: number;
}

/** The gate's addresses that stand for upstream nodes. A pure function of configuration and node. */
export interface Endpoints {
  /**
   * The address at which clients of this listener reach `node` through the gate; the gate listens
   * there when this returns. Undefined when no local port is left for it: the conversation must then
   * hide that node from the client.
   */
  local(node: UpstreamNode): { host: string; port: number } | undefined;
}

/** All that a conversation may know of the world around it. */
export interface ConversationContext {
  readonly client: ClientFacts;
  readonly endpoints: Endpoints;
  readonly events: EventHub;
  /** What is configured for TLS: `client` we can be a TLS server, `server` we are a TLS client. */
  readonly tls: {
    readonly client: boolean;
    readonly server: boolean;
    /** Whether the client side is encrypted already (TLS from the first byte). */
    readonly clientSecure: boolean;
  };
  /** True when policy could look at anything on this connection at all; false lets frames pass. */
  readonly inspects: boolean;
  /** The configuration's `options` of this listener, already checked. */
  readonly options: Readonly<Record<string, unknown>>;
  /**
   * Tells who the client is, once the server has accepted the login (never before). `clientApp` may
   * be told earlier through `announce`.
   */
  identify(identity: string): void;
  announce(clientApp: string): void;
  /** Records that the client touches a resource. Aggregated; cheap to repeat. */
  touch(resource: string, operation: Operation): void;
  /** Counts and audits a request that was refused natively (the connection goes on). */
  refused(error: TidegateError, native: string): void;
  /**
   * Memory for an output of `seal` or `frame`, at least `bytes` bytes with undefined content. The
   * session takes it back once it is written, so that large replies cost no allocation. Whatever
   * else an output is made of (views of the frame aside) must be fresh memory, never touched again.
   */
  allocate(bytes: number): Buffer;
  /** Asks the inspector before a frame is walked; see `Inspector.access`. */
  readonly inspector: Inspector;
}

/** Where an action may be used. A policy outside this table fails at load. */
export interface ActionTable {
  readonly read: readonly Action[];
  readonly write: readonly Action[];
  readonly admin: readonly Action[];
  /** Why an action is missing above, for the message at load: `drop on write breaks idempotence`. */
  readonly because: Readonly<Record<string, string>>;
}

export interface Protocol {
  /** Lower-case name as configuration, metrics and resources use it. */
  readonly name: string;
  readonly defaultPort: number;
  /** Who speaks first after connect. A client-first protocol lets the session spot a stray TLS hello. */
  readonly speaksFirst: 'client' | 'server';
  /** `first` (default): TLS begins with the first byte. `negotiated`: in mid-stream, by `secure`. */
  readonly tls?: 'first' | 'negotiated';
  readonly actions: ActionTable;
  open(context: ConversationContext): Conversation;
}
