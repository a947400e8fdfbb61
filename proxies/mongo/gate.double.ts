/**
 * A stand-in for the session in unit tests: drives a conversation with chunks of bytes as sockets
 * would, in memory, and keeps what either side receives.
 */
import { asTidegateError, type TidegateError } from '../../core/errors.ts';
import { EventHub } from '../../core/events.ts';
import type { PathTable } from '../../core/inspect/paths.ts';
import type {
  Conversation,
  ConversationContext,
  Direction,
  UpstreamNode,
} from '../../core/protocol.ts';
import type { Document } from './bson/values.ts';
import { commandOf } from './commands.ts';
import { mongo } from './index.ts';
import { type DoubleRules, InspectorDouble } from './inspector.double.ts';
import { decodeMessage, encodeMessage } from './messages.ts';

export interface GateOptions {
  rules?: DoubleRules;
  inspects?: boolean;
  /** Where members are reached through the gate; without it every port is moved up by 1,000. */
  local?: (node: UpstreamNode) => { host: string; port: number } | undefined;
  options?: Record<string, unknown>;
  /** Answers our own questions, as the server would. By default there are no views. */
  answer?: (command: string, database: string, body: Document) => Document;
  listener?: string;
  paths?: PathTable;
}

let listeners = 0;

interface Lane {
  bytes: Buffer;
  passing: number;
  isParked: boolean;
}

export class GateDouble {
  readonly inspector: InspectorDouble;
  readonly conversation: Conversation;
  readonly toClient: Buffer[] = [];
  readonly toServer: Buffer[] = [];
  readonly refusals: string[] = [];
  readonly questions: string[] = [];
  readonly identities: string[] = [];
  error: TidegateError | undefined;
  clientApp = '';
  #options: GateOptions;
  #lanes: Record<Direction, Lane> = { request: newLane(), response: newLane() };

  constructor(options: GateOptions = {}) {
    this.#options = options;
    this.inspector = new InspectorDouble(options.rules, options.paths);
    this.conversation = mongo.open(this.#context());
  }

  #context(): ConversationContext {
    const { local, inspects = true, options = {}, listener } = this.#options;
    return {
      client: {
        connection: 1,
        // Cursors and views are shared by listener, so each test has its own.
        listener: listener ?? `double-${++listeners}`,
        protocol: 'mongo',
        address: '127.0.0.1',
        identity: '',
        clientApp: '',
        revision: 0,
      },
      endpoints: {
        local: local ?? ((node) => ({ host: 'gate.local', port: node.port + 1_000 })),
      },
      events: new EventHub(),
      tls: { client: false, server: false, clientSecure: false },
      inspects,
      options,
      identify: (identity) => {
        this.identities.push(identity);
      },
      announce: (clientApp) => {
        this.clientApp = clientApp;
      },
      touch: () => {},
      refused: (error) => {
        this.refusals.push(error.code);
      },
      allocate: (bytes) => Buffer.allocUnsafe(bytes),
      inspector: this.inspector,
    };
  }

  get received(): Buffer {
    return Buffer.concat(this.toClient);
  }

  get sent(): Buffer {
    return Buffer.concat(this.toServer);
  }

  /** Bytes arrive from the client (`request`) or from the server (`response`). */
  push(direction: Direction, chunk: Uint8Array): void {
    const lane = this.#lanes[direction];
    lane.bytes = Buffer.concat([lane.bytes, chunk]);
    try {
      this.#run(direction);
    } catch (error) {
      this.error = asTidegateError(error);
      const native = this.conversation.refuse(this.error);
      if (native) this.toClient.push(Buffer.from(native));
    }
  }

  #write(direction: Direction, part: Uint8Array): void {
    (direction === 'request' ? this.toServer : this.toClient).push(Buffer.from(part));
  }

  #run(direction: Direction): void {
    const lane = this.#lanes[direction];
    while (!this.error && !lane.isParked && lane.bytes.length > 0) {
      if (lane.passing > 0) {
        const count = Math.min(lane.passing, lane.bytes.length);
        this.#write(direction, lane.bytes.subarray(0, count));
        lane.bytes = lane.bytes.subarray(count);
        lane.passing -= count;
        if (lane.passing === 0) this.#settle(direction);
        continue;
      }
      const step = this.conversation.head(direction, lane.bytes, 0, lane.bytes.length);
      if (step.kind === 'need') return;
      if (step.kind === 'pass') lane.passing = step.bytes;
      else if (!this.#frame(direction, lane, step.bytes)) return;
    }
  }

  /** False when the frame waits. */
  #frame(direction: Direction, lane: Lane, count: number): boolean {
    const bytes = lane.bytes.subarray(0, count);
    const disposition = this.conversation.frame(direction, bytes);
    if (disposition.kind === 'wait') {
      lane.isParked = true;
      this.#settle(direction);
      return !lane.isParked;
    }
    lane.bytes = lane.bytes.subarray(count);
    if (disposition.kind === 'forward') this.#write(direction, bytes);
    else if (disposition.kind === 'replace') {
      for (const part of disposition.parts) this.#write(direction, part);
    } else if (disposition.kind === 'inspect') {
      this.inspector.begin();
      this.conversation.walk(direction, bytes, this.inspector);
      for (const part of this.conversation.seal(direction, bytes, this.inspector)) {
        this.#write(direction, part);
      }
      this.inspector.finish();
    } else if (disposition.kind !== 'swallow') throw new Error(disposition.kind);
    this.#settle(direction);
    return true;
  }

  #settle(direction: Direction): void {
    this.#writeDue('response', (due) => this.toClient.push(Buffer.from(due)));
    this.#writeDue('request', (due) => this.#ask(due));
    const other = direction === 'request' ? 'response' : 'request';
    this.#unpark(other);
  }

  /** What the conversation itself has to say; never in the middle of a passed frame. */
  #writeDue(direction: Direction, write: (due: Uint8Array) => void): void {
    while (this.#lanes[direction].passing === 0) {
      const due = this.conversation.due(direction);
      if (!due) return;
      write(due);
    }
  }

  #unpark(direction: Direction): void {
    const lane = this.#lanes[direction];
    if (!lane.isParked) return;
    lane.isParked = false;
    this.#run(direction);
  }

  /** Plays the server for a question of ours. */
  #ask(bytes: Uint8Array): void {
    const message = decodeMessage(bytes);
    const command = commandOf(message);
    this.questions.push(`${command.name} ${command.database}`);
    const body = this.#options.answer?.(command.name, command.database, {}) ?? {
      cursor: { firstBatch: [], id: 0n, ns: `${command.database}.$cmd.listCollections` },
      ok: 1,
    };
    this.push('response', encodeMessage(body, 0x1000, message.requestId));
  }
}

function newLane(): Lane {
  return { bytes: Buffer.alloc(0), passing: 0, isParked: false };
}
