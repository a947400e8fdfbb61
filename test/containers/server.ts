/**
 * One real server in a container of its own network, with what the suites do to it: kill and start
 * again. No port is published. Servers call themselves by names under .invalid (RFC 6761), which no
 * resolver knows; only the gate is told their addresses (`hosts` of a listener). So a client that is
 * handed a server's own name instead of the gate's address fails.
 */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GenericContainer,
  getContainerRuntimeClient,
  Network,
  type StartedNetwork,
  type StartedTestContainer,
} from 'testcontainers';

// The reaper is an image of its own that cannot be pulled everywhere; sweep() below does its work.
process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';

const pidLabel = 'tidegate.test.pid';
/** Networks carry no label of ours, so their name holds the process. */
const networkName = /^tidegate-test-(\d+)-/;
/** A cold start of three brokers on two busy cores takes half a minute. */
const readyWaitMs = 120_000;
/**
 * The first process outlives a server that `kill` ended, and starts it again when told. So the
 * container keeps its address, and the kernel tells the peers of the killed server of its end.
 */
const firstProcess = `cd /tidegate
while :; do
  sh start.sh & echo $! >pid
  wait $!; code=$?
  [ -e killed ] || exit $code
  rm killed
  until [ -e again ]; do sleep 0.1; done
  rm again
done`;

async function engine() {
  return (await getContainerRuntimeClient()).container.dockerode;
}

/** Removes what test processes that are no more have left behind. */
async function sweep(): Promise<void> {
  const docker = await engine();
  const containers = await docker.listContainers({ all: true, filters: { label: [pidLabel] } });
  for (const { Id, Labels } of containers) {
    const pid = Number(Labels[pidLabel]);
    if (alive(pid)) continue;
    await docker
      .getContainer(Id)
      .remove({ force: true, v: true })
      .catch(() => undefined);
  }
  for (const { Id, Name } of await docker.listNetworks()) {
    const [, pid] = networkName.exec(Name) ?? [];
    if (pid === undefined || alive(Number(pid))) continue;
    await docker
      .getNetwork(Id)
      .remove()
      .catch(() => undefined);
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A Docker network, and the names of the servers on it with their addresses. */
export class ServerNetwork {
  /** For `hosts` of the gate's listeners. */
  readonly hosts: Record<string, string> = {};
  readonly started: StartedNetwork;
  readonly #servers: Server[] = [];

  private constructor(started: StartedNetwork) {
    this.started = started;
  }

  static async start(): Promise<ServerNetwork> {
    await sweep();
    const nextUuid = () => `tidegate-test-${process.pid}-${randomUUID()}`;
    return new ServerNetwork(await new Network({ nextUuid }).start());
  }

  add(server: Server): void {
    this.#servers.push(server);
    this.hosts[server.name] = server.address;
  }

  /** Ends every server and the network. */
  async stop(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.remove()));
    await this.started.stop();
  }
}

export interface ServerOptions {
  image: string;
  /** The server's name on its network, which only the gate is told an address for; ends in `.invalid`. */
  name: string;
  /** Path on the host of the script that is copied into the container and run as its first process. */
  script: string;
  environment?: Record<string, string>;
  /** Further files to lay into the container. */
  files?: { target: string; content: string }[];
  /** A port that accepts only when the server is ready to serve. */
  port: number;
  /** Rejects while the server is not ready for its first client; tried again until it resolves. */
  probe?: (server: Server) => Promise<void>;
}

/** A running container with one server. */
export class Server {
  readonly name: string;
  address = '';
  readonly #network: ServerNetwork;
  readonly #container: StartedTestContainer;
  readonly #options: ServerOptions;

  private constructor(
    network: ServerNetwork,
    container: StartedTestContainer,
    options: ServerOptions,
  ) {
    this.name = options.name;
    this.#network = network;
    this.#container = container;
    this.#options = options;
  }

  /** Starts a container without waiting for the server in it; call `ready` next. */
  static async launch(network: ServerNetwork, options: ServerOptions): Promise<Server> {
    const script = { source: options.script, target: '/tidegate/start.sh', mode: 0o755 };
    const container = await new GenericContainer(options.image)
      // Not `withNetwork`, which leaves the container on the engine's default network as well.
      .withNetworkMode(network.started.getName())
      .withNetworkAliases(options.name)
      .withLabels({ [pidLabel]: String(process.pid) })
      .withEnvironment({ NAME: options.name, ...options.environment })
      .withCopyFilesToContainer([script])
      .withCopyContentToContainer(options.files ?? [])
      .withUser('root')
      .withEntrypoint(['sh', '-c', firstProcess])
      .start();
    const server = new Server(network, container, options);
    server.address = await server.#inspectAddress();
    network.add(server);
    return server;
  }

  static async start(network: ServerNetwork, options: ServerOptions): Promise<Server> {
    const server = await Server.launch(network, options);
    await server.ready();
    return server;
  }

  async #inspectAddress(): Promise<string> {
    const networks = (await (await this.#handle()).inspect()).NetworkSettings.Networks;
    return networks[this.#network.started.getName()].IPAddress;
  }

  async #handle() {
    return (await engine()).getContainer(this.#container.getId());
  }

  /** Waits until the server serves; fails with its last output if it ended or the time is over. */
  async ready(): Promise<void> {
    const end = Date.now() + readyWaitMs;
    for (;;) {
      let fault: unknown;
      try {
        await accepts(this.address, this.#options.port);
        await this.#options.probe?.(this);
        return;
      } catch (error) {
        fault = error;
      }
      const { State } = await (await this.#handle()).inspect();
      if (!State.Running || Date.now() > end) {
        throw new Error(`${this.name} is not ready:\n${await this.logs()}`, { cause: fault });
      }
      await sleep(100);
    }
  }

  /** Ends the server's process at once; its machine and network are still there. */
  async kill(): Promise<void> {
    const script = 'touch killed; kill -9 "$(cat pid)"; while [ -e killed ]; do sleep 0.1; done';
    await this.exec(['sh', '-c', `cd /tidegate; ${script}`]);
  }

  /** Starts it again on its old data and at its old address, and waits until it serves. */
  async restart(): Promise<void> {
    await this.exec(['touch', '/tidegate/again']);
    await this.ready();
  }

  /** Standard output of a command run in the container; throws on a failing one. */
  async exec(command: string[]): Promise<string> {
    const { exitCode, stdout, output } = await this.#container.exec(command);
    if (exitCode !== 0)
      throw new Error(`${command[0]} in ${this.name} failed (${exitCode}): ${output}`);
    return stdout;
  }

  /** The last lines that the server printed. */
  async logs(): Promise<string> {
    const lines = await (await this.#handle()).logs({ stdout: true, stderr: true, tail: 20 });
    // Each chunk carries an eight-byte header of binary.
    return lines.toString('utf8').replaceAll(/[^\t\n\x20-\x7e]/g, '');
  }

  async remove(): Promise<void> {
    await (await this.#handle()).remove({ force: true, v: true }).catch(() => undefined);
  }
}

function accepts(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: 2_000 });
    socket.on('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.on('timeout', () => socket.destroy(new Error(`${host}:${port} does not answer`)));
    socket.on('error', reject);
  });
}
