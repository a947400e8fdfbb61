/**
 * One direction of a session: takes bytes in, asks the conversation what they are, and writes what
 * it says to the other side, in order. A pump that waits for knowledge is parked and holds its
 * frame; the other direction goes on.
 */
import { ByteQueue } from '../bytes/queue.ts';
import { slabs } from '../bytes/slabs.ts';
import { TidegateError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Conversation, Direction, Disposition } from '../protocol.ts';
import { Budget } from './budget.ts';
import type { Side } from './side.ts';

/** The budget of this process. */
const budget = new Budget(limits.inspection_budget_bytes);

/** First byte of a TLS record of the handshake (RFC 8446, section 5.1). */
const tlsHandshakeRecord = 0x16;

/** What a pump needs of its session. */
export interface PumpOwner {
  conversation: Conversation | undefined;
  readonly limits: Readonly<Record<keyof typeof limits, number>>;
  /** The pump whose frame is being treated. */
  running: Pump;
  /** Looks into an inspected frame and writes what becomes of it, or says what it waits for. */
  inspect(pump: Pump, bytes: Buffer): Disposition | undefined;
  /** TLS begins; reading goes on when it is done. */
  secure(disposition: Disposition & { kind: 'secure' }, hello: Buffer): void;
  close(parts: readonly Uint8Array[], error?: TidegateError): void;
  fail(error: unknown): void;
  /** Called after every step that may have changed the conversation. */
  settle(pump: Pump): void;
}

export class Pump {
  readonly direction: Direction;
  readonly queue = new ByteQueue(slabs);
  readonly from: Side;
  readonly to: Side;
  frames = 0;
  /** Time at which it was parked, 0 while it runs. */
  parkedAt = 0;
  ended = false;
  /** Set when there is no server: the first frame is read, so that the answer can fit it, and refused. */
  doom: TidegateError | undefined;
  /** Where a parked frame goes on: asked again, or walked again. */
  #parkedAtWalk = false;
  #parkedBytes = 0;
  #passing = 0;
  #stopped = false;
  #readSize: number = limits.read_buffer_bytes_min;
  #outputs: Buffer[] = [];
  /** Bytes of the budget that the frame at the front waits for, or holds and since when. */
  #asked = 0;
  #share = 0;
  #shareSince = 0;
  #owner: PumpOwner;

  constructor(direction: Direction, from: Side, to: Side, owner: PumpOwner) {
    this.direction = direction;
    this.from = from;
    this.to = to;
    this.#owner = owner;
  }

  /** True in the middle of a frame that goes on unread. */
  get isPassing(): boolean {
    return this.#passing > 0;
  }

  /** Memory for the socket's next read; grows once reads fill it. */
  lend(): Buffer {
    return this.queue.lend(this.#readSize);
  }

  /** The socket read `count` bytes into lent memory. False stops reading. */
  filled(count: number, buffer: Buffer): boolean {
    if (count === this.#readSize) this.#readSize = limits.read_buffer_bytes_max;
    this.queue.filled(buffer, count);
    this.run();
    return !this.from.paused;
  }

  push(chunk: Buffer): void {
    this.queue.push(chunk);
    this.run();
  }

  stop(): void {
    this.#stopped = true;
  }

  resume(): void {
    this.#stopped = false;
    this.run();
  }

  /** Memory for an output, taken back once the receiving side has it all. */
  allocate(bytes: number): Buffer {
    const slab = slabs.acquire(bytes);
    this.#outputs.push(slab);
    return slab.subarray(0, bytes);
  }

  /** The other direction moved or an answer came: a parked frame is tried again. */
  retry(): void {
    if (this.parkedAt > 0) this.run();
  }

  /** Treats everything that is there. */
  run(): void {
    const conversation = this.#owner.conversation;
    if (!conversation) return;
    try {
      while (!this.#stopped && this.#step(conversation));
    } catch (error) {
      this.#stopped = true;
      this.#owner.fail(error);
      return;
    }
    this.#reclaim();
    if (this.to.socket && this.to.full) this.from.pause();
  }

  /** One step; false when nothing more can be done now. */
  #step(conversation: Conversation): boolean {
    const queue = this.queue;
    if (this.parkedAt > 0) return this.#unpark(conversation);
    if (queue.length === 0) return false;
    if (this.#passing > 0) {
      this.#pass();
      return true;
    }
    const step = conversation.head(this.direction, queue.bytes, queue.start, queue.end);
    if (step.kind === 'need') return this.#need(step.bytes);
    if (this.doom && step.kind === 'pass') throw this.doom;
    if (step.kind === 'pass') {
      this.#passing = step.bytes;
      this.frames++;
      if (step.bytes <= 0) throw new TidegateError('TG-CORE-0013', 'head passed nothing');
      return true;
    }
    if (step.bytes <= 0 || step.bytes > queue.length) {
      throw new TidegateError('TG-CORE-0013', 'head took bytes that are not there');
    }
    this.frames++;
    return this.#frame(conversation, step.bytes);
  }

  #need(bytes: number): boolean {
    if (bytes <= this.queue.length) throw new TidegateError('TG-CORE-0013', 'head needs nothing');
    if (bytes > this.#owner.limits.frame_bytes_max) {
      throw new TidegateError('TG-CORE-0001', `${bytes} bytes`, 0);
    }
    if (bytes >= limits.budgeted_frame_bytes_min && this.#share === 0) {
      this.#asked = bytes;
      if (!budget.acquire(bytes, this.#granted)) {
        this.from.pause();
        this.#stopped = true;
        return false;
      }
      this.#hold();
    }
    this.queue.reserve(bytes);
    return false;
  }

  #hold(): void {
    this.#share = this.#asked;
    this.#asked = 0;
    this.#shareSince = Date.now();
  }

  /** The share that the frame at the front waited for is there; `head` asks for the bytes again. */
  #granted = (): void => {
    this.#hold();
    this.from.resume();
    this.resume();
  };

