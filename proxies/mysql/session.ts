/** The conversation of one client connection: login, commands, replies, and LOCAL INFILE between. */
import type { TidegateError } from '../../core/errors.ts';
import type { Inspector } from '../../core/inspect/inspector.ts';
import { limits } from '../../core/limits.ts';
import type {
  Conversation,
  ConversationContext,
  Direction,
  Disposition,
  Step,
} from '../../core/protocol.ts';
import { Commands } from './commands.ts';
import { Command, packetHeaderBytes } from './constants.ts';
import { frameMessage, messageEnd, payloadLength, sequenceId } from './framing.ts';
import { Login } from './login.ts';
import { farewellPacket, nativeName, refusal } from './refuse.ts';
import { ReplyScanner } from './replies.ts';
import { ReplyKind, Stage, State } from './state.ts';
import { Findings, type SealOptions, sealRun, walkRun } from './walk.ts';

const forward: Disposition = { kind: 'forward' };
const emptyPayload = new Uint8Array(0);

export class MysqlConversation implements Conversation {
  #context: ConversationContext;
  #state = new State();
  #login: Login;
  #commands: Commands;
  #scanner: ReplyScanner;
  #findings = new Findings();
  #step: Step = { kind: 'need', bytes: 0 };

  constructor(context: ConversationContext) {
    this.#context = context;
    this.#login = new Login(context, this.#state);
    this.#commands = new Commands(context, this.#state);
    this.#scanner = new ReplyScanner(this.#state, context.inspector);
  }

  head(direction: Direction, bytes: Uint8Array, start: number, end: number): Step {
    if (!this.#login.done) {
      if (direction === 'response' || end - start < packetHeaderBytes) {
        return this.#one(bytes, start, end, limits.mysql_handshake_bytes_max);
      }
      this.#login.checkRequest(bytes, start);
      const { mysql_handshake_bytes_max, mysql_payload_bytes_max } = limits;
      const isCommand = this.#login.isBehindChange(sequenceId(bytes, start));
      const bytesMax = isCommand ? mysql_payload_bytes_max : mysql_handshake_bytes_max;
      return this.#one(bytes, start, end, bytesMax);
    }
    if (direction === 'response') return this.#scanner.head(bytes, start, end);
    if (this.#state.infile) return this.#fileHead(bytes, start, end);
    return this.#one(bytes, start, end, limits.mysql_payload_bytes_max);
  }

  #answer(kind: Step['kind'], bytes: number): Step {
    this.#step.kind = kind;
    this.#step.bytes = bytes;
    return this.#step;
  }

