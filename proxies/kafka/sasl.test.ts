import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiKey } from './constants.ts';
import { Gate } from './fixtures/gate.double.ts';
import { metadataRequest, metadataResponse } from './fixtures/messages.double.ts';
import { encodeRequest, encodeResponse } from './framing.ts';

/** A gate whose server has agreed to `mechanism`. */
function agreed(mechanism: string, version: number): Gate {
  const gate = new Gate();
  gate.fromClient(encodeRequest(ApiKey.saslHandshake, version, 1, 'app', { mechanism }));
  gate.fromServer(encodeResponse(ApiKey.saslHandshake, version, 1, { mechanisms: [mechanism] }));
  return gate;
}

function authenticate(gate: Gate, token: string, reply: string, errorCode = 0): void {
  const request = { authBytes: Buffer.from(token) };
  gate.fromClient(encodeRequest(ApiKey.saslAuthenticate, 2, 2, 'app', request));
  assert.equal(gate.identity, '', 'not before the server said yes');
  const body = { errorCode, authBytes: Buffer.from(reply) };
  gate.fromServer(encodeResponse(ApiKey.saslAuthenticate, 2, 2, body));
}

function bare(text: string): Buffer {
  const frame = Buffer.alloc(4 + text.length);
  frame.writeInt32BE(text.length);
  frame.write(text, 4, 'latin1');
  return frame;
}

test('a PLAIN user is known once the server has accepted the password', () => {
  const gate = agreed('PLAIN', 1);
  authenticate(gate, '\0alice\0secret', '');
  assert.equal(gate.identity, 'alice');
  const refused = agreed('PLAIN', 1);
  authenticate(refused, '\0alice\0wrong', '', 58);
  assert.equal(refused.identity, '');
});

test('a SCRAM user is known only after the server proved itself', () => {
  const gate = agreed('SCRAM-SHA-512', 1);
  authenticate(gate, 'n,,n=al=2Cice=3D,r=abc', 'r=abcdef,s=c2FsdA==,i=4096');
  assert.equal(gate.identity, '');
  authenticate(gate, 'c=biws,r=abcdef,p=cHJvb2Y=', 'v=c2ln');
  assert.equal(gate.identity, 'al,ice=');
  const refused = agreed('SCRAM-SHA-256', 1);
  authenticate(refused, 'n,,n=bob,r=abc', 'r=abcdef,s=c2FsdA==,i=4096');
  authenticate(refused, 'c=biws,r=abcdef,p=bm8=', 'e=invalid-proof');
  assert.equal(refused.identity, '');
});

test('a bearer token names its subject, unless the server challenges it', () => {
  const claims = Buffer.from(JSON.stringify({ sub: 'svc-1' })).toString('base64url');
  const token = `n,,\u0001auth=Bearer aGVhZA.${claims}.c2ln\u0001\u0001`;
  const gate = agreed('OAUTHBEARER', 1);
  authenticate(gate, token, '');
  assert.equal(gate.identity, 'svc-1');
  const refused = agreed('OAUTHBEARER', 1);
  authenticate(refused, token, '{"status":"invalid_token"}');
  assert.equal(refused.identity, '');
});

test('bare tokens after SaslHandshake version 0 are told from requests', () => {
  const gate = agreed('SCRAM-SHA-256', 0);
  gate.toServer();
  gate.toClient();
  const first = bare('n,,n=carol,r=abc');
  assert.deepEqual(gate.fromClient(first).toServer(), first);
  const challenge = bare('r=abcdef,s=c2FsdA==,i=4096');
  assert.deepEqual(gate.fromServer(challenge).toClient(), challenge);
  gate.fromClient(bare('c=biws,r=abcdef,p=cHJvb2Y='));
  gate.fromServer(bare('v=c2ln'));
  assert.equal(gate.identity, 'carol');
  gate.toClient();
  gate.fromClient(metadataRequest(1, 9)).fromServer(metadataResponse(1, 9));
  assert.equal(gate.toClient().readInt32BE(4), 9);
});

test('a bare PLAIN exchange ends with an empty token', () => {
  const gate = agreed('PLAIN', 0);
  gate.fromClient(bare('\0dave\0secret')).fromServer(bare(''));
  assert.equal(gate.identity, 'dave');
  assert.equal(gate.ended, undefined);
});

test('a mechanism whose bare tokens could not be counted is refused', () => {
  const gate = new Gate();
  gate.fromClient(encodeRequest(ApiKey.saslHandshake, 0, 1, 'app', { mechanism: 'GSSAPI' }));
  assert.equal(gate.ended?.code, 'TG-KAFKA-0013');
  assert.equal(gate.toServer().length, 0);
});
