/**
 * One connection: requests are read first, to know what their replies will be; replies come in the
 * order of requests. Answers and questions of our own take their places among them.
 */
import type { TidegateError } from '../../core/errors.ts';
import type { Inspector } from '../../core/inspect/inspector.ts';
import type {
  Conversation,
  ConversationContext,
  Direction,
  Disposition,
  Step,
} from '../../core/protocol.ts';
import { Connection } from './connection.ts';
import { headerBytes } from './constants.ts';
import { type Header, readHeader } from './framing.ts';
import { answer, faultBody } from './refuse.ts';
import { Replies } from './replying.ts';
import { Requests } from './requests.ts';

export class MongoConversation implements Conversation {
  #connection: Connection;
  #requests: Requests;
  #replies: Replies;
  #step: Step = { kind: 'need', bytes: headerBytes };
  #header: Header = { length: 0, requestId: 0, responseTo: 0, opcode: 0 };
  /** Direction and header of the frame looked at last: what a fault is about. */
  #direction: Direction = 'request';

  constructor(context: ConversationContext) {
    this.#connection = new Connection(context);
    this.#requests = new Requests(this.#connection);
    this.#replies = new Replies(this.#connection);
  }

  head(direction: Direction, bytes: Uint8Array, start: number, end: number): Step {
    this.#direction = direction;
    if (end - start < headerBytes) return this.#answerStep('need', headerBytes);
    readHeader(bytes, start, this.#header);
    const { length, responseTo } = this.#header;
    const passes = direction === 'response' && this.#passes(responseTo);
    if (passes) return this.#answerStep('pass', length);
    return this.#answerStep(end - start < length ? 'need' : 'take', length);
  }

  #answerStep(kind: Step['kind'], bytes: number): Step {
    this.#step.kind = kind;
    this.#step.bytes = bytes;
    return this.#step;
  }

  /** True for a reply that nobody needs to read; its request is then done with. */
  #passes(responseTo: number): boolean {
    const { queue } = this.#connection;
    const { expected, mayRepeat, spots } = queue.answeredBy(responseTo);
    if (expected.kind !== 'pass' || mayRepeat || spots.length > 0) return false;
    queue.shift()?.whenAnswered?.();
    return true;
  }

  frame(direction: Direction, bytes: Uint8Array): Disposition {
    this.#direction = direction;
    return direction === 'response' ? this.#replies.frame(bytes) : this.#requests.frame(bytes);
  }

  walk(direction: Direction, _bytes: Uint8Array, _inspector: Inspector): undefined {
    if (direction === 'response') this.#replies.walk();
    else this.#requests.walk();
    return undefined;
  }

  seal(direction: Direction, bytes: Uint8Array, _inspector: Inspector): Uint8Array[] {
    return direction === 'response' ? this.#replies.seal(bytes) : this.#requests.seal(bytes);
  }

  due(direction: Direction): Uint8Array | undefined {
    const { queue, questions } = this.#connection;
    if (direction === 'response') {
      const expected = queue.first?.expected;
      if (expected?.kind !== 'answer') return undefined;
      queue.shift();
      return expected.bytes;
    }
    const question = questions.shift();
    if (!question) return undefined;
    const { requestId, answered, reading } = question;
    queue.push({
      requestId,
      form: 'message',
      spots: [],
      mayRepeat: false,
      expected: { kind: 'ours', answered, reading },
      whenAnswered: undefined,
    });
    return question.bytes;
  }

  refuse(error: TidegateError): Uint8Array | undefined {
    if (this.#direction === 'response') {
      const { responseTo } = this.#header;
      return responseTo === 0 ? undefined : answer(faultBody(error), responseTo, 'message');
    }
    const { id, form } = this.#requests.last;
    return id === 0 ? undefined : answer(faultBody(error), id, form);
  }

  idle(): boolean {
    // A monitor's hello may wait for ten seconds; it loses nothing when its connection ends.
    return this.#connection.queue.every(({ expected }) => expected.kind === 'hello');
  }

  farewell(): undefined {
    return undefined;
  }
}
