/** What is consumed: masked where the policy says so, and else equal to the byte. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertOnlyMasked } from '../compare.ts';
import { consumeConfluent, type KafkaClient, kafkaClients } from './clients.ts';
import type { SuiteContext } from './context.ts';
import {
  type Codec,
  codecs,
  customers,
  isDropped,
  type KafkaRecord,
  orders,
  orderText,
  parts,
  payments,
  secretsOf,
} from './orders.ts';

/** Holds one order as it came through against the same as the broker has it. */
export function assertOrderMasked(actual: KafkaRecord, original: KafkaRecord): void {
  const { value, headers, ...rest } = actual;
  const { value: valueWas, headers: headersWas, ...restWas } = original;
  assert.deepEqual(rest, restWas);
  const index = Number(original.key?.toString().replace('order-', '')) - 1;
  if (Number.isNaN(index)) {
    assert.deepEqual(actual, original);
    return;
  }
  assertOnlyMasked(String(value), String(valueWas), secretsOf(index));
  const email = customers[index].email;
  assert.ok(String(value).includes('[REDACTED]'));
  const expected = headersWas.map(([name, data]) => [
    name,
    data.toString() === email ? '[REDACTED]' : String(data),
  ]);
  assert.deepEqual(
    headers.map(([name, data]) => [name, String(data)]),
    expected,
  );
}

export function clientTests(context: SuiteContext): void {
  for (const client of kafkaClients) {
    describe(client.name, () => {
      // What a codec does does not depend on the number of brokers.
      const codecsHere = context.nodes === 1 ? client.codecs.slice(0, 1) : client.codecs;
      for (const codec of codecsHere) codecTests(client, codec, context);
      dropTests(client, context);
      otherTests(client, context);
    });
  }
}

function codecTests(client: KafkaClient, codec: Codec, { direct, through }: SuiteContext): void {
  test(`${codec}: what the policy names arrives masked, the rest to the byte`, async () => {
    const original = await client.consume(direct(), `orders.${codec}`);
    const actual = await client.consume(through(), `orders.${codec}`);
    assert.equal(original.length, orders().length);
    assert.equal(String(original[0].value), orderText(0));
    assert.equal(actual.length, original.length);
    for (const [index, record] of actual.entries()) assertOrderMasked(record, original[index]);
  });

  test(`${codec}: records without anything sensitive are equal byte for byte`, async () => {
    const original = await client.consume(direct(), `parts.${codec}`);
    assert.equal(original.length, parts().length);
    assert.deepEqual(await client.consume(through(), `parts.${codec}`), original);
  });

  test(`${codec}: what is produced arrives unchanged`, async () => {
    const topic = writtenTopic(client, codec);
    const sent = [...orders(), ...parts()].filter(({ key }) => String(key) !== 'end');
    const end = parts().at(-1) as KafkaRecord;
    await client.produce(through(), topic, codec, [...sent, end]);
    const stored = await client.consume(direct(), topic);
    const comparable = (record: KafkaRecord) => ({
      ...{ key: record.key, value: record.value, timestamp: record.timestamp },
      // kafkajs gathers equal names.
      headers: record.headers.toSorted(([a], [b]) => a.localeCompare(b)),
    });
    assert.deepEqual(stored.map(comparable), [...sent, end].map(comparable));
  });
}

/** Topics that the clients write, one for each client and codec. */
export const writtenTopic = (client: KafkaClient, codec: Codec): string =>
  `written.${client.name.replaceAll(/\W+/g, '')}.${codec}`;

export const writtenTopics: string[] = kafkaClients.flatMap((client) =>
  client.codecs.map((codec) => writtenTopic(client, codec)),
);

