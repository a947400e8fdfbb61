/** End-to-end suite of MySQL and of MariaDB: the same promises, held on both. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Prepared } from '../available.ts';
import { assertNoTrace } from '../compare.ts';
import { Gate } from '../gate.ts';
import { ServerNetwork } from '../server.ts';
import { connectMysql2 } from './clients.ts';
import type { SuiteContext } from './context.ts';
import { evasionTests } from './evasions.ts';
import { failureTests } from './failures.ts';
import { clientTests, commandLineTests, loginTests, resultTests } from './reads.ts';
import { customers, fillStatements, policies, schema } from './shop.ts';
import { MysqlServer, mysqlUsers } from './start.ts';
import { byteTests, writeTests } from './writes.ts';

const secrets = customers.flatMap(({ email, card }) => [email, card]);

/** Registers the suite; `cli` is an image with the mariadb command-line client. */
export function mysqlSuite(flavour: 'mysql' | 'mariadb', prepared: Prepared, cli: Prepared): void {
  const skip = prepared.reason ?? cli.reason ?? false;
  describe(`${flavour} behind the gate`, { skip }, () => {
    let network: ServerNetwork;
    let server: MysqlServer;
    let gate: Gate;

    before(async () => {
      network = await ServerNetwork.start();
      server = await MysqlServer.start(network, { image: prepared.image ?? '', flavour, schema });
      const connection = await connectMysql2(server.direct());
      for (const statement of fillStatements()) await connection.query(statement);
      await connection.end();
      gate = await Gate.start({
        listeners: [{ name: 'shop', protocol: 'mysql', upstream: server.upstream }],
        policies,
        hosts: network.hosts,
        config: { limits: { drain_timeout_ms: 3_000, connect_timeout_ms: 3_000 } },
      });
    });

    after(async () => {
      await gate?.remove();
      await network?.stop();
    });

    const context: SuiteContext = {
      gate: () => gate,
      server: () => server,
      direct: (user = 'alice') => server.direct(user),
      through: (user = 'alice') => ({
        host: '127.0.0.1',
        port: gate.port('shop'),
        user,
        password: mysqlUsers[user],
      }),
      cliImage: cli.image ?? '',
    };
    loginTests(context);
    clientTests(context);
    commandLineTests(context);
    resultTests(context);
    writeTests(context);
    byteTests(context);
    evasionTests(context, flavour);
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
