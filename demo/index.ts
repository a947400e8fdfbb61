/**
 * The demo: three small servers, the gate in front of them with `policy.yaml`, and the ordinary
 * clients, which read the same data straight and through the gate.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DecisionRecord, EventHub } from '../core/events.ts';
import { type Gate, startGate } from '../core/gate.ts';
import { type Loaded, loadFile } from '../core/policy/load.ts';
import { formatFault } from '../core/policy/source.ts';
import type { Protocol } from '../core/protocol.ts';
import { freePort } from '../testing/ports.ts';
import type { DemoClient } from './clients/client.ts';
import { KafkaClient } from './clients/kafka.ts';
import { MongoClient } from './clients/mongo.ts';
import { MysqlClient } from './clients/mysql.ts';
import { quietKafkajs } from './clients/quiet.ts';
import { type Comparison, compare, Expectations } from './compare.ts';
import { type Person, people } from './data/people.ts';
import { Screen, shortSource } from './screen.ts';
import { startUpstreams, type Upstreams } from './upstreams/index.ts';

export interface DemoOptions {
  readonly protocols: readonly Protocol[];
  /** One round, no live traffic. */
  readonly once: boolean;
  readonly seed: number;
  readonly colour: boolean;
  out(line: string): void;
  /** Ends the live traffic. */
  readonly signal: AbortSignal;
}

const units_first = 12;
const live_every_ms = 2_000;
const policyFile = join(import.meta.dirname, 'policy.yaml');
/** The same from run to run; others are taken when these are in use. */
const gatePorts = { kafka: 9192, mongo: 27117, mysql: 3316 } as const;
const upstreamPorts = { kafka: 9292, mongo: 27217, mysql: 3416 } as const;
/** Ports behind a listener's own that stand for the nodes of its upstream. */
const nodePorts = 2;

interface Stage {
  readonly gate: Gate;
  readonly loaded: Loaded;
  readonly upstreams: Upstreams;
  readonly clients: readonly DemoClient[];
  readonly rules: Rules;
  readonly screen: Screen;
}

/** @returns false when a client saw anything but what the policy says */
export async function runDemo(options: DemoOptions): Promise<boolean> {
  quietKafkajs();
  const screen = new Screen(options.out, options.colour);
  const upstreams = await startUpstreams({
    kafka: await freePort(upstreamPorts.kafka, 0),
    mongo: await freePort(upstreamPorts.mongo, 0),
    mysql: await freePort(upstreamPorts.mysql, 0),
  });
  const stage = await openGate(options, upstreams, screen);
  try {
    introduce(stage);
    const source = people(options.seed);
    const faults = await firstRound(stage, source);
    if (!options.once) await live(stage, source, options.signal);
    return faults === 0;
  } finally {
    await Promise.all(stage.clients.map((client) => client.close()));
    await stage.gate.close();
    await upstreams.close();
  }
}

async function openGate(
  options: DemoOptions,
  upstreams: Upstreams,
  screen: Screen,
): Promise<Stage> {
  const { kafka, mongo, mysql } = upstreams;
  const env = {
    DEMO_KAFKA_PORT: String(await freePort(gatePorts.kafka, nodePorts)),
    DEMO_MONGO_PORT: String(await freePort(gatePorts.mongo, nodePorts)),
    DEMO_MYSQL_PORT: String(await freePort(gatePorts.mysql, nodePorts)),
    DEMO_KAFKA_UPSTREAM: String(kafka.port),
    DEMO_MONGO_UPSTREAM: String(mongo.port),
    DEMO_MYSQL_UPSTREAM: String(mysql.port),
  };
  const { protocols } = options;
  const loaded = loadFile(policyFile, { protocols, env });
  if (!loaded.ok) throw new Error(loaded.faults.map(formatFault).join('\n'));
  const events = new EventHub();
  const rules = new Rules(events);
  const { listeners, policy } = loaded;
  const gate = await startGate({ listeners, policy, protocols, events });
  const clients = [
    new KafkaClient(kafka.port),
    new MongoClient(mongo.port),
    new MysqlClient(mysql.port),
  ];
  return { gate, loaded, upstreams, clients, rules, screen };
}

/** Which policy decided what, as the gate tells it. */
class Rules {
  readonly #seen = new Map<string, DecisionRecord>();
  onDecision: ((record: DecisionRecord, who: string) => void) | undefined;

  constructor(events: EventHub) {
    events.on('decisions', ({ client, records }) => {
      for (const record of records) {
        this.#seen.set(`${record.action} ${record.resource} ${record.path}`, record);
        this.#seen.set(`${record.action} ${record.resource}`, record);
        this.onDecision?.(record, client.identity || client.clientApp);
      }
    });
  }

