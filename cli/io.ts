/** Where a command reads and writes; tests bring their own. */
import type { Readable, Writable } from 'node:stream';

/** Exit codes, as docs/cli.md states them. */
export const Exit = {
  clean: 0,
  /** Findings, failed cases. */
  findings: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** The upstream cannot be reached. */
  upstream: 3,
  /** Whoever reads the output has gone (SIGPIPE). */
  pipe: 141,
  interrupted: 130,
  terminated: 143,
} as const;

/** Ends a command with a message and an exit code; no stack is shown. */
export class CommandError extends Error {
  readonly exit: number;

  constructor(message: string, exit: number = Exit.usage) {
    super(message);
    this.exit = exit;
  }
}

export interface Streams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export class Io {
  readonly streams: Streams;

  constructor(streams: Streams) {
    this.streams = streams;
  }

  get env(): Streams['env'] {
    return this.streams.env;
  }

  /** False in tests, which outlive a command. */
  get isProcess(): boolean {
    return this.streams.stdout === process.stdout;
  }

  /** Colours are for terminals. */
  get isTerminal(): boolean {
    return (this.streams.stdout as NodeJS.WriteStream).isTTY === true;
  }

  /** Progress is for terminals, also where the result goes elsewhere. */
  get isErrTerminal(): boolean {
    return (this.streams.stderr as NodeJS.WriteStream).isTTY === true;
  }

  /** Writes a line of the result. */
  out(line = ''): void {
    this.streams.stdout.write(`${line}\n`);
  }

  /** Writes a line about the work. */
  err(line: string): void {
    this.streams.stderr.write(`${line}\n`);
  }

  /** One object a line. */
  json(value: unknown): void {
    this.out(JSON.stringify(value));
  }

  /** A table with a head; columns are as wide as they need. */
  table(head: readonly string[], rows: readonly (readonly string[])[]): void {
    for (const line of tableLines(head, rows)) this.out(line);
  }
}

export function tableLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    widths
      .map((width, column) => (cells[column] ?? '').padEnd(width))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

/** The streams of this process. */
export const processIo = (): Io =>
  new Io({
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
  });
