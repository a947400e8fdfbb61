/**
 * Native errors: what a client's driver reports as a server's own. A blocked result or statement is
 * error 1644 with SQLSTATE 45000, as a SIGNAL in SQL would raise it, and names the policy.
 */
import { TidegateError } from '../../core/errors.ts';
import { ServerError } from './constants.ts';
import { errPacket } from './packets.ts';

/** Greatest length of an error text: MYSQL_ERRMSG_SIZE. */
const messageCharsMax = 400;

type NativeError = (typeof ServerError)[keyof typeof ServerError];

function nativeOf(error: TidegateError): NativeError {
  switch (error.code) {
    case 'TG-POLICY-0001':
      return ServerError.blocked;
    case 'TG-MYSQL-0005':
      return ServerError.unknownCommand;
    case 'TG-MYSQL-0010':
    case 'TG-MYSQL-0011':
    case 'TG-MYSQL-0013':
    case 'TG-MYSQL-0015':
    case 'TG-MYSQL-0016':
      return ServerError.notSupported;
    case 'TG-MYSQL-0003':
    case 'TG-MYSQL-0007':
    case 'TG-MYSQL-0008':
    case 'TG-MYSQL-0009':
      return ServerError.handshake;
    case 'TG-MYSQL-0001':
    case 'TG-MYSQL-0002':
    case 'TG-MYSQL-0004':
      return ServerError.malformed;
    case 'TG-MYSQL-0012':
      return ServerError.tooManyStatements;
    case 'TG-CORE-0001':
      return ServerError.packetTooLarge;
    case 'TG-CORE-0005':
    case 'TG-CORE-0009':
      return ServerError.network;
    case 'TG-CORE-0010':
      return ServerError.shutdown;
    case 'TG-CORE-0011':
      return ServerError.tooManyConnections;
    default:
      return ServerError.general;
  }
}

function messageOf(error: TidegateError): string {
  const text = error.code === 'TG-POLICY-0001' ? error.message : `Tidegate ${error.message}`;
  return text.length > messageCharsMax ? text.slice(0, messageCharsMax) : text;
}

/** Refusal by a policy of this name. */
export function blockedBy(policy: string): TidegateError {
  return new TidegateError('TG-POLICY-0001', policy);
}

/** The framed ERR packet that tells of `error`. `withState`: the handshake is far enough for it. */
export function refusal(error: TidegateError, sequence: number, withState = true): Buffer {
  return errPacket(sequence, nativeOf(error), messageOf(error), withState);
}

/** How the audit names the native error. */
export function nativeName(error: TidegateError): string {
  const { errno, state } = nativeOf(error);
  return `${errno} (${state})`;
}

/** What a server says to an idle client when it shuts down. */
export function farewellPacket(): Buffer {
  return errPacket(0, ServerError.shutdown, 'Server shutdown in progress');
}