  /** One whole message. */
  #one(bytes: Uint8Array, start: number, end: number, bytesMax: number): Step {
    const found = messageEnd(bytes, start, end, bytesMax);
    return found > 0 ? this.#answer('take', found - start) : this.#answer('need', -found);
  }

  /** A packet of a file passes unread; the empty one behind the last is taken. */
  #fileHead(bytes: Uint8Array, start: number, end: number): Step {
    if (end - start < packetHeaderBytes) return this.#answer('need', packetHeaderBytes);
    const length = payloadLength(bytes, start);
    return this.#answer(length === 0 ? 'take' : 'pass', packetHeaderBytes + length);
  }

  frame(direction: Direction, bytes: Uint8Array): Disposition {
    if (!this.#login.done) {
      return direction === 'request' ? this.#login.request(bytes) : this.#login.response(bytes);
    }
    return direction === 'request' ? this.#request(bytes) : this.#response(bytes);
  }

  #request(bytes: Uint8Array): Disposition {
    const { replies, infile } = this.#state;
    if (infile) return this.#file(bytes);
    // Until the server has answered LOAD DATA LOCAL, what follows may be a command or a file.
    const last = replies[replies.length - 1];
    if (last?.lineage.facts.localInfile && last.stage === Stage.first) {
      return { kind: 'wait', for: 'LOCAL INFILE' };
    }
    if (bytes[packetHeaderBytes] === Command.changeUser && payloadLength(bytes, 0) > 0) {
      if (replies.length > 0) return { kind: 'wait', for: 'replies before COM_CHANGE_USER' };
      return this.#login.changeUser(bytes);
    }
    return this.#commands.frame(bytes);
  }

  /** Packets of a file, of which an empty one is the last. */
  #file(bytes: Uint8Array): Disposition {
    let lastLength = 0;
    for (let at = 0; at < bytes.length; at += packetHeaderBytes + lastLength) {
      lastLength = payloadLength(bytes, at);
    }
    const { infile } = this.#state;
    if (lastLength === 0 && infile) {
      infile.expected = (sequenceId(bytes, bytes.length - packetHeaderBytes) + 1) & 0xff;
      this.#state.infile = undefined;
    }
    return forward;
  }

  #response(bytes: Uint8Array): Disposition {
    const { run } = this.#scanner;
    if (run.looks) return { kind: 'inspect' };
    if (!run.changes) {
      this.#commit();
      return forward;
    }
    const parts = sealRun(run, bytes, this.#context.inspector, undefined, this.#sealOptions);
    this.#commit();
    return parts.length > 0 ? { kind: 'replace', parts } : { kind: 'swallow' };
  }

  walk(direction: Direction, bytes: Uint8Array, inspector: Inspector): undefined {
    if (direction === 'request') this.#commands.walk(inspector);
    else {
      const { extendedMetadata } = this.#state;
      walkRun(this.#scanner.run, bytes, inspector, extendedMetadata, this.#findings);
    }
    return undefined;
  }

  seal(direction: Direction, bytes: Uint8Array, inspector: Inspector): Uint8Array[] {
    if (direction === 'request') return this.#commands.seal() ? [bytes] : [];
    const { run } = this.#scanner;
    const parts = sealRun(run, bytes, inspector, this.#findings, this.#sealOptions);
    this.#commit();
    return parts;
  }

  get #sealOptions(): SealOptions {
    return {
      allocate: (size) => this.#context.allocate(size),
      extended: this.#state.extendedMetadata,
      refused: (error) => this.#context.refused(error, nativeName(error)),
    };
  }

  /** Makes what a written run means the state of the connection. */
  #commit(): void {
    const state = this.#state;
    const { run } = this.#scanner;
    state.replies.splice(0, run.finished);
    const front = state.replies[0];
    if (front) {
      front.stage = run.stage;
      front.expected = run.expected;
      front.result = run.result;
      front.results = run.resultsBefore;
      front.sequence = (run.sequence + front.delta) & 0xff;
    }
    for (const effect of run.effects) {
      effect.apply?.();
      const { reply, ok, infileSequence } = effect;
      const schema = effect.schema ?? (ok ? reply.schema : undefined);
      if (schema !== undefined) state.enterSchema(schema);
      if (ok && reply.resets) state.reset();
      if (ok) for (const table of reply.makes) state.temporaries.add(table);
      if (infileSequence === undefined) continue;
      reply.expected = (infileSequence + 2) & 0xff;
      if (reply.swallow) state.forServer.push(frameMessage(emptyPayload, infileSequence + 1));
      else state.infile = reply;
    }
  }

  due(direction: Direction): Uint8Array | undefined {
    const { replies } = this.#state;
    if (direction === 'request') return this.#state.nextForServer();
    if (replies[0]?.kind !== ReplyKind.ours) return undefined;
    return replies.shift()?.answer;
  }

  refuse(error: TidegateError): Uint8Array | undefined {
    if (!this.#login.done) {
      return refusal(error, this.#login.nextSequence, this.#login.greeted);
    }
    const sent = this.#state.replies[0]?.sequence ?? 0;
    return refusal(error, (sent + 1) & 0xff);
  }

  idle(): boolean {
    return this.#login.done && this.#state.replies.length === 0 && !this.#state.infile;
  }

  farewell(): Uint8Array | undefined {
    return this.idle() ? farewellPacket() : undefined;
  }
}
