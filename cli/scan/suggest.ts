/** A configuration that would mask what a scan found: in shadow first, for a person to read and promote. */
import { stringify } from 'yaml';
import { formatAddress, parseAddress } from '../../core/net/spec.ts';
import { anyOf } from '../../core/policy/glob.ts';
import { presets } from '../../core/policy/presets.ts';
import type { Report } from './report.ts';

/** The server that was scanned, as it was named. */
export interface ScannedServer {
  readonly from: string;
  readonly tls: boolean;
}

/** The mask that the presets have for a class; redact where none has one. */
function maskFor(className: string): object {
  for (const rules of Object.values(presets)) {
    const rule = rules.find(({ classes }) => anyOf(classes)(className));
    if (rule?.mask) return rule.mask;
  }
  return { with: 'redact' };
}

/** Found by its field's name as often as by its content: the field itself is named then. */
const everywhere = 0.8;

const nameCharsMax = 120;
const descriptionCharsMax = 500;
const defaultPorts: Readonly<Record<string, number>> = { kafka: 9092, mongo: 27017, mysql: 3306 };
/** The gate's port is the server's and so many. */
const portStep = 100;

/** `host:port` of each address in what `--from` named, without credentials and options. */
function addressesOf(from: string, protocol: string): string[] {
  const bare = from.replace(/^[a-z]+:\/\//i, '').replace(/[/?].*$/s, '');
  const hosts = bare.slice(bare.lastIndexOf('@') + 1).split(',');
  const addresses = hosts.map((host) => parseAddress(host, defaultPorts[protocol]));
  return addresses.flatMap((address) => (address ? [formatAddress(address)] : []));
}

/** A listener in front of the server. The members behind a DNS record (SRV) are not known here. */
function listenerFor(protocol: string, { from, tls }: ScannedServer): object {
  const known = /\+srv:/i.test(from) ? [] : addressesOf(from, protocol);
  const upstream = known.length > 0 ? known : [`127.0.0.1:${defaultPorts[protocol]}`];
  const port = parseAddress(upstream[0])?.port ?? defaultPorts[protocol];
  return {
    name: protocol,
    protocol,
    bind: `127.0.0.1:${port + portStep <= 65_535 ? port + portStep : port - portStep}`,
    upstream: upstream.length === 1 ? upstream[0] : upstream,
    ...(tls && { tls: { server: true } }),
  };
}

/** A resource as a pattern: what has a meaning in patterns stands for any character. */
const asPattern = (resource: string): string => resource.replace(/[*?{}]/g, '?');

export function suggestPolicy(report: Report, server: ScannedServer): string {
  const { resource } = report;
  const rows = report.rows();
  const byClass = Map.groupBy(rows, (row) => row.class);
  const policies = [...byClass].map(([name, found]) => ({
    name: `${name} in ${resource}`.slice(0, nameCharsMax),
    description: found
      .map(({ path, share }) => `${path} ${Math.round(share * 100)} %`)
      .join(', ')
      .slice(0, descriptionCharsMax),
    match: { class: name, resource: asPattern(resource) },
    action: 'mask',
    mask: maskFor(name),
  }));
  const always = rows.filter(({ share }) => share >= everywhere).map(({ path }) => path);
  const head = [
    `# Suggested by tidegate scan of ${resource}: ${report.values} values looked at.`,
    '# In mode shadow the gate only records what it would do; `mode: enforce` does it.',
    ...(always.length > 0
      ? [`# These fields hold such data nearly always: ${[...new Set(always)].join(', ')}`]
      : []),
  ];
  const listeners = [listenerFor(resource.split(':', 1)[0], server)];
  return `${head.join('\n')}\n${stringify({ version: 1, mode: 'shadow', listeners, policies })}`;
}
