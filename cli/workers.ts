/**
 * `workers: N`: N processes, each a full gate on the same ports (`reusePort`), and a supervisor that
 * owns the admin port, adds up their metrics and restarts one that dies. Nothing is shared on the way
 * of the data.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { AggregatorRegistry } from 'prom-client';
import { type Loaded, loadText } from '../core/policy/load.ts';
import { formatFault } from '../core/policy/source.ts';
import type { Protocol } from '../core/protocol.ts';
import type { AdminRoutes } from '../observe/admin.ts';
import { createLog, type Logger } from '../observe/log.ts';
import { publicConfig } from '../observe/public-config.ts';
import { CommandError, Exit } from './io.ts';
import type { CliContext } from './main.ts';
import { drainByRequest, type Running } from './running.ts';
import { fixedPartsDiffer, Service } from './service.ts';

const worker_env = 'TIDEGATE_WORKER';
const answerWithinMs = 5_000;
const startWithinMs = 30_000;
const restartAfterMs = 1_000;
/** Workers that die this often in a minute will not live: the gate then ends. */
const deaths_per_minute_max = 5;

export const isWorker = (): boolean =>
  process.env[worker_env] !== undefined && process.send !== undefined;

/** What the supervisor asks; `id` comes back with the answer. */
type Question =
  | { readonly id: number; readonly ask: 'metrics' | 'connections' }
  | { readonly id: number; readonly ask: 'start' | 'reload'; readonly text: string }
  | { readonly id: number; readonly ask: 'lines'; readonly on: boolean };

type Unnumbered<T> = T extends { id: number } ? Omit<T, 'id'> : never;

/** An answer, or a line of the audit as it is written (`id` 0). */
interface Reply {
  readonly id: number;
  readonly value?: unknown;
}

/** Runs this process as a worker until it is told to end. */
export async function runWorker(file: string, context: CliContext): Promise<number> {
  let service: Service | undefined;
  let stopLines: (() => void) | undefined;
  const tell = (reply: Reply) => process.connected && process.send?.(reply);
  const answer = async (question: Question): Promise<unknown> => {
    switch (question.ask) {
      case 'start':
        service = await startHere(question.text, file, context);
        return undefined;
      case 'metrics':
        return service?.metrics.registry.getMetricsAsJSON();
      case 'connections':
        return service?.connections();
      case 'reload':
        return service?.reload(question.text);
      case 'lines':
        stopLines?.();
        stopLines = question.on
          ? service?.onLine((line) => tell({ id: 0, value: line }))
          : undefined;
        return undefined;
    }
  };
  process.on('message', (question: Question) => {
    answer(question).then(
      (value) => tell({ id: question.id, value }),
      (error: Error) => tell({ id: question.id, value: error.message }),
    );
  });
  await new Promise<void>((resolve) => {
    // A terminal interrupts the whole group: the supervisor says when to end.
    process.on('SIGINT', () => {});
    process.on('SIGHUP', () => {});
    process.on('SIGTERM', resolve);
    process.on('disconnect', resolve);
  });
  await service?.drain();
  if (process.connected) process.disconnect();
  return Exit.clean;
}

async function startHere(text: string, file: string, context: CliContext): Promise<Service> {
  const { io, protocols } = context;
  const loaded = loadText(text, file, { protocols, env: io.env });
  if (!loaded.ok) throw new CommandError(loaded.faults.map(formatFault).join('\n'));
  const log = createLog({ level: loaded.config.log.level });
  return Service.start({ loaded, protocols, log, env: io.env, reusePort: true });
}

export class Supervisor implements Running {
  readonly routes: AdminRoutes;
  readonly failed: Promise<string>;
  #fail: (reason: string) => void = () => {};
  #loaded: Loaded;
  #text: string;
  #protocols: readonly Protocol[];
  #log: Logger;
  #workers = new Set<ChildProcess>();
  #ready = new Set<ChildProcess>();
  #waiting = new Map<number, (value: unknown) => void>();
  #asked = 0;
  #deaths: number[] = [];
  #draining = false;
  #lines = new Set<(line: string) => void>();

