/**
 * Narrows the handshake to what we can read. The server's greeting loses the capabilities that we
 * cannot (compression, optional metadata, cached metadata), and the client's reply is checked for
 * them again, for a client may ask for what was never offered. TLS is offered by what we can do, not
 * by what the server can. MySQL names no other addresses, so none are rewritten.
 */
import { TidegateError } from '../../core/errors.ts';
import { Capability, readableMariaCapabilities, unreadableCapabilities } from './constants.ts';
import {
  type Greeting,
  type HandshakeReply,
  readHandshakeReply,
  replyCapabilities,
  replyWithCapabilities,
  withCapabilities,
} from './handshake.ts';

/** What is configured for TLS on either side. */
export interface TlsSides {
  readonly client: boolean;
  readonly server: boolean;
}

export interface Offer {
  /** The greeting's payload as the client gets it. */
  payload: Uint8Array;
  capabilities: number;
  mariaCapabilities: number;
}

/** The greeting for the client. Throws TG-MYSQL-0007 where the server lacks the TLS we must use. */
export function narrowGreeting(payload: Uint8Array, greeting: Greeting, tls: TlsSides): Offer {
  if (tls.server && !(greeting.capabilities & Capability.ssl)) {
    throw new TidegateError('TG-MYSQL-0007');
  }
  let capabilities = greeting.capabilities & ~unreadableCapabilities & ~Capability.ssl;
  if (tls.client) capabilities |= Capability.ssl;
  const mariaCapabilities = greeting.mariaCapabilities & readableMariaCapabilities;
  return {
    payload: withCapabilities(payload, greeting, capabilities, mariaCapabilities),
    capabilities: capabilities >>> 0,
    mariaCapabilities,
  };
}

/** The client's TLS request as the server gets it: only what both may use, and TLS itself. */
export function narrowSslRequest(payload: Uint8Array, offer: Offer): Buffer {
  const capabilities = (replyCapabilities(payload) & offer.capabilities) | Capability.ssl;
  return replyWithCapabilities(payload, capabilities, mariaOf(payload, offer));
}

/** MariaDB's capabilities in a reply or TLS request, as far as they were offered. */
function mariaOf(payload: Uint8Array, offer: Offer): number {
  if (replyCapabilities(payload) & Capability.mysql || payload.length < 32) return 0;
  const view = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  return view.readUInt32LE(28) & offer.mariaCapabilities;
}

export interface Accepted {
  reply: HandshakeReply;
  /** The reply's payload as the server gets it. */
  payload: Uint8Array;
  capabilities: number;
  mariaCapabilities: number;
}

/** The client's reply for the server. `secure`: the connection to the server uses TLS. */
export function narrowReply(payload: Uint8Array, offer: Offer, secure: boolean): Accepted {
  const reply = readHandshakeReply(payload);
  // Bits that only tell of the client (certificate checks, options kept) were never in a greeting.
  const agreed = reply.capabilities & ~(unreadableCapabilities | Capability.ssl);
  const capabilities = (agreed | (secure ? Capability.ssl : 0)) >>> 0;
  const mariaCapabilities = reply.mariaCapabilities & offer.mariaCapabilities;
  return {
    reply,
    payload: replyWithCapabilities(payload, capabilities, mariaCapabilities),
    capabilities: (capabilities & offer.capabilities) >>> 0,
    mariaCapabilities,
  };
}
