/** Conditions on the client, compiled to tests of its facts. */
import type { ClientFacts } from '../events.ts';
import { anyOf, listOf } from './glob.ts';
import { type Countries, networkTest } from './networks.ts';
import type { Config, NotConfig } from './schema.ts';

export type WhoTest = (client: ClientFacts) => boolean;

/** What names in conditions stand for. */
export interface WhoNames {
  readonly groups: Config['groups'];
  readonly services: Config['services'];
  readonly countries: Countries | undefined;
}

type WhoConfig = Pick<
  NotConfig,
  'listener' | 'service' | 'identity' | 'group' | 'network' | 'geo' | 'client_app'
>;

/** True when `config` has a condition on the client at all. */
export const hasWho = (config: WhoConfig): boolean =>
  [
    config.listener,
    config.service,
    config.identity,
    config.group,
    config.network,
    config.geo,
    config.client_app,
  ].some((condition) => condition !== undefined);

function service(config: Config['services'][string] | undefined): WhoTest {
  // An unknown service is a fault at load; here it is nobody.
  return config ? whoTest(config, { groups: {}, services: {}, countries: undefined }) : () => false;
}

/** The test for all conditions of `config` together; true for everybody where there is none. */
export function whoTest(config: WhoConfig, names: WhoNames): WhoTest {
  const tests: WhoTest[] = [];
  const add = (
    values: readonly string[] | undefined,
    make: (values: readonly string[]) => WhoTest,
  ) => values && tests.push(make(values));
  add(listOf(config.listener), (values) => {
    const matches = anyOf(values);
    return (client) => matches(client.listener);
  });
  add(listOf(config.identity), (values) => {
    const matches = anyOf(values);
    return (client) => matches(client.identity);
  });
  add(listOf(config.group), (values) => {
    const matches = anyOf(values.flatMap((group) => names.groups[group] ?? []));
    return (client) => matches(client.identity);
  });
  add(listOf(config.service), (values) => {
    const services = values.map((value) => service(names.services[value]));
    return (client) => services.some((test) => test(client));
  });
  add(listOf(config.network), (values) => {
    const inside = networkTest(values);
    return (client) => inside(hostOf(client.address));
  });
  add(listOf(config.geo), (values) => {
    const wanted = new Set(values.map((value) => value.toUpperCase()));
    return (client) => wanted.has(names.countries?.(hostOf(client.address)) ?? '');
  });
  add(listOf(config.client_app), (values) => {
    const matches = anyOf(values);
    return (client) => matches(client.clientApp);
  });
  return (client) => tests.every((test) => test(client));
}

/** The host of `host:port`, `[v6]:port` or a bare address. */
export function hostOf(address: string): string {
  const bracketed = /^\[([^\]]+)\]/.exec(address);
  if (bracketed) return bracketed[1];
  const colon = address.indexOf(':');
  return colon >= 0 && colon === address.lastIndexOf(':') ? address.slice(0, colon) : address;
}
