/** Killed clients, gates and servers lose and leak nothing. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import mysql2Callbacks from 'mysql2';
import { eventually } from '../compare.ts';
import { assertRefused } from '../strangers.ts';
import { connectMariadb, connectMysql2, libraryClients, type Row, type Target } from './clients.ts';
import type { SuiteContext } from './context.ts';

/** Millions of rows: nothing of it ends before it is killed. */
const endlessSql =
  'SELECT a.id, a.email, b.label FROM shop.customers a, shop.parts b, shop.parts c, shop.parts d';
const killAfterRows = 1_000;
/** Fewer than MySQL's max_connect_errors, after which it lets nobody in from an address. */
const leaversCount = 50;
/** Less than the ten seconds after which a server gives up on a login that does not come. */
const leftWaitMs = 3_000;

type WithStream = mysql2Callbacks.Connection & { stream: Duplex };

/** Reads rows until the connection fails; gives the first of them and the error that ended it. */
function readUntilError(
  target: Target,
  atKillTime: (destroy: () => void) => void,
): Promise<{ rows: Row[]; error: Error | undefined }> {
  return new Promise((resolve) => {
    const options = { ...target, rowsAsArray: true };
    const connection = mysql2Callbacks.createConnection(options) as WithStream;
    const rows: Row[] = [];
    let count = 0;
    const done = (error: Error | undefined) => {
      // The connection's own destroy says good-bye and reads on; a killed process does neither.
      connection.stream.destroy();
      resolve({ rows, error });
    };
    connection.on('error', done);
    const query = connection.query(endlessSql);
    query.on('result', (row) => {
      count += 1;
      if (rows.length < 5_000) rows.push(row as unknown as Row);
      if (count === killAfterRows) atKillTime(() => done(undefined));
    });
    query.on('error', done);
    query.on('end', () => done(undefined));
  });
}

function assertRowsMasked(rows: Row[]): void {
  assert.ok(rows.length > 0);
  for (const [, email] of rows) assert.ok(email === null || email === '[REDACTED]', String(email));
}

export function failureTests(context: SuiteContext): void {
  const { direct, through } = context;
  const sql = 'SELECT email FROM shop.customers WHERE id = 1';
  const assertServes = async () => {
    assert.deepEqual(await libraryClients[0].rows(through(), sql), [['[REDACTED]']]);
  };
  /** The server runs none of our endless queries any more. */
  const serverIsIdle = async () => {
    const running = `SELECT COUNT(*) FROM information_schema.processlist
      WHERE user = 'alice' AND info LIKE '%shop.parts d'`;
    const [[count]] = await libraryClients[0].rows(direct('bob'), running);
    return Number(count) === 0;
  };

  test('a client killed in the middle of a result takes its server connection with it', async () => {
    const { rows } = await readUntilError(through(), (destroy) => destroy());
    assertRowsMasked(rows);
    await eventually('the server ends the query', serverIsIdle);
    await assertServes();
  });

  test('clients that leave before the server is reached leave no connection to it behind', async () => {
    const { host, port } = through();
    const leave = () =>
      new Promise<void>((resolve) => {
        const socket = connect(port, host, () => socket.destroy());
        socket.on('error', () => {});
        socket.on('close', () => resolve());
      });
    await Promise.all(Array.from({ length: leaversCount }, leave));
    const sql = `SELECT COUNT(*) FROM information_schema.processlist
      WHERE user = 'unauthenticated user'`;
    await sleep(leftWaitMs);
    const [[count]] = await libraryClients[0].rows(direct('bob'), sql);
    assert.equal(Number(count), 0);
    await assertServes();
  });

  test('a gate killed in the middle of a result: an error, no clear row; then it serves again', async () => {
    const gate = context.gate();
    const { rows, error } = await readUntilError(through(), () => void gate.kill());
    assert.ok(error, 'the client is told');
    assertRowsMasked(rows);
    await eventually('the server ends the query', serverIsIdle);
    await eventually('the gate is gone', () => !gate.running);
    await gate.spawn();
    await assertServes();
  });

  test('what is no MySQL is refused, and others are not disturbed', async () => {
    const steady = await connectMysql2(through());
    await assertRefused(context.gate(), 'shop');
    assert.deepEqual((await steady.query(sql))[0], [['[REDACTED]']]);
    await steady.end();
  });

  test('a server killed in the middle of a result: an error, no clear row', async () => {
    const { server } = context.server();
    let killed = Promise.resolve();
    const { rows, error } = await readUntilError(through(), () => {
      killed = server.kill();
    });
    await killed;
    assert.ok(error, 'the client is told');
    assertRowsMasked(rows);
    assert.ok(context.gate().running);
  });

  test('while the server is away the error says so; when it is back the gate serves', async () => {
    for (const connect of [connectMysql2, connectMariadb]) {
      await assert.rejects(connect(through()), /TG-CORE-0005|upstream could not be reached/);
    }
    assert.match(await context.gate().traces(), /TG-CORE-0005/);
    await context.server().server.restart();
    await assertServes();
  });
}
