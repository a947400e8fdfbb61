import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { messages } from '../proxies/kafka/schema/messages.ts';
import { readDefinitions, tableSource } from './kafka-schema.ts';

const beside = fileURLToPath(new URL('../../shared/data/kafka-messages', import.meta.url));
const folder = process.env.KAFKA_MESSAGES ?? beside;

test("the message table says what Kafka's own definitions say", (t) => {
  if (!existsSync(folder)) {
    assert.notEqual(process.env.CI, 'true', `Kafka's message definitions are not at ${folder}`);
    t.skip(`no message definitions at ${folder}; name their folder in KAFKA_MESSAGES`);
    return;
  }
  const rows = readDefinitions(folder);
  assert.ok(rows.length > 150);
  assert.deepEqual(messages, rows);
  const file = new URL('../proxies/kafka/schema/messages.ts', import.meta.url);
  assert.equal(readFileSync(file, 'utf8'), tableSource(rows), 'run scripts/kafka-schema.ts again');
});
