/** The command line: one verb, one file. */
import { Command, CommanderError } from 'commander';
import type { Protocol } from '../core/protocol.ts';
import { completionCommand } from './completion.ts';
import { configCommand } from './config.ts';
import { demoCommand } from './demo.ts';
import { explainCommand } from './explain.ts';
import { CommandError, Exit, type Io, processIo } from './io.ts';
import { learnCommand } from './learn.ts';
import { runCommand } from './run.ts';
import { scanCommand } from './scan.ts';
import { tailCommand } from './tail.ts';
import { testCommand } from './test.ts';
import { topCommand } from './top.ts';
import { validateCommand } from './validate.ts';
import { version, versionCommand } from './version.ts';

/** What every verb gets. A verb sets `exit` where it ends otherwise than clean. */
export interface CliContext {
  readonly io: Io;
  readonly protocols: readonly Protocol[];
  exit: number;
}

/** Builds the program of all verbs. */
export function buildProgram(context: CliContext): Command {
  const { io } = context;
  const program = new Command('tidegate')
    .description('A data firewall for Kafka, MongoDB and MySQL')
    .version(version, '-V, --version')
    .helpOption('-h, --help')
    .showHelpAfterError('(tidegate --help tells the verbs, tidegate VERB --help its options)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.streams.stdout.write(text),
      writeErr: (text) => void io.streams.stderr.write(text),
    });
  const verbs = [
    runCommand,
    demoCommand,
    validateCommand,
    explainCommand,
    testCommand,
    scanCommand,
    tailCommand,
    topCommand,
    learnCommand,
    configCommand,
    versionCommand,
  ];
  for (const verb of verbs) program.addCommand(inherit(program, verb(context)));
  program.addCommand(inherit(program, completionCommand(context, program)));
  return program;
}

/** Gives a verb, and the verbs below it, the program's way to write and to fail. */
function inherit(program: Command, verb: Command): Command {
  verb.copyInheritedSettings(program);
  for (const below of verb.commands) inherit(program, below);
  return verb;
}

/** What the system refuses (a file that cannot be written, a folder in the place of a file). */
function systemFault(error: unknown): CommandError | undefined {
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) return undefined;
  return new CommandError(path ? `${path}: ${code}` : message);
}

/**
 * Runs a command line (`process.argv`) and resolves to its exit code. `known` are the protocols;
 * those of `proxies/index.ts` unless given.
 */
export async function main(
  argv: readonly string[],
  io: Io = processIo(),
  known?: readonly Protocol[],
): Promise<number> {
  const protocols = known ?? (await import('../proxies/index.ts')).protocols;
  const context: CliContext = { io, protocols, exit: Exit.clean };
  // `tidegate scan ... | head`: the rest is wanted by nobody. A gate that runs goes on.
  if (io.isProcess && argv[2] !== 'run') {
    io.streams.stdout.on('error', (error: NodeJS.ErrnoException) => {
      process.exit(error.code === 'EPIPE' ? Exit.pipe : Exit.findings);
    });
  }
  try {
    await buildProgram(context).parseAsync([...argv]);
    return context.exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? Exit.clean : Exit.usage;
    const told = error instanceof CommandError ? error : systemFault(error);
    if (!told) throw error;
    io.err(`tidegate: ${told.message}`);
    return told.exit;
  }
}
