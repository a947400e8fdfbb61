/**
 * What no client or server of the protocol would send: each is a coded error before anything is held
 * or forwarded for it.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Protocol } from '../../core/protocol.ts';
import { protocols } from '../../proxies/index.ts';
import { readCaptures } from './capture.ts';
import { MemoryGate } from './memory-gate.ts';
import { policyFor } from './policy.ts';

const tlsHello = Buffer.from(`16030100f4010000f00303${'5a'.repeat(60)}`, 'hex');
const http = Buffer.from('GET / HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n\r\n');
const ssh = Buffer.from('SSH-2.0-OpenSSH_9.9\r\n');
const zeros = Buffer.alloc(64);
const ones = Buffer.alloc(64, 0xff);

/** First message of the client and of the server of a captured conversation. */
function greetings(name: string): Buffer[] {
  return (['request', 'response'] as const).flatMap((direction) => {
    const found = readCaptures(name)[0].pieces.find((piece) => piece.direction === direction);
    return found ? [found.bytes] : [];
  });
}

function openGate(protocol: Protocol): MemoryGate {
  return new MemoryGate(protocol, { policy: policyFor(protocol.name, 'idle') });
}

for (const protocol of protocols) {
  describe(protocol.name, () => {
    const strangers: [string, Buffer][] = [
      ['a TLS hello', tlsHello],
      ['an HTTP request', http],
      ['an SSH banner', ssh],
      ['zeros', zeros],
      ['ones', ones],
      ...protocols
        .filter(({ name }) => name !== protocol.name)
        .map(({ name }): [string, Buffer] => [`a client of ${name}`, greetings(name)[0]]),
    ];

    for (const [what, bytes] of strangers) {
      test(`${what} from a client is refused`, () => {
        const gate = openGate(protocol);
        // Where the server speaks first, its greeting has come.
        const [, hello] = greetings(protocol.name);
        if (protocol.speaksFirst === 'server') gate.push('response', hello);
        gate.push('request', bytes);
        assert.ok(gate.ended, `it waits for more, with ${gate.waiting('request')} bytes held`);
        assert.notEqual(gate.ended.code, 'TG-CORE-0013');
        assert.equal(gate.output('request').length, 0);
      });
    }

    test('a length beyond the limit is refused before the bytes come', () => {
      const [hello] = greetings(protocol.name);
      for (const damage of lengths[protocol.name]) {
        const gate = openGate(protocol);
        if (protocol.speaksFirst === 'server') gate.push('response', greetings(protocol.name)[1]);
        gate.push('request', damage(Buffer.from(hello)));
        assert.match(gate.ended?.code ?? 'it waits', /^TG-CORE-000[12]$|^TG-(MONGO|KAFKA|MYSQL)-/);
        assert.equal(gate.output('request').length, 0);
      }
    });
  });
}

type Damage = (bytes: Buffer) => Buffer;

const int32 =
  (write: 'writeInt32BE' | 'writeInt32LE', value: number): Damage =>
  (bytes) => {
    bytes[write](value, 0);
    return bytes;
  };

/** How each protocol says how long a message is. */
const lengths: Readonly<Record<string, readonly Damage[]>> = {
  kafka: [-1, 0, 0x7fff_ffff, -0x8000_0000].map((value) => int32('writeInt32BE', value)),
  mongo: [-1, 0, 15, 0x7fff_ffff, -0x8000_0000].map((value) => int32('writeInt32LE', value)),
  // Three bytes cannot say too much at once; a login is never as long as they can say.
  mysql: [(bytes) => Buffer.concat([Buffer.from('ffffff01', 'hex'), bytes])],
};
