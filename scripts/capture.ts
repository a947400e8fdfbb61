/**
 * Records what the demo's clients and servers say to each other, for the contract suite:
 *
 *     node scripts/capture.ts kafka > test/contract/captures/kafka.txt
 *
 * Frames that the gate rewrites without any policy are marked by running the recording through it;
 * look at the marks before you commit them.
 */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Direction } from '../core/protocol.ts';
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

class Recorder {
  readonly connections: Piece[][] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(upstream: number) {
    this.#server = createServer((client) => {
      const pieces: Piece[] = [];
      this.connections.push(pieces);
      const server = connect(upstream, '127.0.0.1');
      this.#relay(client, server, 'request', pieces);
      this.#relay(server, client, 'response', pieces);
    });
  }

  #relay(from: Socket, to: Socket, direction: Direction, pieces: Piece[]): void {
    this.#sockets.add(from);
    from.on('data', (bytes: Buffer) => {
      pieces.push({ direction, bytes: Buffer.from(bytes) });
      to.write(bytes);
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
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

function mark(name: string, protocolName: string, pieces: readonly Piece[]): Captured {
  const protocol = protocols.find((each) => each.name === protocolName);
  if (!protocol) throw new Error(`no protocol ${protocolName}`);
  const rewritten: Record<Direction, number[]> = { request: [], response: [] };
  const gate = new MemoryGate(protocol, {
    policy: policyFor(protocolName, 'idle'),
    onTreated: ({ direction, index, changed }) => {
      if (changed) rewritten[direction].push(index);
    },
  });
  const joined = joinPieces(pieces);
  for (const { direction, bytes } of joined) gate.push(direction, bytes);
  if (gate.ended) throw gate.ended;
  return { name, pieces: joined, rewritten };
}

const [name] = process.argv.slice(2);
const makers = { kafka: KafkaClient, mongo: MongoClient, mysql: MysqlClient } as const;
if (!(name in makers))
  throw new Error(`usage: node scripts/capture.ts ${Object.keys(makers).join('|')}`);
const protocol = name as keyof typeof makers;
const upstreams = await startUpstreams();
const recorder = new Recorder(upstreams[protocol].port);
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
recorder.connections.forEach((pieces, index) => {
  console.log(formatCapture(mark(String(index + 1), protocol, pieces)));
});
process.exit(0);
