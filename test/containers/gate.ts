/**
 * Tidegate as its users run it: `bin/tidegate run -c FILE` in a process of its own, on free loopback
 * ports, ready when /readyz says so, ended by SIGTERM (or killed, where a suite wants that).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';

/** Another one may be tried by naming it. */
const program = process.env.TIDEGATE_BIN ?? join(import.meta.dirname, '../../bin/tidegate');
const readyWaitMs = 30_000;
/** Longer than the gate's own drain. */
const stopWaitMs = 30_000;
/** Below the range from which systems take the ports of outgoing connections. */
const ports = { first: 20_000, last: 31_000 } as const;

export interface GateListener {
  name: string;
  protocol: 'kafka' | 'mongo' | 'mysql';
  upstream: string | string[];
  /** How many local ports stand for the cluster's nodes; 0 for a server without any. */
  nodes?: number;
  /** Further keys of the listener, as in a configuration file. */
  [key: string]: unknown;
}

export interface GateOptions {
  listeners: GateListener[];
  policies: unknown[];
  /** Addresses of the servers' names; the same for every listener. */
  hosts?: Record<string, string>;
  /** Further keys of the configuration file. */
  config?: Record<string, unknown>;
}

/** One line of the audit log; never holds a value. */
export type AuditLine = Record<string, unknown>;

export class Gate {
  readonly folder = mkdtempSync(join(tmpdir(), 'tidegate-e2e-'));
  /** Listener's name -> local port. */
  readonly ports = new Map<string, number>();
  /** Listener's name -> the local ports that stand for its nodes. */
  readonly nodePorts = new Map<string, number[]>();
  readonly #configFile = join(this.folder, 'tidegate.yaml');
  readonly #auditFile = join(this.folder, 'audit.jsonl');
  #adminPort = 0;
  #child: ChildProcess | undefined;
  #output = '';

  static async start(options: GateOptions): Promise<Gate> {
    const gate = new Gate();
    await gate.#configure(options);
    await gate.spawn();
    return gate;
  }

  async #configure(options: GateOptions): Promise<void> {
    const listeners = [];
    for (const { nodes = 0, ...listener } of options.listeners) {
      const port = await freePorts(1 + nodes + 1);
      this.ports.set(listener.name, port);
      // A node's port is the first plus its number, and numbers begin at 0 or at 1.
      const range = { ports: `${port + 1}-${port + 1 + nodes}` };
      this.nodePorts.set(
        listener.name,
        Array.from({ length: nodes + 1 }, (_, index) => port + 1 + index),
      );
      listeners.push({
        bind: `127.0.0.1:${port}`,
        ...(nodes > 0 && { nodes: range }),
        ...(options.hosts && { hosts: options.hosts }),
        ...listener,
      });
    }
    this.#adminPort = await freePorts(1);
    const config = {
      version: 1,
      mode: 'enforce',
      listeners,
      policies: options.policies,
      admin: { bind: `127.0.0.1:${this.#adminPort}` },
      audit: { file: this.#auditFile },
      ...options.config,
    };
    writeFileSync(this.#configFile, stringify(config));
  }

  /** Starts the process (again, after `stop` or `kill`) on the same configuration and ports. */
  async spawn(): Promise<void> {
    const child = spawn(process.execPath, [program, 'run', '-c', this.#configFile], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: this.folder,
    });
    this.#child = child;
    child.stdout.on('data', (chunk) => {
      this.#output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      this.#output += chunk;
    });
    process.once('exit', () => child.kill('SIGKILL'));
    const end = Date.now() + readyWaitMs;
    while (!(await this.isReady())) {
      if (this.#ended || Date.now() > end) {
        child.kill('SIGKILL');
        throw new Error(`the gate is not ready (exit code ${child.exitCode}):\n${this.output}`);
      }
      await sleep(50);
    }
  }

  get #ended(): boolean {
    return (
      this.#child === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null
    );
  }

  get running(): boolean {
    return !this.#ended;
  }

  async isReady(): Promise<boolean> {
    try {
      return (await this.admin('/readyz')).ok;
    } catch {
      return false;
    }
  }

  admin(path: string): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.#adminPort}${path}`, {
      signal: AbortSignal.timeout(5_000),
    });
  }

  async metrics(): Promise<string> {
    return (await this.admin('/metrics')).text();
  }

  port(listener: string): number {
    const port = this.ports.get(listener);
    if (port === undefined) throw new Error(`no listener ${listener}`);
    return port;
  }

  /** Every `host:port` at which the gate stands for this listener: all that a client may ever be told. */
  addresses(listener: string): Set<string> {
    const all = [this.port(listener), ...(this.nodePorts.get(listener) ?? [])];
    return new Set(all.map((port) => `127.0.0.1:${port}`));
  }

  /** What the process printed so far, both streams. */
  get output(): string {
    return this.#output;
  }

  /** Lines of the audit log so far. */
  audit(): AuditLine[] {
    if (!existsSync(this.#auditFile)) return [];
    const lines = readFileSync(this.#auditFile, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as AuditLine);
  }

  /** All that the gate tells about what passed: audit, log and metrics; to search for leaked values. */
  async traces(): Promise<string> {
    const metrics = this.running ? await this.metrics() : '';
    return `${JSON.stringify(this.audit())}\n${this.output}\n${metrics}`;
  }

  /** SIGTERM: drains and ends. Returns the exit code, or the signal's name. */
  async stop(): Promise<number | NodeJS.Signals | null> {
    return this.#end('SIGTERM');
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    const child = this.#child;
    if (child === undefined) return null;
    if (!this.#ended) {
      const exit = once(child, 'exit', { signal: AbortSignal.timeout(stopWaitMs) });
      child.kill(signal);
      try {
        await exit;
      } catch (error) {
        child.kill('SIGKILL');
        throw new Error(`the gate did not end on ${signal}:\n${this.output}`, { cause: error });
      }
    }
    return child.exitCode ?? child.signalCode;
  }

  /** Ends the gate if it still runs, and removes its files. */
  async remove(): Promise<void> {
    await this.#end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The first of `count` free loopback ports in a row. */
async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const first = ports.first + Math.floor(Math.random() * (ports.last - ports.first - count));
    const free = await Promise.all(
      Array.from({ length: count }, (_, index) => isFree(first + index)),
    );
    if (free.every(Boolean)) return first;
  }
  throw new Error(`no ${count} free ports in a row between ${ports.first} and ${ports.last}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
