/**
 * Codecs of the connection phase: the server's greeting, the client's reply, the TLS request, the
 * change of user, and the server's switch of authentication method ("Connection Phase",
 * dev.mysql.com; "Connecting", mariadb.com/kb).
 */
import type { Reader } from '../../core/bytes/reader.ts';
import { Writer } from '../../core/bytes/writer.ts';
import { TidegateError } from '../../core/errors.ts';
import { Capability, nonceBytes } from './constants.ts';
import { payloadReader, readLenencBytes, readLenencText } from './packets.ts';

const protocolVersion = 10;
const nonceFirstBytes = 8;
/** Of the ten reserved bytes of a greeting the last four are MariaDB's capabilities. */
const greetingFillerBytes = 6;
/** Of the 23 reserved bytes of a reply the last four are MariaDB's capabilities. */
const replyFillerBytes = 19;
export const sslRequestBytes = 32;

export interface Greeting {
  /** As the server says it: `5.5.5-10.11.19-MariaDB`, `9.7.0`. */
  version: string;
  capabilities: number;
  mariaCapabilities: number;
  charset: number;
  nonce: Buffer;
  plugin: string;
  /** Offsets in the payload of what we rewrite. */
  capabilitiesLowAt: number;
  capabilitiesHighAt: number;
  mariaCapabilitiesAt: number;
}

/** Reads a greeting of protocol 10. Throws TG-MYSQL-0003 for older ones. */
export function readGreeting(payload: Uint8Array): Greeting {
  const reader = payloadReader(payload);
  if (reader.u8() !== protocolVersion) throw new TidegateError('TG-MYSQL-0003', 'greeting', 0);
  const version = reader.untilNul().toString('latin1');
  reader.skip(4); // thread id
  const nonceFirst = reader.take(nonceFirstBytes);
  reader.skip(1);
  const capabilitiesLowAt = reader.position;
  const low = reader.u16le();
  const charset = reader.u8();
  reader.skip(2); // status
  const capabilitiesHighAt = reader.position;
  const capabilities = (low | (reader.u16le() << 16)) >>> 0;
  if (!(capabilities & Capability.protocol41) || !(capabilities & Capability.secureConnection)) {
    throw new TidegateError('TG-MYSQL-0003', 'greeting without 4.1', capabilitiesLowAt);
  }
  const nonceLength = reader.u8();
  reader.skip(greetingFillerBytes);
  const mariaCapabilitiesAt = reader.position;
  const maria = reader.u32le();
  const nonceRest = reader.take(Math.max(13, nonceLength - nonceFirstBytes));
  const hasPlugin = (capabilities & Capability.pluginAuth) !== 0 && reader.left > 0;
  return {
    version,
    capabilities,
    mariaCapabilities: capabilities & Capability.mysql ? 0 : maria,
    charset,
    nonce: Buffer.concat([nonceFirst, nonceRest]).subarray(0, nonceBytes),
    plugin: hasPlugin ? untilNulOrEnd(reader).toString('latin1') : '',
    capabilitiesLowAt,
    capabilitiesHighAt,
    mariaCapabilitiesAt,
  };
}

/** Some servers forget the zero at the end of the last string. */
function untilNulOrEnd(reader: Reader): Buffer {
  const at = reader.bytes.indexOf(0, reader.position);
  return at < 0 || at >= reader.end ? reader.rest() : reader.untilNul();
}

/** A copy of the greeting's payload with other capabilities. */
export function withCapabilities(
  payload: Uint8Array,
  greeting: Greeting,
  capabilities: number,
  mariaCapabilities: number,
): Buffer {
  const copy = Buffer.from(payload);
  copy.writeUInt16LE(capabilities & 0xffff, greeting.capabilitiesLowAt);
  copy.writeUInt16LE(capabilities >>> 16, greeting.capabilitiesHighAt);
  if (!(greeting.capabilities & Capability.mysql)) {
    copy.writeUInt32LE(mariaCapabilities >>> 0, greeting.mariaCapabilitiesAt);
  }
  return copy;
}

/** What a client says of itself, in the handshake's reply or when it changes the user. */
export interface Login {
  user: string;
  schema: string;
  plugin: string;
  /** Where the authentication data lies in the payload, behind its length. */
  authAt: number;
  authEnd: number;
  charset: number;
  /** Connection attribute `program_name`, or ''. */
  program: string;
}

export interface HandshakeReply extends Login {
  capabilities: number;
  mariaCapabilities: number;
}

/** Capabilities at the start of a reply or TLS request; TG-MYSQL-0003 for clients before 4.1. */
export function replyCapabilities(payload: Uint8Array): number {
  const low = payloadReader(payload).u16le();
  if (!(low & Capability.protocol41)) throw new TidegateError('TG-MYSQL-0003', 'reply', 0);
  return payloadReader(payload).u32le();
}

