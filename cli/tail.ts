import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { anyOf, type Matcher } from '../core/policy/glob.ts';
import { AdminClient } from './admin-client.ts';
import { CommandError, Exit, type Io } from './io.ts';
import type { CliContext } from './main.ts';

interface Options {
  readonly audit?: string;
  readonly admin: string;
  readonly tokenEnv?: string;
  readonly lines: string;
  readonly follow: boolean;
  readonly class?: string[];
  readonly action?: string[];
  readonly resource?: string[];
  readonly identity?: string[];
  readonly json?: boolean;
}

type Line = Readonly<Record<string, unknown>>;

export function tailCommand(context: CliContext): Command {
  return new Command('tail')
    .description('what the gate decides, as it decides it')
    .option('--audit <file>', 'read the audit file instead of a running gate')
    .option('-n, --lines <count>', 'last lines of the file to begin with', '10')
    .option('--no-follow', 'end at the end of the file')
    .option('--admin <url>', 'admin port of the gate', 'http://127.0.0.1:9464')
    .option('--token-env <name>', 'environment variable with the token of the admin port')
    .option('--class <globs...>', 'only these classes')
    .option('--action <names...>', 'only these actions')
    .option('--resource <globs...>', 'only these resources')
    .option('--identity <globs...>', 'only these identities')
    .option('--json', 'lines as they are')
    .action(async (options: Options) => {
      const { io } = context;
      const wanted = filterOf(options);
      const show = (text: string) => showLine(text, wanted, options.json, io);
      if (options.audit) {
        await tailFile(options.audit, Number(options.lines), options.follow, show);
        return;
      }
      const admin = new AdminClient(options.admin, options.tokenEnv, io);
      const ended = await admin.events(show);
      if (ended === 'interrupted') context.exit = Exit.interrupted;
    });
}

function filterOf(options: Options): (line: Line) => boolean {
  const tests: [string, Matcher][] = [];
  for (const name of ['class', 'action', 'resource', 'identity'] as const) {
    const globs = options[name];
    if (globs) tests.push([name, anyOf(globs)]);
  }
  return (line) => tests.every(([name, matches]) => matches(String(line[name] ?? '')));
}

function showLine(
  text: string,
  wanted: (line: Line) => boolean,
  json: boolean | undefined,
  io: Io,
): void {
  let line: Line;
  try {
    line = JSON.parse(text) as Line;
  } catch {
    return;
  }
  if (!wanted(line)) return;
  io.out(json ? text : readable(line));
}

/** One line for a person: time, who, what, where, why. */
export function readable(line: Line): string {
  const text = (name: string) => String(line[name] ?? '');
  const time = text('time').slice(11, 23);
  const who = `${text('identity') || '-'}@${text('listener')}`;
  if (line.event !== 'decision') {
    const what = text('code') || (line.hash ? `policy ${text('hash')}` : '');
    return [time, text('event'), who, what, text('detail')].filter(Boolean).join('  ');
  }
  const action = line.shadow ? `would ${text('action')}` : text('action');
  const place = `${text('resource')}${line.path ? `#${text('path')}` : ''}`;
  const form = line.would ? `${text('shape')} → ${text('would')}` : text('shape');
  const found = form ? [text('class'), form, `x${text('count')}`].filter(Boolean).join(' ') : '';
  return [time, action, who, place, found, `(${text('source')})`].filter(Boolean).join('  ');
}

const pollMs = 300;
/** How far from its end a file is read for its last lines. */
const tail_bytes_max = 1024 * 1024;

/** Shows the last lines of a file, then what is appended; begins anew where it is cut or replaced. */
async function tailFile(
  file: string,
  count: number,
  follow: boolean,
  show: (line: string) => void,
): Promise<void> {
  let at = sizeOf(file);
  const last = await linesOf(file, Math.max(0, at - tail_bytes_max), at);
  for (const line of last.slice(-count)) show(line);
  let rest = '';
  while (follow) {
    await sleep(pollMs);
    const size = sizeOf(file);
    if (size < at) at = 0;
    if (size === at) continue;
    let text = rest;
    for await (const chunk of createReadStream(file, { start: at, end: size - 1 })) {
      text += (chunk as Buffer).toString('utf8');
    }
    at = size;
    const lines = text.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) show(line);
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

async function linesOf(file: string, start: number, end: number): Promise<string[]> {
  if (end <= start) return [];
  const lines: string[] = [];
  const input = createReadStream(file, { start, end: end - 1 });
  for await (const line of createInterface({ input })) lines.push(line);
  // The first one may have been cut.
  return start > 0 ? lines.slice(1) : lines;
}
