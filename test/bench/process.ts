/** Proxies as child processes, with the CPU seconds that they spend. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ticksPerSecond = 100;
const root = join(import.meta.dirname, '../..');

export interface Target {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** CPU seconds of the proxy's process so far; 0 where there is none. */
  cpu(): number;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export function direct(host: string, port: number): Target {
  return { name: 'direct', host, port, cpu: () => 0, stop: async () => {} };
}

export async function startPipe(host: string, port: number): Promise<Target> {
  const listen = await freePort();
  const script = join(import.meta.dirname, 'pipe.ts');
  const child = spawn(process.execPath, [script, String(listen), host, String(port)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return target('pipe', listen, child);
}

/** Starts `tidegate run` with a configuration made for the ports given to it. */
export async function startTidegate(
  name: string,
  folder: string,
  configure: (port: number) => string,
  more: string[] = [],
): Promise<Target> {
  const port = await freePort();
  const file = join(folder, `${name}-${port}.yaml`);
  writeFileSync(file, configure(port));
  const child = spawn(process.execPath, [...more, join(root, 'bin/tidegate'), 'run', '-c', file], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  await accepts(port, child);
  return target(name, port, child);
}

async function accepts(port: number, child: ChildProcess): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (child.exitCode !== null) throw new Error(`the gate ended with ${child.exitCode}`);
    const socket = net.connect(port, '127.0.0.1');
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    await sleep(25);
  }
  throw new Error('the gate did not listen within ten seconds');
}

function target(name: string, port: number, child: ChildProcess): Target {
  return {
    name,
    host: '127.0.0.1',
    port,
    cpu: () => cpuSeconds(child.pid as number),
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await Promise.race([once(child, 'exit'), sleep(5_000).then(() => child.kill('SIGKILL'))]);
    },
  };
}

/** User and system time of a process, from /proc (proc(5), fields 14 and 15). */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
