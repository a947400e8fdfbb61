/** Free ports for the gate's listeners, which need neighbours for the nodes behind them. */
import { createServer } from 'node:net';

const step = 20;
const tries_max = 200;

/** The first port at or behind `wanted`, in steps, that is free together with the next `behind`. */
export async function freePort(wanted: number, behind: number): Promise<number> {
  for (let i = 0; i < tries_max; i++) {
    const port = wanted + i * step;
    const range = Array.from({ length: behind + 1 }, (_, n) => port + n);
    if ((await Promise.all(range.map(isFree))).every(Boolean)) return port;
  }
  throw new Error(`no free port behind ${wanted}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
