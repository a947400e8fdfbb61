import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventHub } from '../events.ts';
import { type Gate, type GateOptions, startGate } from '../gate.ts';
import { type DoubleRule, policyOf } from '../inspect/rules.double.ts';
import { framed, framedProtocol } from './framed.double.ts';

const closers: (() => unknown)[] = [];
after(async () => {
  for (const close of closers.reverse()) await close();
});

/** A server that answers every frame through `answer`, and counts what it received. */
async function upstream(answer: (body: string) => Buffer | undefined) {
  const bodies: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    let held = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= 4 && held.length >= 4 + held.readInt32BE()) {
        const length = held.readInt32BE();
        const body = held.toString('utf8', 4, 4 + length);
        held = held.subarray(4 + length);
        bodies.push(body);
        const reply = answer(body);
        if (reply) socket.write(reply);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as net.AddressInfo).port, bodies, sockets };
}

async function gateTo(port: number, rules: DoubleRule[] = [], extra: Partial<GateOptions> = {}) {
  const gate = await startGate({
    listeners: [
      {
        name: 'test',
        protocol: 'framed',
        bind: { host: '127.0.0.1', port: 0 },
        upstream: [{ host: '127.0.0.1', port }],
      },
    ],
    policy: policyOf(rules),
    protocols: [framedProtocol],
    ...extra,
  });
  closers.push(() => gate.close());
  return gate;
}

/** A client that sends bytes and waits for the bodies of `count` frames. */
async function client(gate: Gate) {
  const socket = net.connect(gate.addresses.get('test')?.port as number, '127.0.0.1');
  socket.on('error', () => {});
  closers.push(() => socket.destroy());
  await once(socket, 'connect');
  let held = Buffer.alloc(0);
  let ended = false;
  socket.on('data', (chunk) => {
    held = Buffer.concat([held, chunk]);
  });
  socket.on('close', () => {
    ended = true;
  });
  const read = async (count: number): Promise<string[]> => {
    const bodies: string[] = [];
    for (const deadline = Date.now() + 5_000; bodies.length < count; ) {
      if (held.length >= 4 && held.length >= 4 + held.readInt32BE()) {
        const end = 4 + held.readInt32BE();
        bodies.push(held.toString('utf8', 4, end));
        held = held.subarray(end);
      } else {
        assert.ok(Date.now() < deadline, `only ${bodies.length} of ${count} frames came`);
        assert.ok(!ended, `closed after ${bodies.length} of ${count} frames`);
        await sleep(2);
      }
    }
    return bodies;
  };
  return { socket, read, isEnded: () => ended, send: (body: string) => socket.write(framed(body)) };
}

const echo = (body: string) => framed(`re: ${body}`);

test('frames pass both ways, whole and in pieces', async () => {
  const server = await upstream(echo);
  const gate = await gateTo(server.port);
  const { send, read, socket } = await client(gate);
  send('hello');
  assert.deepEqual(await read(1), ['re: hello']);
  for (const byte of framed('byte by byte')) {
    socket.write(Buffer.from([byte]));
    await sleep(1);
  }
  assert.deepEqual(await read(1), ['re: byte by byte']);
  const large = 'Px'.repeat(3_000_000);
  send(large);
  assert.deepEqual(await read(1), [`re: ${large}`]);
  assert.deepEqual(server.bodies, ['hello', 'byte by byte', large]);
});

test('a class is masked, the rest is not, and the decision is told without the value', async () => {
  const server = await upstream(echo);
  const events = new EventHub();
  const told: unknown[] = [];
  events.on('decisions', (event) => told.push(...event.records));
  const gate = await gateTo(server.port, [{ class: 'pii.email', action: 'mask' }], { events });
  const { send, read } = await client(gate);
  send('write to ann.lee@example.com, or not');
  assert.deepEqual(await read(1), ['re: write to ***, or not']);
  assert.equal(told.length, 1);
  const record = told[0] as Record<string, unknown>;
  assert.equal(record.class, 'pii.email');
  assert.equal(record.resource, 'framed:all');
  assert.equal(record.path, 'body');
  assert.equal(record.count, 1);
  assert.equal(record.shape, 'aaa.aaa@aaaaaaa.aaa');
});

test('an answer of our own waits for its turn', async () => {
  const server = await upstream(() => undefined);
  const gate = await gateTo(server.port);
  const { send, read } = await client(gate);
  for (const body of ['slow', 'refuse me', 'fast']) send(body);
  while (server.bodies.length < 2) await sleep(2);
  for (const socket of server.sockets) socket.write(framed('re: slow'));
  assert.deepEqual(await read(2), ['re: slow', 'refused']);
  for (const socket of server.sockets) socket.write(framed('re: fast'));
  assert.deepEqual(await read(1), ['re: fast']);
  assert.deepEqual(server.bodies, ['slow', 'fast']);
});

test('an answer of our own never breaks into a frame that is being passed', async () => {
  const server = await upstream(() => undefined);
  const gate = await gateTo(server.port);
  const { send, read } = await client(gate);
  while (server.sockets.size < 1) await sleep(2);
  const passed = framed('P'.repeat(1_000));
  const [socket] = server.sockets;
  socket.write(passed.subarray(0, 500));
  await sleep(20);
  send('refuse me');
  await sleep(20);
  socket.write(passed.subarray(500));
  assert.deepEqual(await read(2), ['P'.repeat(1_000), 'refused']);
});

