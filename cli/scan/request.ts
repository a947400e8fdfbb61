/** What a reader of a server gets, and what it gives. */
import { CommandError } from '../io.ts';

/** Values to look at: records, documents, rows. */
export interface ValueSource {
  /** How many will come, for the progress bar. */
  readonly total: number;
  values(): AsyncIterable<unknown>;
  close(): Promise<void>;
}

/** Mechanisms that both Kafka and the client have. */
export type SaslMechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512';

/** What a reader gets. */
export interface ReadRequest {
  readonly server: string;
  /** Behind the protocol in the target. */
  readonly name: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly tls: boolean;
  /** Kafka only. */
  readonly sasl: SaslMechanism;
  readonly limit: number;
  readonly all: boolean;
}

/** How long a server may take to answer the first time. */
export const connect_timeout_ms = 10_000;

/** Splits `DB.REST` at the first dot. */
export function databaseAnd(name: string, what: string): [string, string] {
  const dot = name.indexOf('.');
  if (dot < 1 || dot === name.length - 1) throw new CommandError(`'${name}' is not DB.${what}`);
  return [name.slice(0, dot), name.slice(dot + 1)];
}
