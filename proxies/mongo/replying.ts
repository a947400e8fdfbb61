/** Replies: each belongs to the request whose turn it is, which says what is to be done with it. */

import { TidegateError } from '../../core/errors.ts';
import type { Disposition } from '../../core/protocol.ts';
import { rewriteAddresses } from './addresses.ts';
import { type Attempt, confirmed } from './auth.ts';
import { nameOf } from './bson/names.ts';
import { readDocument } from './bson/reader.ts';
import { type Document, isDocument } from './bson/values.ts';
import { cstringEnd, documentEnd, readInt32, valueEnd } from './bson/walker.ts';
import type { Connection } from './connection.ts';
import { BsonType, MessageFlag, Opcode } from './constants.ts';
import { decodeMessage, type Message } from './messages.ts';
import { splitNamespace } from './namespaces.ts';
import { rewriteHello } from './negotiate.ts';
import type { Expected, Pending } from './pending.ts';
import { killCursor } from './questions.ts';
import type { Reading } from './readings.ts';
import { rebuild } from './rebuild.ts';
import { answer, blockedBody, blockedError, faultBody } from './refuse.ts';

const forward: Disposition = { kind: 'forward' };
const swallow: Disposition = { kind: 'swallow' };
const inspect: Disposition = { kind: 'inspect' };

/** The reply under inspection. */
interface Current {
  readonly message: Message;
  readonly pending: Pending;
  readonly expected: Expected & { kind: 'read' };
  readonly repeats: boolean;
  /** What goes on in place of what came where nothing else changes. */
  readonly shown?: Uint8Array;
}

export class Replies {
  #connection: Connection;
  /** The login that has begun, told when the server confirms it. */
  #attempt: Attempt | undefined;
  #current: Current | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  frame(bytes: Uint8Array): Disposition {
    let message = decodeMessage(bytes);
    if (message.opcode !== Opcode.MSG && message.opcode !== Opcode.REPLY) {
      throw new TidegateError('TG-MONGO-0005', `opcode ${message.opcode} from a server`, 12);
    }
    const { queue } = this.#connection;
    const pending = queue.answeredBy(message.responseTo);
    const repeats = this.#repeats(message, pending);
    if (repeats) pending.requestId = message.requestId;
    else queue.shift();
    pending.whenAnswered?.();
    const shown = this.#withoutAddresses(message, pending);
    if (shown) message = decodeMessage(shown);
    const disposition = this.#treat(message, pending, repeats);
    if (!shown) return disposition;
    if (this.#current) this.#current = { ...this.#current, shown };
    return disposition.kind === 'forward' ? { kind: 'replace', parts: [shown] } : disposition;
  }

