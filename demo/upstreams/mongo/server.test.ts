import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Collection, Decimal128, Int32, Long, MongoClient, ObjectId } from 'mongodb';
import { MongoServer } from './server.ts';

let server: MongoServer;
let client: MongoClient;
let people: Collection;

before(async () => {
  server = await MongoServer.start();
  client = new MongoClient(`mongodb://127.0.0.1:${server.port}/?replicaSet=demo`);
  people = client.db('crm').collection('people');
});

after(async () => {
  await client.close();
  await server.close();
});

test('the driver writes and reads back every type as it was', async () => {
  const document = {
    _id: new ObjectId(),
    text: 'Käthe',
    whole: 7,
    long: Long.fromString('9007199254740993'),
    double: 1.5,
    decimal: Decimal128.fromString('12.30'),
    at: new Date('2020-01-02T03:04:05.006Z'),
    list: [1, 'two', { three: 3 }],
    pattern: /a.b/i,
    bytes: Buffer.from([1, 2, 3]),
    none: null,
  };
  await people.insertOne(document);
  const found = await people.findOne({ _id: document._id }, { promoteValues: false });
  assert.equal(String(found?.long), '9007199254740993');
  assert.ok(found?.whole instanceof Int32);
  const { bytes, long, whole, double, ...rest } = found as Record<string, unknown>;
  const { bytes: sent, long: _l, whole: _w, double: _d, ...expected } = document;
  assert.deepEqual(
    rest.list,
    expected.list.map((value) =>
      value === 1 ? new Int32(1) : typeof value === 'object' ? { three: new Int32(3) } : value,
    ),
  );
  assert.equal(rest.text, expected.text);
  assert.deepEqual(rest.at, expected.at);
  assert.equal(String(rest.decimal), '12.30');
  assert.ok(Buffer.from((bytes as { buffer: Uint8Array }).buffer).equals(sent));
});

test('queries, sorting, projection and cursors of many batches', async () => {
  const numbers = client.db('crm').collection('numbers');
  await numbers.insertMany(Array.from({ length: 250 }, (_, n) => ({ n, even: n % 2 === 0 })));
  const found = await numbers
    .find({ n: { $gte: 10 }, even: true }, { projection: { _id: 0, n: 1 } })
    .sort({ n: -1 })
    .batchSize(50)
    .toArray();
  assert.equal(found.length, 120);
  assert.deepEqual(found.at(0), { n: 248 });
  assert.deepEqual(found.at(-1), { n: 10 });
  assert.equal(await numbers.countDocuments({ even: false }), 125);
  const sums = await numbers
    .aggregate([{ $group: { _id: '$even', sum: { $sum: '$n' } } }, { $sort: { _id: 1 } }])
    .toArray();
  assert.deepEqual(
    sums.map(({ sum }) => sum),
    [15625, 15500],
  );
  assert.deepEqual((await numbers.distinct('even')).sort(), [false, true]);
});

test('updates, upserts, deletes and findOneAndUpdate', async () => {
  const stock = client.db('shop').collection('stock');
  await stock.insertMany([
    { sku: 'a', left: 3 },
    { sku: 'b', left: 5 },
  ]);
  assert.equal((await stock.updateOne({ sku: 'a' }, { $inc: { left: -1 } })).modifiedCount, 1);
  assert.equal((await stock.findOne({ sku: 'a' }))?.left, 2);
  const upserted = await stock.updateOne({ sku: 'c' }, { $set: { left: 9 } }, { upsert: true });
  assert.ok(upserted.upsertedId instanceof ObjectId);
  const after = await stock.findOneAndUpdate(
    { sku: 'b' },
    { $set: { left: 0 } },
    { returnDocument: 'after' },
  );
  assert.equal(after?.left, 0);
  assert.equal((await stock.deleteMany({ left: { $gt: 1 } })).deletedCount, 2);
  assert.equal(await stock.countDocuments(), 1);
});

test('faults are the server’s own errors', async () => {
  await people.insertOne({ _id: 'one' as never });
  await assert.rejects(people.insertOne({ _id: 'one' as never }), { code: 11000 });
  await assert.rejects(client.db('crm').command({ nonsense: 1 }), { code: 59 });
});

test('databases and collections are listed', async () => {
  const { databases } = await client.db().admin().listDatabases();
  assert.ok(databases.some(({ name }) => name === 'crm'));
  const names = await client.db('crm').listCollections().toArray();
  assert.ok(names.some(({ name }) => name === 'people'));
});
