/** Requests: what each asks for, what policy says of it, and what its reply will be. */
import { TidegateError } from '../../core/errors.ts';
import { Access } from '../../core/inspect/inspector.ts';
import type { Disposition } from '../../core/protocol.ts';
import { explained, type Spot, spotsOf } from './addresses.ts';
import { admit, checkTargets, replyIsInspected } from './admission.ts';
import { attemptOf, speculativeAttempt } from './auth.ts';
import { readDocument } from './bson/reader.ts';
import type { Document } from './bson/values.ts';
import {
  type Command,
  changesViews,
  commandOf,
  isFree,
  isHello,
  isLogin,
  isRefused,
  setsMembers,
  specOf,
} from './commands.ts';
import type { Connection } from './connection.ts';
import { MessageFlag, Opcode, QueryFlag, ServerCode } from './constants.ts';
import { checkCopies, checkWritings } from './copies.ts';
import { decodeMessage, type Message } from './messages.ts';
import { resourceOf, splitNamespace } from './namespaces.ts';
import { clientAppOf, narrowHello } from './negotiate.ts';
import type { Expected, Pending } from './pending.ts';
import {
  bulkResources,
  type Reading,
  type Reckoned,
  readingOf,
  readingOfQuery,
  resourceOfCommand,
} from './readings.ts';
import { rebuild } from './rebuild.ts';
import { answer, blockedBody, blockedError, errorBody, type Form, faultBody } from './refuse.ts';
import { partsIn } from './samples.ts';
import { walkWrite } from './writes.ts';

const forward: Disposition = { kind: 'forward' };
const swallow: Disposition = { kind: 'swallow' };
const inspect: Disposition = { kind: 'inspect' };

/** Faults that a client is told of while its connection goes on. */
const answerable: ReadonlySet<string> = new Set([
  'TG-MONGO-0008',
  'TG-MONGO-0011',
  'TG-MONGO-0012',
  'TG-MONGO-0013',
]);

/** A write under inspection. */
interface Writing {
  readonly command: Command;
  readonly resources: readonly string[];
  readonly pending: Pending | undefined;
}

export class Requests {
  /** The request seen last, for what is answered where it cannot be read. */
  last: { id: number; form: Form } = { id: 0, form: 'message' };
  #connection: Connection;
  #writing: Writing | undefined;
  /** Where the reply to the command at hand names servers. */
  #spots: readonly Spot[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** What becomes of a request. */
  frame(bytes: Uint8Array): Disposition {
    const message = decodeMessage(bytes);
    switch (message.opcode) {
      case Opcode.MSG:
        return this.#guarded(message, 'message', () => this.#command(message, 'message'));
      case Opcode.QUERY:
        return message.namespace.endsWith('.$cmd')
          ? this.#guarded(message, 'command query', () => this.#command(message, 'command query'))
          : this.#guarded(message, 'legacy query', () => this.#legacyQuery(message));
      case Opcode.GET_MORE:
        return this.#guarded(message, 'legacy query', () => this.#legacyGetMore(message));
      case Opcode.KILL_CURSORS:
        return forward;
      case Opcode.INSERT:
      case Opcode.UPDATE:
      case Opcode.DELETE:
        return this.#legacyWrite(message);
      default:
        throw new TidegateError('TG-MONGO-0005', `opcode ${message.opcode} from a client`, 12);
    }
  }

