/**
 * Reads what the server sends in the command phase: which message belongs to which reply, what each
 * is, and where rows begin and end ("Command Phase", "Text Resultset", "Binary Protocol Resultset",
 * dev.mysql.com). A scan changes no state: the run that it makes is committed once it is written.
 */
import { TidegateError } from '../../core/errors.ts';
import { Access, type Inspector } from '../../core/inspect/inspector.ts';
import type { Step } from '../../core/protocol.ts';
import {
  Marker,
  maxPacketPayload,
  namingErrors,
  packetHeaderBytes,
  progressReport,
  Status,
} from './constants.ts';
import { messageEnd, packetCount, payloadLength, sequenceId } from './framing.ts';
import { type Metadata, readColumnCount, readMetadata } from './metadata.ts';
import { endStatus, type OkPacket, readColumn, readErr, readOk, readPrepareOk } from './packets.ts';
import { mayPass, passRows } from './pass.ts';
import { isIdle, type LookedColumn, messageColumn, planResult, type Result } from './results.ts';
import { type MessagePart, Part, Run } from './run.ts';
import { type Reply, ReplyKind, Stage, type State } from './state.ts';

/** A run is cut here, so that one call never holds the event loop for long. */
const runBytesMax = 1024 * 1024;

const malformed = (detail: string, at: number): TidegateError =>
  new TidegateError('TG-MYSQL-0001', detail, at);

export class ReplyScanner {
  readonly run = new Run();
  #state: State;
  #inspector: Inspector;
  #step: Step = { kind: 'need', bytes: 0 };
  // The scan at hand:
  #bytes: Uint8Array = new Uint8Array(0);
  #base = 0;
  #end = 0;
  #at = 0;
  #index = 0;
  #stage: Stage = Stage.first;
  #result: Result | undefined;
  #results = 0;
  #swallow = false;
  /** Sequence id of the next packet; errors, which may come out of turn, have any. */
  #expected = 0;
  /** Bytes of a packet that no command asked for have come, not enough to tell what it is. */
  #strays = false;
  /** Bytes from `#base` that are needed to go on; 0 while the scan goes on. */
  #need = 0;

  constructor(state: State, inspector: Inspector) {
    this.#state = state;
    this.#inspector = inspector;
  }

  /** What to do with the bytes [start, end) at the front of the server's queue. */
  head(bytes: Uint8Array, start: number, end: number): Step {
    const front = this.#state.replies[0];
    if (front && this.#strays)
      throw new TidegateError('TG-MYSQL-0004', 'bytes without a command', 0);
    if (front && front.stage === Stage.rows && mayPass(front)) {
      const passed = passRows(front, bytes, start, end);
      if (passed > 0) return this.#answer('pass', passed);
    }
    this.#begin(bytes, start, end);
    while (this.#need === 0 && this.#at < end && this.#at - start < runBytesMax) this.#message();
    const { run } = this;
    run.stage = this.#stage;
    run.result = this.#result;
    run.resultsBefore = this.#results;
    run.finished = this.#index;
    run.expected = this.#expected;
    const taken = this.#at - start;
    if (taken > 0) return this.#answer('take', taken);
    return this.#answer('need', this.#need);
  }

  #answer(kind: Step['kind'], bytes: number): Step {
    this.#step.kind = kind;
    this.#step.bytes = bytes;
    return this.#step;
  }

  #begin(bytes: Uint8Array, start: number, end: number): void {
    this.run.reset();
    this.#bytes = bytes;
    this.#base = start;
    this.#end = end;
    this.#at = start;
    this.#index = 0;
    this.#need = 0;
    this.#enter();
  }

