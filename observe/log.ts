/**
 * The log: JSON lines through pino. Says what the gate does and what went wrong, with stable keys;
 * never a payload.
 */
import pino, { type Logger } from 'pino';
import type { EventHub } from '../core/events.ts';
import { isDecodeError } from './codes.ts';

export type { Logger } from 'pino';

export interface LogOptions {
  readonly level?: string;
  /** Where lines go; stderr unless given. */
  readonly destination?: NodeJS.WritableStream;
}

export function createLog({ level = 'info', destination }: LogOptions = {}): Logger {
  const options = { level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime };
  return destination ? pino(options, destination) : pino(options, pino.destination(2));
}

/** The same line is written once per this time and listener; the rest is counted. */
const quietMs = 10_000;
const kinds_count_max = 1_000;

/** Writes at most one line of a kind in `quietMs`, then how many were left out. */
class Repeats {
  #kinds = new Map<string, { until: number; left: number }>();

  /** Undefined where the line is to be left out, else how many were left out before it. */
  next(kind: string, now: number): number | undefined {
    const known = this.#kinds.get(kind);
    if (known && now < known.until) {
      known.left++;
      return undefined;
    }
    if (this.#kinds.size >= kinds_count_max) this.#kinds.clear();
    this.#kinds.set(kind, { until: now + quietMs, left: 0 });
    return known?.left ?? 0;
  }
}

/** Logs what operators look for. Decisions are the audit's and the metrics' matter. */
export function logEvents(events: EventHub, log: Logger): void {
  const repeats = new Repeats();
  const warn = (kind: string, fields: object, message: string) => {
    const repeated = repeats.next(kind, Date.now());
    if (repeated !== undefined) log.warn(repeated > 0 ? { ...fields, repeated } : fields, message);
  };
  events.onFault = (event, error) => {
    const name = error instanceof Error ? error.name : typeof error;
    warn(`fault ${event}`, { event, error: name }, 'a subscriber failed');
  };
  events.on('connection.opened', ({ client }) => {
    log.debug(
      { conn: client.connection, listener: client.listener, address: client.address },
      'connection opened',
    );
  });
  events.on('connection.closed', ({ client, bytesUp, bytesDown, frames, code }) => {
    const fields = { conn: client.connection, listener: client.listener, bytesUp, bytesDown };
    log.debug({ ...fields, frames, code }, 'connection closed');
  });
  events.on('decode.error', ({ client, code, detail, offset }) => {
    const { connection, listener, protocol } = client;
    const fields = { conn: connection, listener, protocol, code, detail, offset };
    const message = isDecodeError(code) ? 'frame refused' : 'connection failed';
    warn(`decode ${listener} ${code}`, fields, message);
  });
  events.on('refusal', ({ client, code, detail }) => {
    if (code === 'TG-POLICY-0001') return;
    const { connection, listener } = client;
    warn(`refusal ${listener} ${code}`, { conn: connection, listener, code, detail }, 'refused');
  });
  events.on('upstream.changed', ({ listener, node, up }) => {
    const write = up ? log.info.bind(log) : log.warn.bind(log);
    write({ listener, node }, up ? 'upstream is up' : 'upstream is down');
  });
  events.on('policy.loaded', ({ ok, hash, policies, detail }) => {
    if (ok) log.info({ hash, policies }, 'policy loaded');
    else log.error({ hash, detail }, 'policy not loaded; the old one stays in force');
  });
}