  /** `policy.yaml:31 name` of what masked a path of a resource. */
  masking(resource: string, path: string): string {
    return this.#text(this.#seen.get(`mask ${resource} ${path}`));
  }

  /** The same of what dropped units of a resource. */
  dropping(resource: string): string {
    return this.#text(this.#seen.get(`drop ${resource}`));
  }

  #text(record: DecisionRecord | undefined): string {
    return record ? `${shortSource(record.source)} ${record.policy}` : '';
  }
}

const portOf = ({ gate, loaded }: Stage, client: DemoClient): number => {
  const name = loaded.listeners.find(({ protocol }) => protocol === client.protocol)?.name ?? '';
  return gate.addresses.get(name)?.port ?? 0;
};

function introduce(stage: Stage): void {
  const { screen, upstreams, clients, loaded } = stage;
  screen.line(screen.bold('Tidegate demo'));
  screen.line(
    `Three small servers, Tidegate in front of them, policy ${shortSource(loaded.file)}.`,
  );
  screen.line('Point a client of your own at either side:');
  screen.line();
  screen.pairs([
    ['', 'straight', 'through Tidegate'],
    ...clients.map((client) => {
      const upstream = upstreams[client.protocol as 'kafka' | 'mongo' | 'mysql'].port;
      const at = (port: number) => client.connection(`127.0.0.1:${port}`);
      return [client.protocol, at(upstream), at(portOf(stage, client))];
    }),
  ]);
}

/** Writes, reads both ways, shows and checks. Returns the number of faults. */
async function firstRound(stage: Stage, source: Generator<Person>): Promise<number> {
  const { screen, clients } = stage;
  const written = Array.from({ length: units_first }, () => source.next().value as Person);
  const expectations = new Expectations();
  for (const client of clients) {
    const port = portOf(stage, client);
    await client.prepare();
    await client.write(written);
    const straight = await client.read(upstreamPort(stage, client), units_first);
    const comparisons = compare(straight, await client.read(port, units_first));
    expectations.check(client, comparisons);
    if (straight.length !== written.length) {
      expectations.faults.push(
        `${client.resource}: ${straight.length} of ${written.length} were read straight`,
      );
    }
    const refusal = await client.readClosed(port);
    if (refusal === undefined) expectations.faults.push(`${client.closed} was let in`);
    showRound(stage, client, comparisons, refusal);
  }
  screen.line();
  const { masks, drops, faults } = expectations;
  const sum = `${masks} values masked, ${drops} units dropped, nothing else changed`;
  if (faults.length === 0)
    screen.line(`${screen.green('✓')} ${sum}: seen by the clients themselves`);
  for (const fault of faults) screen.line(`${screen.red('✗')} ${fault}`);
  return faults.length;
}

const upstreamPort = ({ upstreams }: Stage, { protocol }: DemoClient): number =>
  upstreams[protocol as 'kafka' | 'mongo' | 'mysql'].port;

function showRound(
  { screen, rules }: Stage,
  client: DemoClient,
  comparisons: readonly Comparison[],
  refusal: string | undefined,
): void {
  const dropped = comparisons.filter(({ gate }) => gate === undefined);
  screen.title(client.resource, `${comparisons.length} written and read by ${client.driver}`);
  screen.head();
  const shown = comparisons.find(({ gate }) => gate !== undefined);
  if (shown) screen.sideBySide(shown, (path) => rules.masking(client.resource, path));
  const rule = rules.dropping(client.resource);
  const list = dropped.map(({ straight }) => `number ${straight.id}`).join(', ') || 'none';
  screen.line(`  ${screen.yellow('dropped')}  ${list}${rule ? screen.grey(`: ${rule}`) : ''}`);
  screen.line(
    `  ${screen.yellow('blocked')}  ${client.closed}: ${screen.grey(refusal ?? 'let in')}`,
  );
}

/** New data every now and then, and every decision as it is made, until the signal. */
async function live(stage: Stage, source: Generator<Person>, signal: AbortSignal): Promise<void> {
  const { screen, clients, rules } = stage;
  screen.title('Live traffic', 'Ctrl-C ends it');
  rules.onDecision = (record, who) => screen.decision(record, who);
  while (!signal.aborted) {
    const person = source.next().value as Person;
    for (const client of clients) {
      await client.write([person]);
      await client.readOne(portOf(stage, client), person.number);
    }
    await sleep(live_every_ms, undefined, { signal }).catch(() => {});
  }
  rules.onDecision = undefined;
}
