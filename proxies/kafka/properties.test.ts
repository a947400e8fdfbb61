import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ApiKey, Codec } from './constants.ts';
import { Gate } from './fixtures/gate.double.ts';
import {
  batchOf,
  fetchRequest,
  fetchResponse,
  metadataRequest,
  metadataResponse,
  produceRequest,
  topicId,
} from './fixtures/messages.double.ts';
import { encodeRequest, encodeResponse } from './framing.ts';

const seed = 20261124;
const secret = 'secret-4111';

/** A conversation with everything in it: versions, SASL, ids, masked, dropped and blocked records. */
function conversation(): { request: Buffer; response: Buffer; question: Buffer }[] {
  const none = Buffer.alloc(0);
  const say = (request: Buffer, response: Buffer, question: Buffer = none) => ({
    request,
    response,
    question,
  });
  const records = Buffer.concat(
    Object.values(Codec).map((codec) => batchOf(['plain', secret, null, 'dropped'], { codec })),
  );
  const plain = { authBytes: Buffer.from('\0alice\0pw') };
  const handshake = { mechanism: 'PLAIN' };
  return [
    say(
      encodeRequest(ApiKey.apiVersions, 3, 1, 'app', {}),
      encodeResponse(ApiKey.apiVersions, 3, 1, {
        apiKeys: [{ apiKey: 1, minVersion: 0, maxVersion: 99 }],
      }),
    ),
    say(
      encodeRequest(ApiKey.saslHandshake, 1, 2, 'app', handshake),
      encodeResponse(ApiKey.saslHandshake, 1, 2, { mechanisms: ['PLAIN'] }),
    ),
    say(
      encodeRequest(ApiKey.saslAuthenticate, 2, 3, 'app', plain),
      encodeResponse(ApiKey.saslAuthenticate, 2, 3, {}),
    ),
    say(metadataRequest(9, 4), metadataResponse(9, 4)),
    say(
      fetchRequest(13, 5, [topicId]),
      fetchResponse(13, 5, { [topicId]: [{ records }, { records: batchOf(['blocked']) }] }),
      metadataResponse(12, 0x54_47_00_01),
    ),
    say(
      produceRequest(9, 6, { orders: batchOf([secret], { codec: 2 }) }),
      encodeResponse(ApiKey.produce, 9, 6, { responses: [] }),
    ),
    say(produceRequest(9, 7, { orders: batchOf(['blocked']) }), none),
    say(fetchRequest(4, 8, ['orders']), fetchResponse(4, 8, { orders: [{ records }] })),
  ];
}

function inspected(): Gate {
  const gate = new Gate();
  gate.inspector.decide = (_path, text) => {
    if (text.includes(secret)) return { mask: 'masked' };
    if (text === 'dropped') return 'drop';
    return text === 'blocked' ? 'block' : 'keep';
  };
  return gate;
}

/** Runs the conversation turn by turn, each side's bytes in pieces of `size`. */
function run(size: number): { server: Buffer; client: Buffer } {
  const gate = inspected();
  const pieces = (direction: 'request' | 'response', bytes: Buffer) => {
    for (let at = 0; at < bytes.length; at += size) {
      gate.push(direction, bytes.subarray(at, at + size));
    }
  };
  for (const { request, response, question } of conversation()) {
    pieces('request', request);
    pieces('response', question);
    pieces('response', response);
  }
  assert.equal(gate.ended, undefined);
  assert.ok(gate.conversation.idle());
  return { server: gate.toServer(), client: gate.toClient() };
}

test('every split of a conversation gives the same output', () => {
  const whole = run(1 << 20);
  assert.ok(!whole.server.includes(secret) && !whole.client.includes(secret));
  assert.ok(whole.client.includes('masked') && whole.server.includes('masked'));
  for (const size of [1, 2, 3, 5, 7, 16, 61, 100, 999]) {
    const split = run(size);
    assert.deepEqual(split.client, whole.client, `client, ${size} bytes at a time`);
    assert.deepEqual(split.server, whole.server, `server, ${size} bytes at a time`);
  }
});

test('all requests at once give the same output as one after the other', () => {
  const turns = conversation();
  const gate = inspected();
  for (const { request } of turns) gate.fromClient(request);
  for (const { response, question } of turns) gate.fromServer(question).fromServer(response);
  assert.equal(gate.ended, undefined);
  const whole = run(1 << 20);
  assert.deepEqual(gate.toClient(), whole.client);
  assert.deepEqual(gate.toServer(), whole.server);
});

const edit = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at: fc.nat(), byte: fc.nat(255) }),
  fc.record({
    kind: fc.constant('cut' as const),
    at: fc.nat(),
    byte: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({ kind: fc.constant('add' as const), at: fc.nat(), byte: fc.nat(255) }),
);

/** Length, API key and version stay: with another key it would be another request, without records. */
const untouchedBytes = 8;

function mutate(bytes: Buffer, edits: { kind: string; at: number; byte: number }[]): Buffer {
  let out = Buffer.from(bytes);
  for (const { kind, at, byte } of edits) {
    const place = untouchedBytes + (at % (out.length - untouchedBytes));
    if (kind === 'set') out[place] = byte;
    else if (kind === 'add') {
      out = Buffer.concat([out.subarray(0, place), Buffer.from([byte]), out.subarray(place)]);
    } else out = Buffer.concat([out.subarray(0, place), out.subarray(place + byte)]);
  }
  return out;
}

/**
 * What a mutated frame may do: be masked as before, be refused, or wait for more. What it may not:
 * crash, hang, or let a secret through. An edit of a length may cut the secret in two leaves; so
 * what went on is read by a second gate, which must understand it and see the secret in no leaf.
 */
test('a mutated frame never crashes the gate and never goes on raw', () => {
  const records = Buffer.concat([batchOf(['x', secret]), batchOf([secret, 'y'], { codec: 3 })]);
  const bodies = fc.constantFrom(
    { version: 4, topic: 'orders' },
    { version: 11, topic: 'orders' },
    { version: 12, topic: 'orders' },
  );
  const check = fc.property(
    bodies,
    fc.array(edit, { minLength: 1, maxLength: 4 }),
    fc.boolean(),
    ({ version, topic }, edits, isProduce) => {
      const gate = inspected();
      if (isProduce) {
        const frame = produceRequest(version === 12 ? 9 : 3, 7, {
          [topic]: batchOf([secret, 'x']),
        });
        gate.fromClient(mutate(frame, edits));
        assertClean(new Gate().fromClient(gate.toServer()));
      } else {
        gate.fromClient(fetchRequest(version, 7, [topic]));
        const frame = fetchResponse(version, 7, { [topic]: [{ records }] });
        gate.fromServer(mutate(frame, edits));
        const second = new Gate().fromClient(fetchRequest(version, 7, [topic]));
        assertClean(second.fromServer(gate.toClient()));
      }
      if (gate.ended) assert.match(gate.ended.code, /^TG-(KAFKA|CORE-000[12]|KERNEL)/);
    },
  );
  fc.assert(check, { seed, numRuns: 4_000 });
});

function assertClean(second: Gate): void {
  assert.deepEqual(second.refusals, []);
  const leaked = second.inspector.seen.filter((leaf) => leaf.includes(secret));
  assert.deepEqual(leaked, []);
}
