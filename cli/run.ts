import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { formatAddress, parseAddress } from '../core/net/spec.ts';
import type { Loaded } from '../core/policy/load.ts';
import { AdminServer } from '../observe/admin.ts';
import { createLog, type Logger } from '../observe/log.ts';
import { config_file_default, loadOrFail } from './config-file.ts';
import { Exit, type Io } from './io.ts';
import type { CliContext } from './main.ts';
import { type Running, startHere } from './running.ts';
import { asCommandError } from './service.ts';
import { watchText } from './watch.ts';
import { isWorker, runWorker, Supervisor } from './workers.ts';

export function runCommand(context: CliContext): Command {
  const { io, protocols } = context;
  return new Command('run')
    .description('run the gate')
    .option('-c, --config <file>', 'configuration', config_file_default)
    .option('--no-watch', 'reload on SIGHUP and POST /reload only')
    .action(async ({ config, watch }: { config: string; watch: boolean }) => {
      if (isWorker()) {
        context.exit = await runWorker(config, context);
        return;
      }
      const loaded = loadOrFail(config, protocols, io);
      const log = createLog({ level: loaded.config.log.level });
      const running =
        loaded.config.workers > 1
          ? await Supervisor.start(loaded, protocols, log)
          : await startHere(loaded, { loaded, protocols, log, env: io.env, reusePort: false });
      context.exit = await serve(running, loaded, log, watch, io);
    });
}

/** Serves until a signal or a failure, and resolves to the exit code. */
async function serve(
  running: Running,
  loaded: Loaded,
  log: Logger,
  watch: boolean,
  io: Io,
): Promise<number> {
  const { file } = loaded;
  const ended = Promise.race([signal(), running.failed]);
  const onExit = () => running.abandon();
  process.on('exit', onExit);
  const admin = await startAdmin(loaded, running, log);
  const reload = async (text: string) => {
    const fault = await running.reload(text);
    if (fault !== undefined) io.err(fault);
  };
  const onHangup = () => {
    try {
      void reload(readFileSync(file, 'utf8'));
    } catch (error) {
      log.error({ code: (error as NodeJS.ErrnoException).code }, 'configuration cannot be read');
    }
  };
  process.on('SIGHUP', onHangup);
  const unwatch = watch ? watchText(file, readFileSync(file, 'utf8'), reload) : () => {};
  const end = await ended;
  unwatch();
  process.off('SIGHUP', onHangup);
  if (typeof end === 'string') log.error({ reason: end }, 'gate failed');
  await running.drain();
  process.off('exit', onExit);
  await admin?.close();
  return typeof end === 'string' ? Exit.findings : end;
}

async function startAdmin(
  { config }: Loaded,
  running: Running,
  log: Logger,
): Promise<AdminServer | undefined> {
  const bind = config.admin && parseAddress(config.admin.bind);
  if (!bind) return undefined;
  const admin = new AdminServer({ bind, token: config.admin?.token, routes: running.routes });
  try {
    const port = await admin.listen();
    log.info({ address: formatAddress({ ...bind, port }) }, 'admin port');
    return admin;
  } catch (error) {
    await running.drain();
    throw asCommandError(error);
  }
}

/** Resolves to the exit code of the first SIGINT or SIGTERM; the second ends the process at once. */
function signal(): Promise<number> {
  return new Promise((resolve) => {
    let count = 0;
    const on = (code: number) => () => {
      if (++count > 1) process.exit(code);
      resolve(code);
    };
    process.on('SIGINT', on(Exit.interrupted));
    process.on('SIGTERM', on(Exit.terminated));
  });
}
