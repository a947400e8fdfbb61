/**
 * Records what the demo's clients and servers say to each other, for the contract suite:
 *
 *     node scripts/capture.ts kafka > test/contract/captures/kafka.txt
 *
 * They talk through a gate in memory whose policy changes nothing; its own questions and their answers
 * are recorded too. Frames that it rewrites all the same (handshakes) are marked: look at the marks
 * before you commit them.
 */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Direction, Protocol } from '../core/protocol.ts';
import { KafkaClient } from '../demo/clients/kafka.ts';
import { MongoClient } from '../demo/clients/mongo.ts';
import { MysqlClient } from '../demo/clients/mysql.ts';
import { type Person, people } from '../demo/data/people.ts';
import { startUpstreams } from '../demo/upstreams/index.ts';
import { protocols } from '../proxies/index.ts';
import { type Captured, formatCapture, joinPieces, type Piece } from '../test/contract/capture.ts';
import { MemoryGate } from '../test/contract/memory-gate.ts';
import { policyFor } from '../test/contract/policy.ts';
import { captureSeed, captureUnits } from '../test/contract/secrets.ts';

/** One connection through a gate in memory, with all that it took in. */
class Recording {
  readonly #pieces: Piece[] = [];
  readonly #rewritten: Record<Direction, number[]> = { request: [], response: [] };
  readonly #gate: MemoryGate;
  readonly #sides: Record<Direction, Socket>;
  readonly #sent: Record<Direction, number> = { request: 0, response: 0 };
  #swallowed = false;

  constructor(protocol: Protocol, client: Socket, server: Socket) {
    this.#sides = { request: server, response: client };
    this.#gate = new MemoryGate(protocol, {
      policy: policyFor(protocol.name, 'idle'),
      onTreated: ({ direction, index, changed, swallowed }) => {
        if (changed && !swallowed) this.#rewritten[direction].push(index);
        this.#swallowed ||= swallowed;
      },
    });
    client.on('data', (bytes: Buffer) => this.#push('request', bytes));
    server.on('data', (bytes: Buffer) => this.#push('response', bytes));
    for (const [from, to] of [
      [client, server],
      [server, client],
    ]) {
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
    }
  }

  #push(direction: Direction, bytes: Buffer): void {
    this.#swallowed = false;
    this.#gate.push(direction, bytes);
    if (this.#gate.ended) throw this.#gate.ended;
    const own = direction === 'response' && this.#swallowed;
    this.#pieces.push({ direction, bytes: Buffer.from(bytes), own });
    for (const side of ['request', 'response'] as const) {
      const out = this.#gate.out[side];
      this.#sides[side].write(Buffer.concat(out.slice(this.#sent[side])));
      this.#sent[side] = out.length;
    }
  }

  captured(name: string): Captured {
    return { name, pieces: joinPieces(this.#pieces), rewritten: this.#rewritten };
  }
}

class Recorder {
  readonly recordings: Recording[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(protocol: Protocol, upstream: number) {
    this.#server = createServer((client) => {
      const server = connect(upstream, '127.0.0.1');
      for (const socket of [client, server]) this.#sockets.add(socket);
      this.recordings.push(new Recording(protocol, client, server));
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

const [name] = process.argv.slice(2);
const makers = { kafka: KafkaClient, mongo: MongoClient, mysql: MysqlClient } as const;
if (!(name in makers))
  throw new Error(`usage: node scripts/capture.ts ${Object.keys(makers).join('|')}`);
const protocol = name as keyof typeof makers;
const upstreams = await startUpstreams();
const subject = protocols.find((each) => each.name === protocol) as Protocol;
const recorder = new Recorder(subject, upstreams[protocol].port);
const port = await recorder.listen();
upstreams.kafka.advertise(port);
upstreams.mongo.advertise(port);
const client = new makers[protocol](port);
const source = people(captureSeed);
await client.prepare();
await client.write(Array.from({ length: captureUnits }, () => source.next().value as Person));
await client.read(port, captureUnits);
await client.close();
recorder.close();
await upstreams.close();
console.log(`# ${client.driver} writes and reads ${client.resource}; made by scripts/capture.ts`);
recorder.recordings.forEach((recording, index) => {
  console.log(formatCapture(recording.captured(String(index + 1))));
});
process.exit(0);
