/** What a configuration comes to, as rows for people and for programs. */
import { formatAddress } from '../core/net/spec.ts';
import { operationsOf, type PolicySpec } from '../core/policy/expand.ts';
import { listOf } from '../core/policy/glob.ts';
import type { Loaded } from '../core/policy/load.ts';

export interface ListenerRow {
  readonly name: string;
  readonly protocol: string;
  readonly bind: string;
  readonly upstream: readonly string[];
  readonly nodes: string | undefined;
  readonly advertised: string | undefined;
  readonly tls: string;
  readonly on_error: string;
}

export function listenerRows(loaded: Loaded): ListenerRow[] {
  return loaded.listeners.map((spec) => ({
    name: spec.name,
    protocol: spec.protocol,
    bind: formatAddress(spec.bind),
    upstream: spec.upstream.map(formatAddress),
    nodes: spec.nodes && `${spec.nodes.first}-${spec.nodes.last}`,
    advertised: spec.advertised,
    tls:
      [spec.tls?.client && 'client', spec.tls?.server && 'server'].filter(Boolean).join('+') ||
      'no',
    on_error: spec.onError ?? 'fail_closed',
  }));
}

export interface PolicyRow {
  readonly name: string;
  readonly where: string;
  readonly what: string;
  readonly action: string;
  readonly mode: string;
  readonly priority: number;
  readonly source: string;
}

export function policyRows({ rules }: Pick<Loaded, 'rules'>): PolicyRow[] {
  return rules.map((rule) => ({
    name: rule.name,
    where: whereOf(rule),
    what: whatOf(rule),
    action: rule.mask ? `mask ${rule.mask.with}` : rule.action,
    mode: rule.mode,
    priority: rule.priority,
    source: rule.source,
  }));
}

const joined = (value: string | string[] | undefined, label: string): string[] => {
  const list = listOf(value);
  return list ? [`${label}${list.join('|')}`] : [];
};

function whereOf({ match }: PolicySpec): string {
  const operations = operationsOf(match);
  const parts = [
    ...joined(match.protocol, 'protocol '),
    ...joined(match.resource, ''),
    ...joined(match.field, 'field '),
    ...joined(match.listener, 'listener '),
    ...joined(match.identity, 'identity '),
    ...joined(match.group, 'group '),
    ...joined(match.service, 'service '),
    ...joined(match.network, 'network '),
    ...joined(match.geo, 'geo '),
    ...joined(match.client_app, 'app '),
  ];
  const where = parts.length > 0 ? parts.join(', ') : 'everywhere';
  const not = match.not ? `, not ${Object.entries(match.not).map(notText).join(', ')}` : '';
  return `${operations.join('|')} ${where}${not}`;
}

const notText = ([key, value]: [string, unknown]): string => `${key} ${[value].flat().join('|')}`;

function whatOf({ match, action }: PolicySpec): string {
  const parts = [...joined(match.class, ''), ...joined(match.tag, 'tag ')];
  if (parts.length > 0) return parts.join(', ');
  if (match.field !== undefined) return 'the field';
  return action === 'mask' ? 'every field' : 'the resource';
}
