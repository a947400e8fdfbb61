/**
 * A gate in memory for the tests of this folder: one conversation driven as core/session drives it,
 * with the real inspector and a policy made of a few rules. No sockets, no clocks.
 */
import { createDetection } from '../../core/detect/index.ts';
import { asTidegateError, type TidegateError } from '../../core/errors.ts';
import { type Action, type ClientFacts, EventHub, type Operation } from '../../core/events.ts';
import { PathTable } from '../../core/inspect/paths.ts';
import { SessionInspector } from '../../core/inspect/session-inspector.ts';
import type { Plan, Policy, Rule } from '../../core/policy/plan.ts';
import type { Conversation, Direction, Disposition } from '../../core/protocol.ts';
import { mysql } from './index.ts';
import {
  type GreetingOptions,
  greeting,
  handshakeReply,
  ok,
  type ReplyOptions,
} from './packets.double.ts';

export interface TestRule {
  /** Exact resource; every one if left out. */
  resource?: string;
  operation?: Operation;
  class?: string;
  field?: string;
  action: Action;
  /** What the mask gives; null for a null value. */
  substitute?: string | null;
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function ruleOf({ action, substitute = 'MASKED' }: TestRule): Rule {
  const mask = { name: 'test', types: new Set<never>(), apply: () => substitute };
  return {
    action,
    shadow: false,
    mask: action === 'mask' ? mask : undefined,
    policy: `test ${action}`,
    source: 'test.yaml:1',
    minConfidence: 0,
  };
}

function planOf(resource: string, rules: readonly TestRule[]): Plan | undefined {
  if (rules.length === 0) return undefined;
  const made = rules.map((rule) => ({ ...rule, rule: ruleOf(rule) }));
  const inside = made.filter((rule) => rule.class || rule.field);
  return {
    resource,
    access: made.find((rule) => !rule.class && !rule.field)?.rule,
    accessShadows: [],
    inspects: inside.length > 0,
    detection: made.some((rule) => rule.class) ? createDetection() : undefined,
    fieldRules: (steps) =>
      made
        .filter((rule) => rule.field && !rule.class && steps.some((s) => same(s, rule.field!)))
        .map((rule) => rule.rule),
    anyFieldRules: () => made.filter((rule) => rule.field && !rule.class).map(({ rule }) => rule),
    classRules: (name, steps) =>
      made
        .filter((rule) => rule.class === name)
        .filter((rule) => !rule.field || steps.some((step) => same(step, rule.field!)))
        .map(({ rule }) => rule),
  };
}

function policyOf(rules: readonly TestRule[]): Policy {
  const plans = new Map<string, Plan | undefined>();
  return {
    revision: 1,
    inspects: () => rules.length > 0,
    rulesFields: () => rules.some((rule) => rule.field && !rule.class),
    plan(_client, resource, operation) {
      const key = `${operation} ${resource}`;
      if (!plans.has(key)) {
        const apply = rules.filter(
          (rule) =>
            (!rule.resource || rule.resource === resource) &&
            (rule.operation ?? 'read') === operation,
        );
        plans.set(key, planOf(resource, apply));
      }
      return plans.get(key);
    },
  };
}

export interface GateOptions {
  rules?: readonly TestRule[];
  tls?: { client: boolean; server: boolean };
}

export class Gate {
  readonly conversation: Conversation;
  readonly client: ClientFacts;
  readonly sent: Record<Direction, Buffer[]> = { request: [], response: [] };
  readonly refused: string[] = [];
  readonly secured: { client: boolean; server: boolean }[] = [];
  error: TidegateError | undefined;
  /** Whether the conversation has ended both sides. */
  closed = false;
  #inspector: SessionInspector;
  #held: Record<Direction, Buffer> = { request: Buffer.alloc(0), response: Buffer.alloc(0) };
  #passing: Record<Direction, number> = { request: 0, response: 0 };
  #parked: Partial<Record<Direction, Buffer>> = {};

  constructor({ rules = [], tls = { client: false, server: false } }: GateOptions = {}) {
    const events = new EventHub();
    const client: ClientFacts = {
      connection: 1,
      listener: 'test',
      protocol: 'mysql',
      address: '127.0.0.1',
      identity: '',
      clientApp: '',
      revision: 0,
    };
    this.client = client;
    const source = { policy: policyOf(rules) };
    this.#inspector = new SessionInspector(client, source, events, new PathTable());
    this.conversation = mysql.open({
      client,
      endpoints: { local: (node) => node },
      events,
      tls: { ...tls, clientSecure: false },
      inspects: true,
      options: {},
      inspector: this.#inspector,
      identify: (identity) => {
        client.identity = identity;
        client.revision++;
      },
      announce: (app) => {
        client.clientApp = app;
      },
      touch: () => {},
      refused: (error) => this.refused.push(error.code),
      allocate: (bytes) => Buffer.alloc(bytes, 0xaa),
    });
  }