function dropTests(client: KafkaClient, { direct, through }: SuiteContext): void {
  test('records that the policy drops are gone, the others keep offset and bytes', async () => {
    const original = await client.consume(direct(), 'payments');
    assert.equal(original.length, payments().length);
    const kept = original.filter(
      (_, index) => index === payments().length - 1 || !isDropped(index),
    );
    const actual = await client.consume(through(), 'payments');
    // An emptied batch may hold one record that says nothing, so that every client gets past it.
    const scrubbed = actual.filter(
      ({ offset, value }) => value === null && isDropped(Number(offset)),
    );
    assert.ok(scrubbed.length < 60, `${scrubbed.length} scrubbed records`);
    for (const { key } of scrubbed) assert.ok(key === null || key.length === 0, String(key));
    assert.deepEqual(
      actual.filter((record) => !scrubbed.includes(record)),
      kept,
    );
  });
}

function otherTests(
  client: KafkaClient,
  { nodes, gate, direct, through, secure }: SuiteContext,
): void {
  test('every address that the client learns is one of the gate', async () => {
    const own = gate().addresses('events');
    const learnt = await client.addresses(through());
    assert.ok(learnt.length >= nodes, String(learnt));
    for (const address of learnt) assert.ok(own.has(address), `${address} is not of ${[...own]}`);
  });

  test('six partitions are read through the gate', async () => {
    const original = await client.consume(direct(), 'orders.many', 6);
    const actual = await client.consume(through(), 'orders.many', 6);
    assert.equal(actual.length, original.length);
    for (const [index, record] of actual.entries()) assertOrderMasked(record, original[index]);
  });

  for (const mechanism of ['plain', 'scram-sha-256', 'scram-sha-512'] as const) {
    test(`${mechanism}: alice gets masks, bob, who may see it, the addresses`, async () => {
      const ofAlice = await client.consume(secure('secure', 'alice', mechanism), 'orders.none');
      const ofBob = await client.consume(secure('secure', 'bob', mechanism), 'orders.none');
      assert.equal(ofAlice.length, orders().length);
      assert.equal(ofBob.length, orders().length);
      for (const [index, { email }] of customers.entries()) {
        assert.ok(!String(ofAlice[index].value).includes(email));
        assert.ok(String(ofBob[index].value).includes(email));
      }
    });
  }

  test('a wrong password is refused as the broker refuses it', async () => {
    const target = secure('secure', 'alice', 'scram-sha-256');
    const wrong = { ...target, sasl: { ...target.sasl!, password: 'wrong' } };
    await assert.rejects(client.addresses(wrong));
  });

  test('TLS towards the brokers', async () => {
    const target = secure('tls', 'alice', 'scram-sha-512');
    const [first] = await client.consume(target, 'orders.none');
    assertOrderMasked(first, (await client.consume(direct(), 'orders.none'))[0]);
  });

  test('a blocked topic is an authorisation error of the partition', async () => {
    await assert.rejects(client.consume(through(), 'salaries'), (error: Error) => {
      assert.match(describeError(error), /authoriz|TOPIC_AUTHORIZATION_FAILED/i);
      return true;
    });
  });
}

/** Messages of an error, of its causes and of the errors that it gathers. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause, errors = [], type, apiId } = error as Error & Record<string, unknown>;
  const inner = [cause, ...(errors as unknown[])].filter(Boolean).map(describeError);
  return [error.message, type, apiId, ...inner].join(' ');
}

export function librdkafkaTests({ direct, through }: SuiteContext): void {
  test('librdkafka: the new consumer group protocol (KIP-848)', async () => {
    const more = { 'group.protocol': 'consumer', 'session.timeout.ms': undefined };
    const original = await consumeConfluent(direct(), 'orders.lz4');
    const actual = await consumeConfluent(through(), 'orders.lz4', 1, more);
    assert.equal(actual.length, original.length);
    for (const [index, record] of actual.entries()) assertOrderMasked(record, original[index]);
  });

  test('librdkafka checks every checksum', async () => {
    for (const codec of codecs) {
      const actual = await consumeConfluent(through(), `orders.${codec}`, 1, {
        'check.crcs': true,
      });
      assert.equal(actual.length, orders().length, codec);
    }
  });
}
