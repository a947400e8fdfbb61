/** What is read: masked where the policy says so, and else equal to the byte. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BSON, type Document, Long } from 'mongodb';
import { assertOnlyMasked } from '../compare.ts';
import {
  collectionOf,
  type DocumentClient,
  documentClients,
  insertRaw,
  rawDocuments,
  withClient,
} from './clients.ts';
import type { SuiteContext } from './context.ts';
import { collections, customers } from './crm.ts';

const asStored = { promoteValues: false, promoteLongs: false, promoteBuffers: false } as const;
const decode = (raw: Buffer): Document => BSON.deserialize(raw, asStored);

/** Holds a customer's document as it came through against the document as the server has it. */
function assertCustomerMasked(actual: Buffer, original: Buffer): void {
  const [is, was] = [decode(actual), decode(original)];
  const { email, card, ssn } = customers[Number(was._id) - 1];
  assert.equal(is.email, '[REDACTED]');
  assert.equal(is.contacts[0].value, '[REDACTED]');
  assert.equal(is.cards[0], '[REDACTED]');
  assert.ok(Long.fromNumber(0).equals(is.card), String(is.card));
  assert.ok(is.ssn.endsWith(ssn.slice(-4)) && !is.ssn.includes(ssn.slice(0, 3)), is.ssn);
  assert.equal(is.born.toISOString(), `${was.born.toISOString().slice(0, 4)}-01-01T00:00:00.000Z`);
  assert.equal(Number(is.account.balance.toString()), 0);
  assert.equal(Number(is.score), 0);
  assertOnlyMasked(is.note, was.note, [email, card]);
  // With these put into the original, it must be the very bytes that came.
  const expected = {
    ...was,
    ...{
      email: is.email,
      card: is.card,
      ssn: is.ssn,
      born: is.born,
      score: is.score,
      note: is.note,
    },
    contacts: [{ ...was.contacts[0], value: '[REDACTED]' }, was.contacts[1]],
    cards: ['[REDACTED]', was.cards[1]],
    account: { ...was.account, balance: is.account.balance },
  };
  assert.ok(actual.equals(BSON.serialize(expected)), JSON.stringify(is));
}

export function clientTests(context: SuiteContext): void {
  for (const client of documentClients) {
    describe(client.name, () => {
      maskTests(client, context);
      sameTests(client, context);
    });
  }
}

function maskTests(client: DocumentClient, { direct, through }: SuiteContext): void {
  test('what the policy names arrives masked, the rest of the document to the byte', async () => {
    const original = await client.find(direct(), 'crm.people');
    const actual = await client.find(through(), 'crm.people');
    assert.equal(original.length, customers.length);
    assert.equal(actual.length, customers.length);
    for (const [index, raw] of actual.entries()) assertCustomerMasked(raw, original[index]);
  });

  test('documents that the policy drops are gone, their neighbours are whole', async () => {
    const original = await client.find(direct(), 'crm.payments');
    const kept = original.filter((raw) => Number(decode(raw)._id) % 3 !== 0);
    assert.equal(original.length, customers.length);
    assert.deepEqual(await client.find(through(), 'crm.payments'), kept);
  });

  test('a blocked field is the server error Unauthorized that names the policy', async () => {
    await assert.rejects(client.find(through(), 'hr.staff'), (error: Error & { code: number }) => {
      assert.equal(error.code, 13);
      assert.match(error.message, /salaries stay home/);
      return true;
    });
  });
}

function sameTests(client: DocumentClient, { gate, direct, through }: SuiteContext): void {
  test('documents without anything sensitive are equal byte for byte', async () => {
    const original = await client.find(direct(), 'crm.parts');
    assert.ok(original.length >= collections['crm.parts'].length);
    assert.deepEqual(await client.find(through(), 'crm.parts'), original);
  });

  test('who may see it sees it', async () => {
    const emails = (documents: Buffer[]) => documents.map((raw) => decode(raw).email);
    const original = emails(await client.find(direct('bob'), 'crm.people'));
    assert.equal(original[0], customers[0].email);
    assert.deepEqual(emails(await client.find(through('bob'), 'crm.people')), original);
  });

  test('writes arrive unchanged', async () => {
    const namespace = `written.by_${client.name.replaceAll(/\W+/g, '_')}`;
    const documents = [...collections['crm.people'], ...collections['crm.parts']].map(
      ({ _id, ...rest }, index) => ({ _id: index, ...rest }),
    );
    await client.insert(through(), namespace, documents);
    const stored = await client.find(direct(), namespace);
    const sent = documents.map((one) => Buffer.from(BSON.serialize(one)));
    assert.deepEqual(stored, sent);
  });

  test('every address that the client learns is one of the gate', async () => {
    const nodes = await client.nodes(through());
    const own = gate().addresses('crm');
    assert.ok(nodes.length > 0);
    for (const node of nodes) assert.ok(own.has(node), `${node} is not one of ${[...own]}`);
  });
}

export function commandTests({ direct, through }: SuiteContext): void {
  const isClean = (text: string) =>
    customers.every(({ email, card }) => !text.includes(email) && !text.includes(card));

  test('aggregate, distinct and findOneAndUpdate give masked values', async () => {
    await withClient(through(), async (client) => {
      const people = collectionOf(client, 'crm.people');
      const pipeline = [
        { $match: { _id: { $lt: 50 } } },
        { $sort: { _id: 1 } },
        { $unwind: '$contacts' },
      ];
      const unwound = await people.aggregate(pipeline, { batchSize: 20 }).toArray();
      assert.equal(unwound.length, 98);
      assert.ok(isClean(JSON.stringify(unwound)), 'aggregate');
      assert.equal(unwound[1].contacts.value, 'desk 1');
      const distinct = await people.distinct('email');
      assert.ok(distinct.length > 0 && isClean(JSON.stringify(distinct)), 'distinct');
      const update = { $set: { seen: true } };
      const updated = await people.findOneAndUpdate({ _id: 7 as never }, update, {
        returnDocument: 'after',
      });
      assert.equal(updated?.seen, true);
      assert.equal(updated?.email, '[REDACTED]');
      await people.updateOne({ _id: 7 as never }, { $unset: { seen: '' } });
    });
  });

  test('names that stand twice in a document survive', async () => {
    // { _id: 9999, a: 1, a: 2 }
    const body = '105f6964000f270000' + '106100' + '01000000' + '106100' + '02000000' + '00';
    const raw = Buffer.from(`00000000${body}`, 'hex');
    raw.writeInt32LE(raw.length);
    await insertRaw(through(), 'written', 'twice', raw);
    const [stored] = await withClient(direct(), (client) => rawDocuments(client, 'written.twice'));
    const [read] = await withClient(through(), (client) => rawDocuments(client, 'written.twice'));
    assert.ok(read.equals(stored), `${read.toString('hex')} ${stored.toString('hex')}`);
  });

  test('errors of the server arrive as they are', async () => {
    const failing = (uri: string) =>
      withClient(uri, async (client) => {
        try {
          await collectionOf(client, 'crm.parts').insertOne({ _id: 1 as never });
        } catch (error) {
          const { code, keyValue, message } = error as Error & { code: number; keyValue: unknown };
          return { code, keyValue, message };
        }
        return undefined;
      });
    const original = await failing(direct());
    assert.equal(original?.code, 11000);
    assert.deepEqual(await failing(through()), original);
  });

  test('a wrong password is an error of the server', async () => {
    const uri = through().replace(/alice-secret/, 'wrong');
    await assert.rejects(
      withClient(uri, (client) => client.db('crm').command({ ping: 1 })),
      { code: 18 },
    );
  });
}
