/**
 * Whether a test server can be run on this machine, and its image.
 *
 * Protocol: a suite calls `prepare` and skips with the reason if there is one; `node available.ts`
 * prints a line for every server that cannot run. Under CI=true a server that cannot run is a failure.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const serverNames = ['kafka', 'mongo', 'secantus', 'mysql', 'mariadb'] as const;
export type ServerName = (typeof serverNames)[number];

/** An image to start the server from, or why there is none. */
export type Prepared =
  | { image: string; reason?: undefined }
  | { image?: undefined; reason: string };

const run = promisify(execFile);
const here = import.meta.dirname;
/** image.sh bounds its own steps; this is the net below it. */
const imageWaitMs = 1_800_000;
/** The exit code of the scripts for "not possible on this machine". */
const impossibleCode = 3;

const imageVariable = (server: ServerName): string => `TIDEGATE_${server.toUpperCase()}_IMAGE`;

async function engineAnswers(): Promise<boolean> {
  try {
    await run('docker', ['info', '--format', '{{.ServerVersion}}'], { timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

async function engineReason(): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    return 'the gate dials containers by their bridge addresses, which only a Linux engine offers';
  }
  if (await engineAnswers()) return undefined;
  if (process.getuid?.() !== 0) {
    return 'no Docker engine answers, and only root may install and start one (test/containers/engine.sh)';
  }
  if (!existsSync('/usr/bin/apt-get')) {
    return 'no Docker engine answers, and engine.sh can install one only with apt-get';
  }
  return undefined;
}

/**
 * Why `server` cannot run here, or undefined if it seems to be able to. Cheap: nothing is installed,
 * fetched or built.
 */
export async function unavailable(server: ServerName): Promise<string | undefined> {
  const engine = await engineReason();
  if (engine !== undefined) return engine;
  const built = process.env[imageVariable(server)] === undefined;
  if (built && process.arch !== 'x64' && (server === 'mongo' || server === 'secantus')) {
    return `its binaries are for x86-64 only; name another image in ${imageVariable(server)}`;
  }
  return undefined;
}

/** Runs image.sh, its progress on our standard error; resolves with exit code and both outputs. */
function runImageScript(server: ServerName): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(here, 'image.sh'), [server], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: imageWaitMs,
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
      process.stderr.write(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, out: out.trim(), err: err.trim() }));
  });
}

/**
 * The image of `server`, made if need be (an engine installed and started too), or the reason why it
 * cannot be had here. Throws where making it failed, and under CI=true also where it is impossible.
 */
export async function prepare(server: ServerName): Promise<Prepared> {
  let reason = await unavailable(server);
  if (reason === undefined) {
    const { code, out, err } = await runImageScript(server);
    if (code === 0) return { image: out };
    if (code !== impossibleCode) throw new Error(`image.sh ${server} failed (${code}):\n${err}`);
    reason = err.split('\n').at(-1) ?? 'unknown';
  }
  const line = `cannot run the ${server} suite here: ${reason}`;
  if (process.env.CI === 'true') throw new Error(line);
  process.stderr.write(`\n*** ${line}\n\n`);
  return { reason: line };
}

let clients: Promise<string> | undefined;

/** Sets up the Python clients (once) and returns their interpreter. */
export function pythonClients(): Promise<string> {
  clients ??= run(join(here, 'fetch.sh'), ['clients'], { timeout: imageWaitMs }).then(() =>
    join(here, '.cache/venv/bin/python'),
  );
  return clients;
}

if (import.meta.main) {
  let missing = 0;
  for (const server of serverNames) {
    const reason = await unavailable(server);
    if (reason === undefined) continue;
    missing += 1;
    console.error(`cannot run the ${server} suite here: ${reason}`);
  }
  if (missing > 0) process.exitCode = process.env.CI === 'true' ? 1 : impossibleCode;
}
