/**
 * Addresses of servers in replies beside the handshake: what monitoring asks for names the members of
 * a set, and each server names itself. Clients that went by these would go round the gate.
 */
import type { Endpoints } from '../../core/protocol.ts';
import { nameOf } from './bson/names.ts';
import type { Changes } from './bson/rewrite.ts';
import { isDocument } from './bson/values.ts';
import { eachElement, utf8 } from './bson/walker.ts';
import type { Command } from './commands.ts';
import { BsonType } from './constants.ts';
import { localAddress, Rewriting } from './negotiate.ts';

/**
 * What stands at a path. `member`: the address of a member, or several with commas. `self`: the
 * server's own name. `option`: an option of its command line, or a value of one. `gone`: texts and
 * tables that hold addresses among other things.
 */
type Kind = 'member' | 'self' | 'option' | 'gone';

/** `[]` is every member of a list, `**` any number of names. */
export interface Spot {
  readonly path: readonly string[];
  readonly kind: Kind;
}

const spots = (kind: Kind, ...paths: string[]): Spot[] =>
  paths.map((path) => ({ path: path.split('.'), kind }));

export const explained = spots('self', '**.serverInfo.host');
const ofOperations = spots('self', 'inprog.[].host', 'cursor.*.[].host', 'cursor.*.[].shard');

/** Commands whose replies name servers. Source: "Database Commands" in the MongoDB manual. */
const byCommand: Readonly<Record<string, readonly Spot[]>> = {
  serverStatus: [
    ...spots('self', 'host'),
    ...spots('member', 'repl.hosts.[]', 'repl.passives.[]', 'repl.arbiters.[]'),
    ...spots('member', 'repl.primary', 'repl.me'),
    ...spots('gone', 'advisoryHostFQDNs', 'repl.replicationProgress'),
  ],
  replSetGetStatus: [
    ...spots('member', 'syncSourceHost', 'syncingTo', 'members.[].name'),
    ...spots('member', 'members.[].syncSourceHost', 'members.[].syncingTo'),
    ...spots('gone', 'members.[].lastHeartbeatMessage', 'members.[].infoMessage'),
    ...spots('gone', 'initialSyncStatus'),
  ],
  replSetGetConfig: [
    ...spots('member', 'config.members.[].host'),
    ...spots('gone', 'config.members.[].horizons'),
  ],
  hostInfo: spots('self', 'system.hostname'),
  connPoolStats: spots('gone', 'hosts', 'pools', 'replicaSets'),
  shardConnPoolStats: spots('gone', 'hosts', 'pools', 'replicaSets'),
  listShards: spots('member', 'shards.[].host'),
  getShardMap: spots('gone', 'map', 'hosts', 'connStrings'),
  getCmdLineOpts: [
    ...spots('option', 'argv.[]'),
    ...spots('gone', 'parsed.net.bindIp', 'parsed.sharding'),
  ],
  currentOp: ofOperations,
  explain: explained,
};

const nothing: readonly Spot[] = [];
const stagesOfServers: ReadonlySet<string> = new Set([
  ...['$currentOp', '$indexStats', '$collStats', '$planCacheStats', '$queryStats'],
]);

/** Collections in which servers keep addresses. */
const byNamespace: Readonly<Record<string, readonly Spot[]>> = {
  'local.system.replset': [
    ...spots('member', 'cursor.*.[].members.[].host'),
    ...spots('gone', 'cursor.*.[].members.[].horizons'),
  ],
  'local.startup_log': spots('self', 'cursor.*.[].hostname', 'cursor.*.[]._id'),
  'config.shards': spots('member', 'cursor.*.[].host'),
  'config.mongos': spots('member', 'cursor.*.[]._id'),
};

/** Where the reply to `command` names servers; empty for nearly all. */
export function spotsOf(command: Command): readonly Spot[] {
  const { name, database } = command;
  if (Object.hasOwn(byCommand, name)) return byCommand[name];
  if (name === 'aggregate') return ofPipeline(command);
  if (database !== 'local' && database !== 'config') return nothing;
  const collection = command.text(name === 'getMore' ? 'collection' : name);
  const namespace = `${database}.${collection}`;
  return Object.hasOwn(byNamespace, namespace) ? byNamespace[namespace] : nothing;
}

function ofPipeline(command: Command): readonly Spot[] {
  if (command.field('explain')) return explained;
  const stages = command.value('pipeline');
  const [first] = Array.isArray(stages) ? stages : [];
  const name = isDocument(first) ? Object.keys(first)[0] : undefined;
  return name !== undefined && stagesOfServers.has(name) ? ofOperations : nothing;
}

/** Stands for a server's own name. */
const selfName = 'gate';

/** Takes the servers' addresses out of the body of a reply; undefined where it holds none. */
export function rewriteAddresses(
  bytes: Uint8Array,
  start: number,
  end: number,
  where: readonly Spot[],
  endpoints: Endpoints,
): Changes | undefined {
  const changes = new Rewriting();
  const visit = (from: number, to: number, isList: boolean, open: readonly Spot[]): void => {
    eachElement(bytes, from, to, (type, nameStart, nameEnd, at, next) => {
      const inside = steppedInto(open, isList ? '[]' : nameOf(bytes, nameStart, nameEnd));
      if (inside.length === 0) return;
      const reached = inside.find(({ path }) => path.length === 0);
      if (reached?.kind === 'gone') changes.drops.push(nameStart - 1);
      else if (reached && type === BsonType.string) {
        const text = utf8(bytes, at + 4, next - 1);
        const shown = shownFor(reached.kind, text, endpoints);
        if (shown !== text) changes.replace(at + 4, next - 1, Buffer.from(shown));
      } else if (type === BsonType.document || type === BsonType.array) {
        visit(at, next, type === BsonType.array, inside);
      }
    });
  };
  visit(start, end, false, where);
  return changes.made();
}

function shownFor(kind: Kind, text: string, endpoints: Endpoints): string {
  if (kind === 'member') return shownAddresses(text, endpoints);
  return kind === 'option' && text.startsWith('-') ? text.replace(/=.*/s, '') : selfName;
}

/** What is left of the paths behind the step `name`. */
function steppedInto(open: readonly Spot[], name: string): Spot[] {
  const inside: Spot[] = [];
  for (const { path, kind } of open) {
    if (path[0] === '**') {
      inside.push({ path, kind });
      if (path[1] === name) inside.push({ path: path.slice(2), kind });
    } else if (path[0] === name || (path[0] === '*' && name !== '[]')) {
      inside.push({ path: path.slice(1), kind });
    }
  }
  return inside;
}

/** `rs/host:1,host:2` as clients of the gate reach them; members without a port of ours are left out. */
function shownAddresses(text: string, endpoints: Endpoints): string {
  const slash = text.indexOf('/');
  const shown = text
    .slice(slash + 1)
    .split(',')
    .filter((one) => one !== '')
    .map((one) => localAddress(one, endpoints))
    .filter((one) => one !== undefined);
  return text.slice(0, slash + 1) + shown.join(',');
}
