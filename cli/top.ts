import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { AdminClient } from './admin-client.ts';
import { Exit, type Io, tableLines } from './io.ts';
import type { CliContext } from './main.ts';
import { parseMetrics, type Sample } from './metrics-text.ts';

interface Options {
  readonly admin: string;
  readonly tokenEnv?: string;
  readonly interval: string;
  readonly once?: boolean;
  readonly json?: boolean;
}

export function topCommand(context: CliContext): Command {
  return new Command('top')
    .description('connections and decisions of a running gate, as they change')
    .option('--admin <url>', 'admin port of the gate', 'http://127.0.0.1:9464')
    .option('--token-env <name>', 'environment variable with the token of the admin port')
    .option('--interval <seconds>', 'how often', '2')
    .option('--once', 'one look, then end')
    .option('--json', 'one object a look')
    .action(async (options: Options) => {
      const { io } = context;
      const admin = new AdminClient(options.admin, options.tokenEnv, io);
      const abort = new AbortController();
      process.once('SIGINT', () => abort.abort());
      let before: Look | undefined;
      for (;;) {
        const now = lookAt(parseMetrics(await admin.text('/metrics')));
        if (options.json) io.json(now);
        else show(now, before, !options.once, io);
        if (options.once) return;
        before = now;
        const seconds = Math.max(0.2, Number(options.interval) || 2);
        const waited = sleep(seconds * 1000, true, { signal: abort.signal });
        if (await waited.catch(() => false)) continue;
        context.exit = Exit.interrupted;
        return;
      }
    });
}

/** What one scrape says. */
interface Look {
  readonly time: number;
  readonly listeners: Readonly<Record<string, { active: number; total: number; errors: number }>>;
  /** `class action mode listener` -> count. */
  readonly decisions: Readonly<Record<string, number>>;
}

function lookAt(samples: readonly Sample[]): Look {
  const listeners: Record<string, { active: number; total: number; errors: number }> = {};
  const decisions: Record<string, number> = {};
  for (const { name, labels, value } of samples) {
    const { listener } = labels;
    if (!listener) continue;
    listeners[listener] ??= { active: 0, total: 0, errors: 0 };
    const row = listeners[listener];
    if (name === 'tidegate_connections_active') row.active += value;
    if (name === 'tidegate_connections_total') row.total += value;
    if (name === 'tidegate_decode_errors_total') row.errors += value;
    if (name !== 'tidegate_decisions_total') continue;
    const key = [labels.class || '-', labels.action, labels.mode, listener].join(' ');
    decisions[key] = (decisions[key] ?? 0) + value;
  }
  return { time: Date.now(), listeners, decisions };
}

function show(now: Look, before: Look | undefined, redraw: boolean, io: Io): void {
  const seconds = before ? (now.time - before.time) / 1000 : 0;
  const rate = (key: string, count: number) =>
    before ? ((count - (before.decisions[key] ?? 0)) / seconds).toFixed(1) : '-';
  const listeners = tableLines(
    ['LISTENER', 'ACTIVE', 'TOTAL', 'ERRORS'],
    Object.entries(now.listeners).map(([name, row]) => [
      name,
      String(row.active),
      String(row.total),
      String(row.errors),
    ]),
  );
  const decisions = tableLines(
    ['CLASS', 'ACTION', 'MODE', 'LISTENER', 'COUNT', 'PER SECOND'],
    Object.entries(now.decisions)
      .sort((a, b) => b[1] - a[1])
      .slice(0, 30)
      .map(([key, count]) => [...key.split(' '), String(count), rate(key, count)]),
  );
  if (redraw && io.isTerminal) io.streams.stdout.write('\u001b[H\u001b[2J');
  for (const line of [...listeners, '', ...decisions]) io.out(line);
}
