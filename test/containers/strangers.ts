/** Bytes that are of no protocol that the gate speaks on the port where they arrive. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import type { Gate } from './gate.ts';

const strangers: Record<string, Buffer> = {
  'TLS hello': Buffer.from('160301020001000001fc0303', 'hex'),
  HTTP: Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
  'length over every limit': Buffer.alloc(4_096, 0x7f),
  'negative length': Buffer.alloc(4_096, 0xff),
};
const closeWaitMs = 20_000;

/** The gate closes a connection on which something else arrives, and lives. */
export async function assertRefused(gate: Gate, listener: string): Promise<void> {
  for (const [name, bytes] of Object.entries(strangers)) {
    await sendUntilClosed(name, bytes, gate.port(listener));
  }
  assert.ok(gate.running);
  assert.ok(await gate.isReady());
}

function sendUntilClosed(name: string, bytes: Buffer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`the gate keeps a connection on which ${name} arrived`));
    }, closeWaitMs);
    socket.on('data', () => undefined);
    socket.on('end', () => socket.end());
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