test('a question of our own is asked first and its answer never reaches the client', async () => {
  const server = await upstream(echo);
  const gate = await gateTo(server.port);
  const { send, read } = await client(gate);
  send('needs knowledge');
  send('next');
  assert.deepEqual(await read(2), ['re: needs knowledge', 're: next']);
  assert.deepEqual(server.bodies, ['own question', 'needs knowledge', 'next']);
});

test('drop takes the frame out, block answers with the policy', async () => {
  const server = await upstream(echo);
  const dropping = await gateTo(server.port, [{ class: 'pii.email', action: 'drop' }]);
  const first = await client(dropping);
  first.send('a@example.com');
  first.send('clean');
  assert.deepEqual(await first.read(1), ['re: clean']);
  const blocking = await gateTo(server.port, [{ class: 'pii.email', action: 'block' }]);
  const second = await client(blocking);
  second.send('a@example.com');
  assert.deepEqual(await second.read(1), ['blocked by test block']);
});

test('a faulty length, a TLS hello and an absent upstream end one connection with a code', async () => {
  const server = await upstream(echo);
  const events = new EventHub();
  const codes: string[] = [];
  events.on('decode.error', (event) => codes.push(event.code));
  const gate = await gateTo(server.port, [], { events });
  const healthy = await client(gate);
  const bad = await client(gate);
  bad.socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
  assert.deepEqual(await bad.read(1), ['error TG-CORE-0002']);
  const huge = await client(gate);
  huge.socket.write(Buffer.from([0x7f, 0xff, 0xff, 0xff, 0x41]));
  assert.deepEqual(await huge.read(1), ['error TG-CORE-0001']);
  const hello = await client(gate);
  hello.socket.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]));
  assert.deepEqual(await hello.read(1), ['error TG-CORE-0004']);
  healthy.send('still here');
  assert.deepEqual(await healthy.read(1), ['re: still here']);
  const nowhere = await gateTo(1, [], { events });
  const lost = await client(nowhere);
  lost.send('anyone there?');
  assert.deepEqual(await lost.read(1), ['error TG-CORE-0005']);
  assert.deepEqual(codes, ['TG-CORE-0002', 'TG-CORE-0001', 'TG-CORE-0004', 'TG-CORE-0005']);
});

test('a connection that says nothing is ended at the handshake deadline, others go on', async () => {
  const server = await upstream(echo);
  const events = new EventHub();
  const codes: string[] = [];
  events.on('decode.error', (event) => codes.push(event.code));
  const listener = {
    name: 'test',
    protocol: 'framed',
    bind: { host: '127.0.0.1', port: 0 },
    upstream: [{ host: '127.0.0.1', port: server.port }],
    limits: { handshake_timeout_ms: 300 },
  };
  const gate = await gateTo(server.port, [], { events, listeners: [listener] });
  const healthy = await client(gate);
  const silent = await client(gate);
  healthy.send('hello');
  assert.deepEqual(await healthy.read(1), ['re: hello']);
  assert.deepEqual(await silent.read(1), ['error TG-CORE-0007']);
  for (let i = 0; i < 200 && !silent.isEnded(); i++) await sleep(5);
  assert.ok(silent.isEnded());
  healthy.send('still here');
  assert.deepEqual(await healthy.read(1), ['re: still here']);
  assert.deepEqual(codes, ['TG-CORE-0007']);
});

test('a killed server ends the client, a killed client ends the server side', async () => {
  const server = await upstream(echo);
  const gate = await gateTo(server.port);
  const one = await client(gate);
  one.send('hello');
  await one.read(1);
  for (const socket of server.sockets) socket.destroy();
  for (let i = 0; i < 200 && !one.isEnded(); i++) await sleep(5);
  assert.ok(one.isEnded());
  const two = await client(gate);
  two.send('hello');
  await two.read(1);
  two.socket.destroy();
  for (let i = 0; i < 200 && server.sockets.size > 0; i++) await sleep(5);
  assert.equal(server.sockets.size, 0);
  assert.equal(gate.sessions.size, 0);
});

test('a slow reader slows the server down and loses nothing', async () => {
  const body = 'PA'.repeat(50_000);
  const server = await upstream((request) => {
    return request === 'flood'
      ? Buffer.concat(Array.from({ length: 200 }, () => framed(body)))
      : echo(request);
  });
  const gate = await gateTo(server.port);
  const { socket, send, read } = await client(gate);
  socket.pause();
  send('flood');
  await sleep(150);
  socket.resume();
  const bodies = await read(200);
  assert.ok(bodies.every((got) => got === body));
});

test('drain waits for the answer in flight, then says good-bye', async () => {
  const server = await upstream((body) => (body === 'slow' ? undefined : echo(body)));
  const gate = await gateTo(server.port);
  const busy = await client(gate);
  const idle = await client(gate);
  idle.send('x');
  await idle.read(1);
  busy.send('slow');
  await sleep(30);
  const drained = gate.drain(5_000);
  assert.deepEqual(await idle.read(1), ['good-bye']);
  assert.ok(!busy.isEnded());
  for (const socket of server.sockets) socket.write(framed('late'));
  assert.deepEqual(await busy.read(2), ['late', 'good-bye']);
  await drained;
  assert.equal(gate.sessions.size, 0);
});