  /** Takes over the state of the reply at the front of the scan. */
  #enter(): void {
    const reply = this.#state.replies[this.#index];
    this.#stage = reply?.stage ?? Stage.first;
    this.#result = reply?.result;
    this.#results = reply?.results ?? 0;
    this.#swallow = reply?.swallow ?? false;
    this.#expected = reply?.expected ?? 0;
  }

  /** End of the message at `#at`; 0 (and `#need` set) where it has not arrived. */
  #messageEnd(at: number, bytesMax?: number): number {
    const found = messageEnd(this.#bytes, at, this.#end, bytesMax);
    if (found > 0) return found;
    this.#need = at - this.#base - found;
    return 0;
  }

  /** Reads one message (or one block of metadata) and moves behind it. */
  #message(): void {
    const reply = this.#state.replies[this.#index];
    if (this.#stage === Stage.rows && reply) return this.#rows(reply);
    if (reply?.kind === ReplyKind.ours) return this.#ours();
    const at = this.#at;
    if (!reply) return this.#unasked(at);
    const end = this.#messageEnd(at);
    if (end === 0) return;
    if (end === at + packetHeaderBytes) throw malformed('empty packet', at - this.#base);
    const first = this.#bytes[at + packetHeaderBytes];
    if (first === Marker.error) return this.#error(reply, at, end);
    switch (reply.kind) {
      case ReplyKind.prepare:
        return this.#prepared(reply, at, end);
      case ReplyKind.fieldList:
        return this.#field(reply, first, at, end);
      case ReplyKind.single:
        return this.#single(reply, first, at, end);
      default:
        return this.#resultHead(reply, first, at, end);
    }
  }

  /** An answer of our own comes first: the session writes it, and then asks again. */
  #ours(): void {
    if (this.#at === this.#base) throw malformed('reply to a refused command', 0);
    this.#need = 1;
  }

  /**
   * Between commands a server says only why it ends the connection. This is told by the first byte,
   * lest what is only begun be taken for the reply to the next command.
   */
  #unasked(at: number): void {
    this.#strays = at === this.#base && this.#end - at <= packetHeaderBytes;
    if (this.#end - at <= packetHeaderBytes) {
      this.#need = at - this.#base + packetHeaderBytes + 1;
      return;
    }
    if (this.#bytes[at + packetHeaderBytes] !== Marker.error || this.#index > 0) {
      if (at > this.#base) {
        this.#need = 1;
        return;
      }
      throw new TidegateError('TG-MYSQL-0004', 'packet without a command', at - this.#base);
    }
    const end = this.#messageEnd(at);
    if (end > 0) this.#add(Part.plain, at, end, this.#state.unasked);
  }

  #add(kind: Part, at: number, end: number, reply: Reply, result?: Result): void {
    const base = this.#base;
    this.#count(at, end);
    const kept = this.#swallow ? Part.plain : kind;
    this.run.add(kept, at - base, end - base, reply, result);
    if (this.#swallow || reply.delta !== 0) this.run.changes = true;
    this.run.sequence = sequenceId(this.#bytes, at);
    this.#at = end;
  }

  #addMessage(
    kind: MessagePart,
    at: number,
    end: number,
    reply: Reply,
    column: LookedColumn,
  ): void {
    this.#count(at, end);
    this.run.addMessage(kind, at - this.#base, end - this.#base, reply, column);
    if (reply.delta !== 0) this.run.changes = true;
    this.#at = end;
  }

  /** Checks the sequence id of the packet at `at`, and counts those up to `end`. */
  #count(at: number, end: number): void {
    const sequence = sequenceId(this.#bytes, at);
    if (sequence !== this.#expected && this.#bytes[at + packetHeaderBytes] !== Marker.error) {
      throw new TidegateError('TG-MYSQL-0004', 'sequence id of the reply', at + 3 - this.#base);
    }
    const length = payloadLength(this.#bytes, at);
    const isOne = end - at === packetHeaderBytes + length;
    const packets = isOne ? 1 : packetCount(this.#bytes, at, end);
    this.#expected = (sequence + packets) & 0xff;
  }

  /** The reply at hand ends; the next begins. */
  #finish(reply: Reply, ok: boolean, schema?: string): void {
    this.run.effects.push({ reply, ok, schema });
    this.#index++;
    this.#enter();
  }

  #error(reply: Reply, at: number, end: number): void {
    const payload = at + packetHeaderBytes;
    const { errno } = readErr(this.#bytes, payload, end);
    if (errno === progressReport && this.#state.progress && this.#stage === Stage.first) {
      return this.#add(Part.plain, at, end, reply);
    }
    const column = messageColumn(reply.lineage, namingErrors.has(errno), this.#inspector);
    if (!column || this.#swallow) this.#add(Part.plain, at, end, reply);
    else this.#addMessage(Part.message, at, end, reply, column);
    this.#finish(reply, false);
  }

  #readOk(at: number, end: number): OkPacket {
    return readOk(this.#bytes, at + packetHeaderBytes, end, this.#state.tracks);
  }

  #single(reply: Reply, first: number, at: number, end: number): void {
    const ok = first === Marker.ok ? this.#readOk(at, end) : undefined;
    this.#add(Part.plain, at, end, reply);
    this.#finish(reply, true, ok?.schema);
  }

  /** First packet of a result: OK, a request for a file, or a number of columns. */
  #resultHead(reply: Reply, first: number, at: number, end: number): void {
    if (first === Marker.ok) {
      const ok = this.#readOk(at, end);
      this.#add(Part.plain, at, end, reply);
      return this.#ended(reply, ok.status, ok.schema);
    }
    if (this.#stage === Stage.infile) throw malformed('reply to a file', at - this.#base);
    if (first === Marker.localInfile) return this.#infile(reply, at, end);
    const count = readColumnCount(this.#bytes, at + packetHeaderBytes, end, this.#base);
    const block = this.#metadata(end, count);
    if (!block) return;
    const { columns } = block;
    const binary = reply.kind !== ReplyKind.query;
    const lineage = reply.lineage.ofResult(this.#results);
    const result = planResult(columns, binary, lineage, this.#inspector);
    const { statement } = reply;
    if (statement)
      this.#effect(reply, () => {
        statement.columns = columns;
      });
    this.#result = result;
    const refused = result.access === Access.block || result.untraceable;
    this.#add(refused ? Part.refused : Part.plain, at, block.end, reply, result);
    if (refused) this.#swallow = true;
    if (block.status & Status.cursorExists) this.#ended(reply, block.status);
    else this.#stage = Stage.rows;
  }

  #effect(reply: Reply, apply: () => void): void {
    this.run.effects.push({ reply, ok: false, apply });
  }

  #infile(reply: Reply, at: number, end: number): void {
    if (!reply.lineage.facts.localInfile) {
      throw new TidegateError('TG-MYSQL-0006', '', at - this.#base);
    }
    if (reply.delta !== 0) throw malformed('file asked for behind changed rows', at - this.#base);
    this.#add(Part.plain, at, end, reply);
    const sequence = sequenceId(this.#bytes, at);
    this.run.effects.push({ reply, ok: false, infileSequence: sequence });
    this.#stage = Stage.infile;
    this.#need = 1;
  }

  /** The metadata block at `from`, all of it or undefined (with `#need` set). */
  #metadata(from: number, count: number): Metadata | undefined {
    const { deprecatesEof, extendedMetadata } = this.#state;
    const options = { hasEof: !deprecatesEof, extended: extendedMetadata, base: this.#base };
    const block = readMetadata(this.#bytes, from, this.#end, count, options);
    if (typeof block !== 'number') return block;
    this.#need = block - this.#base;
    return undefined;
  }

  /** A result ended: another follows, or the reply is over. */
  #ended(reply: Reply, status: number, schema?: string): void {
    this.#result = undefined;
    this.#stage = Stage.first;
    const fetches = reply.kind === ReplyKind.fetch;
    if (status & Status.moreResults && !fetches) {
      this.#results++;
      if (schema !== undefined) this.run.effects.push({ reply, ok: false, schema });
      return;
    }
    this.#finish(reply, true, schema);
  }

  /** Rows, as many as have arrived, up to the packet that ends them. */
  #rows(reply: Reply): void {
    const result = this.#result ?? this.#fetched(reply);
    const bytes = this.#bytes;
    const kind =
      result.access === Access.drop ? Part.droppedRow : isIdle(result) ? Part.plain : Part.row;
    while (this.#at < this.#end && this.#at - this.#base < runBytesMax) {
      const at = this.#at;
      if (at + packetHeaderBytes >= this.#end) {
        this.#need = at - this.#base + packetHeaderBytes + 1;
        return;
      }
      const first = bytes[at + packetHeaderBytes];
      const length = payloadLength(bytes, at);
      if (length === 0) throw malformed('empty row', at - this.#base);
      if (first >= Marker.eof && length < maxPacketPayload)
        return this.#afterRows(reply, first, at);
      const end = this.#messageEnd(at);
      if (end === 0) return;
      this.#add(kind, at, end, reply, result);
    }
  }

  #afterRows(reply: Reply, first: number, at: number): void {
    const end = this.#messageEnd(at);
    if (end === 0) return;
    if (first === Marker.error) return this.#error(reply, at, end);
    const length = end - at - packetHeaderBytes;
    if (!this.#state.deprecatesEof && length !== 5) throw malformed('end of rows', at - this.#base);
    const status = endStatus(this.#bytes, at + packetHeaderBytes, end);
    this.#add(Part.plain, at, end, reply);
    this.#ended(reply, status);
  }

  /** Columns of an open cursor are those of the execution that opened it. */
  #fetched(reply: Reply): Result {
    const columns = reply.statement?.columns;
    if (!columns) throw malformed('rows of an unknown cursor', this.#at - this.#base);
    const result = planResult(columns, true, reply.lineage, this.#inspector);
    if (result.access === Access.block || result.untraceable) {
      // The cursor was opened before policy changed: nothing of it goes on.
      throw new TidegateError('TG-POLICY-0001', this.#inspector.blockedBy);
    }
    this.#result = result;
    return result;
  }

  #prepared(reply: Reply, at: number, end: number): void {
    const head = readPrepareOk(this.#bytes, at + packetHeaderBytes, end);
    let behind = end;
    if (head.parameters > 0) {
      const parameters = this.#metadata(end, head.parameters);
      if (!parameters) return;
      behind = parameters.end;
    }
    const block = head.columns > 0 ? this.#metadata(behind, head.columns) : undefined;
    if (head.columns > 0 && !block) return;
    this.#add(Part.plain, at, block?.end ?? behind, reply);
    const { statement } = reply;
    const { statements } = this.#state;
    this.#effect(reply, () => {
      if (!statement) return;
      statement.id = head.statementId;
      statement.columns = block?.columns ?? [];
      statement.parameters = head.parameters;
      statements.set(head.statementId, statement);
    });
    this.#finish(reply, true);
  }

  #field(reply: Reply, first: number, at: number, end: number): void {
    if (first === Marker.eof) {
      this.#add(Part.plain, at, end, reply);
      return this.#finish(reply, true);
    }
    const payload = at + packetHeaderBytes;
    const column = readColumn(this.#bytes, payload, end, this.#state.extendedMetadata);
    const looked = planResult([column], false, reply.lineage, this.#inspector).looked[0];
    const hasDefault = column.defaultAt < end && this.#bytes[column.defaultAt] !== Marker.null;
    if (!looked || !hasDefault || this.#swallow) return this.#add(Part.plain, at, end, reply);
    this.#addMessage(Part.fieldDefault, at, end, reply, looked);
  }
}