  /** Starts all workers; rejects where one cannot start. */
  static async start(
    loaded: Loaded,
    protocols: readonly Protocol[],
    log: Logger,
  ): Promise<Supervisor> {
    const supervisor = new Supervisor(loaded, protocols, log);
    const count = loaded.config.workers;
    try {
      await Promise.all(Array.from({ length: count }, () => supervisor.#fork()));
    } catch (error) {
      await supervisor.drain();
      throw error;
    }
    log.info({ workers: count }, 'workers are listening');
    return supervisor;
  }

  private constructor(loaded: Loaded, protocols: readonly Protocol[], log: Logger) {
    this.#loaded = loaded;
    this.#text = readFileSync(loaded.file, 'utf8');
    this.#protocols = protocols;
    this.#log = log;
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
    this.routes = {
      metrics: () => this.#metrics(),
      ready: () => !this.#draining && this.#ready.size === this.#loaded.config.workers,
      config: () => publicConfig(this.#loaded.config),
      connections: async () => (await this.#askAll({ ask: 'connections' })).flat(),
      reload: () => this.reload(readFileSync(loaded.file, 'utf8')),
      drain: drainByRequest,
      events: (listener) => this.#events(listener),
    };
  }

  /** Checks the text here, then has every worker take it: what one takes, all take. */
  async reload(text: string): Promise<string | undefined> {
    const next = loadText(text, this.#loaded.file, { protocols: this.#protocols });
    if (!next.ok) return next.faults.map(formatFault).join('\n');
    const fault = fixedPartsDiffer(this.#loaded, next);
    if (fault !== undefined) return fault;
    this.#loaded = next;
    this.#text = text;
    const faults = await this.#askAll({ ask: 'reload', text });
    return faults.find((one): one is string => typeof one === 'string');
  }

  async drain(): Promise<void> {
    this.#draining = true;
    const ends = [...this.#workers].map(
      (worker) => new Promise((resolve) => worker.once('exit', resolve)),
    );
    for (const worker of this.#workers) worker.kill('SIGTERM');
    await Promise.all(ends);
  }

  abandon(): void {
    for (const worker of this.#workers) worker.kill('SIGTERM');
  }

  async #fork(): Promise<void> {
    const worker = fork(process.argv[1], process.argv.slice(2), {
      env: { ...process.env, [worker_env]: '1' },
    });
    this.#workers.add(worker);
    worker.on('message', (reply: Reply) => this.#onReply(reply));
    worker.on('exit', (code) => this.#onExit(worker, code));
    const fault = await this.#ask(worker, { ask: 'start', text: this.#text }, startWithinMs);
    if (fault !== undefined) throw new CommandError(String(fault));
    this.#ready.add(worker);
    if (this.#lines.size > 0) void this.#ask(worker, { ask: 'lines', on: true });
  }

  #onExit(worker: ChildProcess, code: number | null): void {
    this.#workers.delete(worker);
    const wasReady = this.#ready.delete(worker);
    if (this.#draining || !wasReady) return;
    this.#log.error({ worker: worker.pid, code }, 'worker died');
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((time) => now - time < 60_000), now];
    if (this.#deaths.length > deaths_per_minute_max) {
      this.#fail('workers die as they start');
      return;
    }
    setTimeout(() => {
      if (this.#draining) return;
      this.#fork().catch((error: Error) => this.#fail(error.message));
    }, restartAfterMs).unref();
  }

  #onReply({ id, value }: Reply): void {
    if (id === 0) {
      for (const listener of this.#lines) listener(String(value));
      return;
    }
    this.#waiting.get(id)?.(value);
    this.#waiting.delete(id);
  }

  /** Resolves to the answer, or to undefined where none comes in time. */
  #ask(
    worker: ChildProcess,
    question: Unnumbered<Question>,
    withinMs = answerWithinMs,
  ): Promise<unknown> {
    const id = ++this.#asked;
    return new Promise((resolve) => {
      const done = (value: unknown) => {
        clearTimeout(timer);
        worker.off('exit', onExit);
        this.#waiting.delete(id);
        resolve(value);
      };
      const onExit = () => done('worker ended');
      const timer = setTimeout(() => done(undefined), withinMs);
      worker.once('exit', onExit);
      this.#waiting.set(id, done);
      if (worker.connected) worker.send({ id, ...question });
    });
  }

  async #askAll(question: Unnumbered<Question>): Promise<unknown[]> {
    const answers = await Promise.all(
      [...this.#ready].map((worker) => this.#ask(worker, question)),
    );
    return answers.filter((value) => value !== undefined);
  }

  async #metrics(): Promise<{ type: string; text: string }> {
    const all = (await this.#askAll({ ask: 'metrics' })).filter(Array.isArray);
    const registry = AggregatorRegistry.aggregate(all);
    return { type: registry.contentType, text: await registry.metrics() };
  }

  #events(listener: (line: string) => void): () => void {
    this.#lines.add(listener);
    if (this.#lines.size === 1) void this.#askAll({ ask: 'lines', on: true });
    return () => {
      this.#lines.delete(listener);
      if (this.#lines.size === 0) void this.#askAll({ ask: 'lines', on: false });
    };
  }
}
