/**
 * The gate: all listeners of one process, the policy in force, and the sessions. Embedders use it
 * directly; the command line adds configuration files, signals and workers.
 */
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { spokenName } from './detect/index.ts';
import { asTidegateError, TidegateError } from './errors.ts';
import { type ClientFacts, EventHub } from './events.ts';
import { PathTable } from './inspect/paths.ts';
import { SessionInspector } from './inspect/session-inspector.ts';
import { limits } from './limits.ts';
import { Listener } from './net/listener.ts';
import { NodePorts } from './net/node-ports.ts';
import type { Address, ListenerSpec } from './net/spec.ts';
import type { Policy } from './policy/plan.ts';
import type { Endpoints, Protocol } from './protocol.ts';
import { Session } from './session/session.ts';

export interface GateOptions {
  readonly listeners: readonly ListenerSpec[];
  readonly policy: Policy;
  readonly protocols: readonly Protocol[];
  readonly events?: EventHub;
  /** Several processes listen on the same ports; ports must then be fixed. */
  readonly reusePort?: boolean;
}

const sweepEveryMs = 1_000;
let connectionCount = 0;

/** Starts listening. @throws the system's error when a port cannot be had; nothing stays open then. */
export async function startGate(options: GateOptions): Promise<Gate> {
  const gate = new Gate(options);
  try {
    await gate.listen();
  } catch (error) {
    await gate.close();
    throw error;
  }
  return gate;
}

export class Gate {
  readonly events: EventHub;
  readonly sessions = new Set<Session>();
  /** Address of each listener by name, with the port that was really bound. */
  readonly addresses = new Map<string, Address>();
  policy: Policy;
  draining = false;
  #options: GateOptions;
  #paths = new PathTable(spokenName);
  #doors: Door[] = [];
  #sweep: NodeJS.Timeout;
  #idle: (() => void)[] = [];
  /** Open sessions by listener. */
  #counts = new Map<string, number>();

  constructor(options: GateOptions) {
    this.#options = options;
    this.policy = options.policy;
    this.events = options.events ?? new EventHub();
    this.#sweep = setInterval(() => this.#sweepSessions(), sweepEveryMs);
    this.#sweep.unref();
  }

  async listen(): Promise<void> {
    for (const spec of this.#options.listeners) {
      const protocol = this.#options.protocols.find(({ name }) => name === spec.protocol);
      if (!protocol) throw new TidegateError('TG-CONFIG-0001', `protocol ${spec.protocol}`);
      const door = new Door(this, spec, protocol, this.#options.reusePort ?? false);
      this.#doors.push(door);
      this.addresses.set(spec.name, await door.open());
    }
  }

  /** Puts another policy in force, for frames from now on of all connections. */
  setPolicy(policy: Policy): void {
    this.policy = policy;
  }

  /** Stops accepting, ends sessions as they fall idle, and all that are left at the deadline. */
  async drain(timeoutMs: number = this.#drainTimeoutMs()): Promise<void> {
    this.draining = true;
    const closing = this.#doors.map((door) => door.close());
    for (const session of [...this.sessions]) session.drain();
    await this.#untilIdle(timeoutMs);
    for (const session of [...this.sessions]) session.destroy();
    clearInterval(this.#sweep);
    await Promise.all(closing);
  }

  close(): Promise<void> {
    return this.drain(0);
  }

  /** The longest that any listener allows. */
  #drainTimeoutMs(): number {
    const of = (spec: ListenerSpec) => spec.limits?.drain_timeout_ms ?? limits.drain_timeout_ms;
    return Math.max(0, ...this.#options.listeners.map(of));
  }

  #isFull(spec: ListenerSpec): boolean {
    const most = spec.limits?.connections_count_max ?? limits.connections_count_max;
    return (this.#counts.get(spec.name) ?? 0) >= most;
  }

  accept(
    socket: Socket,
    spec: ListenerSpec,
    protocol: Protocol,
    upstream: readonly Address[],
    endpoints: Endpoints,
    secureContext: SecureContext | undefined,
  ): void {
    if (this.draining || this.#isFull(spec)) {
      socket.destroy();
      return;
    }
    const client: ClientFacts = {
      connection: ++connectionCount,
      listener: spec.name,
      protocol: protocol.name,
      address: socket.remoteAddress ?? '',
      identity: '',
      clientApp: '',
      revision: 0,
    };
    const inspector = new SessionInspector(client, this, this.events, this.#paths);
    const session = new Session({
      spec,
      protocol,
      socket,
      upstream,
      client,
      events: this.events,
      endpoints,
      inspector,
      secureContext,
      inspects: () => this.policy.inspects(spec.name, protocol.name),
      onClosed: (closed) => this.#forget(closed),
    });
    this.sessions.add(session);
    this.#counts.set(spec.name, (this.#counts.get(spec.name) ?? 0) + 1);
    session.start().catch((error) => session.fail(asTidegateError(error)));
  }

  #forget(session: Session): void {
    if (!this.sessions.delete(session)) return;
    const { listener } = session.client;
    this.#counts.set(listener, (this.#counts.get(listener) ?? 1) - 1);
    if (this.sessions.size > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle = [];
  }

  #untilIdle(timeoutMs: number): Promise<void> {
    if (this.sessions.size === 0 || timeoutMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#idle.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #sweepSessions(): void {
    const now = Date.now();
    for (const session of this.sessions) session.sweep(now);
  }
}

/** One configured listener: its own port, and the ports that stand for upstream nodes. */
class Door {
  #gate: Gate;
  #spec: ListenerSpec;
  #protocol: Protocol;
  #reusePort: boolean;
  #secureContext: SecureContext | undefined;
  #ports!: NodePorts;
  #listeners = new Map<number, Listener>();

  constructor(gate: Gate, spec: ListenerSpec, protocol: Protocol, reusePort: boolean) {
    this.#gate = gate;
    this.#spec = spec;
    this.#protocol = protocol;
    this.#reusePort = reusePort;
    const { client } = spec.tls ?? {};
    this.#secureContext = client && createSecureContext(client);
  }

  async open(): Promise<Address> {
    const { bind, nodes } = this.#spec;
    const main = new Listener((socket) => this.#accept(socket, this.#spec.upstream));
    const port = await main.listen(bind, this.#reusePort);
    this.#listeners.set(port, main);
    this.#ports = new NodePorts(this.#spec, port);
    // Configured node ports answer from the start: clients may know them from an earlier run.
    for (let p = nodes?.first ?? 1; p <= (nodes?.last ?? 0); p++) await this.#openNode(p);
    return { host: bind.host, port };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#listeners.values()].map((listener) => listener.close()));
  }

  #openNode(port: number): Promise<number> {
    const listener = new Listener((socket) => {
      // A node that no client has asked about yet: any server can tell where the others are.
      const target = this.#ports.targetOf(port);
      this.#accept(socket, target ? [target] : this.#spec.upstream);
    });
    this.#listeners.set(port, listener);
    return listener.listen({ host: this.#spec.bind.host, port }, this.#reusePort);
  }

  #accept(socket: Socket, upstream: readonly Address[]): void {
    const host = this.#spec.advertised ?? plainAddress(socket.localAddress ?? '');
    const endpoints: Endpoints = {
      local: (node) => {
        const port = this.#ports.portOf(node);
        if (port === undefined) return undefined;
        if (!this.#listeners.has(port)) this.#openNode(port).catch(() => {});
        return { host, port };
      },
    };
    this.#gate.accept(socket, this.#spec, this.#protocol, upstream, endpoints, this.#secureContext);
  }
}

/** IPv4 addresses of dual-stack sockets without their IPv6 prefix. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
