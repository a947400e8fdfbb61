import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { Duplex } from 'node:stream';
import { after, test } from 'node:test';
import tls from 'node:tls';
import { EventHub } from '../events.ts';
import { startGate } from '../gate.ts';
import { policyOf } from '../inspect/rules.double.ts';
import type { ListenerSpec } from '../net/spec.ts';
import { framed, framedProtocol, framedTlsProtocol } from './framed.double.ts';

const pem = (name: string) =>
  readFileSync(new URL(`../../test/fixtures/tls/server.${name}`, import.meta.url));
const key = pem('key');
const cert = pem('crt');
const closers: (() => unknown)[] = [];
after(async () => {
  for (const close of closers.reverse()) await close();
});

/** A TLS server that answers every frame with `re: ` and its body. */
async function tlsUpstream(): Promise<number> {
  const server = tls.createServer({ key, cert }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => socket.write(framed(`re: ${chunk.toString('utf8', 4)}`)));
    closers.push(() => socket.destroy());
  });
  return listening(server);
}

async function plainUpstream(): Promise<number> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => socket.write(framed(`re: ${chunk.toString('utf8', 4)}`)));
    closers.push(() => socket.destroy());
  });
  return listening(server);
}

async function listening(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return (server.address() as net.AddressInfo).port;
}

async function gate(port: number, sides: ListenerSpec['tls'], inBand = false, events?: EventHub) {
  const made = await startGate({
    listeners: [
      {
        name: 'test',
        protocol: 'framed',
        bind: { host: '127.0.0.1', port: 0 },
        upstream: [{ host: '127.0.0.1', port }],
        tls: sides,
      },
    ],
    policy: policyOf([{ class: 'pii.email', action: 'mask' }]),
    protocols: [inBand ? framedTlsProtocol : framedProtocol],
    events,
  });
  closers.push(() => made.close());
  return made.addresses.get('test')?.port as number;
}

async function ask(socket: net.Socket, body: string): Promise<string> {
  socket.write(framed(body));
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return chunk.toString('utf8', 4);
}

async function tlsClient(port: number, over?: net.Socket): Promise<tls.TLSSocket> {
  const socket = tls.connect({
    host: '127.0.0.1',
    port,
    ca: cert,
    servername: 'localhost',
    socket: over,
  });
  closers.push(() => socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

test('TLS on both sides from the first byte, masked in between', async () => {
  const port = await gate(await tlsUpstream(), {
    client: { key, cert },
    server: { ca: cert, servername: 'localhost' },
  });
  const client = await tlsClient(port);
  assert.equal(await ask(client, 'mail bo@example.com'), 're: mail ***');
});

test('an upstream certificate that does not verify is refused with its code', async () => {
  const events = new EventHub();
  const codes: string[] = [];
  events.on('decode.error', (event) => codes.push(event.code));
  const port = await gate(await tlsUpstream(), { server: {} }, false, events);
  const client = net.connect(port, '127.0.0.1');
  closers.push(() => client.destroy());
  const [chunk] = (await once(client, 'data')) as [Buffer];
  assert.equal(chunk.toString('utf8', 4), 'error TG-CORE-0008');
  assert.deepEqual(codes, ['TG-CORE-0008']);
});

test('TLS that begins in mid-stream secures the client side', async () => {
  const port = await gate(await plainUpstream(), { client: { key, cert } }, true);
  const plain = net.connect(port, '127.0.0.1');
  closers.push(() => plain.destroy());
  await once(plain, 'connect');
  assert.equal(await ask(plain, 'in the clear'), 're: in the clear');
  plain.write(framed('start tls'));
  const client = await tlsClient(port, plain);
  assert.equal(await ask(client, 'mail bo@example.com'), 're: mail ***');
});

test('a client may send its hello with the TLS request', async () => {
  const port = await gate(await plainUpstream(), { client: { key, cert } }, true);
  const plain = net.connect(port, '127.0.0.1');
  closers.push(() => plain.destroy());
  // The request is held back until the hello is there, so that both leave in one write.
  const write = plain.write.bind(plain);
  let request: Buffer | undefined = framed('start tls');
  const joined = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      write(request ? Buffer.concat([request, chunk]) : chunk);
      request = undefined;
      done();
    },
  });
  plain.on('data', (chunk) => joined.push(chunk));
  const client = tls.connect({ socket: joined, ca: cert, servername: 'localhost' });
  await once(client, 'secureConnect');
  assert.equal(await ask(client, 'mail bo@example.com'), 're: mail ***');
});

test('plaintext behind a TLS request ends the connection', async () => {
  const events = new EventHub();
  const codes: string[] = [];
  events.on('decode.error', (event) => codes.push(event.code));
  const port = await gate(await plainUpstream(), { client: { key, cert } }, true, events);
  const plain = net.connect(port, '127.0.0.1');
  closers.push(() => plain.destroy());
  plain.write(Buffer.concat([framed('start tls'), framed('injected')]));
  plain.resume();
  await once(plain, 'close');
  assert.deepEqual(codes, ['TG-CORE-0008']);
});
