/**
 * One gate process: configuration, gate, audit, metrics, log, admin port. `run` starts one, or one
 * per worker; what several share (admin port, reload) is in `workers.ts`.
 */
import { EventHub } from '../core/events.ts';
import { type Gate, startGate } from '../core/gate.ts';
import { faultsOf, type Loaded, loadText } from '../core/policy/load.ts';
import { formatFault } from '../core/policy/source.ts';
import type { Protocol } from '../core/protocol.ts';
import { auditEvents } from '../observe/audit.ts';
import { LineFile } from '../observe/line-file.ts';
import { type Logger, logEvents } from '../observe/log.ts';
import { Metrics } from '../observe/metrics.ts';
import { auditFileOf } from './config-file.ts';
import { CommandError } from './io.ts';
import { severityOf } from './severity.ts';
import { version } from './version.ts';

export interface ServiceOptions {
  readonly loaded: Loaded;
  readonly protocols: readonly Protocol[];
  readonly log: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Several processes listen on the same ports. */
  readonly reusePort: boolean;
}

export class Service {
  readonly gate: Gate;
  readonly metrics: Metrics;
  readonly log: Logger;
  loaded: Loaded;
  #options: ServiceOptions;
  #events: EventHub;
  #audit: LineFile | undefined;
  #listeners = new Set<(line: string) => void>();

  private constructor(options: ServiceOptions, parts: Parts) {
    this.#options = options;
    this.loaded = options.loaded;
    this.log = options.log;
    this.gate = parts.gate;
    this.metrics = parts.metrics;
    this.#events = parts.events;
    this.#audit = parts.audit;
    this.#listeners = parts.listeners;
  }

  /** Starts the gate. Rejects with the system's error where a port or the audit cannot be had. */
  static async start(options: ServiceOptions): Promise<Service> {
    const { loaded, protocols, log, reusePort } = options;
    const { config } = loaded;
    const events = new EventHub();
    const auditFile = auditFileOf(loaded);
    const audit = auditFile === undefined ? undefined : openAudit(auditFile, log);
    const listeners = new Set<(line: string) => void>();
    const append = (line: string) => {
      audit?.append(line);
      for (const listener of listeners) listener(line);
    };
    let service: Service | undefined;
    auditEvents(events, { append }, (name) =>
      name === '' ? '' : severityOf((service?.loaded ?? loaded).config, name),
    );
    logEvents(events, log);
    const metrics = new Metrics({ version, process: true });
    metrics.subscribe(events, config.admin?.resources);
    metrics.gauge(
      'audit_write_errors',
      'Writes of the audit that failed',
      () => audit?.errors ?? 0,
    );
    const gate = await startGate({
      listeners: loaded.listeners,
      policy: loaded.policy,
      protocols,
      events,
      reusePort,
    }).catch((error) => {
      throw asCommandError(error);
    });
    service = new Service(options, { gate, metrics, events, audit, listeners });
    service.#announce();
    return service;
  }

  /** Lines of the audit as they are written. */
  onLine(listener: (line: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Puts another text of the configuration in force, all or nothing. Returns what is wrong with it,
   * or undefined.
   */
  reload(text: string): string | undefined {
    const { protocols, env } = this.#options;
    const result = loadText(text, this.loaded.file, { protocols, env });
    for (const fault of faultsOf(result)) this.log.warn({ fault: formatFault(fault) }, 'fault');
    const fault = result.ok
      ? fixedPartsDiffer(this.loaded, result)
      : result.faults.map(formatFault).join('\n');
    if (!result.ok || fault !== undefined) {
      const hash = result.ok ? result.hash : '';
      const detail = (fault ?? '').split('\n', 1)[0];
      this.#events.emit('policy.loaded', { ok: false, hash, policies: 0, detail });
      return fault;
    }
    this.loaded = result;
    this.#audit?.reopen();
    this.gate.setPolicy(result.policy);
    this.log.level = result.config.log.level;
    this.#announce();
    return undefined;
  }

  /** Ends sessions as they fall idle, then all that are left, and writes the audit out. */
  async drain(): Promise<void> {
    const sessions = this.gate.sessions.size;
    this.log.info({ sessions }, 'draining');
    await this.gate.drain();
    await this.#audit?.close();
    this.log.info('drained');
  }

  /** For an end without a drain: what is held of the audit is written at once. */
  flushNow(): void {
    this.#audit?.flushNow();
  }

  connections(): object[] {
    return [...this.gate.sessions].map(({ client, startedAt }) => ({
      conn: client.connection,
      listener: client.listener,
      protocol: client.protocol,
      address: client.address,
      identity: client.identity,
      client_app: client.clientApp,
      since: new Date(startedAt).toISOString(),
    }));
  }

  #announce(): void {
    const { hash, rules } = this.loaded;
    this.#events.emit('policy.loaded', { ok: true, hash, policies: rules.length, detail: '' });
  }
}

interface Parts {
  readonly gate: Gate;
  readonly metrics: Metrics;
  readonly events: EventHub;
  readonly audit: LineFile | undefined;
  readonly listeners: Set<(line: string) => void>;
}

/** A port or file that the system does not give is a fault of the configuration. */
export function asCommandError(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? new CommandError(message) : error;
}

function openAudit(file: string, log: Logger): LineFile {
  const onError = (error: Error) =>
    log.error({ code: (error as NodeJS.ErrnoException).code }, 'audit cannot be written');
  try {
    return new LineFile({ file, onError });
  } catch (error) {
    throw asCommandError(error);
  }
}

/** Ports, upstreams, certificates, workers, admin and audit are fixed until the next start. */
export function fixedPartsDiffer(old: Loaded, next: Loaded): string | undefined {
  const fixed = ({ config: { workers, admin, audit }, listeners }: Loaded) =>
    Object.entries({ workers, admin, audit, listeners });
  const before = new Map(fixed(old));
  for (const [name, value] of fixed(next)) {
    if (JSON.stringify(before.get(name)) !== JSON.stringify(value)) {
      return `${next.file}: ${name} cannot change while the gate runs; start it again`;
    }
  }
  return undefined;
}
