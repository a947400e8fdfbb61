/** From listeners as written to what the engine opens, with every fault on the way. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { type Address, formatAddress, type ListenerSpec, parseAddress } from '../net/spec.ts';
import type { Protocol } from '../protocol.ts';
import type { Config, ListenerConfig } from './schema.ts';
import type { Path, Source } from './source.ts';

/** What the loader must know of a protocol. */
export type ProtocolFacts = Pick<Protocol, 'name' | 'defaultPort' | 'actions'>;

export interface ListenerContext {
  readonly source: Source;
  readonly folder: string;
  readonly protocols: ReadonlyMap<string, ProtocolFacts>;
  readonly defaults: Pick<Config, 'on_error' | 'workers' | 'limits'>;
}

export interface PlacedListener {
  readonly index: number;
  readonly config: ListenerConfig;
}

/** Resolves one listener; undefined where a fault keeps it from being opened. */
export function resolveListener(
  { index, config }: PlacedListener,
  context: ListenerContext,
): ListenerSpec | undefined {
  const { source, protocols, defaults } = context;
  const path = ['listeners', index];
  const protocol = protocols.get(config.protocol);
  if (!protocol) {
    const known = [...protocols.keys()].join(', ');
    source.add([...path, 'protocol'], `unknown protocol '${config.protocol}'; known: ${known}`);
  }
  const bind = parseAddress(config.bind);
  if (!bind) source.add([...path, 'bind'], `'${config.bind}' is not host:port`);
  if (bind?.port === 0 && defaults.workers > 1) {
    source.add([...path, 'bind'], 'several workers need a fixed port');
  }
  const upstream = upstreamOf(config, protocol?.defaultPort, [...path, 'upstream'], source);
  const nodes = nodesOf(config, [...path, 'nodes', 'ports'], source);
  checkHosts(config, [...path, 'hosts'], source);
  for (const key of ['registry', 'lineage'] as const) {
    if (config[key]) source.note([...path, key], `${key} has no effect yet`);
  }
  const options = optionsOf(config, path, context);
  const tls = tlsOf(config, path, context);
  if (!bind || !upstream || !protocol) return undefined;
  return {
    name: config.name,
    protocol: config.protocol,
    bind,
    upstream,
    nodes,
    advertised: config.advertised,
    hosts: config.hosts,
    tls,
    limits: { ...defaults.limits, ...config.limits },
    onError: config.on_error ?? defaults.on_error,
    options,
  };
}

const scheme = /^([a-z][a-z0-9+.-]*):\/\//i;

/** Addresses of `a:1,b:2`, of a list, or of a connection string, whose credentials are not used. */
function upstreamOf(
  config: ListenerConfig,
  defaultPort: number | undefined,
  path: Path,
  source: Source,
): Address[] | undefined {
  const addresses: Address[] = [];
  for (const text of [config.upstream].flat()) {
    if (/^[a-z]+\+srv:/i.test(text)) {
      source.add(path, 'SRV connection strings are not read: name the members');
      return undefined;
    }
    const bare = text.replace(scheme, '').replace(/[/?].*$/s, '');
    const at = bare.lastIndexOf('@');
    if (at >= 0) source.note(path, 'credentials of the upstream are not used: clients log in');
    for (const part of bare.slice(at + 1).split(',')) {
      const address = parseAddress(part, defaultPort);
      if (!address || address.port === 0) {
        source.add(path, `'${part}' is not host:port`);
        return undefined;
      }
      addresses.push(address);
    }
  }
  return addresses;
}

function nodesOf(config: ListenerConfig, path: Path, source: Source): ListenerSpec['nodes'] {
  if (!config.nodes) return undefined;
  const [first, last] = config.nodes.ports.split('-').map(Number);
  if (first < 1 || last > 65_535 || first > last) {
    source.add(path, `'${config.nodes.ports}' is not a range of ports`);
    return undefined;
  }
  return { first, last };
}

