/**
 * Finds out what a request needs to be understood and the gate does not know yet, by questions on
 * the client's own connection. The request waits meanwhile.
 */
import { TidegateError } from '../../core/errors.ts';
import { type Document, isDocument } from './bson/values.ts';
import { type Command, commandOf } from './commands.ts';
import { ServerCode } from './constants.ts';
import { type Catalog, viewsIn } from './lineage/catalog.ts';
import { decodeMessage, encodeMessage } from './messages.ts';
import { askCursor, askViewNames, askViews, type Question } from './questions.ts';

/** `wait`: asked. `failed`: cannot be known. */
export type Sought = 'wait' | 'failed';

export class Seeker {
  #catalog: Catalog | undefined;
  #ask: (question: Question) => void;
  #views = new Map<string, Sought>();
  #cursors = new Map<bigint, Sought | Command>();

  constructor(catalog: Catalog | undefined, ask: (question: Question) => void) {
    this.#catalog = catalog;
    this.#ask = ask;
  }

  /** Asks for the views of `database`, or throws where that was tried in vain. */
  views(database: string): void {
    const state = this.#views.get(database);
    if (state === 'wait') return;
    this.#views.delete(database);
    if (state === 'failed') throw new TidegateError('TG-MONGO-0011', `views of ${database}`);
    this.#views.set(database, 'wait');
    this.#ask(askViews(database, (reply) => this.#viewsAnswered(database, reply, true)));
  }

  #viewsAnswered(database: string, reply: Document, mayAskAgain: boolean): void {
    const isOk = Number(reply.ok ?? 0) === 1;
    const views = isOk ? viewsIn(reply) : undefined;
    if (views) {
      this.#views.delete(database);
      this.#catalog?.learn(database, views);
    } else if (!isOk && Number(reply.code ?? 0) === ServerCode.CommandNotFound) {
      // A server without listCollections has no views either.
      this.#views.delete(database);
      this.#catalog?.learn(database, new Map());
    } else if (mayAskAgain && !isOk) {
      this.#ask(askViewNames(database, (again) => this.#viewsAnswered(database, again, false)));
    } else {
      this.#views.set(database, 'failed');
    }
  }

  /** The command that opened the cursor `id`; asks for it the first time. */
  cursor(id: bigint): Sought | Command {
    const state = this.#cursors.get(id);
    if (state === undefined) {
      this.#cursors.set(id, 'wait');
      this.#ask(askCursor(id, false, (reply) => this.#cursorAnswered(id, reply, true)));
      return 'wait';
    }
    if (state !== 'wait') this.#cursors.delete(id);
    return state;
  }

  /** Keeps what was found out of a cursor while something else is asked for. */
  hold(id: bigint, command: Command): void {
    this.#cursors.set(id, command);
  }

  #cursorAnswered(id: bigint, reply: Document, mayAskAgain: boolean): void {
    const origin = originOf(reply);
    if (origin || !mayAskAgain) this.#cursors.set(id, origin ?? 'failed');
    else this.#ask(askCursor(id, true, (again) => this.#cursorAnswered(id, again, false)));
  }
}

/** The command in the answer to `askCursor`. */
function originOf(reply: Document): Command | undefined {
  const batch = isDocument(reply.cursor) ? reply.cursor.firstBatch : undefined;
  const entry = Array.isArray(batch) ? batch[0] : undefined;
  if (!isDocument(entry) || !isDocument(entry.cursor)) return undefined;
  const { originatingCommand } = entry.cursor;
  if (!isDocument(originatingCommand)) return undefined;
  const ns = typeof entry.ns === 'string' ? entry.ns : '';
  const $db = originatingCommand.$db ?? ns.slice(0, ns.indexOf('.'));
  return commandOf(decodeMessage(encodeMessage({ ...originatingCommand, $db }, 0, 0)));
}
