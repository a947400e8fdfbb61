/**
 * Cases of `tidegate test` that are statements or pipelines: a gate in this process with the listener
 * as it is configured, a small server behind it, and an ordinary client, which asks once straight and
 * once through the gate. So the protocol's own lineage decides what is protected.
 */
import { isDeepStrictEqual } from 'node:util';
import { type ClientFacts, type DecisionRecord, EventHub } from '../../core/events.ts';
import { type Gate, startGate } from '../../core/gate.ts';
import type { ListenerSpec } from '../../core/net/spec.ts';
import type { Loaded } from '../../core/policy/load.ts';
import type { Policy } from '../../core/policy/plan.ts';
import type { TestCase } from '../../core/policy/schema.ts';
import type { Protocol } from '../../core/protocol.ts';
import { freePort } from '../../testing/ports.ts';
import { clientOf, type Evaluation, type Situation } from '../evaluate.ts';

/** A server that answers what a case says, and a client of it. */
export interface Stage {
  readonly port: number;
  /** Makes the server answer as the case says. */
  prepare(one: TestCase): Promise<void>;
  /** What a client at `port` gets. @throws the driver's error */
  ask(one: TestCase, port: number): Promise<unknown[]>;
  close(): Promise<void>;
}

/** Servers and drivers are loaded when they are needed. */
const stages: Readonly<Record<string, () => Promise<Stage>>> = {
  mongo: async () => (await import('./mongo.ts')).startMongoStage(),
  mysql: async () => (await import('./mysql.ts')).startMysqlStage(),
};

const firstPort = 23_500;
/** Ports behind a listener's own that stand for the nodes of its upstream. */
const nodePorts = 2;

export const isConversation = (one: TestCase): boolean =>
  one.sql !== undefined || one.pipeline !== undefined;

interface Opened {
  readonly stage: Stage;
  readonly gate: Gate;
  readonly events: EventHub;
}

/** Opens what cases need when they need it, and keeps it for the next ones. */
export class Conversations {
  readonly #loaded: Loaded;
  readonly #protocols: readonly Protocol[];
  #opened = new Map<string, Opened>();

  constructor(loaded: Loaded, protocols: readonly Protocol[]) {
    this.#loaded = loaded;
    this.#protocols = protocols;
  }

  /** @throws Error where the server or the driver fails for a reason that is not the gate */
  async evaluate(one: TestCase, situation: Situation): Promise<Evaluation> {
    const { stage, gate, events } = await this.#open(situation.listener ?? '');
    await stage.prepare(one);
    const straight = await stage.ask(one, stage.port);
    const records: DecisionRecord[] = [];
    let refusal = '';
    const watch = { on: true };
    events.on('decisions', (event) => watch.on && records.push(...event.records));
    const refused = ({ code, detail }: { code: string; detail: string }) => {
      if (watch.on) refusal ||= `${code} ${detail}`.trim();
    };
    events.on('refusal', refused);
    events.on('decode.error', refused);
    gate.setPolicy(new PolicyFor(this.#loaded.policy, clientOf(situation)));
    try {
      const { port } = gate.addresses.get(situation.listener ?? '')!;
      const output = await stage.ask(one, port);
      return { outcome: outcomeOf(straight, output), output, blockedBy: '', records };
    } catch (error) {
      if (refusal === '') throw error;
      return { outcome: 'blocked', output: undefined, blockedBy: refusal, records };
    } finally {
      watch.on = false;
    }
  }

  async close(): Promise<void> {
    for (const { gate, stage } of this.#opened.values()) {
      await gate.close();
      await stage.close();
    }
  }

  async #open(listener: string): Promise<Opened> {
    const known = this.#opened.get(listener);
    if (known) return known;
    const spec = this.#loaded.listeners.find(({ name }) => name === listener);
    if (!spec) throw new Error('no listener has the protocol of its resource');
    const stage = await stages[spec.protocol]();
    const events = new EventHub();
    const port = await freePort(firstPort, nodePorts);
    const listeners = [localSpec(spec, port, stage.port)];
    const { policy } = this.#loaded;
    const gate = await startGate({ listeners, policy, protocols: this.#protocols, events });
    const opened = { stage, gate, events };
    this.#opened.set(listener, opened);
    return opened;
  }
}

/** The listener with what it says of inspection, without what it says of the network. */
function localSpec(spec: ListenerSpec, port: number, upstream: number): ListenerSpec {
  const { name, protocol, onError, limits, options } = spec;
  const at = (number: number) => ({ host: '127.0.0.1', port: number });
  return { name, protocol, onError, limits, options, bind: at(port), upstream: [at(upstream)] };
}

function outcomeOf(straight: unknown[], output: unknown[]): Evaluation['outcome'] {
  if (isDeepStrictEqual(straight, output)) return 'unchanged';
  return output.length === 0 ? 'dropped' : 'changed';
}

/** A policy as it is for the client of a case, whoever is connected. */
class PolicyFor implements Policy {
  readonly revision: number;
  readonly #policy: Policy;
  readonly #client: ClientFacts;

  constructor(policy: Policy, client: ClientFacts) {
    this.revision = policy.revision;
    this.#policy = policy;
    this.#client = client;
  }

  inspects: Policy['inspects'] = (listener, protocol) => this.#policy.inspects(listener, protocol);

  plan: Policy['plan'] = (_client, resource, operation) =>
    this.#policy.plan(this.#client, resource, operation);
}
