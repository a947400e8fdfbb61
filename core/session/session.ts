/**
 * One client connection and its own server connection: two ordered pumps around one conversation.
 *
 *     client ──request──> [queue ─ conversation ─ inspector] ──> server
 *     client <──response── [queue ─ conversation ─ inspector] <── server
 *
 * The session owns the sockets, order, backpressure, deadlines and drain, and nothing of the
 * protocol or the policy. Whatever goes wrong here ends this session and no other.
 */
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { asTidegateError, TidegateError } from '../errors.ts';
import type { ClientFacts, EventHub } from '../events.ts';
import type { SessionInspector } from '../inspect/session-inspector.ts';
import { limits } from '../limits.ts';
import { dial, secureClient, secureServer } from '../net/dial.ts';
import type { Address, ListenerSpec } from '../net/spec.ts';
import type {
  Conversation,
  ConversationContext,
  Disposition,
  Endpoints,
  Protocol,
} from '../protocol.ts';
import { Pump, type PumpOwner } from './pump.ts';
import { Side } from './side.ts';

export interface SessionOptions {
  readonly spec: ListenerSpec;
  readonly protocol: Protocol;
  readonly socket: Socket;
  readonly upstream: readonly Address[];
  readonly client: ClientFacts;
  readonly events: EventHub;
  readonly endpoints: Endpoints;
  readonly inspector: SessionInspector;
  readonly secureContext: SecureContext | undefined;
  readonly inspects: () => boolean;
  readonly onClosed: (session: Session) => void;
}

const noBytes = Buffer.alloc(0);

type Phase = 'opening' | 'open' | 'closing' | 'closed';