  /** The reply with the gate's addresses where it names servers, undefined where it names none. */
  #withoutAddresses(message: Message, { spots }: Pending): Uint8Array | undefined {
    // An OP_REPLY may hold no document.
    if (spots.length === 0 || message.body >= message.bodyEnd) return undefined;
    const { context } = this.#connection;
    const end = documentEnd(message.bytes, message.body, message.bodyEnd);
    const changes = rewriteAddresses(message.bytes, message.body, end, spots, context.endpoints);
    return changes && rebuild(message, changes, Buffer.allocUnsafe);
  }

  /** Whether further replies follow this one without a request. */
  #repeats(message: Message, pending: Pending): boolean {
    if (message.opcode === Opcode.REPLY) return pending.mayRepeat && message.cursorId !== 0n;
    if ((message.flags & MessageFlag.moreToCome) === 0) return false;
    if (!pending.mayRepeat) throw new TidegateError('TG-MONGO-0004', 'moreToCome unasked for', 16);
    return true;
  }

  #treat(message: Message, pending: Pending, repeats: boolean): Disposition {
    const { expected } = pending;
    switch (expected.kind) {
      case 'hello':
        return this.#hello(message, expected.attempt);
      case 'login':
        this.#login(message, expected.attempt);
        return forward;
      case 'logout':
        if (Number(bodyOf(message).ok ?? 0) === 1) this.#connection.context.identify('');
        return forward;
      case 'track':
        this.#track(message, expected);
        return forward;
      case 'read':
        this.#track(message, expected);
        this.#current = { message, pending, expected, repeats };
        return inspect;
      case 'ours':
        if (expected.reading) this.#learn(message, expected.reading);
        expected.answered(expected.reading ? {} : bodyOf(message));
        return swallow;
      case 'discard':
        return swallow;
      default:
        return forward;
    }
  }

  /** Looks at documents that no client will see; nothing is told of what is found in them. */
  #learn(message: Message, reading: Reading): void {
    const { context, walk } = this.#connection;
    context.inspector.begin();
    try {
      walk.reply(message, reading, false);
    } catch (error) {
      // What cannot be read here is refused when a client asks for it.
      if (!(error instanceof TidegateError)) throw error;
    }
    walk.outcome.clear();
    context.inspector.begin();
  }

  /** Learns the cursor that a reply opens, forgets the one that it ends. */
  #track(message: Message, expected: Expected & { kind: 'track' | 'read' }): void {
    const { cursors } = this.#connection;
    const id = cursorOf(message);
    if (id !== 0n) cursors.learn(id, expected.reading);
    else if (expected.cursor !== 0n) cursors.forget(expected.cursor);
  }

  #hello(message: Message, attempt: Attempt | undefined): Disposition {
    const { context } = this.#connection;
    const end = documentEnd(message.bytes, message.body, message.bodyEnd);
    if (attempt) this.#speculative(bodyOf(message), attempt);
    const changes = rewriteHello(message.bytes, message.body, end, context.endpoints);
    if (!changes) return forward;
    return { kind: 'replace', parts: [rebuild(message, changes, context.allocate)] };
  }

  /** The first answer of a login that went ahead inside hello. */
  #speculative(reply: Document, attempt: Attempt): void {
    const part = reply.speculativeAuthenticate;
    if (!isDocument(part)) return;
    this.#attempt = attempt;
    this.#confirm(part, false);
  }

  #login(message: Message, attempt: Attempt | undefined): void {
    if (attempt) this.#attempt = attempt;
    this.#confirm(bodyOf(message), true);
  }

  #confirm(reply: Document, whole: boolean): void {
    if (!this.#attempt) return;
    const identity = confirmed(this.#attempt, reply, whole);
    if (identity === undefined) return;
    this.#attempt = undefined;
    this.#connection.context.identify(identity);
  }

  walk(): void {
    const { message, pending, expected } = this.#current as Current;
    const { walk } = this.#connection;
    if (pending.form === 'legacy query') {
      walk.documents(message, expected.reading, expected.isDropped);
    } else {
      walk.reply(message, expected.reading, expected.isDropped);
    }
  }

  seal(bytes: Uint8Array): Uint8Array[] {
    const { message, pending, repeats, shown } = this.#current as Current;
    const { context, walk } = this.#connection;
    const { outcome } = walk;
    this.#current = undefined;
    if (outcome.isBlocked) {
      const { fault, policy } = outcome;
      context.refused(fault ?? blockedError(policy), 'Unauthorized');
      if (repeats) pending.expected = { kind: 'discard' };
      else this.#endCursor(message, pending);
      const body = fault ? faultBody(fault) : blockedBody(policy);
      return [answer(body, message.responseTo, pending.form)];
    }
    if (!outcome.isChanged) return [shown ?? bytes];
    return [rebuild(message, outcome, context.allocate)];
  }

  /** The client never learns of the cursor behind a refused batch, so it is ours to end. */
  #endCursor(message: Message, pending: Pending): void {
    const { questions, cursors } = this.#connection;
    const id = cursorOf(message);
    const { expected } = pending;
    if (id === 0n || expected.kind !== 'read') return;
    cursors.forget(id);
    const [resource] = expected.reading.resources;
    const [database, collection] = splitNamespace(resource.slice(resource.indexOf(':') + 1));
    if (collection !== '') questions.push(killCursor(database, collection, id));
  }
}

function bodyOf(message: Message): Document {
  return readDocument(message.bytes, message.body, message.bodyEnd);
}

/** `cursor.id` of a reply, 0 where there is none. */
function cursorOf(message: Message): bigint {
  if (message.opcode === Opcode.REPLY) return message.cursorId;
  const { bytes } = message;
  const cursor = fieldOf(bytes, message.body, 'cursor');
  if (cursor < 0 || bytes[cursor - 'cursor\0'.length - 1] !== BsonType.document) return 0n;
  const id = fieldOf(bytes, cursor, 'id');
  if (id < 0) return 0n;
  const type = bytes[id - 'id\0'.length - 1];
  if (type === BsonType.int32) return BigInt(readInt32(bytes, id));
  if (type !== BsonType.int64) return 0n;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigInt64(id, true);
}

/** Offset of the value of `name` in the document at `start`, -1 where there is none. */
function fieldOf(bytes: Uint8Array, start: number, name: string): number {
  const last = documentEnd(bytes, start, bytes.length) - 1;
  for (let at = start + 4; at < last; ) {
    const nameEnd = cstringEnd(bytes, at + 1, last);
    if (nameOf(bytes, at + 1, nameEnd) === name) return nameEnd + 1;
    at = valueEnd(bytes, bytes[at], nameEnd + 1, last);
  }
  return -1;
}
