/** What the engine must know of one configured listener. Made by the configuration loader. */
import type { ConnectionOptions, SecureContextOptions } from 'node:tls';
import type { limits } from '../limits.ts';

export interface Address {
  host: string;
  port: number;
}

export interface ListenerSpec {
  readonly name: string;
  readonly protocol: string;
  readonly bind: Address;
  /** Bootstrap servers or seed members, tried in order. */
  readonly upstream: readonly Address[];
  /** Local ports that stand for upstream nodes: Kafka node n at `first + n`, else the n-th seed. */
  readonly nodes?: { readonly first: number; readonly last: number };
  /** Host that clients are told to use; by default the address at which they reached the gate. */
  readonly advertised?: string;
  /** Upstream host names that do not resolve here, or resolve wrongly: name -> address. */
  readonly hosts?: Readonly<Record<string, string>>;
  readonly tls?: {
    /** The gate as TLS server towards clients. */
    readonly client?: SecureContextOptions & {
      requestCert?: boolean;
      rejectUnauthorized?: boolean;
    };
    /** The gate as TLS client towards the upstream. */
    readonly server?: ConnectionOptions;
  };
  readonly onError?: 'fail_closed' | 'fail_open';
  /** Bounds of this listener's connections that differ from core/limits.ts. */
  readonly limits?: { readonly [K in keyof typeof limits]?: number };
  readonly options?: Readonly<Record<string, unknown>>;
}

/** `host:port` or `[v6]:port`; undefined when it is neither. */
export function parseAddress(text: string, defaultPort?: number): Address | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text.trim());
  if (!match) return undefined;
  const port = match[3] === undefined ? defaultPort : Number(match[3]);
  if (port === undefined || port > 65_535) return undefined;
  return { host: match[1] ?? match[2], port };
}

export function formatAddress(address: Address): string {
  return address.host.includes(':')
    ? `[${address.host}]:${address.port}`
    : `${address.host}:${address.port}`;
}
