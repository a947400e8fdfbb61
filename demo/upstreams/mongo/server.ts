/**
 * A small MongoDB server for the demo: the wire protocol on the project's own codec, `mingo` as query
 * engine, everything in memory, no authentication. It calls itself a replica set of one member, so
 * that drivers learn its address from its hello and the gate has one to rewrite.
 */
import { type Document, Double } from '../../../proxies/mongo/bson/values.ts';
import { type FrameServer, serveFrames } from '../frames.ts';
import { Collection } from './collection.ts';
import { CommandError, handlers } from './commands.ts';
import type { Cursors } from './cursors.ts';
import { readCommand, writeReply } from './wire.ts';

export class MongoServer {
  /** Database -> collection name -> collection. */
  readonly databases = new Map<string, Map<string, Collection>>();
  readonly #cursors: Cursors = new Map();
  #frames!: FrameServer;
  #advertised: number | undefined;

  static async start(port = 0): Promise<MongoServer> {
    const server = new MongoServer();
    server.#frames = await serveFrames(port, () => ({
      size: (bytes) => (bytes.length < 4 ? 0 : bytes.readInt32LE(0)),
      handle: (frame, socket) => {
        const command = readCommand(frame);
        const reply = server.#answer(command.body);
        if (!command.silent) socket.write(writeReply(command, reply));
      },
    }));
    return server;
  }

  get port(): number {
    return this.#frames.port;
  }

  /** The port that clients are told. */
  get advertised(): number {
    return this.#advertised ?? this.port;
  }

  /** Tells clients another port than its own, for something that stands in front. */
  advertise(port: number): void {
    this.#advertised = port;
  }

  close(): Promise<void> {
    return this.#frames.close();
  }

  collection(database: string, name: string): Collection {
    const collections = this.databases.get(database) ?? new Map<string, Collection>();
    this.databases.set(database, collections);
    const collection = collections.get(name) ?? new Collection();
    collections.set(name, collection);
    return collection;
  }

  #answer(body: Document): Document {
    const [name] = Object.keys(body);
    const handler = handlers[name];
    try {
      if (!handler) throw new CommandError(59, 'CommandNotFound', `no such command: '${name}'`);
      const database = typeof body.$db === 'string' ? body.$db : 'admin';
      const answer = handler(body, { server: this, database, cursors: this.#cursors });
      return { ...answer, ok: new Double(1) };
    } catch (error) {
      const known = error instanceof CommandError ? error : undefined;
      return {
        ok: new Double(0),
        errmsg: (error as Error).message,
        code: known?.code ?? 2,
        codeName: known?.codeName ?? 'BadValue',
      };
    }
  }
}