  /** Gives the share back: the frame has gone on, or the session has ended. */
  giveBack(): void {
    if (this.#asked > 0) budget.forget(this.#granted);
    if (this.#share > 0) budget.release(this.#share);
    this.#asked = 0;
    this.#share = 0;
  }

  #consume(count: number): void {
    this.queue.consume(count);
    if (this.#share > 0) this.giveBack();
  }

  /** True when a large frame has been waiting for its rest for too long. */
  overdue(now: number): boolean {
    return this.#share > 0 && now - this.#shareSince > this.#owner.limits.frame_timeout_ms;
  }

  #pass(): void {
    const count = Math.min(this.#passing, this.queue.length);
    this.to.write(this.queue.view(count));
    this.queue.consume(count);
    this.#passing -= count;
    if (this.#passing === 0) this.#owner.settle(this);
  }

  #frame(conversation: Conversation, count: number): boolean {
    const bytes = this.queue.view(count);
    this.#owner.running = this;
    const disposition = conversation.frame(this.direction, bytes);
    if (this.doom) throw this.doom;
    if (disposition.kind === 'wait') return this.#park(disposition, count, false);
    if (disposition.kind === 'inspect') return this.#inspect(bytes, count);
    this.#consume(count);
    this.#dispose(disposition, bytes);
    this.#owner.settle(this);
    return true;
  }

  #inspect(bytes: Buffer, count: number): boolean {
    const later = this.#owner.inspect(this, bytes);
    if (later?.kind === 'wait') return this.#park(later, count, true);
    this.#consume(count);
    if (later) this.#dispose(later, bytes);
    this.#owner.settle(this);
    return true;
  }

  #dispose(disposition: Disposition, bytes: Buffer): void {
    switch (disposition.kind) {
      case 'forward':
        this.to.write(bytes);
        return;
      case 'replace':
        this.to.writeAll(disposition.parts);
        return;
      case 'secure': {
        const hello = this.#takeHello(disposition.sides.client);
        this.to.writeAll(disposition.parts);
        this.#owner.secure(disposition, hello);
        return;
      }
      case 'close':
        this.#owner.close(disposition.parts, disposition.error);
        return;
      default:
        return;
    }
  }

  /**
   * What came with a TLS request in one read. It may only be the beginning of the handshake: plain
   * bytes would be read as if they had come encrypted (command injection before TLS).
   */
  #takeHello(clientTurns: boolean): Buffer {
    const rest = Buffer.from(this.queue.view(this.queue.length));
    if (rest.length > 0 && !(clientTurns && rest[0] === tlsHandshakeRecord)) {
      throw new TidegateError('TG-CORE-0008', 'plaintext bytes behind the TLS request');
    }
    this.queue.consume(rest.length);
    return rest;
  }

  #park(disposition: Disposition & { kind: 'wait' }, count: number, atWalk: boolean): boolean {
    if (this.parkedAt === 0) this.parkedAt = Date.now();
    this.#parkedAtWalk = atWalk;
    this.#parkedBytes = count;
    this.from.pause();
    const retry = () => this.retry();
    disposition.until?.then(retry, retry);
    this.#owner.settle(this);
    return false;
  }

  #unpark(conversation: Conversation): boolean {
    const parkedAt = this.parkedAt;
    this.parkedAt = 0;
    const bytes = this.queue.view(this.#parkedBytes);
    const moved = this.#parkedAtWalk
      ? this.#inspect(bytes, this.#parkedBytes)
      : this.#frame(conversation, this.#parkedBytes);
    if (moved) this.from.resume();
    else if (this.parkedAt > 0) this.parkedAt = parkedAt;
    return moved;
  }

  #reclaim(): void {
    if (!this.to.socket?.writable || this.to.drained) {
      for (const slab of this.#outputs) slabs.release(slab);
      this.#outputs.length = 0;
      this.queue.reclaim();
    }
  }
}
