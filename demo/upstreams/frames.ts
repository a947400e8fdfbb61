/** A TCP server on loopback that hands over whole frames, one at a time and in order. */

import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

export interface FrameServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface FrameHandler {
  /** Whole size of the frame that begins at the front, or 0 while that cannot be told. */
  size(bytes: Buffer): number;
  /** Answers one frame. The next is handed over when this has settled. */
  handle(frame: Buffer, socket: Socket): Promise<void> | void;
  closed?(): void;
}

/** @param port 0 for any free one */
export async function serveFrames(port: number, open: () => FrameHandler): Promise<FrameServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const handler = open();
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      handler.closed?.();
    });
    pump(socket, handler).catch(() => socket.destroy());
  });
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () => close(server, sockets),
  };
}

async function pump(socket: Socket, handler: FrameHandler): Promise<void> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    for (
      let size = handler.size(held);
      size > 0 && size <= held.length;
      size = handler.size(held)
    ) {
      await handler.handle(held.subarray(0, size), socket);
      held = held.subarray(size);
    }
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function close(server: Server, sockets: Set<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}
