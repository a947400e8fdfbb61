/** Connections to the upstream: in order of the addresses given, TCP first, TLS where it is first. */
import net from 'node:net';
import tls from 'node:tls';
import { TidegateError } from '../errors.ts';
import { limits } from '../limits.ts';
import { type Address, formatAddress, type ListenerSpec, parseAddress } from './spec.ts';

/** Reads straight into memory of the reader's choice, see `ByteQueue.lend`. */
export interface OwnReader {
  buffer(): Buffer;
  /** Returns false to stop reading until `resume`. */
  filled(count: number, buffer: Buffer): boolean;
}

export function resolveHost(spec: ListenerSpec, address: Address): Address {
  const mapped =
    spec.hosts?.[`${address.host}:${address.port}`] ?? spec.hosts?.[address.host.toLowerCase()];
  return mapped === undefined ? address : (parseAddress(mapped, address.port) ?? address);
}

/**
 * Connects to the first of `addresses` that answers.
 * @throws TidegateError TG-CORE-0005 when none does.
 */
export async function dial(
  spec: ListenerSpec,
  addresses: readonly Address[],
  reader: OwnReader,
): Promise<net.Socket> {
  const timeoutMs = spec.limits?.connect_timeout_ms ?? limits.connect_timeout_ms;
  let last = 'no address is configured';
  for (const address of addresses) {
    try {
      return await connect(resolveHost(spec, address), reader, timeoutMs);
    } catch (error) {
      last = `${formatAddress(address)}: ${(error as NodeJS.ErrnoException).code ?? 'failed'}`;
    }
  }
  throw new TidegateError('TG-CORE-0005', last);
}

function connect(address: Address, reader: OwnReader, timeoutMs: number): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({
      host: address.host,
      port: address.port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: limits.keep_alive_ms,
      allowHalfOpen: true,
      onread: {
        buffer: () => reader.buffer(),
        callback: (count: number, buffer: Uint8Array) => reader.filled(count, buffer as Buffer),
      },
    });
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }));
    }, timeoutMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeListener('error', reject);
      resolve(socket);
    });
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

/** TLS towards the server over a connected socket. @throws TidegateError TG-CORE-0008 */
export function secureServer(
  socket: net.Socket,
  spec: ListenerSpec,
  host: string,
): Promise<tls.TLSSocket> {
  const secured = tls.connect({
    servername: net.isIP(host) ? undefined : host,
    ...spec.tls?.server,
    socket,
  });
  return handshake(secured, 'secureConnect');
}

/** TLS towards the client over an accepted socket. @throws TidegateError TG-CORE-0008 */
export function secureClient(
  socket: net.Socket,
  context: tls.SecureContext,
  spec: ListenerSpec,
): Promise<tls.TLSSocket> {
  const secured = new tls.TLSSocket(socket, {
    isServer: true,
    secureContext: context,
    requestCert: spec.tls?.client?.requestCert,
    rejectUnauthorized: spec.tls?.client?.rejectUnauthorized,
  });
  return handshake(secured, 'secure');
}

function handshake(
  socket: tls.TLSSocket,
  event: 'secure' | 'secureConnect',
): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      socket.destroy();
      reject(new TidegateError('TG-CORE-0008', why));
    };
    const onError = (error: NodeJS.ErrnoException) => fail(error.code ?? 'handshake failed');
    const onClose = () => fail('connection closed');
    socket.once('error', onError);
    socket.once('close', onClose);
    socket.once(event, () => {
      socket.removeListener('error', onError);
      socket.removeListener('close', onClose);
      resolve(socket);
    });
  });
}
