/**
 * Tidegate inside a test suite: a gate in this process, in front of whatever servers the suite has
 * started, with what it decided at hand for assertions.
 *
 *     await using gate = await startTestGate({
 *       config: 'policy.yaml',
 *       upstreams: { crm: 'mongodb://127.0.0.1:27017' },
 *     });
 *     const client = new MongoClient(`mongodb://${gate.address('crm')}`);
 *     ...
 *     gate.assertDecided({ action: 'mask', class: 'pii.email', path: 'contact.email' });
 */
import { AssertionError } from 'node:assert';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Action, type DecisionRecord, EventHub } from '../core/events.ts';
import { type Gate, startGate } from '../core/gate.ts';
import { type Address, formatAddress, type ListenerSpec, parseAddress } from '../core/net/spec.ts';
import { type Loaded, loadFile, loadText } from '../core/policy/load.ts';
import { formatFault } from '../core/policy/source.ts';
import { protocols } from '../proxies/index.ts';
import { freePort } from './ports.ts';

export interface TestGateOptions {
  /** Path of a configuration, or its text. */
  readonly config: string;
  /**
   * Where each listener's servers are, by its name: `host:port`, several with commas, or a connection
   * string. Listeners that are not named keep what the configuration says.
   */
  readonly upstreams?: Readonly<Record<string, string>>;
  /** What `${NAME}` in the configuration stands for. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Which decisions are meant; every condition that is given must hold. */
export interface DecisionFilter {
  readonly action?: Action;
  readonly class?: string;
  readonly resource?: string;
  readonly path?: string;
  readonly policy?: string;
}

const firstPort = 23_000;
/** Ports behind a listener's own that stand for the nodes of its upstream. */
const nodePorts = 16;
const wait_timeout_ms = 5_000;
const poll_every_ms = 10;

/** Starts a gate on free ports of 127.0.0.1. @throws Error with all faults of the configuration */
export async function startTestGate(options: TestGateOptions): Promise<TestGate> {
  const loaded = load(options.config, options.env);
  const unknown = Object.keys(options.upstreams ?? {}).filter(
    (name) => !loaded.listeners.some((listener) => listener.name === name),
  );
  if (unknown.length > 0) throw new Error(`no listener is called ${unknown.join(', ')}`);
  const listeners: ListenerSpec[] = [];
  let wanted = firstPort;
  for (const spec of loaded.listeners) {
    const port = await freePort(wanted, nodePorts);
    wanted = port + nodePorts + 1;
    const upstream = upstreamOf(spec, options.upstreams?.[spec.name]);
    listeners.push({ ...spec, bind: { host: '127.0.0.1', port }, nodes: undefined, upstream });
  }
  const events = new EventHub();
  const { policy } = loaded;
  const gate = await startGate({ listeners, policy, protocols, events });
  return new TestGate(gate, events, options);
}

export class TestGate {
  /** What policies did, or in mode shadow would have done, since the start or the last `reset`. */
  readonly decisions: DecisionRecord[] = [];
  readonly #gate: Gate;
  readonly #options: TestGateOptions;
  #revision = 1;

  constructor(gate: Gate, events: EventHub, options: TestGateOptions) {
    this.#gate = gate;
    this.#options = options;
    events.on('decisions', ({ records }) => {
      for (const record of records) this.decisions.push({ ...record });
    });
  }

  /** `host:port` at which clients reach a listener. */
  address(listener: string): string {
    const address = this.#gate.addresses.get(listener);
    if (!address) throw new Error(`no listener is called ${listener}`);
    return formatAddress(address);
  }

  /** Puts the policies of another configuration in force, for connections that are open as well. */
  setPolicy(config: string): void {
    this.#revision += 1;
    this.#gate.setPolicy(load(config, this.#options.env, this.#revision).policy);
  }

  /** Forgets what was decided. */
  reset(): void {
    this.decisions.length = 0;
  }

  decided(filter: DecisionFilter): DecisionRecord[] {
    const conditions = Object.entries(filter) as [keyof DecisionFilter, string][];
    return this.decisions.filter((record) =>
      conditions.every(([name, value]) => record[name] === value),
    );
  }

  /** Fails when nothing like it was decided, and tells what was. */
  assertDecided(filter: DecisionFilter): void {
    if (this.decided(filter).length > 0) return;
    throw this.#failure('nothing was decided like', filter, this.decisions);
  }

  /** Fails when something like it was decided: `assertNothingDecided({ class: 'pci.pan' })`. */
  assertNothingDecided(filter: DecisionFilter = {}): void {
    const found = this.decided(filter);
    if (found.length > 0) throw this.#failure('there are decisions like', filter, found);
  }

  /** Waits until something like it has been decided, at most five seconds unless told otherwise. */
  async waitForDecision(
    filter: DecisionFilter,
    timeoutMs = wait_timeout_ms,
  ): Promise<DecisionRecord> {
    for (let waited = 0; waited < timeoutMs; waited += poll_every_ms) {
      const [found] = this.decided(filter);
      if (found) return found;
      await sleep(poll_every_ms);
    }
    throw this.#failure(`in ${timeoutMs} ms nothing was decided like`, filter, this.decisions);
  }

  /** Ends all connections and listeners. */
  close(): Promise<void> {
    return this.#gate.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #failure(what: string, filter: DecisionFilter, seen: readonly DecisionRecord[]): AssertionError {
    const lines = seen.map(
      ({ action, class: name, resource, path, count, source, policy, shape }) =>
        `  ${action} ${resource} ${path} ${name} x${count} ${shape}, ${policy} (${source})`,
    );
    const list = lines.length > 0 ? lines.join('\n') : '  nothing at all';
    const message = `${what} ${JSON.stringify(filter)}; decided:\n${list}`;
    return new AssertionError({ message });
  }
}

function load(config: string, env: TestGateOptions['env'], revision = 1): Loaded {
  const options = { protocols, env: { ...process.env, ...env }, revision };
  const isFile = !config.includes('\n') && existsSync(config);
  const loaded = isFile ? loadFile(config, options) : loadText(config, 'config', options);
  if (!loaded.ok) throw new Error(loaded.faults.map(formatFault).join('\n'));
  return loaded;
}

function upstreamOf(spec: ListenerSpec, text: string | undefined): readonly Address[] {
  if (text === undefined) return spec.upstream;
  const { defaultPort } = protocols.find(({ name }) => name === spec.protocol) ?? {};
  const bare = text.replace(/^[a-z]+:\/\//i, '').replace(/[/?].*$/s, '');
  return bare
    .slice(bare.lastIndexOf('@') + 1)
    .split(',')
    .map((part) => {
      const address = parseAddress(part, defaultPort);
      if (!address) throw new Error(`'${part}' is not host:port`);
      return address;
    });
}
