/** One listening port. Workers of one gate listen on the same ports side by side (`reusePort`). */
import net from 'node:net';
import { limits } from '../limits.ts';
import type { Address } from './spec.ts';

export class Listener {
  readonly server: net.Server;
  #onConnection: (socket: net.Socket) => void;

  constructor(onConnection: (socket: net.Socket) => void) {
    this.#onConnection = onConnection;
    this.server = net.createServer({
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: limits.keep_alive_ms,
      allowHalfOpen: true,
    });
    this.server.on('connection', (socket) => this.#onConnection(socket));
  }

  /** Resolves to the port, which the system chose when `address.port` is 0. */
  listen(address: Address, reusePort: boolean): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ host: address.host, port: address.port, reusePort }, () => {
        this.server.removeListener('error', reject);
        resolve((this.server.address() as net.AddressInfo).port);
      });
    });
  }

  /** Stops accepting; connections that exist go on. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.server.listening) resolve();
      else this.server.close(() => resolve());
    });
  }
}
