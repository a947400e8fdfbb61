/**
 * A test double of a protocol, so that sessions are tested without any real one: frames are a
 * four-byte length and a body, every request has one response, in order. Bodies that say so are
 * refused, made to wait, or make the conversation ask a question of its own.
 */
import { TidegateError } from '../errors.ts';
import type { Carrier } from '../inspect/carrier.ts';
import { type Inspector, Verdict } from '../inspect/inspector.ts';
import type {
  Conversation,
  ConversationContext,
  Direction,
  Disposition,
  Protocol,
  Step,
} from '../protocol.ts';

export function framed(body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(4);
  head.writeInt32BE(bytes.length);
  return Buffer.concat([head, bytes]);
}

export const textCarrier: Carrier = {
  name: 'framed:text',
  type: 'text',
  inline: true,
  nullable: false,
  text: (bytes, start, end) => Buffer.from(bytes).toString('utf8', start, end),
  encode: (value) => Buffer.from(value),
  zero: () => Buffer.alloc(0),
};

type Expected = 'server' | 'own' | Buffer;

class FramedConversation implements Conversation {
  #context: ConversationContext;
  #expected: Expected[] = [];
  #questions: Buffer[] = [];
  #known = false;
  #edited: Verdict = Verdict.keep;

  constructor(context: ConversationContext) {
    this.#context = context;
  }

  head(_direction: Direction, bytes: Uint8Array, start: number, end: number): Step {
    if (end - start < 4) return { kind: 'need', bytes: 4 };
    const length = Buffer.from(bytes.buffer, bytes.byteOffset + start, 4).readInt32BE();
    if (length < 0) throw new TidegateError('TG-CORE-0002', `${length}`, 0);
    if (end - start < 5) return { kind: 'need', bytes: 5 };
    if (bytes[start + 4] === 0x50 /* P */) return { kind: 'pass', bytes: 4 + length };
    return { kind: end - start < 4 + length ? 'need' : 'take', bytes: 4 + length };
  }

  frame(direction: Direction, bytes: Uint8Array): Disposition {
    const body = Buffer.from(bytes.subarray(4)).toString('utf8');
    if (direction === 'response') {
      if (this.#expected.shift() === 'own') {
        this.#known = true;
        return { kind: 'swallow' };
      }
      return { kind: 'inspect' };
    }
    if (body === 'refuse me') {
      this.#expected.push(framed('refused'));
      return { kind: 'swallow' };
    }
    if (body === 'needs knowledge' && !this.#known) {
      if (!this.#expected.includes('own')) {
        this.#questions.push(framed('own question'));
        this.#expected.push('own');
      }
      return { kind: 'wait', for: 'knowledge' };
    }
    this.#expected.push('server');
    if (body === 'start tls') {
      return { kind: 'secure', sides: { client: true, server: false }, parts: [] };
    }
    return { kind: 'forward' };
  }

  walk(_direction: Direction, bytes: Uint8Array, inspector: Inspector): undefined {
    const root = inspector.paths.root('framed:all');
    inspector.unit(bytes, 'read');
    inspector.leaf(textCarrier, 4, bytes.length, inspector.paths.child(root, 'body'), 0);
    this.#edited = inspector.end();
  }

  seal(_direction: Direction, bytes: Uint8Array, inspector: Inspector): Uint8Array[] {
    if (this.#edited === Verdict.drop) return [];
    if (this.#edited === Verdict.block) return [framed(`blocked by ${inspector.blockedBy}`)];
    if (this.#edited === Verdict.keep) return [bytes];
    const { edits } = inspector;
    const out = this.#context.allocate(bytes.length + edits.delta());
    let from = 0;
    let to = 0;
    for (let i = 0; i < edits.count; i++) {
      out.set(bytes.subarray(from, edits.starts[i]), to);
      to += edits.starts[i] - from;
      out.set(edits.replacement(i), to);
      to += edits.tos[i] - edits.froms[i];
      from = edits.ends[i];
    }
    out.set(bytes.subarray(from), to);
    out.writeInt32BE(out.length - 4, 0);
    return [out];
  }

  due(direction: Direction): Uint8Array | undefined {
    if (direction === 'request') return this.#questions.shift();
    return typeof this.#expected[0] === 'object' ? (this.#expected.shift() as Buffer) : undefined;
  }

  refuse(error: TidegateError): Uint8Array {
    return framed(`error ${error.code}`);
  }

  idle(): boolean {
    return this.#expected.length === 0;
  }

  farewell(): Uint8Array {
    return framed('good-bye');
  }
}

export const framedProtocol: Protocol = {
  name: 'framed',
  defaultPort: 1,
  speaksFirst: 'client',
  actions: { read: ['mask', 'drop', 'block'], write: [], admin: [], because: {} },
  open: (context) => new FramedConversation(context),
};

export const framedTlsProtocol: Protocol = { ...framedProtocol, tls: 'negotiated' };