  /** Answers faults that concern one request alone natively. */
  #guarded(message: Message, form: Form, treat: () => Disposition): Disposition {
    this.last = { id: message.requestId, form };
    this.#spots = [];
    try {
      return treat();
    } catch (error) {
      if (!(error instanceof TidegateError) || !answerable.has(error.code)) throw error;
      return this.#refuse(message, form, faultBody(error), error);
    }
  }

  #command(message: Message, form: Form): Disposition {
    const command = commandOf(message);
    const { context } = this.#connection;
    if (isHello(command.name)) return this.#hello(command, form);
    this.#spots = spotsOf(command);
    if (setsMembers(command.name) || (context.inspects && isRefused(command.name))) {
      throw new TidegateError('TG-MONGO-0013', command.name, command.body);
    }
    if (isLogin(command.name)) return this.#login(command, form);
    if (command.name === 'logout') return this.#send(message, form, { kind: 'logout' });
    if (!context.inspects || isFree(command.name)) {
      if (command.name === 'killCursors') this.#forgetCursors(command);
      return this.#send(message, form, { kind: 'pass' });
    }
    if (command.name === 'getMore') return this.#getMore(command, form);
    return this.#work(command, form, readingOf(command, this.#connection.ground));
  }

  #forgetCursors(command: Command): void {
    const ids = command.value('cursors');
    if (!Array.isArray(ids)) return;
    for (const id of ids) if (typeof id === 'bigint') this.#connection.cursors.forget(id);
  }

  /** Every other command: asks policy, and notes what the reply will be. */
  #work(command: Command, form: Form, reckoned: Reckoned): Disposition {
    const { message } = command;
    if ('missing' in reckoned) return this.#waitForViews(reckoned.missing);
    const { reading } = reckoned;
    const { operations } = specOf(command.name);
    const { inspector } = this.#connection.context;
    let inspectsWrite = false;
    let reads: { inspects: boolean; isDropped: boolean } | undefined;
    for (const operation of operations) {
      const admission = admit(inspector, reading.resources, operation);
      if (admission.blockedBy !== undefined) {
        return this.#block(message, form, admission.blockedBy);
      }
      if (operation === 'write') inspectsWrite = admission.inspects;
      if (operation === 'read') reads = admission;
    }
    const target = admit(inspector, reading.targets, 'write');
    if (target.blockedBy !== undefined) return this.#block(message, form, target.blockedBy);
    reads ??= { inspects: replyIsInspected(inspector, reading.resources), isDropped: false };
    const { samples } = this.#connection;
    if (reads.inspects && !samples.ready(partsIn(command, reading))) {
      return { kind: 'wait', for: `documents of ${reading.resources[0]}` };
    }
    checkTargets(inspector, reading);
    checkWritings(inspector, reading.writings);
    const resources =
      command.name === 'bulkWrite' ? bulkResources(command) : [resourceOfCommand(command)];
    if (operations.includes('write')) checkCopies(inspector, command, resources);
    const pending = this.#await(message, form, expectedOf(reading, reads));
    if (changesViews(command.name)) this.#forgetViews(command.database, pending);
    if (!inspectsWrite) return forward;
    this.#writing = { command, resources, pending };
    return inspect;
  }

  #forgetViews(database: string, pending: Pending | undefined): void {
    this.#connection.forgetViews(database);
    if (pending) pending.whenAnswered = () => this.#connection.forgetViews(database);
  }

  #waitForViews(database: string): Disposition {
    this.#connection.seeker.views(database);
    return { kind: 'wait', for: `views of ${database}` };
  }

  #getMore(command: Command, form: Form): Disposition {
    const id = command.value('getMore');
    if (typeof id !== 'bigint' && typeof id !== 'number') {
      throw new TidegateError('TG-MONGO-0008', 'getMore', command.body);
    }
    const resource = resourceOf(command.database, command.collection('collection'));
    return this.#more(command.message, form, BigInt(id), resource);
  }

  /** More of a cursor: what it reads is known, or asked for. */
  #more(message: Message, form: Form, id: bigint, resource: string): Disposition {
    const { cursors, seeker, ground, context } = this.#connection;
    let reading = cursors.reading(id);
    if (!reading) {
      const origin = seeker.cursor(id);
      if (origin === 'wait') return { kind: 'wait', for: 'origin of a cursor' };
      if (origin === 'failed') return this.#cursorNotFound(message, form);
      const reckoned = readingOf(origin, ground);
      if ('missing' in reckoned) {
        seeker.hold(id, origin);
        return this.#waitForViews(reckoned.missing);
      }
      reading = reckoned.reading;
      cursors.learn(id, reading);
    }
    const resources = reading.resources.includes(resource)
      ? reading.resources
      : [resource, ...reading.resources];
    const admission = admit(context.inspector, resources, 'read');
    if (admission.blockedBy !== undefined) return this.#block(message, form, admission.blockedBy);
    const { inspects, isDropped } = admission;
    // Documents that name their collections are looked at whatever policy says of the cursor's own.
    const expected: Expected =
      inspects || 'find' in reading.documents
        ? { kind: 'read', reading, isDropped, cursor: id }
        : { kind: 'track', reading, cursor: id };
    return this.#send(message, form, expected);
  }

  #cursorNotFound(message: Message, form: Form): Disposition {
    const error = new TidegateError('TG-MONGO-0011', 'cursor');
    const body = errorBody(ServerCode.CursorNotFound, 'CursorNotFound', error.message);
    return this.#refuse(message, form, body, error);
  }

  #hello(command: Command, form: Form): Disposition {
    const { message } = command;
    const { context } = this.#connection;
    const hello = readDocument(message.bytes, command.body, command.bodyEnd);
    const clientApp = clientAppOf(hello);
    if (clientApp !== undefined) context.announce(clientApp);
    const attempt = speculativeAttempt(hello);
    this.#await(message, form, { kind: 'hello', attempt });
    const changes = narrowHello(message.bytes, command.body, command.bodyEnd);
    if (!changes) return forward;
    return { kind: 'replace', parts: [rebuild(message, changes, context.allocate)] };
  }

  #login(command: Command, form: Form): Disposition {
    const { message, database } = command;
    const isNext = command.name === 'saslContinue';
    const body = isNext ? undefined : readDocument(message.bytes, command.body, command.bodyEnd);
    const attempt = body && attemptOf(body, database);
    return this.#send(message, form, { kind: 'login', attempt });
  }

  #legacyQuery(message: Message): Disposition {
    const { context, ground } = this.#connection;
    const form: Form = 'legacy query';
    if (!context.inspects) return this.#send(message, form, { kind: 'pass' });
    const reckoned = readingOfQuery(message, ground);
    if ('missing' in reckoned) return this.#waitForViews(reckoned.missing);
    const { reading } = reckoned;
    const admission = admit(context.inspector, reading.resources, 'read');
    if (admission.blockedBy !== undefined) return this.#block(message, form, admission.blockedBy);
    // The query may ask to be explained.
    this.#spots = explained;
    return this.#send(message, form, expectedOf(reading, admission));
  }

  #legacyGetMore(message: Message): Disposition {
    const { context } = this.#connection;
    const form: Form = 'legacy query';
    if (!context.inspects) return this.#send(message, form, { kind: 'pass' });
    const resource = resourceOf(...splitNamespace(message.namespace));
    return this.#more(message, form, message.cursorId, resource);
  }

  /** Legacy writes have no reply in which a refusal could be told: they pass, or end it all. */
  #legacyWrite(message: Message): Disposition {
    const { context } = this.#connection;
    if (!context.inspects) return forward;
    const resource = resourceOf(...splitNamespace(message.namespace));
    const { blockedBy, inspects } = admit(context.inspector, [resource], 'write');
    // An update may rename what policy protects.
    const isRead = context.inspector.access(resource, 'read') !== Access.pass;
    const mayCopy = message.opcode === Opcode.UPDATE && isRead;
    if (blockedBy === undefined && !inspects && !mayCopy) return forward;
    throw new TidegateError('TG-MONGO-0005', `opcode ${message.opcode} on ${resource}`, 12);
  }

  /** Notes that a reply is to come; undefined where the client wants none. */
  #await(message: Message, form: Form, expected: Expected): Pending | undefined {
    const isMessage = message.opcode === Opcode.MSG;
    if (isMessage && (message.flags & MessageFlag.moreToCome) !== 0) return undefined;
    const mayRepeat = isMessage
      ? (message.flags & MessageFlag.exhaustAllowed) !== 0
      : message.opcode === Opcode.QUERY && (message.flags & QueryFlag.exhaust) !== 0;
    return this.#connection.queue.push({
      requestId: message.requestId,
      form,
      spots: this.#spots,
      mayRepeat,
      expected,
      whenAnswered: undefined,
    });
  }

  #send(message: Message, form: Form, expected: Expected): Disposition {
    this.#await(message, form, expected);
    return forward;
  }

  #block(message: Message, form: Form, policy: string): Disposition {
    return this.#refuse(message, form, blockedBody(policy), blockedError(policy));
  }

  /** Keeps a request from the server; its answer waits for its turn. */
  #refuse(message: Message, form: Form, body: Document, error: TidegateError): Disposition {
    const { context } = this.#connection;
    context.refused(error, String(body.codeName));
    const bytes = answer(body, message.requestId, form);
    this.#await(message, form, { kind: 'answer', bytes });
    return swallow;
  }

  walk(): void {
    const writing = this.#writing as Writing;
    const { walk, ground } = this.#connection;
    walkWrite(walk, writing.command, writing.resources, ground.paths);
  }

  seal(bytes: Uint8Array): Uint8Array[] {
    const { command, pending } = this.#writing as Writing;
    const { context, walk } = this.#connection;
    const { outcome } = walk;
    this.#writing = undefined;
    if (outcome.drops.length > 0) outcome.block(context.inspector.blockedBy);
    if (outcome.isBlocked) {
      context.refused(blockedError(outcome.policy), 'Unauthorized');
      if (pending) {
        const body = blockedBody(outcome.policy);
        pending.expected = {
          kind: 'answer',
          bytes: answer(body, pending.requestId, pending.form),
        };
      }
      return [];
    }
    if (!outcome.isChanged) return [bytes];
    return [rebuild(command.message, outcome, context.allocate)];
  }
}

function expectedOf(
  reading: Reading,
  admission: { inspects: boolean; isDropped: boolean },
): Expected {
  const { inspects, isDropped } = admission;
  if (inspects || 'find' in reading.documents) {
    return { kind: 'read', reading, isDropped, cursor: 0n };
  }
  const opensCursor = reading.kind === 'cursor' || reading.kind === 'any';
  return opensCursor ? { kind: 'track', reading, cursor: 0n } : { kind: 'pass' };
}
