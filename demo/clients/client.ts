/** What the demo asks of a client of one protocol. Each is the protocol's ordinary driver. */
import type { Person } from '../data/people.ts';

/** How a field must look behind the gate. */
export type Mask = 'email' | 'card' | 'born' | 'note';

/** One record, document or row as its client sees it. */
export interface Unit {
  readonly id: number;
  readonly value: Record<string, unknown>;
}

export interface DemoClient {
  readonly protocol: string;
  /** The driver, as npm knows it. */
  readonly driver: string;
  /** As policies name it. */
  readonly resource: string;
  /** What a person points their own client at, given `host:port`. */
  connection(address: string): string;
  /** Fields that policy masks, as paths that the gate uses. */
  readonly masked: Readonly<Record<string, Mask>>;
  /** What policy closes, in words. */
  readonly closed: string;
  /** Makes tables and topics, once. */
  prepare(): Promise<void>;
  write(people: readonly Person[]): Promise<void>;
  /** Everything up to and including the unit `last`, in order, at `port` of this machine. */
  read(port: number, last: number): Promise<Unit[]>;
  /** One unit at `port`, undefined where there is none. */
  readOne(port: number, id: number): Promise<Unit | undefined>;
  /** Reads what policy closes; the driver's error, undefined when it was let in. */
  readClosed(port: number): Promise<string | undefined>;
  close(): Promise<void>;
}

export const messageOf = (error: unknown): string => (error as Error).message;
