/** Fetch responses of one connection that go on in portions, one after the other. */
import type { TidegateError } from '../../../core/errors.ts';
import type { Inspector } from '../../../core/inspect/inspector.ts';
import { limits } from '../../../core/limits.ts';
import type { ConversationContext, Step } from '../../../core/protocol.ts';
import type { FrameInspection } from '../inspection.ts';
import type { Expected } from '../replies.ts';
import { Arrival, openingBytes } from './arrival.ts';
import { Departure } from './departure.ts';

/** Responses that are waited for after one that was too narrow; doubles each time. */
const firstPause = 16;
const longestPause = 65_536;

export class FetchStream {
  #context: ConversationContext;
  #inspection: FrameInspection;
  #departure: Departure;
  #arrival: Arrival | undefined;
  /** Responses that are still to be waited for, and how many after the next that is too narrow. */
  #paused = 0;
  #pause = firstPause;
  /** The response that was offered last and is waited for. */
  #declined: Expected | undefined;

  constructor(context: ConversationContext, inspection: FrameInspection) {
    this.#context = context;
    this.#inspection = inspection;
    const report = (error: TidegateError, native: string) => context.refused(error, native);
    this.#departure = new Departure(inspection, report);
  }

  /** True from when a response is opened until all of it has been taken. */
  get isOpen(): boolean {
    return this.#arrival !== undefined;
  }

  /** True once part of a response has been taken: nothing may be written in between. */
  get isUnderWay(): boolean {
    return this.#arrival !== undefined && this.#arrival.taken > 0;
  }

  /**
   * Opens the response whose front is at `start` of `bytes` if it can go on in portions; gives how
   * many bytes that takes to say, 0 where it is open, -1 where it must be whole.
   */
  open(expected: Expected, bytes: Uint8Array, start: number, end: number, size: number): number {
    if (this.#declined === expected) return -1;
    if (this.#paused > 0) {
      this.#paused--;
      this.#declined = expected;
      return -1;
    }
    if (end - start < openingBytes) return openingBytes;
    this.#arrival = new Arrival(expected, this.#inspection, bytes, start, size);
    this.#departure.begin(limits.kafka_decompressed_frame_bytes_max);
    return 0;
  }

  /** What to do with the bytes of the open response that have come. */
  head(bytes: Uint8Array, start: number, end: number, step: Step): Step {
    const arrival = this.#arrival as Arrival;
    arrival.head(bytes, start, end, step);
    if (arrival.givenUp) {
      this.#declined = arrival.expected;
      this.#arrival = undefined;
    }
    return step;
  }

  walk(bytes: Uint8Array, inspector: Inspector): void {
    this.#departure.walk(this.#arrival as Arrival, bytes, inspector);
  }

  /** What goes on of the walked portion. */
  seal(bytes: Uint8Array): Uint8Array[] {
    const arrival = this.#arrival as Arrival;
    const parts = this.#departure.seal((size) => this.#context.allocate(size));
    arrival.take(bytes.length);
    if (arrival.isWhole) this.#close();
    return parts;
  }

  #close(): void {
    this.#arrival = undefined;
    if (!this.#departure.strained) return;
    this.#paused = this.#pause;
    this.#pause = Math.min(longestPause, this.#pause * 2);
  }
}