  /** Logs in, and forgets what was sent for it. */
  static open(
    options: GateOptions = {},
    server: GreetingOptions = {},
    reply: ReplyOptions = {},
  ): Gate {
    const gate = new Gate(options);
    gate.fromServer(greeting(server));
    gate.fromClient(handshakeReply(reply));
    gate.fromServer(ok(2));
    gate.forget();
    return gate;
  }

  forget(): void {
    this.sent.request = [];
    this.sent.response = [];
  }

  fromClient(...packets: Uint8Array[]): void {
    for (const packet of packets) this.push('request', packet);
  }

  fromServer(...packets: Uint8Array[]): void {
    for (const packet of packets) this.push('response', packet);
  }

  toClient(): Buffer {
    return Buffer.concat(this.sent.response);
  }

  toServer(): Buffer {
    return Buffer.concat(this.sent.request);
  }

  push(direction: Direction, bytes: Uint8Array): void {
    if (this.error) return;
    this.#held[direction] = Buffer.concat([this.#held[direction], bytes]);
    try {
      while (!this.error && this.#step(direction));
    } catch (error) {
      this.error = asTidegateError(error);
      const native = this.conversation.refuse(this.error);
      if (native) this.sent.response.push(Buffer.from(native));
    }
  }

  #step(direction: Direction): boolean {
    const held = this.#held[direction];
    if (held.length === 0 || this.#parked[direction]) return false;
    if (this.#passing[direction] > 0) {
      const count = Math.min(this.#passing[direction], held.length);
      this.#passing[direction] -= count;
      this.#emit(direction, [held.subarray(0, count)]);
      this.#held[direction] = held.subarray(count);
      this.settle(direction);
      return true;
    }
    // A conversation must not care where in its memory a frame stands.
    const shifted = Buffer.concat([Buffer.alloc(3), held]);
    const step = this.conversation.head(direction, shifted, 3, shifted.length);
    if (step.kind === 'need') {
      if (step.bytes <= held.length) throw new Error('head needs what is there');
      return false;
    }
    if (step.bytes <= 0) throw new Error('head does nothing');
    if (step.kind === 'pass') {
      this.#passing[direction] = step.bytes;
      return true;
    }
    if (step.bytes > held.length) throw new Error('head takes too much');
    const frame = Buffer.from(held.subarray(0, step.bytes));
    this.#held[direction] = held.subarray(step.bytes);
    return this.#frame(direction, frame);
  }

  #frame(direction: Direction, frame: Buffer): boolean {
    let disposition: Disposition = this.conversation.frame(direction, frame);
    if (disposition.kind === 'wait') {
      this.#parked[direction] = frame;
      return false;
    }
    if (disposition.kind === 'inspect') {
      this.#inspector.begin();
      this.conversation.walk(direction, frame, this.#inspector);
      const parts = this.conversation.seal(direction, frame, this.#inspector);
      this.#inspector.finish();
      disposition = { kind: 'replace', parts };
    }
    if (disposition.kind === 'forward') this.#emit(direction, [frame]);
    else if (disposition.kind === 'replace') this.#emit(direction, disposition.parts);
    else if (disposition.kind === 'secure') {
      this.#emit(direction, disposition.parts);
      this.secured.push(disposition.sides);
    } else if (disposition.kind === 'close') {
      this.closed = true;
      this.error = disposition.error;
    }
    this.settle(direction);
    return true;
  }

  #emit(direction: Direction, parts: readonly Uint8Array[]): void {
    for (const part of parts) this.sent[direction].push(Buffer.from(part));
  }

  /** Writes what is due and tries a parked frame of the other side again. */
  settle(direction: Direction): void {
    for (const each of ['response', 'request'] as const) {
      for (let due = this.conversation.due(each); due; due = this.conversation.due(each)) {
        this.sent[each].push(Buffer.from(due));
      }
    }
    const other = direction === 'request' ? 'response' : 'request';
    const parked = this.#parked[other];
    if (!parked) return;
    this.#parked[other] = undefined;
    if (!this.#frame(other, parked)) return;
    while (this.#step(other));
  }
}