export class Session implements PumpOwner {
  readonly client: ClientFacts;
  conversation: Conversation | undefined;
  readonly startedAt = Date.now();
  readonly limits: Record<keyof typeof limits, number>;
  #options: SessionOptions;
  #phase: Phase = 'opening';
  #draining = false;
  /** TLS is being set up: nothing may be written meanwhile. */
  #securing = false;
  #clientSide = new Side();
  #serverSide = new Side();
  #requests: Pump;
  #responses: Pump;
  /** The pump whose frame is being treated, for the outputs that it allocates. */
  running: Pump;
  #host = '';
  #bytesSeen = 0;
  #activeAt = Date.now();
  #code: TidegateError['code'] | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.client = options.client;
    this.limits = { ...limits, ...options.spec.limits };
    this.#requests = new Pump('request', this.#clientSide, this.#serverSide, this);
    this.#responses = new Pump('response', this.#serverSide, this.#clientSide, this);
    this.running = this.#requests;
    this.#wire(this.#clientSide, this.#requests, this.#responses);
    this.#wire(this.#serverSide, this.#responses, this.#requests);
  }

  /** Secures the client side where TLS comes first, dials the server, and opens the conversation. */
  async start(): Promise<void> {
    const { spec, protocol, socket, events } = this.#options;
    events.emit('connection.opened', { client: this.client });
    this.#clientSide.pause();
    this.#clientSide.attach(socket, false);
    try {
      const tlsFirst = protocol.tls !== 'negotiated';
      if (tlsFirst && this.#options.secureContext) await this.#secureClientSide();
      await this.#reachServer(tlsFirst && spec.tls?.server !== undefined);
      if (this.#phase !== 'opening') {
        // The client left while the server was dialled.
        this.#serverSide.socket.destroy();
        return this.#destroy();
      }
      this.#phase = 'open';
      this.conversation = protocol.open(this.#context());
      this.#clientSide.resume();
      this.#responses.run();
      this.settle(this.#responses);
    } catch (error) {
      this.#failToStart(asTidegateError(error));
    }
  }

  /** Where the client speaks first, its first request is read, so that the error can answer it. */
  #failToStart(error: TidegateError): void {
    if (this.#phase !== 'opening') return this.fail(error);
    const { protocol } = this.#options;
    this.conversation ??= protocol.open(this.#context());
    if (error.code !== 'TG-CORE-0005' || protocol.speaksFirst === 'server') return this.fail(error);
    this.#phase = 'open';
    this.#requests.doom = error;
    this.#clientSide.resume();
  }

  async #reachServer(secure: boolean): Promise<void> {
    const { spec, upstream } = this.#options;
    const pump = this.#responses;
    const socket = await dial(spec, upstream, {
      buffer: () => pump.lend(),
      filled: (count, buffer) => pump.filled(count, buffer),
    });
    this.#host = upstream[0].host;
    if (!secure) {
      this.#serverSide.attach(socket, true);
      return;
    }
    this.#serverSide.attach(await secureServer(socket, spec, this.#host), false);
  }

  async #secureClientSide(hello: Buffer = noBytes): Promise<void> {
    const context = this.#options.secureContext;
    if (!context) throw new TidegateError('TG-CORE-0008', 'no certificate is configured');
    const raw = this.#clientSide.detach();
    if (hello.length > 0) raw.unshift(hello);
    this.#clientSide.attach(await secureClient(raw, context, this.#options.spec), false);
  }

  #wire(side: Side, reads: Pump, writes: Pump): void {
    side.on({
      bytes: (chunk) => {
        if (this.conversation && reads === this.#requests && reads.frames === 0) {
          if (!this.#plausibleStart(chunk)) return;
        }
        reads.push(chunk);
      },
      end: () => this.#onEnd(reads),
      drain: () => {
        if (writes.parkedAt === 0) writes.from.resume();
        writes.run();
      },
      close: () => this.#onClose(reads),
    });
  }

  /** A TLS hello where plain bytes are expected is a configuration fault worth its own code. */
  #plausibleStart(chunk: Buffer): boolean {
    const { protocol, secureContext } = this.#options;
    const isHello = chunk.length >= 3 && chunk[0] === 0x16 && chunk[1] === 0x03 && chunk[2] <= 4;
    if (!isHello || secureContext || protocol.speaksFirst === 'server') return true;
    if (this.#requests.queue.length > 0) return true;
    this.fail(new TidegateError('TG-CORE-0004', protocol.name, 0));
    return false;
  }

  inspect(pump: Pump, bytes: Buffer): Disposition | undefined {
    const conversation = this.conversation as Conversation;
    const inspector = this.#options.inspector;
    this.running = pump;
    inspector.begin();
    try {
      const later = conversation.walk(pump.direction, bytes, inspector);
      if (later) return later;
      const parts = conversation.seal(pump.direction, bytes, inspector);
      inspector.finish();
      if (parts.length > 0) pump.to.writeAll(parts);
    } catch (error) {
      if (this.#options.spec.onError !== 'fail_open') throw error;
      this.#report(asTidegateError(error));
      pump.to.write(bytes);
    }
    return undefined;
  }

  secure(disposition: Disposition & { kind: 'secure' }, hello: Buffer): void {
    this.#requests.stop();
    this.#responses.stop();
    this.#securing = true;
    this.#secureBoth(disposition.sides, hello).then(
      () => {
        this.#securing = false;
        this.#requests.resume();
        this.#responses.resume();
        this.settle(this.#requests);
      },
      (error) => this.fail(error),
    );
  }

  async #secureBoth(sides: { client: boolean; server: boolean }, hello: Buffer): Promise<void> {
    const waits: Promise<void>[] = [];
    if (sides.client) waits.push(this.#secureClientSide(hello));
    if (sides.server) {
      const raw = this.#serverSide.detach();
      waits.push(
        secureServer(raw, this.#options.spec, this.#host).then((socket) =>
          this.#serverSide.attach(socket, false),
        ),
      );
    }
    await Promise.all(waits);
  }

  settle(pump: Pump): void {
    const conversation = this.conversation;
    if (!conversation || this.#securing || this.#requests.doom) return;
    if (this.#phase === 'closed') return;
    try {
      this.#writeDue(conversation, this.#responses);
      this.#writeDue(conversation, this.#requests);
    } catch (error) {
      this.fail(error);
      return;
    }
    (pump === this.#requests ? this.#responses : this.#requests).retry();
    if (this.#draining && this.#phase === 'open' && conversation.idle()) this.#farewell();
  }

  /** Bytes of our own wait for the end of a frame that is being passed. */
  #writeDue(conversation: Conversation, pump: Pump): void {
    if (pump.isPassing) return;
    const { direction } = pump;
    for (let due = conversation.due(direction); due; due = conversation.due(direction)) {
      pump.to.write(due);
    }
  }

  close(parts: readonly Uint8Array[], error?: TidegateError): void {
    if (error) this.#report(error);
    if (this.#clientSide.socket && parts.length > 0) this.#clientSide.writeAll(parts);
    this.#end();
  }

  /** Ends the session with the protocol's own error to the client. */
  fail(error: unknown): void {
    if (this.#phase === 'closing' || this.#phase === 'closed') return;
    const known = asTidegateError(error);
    this.#report(known);
    let native: Uint8Array | undefined;
    try {
      native = this.conversation?.refuse(known);
    } catch {
      native = undefined;
    }
    if (native && !this.#responses.isPassing) this.#clientSide.write(native);
    this.#end();
  }

  /** Ends now if no request is in flight, else as soon as none is. */
  drain(): void {
    this.#draining = true;
    if (this.#phase === 'opening') return this.#destroy();
    if (this.#phase === 'open' && this.conversation?.idle()) this.#farewell();
  }

  /** Checks the deadlines; called about once a second by the gate. */
  sweep(now: number): void {
    if (this.#phase === 'closed') return;
    const bytes = this.#clientSide.bytesWritten + this.#serverSide.bytesWritten;
    if (bytes !== this.#bytesSeen) {
      this.#bytesSeen = bytes;
      this.#activeAt = now;
    }
    const unstarted = this.#requests.frames === 0;
    if (unstarted && now - this.startedAt > this.limits.handshake_timeout_ms) {
      return this.fail(new TidegateError('TG-CORE-0007'));
    }
    const parkedAt = this.#requests.parkedAt || this.#responses.parkedAt;
    if (parkedAt > 0 && now - parkedAt > this.limits.wait_timeout_ms) {
      return this.fail(new TidegateError('TG-CORE-0012'));
    }
    if (this.#requests.overdue(now) || this.#responses.overdue(now)) {
      return this.fail(new TidegateError('TG-CORE-0016'));
    }
    if (this.limits.idle_timeout_ms > 0 && now - this.#activeAt > this.limits.idle_timeout_ms) {
      this.fail(new TidegateError('TG-CORE-0006'));
    }
  }

  /** Ends both sockets at once. */
  destroy(): void {
    this.#destroy();
  }

  #farewell(): void {
    const bytes = this.conversation?.farewell();
    if (bytes) this.#clientSide.write(bytes);
    this.#code = 'TG-CORE-0010';
    this.#end();
  }

  #onEnd(pump: Pump): void {
    pump.ended = true;
    if (this.#phase === 'opening') return this.#destroy();
    if (this.#phase !== 'open') return;
    if (pump.queue.length > 0 && pump.parkedAt === 0) {
      this.#report(new TidegateError('TG-CORE-0003', `${pump.queue.length} bytes`));
    }
    pump.to.end();
  }

  #onClose(pump: Pump): void {
    if (this.#phase === 'opening' && pump === this.#requests) return this.#destroy();
    if (this.#phase === 'open') this.#end();
    const both = this.#clientSide.socket?.destroyed && this.#serverSide.socket?.destroyed !== false;
    if (both) this.#destroy();
  }

  /** Flushes what is written and ends both sides; nothing more is read. */
  #end(): void {
    if (this.#phase === 'closing' || this.#phase === 'closed') return;
    this.#phase = 'closing';
    this.#requests.stop();
    this.#responses.stop();
    this.#clientSide.end();
    this.#serverSide.end();
    const client = this.#clientSide.socket;
    const finish = () => this.#destroy();
    if (!client || client.writableFinished || client.destroyed) setImmediate(finish);
    else {
      client.once('finish', () => setImmediate(finish));
      setTimeout(finish, 2_000).unref();
    }
  }

  #destroy(): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'closed';
    this.#requests.stop();
    this.#responses.stop();
    this.#clientSide.socket?.destroy();
    this.#serverSide.socket?.destroy();
    this.#requests.giveBack();
    this.#responses.giveBack();
    this.#options.inspector.close();
    this.#options.events.emit('connection.closed', {
      client: this.client,
      bytesUp: this.#serverSide.bytesWritten,
      bytesDown: this.#clientSide.bytesWritten,
      frames: this.#requests.frames + this.#responses.frames,
      code: this.#code,
    });
    this.#options.onClosed(this);
  }

  #report(error: TidegateError): void {
    this.#code = error.code;
    this.#options.events.emit('decode.error', {
      client: this.client,
      code: error.code,
      detail: error.message,
      offset: error.offset,
    });
  }

  #context(): ConversationContext {
    const { spec, events, endpoints, inspector, inspects, secureContext, protocol } = this.#options;
    const client = this.client;
    const refused = (error: TidegateError, native: string) =>
      events.emit('refusal', { client, code: error.code, detail: error.message, native });
    return {
      client,
      endpoints,
      events,
      inspector,
      options: spec.options ?? {},
      tls: {
        client: secureContext !== undefined,
        server: spec.tls?.server !== undefined,
        clientSecure: secureContext !== undefined && protocol.tls !== 'negotiated',
      },
      get inspects() {
        return inspects();
      },
      identify: (identity) => {
        if (client.identity === identity) return;
        client.identity = identity;
        client.revision++;
        events.emit('identity.learnt', { client });
      },
      announce: (clientApp) => {
        if (client.clientApp === clientApp) return;
        client.clientApp = clientApp;
        client.revision++;
      },
      touch: (resource, operation) => inspector.touch(resource, operation),
      refused,
      allocate: (bytes) => this.running.allocate(bytes),
    };
  }
}
