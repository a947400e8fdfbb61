/**
 * Which local port stands for which upstream node. A pure function of the configuration and the
 * node's identity, so that workers and replicas agree without talking:
 * - a node with an id (Kafka) has port `first + id`;
 * - a seed of the configuration (Mongo members) has port `first + its index`;
 * - any other member has the free port behind its hash. Name all members as seeds where replicas of
 *   the gate must agree on these as well.
 */
import type { UpstreamNode } from '../protocol.ts';
import { type Address, formatAddress, type ListenerSpec } from './spec.ts';

const defaultCount = 16;

export class NodePorts {
  readonly first: number;
  readonly last: number;
  #seeds: string[];
  #targets = new Map<number, Address>();
  #byName = new Map<string, number>();

  constructor(spec: ListenerSpec, boundPort: number) {
    this.first = spec.nodes?.first ?? boundPort + 1;
    this.last = spec.nodes?.last ?? boundPort + defaultCount;
    this.#seeds = spec.upstream.map((seed) => formatAddress(seed).toLowerCase());
    this.#seeds.forEach((seed, index) => {
      if (this.first + index <= this.last) this.#byName.set(seed, this.first + index);
    });
  }

  /** Local port of `node`, undefined when the range is exhausted. Remembers where the node is. */
  portOf(node: UpstreamNode): number | undefined {
    const port = node.id === undefined ? this.#portOfName(node) : this.first + node.id;
    if (port === undefined || port < this.first || port > this.last) return undefined;
    this.#targets.set(port, { host: node.host, port: node.port });
    return port;
  }

  /** Where connections to a node's local port go, as last told; undefined when never told. */
  targetOf(port: number): Address | undefined {
    return this.#targets.get(port);
  }

  #portOfName(node: UpstreamNode): number | undefined {
    const name = formatAddress(node).toLowerCase();
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const free = this.last - this.first + 1 - this.#seeds.length;
    if (free <= 0) return undefined;
    const taken = new Set(this.#byName.values());
    const start = hash(name) % free;
    for (let i = 0; i < free; i++) {
      const port = this.first + this.#seeds.length + ((start + i) % free);
      if (taken.has(port)) continue;
      this.#byName.set(name, port);
      return port;
    }
    return undefined;
  }
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value;
}
