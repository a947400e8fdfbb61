/** SecantusDB: a second implementation of the MongoDB wire protocol, standalone, with access control. */
import { join } from 'node:path';
import { makeUsers, mongoPort, mongoUsers } from '../mongo/start.ts';
import { Server, type ServerNetwork } from '../server.ts';

export class SecantusServer {
  readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
  }

  static async start(network: ServerNetwork, options: { image: string }): Promise<SecantusServer> {
    const server = await Server.launch(network, {
      image: options.image,
      name: 'secantus.tidegate.invalid',
      script: join(import.meta.dirname, 'start.sh'),
      port: mongoPort,
    });
    await makeUsers(server);
    await server.ready();
    return new SecantusServer(server);
  }

  /** A connection string straight to the server; for comparing, never for clients. */
  direct(user: keyof typeof mongoUsers = 'root'): string {
    return `mongodb://${user}:${mongoUsers[user]}@${this.server.address}:${mongoPort}/?authSource=admin&directConnection=true`;
  }

  /** Address to put into the gate's configuration. */
  get upstream(): string {
    return `${this.server.name}:${mongoPort}`;
  }
}
