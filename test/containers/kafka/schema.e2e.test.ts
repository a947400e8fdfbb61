/**
 * The message table against Apache Kafka's own definitions, which lie in the jar of the Java client
 * that the brokers run with. Where the Kafka suite can run at all, the jar can be had.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { messages } from '../../../proxies/kafka/schema/messages.ts';
import { readDefinitions, tableSource } from '../../../scripts/kafka-schema.ts';
import { prepare } from '../available.ts';

const run = promisify(execFile);
const containers = join(import.meta.dirname, '..');
const table = new URL('../../../proxies/kafka/schema/messages.ts', import.meta.url);
const leastMessages = 150;

/** The client's jar, fetched where a ready-made image or an older build left it out. */
async function clientJar(): Promise<Buffer> {
  await run(join(containers, 'fetch.sh'), ['kafka']);
  const libs = join(containers, '.cache/kafka/libs');
  const [name, ...others] = (await readdir(libs)).filter((n) => /^kafka-clients-.*\.jar$/.test(n));
  assert.ok(name && others.length === 0, `not one kafka-clients jar in ${libs}`);
  return readFile(join(libs, name));
}

const { reason } = await prepare('kafka');

test("the message table says what Kafka's own definitions say", { skip: reason }, async () => {
  const rows = readDefinitions(await clientJar());
  assert.ok(rows.length > leastMessages);
  assert.deepEqual(messages, rows);
  const source = await readFile(table, 'utf8');
  assert.equal(source, tableSource(rows), 'run scripts/kafka-schema.ts again');
});
