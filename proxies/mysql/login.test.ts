import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { describe, test } from 'node:test';
import { Writer } from '../../core/bytes/writer.ts';
import { Capability, MariaCapability, unreadableCapabilities } from './constants.ts';
import { frameMessage } from './framing.ts';
import { Gate, type GateOptions } from './gate.double.ts';
import { readGreeting, readHandshakeReply } from './handshake.ts';
import {
  command,
  commonCapabilities,
  err,
  type GreetingOptions,
  greeting,
  handshakeReply,
  nonce,
  ok,
  query,
  resultSet,
  sslRequest,
} from './packets.double.ts';

const payload = (packet: Buffer): Buffer => packet.subarray(4);
const withSsl = commonCapabilities | Capability.ssl;

/** A gate that has passed on the greeting. */
function greeted(options: GateOptions = {}, server: GreetingOptions = {}): Gate {
  const gate = new Gate(options);
  gate.fromServer(greeting(server));
  return gate;
}

describe('negotiation', () => {
  test("the greeting keeps the server's salt and loses what we cannot read", () => {
    const capabilities =
      (commonCapabilities | unreadableCapabilities | Capability.deprecateEof) >>> 0;
    const gate = greeted({}, { capabilities });
    const seen = readGreeting(payload(gate.toClient()));
    assert.deepEqual(seen.nonce, nonce);
    assert.equal(seen.capabilities & unreadableCapabilities, 0);
    assert.ok(seen.capabilities & Capability.deprecateEof);
    assert.equal(seen.plugin, 'mysql_native_password');
  });

  test("of MariaDB's capabilities only those that we read remain", () => {
    const capabilities = commonCapabilities & ~Capability.mysql;
    const gate = greeted({}, { capabilities, mariaCapabilities: 0xff });
    const { mariaCapabilities } = readGreeting(payload(gate.toClient()));
    assert.equal(
      mariaCapabilities,
      MariaCapability.progress |
        MariaCapability.stmtBulkOperations |
        MariaCapability.extendedMetadata,
    );
    gate.fromClient(handshakeReply({ capabilities, mariaCapabilities: 0xff }));
    assert.equal(readHandshakeReply(payload(gate.toServer())).mariaCapabilities, mariaCapabilities);
  });

  test('a reply that asks for what was not offered loses it', () => {
    const gate = greeted();
    gate.fromClient(handshakeReply({ capabilities: commonCapabilities | Capability.compress }));
    const { capabilities } = readHandshakeReply(payload(gate.toServer()));
    assert.equal(capabilities & Capability.compress, 0);
  });

  test('a greeting in which nothing changes, and its reply, go on byte-identical', () => {
    const gate = greeted();
    gate.fromClient(handshakeReply());
    assert.deepEqual(gate.toClient(), greeting());
    assert.deepEqual(gate.toServer(), handshakeReply());
  });

  test('old protocols and other speakers are refused', () => {
    const nine = Buffer.concat([Buffer.of(9), payload(greeting()).subarray(1)]);
    assert.equal(greeted().error, undefined);
    const gate = new Gate();
    gate.fromServer(frameMessage(nine, 0));
    assert.equal(gate.error?.code, 'TG-MYSQL-0003');
    const old = greeted();
    old.fromClient(handshakeReply({ capabilities: 0 }));
    assert.equal(old.error?.code, 'TG-MYSQL-0003');
    const web = greeted();
    web.fromClient(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    assert.notEqual(web.error, undefined);
    assert.deepEqual(web.toServer(), Buffer.alloc(0));
  });

  test('strangers are told by the first sequence id', () => {
    const tls = Buffer.from('16030100f4010000', 'hex');
    const early = new Gate();
    early.fromClient(tls);
    assert.equal(early.error?.code, 'TG-MYSQL-0004');
    for (const stranger of [
      tls,
      Buffer.from('8b0100000100', 'hex'),
      handshakeReply().fill(2, 3, 4),
    ]) {
      const gate = greeted();
      gate.fromClient(stranger);
      assert.equal(gate.error?.code, 'TG-MYSQL-0004');
      assert.equal(gate.toServer().length, 0);
    }
  });

  test('a command before the server has said yes is refused', () => {
    const gate = greeted();
    gate.fromClient(handshakeReply());
    const before = gate.toServer().length;
    gate.fromClient(query('SELECT 1'));
    assert.equal(gate.error?.code, 'TG-MYSQL-0004');
    assert.equal(gate.toServer().length, before);
  });

  test('what is no answer to a login is refused, but for plugins that speak on', () => {
    const salt = frameMessage(Buffer.from('P0abcdefghijklmnopqr'), 4);
    for (const plugin of ['mysql_native_password', 'parsec']) {
      const gate = greeted();
      gate.fromClient(handshakeReply());
      const wanted = Buffer.concat([Buffer.of(0xfe), Buffer.from(`${plugin}\0`), nonce]);
      gate.fromServer(frameMessage(wanted, 2));
      gate.fromClient(frameMessage(Buffer.alloc(0), 3));
      gate.fromServer(salt);
      if (plugin === 'parsec') assert.ok(gate.toClient().subarray(-salt.length).equals(salt));
      else assert.equal(gate.error?.code, 'TG-MYSQL-0001');
    }
  });

  test('a server that miscounts its packets is refused', () => {
    const gate = greeted();
    gate.fromClient(handshakeReply());
    gate.fromServer(ok(3));
    assert.equal(gate.error?.code, 'TG-MYSQL-0004');
  });

  test('a refusal before the greeting has no SQLSTATE, one behind it has', () => {
    const early = new Gate();
    early.fromServer(frameMessage(Buffer.from([9, 0]), 0));
    assert.doesNotMatch(early.toClient().toString('latin1'), /#/);
    const late = greeted();
    late.forget();
    late.fromClient(handshakeReply({ capabilities: 0 }));
    assert.match(late.toClient().toString('latin1'), /#08S01Tidegate TG-MYSQL-0003/);
    assert.equal(late.toClient()[3], 2);
  });
});

describe('identity', () => {
  test('is told only when the server has said yes', () => {
    const gate = greeted();
    gate.fromClient(handshakeReply({ user: 'ann', program: 'report' }));
    assert.equal(gate.client.identity, '');
    assert.equal(gate.client.clientApp, 'report');
    gate.fromServer(ok(2));
    assert.equal(gate.client.identity, 'ann');
  });

  test('is not told when it says no', () => {
    const gate = greeted();
    gate.fromClient(handshakeReply());
    gate.fromServer(err(2, 'Access denied', 1045));
    assert.equal(gate.client.identity, '');
    assert.deepEqual(gate.sent.response.at(-1), err(2, 'Access denied', 1045));
  });

  test('changes with COM_CHANGE_USER, after an exchange, once accepted', () => {
    const gate = Gate.open();
    const change = new Writer().utf8('bob\0').u8(0).utf8('shop\0').u16le(45);
    gate.fromClient(command(0x11, change.utf8('mysql_native_password\0').u8(0).bytes()));
    const switched = Buffer.concat([
      Buffer.of(0xfe),
      Buffer.from('some_plugin\0'),
      nonce,
      Buffer.of(0),
    ]);
    gate.fromServer(frameMessage(switched, 1));
    gate.fromClient(frameMessage(Buffer.alloc(20, 3), 2));
    assert.equal(gate.client.identity, 'ann');
    gate.fromServer(ok(3));
    assert.equal(gate.client.identity, 'bob');
    gate.forget();
    gate.fromClient(query('SELECT 1'));
    const rows = resultSet({ columns: [{ name: 'x' }], rows: [] });
    gate.fromServer(...rows);
    assert.deepEqual(gate.toClient(), Buffer.concat(rows));
  });

  test('holds commands that were sent behind COM_CHANGE_USER until the server has said yes', () => {
    const gate = Gate.open();
    const change = command(0x11, Buffer.from('bob\0\0shop\0'));
    const statement = query(`SELECT '${'x'.repeat(300_000)}'`);
    gate.fromClient(change, statement);
    assert.ok(gate.toServer().equals(change));
    gate.fromServer(ok(1));
    assert.equal(gate.error, undefined);
    assert.ok(gate.toServer().equals(Buffer.concat([change, statement])));
  });

  test('refuses a command in place of an answer to the server that asks behind COM_CHANGE_USER', () => {
    const gate = Gate.open();
    const change = command(0x11, Buffer.from('bob\0\0shop\0'));
    gate.fromClient(change, query('SELECT 1'));
    gate.fromServer(
      frameMessage(Buffer.concat([Buffer.of(0xfe), Buffer.from('some_plugin\0'), nonce]), 1),
    );
    assert.equal(gate.error?.code, 'TG-MYSQL-0004');
    assert.deepEqual(gate.toServer(), change);
  });

  test('lets a client leave that says good-bye in place of an answer', () => {
    const change = command(0x11, Buffer.from('bob\0\0shop\0'));
    const wanted = Buffer.concat([Buffer.of(0xfe), Buffer.from('some_plugin\0'), nonce]);
    const changing = Gate.open();
    changing.fromClient(change, command(0x01));
    changing.fromServer(frameMessage(wanted, 1));
    const beginning = greeted();
    beginning.fromClient(handshakeReply());
    beginning.fromServer(frameMessage(wanted, 2));
    const before = beginning.toServer();
    beginning.fromClient(command(0x01));
    for (const gate of [changing, beginning]) {
      assert.equal(gate.error, undefined);
      assert.equal(gate.closed, true);
    }
    assert.deepEqual(changing.toServer(), change);
    assert.deepEqual(beginning.toServer(), before);
  });

  test('waits for the replies before it', () => {
    const gate = Gate.open();
    gate.fromClient(query('SELECT 1'), command(0x11, Buffer.from('bob\0\0shop\0')));
    assert.equal(gate.sent.request.length, 1);
    gate.fromServer(ok(1));
    assert.equal(gate.sent.request.length, 2);
  });
});

const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** What the server reads from an encrypted password. */
function decrypted(bytes: Buffer): string {
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const hidden = privateDecrypt({ key: pair.privateKey, padding }, bytes);
  const plain = Buffer.from(hidden.map((byte, i) => byte ^ nonce[i % nonce.length]));
  return plain.toString('latin1');
}

const moreData = (sequence: number, data: Uint8Array | string): Buffer =>
  frameMessage(Buffer.concat([Buffer.of(1), Buffer.from(data as string)]), sequence);
const sha2 = 'caching_sha2_password';

describe('TLS', () => {
  test('is mirrored where both sides can', () => {
    const gate = greeted({ tls: { client: true, server: true } }, { capabilities: withSsl });
    assert.ok(readGreeting(payload(gate.toClient())).capabilities & Capability.ssl);
    gate.fromClient(sslRequest());
    assert.deepEqual(gate.secured, [{ client: true, server: true }]);
    assert.deepEqual(gate.toServer(), sslRequest());
    gate.forget();
    const reply = handshakeReply({ capabilities: withSsl, sequence: 2 });
    gate.fromClient(reply);
    assert.deepEqual(gate.toServer(), reply);
    gate.fromServer(ok(3));
    assert.deepEqual(gate.toClient(), ok(3));
  });

  test('is not offered where we cannot, and not asked for in vain', () => {
    const gate = greeted({}, { capabilities: withSsl });
    assert.equal(readGreeting(payload(gate.toClient())).capabilities & Capability.ssl, 0);
    gate.fromClient(sslRequest());
    assert.equal(gate.error?.code, 'TG-MYSQL-0004');
  });

  test('that is configured must be there: no downgrade', () => {
    const gate = greeted({ tls: { client: false, server: true } });
    assert.equal(gate.error?.code, 'TG-MYSQL-0007');
  });

  test('towards the server alone begins with a request of our own', async () => {
    const options = { tls: { client: false, server: true } };
    const gate = greeted(options, { capabilities: withSsl });
    gate.fromClient(handshakeReply());
    assert.deepEqual(gate.secured, [{ client: false, server: true }]);
    assert.deepEqual(gate.toServer(), sslRequest(), 'the reply waits for TLS');
    gate.forget();
    await Promise.resolve();
    gate.settle('request');
    assert.deepEqual(gate.toServer(), handshakeReply({ capabilities: withSsl, sequence: 2 }));
    gate.fromServer(ok(3));
    assert.deepEqual(gate.toClient(), ok(2));
    assert.equal(gate.client.identity, 'ann');
  });

  test('towards the server alone: full authentication is refused', async () => {
    const options = { tls: { client: false, server: true } };
    const gate = greeted(options, { capabilities: withSsl, plugin: sha2 });
    gate.fromClient(handshakeReply({ plugin: sha2 }));
    await Promise.resolve();
    gate.settle('request');
    gate.fromServer(moreData(3, Buffer.of(4)));
    assert.equal(gate.error?.code, 'TG-MYSQL-0008');
  });
});

describe('TLS towards the client alone', () => {
  const options = { tls: { client: true, server: false } };

  /** A client in TLS that has sent its reply. */
  function secured(plugin: string, auth: Uint8Array = Buffer.alloc(32, 5)): Gate {
    const gate = greeted(options, { plugin });
    gate.fromClient(sslRequest());
    assert.deepEqual(gate.secured, [{ client: true, server: false }]);
    gate.forget();
    gate.fromClient(handshakeReply({ capabilities: withSsl, sequence: 2, plugin, auth }));
    return gate;
  }

  test('both ends count their own packets', () => {
    const gate = secured(sha2);
    assert.deepEqual(gate.toServer(), handshakeReply({ plugin: sha2, auth: Buffer.alloc(32, 5) }));
    gate.fromServer(moreData(2, Buffer.of(3)), ok(3));
    assert.deepEqual(gate.toClient(), Buffer.concat([moreData(3, Buffer.of(3)), ok(4)]));
  });

  test("full authentication: the password goes on under the server's key", () => {
    const gate = secured(sha2);
    gate.forget();
    gate.fromServer(moreData(2, Buffer.of(4)));
    gate.fromClient(frameMessage(Buffer.from('secret\0'), 4));
    assert.deepEqual(gate.toServer(), frameMessage(Buffer.of(2), 3));
    gate.forget();
    gate.fromServer(moreData(4, pair.publicKey));
    assert.deepEqual(gate.toClient(), Buffer.alloc(0));
    const sent = gate.toServer();
    assert.equal(sent[3], 5);
    assert.equal(decrypted(payload(sent)), 'secret\0');
    gate.fromServer(ok(6));
    assert.deepEqual(gate.toClient(), ok(5));
  });

  test('sha256_password: the same, from the reply on', () => {
    const gate = secured('sha256_password', Buffer.from('secret\0'));
    const sent = readHandshakeReply(payload(gate.toServer()));
    assert.deepEqual(payload(gate.toServer()).subarray(sent.authAt, sent.authEnd), Buffer.of(1));
    gate.forget();
    gate.fromServer(moreData(2, pair.publicKey));
    assert.equal(decrypted(payload(gate.toServer())), 'secret\0');
  });

  test('sha256_password: the same, by a switch', () => {
    const gate = secured(sha2);
    gate.forget();
    const switched = Buffer.concat([Buffer.of(0xfe), Buffer.from('sha256_password\0'), nonce]);
    gate.fromServer(frameMessage(switched, 2));
    gate.fromClient(frameMessage(Buffer.from('secret\0'), 4));
    assert.deepEqual(gate.toServer(), frameMessage(Buffer.of(1), 3));
  });

  test('plugins that send a clear password are refused', () => {
    const gate = secured(sha2);
    gate.fromServer(frameMessage(Buffer.from('\xfemysql_clear_password\0', 'latin1'), 2));
    assert.equal(gate.error?.code, 'TG-MYSQL-0009');
  });

  test('a key that is none is refused, and the password forgotten', () => {
    const gate = secured(sha2);
    gate.fromServer(moreData(2, Buffer.of(4)));
    gate.fromClient(frameMessage(Buffer.from('secret\0'), 4));
    gate.fromServer(moreData(4, 'no key'));
    assert.equal(gate.error?.code, 'TG-MYSQL-0004');
    assert.doesNotMatch(gate.toServer().toString('latin1'), /secret/);
  });
});
