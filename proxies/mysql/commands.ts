/**
 * What a client asks in the command phase: each command puts the reply that it will get into the
 * queue, statements are judged before the server sees them, and what cannot be inspected is refused
 * with an error of the server's own kind, in its turn.
 */
import { TidegateError } from '../../core/errors.ts';
import type { Operation } from '../../core/events.ts';
import { Access, type Inspector, Verdict } from '../../core/inspect/inspector.ts';
import type { PathId } from '../../core/inspect/paths.ts';
import { limits } from '../../core/limits.ts';
import type { ConversationContext, Disposition } from '../../core/protocol.ts';
import { messageCarrier } from './carriers.ts';
import { Capability, Command, commandNames, lastPreparedId } from './constants.ts';
import { copiedPaths, copiedSample, readsTelling } from './copies.ts';
import { emptyFacts, type TableUse } from './facts.ts';
import { isSplit, joinPayload, packetCount, sequenceId } from './framing.ts';
import type { Lineage } from './origins.ts';
import { payloadReader } from './packets.ts';
import {
  type Execution,
  queryTextAt,
  readBulkExecution,
  readExecution,
  statementIdOf,
} from './params.ts';
import { blockedBy, nativeName, refusal } from './refuse.ts';
import { ReplyKind, type State, type Statement, unknownStatement } from './state.ts';
import { pushParameters, pushStatement, type Written } from './writes.ts';

const forward: Disposition = { kind: 'forward' };
const swallow: Disposition = { kind: 'swallow' };
const inspect: Disposition = { kind: 'inspect' };

/** A command whose written values are looked at before it goes on. */
interface Pending {
  payload: Uint8Array;
  written: readonly Written[];
  /** Columns whose rules it would get round, see `copies.ts`. */
  copied: readonly PathId[];
  /** Statement text, or undefined where there are bound values only. */
  text?: { start: number; end: number };
  execution?: Execution | undefined;
  /** Puts the reply into the queue once the command goes on. */
  accept: () => void;
  /** Instead of an answer, for commands that have none. */
  onBlocked?: (error: TidegateError) => void;
  /** What the walk found. */
  refused: TidegateError | undefined;
}

export class Commands {
  #context: ConversationContext;
  #state: State;
  #inspector: Inspector;
  #pending: Pending | undefined;

  constructor(context: ConversationContext, state: State) {
    this.#context = context;
    this.#state = state;
    this.#inspector = context.inspector;
  }

  /** One whole message of the client. */
  frame(bytes: Uint8Array): Disposition {
    const payload = isSplit(bytes, 0) ? joinPayload(bytes, 0, bytes.length) : bytes.subarray(4);
    if (payload.length === 0) throw new TidegateError('TG-MYSQL-0001', 'empty command', 0);
    const packets = packetCount(bytes, 0, bytes.length);
    this.#state.replySequence = (sequenceId(bytes, 0) + packets) & 0xff;
    const command = payload[0];
    switch (command) {
      case Command.query:
        return this.#query(payload);
      case Command.stmtPrepare:
        return this.#prepare(payload);
      case Command.stmtExecute:
      case Command.stmtBulkExecute:
        return this.#execute(payload);
      case Command.stmtFetch:
        return this.#fetch(payload);
      case Command.stmtSendLongData:
        return this.#longData(payload);
      case Command.stmtClose:
        return this.#close(payload);
      case Command.fieldList:
        return this.#fieldList(payload);
      case Command.quit:
        return forward;
      default:
        return this.#simple(payload, command);
    }
  }

