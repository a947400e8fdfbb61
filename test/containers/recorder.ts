/** A TCP pipe that keeps what passes, to compare streams byte for byte. */
import { connect, createServer, type Socket } from 'node:net';

export interface Recording {
  up: Buffer;
  down: Buffer;
}

export class Recorder implements AsyncDisposable {
  readonly port: number;
  readonly #close: () => Promise<void>;
  readonly #connections: { up: Buffer[]; down: Buffer[] }[];

  private constructor(
    port: number,
    connections: { up: Buffer[]; down: Buffer[] }[],
    close: () => Promise<void>,
  ) {
    this.port = port;
    this.#connections = connections;
    this.#close = close;
  }

  /** Listens on a loopback port in front of `host:port`. */
  static async start(host: string, port: number): Promise<Recorder> {
    const connections: { up: Buffer[]; down: Buffer[] }[] = [];
    const sockets = new Set<Socket>();
    const server = createServer((client) => {
      const kept = { up: [] as Buffer[], down: [] as Buffer[] };
      connections.push(kept);
      const upstream = connect({ host, port });
      for (const socket of [client, upstream]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          client.destroy();
          upstream.destroy();
        });
      }
      client.on('data', (chunk) => kept.up.push(chunk));
      upstream.on('data', (chunk) => kept.down.push(chunk));
      client.pipe(upstream);
      upstream.pipe(client);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address() as { port: number };
    const close = () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    };
    return new Recorder(address.port, connections, close);
  }

  /** What has passed on the n-th connection since `forget`, or since it began. */
  recording(index = 0): Recording {
    const { up, down } = this.#connections[index];
    return { up: Buffer.concat(up), down: Buffer.concat(down) };
  }

  /** Drops what was kept, connections stay. */
  forget(): void {
    for (const { up, down } of this.#connections) {
      up.length = 0;
      down.length = 0;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}