function checkHosts(config: ListenerConfig, path: Path, source: Source): void {
  for (const [host, address] of Object.entries(config.hosts ?? {})) {
    const known = isIP(address) !== 0 || parseAddress(address, 0) !== undefined;
    if (!known) source.add([...path, host], `'${address}' is not an address`);
  }
}

function optionsOf(
  config: ListenerConfig,
  path: Path,
  context: ListenerContext,
): Record<string, unknown> | undefined {
  const { registry, lineage } = config;
  const ca = registry?.ca && pemOf(registry.ca, [...path, 'registry', 'ca'], context);
  const options = {
    ...config.options,
    ...(registry && { registry: { ...registry, ...(ca && { ca }) } }),
    ...(lineage && { lineage }),
  };
  return Object.keys(options).length > 0 ? options : undefined;
}

/** The PEM at a path, or the PEM itself. Adds a fault where there is none. */
function pemOf(text: string, path: Path, { source, folder }: ListenerContext): string | undefined {
  if (text.startsWith('-----BEGIN ')) return text;
  const file = resolve(folder, text);
  try {
    const pem = readFileSync(file, 'utf8');
    if (pem.includes('-----BEGIN ')) return pem;
    source.add(path, `${file} is not a PEM file`);
  } catch (error) {
    source.add(path, `cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
  return undefined;
}

function tlsOf(config: ListenerConfig, path: Path, context: ListenerContext): ListenerSpec['tls'] {
  const { client, server } = config.tls ?? {};
  const read = (side: string, name: string, text: string | undefined) =>
    text === undefined ? undefined : pemOf(text, [...path, 'tls', side, name], context);
  const own = typeof server === 'object' ? server : {};
  if ((own.cert === undefined) !== (own.key === undefined)) {
    context.source.add([...path, 'tls', 'server'], 'cert and key go together');
  }
  const towardsClient = client && {
    cert: read('client', 'cert', client.cert),
    key: read('client', 'key', client.key),
    ...(client.ca !== undefined && {
      ca: read('client', 'ca', client.ca),
      requestCert: true,
      rejectUnauthorized: true,
    }),
  };
  const towardsServer: ConnectionOptions | undefined = server
    ? {
        ...(own.ca !== undefined && { ca: read('server', 'ca', own.ca) }),
        ...(own.cert !== undefined && { cert: read('server', 'cert', own.cert) }),
        ...(own.key !== undefined && { key: read('server', 'key', own.key) }),
        ...(own.servername !== undefined && { servername: own.servername }),
      }
    : undefined;
  if (!towardsClient && !towardsServer) return undefined;
  return { client: towardsClient, server: towardsServer };
}

/** Ports that a listener takes, first to last. */
function rangesOf(spec: ListenerSpec): [number, number][] {
  const ranges: [number, number][] = [];
  if (spec.bind.port > 0) ranges.push([spec.bind.port, spec.bind.port]);
  if (spec.nodes) ranges.push([spec.nodes.first, spec.nodes.last]);
  return ranges;
}

const isAny = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** Adds faults for names used twice and for ports that two listeners, or one twice, would take. */
export function checkTogether(
  listeners: readonly { index: number; spec: ListenerSpec }[],
  source: Source,
): void {
  const names = new Set<string>();
  const taken: { host: string; range: [number, number]; name: string }[] = [];
  for (const { index, spec } of listeners) {
    const path = ['listeners', index];
    if (names.has(spec.name)) source.add([...path, 'name'], `there is another '${spec.name}'`);
    names.add(spec.name);
    for (const range of rangesOf(spec)) {
      const { host } = spec.bind;
      const clash = taken.find(
        (other) =>
          (other.host === host || isAny(host) || isAny(other.host)) &&
          range[0] <= other.range[1] &&
          other.range[0] <= range[1],
      );
      if (clash) {
        const text =
          range[0] === range[1] ? formatAddress({ host, port: range[0] }) : range.join('-');
        source.add([...path, 'bind'], `${text} is taken by listener '${clash.name}'`);
      }
      taken.push({ host, range, name: spec.name });
    }
  }
}
