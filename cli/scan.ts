import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Detection } from '../core/detect/detector.ts';
import { ValueScanner } from '../core/detect/scan-value.ts';
import { builtinDetection } from '../core/policy/detection.ts';
import { anyOf } from '../core/policy/glob.ts';
import type { Loaded } from '../core/policy/load.ts';
import { loadOrFail } from './config-file.ts';
import { CommandError, Exit, type Io } from './io.ts';
import type { CliContext } from './main.ts';
import { scanJsonl } from './scan/jsonl.ts';
import { Report } from './scan/report.ts';
import { sarif } from './scan/sarif.ts';
import { openSource, type SourceOptions } from './scan/source.ts';
import { suggestPolicy } from './scan/suggest.ts';
import { severityOf } from './severity.ts';

interface Options extends SourceOptions {
  readonly jsonl?: string;
  readonly config?: string;
  readonly classes?: string[];
  readonly format: 'table' | 'json' | 'sarif';
  readonly json?: boolean;
  readonly out?: string;
  readonly suggest?: string;
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a number from 1');
  return value;
}

export function scanCommand(context: CliContext): Command {
  return new Command('scan')
    .description('what sensitive data a topic, collection or table holds, without a gate')
    .argument('[target]', 'kafka:TOPIC, mongo:DB.COLLECTION or mysql:DB.TABLE')
    .option('--jsonl <file>', 'JSON lines instead of a target, - for stdin')
    .option('--from <server>', 'host:port or connection string of the server')
    .option('--user <name>', 'user at the server')
    .option('--password-env <name>', 'environment variable with the password')
    .option('--tls', 'TLS towards the server')
    .addOption(
      new Option('--sasl <mechanism>', 'how to log in to Kafka')
        .choices(['plain', 'scram-sha-256', 'scram-sha-512'])
        .default('scram-sha-256'),
    )
    .option('--limit <count>', 'records, documents or rows to look at', count, 1000)
    .option('--all', 'all of them, from the first on, instead of a sample')
    .option('-c, --config <file>', 'configuration with further detectors')
    .option('--classes <globs...>', 'classes to look for')
    .addOption(
      new Option('--format <name>', 'of the report')
        .choices(['table', 'json', 'sarif'])
        .default('table'),
    )
    .option('--json', 'the same as --format json')
    .option('--out <file>', 'where the report goes; stdout unless given')
    .option('--suggest <file>', 'write policies that would mask what was found')
    .action((target: string | undefined, options: Options, command: Command) => {
      if (options.jsonl !== undefined) refuseWithLines(target, command);
      return scan(target, options, context);
    });
}

/** What lines have no use for is refused, so that nobody waits for a file that never comes. */
function refuseWithLines(target: string | undefined, command: Command): void {
  if (target !== undefined) throw new CommandError('a target and --jsonl exclude each other');
  const names = ['from', 'user', 'passwordEnv', 'tls', 'sasl', 'limit', 'all', 'format', 'out'];
  for (const name of [...names, 'suggest']) {
    if (command.getOptionValueSource(name) !== 'cli') continue;
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new CommandError(`--${flag} is for a target, not for --jsonl`);
  }
}

async function scan(
  target: string | undefined,
  options: Options,
  context: CliContext,
): Promise<void> {
  const { io } = context;
  const loaded = options.config ? loadOrFail(options.config, context.protocols, io) : undefined;
  const detection = detectionFor(options, loaded);
  if (options.jsonl !== undefined) {
    const found = await scanJsonl(options.jsonl, detection, io);
    context.exit = found > 0 ? Exit.findings : Exit.clean;
    return;
  }
  if (!target) throw new CommandError('name a target, or --jsonl FILE');
  const scanner = new ValueScanner(detection);
  const report = new Report(target, (name) => severityOf(loaded?.config, name));
  const source = await openSource(target, options, io.env);
  const bar = new ProgressBar(source.total, io);
  try {
    for await (const value of source.values()) {
      report.add(scanner.scan(target, value));
      bar.show(report.values);
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${target}: ${(error as Error).message}`, Exit.upstream);
  } finally {
    bar.clear();
    await source.close();
  }
  write(report, options, io);
  if (options.suggest) {
    const server = { from: options.from ?? '', tls: options.tls ?? false };
    writeFileSync(options.suggest, suggestPolicy(report, server));
  }
  context.exit = report.rows().length > 0 ? Exit.findings : Exit.clean;
}

function detectionFor(options: Options, loaded: Loaded | undefined): Detection {
  const detectors = loaded?.detectors ?? [];
  const custom = detectors.map((detector) => detector.class);
  const wanted = options.classes && anyOf(options.classes);
  const known = [...builtinDetection.classes.keys(), ...custom];
  const chosen = wanted && new Set(known.filter(wanted));
  if (chosen?.size === 0) throw new CommandError('--classes names no class');
  return builtinDetection.create(chosen, detectors);
}

const barWidth = 30;
const drawn_every_ms = 100;

/** How far a scan is, on a terminal. */
class ProgressBar {
  #total: number;
  #io: Io;
  #drawnAt = 0;

  constructor(total: number, io: Io) {
    this.#total = total;
    this.#io = io;
  }

  show(done: number): void {
    const now = performance.now();
    if (!this.#io.isErrTerminal || now - this.#drawnAt < drawn_every_ms) return;
    this.#drawnAt = now;
    const share = this.#total > 0 ? Math.min(1, done / this.#total) : 0;
    const filled = Math.round(share * barWidth);
    const bar = '#'.repeat(filled) + '-'.repeat(barWidth - filled);
    this.#io.streams.stderr.write(`\r[${bar}] ${done}/${this.#total}`);
  }

  clear(): void {
    if (this.#drawnAt > 0) this.#io.streams.stderr.write('\r\u001b[K');
  }
}

function write(report: Report, options: Options, io: Io): void {
  const format = options.json ? 'json' : options.format;
  const lines =
    format === 'sarif'
      ? [JSON.stringify(sarif(report), null, 2)]
      : format === 'json'
        ? report.rows().map((row) => JSON.stringify(row))
        : report.lines();
  if (options.out) writeFileSync(options.out, lines.map((line) => `${line}\n`).join(''));
  else for (const line of lines) io.out(line);
}
