/** End-to-end suite of MongoDB and of SecantusDB: the same promises, held on both. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Prepared } from '../available.ts';
import { assertNoTrace } from '../compare.ts';
import { Gate } from '../gate.ts';
import { type Server, ServerNetwork } from '../server.ts';
import { collectionOf, withClient } from './clients.ts';
import type { MongoUser, SuiteContext } from './context.ts';
import { collections, customers, policies } from './crm.ts';
import { failureTests } from './failures.ts';
import { clientTests, commandTests } from './reads.ts';
import { evasionTests, redPolicies } from './red-team.ts';
import { mongoUsers } from './start.ts';

/** What the suite needs to know of the server or servers under test. */
export interface Upstream {
  servers: Server[];
  upstreams: string[];
  direct(user?: MongoUser): string;
  primary(): Promise<Server>;
}

export interface SuiteOptions {
  name: string;
  prepared: Prepared;
  replicated: boolean;
  /** It has all that MongoDB has to get round policies with. */
  genuine: boolean;
  start(network: ServerNetwork, image: string): Promise<Upstream>;
}

const secrets = customers.flatMap(({ email, card, ssn }) => [email, card, ssn]);

async function fill(uri: string): Promise<void> {
  await withClient(uri, async (client) => {
    for (const [namespace, documents] of Object.entries(collections)) {
      const options = { writeConcern: { w: 'majority' } } as const;
      await collectionOf(client, namespace).insertMany(documents, options);
    }
  });
}

export function mongoSuite({ name, prepared, replicated, genuine, start }: SuiteOptions): void {
  describe(`${name} behind the gate`, { skip: prepared.reason ?? false }, () => {
    let network: ServerNetwork;
    let upstream: Upstream;
    let gate: Gate;

    before(async () => {
      network = await ServerNetwork.start();
      upstream = await start(network, prepared.image ?? '');
      await fill(upstream.direct());
      gate = await Gate.start({
        listeners: [
          {
            name: 'crm',
            protocol: 'mongo',
            upstream: upstream.upstreams,
            nodes: replicated ? upstream.servers.length : 0,
          },
        ],
        policies: [...policies, ...(genuine ? redPolicies : [])],
        hosts: network.hosts,
        config: { limits: { drain_timeout_ms: 3_000, connect_timeout_ms: 3_000 } },
      });
    });

    after(async () => {
      await gate?.remove();
      await network?.stop();
    });

    const context: SuiteContext = {
      replicated,
      gate: () => gate,
      primary: () => upstream.primary(),
      servers: () => upstream.servers,
      direct: (user = 'alice') => upstream.direct(user),
      through: (user = 'alice') => {
        const options = replicated ? 'replicaSet=rs' : 'directConnection=false';
        return `mongodb://${user}:${mongoUsers[user]}@127.0.0.1:${gate.port('crm')}/?authSource=admin&${options}`;
      },
    };
    clientTests(context);
    commandTests(context);
    if (genuine) evasionTests(context);
    failureTests(context);

    test('no value is in the audit log, the output or the metrics', async () => {
      await assertNoTrace(gate, secrets);
      assert.ok(gate.audit().length > 0, 'the audit log has lines');
    });

    test('the gate ends on SIGTERM', async () => {
      assert.ok([0, 143, 'SIGTERM'].includes((await gate.stop()) ?? ''), gate.output);
    });
  });
}
