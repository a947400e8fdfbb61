/**
 * A run: the whole messages of the server that one chunk holds, each with what becomes of it. Made
 * by the scanner of replies without changing any state, walked and sealed by `walk.ts`, and
 * committed once it is written. Flat arrays, for a run may hold thousands of rows.
 */
import type { LookedColumn, Result } from './results.ts';
import type { Reply, Stage } from './state.ts';

export const Part = {
  /** Goes on as it is. */
  plain: 0,
  /** A row whose values are looked at. */
  row: 1,
  /** A row that policy leaves out, whatever is in it. */
  droppedRow: 2,
  /** An ERR packet whose text is looked at. */
  message: 3,
  /** A column definition of COM_FIELD_LIST, whose default value is looked at. */
  fieldDefault: 4,
  /** Our ERR takes its place, and the rest of the reply is left out. */
  refused: 5,
} as const;
export type Part = (typeof Part)[keyof typeof Part];

/** Parts with a text that is looked at. */
export type MessagePart = typeof Part.message | typeof Part.fieldDefault;

const initialCount = 256;

/** What a run does to its replies once it is written. */
export interface Effect {
  readonly reply: Reply;
  /** The reply ended with OK. */
  readonly ok: boolean;
  /** Schema that the server said is the default one now. */
  readonly schema?: string;
  /** The server asks for a file, in a packet of this sequence id. */
  readonly infileSequence?: number;
  readonly apply?: () => void;
}

export class Run {
  count = 0;
  kinds = new Uint8Array(initialCount);
  /** Messages [starts, ends), relative to the run's own start, headers included. */
  starts = new Int32Array(initialCount);
  ends = new Int32Array(initialCount);
  readonly replies: Reply[] = [];
  /** Result of a row, column of a message. */
  readonly results: (Result | undefined)[] = [];
  readonly messages: (LookedColumn | undefined)[] = [];
  /** Bytes of all parts. */
  length = 0;
  /** Some part has to be walked. */
  looks = false;
  /** Some part does not go on as it is. */
  changes = false;
  readonly effects: Effect[] = [];
  /** Where the queue of replies stands behind the run. */
  finished = 0;
  stage: Stage = 0;
  /** Results of the reply at the front before the one at hand. */
  resultsBefore = 0;
  /** Sequence id of the last message. */
  sequence = 0;
  /** Sequence id of the next message. */
  expected = 0;
  result: Result | undefined;

  reset(): void {
    this.count = 0;
    this.length = 0;
    this.looks = false;
    this.changes = false;
    this.effects.length = 0;
    this.finished = 0;
    this.replies.length = 0;
    this.results.length = 0;
    this.messages.length = 0;
  }

  /** Appends a part. Plain parts of one reply that follow each other become one. */
  add(kind: Part, start: number, end: number, reply: Reply, result?: Result): void {
    const last = this.count - 1;
    this.length = end;
    if (kind === Part.plain && last >= 0 && this.kinds[last] === Part.plain) {
      if (this.replies[last] === reply) {
        this.ends[last] = end;
        return;
      }
    }
    if (this.count === this.kinds.length) this.#grow();
    this.kinds[this.count] = kind;
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.replies[this.count] = reply;
    this.results[this.count] = result;
    this.count++;
    if (kind === Part.row) this.looks = true;
    else if (kind !== Part.plain) this.changes = true;
  }

  addMessage(
    kind: MessagePart,
    start: number,
    end: number,
    reply: Reply,
    column: LookedColumn,
  ): void {
    this.add(kind, start, end, reply);
    this.messages[this.count - 1] = column;
    this.looks = true;
  }

  #grow(): void {
    const kinds = new Uint8Array(this.kinds.length * 2);
    kinds.set(this.kinds);
    this.kinds = kinds;
    const starts = new Int32Array(this.starts.length * 2);
    starts.set(this.starts);
    this.starts = starts;
    const ends = new Int32Array(this.ends.length * 2);
    ends.set(this.ends);
    this.ends = ends;
  }
}
