/** A genuine mongod with access control: standalone, or a replica set of three. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { Server, type ServerNetwork } from '../server.ts';

export const mongoPort = 27017;
/** Where the first run, without access control, listens until the users are made. */
const preparePort = 27016;
/** Secret that the members of a replica set share; base64 characters only. */
const memberKey = 'tidegateTestMembersShareThisKey0';
/** An election takes up to 10 s after a member is lost. */
const primaryWaitMs = 60_000;

/** User names and passwords; root may do everything, alice and bob read and write every database. */
export const mongoUsers = {
  root: 'root-secret',
  alice: 'alice-secret',
  bob: 'bob-secret',
} as const;

export interface MongoOptions {
  image: string;
  /** 1: standalone; 3: a replica set named `rs`. */
  members: 1 | 3;
}

export class MongoServers {
  readonly members: Server[];

  private constructor(members: Server[]) {
    this.members = members;
  }

  static async start(network: ServerNetwork, options: MongoOptions): Promise<MongoServers> {
    const ids = Array.from({ length: options.members }, (_, index) => index + 1);
    const replicaSet = options.members === 1 ? '' : 'rs';
    const members = await Promise.all(
      ids.map((id) =>
        Server.launch(network, {
          image: options.image,
          name: `mongo-${id}.tidegate.invalid`,
          script: join(import.meta.dirname, 'start.sh'),
          port: mongoPort,
          // Only the first has data when the set is initiated; the others copy it, users included.
          environment: { REPLICA_SET: replicaSet, KEY: memberKey, PREPARE: id === 1 ? '1' : '' },
        }),
      ),
    );
    await makeUsers(members[0]);
    await Promise.all(members.map((member) => member.ready()));
    const servers = new MongoServers(members);
    if (options.members > 1) await servers.#initiate();
    return servers;
  }

  /** A connection string straight to one member; for comparing, never for clients. */
  direct(user: keyof typeof mongoUsers = 'root', member: Server = this.members[0]): string {
    return `mongodb://${user}:${mongoUsers[user]}@${member.address}:${mongoPort}/?authSource=admin&directConnection=true`;
  }

  /** Addresses to put into the gate's configuration. */
  get upstreams(): string[] {
    return this.members.map((member) => `${member.name}:${mongoPort}`);
  }

  /** The member that is primary now; waits for an election. */
  async primary(): Promise<Server> {
    const end = Date.now() + primaryWaitMs;
    while (Date.now() < end) {
      for (const member of this.members) {
        if (await isPrimary(this.direct('root', member))) return member;
      }
      await sleep(200);
    }
    throw new Error(`no primary within ${primaryWaitMs} ms`);
  }

  async #initiate(): Promise<void> {
    await using client = await new MongoClient(this.direct()).connect();
    const members = this.upstreams.map((host, _id) => ({ _id, host }));
    const settings = { electionTimeoutMillis: 2_000, heartbeatIntervalMillis: 500 };
    await client.db('admin').command({ replSetInitiate: { _id: 'rs', members, settings } });
    await this.primary();
    await this.#allCaughtUp(client);
  }

  /** Waits until every member is primary or secondary, users included. */
  async #allCaughtUp(client: MongoClient): Promise<void> {
    const end = Date.now() + primaryWaitMs;
    for (;;) {
      const status = await client.db('admin').command({ replSetGetStatus: 1 });
      const states = (status.members as { state: number }[]).map((member) => member.state);
      if (states.every((state) => state === 1 || state === 2)) return;
      if (Date.now() > end) throw new Error(`members are in states ${states}`);
      await sleep(200);
    }
  }
}

async function isPrimary(uri: string): Promise<boolean> {
  try {
    await using client = await new MongoClient(uri, { serverSelectionTimeoutMS: 1_000 }).connect();
    return (await client.db('admin').command({ hello: 1 })).isWritablePrimary === true;
  } catch {
    return false;
  }
}

/** Makes the users in a server's first run, where access control is off, and ends that run. */
export async function makeUsers(server: Server): Promise<void> {
  const uri = `mongodb://${server.address}:${preparePort}/?directConnection=true`;
  const options = { serverSelectionTimeoutMS: primaryWaitMs };
  {
    await using client = await new MongoClient(uri, options).connect();
    await createUsers(client);
  }
  await server.exec(['touch', '/tmp/tidegate/prepared']);
}

async function createUsers(client: MongoClient): Promise<void> {
  const admin = client.db('admin');
  for (const [user, pwd] of Object.entries(mongoUsers)) {
    const roles = [user === 'root' ? 'root' : 'readWriteAnyDatabase'];
    await admin.command({ createUser: user, pwd, roles });
  }
}