  #simple(payload: Uint8Array, command: number): Disposition {
    switch (command) {
      case Command.initDb: {
        const schema = Buffer.from(payload.subarray(1)).toString('utf8');
        this.#state.expect(ReplyKind.single).schema = schema;
        this.#state.mayEnterSchema(schema);
        return forward;
      }
      case Command.resetConnection:
        this.#state.expect(ReplyKind.single).resets = true;
        return forward;
      case Command.processInfo:
        this.#state.expect(ReplyKind.query);
        return forward;
      case Command.createDb:
      case Command.dropDb:
      case Command.refresh:
      case Command.shutdown:
      case Command.statistics:
      case Command.processKill:
      case Command.debug:
      case Command.ping:
      case Command.stmtReset:
      case Command.setOption:
        this.#state.expect(ReplyKind.single);
        return forward;
      default: {
        const name = commandNames[command] ?? `0x${command.toString(16).padStart(2, '0')}`;
        return this.#refuse(new TidegateError('TG-MYSQL-0005', name));
      }
    }
  }

  /** Answers the command with a native error, when its turn comes. */
  #refuse(error: TidegateError): Disposition {
    this.#answer(error);
    return swallow;
  }

  #answer(error: TidegateError): void {
    this.#state.answer(refusal(error, this.#state.replySequence));
    this.#context.refused(error, nativeName(error));
  }

  /** Why a statement must not run; undefined where it may. Collects what it writes. */
  #judge(lineage: Lineage, written: Written[]): TidegateError | undefined {
    const { toFile, localInfile, opaque } = lineage.facts;
    if ((opaque || readsTelling(lineage)) && this.#inspector.rulesFields?.('mysql')) {
      return new TidegateError(opaque ? 'TG-MYSQL-0010' : 'TG-MYSQL-0016');
    }
    for (const { resource, operation } of lineage.resources) {
      const access = this.#inspector.access(resource, operation);
      if (access === Access.block) return blockedBy(this.#inspector.blockedBy);
      if (access === Access.pass) continue;
      if (operation !== 'read') written.push({ resource, operation });
      else if (toFile) return new TidegateError('TG-MYSQL-0011');
    }
    if (localInfile && written.length > 0)
      return new TidegateError('TG-MYSQL-0013', 'LOCAL INFILE');
    return undefined;
  }

  #query(payload: Uint8Array): Disposition {
    const state = this.#state;
    const attributes = (state.capabilities & Capability.queryAttributes) !== 0;
    const start = queryTextAt(payload, attributes);
    const facts = state.read(payload, start, payload.length);
    const lineage = state.lineageOf(facts);
    const written: Written[] = [];
    const refused = this.#judge(lineage, written);
    if (refused) return this.#refuse(refused);
    const accept = () => {
      const reply = state.expect(ReplyKind.query, lineage);
      reply.schema = facts.uses[facts.uses.length - 1];
      reply.makes = state.madeBy(facts);
    };
    const text = { start, end: payload.length };
    return this.#look({ payload, written, copied: this.#copied(lineage), text, accept });
  }

  /** Lets the command go on, after its written values were looked at where policy wants that. */
  #look(asked: Omit<Pending, 'refused'>): Disposition {
    if (asked.written.length === 0 && asked.copied.length === 0) {
      asked.accept();
      return forward;
    }
    this.#pending = { ...asked, refused: undefined };
    return inspect;
  }

  /** Columns whose rules a statement would get round. Tables that it removes are temporary no more. */
  #copied(lineage: Lineage): readonly PathId[] {
    const state = this.#state;
    const { temporaries } = state;
    const isTemporary = (table: TableUse): boolean => temporaries.has(state.tableKey(table));
    const copied = copiedPaths(lineage, this.#inspector, isTemporary);
    for (const target of lineage.facts.keeps.targets) {
      if (target.operation === 'admin') temporaries.delete(state.tableKey(target));
    }
    return copied;
  }

  /** Looks at the written values of the command that `frame` saw last. */
  walk(inspector: Inspector): void {
    const pending = this.#pending;
    if (!pending) throw new TidegateError('TG-CORE-0013', 'no command to look at');
    pending.refused = undefined;
    if (pending.copied.length > 0) pending.refused = this.#carriesAway(pending.copied, inspector);
    const operations = new Set<Operation>(pending.written.map(({ operation }) => operation));
    for (const operation of operations) {
      const written = pending.written.filter((each) => each.operation === operation);
      inspector.unit(pending.payload, operation);
      const { payload, text, execution } = pending;
      if (text) {
        const version = this.#state.serverVersion;
        pushStatement(payload, text.start, text.end, version, written, inspector);
      }
      if (execution) pushParameters(execution.values, written, inspector);
      const verdict = inspector.end();
      if (verdict === Verdict.block) pending.refused ??= blockedBy(inspector.blockedBy);
      else if (verdict !== Verdict.keep) {
        pending.refused ??= new TidegateError('TG-MYSQL-0013', 'action on a write');
      }
    }
  }

  /** Why values of these columns must not be copied; undefined where all rules let them pass. */
  #carriesAway(copied: readonly PathId[], inspector: Inspector): TidegateError | undefined {
    inspector.unit(copiedSample, 'read');
    for (const path of copied) inspector.leaf(messageCarrier, 0, copiedSample.length, path, 0);
    const verdict = inspector.end();
    if (verdict === Verdict.keep) return undefined;
    if (verdict === Verdict.block) return blockedBy(inspector.blockedBy);
    return new TidegateError('TG-MYSQL-0015');
  }

  /** True where the command goes on as it is. */
  seal(): boolean {
    const pending = this.#pending;
    this.#pending = undefined;
    if (!pending) throw new TidegateError('TG-CORE-0013', 'no command to seal');
    if (!pending.refused) {
      pending.accept();
      return true;
    }
    if (pending.onBlocked) pending.onBlocked(pending.refused);
    else this.#answer(pending.refused);
    return false;
  }

  #prepare(payload: Uint8Array): Disposition {
    const state = this.#state;
    if (state.statements.size >= limits.mysql_statements_count_max) {
      return this.#refuse(new TidegateError('TG-MYSQL-0012', 'prepared statements'));
    }
    const statement: Statement = {
      ...unknownStatement(),
      facts: state.read(payload, 1, payload.length),
    };
    state.lastPrepared = statement;
    const lineage = state.lineageOf(statement.facts);
    const written: Written[] = [];
    const refused = this.#judge(lineage, written);
    if (refused) {
      statement.refused = true;
      return this.#refuse(refused);
    }
    const accept = () => {
      state.expect(ReplyKind.prepare, lineage, statement);
    };
    const onBlocked = (error: TidegateError) => {
      statement.refused = true;
      this.#answer(error);
    };
    const text = { start: 1, end: payload.length };
    return this.#look({ payload, written, copied: this.#copied(lineage), text, accept, onBlocked });
  }

  #execute(payload: Uint8Array): Disposition {
    const state = this.#state;
    const id = statementIdOf(payload);
    const statement = state.statement(id) ?? unknownStatement();
    if (statement.refused || statement.tainted) {
      statement.tainted = false;
      return this.#refuse(blockedBy('the statement was refused before'));
    }
    const lineage = state.lineageOf(statement.facts);
    const written: Written[] = [];
    const refused = this.#judge(lineage, written);
    if (refused) return this.#refuse(refused);
    const accept = () => {
      state.expect(ReplyKind.execute, lineage, statement).makes = state.madeBy(statement.facts);
    };
    const execution = written.length > 0 ? this.#execution(payload, statement) : undefined;
    return this.#look({ payload, written, copied: this.#copied(lineage), execution, accept });
  }

  #execution(payload: Uint8Array, statement: Statement): Execution {
    const { parameters, parameterTypes } = statement;
    const attributes = (this.#state.capabilities & Capability.queryAttributes) !== 0;
    if (parameters === undefined) {
      throw new TidegateError(
        'TG-MYSQL-0013',
        'parameters of a statement that is not answered yet',
      );
    }
    const execution =
      payload[0] === Command.stmtBulkExecute
        ? readBulkExecution(payload, parameters, parameterTypes)
        : readExecution(payload, parameters, parameterTypes, attributes);
    statement.parameterTypes = execution.types;
    return execution;
  }

  #fetch(payload: Uint8Array): Disposition {
    const statement = this.#state.statement(statementIdOf(payload)) ?? unknownStatement();
    const lineage = this.#state.lineageOf(statement.facts);
    this.#state.expect(ReplyKind.fetch, lineage, statement);
    return forward;
  }

  /** A part of a parameter, which has no reply: where it is blocked, the execution is refused. */
  #longData(payload: Uint8Array): Disposition {
    const reader = payloadReader(payload, 1);
    const id = reader.u32le();
    reader.skip(2);
    const start = reader.position;
    const statement = this.#state.statement(id);
    if (!statement) return forward;
    const written: Written[] = [];
    const lineage = this.#state.lineageOf(statement.facts);
    if (this.#judge(lineage, written)) {
      statement.tainted = true;
      return swallow;
    }
    const value = { type: 252, unsigned: false, start, end: payload.length };
    const execution = { statementId: id, types: undefined, values: [value] };
    const onBlocked = () => {
      statement.tainted = true;
    };
    return this.#look({ payload, written, copied: [], execution, accept: () => {}, onBlocked });
  }

  #close(payload: Uint8Array): Disposition {
    const id = statementIdOf(payload);
    if (id === lastPreparedId) this.#state.lastPrepared = undefined;
    else this.#state.statements.delete(id);
    return forward;
  }

  #fieldList(payload: Uint8Array): Disposition {
    const facts = emptyFacts();
    const name = payloadReader(payload, 1).untilNul().toString('utf8');
    facts.tables.push({ schema: '', name, operation: 'read' });
    const lineage = this.#state.lineageOf(facts);
    const refused = this.#judge(lineage, []);
    if (refused) return this.#refuse(refused);
    this.#state.expect(ReplyKind.fieldList, lineage);
    return forward;
  }
}