/** Whether `payload` is a request for TLS: the fixed part of a reply and nothing behind it. */
export function isSslRequest(payload: Uint8Array): boolean {
  return payload.length === sslRequestBytes && (payload[1] & (Capability.ssl >> 8)) !== 0;
}

/** Reads HandshakeResponse41. */
export function readHandshakeReply(payload: Uint8Array): HandshakeReply {
  const capabilities = replyCapabilities(payload);
  const reader = payloadReader(payload, 4);
  reader.skip(4); // greatest packet
  const charset = reader.u8();
  reader.skip(replyFillerBytes);
  const maria = reader.u32le();
  const user = reader.untilNul().toString('utf8');
  let auth: Buffer;
  if (capabilities & Capability.pluginAuthLenenc) auth = readLenencBytes(reader);
  else if (capabilities & Capability.secureConnection) auth = reader.take(reader.u8());
  else auth = reader.untilNul();
  const usesNul = !(capabilities & (Capability.pluginAuthLenenc | Capability.secureConnection));
  const authEnd = usesNul ? reader.position - 1 : reader.position;
  const schema = capabilities & Capability.connectWithDb ? untilNulOrEnd(reader).toString() : '';
  const plugin = capabilities & Capability.pluginAuth ? untilNulOrEnd(reader).toString() : '';
  return {
    capabilities,
    mariaCapabilities: capabilities & Capability.mysql ? 0 : maria,
    charset,
    user,
    schema,
    plugin,
    authAt: authEnd - auth.length,
    authEnd,
    program: capabilities & Capability.connectAttrs ? programName(reader) : '',
  };
}

/** A copy of a reply or TLS request with other capabilities. */
export function replyWithCapabilities(
  payload: Uint8Array,
  capabilities: number,
  mariaCapabilities: number,
): Buffer {
  const copy = Buffer.from(payload);
  copy.writeUInt32LE(capabilities >>> 0, 0);
  if (!(capabilities & Capability.mysql)) copy.writeUInt32LE(mariaCapabilities >>> 0, 28);
  return copy;
}

/**
 * A copy of a login payload whose authentication data is `auth`. The old length must have been one
 * byte, as it is for every clear password that a client may send.
 */
export function withAuthData(payload: Uint8Array, login: Login, auth: Uint8Array): Buffer {
  const length = login.authEnd - login.authAt;
  if (payload[login.authAt - 1] !== length) {
    throw new TidegateError('TG-MYSQL-0004', 'authentication data', login.authAt);
  }
  return new Writer(payload.length + auth.length)
    .raw(payload.subarray(0, login.authAt - 1))
    .u8(auth.length)
    .raw(auth)
    .raw(payload.subarray(login.authEnd))
    .bytes();
}

/** Reads COM_CHANGE_USER, whose layout hangs on what the handshake agreed. */
export function readChangeUser(payload: Uint8Array, capabilities: number): Login {
  const reader = payloadReader(payload, 1);
  const user = reader.untilNul().toString('utf8');
  const secure = (capabilities & Capability.secureConnection) !== 0;
  const auth = secure ? reader.take(reader.u8()) : reader.untilNul();
  const authEnd = secure ? reader.position : reader.position - 1;
  const schema = untilNulOrEnd(reader).toString('utf8');
  const charset = reader.left >= 2 ? reader.u16le() : 0;
  const hasPlugin = (capabilities & Capability.pluginAuth) !== 0 && reader.left > 0;
  const plugin = hasPlugin ? untilNulOrEnd(reader).toString('latin1') : '';
  const hasAttributes = (capabilities & Capability.connectAttrs) !== 0;
  const program = hasAttributes ? programName(reader) : '';
  return { user, schema, plugin, authAt: authEnd - auth.length, authEnd, charset, program };
}

/** The connection attributes, of which only the program's name is of use. */
function programName(reader: Reader): string {
  if (reader.left === 0) return '';
  const attributes = payloadReader(readLenencBytes(reader));
  while (attributes.left > 0) {
    const name = readLenencText(attributes);
    const value = readLenencText(attributes);
    if (name === 'program_name') return value;
  }
  return '';
}

/** Plugin and nonce of an AuthSwitchRequest or AuthNextFactor payload. */
export function readAuthSwitch(payload: Uint8Array): { plugin: string; nonce: Buffer } {
  const reader = payloadReader(payload, 1);
  const plugin = untilNulOrEnd(reader).toString('latin1');
  const data = reader.rest();
  return { plugin, nonce: Buffer.from(data.subarray(0, nonceBytes)) };
}
